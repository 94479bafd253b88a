"""A town in which people also talk: its Discord is in our process, so that a test sees every packet of both sides."""

import asyncio
import contextlib
import re
import time
from array import array
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import aiohttp
import discord.opus

from bot.clock import steady_clock
from bot.store import Store
from bot.store.records import NewPosition
from sims.discord import DiscordSim, libopus
from sims.discord.people import Person
from sims.discord.server import TOKEN
from sims.discord.world import CANDIDATE, CHANNEL, GUILD, LOUNGE, VOICE_CHANNEL
from sims.gemini import GeminiSim
from sims.whistle import mark
from tests.harness.town import PATIENCE, SHORT, Town

ASKED = ("What draws you here?", "What do you do when two members quarrel?", "How much time have you got?")
LONG = (
    "Imagine that two members quarrel in a channel late in the evening, that both of them write to you, that nobody"
    " else of the team is there, and that one of them is a friend of yours: what do you do first?"
)
"""A question that takes about four seconds to say: time enough to interrupt it."""
WAITS = {**SHORT, "last_words": 0.2}
DOWN = "its voice connection is down"
SOON = 0.02
"""Between two looks."""
SPOKEN = 1.0
"""Seconds of an answer: time to say a number twice."""


@dataclass(frozen=True)
class Said:
    """What was heard of one turn, and how it was spoken."""

    seq: int
    speaker: str
    kind: str
    text: str
    started_at: int
    ended_at: int
    heard_ms: int
    cut: bool


@dataclass
class VoiceTown(Town):
    """See `Town`; what people do in voice they do through `sim`."""

    sim: DiscordSim = field(kw_only=True)
    second: str = ASKED[1]
    """The second question."""

    @property
    def casey(self) -> Person:
        """The candidate."""
        return self.sim.voice.people[CANDIDATE]

    # Waiting

    async def wait(self, true: Callable[[], object], what: str, *, patience: float = PATIENCE) -> None:
        """Until it is true; looks often, and at no cost."""
        end = time.monotonic() + patience
        while not true():
            if time.monotonic() > end or (self.bot is not None and self.bot.returncode is not None):
                raise AssertionError(f"never happened: {what}\n{self.told()}\n{self.log()}")
            await asyncio.sleep(SOON)

    def told(self) -> str:
        """What a failing test wants to see."""
        shown = [f"{key}: {m['content'][:150]}" for key, all_ in self.sim.world.messages.items() for m in all_.values()]
        turns = [f"{turn.seq} {turn.speaker} {turn.kind} {turn.text[:80]}" for turn in self.turns()]
        events = [f"{kind} {detail}" for kind, detail in self.events()]
        model = [f"{each.handle} {each.closed} {each.utterances} {each.said}" for each in self.gemini.sessions]
        return "\n".join((*shown, *turns, *events, *model, str(self.sim.voice.as_json())))

    # Starting

    async def settings(self, **changes: object) -> None:
        """Fields of GuildSettings, as if chosen in /setup."""
        async with Store.open(self.database, clock=steady_clock()) as store:
            await store.ensure_guild(GUILD, position(self.second))
            changed = replace(await store.settings(GUILD), **changes)  # type: ignore[arg-type]  # fields by name
            await store.save_settings(changed)

    async def begin_aloud(self, user: int = CANDIDATE) -> int:
        """/interview start type:voice, Agree and start; returns the voice channel's id."""
        where = {"user": user, "channel": CHANNEL}
        asked = await self.do("command", path=["interview", "start"], options={"type": "voice"}, **where)
        await self.answer_of(asked["id"])
        await self.press("start:agree", interaction=asked["id"], **where)
        await self.wait(
            lambda: self.rows("SELECT room_id FROM interview_sessions WHERE room_id > 0"), "there is a room"
        )
        return int(self.rows("SELECT room_id FROM interview_sessions ORDER BY id DESC LIMIT 1")[0][0])

    def made_rooms(self) -> set[int]:
        """The voice channels that the bot made, and that still stand."""
        channels = self.sim.world.channels
        return {id_ for id_, each in channels.items() if each["type"] == VOICE_CHANNEL and id_ != LOUNGE}

    # Talking

    @property
    def line_stands(self) -> bool:
        """Whether the bot is connected where Casey is, and both have the keys of one group."""
        bot, dave = self.sim.voice.bot, self.casey.dave
        return bot is not None and bot.described and dave is not None and dave.ready

    @property
    def interviewer_speaks(self) -> bool:
        """Whether the bot shows that it speaks."""
        bot = self.sim.voice.bot
        return bot is not None and bot.speaking == 1

    async def until_heard(self, text: str) -> None:
        """Casey has heard these words, to their end."""
        wanted = mark(text)
        await self.wait(lambda: wanted in self.casey.marks, f"Casey hears {text!r} ({wanted})")
        await self.quiet()

    async def quiet(self) -> None:
        """The interviewer is through: the record knows how much of its newest turn was heard, and nothing more is on
        its way. That nothing sounds is not enough: on a busy machine sentences have holes."""

        def through() -> bool:
            if self.interviewer_speaks or any(session.replying for session in self.gemini.live):
                return False
            newest = max(turn.seq for turn in self.turns() if turn.speaker == "interviewer")
            return any(said.seq == newest for said in self.spoken())

        await self.wait(through, "the interviewer is through")

    async def check(self, number: int = 7) -> None:
        """Wait for the bot in the channel, and say something for the microphone check: then it speaks."""
        await self.wait(lambda: self.line_stands, "the two can hear each other")
        await self.casey.say(number, seconds=SPOKEN)
        await self.wait(lambda: self.interviewer_speaks, "the interviewer speaks")

    @property
    def listens(self) -> bool:
        """Whether what Casey says now is heard from its first syllable."""
        told = re.findall(r"its microphone is (\w+)$", Path(self.logs[-1]).read_text(), re.MULTILINE)
        return told[-1:] == ["open"]

    async def answer(self, number: int, *, listen: bool = True) -> None:
        """Say something; returns when something is said to it, and (`listen`) was said to its end.

        After a sentence that leads back (to somebody who returns, after a restart) the microphone opens some
        milliseconds later than the sound ends: sooner than any person speaks, but not than a test does. And a line that
        was made anew may break once more on a busy machine: then it is said again, as a person would who was not heard.
        That something sounds is not enough: on a busy machine the end of an earlier sentence may be heard only now.
        """
        before, said = len(self.casey.marks), len(self.turns())

        def answered() -> bool:
            recorded = any(turn.speaker == "candidate" for turn in self.turns()[said:])
            return recorded and len(self.casey.marks) > before

        while not answered():
            await self.wait(lambda: self.listens and self.line_stands, "the microphone is open")
            broken = self.log().count(DOWN)
            if len(self.turns()) == said:
                await self.casey.say(number, seconds=SPOKEN)

            def over(broken: int = broken) -> bool:
                return answered() or self.log().count(DOWN) > broken

            await self.wait(over, f"something is said to {number}")
        if listen:
            await self.quiet()

    # The record

    def spoken(self) -> list[Said]:
        """What was really heard of each turn, in order."""
        rows = self.rows(
            "SELECT seq, speaker, kind, spoken.text, spoken.started_at, spoken.ended_at, heard_ms, cut"
            " FROM spoken JOIN turns USING (session_id, seq) ORDER BY seq"
        )
        return [Said(*row) for row in rows]

    def events(self) -> list[tuple[str, str]]:
        """The event log: kind and detail."""
        return [(str(kind), str(detail)) for kind, detail in self.rows("SELECT kind, detail FROM events ORDER BY id")]

    def heard_by_model(self) -> list[str]:
        """What the candidate said, as every session understood it."""
        return [words for session in self.gemini.sessions for words in session.utterances]


