"""A whole town on loopback: Discord in one process, the bot in another, Gemini in ours."""

import asyncio
import contextlib
import json
import os
import re
import signal
import sqlite3
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.clock import steady_clock
from bot.store import Store
from bot.store.records import NewPosition
from sims.discord.world import CANDIDATE, CHANNEL, GUILD
from sims.gemini import GeminiSim

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
"""Seconds until a wait for an event is given up: only a test that fails waits so long. The longest that passed, a bot's
start beside a dozen busy processes on two cores, took 12."""
QUIET = 0.7
SHORT = {"quiet": QUIET, "typing_holds": 2 * QUIET}
ASKED = ("What draws you here?", "What do you do when two members quarrel?", "How much time have you got?")
POSITION = NewPosition(
    title="Helper",
    brief="A community about maps.",
    questions=f"{ASKED[0]} [required] [follow-ups: 1]\n{ASKED[1]} [follow-ups: 1]\n{ASKED[2]} [follow-ups: 0]",
    closing="Thank you, we read it all.",
    languages=("en", "de"),
)
State = dict[str, Any]


@dataclass(frozen=True)
class Turn:
    """What a test looks at of a stored turn."""

    seq: int
    speaker: str
    kind: str
    text: str


def notified(message: State, rule: State | None) -> set[str]:
    """Whom a message of the bot's notifies: mentioned in the text, and allowed to be. Without a rule all are."""
    mentioned = set(re.findall(r"<@!?([0-9]+)>", message["content"]))
    mentioned |= {word for word in ("everyone", "here") if f"@{word}" in message["content"]}
    if not message["author"]["bot"]:
        return set()
    if rule is None or "users" in rule.get("parse", ()):
        return mentioned
    return mentioned & {str(each) for each in rule.get("users", ())}


def custom_ids(state: State, where: State) -> list[str]:
    """Of the buttons that stand on any message or, if `where` names one, on this message or ephemeral answer."""
    source = where.get("interaction") or where.get("message")
    answers = {each["id"]: each["message"] for each in state["interactions"] if each["message"]}
    messages = [message for channel in state["messages"].values() for message in channel] + list(answers.values())
    if source is not None:
        messages = [answers[source]] if source in answers else [each for each in messages if each["id"] == source]
    rows = [row for message in messages for row in message["components"]]
    return [button.get("custom_id", "") for row in rows for button in row["components"]]


