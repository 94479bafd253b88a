"""Does Gemini Live answer, and if not, why: one real turn, reported stage by stage. For /diag and for the shell.

report = await check(settings, clock=clock, on_stage=show)
report.ok           # it works; else `failure` has class, side and fix, or frames came that are `unreadable`
"""

import asyncio
import platform
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version

import bot
from bot.clock import Clock
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.failures import Cause, CauseKind, ConnectionStage, Failure, classify
from bot.gemini.api.messages import Malformed, parse_server
from bot.gemini.api.settings import LiveSettings
from bot.gemini.client.dial import LiveSocket, OnStage, StageResult, dial
from bot.gemini.client.trace import Trace
from bot.gemini.live.readable import UnreadableFrame, unreadable
from bot.gemini.live.session import LiveSession
from bot.ports.model import ContextItem, Declined, LiveEvent, LiveUp, ModelTurn
from bot.words import Words

__all__ = ["CheckReport", "OnStage", "StageResult", "check"]

INSTRUCTIONS = "This is a test of the line. Answer every message with one short friendly sentence."
QUESTION = "Say hello, please."


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What came of one try. `latency_ms` runs from the question to the end of the answer; None without an answer."""

    model: str
    api_version: str
    base_url: str
    stages: tuple[StageResult, ...]
    failure: Failure | None
    latency_ms: float | None
    versions: dict[str, str] = field(default_factory=dict)
    unreadable: Mapping[UnreadableFrame, int] = field(default_factory=dict)
    """How many frames nothing could be made of, by the reason."""

    @property
    def ok(self) -> bool:
        """Whether it answers, and all that it sends can be read."""
        return self.failure is None and not self.unreadable

    def as_json(self) -> dict[str, object]:
        """The report as plain values; nothing in it is secret. The sentences are the operator's, in English."""
        return {
            "ok": self.ok,
            "model": self.model,
            "api_version": self.api_version,
            "base_url": self.base_url,
            "versions": self.versions,
            "stages": [{"stage": each.stage.value, "ms": each.milliseconds} for each in self.stages],
            "latency_ms": self.latency_ms,
            "unreadable": dict(self.unreadable),
            "failure": None if self.failure is None else _failure_as_json(self.failure),
        }


async def check(
    settings: LiveSettings,
    *,
    clock: Clock,
    breaker: Breaker | None = None,
    on_stage: OnStage | None = None,
    trace: Trace | None = None,
) -> CheckReport:
    """Try once, without any retry, also while the breaker is open: an operator wants to know how things stand now.

    The result goes to `breaker`, so that interviews go on as soon as a check went well.
    """
    stages: list[StageResult] = []
    odd: Counter[UnreadableFrame] = Counter()

    def passed(result: StageResult) -> None:
        stages.append(result)
        if on_stage:
            on_stage(result)

    socket = await dial(settings, clock=clock, on_stage=passed, trace=trace)
    if isinstance(socket, Cause):
        outcome: Cause | float = socket
    else:
        try:
            outcome = await _Turn(socket, settings, clock, passed, odd).run()
        finally:
            await socket.close(1000)
    failure = classify(outcome) if isinstance(outcome, Cause) else None
    if breaker is not None:
        _teach(breaker, failure, clock())
    return CheckReport(
        model=settings.model,
        api_version=settings.api_version,
        base_url=settings.base_url,
        stages=tuple(stages),
        failure=failure,
        latency_ms=None if isinstance(outcome, Cause) else outcome,
        versions={
            "interview-bot": bot.__version__,
            "python": platform.python_version(),
            "websockets": version("websockets"),
        },
        unreadable=odd,
    )


class _Turn:
    """Setup and one exchange on an open socket: the frames are a session's, the time limits are our own."""

    def __init__(
        self, socket: LiveSocket, settings: LiveSettings, clock: Clock, passed: OnStage, odd: Counter[UnreadableFrame]
    ) -> None:
        self._socket = socket
        self._odd = odd
        self._clock = clock
        self._passed = passed
        self._limits = settings.timeouts
        self._stage = ConnectionStage.SETUP
        self._since = self._asked = clock()
        self._due = self._since + settings.timeouts.setup
        self._session = LiveSession(settings, instructions=INSTRUCTIONS, tools=())

    async def run(self) -> Cause | float:
        """Milliseconds of the turn, or why there was none."""
        began = self._since
        self._session.ask(ContextItem(1, QUESTION), began)
        self._session.take_orders()  # to dial, which is done
        self._session.socket_opened(began)
        while True:
            for frame in self._session.take_frames():
                await self._socket.send(frame)  # of a socket that is down `receive` returns the cause
            received = await self._receive()
            if isinstance(received, Cause):
                return received
            for event in self._session.take_events():
                done = self._heard(event)
                if done is not None:
                    return done

    async def _receive(self) -> Cause | None:
        """Hand one frame to the session, or do what its deadline wants; a cause where our own time limit ends first."""
        until = min(self._due, self._session.deadline() or self._due)
        try:
            async with asyncio.timeout(max(0.0, until - self._clock())):
                frame = await self._socket.receive()
        except TimeoutError:
            now = self._clock()
            if now >= self._due:
                return Cause(CauseKind.TIMEOUT, self._stage)
            self._session.handle_deadline(now)
            return None
        if isinstance(frame, Cause):
            return replace(frame, stage=self._stage)
        if (why := unreadable(frame)) is not None:
            self._odd[why] += 1
        if self._stage is ConnectionStage.FIRST_REPLY and self._replies(frame):
            self._pass(ConnectionStage.LIVE, self._limits.turn)
        self._session.received(frame, self._clock())
        return None

    @staticmethod
    def _replies(frame: str | bytes) -> bool:
        message = parse_server(frame)
        return not isinstance(message, Malformed) and message.content

    def _heard(self, event: LiveEvent) -> Cause | float | None:
        match event:
            case LiveUp():
                self._pass(ConnectionStage.FIRST_REPLY, self._limits.first_reply)
                self._asked = self._since
            case Declined(reason=reason):
                return Cause(CauseKind.DECLINED, self._stage, reason=reason)
            case ModelTurn(text=""):
                return Cause(CauseKind.SILENT, self._stage)
            case ModelTurn():
                return round((self._clock() - self._asked) * 1000, 1)
        return None

    def _pass(self, then: ConnectionStage, seconds: float) -> None:
        now = self._clock()
        self._passed(StageResult(self._stage, round((now - self._since) * 1000, 1)))
        self._stage, self._since, self._due = then, now, now + seconds


def _teach(breaker: Breaker, failure: Failure | None, now: float) -> None:
    if failure is None:
        breaker.success(now)
    else:
        breaker.record(failure, now)


def _failure_as_json(failure: Failure) -> dict[str, object]:
    return {
        "class": failure.name,
        "side": failure.side.value,
        "retry": failure.retry.value,
        "stage": failure.stage.value,
        "code": failure.code,
        "detail": failure.detail,
        "fix": Words().say("en", failure.operator_key),
    }
