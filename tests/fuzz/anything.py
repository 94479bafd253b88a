"""An interview whose other end does anything: any frame in any order, any silence, any close, and a candidate as free.

Both machines are the real ones, in time that is counted; what the shells between them do is done here. What must hold
at every step: while the candidate can only wait, something moves within a bounded time; where the candidate has the
word or a choice, there is a button; before a choice, the record has an event; and speech is not without an answer for
long.
"""

import base64
import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.gemini.api.failures import Cause, CauseKind, ConnectionStage
from bot.gemini.api.messages import Tool
from bot.gemini.api.settings import LiveSettings, Speech
from bot.gemini.live.orders import Dial, Hang
from bot.gemini.live.session import LiveSession
from bot.interview.commands import (
    AnswerTool,
    AskModel,
    Command,
    Listen,
    Log,
    OpenMic,
    Remember,
    SleepModel,
    StopSpeaking,
    WakeModel,
)
from bot.interview.events import Begin
from bot.interview.models import Plan, Question
from bot.interview.phases import Phase
from bot.interview.session import InterviewSession
from bot.interview.text.prompts import ENOUGH
from bot.interview.timing import Timing
from bot.interview.watchdog import OURS
from bot.ports.events import ButtonPressed, CandidateAway, CandidateReady, OthersPresent, Played, Typing
from bot.ports.messages import Typed
from bot.ports.model import AudioChunk, Interrupted, LiveDown, ModelTurn
from bot.ports.posts import Action
from tests.harness.text_machine import Room, snapshot
from tests.harness.voice_machine import Hall, spoken

STANDSTILL = Timing().standstill
UNHEARD = 180.0
"""Seconds from the end of speech until something happens, at the latest: detection, a deaf socket, and all dials."""
LONG_SPEECH = 2.0
DIALS_FOR, HANGS_FOR = 45.0, 5.0
"""Seconds after which the shell gives up dialling, and closing."""
TOOL = Tool(ENOUGH, "Enough.")
VOICE, ZEROS = b"\x11" * 640, bytes(640)
WORDS = (
    "Yes.",
    "What",
    " about them?",
    "Thank you.",
    "[noise]",
    "...",
    "Question 1 of 2.",
    "好。",
    "@everyone",
    "\ud83d",
)
REASONS = ("", "NEED_MORE_INPUT", "PROHIBITED_INPUT_CONTENT", "GENERATED_AUDIO_SAFETY", "SOMETHING_NEW")
CODES = (1000, 1001, 1006, 1007, 1008, 1011, 1012, 1013, 4000)
CAUSES = (
    Cause(CauseKind.TIMEOUT, ConnectionStage.TCP),
    Cause(CauseKind.TIMEOUT, ConnectionStage.UPGRADE),
    Cause(CauseKind.OTHER, ConnectionStage.TLS),
    Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1011, "Internal error occurred."),
    Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1008, "Requested entity was not found."),
    Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1011, "You exceeded your current quota, please check your plan"),
)
PLAN = Plan(
    "Moderator", (Question("What draws you here?", 2), Question("What would you do?", 1, required=True)), closing="Bye."
)


@dataclass(slots=True)
class Line:
    """The Live session, the shell that obeys it, and the socket."""

    session: LiveSession
    dialing: float | None = None
    hanging: float | None = None
    up: bool = False
    called: list[str] = field(default_factory=list)

    def obey(self, now: float) -> None:
        for order in self.session.take_orders():
            match order:
                case Dial():
                    self.dialing, self.up = now, False
                case Hang():
                    self.hanging, self.dialing = now, None
        for frame in self.session.take_frames():
            json.loads(frame)

    def give_up_at(self) -> float | None:
        """When the shell's own patience ends."""
        if self.hanging is not None:
            return self.hanging + HANGS_FOR
        return None if self.dialing is None else self.dialing + DIALS_FOR

    def close(self, cause: Cause, now: float) -> None:
        self.dialing = self.hanging = None
        self.up = False
        self.called.clear()
        self.session.socket_closed(cause, now)