@dataclass
class Town:
    """What a test does here, it does as a person: through Discord."""

    folder: Path
    gemini: GeminiSim
    discord: State
    http: aiohttp.ClientSession
    bot: Process | None = None
    waits: dict[str, float] = field(default_factory=dict)
    """Waits of the bot's `Timing` that are not what real people get."""
    logs: list[str] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)
    """Settings beside the usual ones."""

    @property
    def database(self) -> Path:
        return self.folder / "interviews.db"

    async def start_bot(self, *, ready: bool = True) -> None:
        authority = self.folder / "authority.pem"
        authority.write_text(self.discord["authority"])
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GEMINI_", "DISCORD_"))},
            "DISCORD_TOKEN": self.discord["token"],
            "GEMINI_API_KEY": "sim-key",
            "GEMINI_BASE_URL": self.gemini.base_url,
            "DATABASE_PATH": str(self.database),
            "NO_PROXY": "127.0.0.1,localhost",
            **self.more,
        }
        log = self.folder / f"bot-{len(self.logs)}.log"
        self.logs.append(str(log))
        with log.open("w") as out:
            self.bot = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.harness.wire_launch", str(self.discord["port"]), str(authority)),
                *(f"{name}={seconds}" for name, seconds in self.waits.items()),
                cwd=ROOT,
                env=environment,
                stdout=DEVNULL,
                stderr=out,
            )
        if ready:
            await self.until(lambda state: "ready:" in log.read_text(), "the bot is ready")

    async def kill_bot(self) -> None:
        """kill -9: no farewell, no flush."""
        assert self.bot is not None
        self.bot.kill()
        await self.bot.wait()
        self.bot = None

    async def stop_bot(self) -> float:
        """SIGTERM; returns the seconds it took."""
        assert self.bot is not None
        began = time.monotonic()
        self.bot.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(self.bot.wait(), PATIENCE)
        assert code == 0, self.log()
        self.bot = None
        return time.monotonic() - began

    def log(self) -> str:
        return "\n".join(Path(name).read_text() for name in self.logs)

    async def state(self) -> State:
        async with self.http.get(f"http://127.0.0.1:{self.discord['control']}/state") as answer:
            found: State = await answer.json()
            return found

    async def do(self, what: str, **asked: object) -> State:
        body = {"user": CANDIDATE, "channel": CHANNEL, **asked}
        async with self.http.post(f"http://127.0.0.1:{self.discord['control']}/{what}", json=body) as answer:
            told: State = await answer.json()
            assert answer.status == 200, told
            return told

    async def until(self, true: Callable[[State], object], what: str) -> State:
        """Wait for an outcome that a person would see."""
        end = time.monotonic() + PATIENCE
        while True:
            state = await self.state()
            if true(state):
                return state
            if time.monotonic() > end or (self.bot is not None and self.bot.returncode is not None):
                shown = json.dumps({name: each for name, each in state.items() if name != "commands"}, indent=1)
                raise AssertionError(f"never happened: {what}\n{shown[-6000:]}\n{self.log()}")
            await asyncio.sleep(0.05)

    async def answer_of(self, interaction: int) -> State:
        """The ephemeral message (or modal) that answered a click."""

        def found(state: State) -> State | None:
            return next((i for i in state["interactions"] if i["id"] == interaction and i["callback"]), None)

        state = await self.until(found, "the interaction is answered")
        made = found(state)
        assert made is not None
        return made

    async def press(self, custom_id_part: str, **where: object) -> State:
        """Press the button whose custom_id holds this, on a message or an ephemeral answer, when it is there: an answer
        that was deferred gets its buttons later."""

        def found(state: State) -> str | None:
            return next((each for each in custom_ids(state, where) if custom_id_part in each), None)

        custom_id = found(await self.until(found, f"there is a button {custom_id_part}"))
        made = await self.do("press", custom_id=custom_id, **where)
        return await self.answer_of(made["id"])

    async def begin(self, **options: str) -> int:
        """/interview start, Agree and start; returns the thread's id."""
        asked = await self.do("command", path=["interview", "start"], options=options)
        await self.answer_of(asked["id"])
        await self.press("start:agree", interaction=asked["id"])
        state = await self.until(lambda state: state["threads"], "there is a thread")
        return int(max(state["threads"], key=int))

    def said(self, state: State, thread: int) -> list[str]:
        """What the bot wrote in the thread, oldest first."""
        return [m["content"] for m in state["messages"].get(str(thread), []) if m["author"]["bot"]]

    def turns(self) -> list[Turn]:
        """The turns as the database holds them, read from outside."""
        return [Turn(*row) for row in self.rows("SELECT seq, speaker, kind, text FROM turns ORDER BY seq")]

    def answers(self) -> list[str]:
        return [turn.text for turn in self.turns() if turn.speaker == "candidate"]

    def marks(self) -> set[str]:
        """What was learnt later about the turns."""
        return {row[0] for row in self.rows("SELECT mark FROM turn_marks")}

    def status(self) -> tuple[str, str]:
        """The newest interview's state and why."""
        row = self.rows("SELECT status, status_reason FROM interview_sessions ORDER BY id DESC LIMIT 1")[0]
        return row[0], row[1]

    def rows(self, query: str) -> list[Any]:
        with contextlib.closing(sqlite3.connect(self.database)) as reader:
            return reader.execute(query).fetchall()

    async def becomes(self, status: str, reason: str | None = None) -> State:
        def so(_: State) -> bool:
            return self.status()[0] == status and reason in (None, self.status()[1])

        return await self.until(so, f"the interview is {status} ({reason})")

    def pings(self, state: State, thread: int) -> list[str]:
        """Our messages in the thread that notify somebody, as Discord reads `allowed_mentions`."""
        told, rules = state["messages"][str(thread)], state["allowed_mentions"]
        return [message["content"] for message in told if notified(message, rules[message["id"]])]

    async def says(self, thread: int, words: str) -> int:
        """The candidate writes in the thread; the message's id."""
        return int((await self.do("write", channel=thread, content=words))["id"])

    async def click(self, thread: int, button: str, **who: object) -> State:
        """Press a button of the newest panel in the thread."""

        def panel(state: State) -> State | None:
            live = [m for m in state["messages"][str(thread)] if button in json.dumps(m["components"])]
            return live[-1] if live else None

        message = panel(await self.until(panel, f"there is a button {button}"))
        assert message is not None
        return await self.press(button, message=message["id"], channel=thread, **who)

    async def answer_by_form(self, thread: int, words: str) -> None:
        opened = await self.click(thread, "iv:answer")
        sent = await self.do("submit", channel=thread, interaction=opened["id"], fields={"answer": words})
        await self.answer_of(sent["id"])

    async def until_asked(self, thread: int, words: str) -> State:
        """The newest post with buttons holds these words: it is the candidate's turn."""

        def asked(state: State) -> bool:
            messages = state["messages"].get(str(thread), [])
            live = [message for message in messages if message["components"]]
            return bool(live) and words in live[-1]["content"]

        return await self.until(asked, f"the candidate is asked {words!r}")

    async def until_said(self, thread: int, words: str, times: int = 1) -> State:
        def heard(state: State) -> bool:
            return sum(words in text for text in self.said(state, thread)) >= times

        return await self.until(heard, f"the bot says {words!r} {times} time(s)")


async def add_position(here: Town) -> None:
    async with Store.open(here.database, clock=steady_clock()) as store:
        await store.ensure_guild(GUILD, POSITION)


@contextlib.asynccontextmanager
async def town(folder: Path, *arguments: str, short: bool = False) -> AsyncIterator[Town]:
    """Discord and Gemini are up; the bot is started by the test, and ended here whatever happens.

    In a `short` one the server's position has three questions, and people are done with an answer sooner.
    """
    discord = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sims.discord", *arguments), cwd=ROOT, stdout=PIPE, stderr=DEVNULL
    )
    assert discord.stdout is not None
    try:
        told = json.loads(await asyncio.wait_for(discord.stdout.readline(), PATIENCE))
        async with GeminiSim(key="sim-key") as gemini, aiohttp.ClientSession() as http:
            here = Town(folder, gemini, told, http, waits=SHORT if short else {})
            if short:
                await add_position(here)
            try:
                yield here
            finally:
                if here.bot is not None:
                    await here.kill_bot()
    finally:
        discord.kill()
        await discord.wait()