def position(second: str) -> NewPosition:
    """Three questions; a follow-up is left for the first one only."""
    return NewPosition(
        title="Helper",
        brief="A community about maps.",
        questions=f"{ASKED[0]} [required] [follow-ups: 1]\n{second} [follow-ups: 0]\n{ASKED[2]} [follow-ups: 0]",
        closing="Thank you, we read it all.",
        languages=("en",),
    )


@contextlib.asynccontextmanager
async def voice_town(folder: Path, *, second: str = ASKED[1], **settings: object) -> AsyncIterator[VoiceTown]:
    """Discord and Gemini are up, and the server's position has three questions; `settings` are GuildSettings'."""
    async with DiscordSim() as sim, GeminiSim(key="sim-key") as gemini, aiohttp.ClientSession() as http:
        told = {"port": sim.port, "control": sim.control_port, "authority": sim.authority, "token": TOKEN}
        here = VoiceTown(folder, gemini, told, http, waits=dict(WAITS), sim=sim, second=second)
        here.more["LOG_LEVEL"] = "DEBUG"  # it tells of the microphone
        await here.settings(**settings)
        try:
            yield here
        finally:
            if here.bot is not None:
                await here.kill_bot()


def encoded(pcm: bytes) -> list[bytes]:
    """Opus packets of 20 ms, stereo, of PCM16 mono at 48 kHz."""
    libopus.load()
    encoder = discord.opus.Encoder(application="voip", bitrate=64)
    stereo = array("h", bytes(2 * len(pcm)))
    stereo[::2] = stereo[1::2] = array("h", pcm)
    whole = stereo.tobytes()
    return [encoder.encode(whole[at : at + 3840], 960) for at in range(0, len(whole) - 3839, 3840)]