class Anything:
    """One interview after another; `step` does one thing, anybody's."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.counters: Counter[str] = Counter()
        self._begin()

    def _begin(self) -> None:
        self.is_voice = self.random.random() < 0.6
        self.room: _SpokenRoom | _WrittenRoom = (
            _SpokenRoom(spoken(PLAN)) if self.is_voice else _WrittenRoom(snapshot(PLAN))
        )
        session = LiveSession(
            LiveSettings(api_key="k"), instructions="i", tools=[TOOL], speech=Speech("en") if self.is_voice else None
        )
        self.line = Line(session)
        if self.random.random() < 0.3:  # the machine's own waits are off: then only the watchdog stands
            timing = Timing(thinking=1e6, playout=1e6)
            self.room.machine = InterviewSession(self.room.snapshot, timing, self.room.now)
        self.room.ordered = self._carry_out
        self.sound: dict[int, float] = {}  # milliseconds of each item that is not over
        self.plays: dict[int, float] = {}  # when the sound of each item will be over
        self.mic = False
        self.recorded = 0  # events of the record since the last choice
        self.moved_at, self.stood = self.room.now, self._standing()
        self.spoke_at: float | None = None
        self.room.tell(Begin())
        if self.is_voice:
            self.room.tell(CandidateReady())
        self._settle()

    # One step

    def step(self) -> None:
        """Something happens, or time passes; then everything must still be in order."""
        kinds: list[Callable[[], None]] = [self._peer] * 6 + [self._candidate] * 2 + [self._time] * 2
        self.random.choice(kinds)()
        self._settle()
        if self.room.closed or (isinstance(self.room, Hall) and self.room.moved is not None):
            self.counters["over"] += 1
            self._begin()

    def _time(self) -> None:
        seconds = self.random.choice((0.02, 0.3, 1.0, 3.0, 12.0, 50.0, 200.0, 400.0))
        self.counters["time"] += 1
        until = self.room.now + seconds
        while (at := self._next_at()) is not None and at <= until and not self._over:
            self.room.now = max(self.room.now, at)
            self._do_due()
            self._settle()
        self.room.now = max(self.room.now, until)

    @property
    def _over(self) -> bool:
        return self.room.closed or (isinstance(self.room, Hall) and self.room.moved is not None)

    def _next_at(self) -> float | None:
        times = [self.room.machine.deadline(), self.line.session.deadline(), self.line.give_up_at()]
        return min((at for at in (*times, *self.plays.values()) if at is not None), default=None)

    def _do_due(self) -> None:
        now = self.room.now
        give_up = self.line.give_up_at()
        if give_up is not None and give_up <= now:
            kind = CauseKind.CLOSED if self.line.hanging is not None else CauseKind.TIMEOUT
            self.line.close(
                Cause(kind, ConnectionStage.LIVE if kind is CauseKind.CLOSED else ConnectionStage.TCP, 1000), now
            )
        for item_id in [item_id for item_id, at in self.plays.items() if at <= now]:
            total = self.sound.pop(item_id, 0.0)
            del self.plays[item_id]
            if self.random.random() < 0.95:  # or nobody ever tells that it was played
                self.room.tell(Played(item_id, round(total), round(total)))
        self.line.session.handle_deadline(now)
        due = self.room.machine.deadline()
        if due is not None and due <= now and not self.room.closed:
            self.room.wait(0.0)

    # The other end

    def _peer(self) -> None:
        line, now, chance = self.line, self.room.now, self.random.random()
        if line.hanging is not None:
            line.close(Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1000), now)
        elif line.dialing is not None:
            self.counters["dial"] += 1
            if chance < 0.7:
                line.dialing, line.up = None, True
                line.session.socket_opened(now)
                if chance < 0.6:
                    line.session.received(b'{"setupComplete":{}}', now)
            else:
                line.close(self.random.choice(CAUSES), now)
        elif line.up and chance < 0.06:
            self.counters["close"] += 1
            line.close(Cause(CauseKind.CLOSED, ConnectionStage.LIVE, self.random.choice(CODES), "Internal error"), now)
        elif line.up:
            for _ in range(self.random.randint(1, 3)):
                self.counters["frame"] += 1
                line.session.received(self._frame(), now)

    def _frame(self) -> bytes:
        made = self.random.choice(
            (self._words, self._words, self._words, self._ends, self._ends, self._call, self._other, self._garbage)
        )()
        return made if isinstance(made, bytes) else json.dumps(made).encode("utf-8", "surrogatepass")

    def _words(self) -> dict[str, Any]:
        content: dict[str, Any] = {}
        if self.random.random() < 0.5:
            content["outputTranscription"] = {"text": self.random.choice(WORDS)}
        if self.random.random() < 0.5:
            sample = self.random.choice((b"\x01\x02", b"\x00\x00"))
            pcm = base64.b64encode(sample * self.random.choice((10, 2400, 24_000))).decode()
            content["modelTurn"] = {"parts": [{"inlineData": {"mimeType": "audio/pcm;rate=24000", "data": pcm}}]}
        elif self.random.random() < 0.2:
            content["modelTurn"] = {"parts": [{"text": "The answer is weak.", "thought": self.random.random() < 0.5}]}
        if self.random.random() < 0.3:
            content["inputTranscription"] = {"text": self.random.choice(WORDS)}
        return {"serverContent": content}

    def _ends(self) -> dict[str, Any]:
        keys = ("generationComplete", "turnComplete", "interrupted")
        content: dict[str, Any] = {key: True for key in keys if self.random.random() < 0.4}
        content["turnCompleteReason"] = self.random.choice(REASONS)
        if self.random.random() < 0.1:
            content["interactionStatus"] = self.random.choice(("IN_PROGRESS", "IDLE"))
        return {"serverContent": content}

    def _call(self) -> dict[str, Any]:
        if self.line.called and self.random.random() < 0.3:
            return {"toolCallCancellation": {"ids": [self.random.choice(self.line.called)]}}
        call_id = f"c{self.random.randint(1, 5)}"
        self.line.called.append(call_id)
        return {"toolCall": {"functionCalls": [{"id": call_id, "name": self.random.choice((ENOUGH, ENOUGH, "other"))}]}}

    def _other(self) -> dict[str, Any]:
        return self.random.choice(
            (
                {"setupComplete": {}},
                {"goAway": {"timeLeft": self.random.choice(("300s", "60s", "5s", "0s", "soon"))}},
                {"sessionResumptionUpdate": {"newHandle": f"h{self.random.random()}", "resumable": True}},
                {"sessionResumptionUpdate": {"resumable": False}},
                {"usageMetadata": {"promptTokenCount": 500, "responseTokenCount": 20}},
                {"somethingNew": {"of": "tomorrow"}},
            )
        )

    def _garbage(self) -> bytes:
        return self.random.choice((b"", b"[]", b"{", b"null", b'{"serverContent":7}', b"\xff\xfe", b'{"toolCall":[]}'))

    # The candidate

    def _candidate(self) -> None:
        self.counters["candidate"] += 1
        choice = self.random.random()
        if choice < 0.3:
            self._press()
        elif not self.is_voice:
            self.room.tell(self.random.choice((Typed(self.room.message_id(), "I like maps."), Typing())))
        elif choice < 0.85:
            self._speak(self.random.choice((0.3, 1.0, 2.5, 6.0)))
        else:
            self.room.tell(
                self.random.choice(
                    (CandidateAway(), CandidateReady(), CandidateReady(), OthersPresent(1), OthersPresent(0))
                )
            )

    def _press(self) -> None:
        buttons = [post.buttons for post in self.room.posts if post.buttons]
        actions = [each for each in (buttons[-1] if buttons else ()) if each is not Action.END]
        if actions and self.random.random() < 0.9:
            self.room.tell(ButtonPressed(self.random.choice(actions)))

    def _speak(self, seconds: float) -> None:
        """Sound for so long, then silence for a while, both in time."""
        listening = self.room.machine.phase is Phase.LISTENING
        for frame in [VOICE] * round(seconds * 50) + [ZEROS] * self.random.choice((10, 100, 300)):
            if not self.mic or self._over:
                return
            self.line.session.hear(frame, self.room.now)
            self.room.now += 0.02
            due = self._next_at()
            if due is not None and due <= self.room.now:
                self._do_due()
                self._settle()
        self.line.session.end_of_audio(self.room.now)
        if listening and seconds >= LONG_SPEECH and self.room.machine.phase is Phase.LISTENING:
            self.spoke_at = self.room.now

    # What the shells do

    def _carry_out(self, command: Command) -> None:
        session, now = self.line.session, self.room.now
        match command:
            case AskModel(item):
                session.ask(item, now)
            case Listen(item_id):
                session.listen(item_id, now)
            case AnswerTool(call_id, name, output):
                session.answer_tool(call_id, name, output, now)
            case Remember(item):
                session.remember(item)
            case WakeModel():
                session.wake(now)
            case SleepModel():
                session.sleep(now)
            case OpenMic(on):
                self.mic = on
                if not on:
                    session.end_of_audio(now)
            case StopSpeaking():
                self._flush()
            case Log():
                self.recorded += 1

    def _flush(self) -> None:
        for item_id, total in list(self.sound.items()):
            self.sound.pop(item_id)
            ends = self.plays.pop(item_id, None)
            heard = total if ends is None else max(0.0, total - 1000 * (ends - self.room.now))
            self.room.later(Played(item_id, round(min(heard, total)), round(total), cut=heard < total))

    def _settle(self) -> None:
        """Hand on what the Live session tells, until it tells nothing more; then look."""
        self.line.obey(self.room.now)
        while events := self.line.session.take_events():
            for event in events:
                match event:
                    case AudioChunk(item_id, pcm):
                        self.sound[item_id] = self.sound.get(item_id, 0.0) + len(pcm) / 48
                        continue
                    case Interrupted():
                        self._flush()
                    case ModelTurn(item_id) if self.is_voice:
                        self.plays[item_id] = self.room.now + self.sound.get(item_id, 0.0) / 1000
                    case LiveDown():
                        self.recorded += 1
                if not self._over:
                    self.room.tell(event)
            self.line.obey(self.room.now)
        self._look()

    # What must hold

    def _standing(self) -> tuple[Phase, int, int]:
        return self.room.machine.phase, len(self.room.snapshot.turns), len(self.room.posts)

    def _look(self) -> None:
        if self._over:
            return
        now, stands = self.room.now, self._standing()
        if stands != self.stood:
            if stands[0] is Phase.CHOOSING and self.stood[0] is not Phase.CHOOSING:
                assert self.recorded, "nothing in the record says why the candidate has to choose"
                self.recorded = 0
                self.counters["choice"] += 1
            self.stood, self.moved_at, self.spoke_at = stands, now, None
        phase = stands[0]
        if phase in OURS:
            assert now - self.moved_at <= STANDSTILL + 1, f"{phase} since {now - self.moved_at:.0f} s"
        elif phase is not Phase.NEW:
            assert any(post.buttons for post in self.room.posts), f"{phase} without a button"
        if phase is Phase.CHOOSING:
            newest = next(post.buttons for post in reversed(self.room.posts) if post.buttons)
            assert {Action.CONTINUE, Action.WITHOUT} & set(newest), newest
        if self.spoke_at is not None:
            assert now - self.spoke_at <= UNHEARD, "they spoke, and nothing happened"


class _Connected:
    """Hands each command to the Live session as well, and takes what that causes before the next event."""

    ordered: Callable[[Command], None]
    _soon: list[Any]

    def later(self, event: object) -> None:
        """Behind what is being carried out."""
        self._soon.append(event)

    def _carry_out(self, command: Command) -> None:
        super()._carry_out(command)  # type: ignore[misc]  # the room's
        self.ordered(command)


class _SpokenRoom(_Connected, Hall):
    pass


class _WrittenRoom(_Connected, Room):
    pass


def run(steps: int, seed: int) -> Counter[str]:
    """So many steps; what happened in them."""
    anything = Anything(seed)
    for _ in range(steps):
        anything.step()
    return anything.counters
