"""The I/O of a LiveSession: dials, sends, receives and keeps the one timer; every decision is the session's.

While a socket is wanted there are two tasks: the owner, which obeys the session's orders and its deadline, and the
carrier, which dials and then receives until the socket ends. Asleep there is the owner alone, waiting on an event.
Only the owner hangs up, and it stops the carrier first: so no two tasks handle the end of one socket.
"""

import asyncio
import logging
import math
from collections.abc import Callable
from types import TracebackType
from typing import Self

from bot.clock import Clock
from bot.gemini.api.breaker import PROBE_TAKES, Breaker
from bot.gemini.api.failures import Cause, CauseKind, ConnectionStage, classify
from bot.gemini.api.settings import LiveSettings
from bot.gemini.client.dial import LiveSocket, dial
from bot.gemini.client.trace import Trace
from bot.gemini.live.message_pace import MessagePace
from bot.gemini.live.orders import Dial, Hang, LiveState
from bot.gemini.live.session import LiveSession
from bot.log import where
from bot.ports.model import ContextItem, Declined, LiveDown, LiveEvent, LiveUp, ModelTurn, Noted
from bot.ports.tallies import Tallies

log = logging.getLogger(__name__)


class LiveClient:
    """One interview's connection to Gemini Live. Use it as `async with`; trouble comes as `LiveDown`, never raised.

    Args:
        session: The machine; this client is its only caller.
        on_event: Called in order, from this client's own tasks, never from inside `ask`, `wake` and their like.
        label: What names this interview in the log: its id.
    """

    def __init__(
        self,
        session: LiveSession,
        settings: LiveSettings,
        *,
        breaker: Breaker,
        clock: Clock,
        on_event: Callable[[LiveEvent], None],
        trace: Trace | None = None,
        label: str = "",
        tallies: Tallies | None = None,
    ) -> None:
        self._session = session
        self._settings = settings
        self._breaker = breaker
        self._clock = clock
        self._on_event = on_event
        self._trace = trace
        self._label = label
        self._tallies = tallies or Tallies()
        self._kick = asyncio.Event()  # something changed: the owner looks again
        self._owner: asyncio.Task[None] | None = None
        self._carrier: asyncio.Task[None] | None = None  # dials and receives; None while there is no socket
        self._socket: LiveSocket | None = None  # open, and the carrier receives from it
        self._alarm: asyncio.TimerHandle | None = None
        self._pace = MessagePace()
        self._sound_at = math.inf  # since when sound can be sent
        self._rings_at = math.inf  # when the alarm wakes the owner; never later than the session's deadline
        self._probes_until = 0.0  # until then we are the one who finds out whether Google works again

    def __repr__(self) -> str:
        return f"<LiveClient {self._label} {self._session!r}>"

    async def __aenter__(self) -> Self:
        self._owner = asyncio.create_task(self._own(), name=f"live {self._label}")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Say goodbye and hang up, within the time limit for closing."""
        if self._owner is None:
            return
        self._session.stop(self._clock())
        self._kick.set()
        try:
            async with asyncio.timeout(self._settings.timeouts.close):
                await self._owner  # a time-out cancels it, and then it lets go of the socket without a goodbye
        except TimeoutError:
            log.warning("interview %s: the socket was let go without a goodbye", self._label)

    @property
    def asleep(self) -> bool:
        """Whether there is no socket and none is wanted; then a caller with the record may drop it and make another."""
        return self._session.state is LiveState.ASLEEP

    def ask(self, item: ContextItem) -> None:
        """Send one exchange to the model; the answer comes as events."""
        self._session.ask(item, self._clock())
        self._kick.set()

    def listen(self, item_id: int) -> None:
        """What the candidate says from now on is this item; the model's next reply belongs to it."""
        self._session.listen(item_id, self._clock())
        self._kick.set()

    def hear(self, pcm: bytes) -> None:
        """20 ms of the candidate, PCM16 mono 16 kHz. Cheap: the owner is woken when there is a message to send."""
        now = self._clock()
        self._session.hear(pcm, now, joins=self._pace.joins(now))
        if self._session.has_work:
            self._sound_at = min(self._sound_at, now)
            self._kick.set()

    def see(self, jpeg: bytes, *, keep: bool = False) -> None:
        """Send a picture. Of those that cannot be sent yet only the newest is kept, and all with `keep`."""
        self._session.see(jpeg, keep=keep)
        if self._session.has_work:
            self._kick.set()

    def look_away(self) -> None:
        """Drop the picture from the page that still waits, if any; posted ones stay."""
        self._session.look_away()

    def look_closer(self, on: bool) -> None:
        """Choose whether pictures are seen in detail."""
        self._session.look_closer(on, self._clock())
        self._kick.set()

    def end_of_audio(self) -> None:
        """Say that no sound comes for now; the model was given enough silence to notice."""
        self._session.end_of_audio(self._clock())
        self._kick.set()

    def remember(self, item: ContextItem) -> None:
        """Set how a spoken exchange reads in a fresh session's history."""
        self._session.remember(item)

    def answer_tool(self, call_id: str, name: str, output: str) -> None:
        """Answer a `ToolCalled`."""
        self._session.answer_tool(call_id, name, output, self._clock())
        self._kick.set()

    def wake(self) -> None:
        """Have a socket ready: the candidate begins to type."""
        self._session.wake(self._clock())
        self._kick.set()

    def sleep(self) -> None:
        """Close the socket: nothing is expected for a while."""
        self._session.sleep(self._clock())
        self._kick.set()

    # The owner

    async def _own(self) -> None:
        try:
            stopped = False
            while not stopped:
                # Looked at before the step: the last one still obeys the order to hang up.
                stopped, until = self._session.state is LiveState.STOPPED, None
                try:
                    await self._step()
                    until = self._session.deadline()
                except Exception as exc:  # a bug of ours: this interview loses its socket, no other loses anything
                    await self._crashed(exc)
                if not stopped:
                    await self._rest(until)
        finally:
            self._set_alarm(None)
            await self._let_go()

    async def _rest(self, until: float | None) -> None:
        """Wait for a kick, or until the time has come. A deadline that is put off (with each frame of sound, one is)
        leaves the alarm as it is: it rings early then, and that does no harm."""
        if until is not None and until < self._rings_at:
            self._set_alarm(until)
        await self._kick.wait()
        # Before the next step looks: a kick that comes while it works makes another step.
        self._kick.clear()

    def _set_alarm(self, at: float | None) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm, self._rings_at = None, math.inf
        if at is not None:
            self._rings_at = at
            self._alarm = asyncio.get_running_loop().call_later(max(0.0, at - self._clock()), self._ring)

    def _ring(self) -> None:
        self._alarm, self._rings_at = None, math.inf
        self._kick.set()

    def _wake_owner(self) -> None:
        """If there is anything to do: most of what comes is sound, which goes its way without the owner."""
        due = self._session.deadline()
        if self._session.has_work or (due is not None and due < self._rings_at):
            self._kick.set()

    async def _step(self) -> None:
        """Do what is due; then hand on the session's events, send its frames and obey its orders."""
        if self._carrier is not None and self._carrier.done():
            ended, self._carrier = self._carrier, None
            ended.result()  # it told the session why the socket ended; what it raises is a bug
        now = self._clock()
        due = self._session.deadline()
        if due is not None and due <= now:
            self._session.handle_deadline(now)
        self._tell()
        await self._send()
        while orders := self._session.take_orders():
            for order in orders:
                match order:
                    case Dial():
                        self._dial()
                    case Hang(code=code):
                        await self._hang(code)
        self._tell()

    async def _send(self) -> None:
        if self._sound_at < math.inf:
            now = self._clock()
            self._pace.sent(now - self._sound_at, now)
            self._sound_at = math.inf
        for frame in self._session.take_frames():
            if self._socket is not None:
                await self._socket.send(frame)  # of a socket that is down the carrier hears from `receive`

    def _tell(self, *, learn: bool = True) -> None:
        """Hand on what happened. What one interview learns about Google, all learn through the breaker."""
        while events := self._session.take_events():
            for event in events:
                self._log(event)
                self._tallies.live(event)
                match event:
                    case LiveDown(failure=failure) if learn:
                        self._probes_until = 0.0
                        self._breaker.record(failure, self._clock())
                    case ModelTurn() | Declined():  # only a real turn proves that the quota is not used up
                        self._probes_until = 0.0
                        self._breaker.success(self._clock())
                self._on_event(event)

    def _log(self, event: LiveEvent) -> None:
        """Log each change of a socket, in names and numbers only. `LiveDown` is logged by the receiver of the event."""
        match event:
            case LiveUp(resumed=resumed, milliseconds=took):
                log.info("interview %s: Gemini Live is up in %d ms, resumed: %s", self._label, took, resumed)
            case Noted(kind=kind, detail=detail):
                log.info("interview %s: %s %s", self._label, kind, dict(detail))

    def _dial(self) -> None:
        now = self._clock()
        failure = self._breaker.blocked(now)
        if failure is not None and not self._may_probe(now):
            self._session.blocked(failure)
            self._tell(learn=False)  # it is what the breaker said, no news for it
            return
        self._carrier = asyncio.create_task(self._carry(), name=f"live {self._label} socket")
        self._carrier.add_done_callback(lambda _: self._kick.set())

    def _may_probe(self, now: float) -> bool:
        """Whether this is the one probe. Its own retries belong to it: a socket that merely broke proved nothing."""
        if now < self._probes_until:
            return True
        if not self._breaker.may_probe(now):
            return False
        self._probes_until = now + PROBE_TAKES
        return True

    async def _hang(self, code: int) -> None:
        """Close the socket, or give up dialling it. Nothing to do where it ended by itself meanwhile."""
        if self._carrier is None or self._carrier.done():
            return
        await self._stop_carrier()
        if self._socket is not None:
            await self._socket.close(code)
            self._socket = None
        self._session.socket_closed(
            Cause(CauseKind.CLOSED, ConnectionStage.LIVE, code, "closed as ordered"), self._clock()
        )

    async def _stop_carrier(self) -> None:
        if self._carrier is not None:
            self._carrier.cancel()
            await asyncio.wait({self._carrier})
            self._carrier = None

    async def _let_go(self) -> None:
        """Whatever is still open ends now, without a goodbye."""
        await self._stop_carrier()
        if self._socket is not None:
            await self._socket.abort()
            self._socket = None

    async def _crashed(self, bug: Exception) -> None:
        """Recover from an exception that is a bug. Hang up, say so, and stay ready to be asked or woken again."""
        log.error("interview %s: a bug in the connection to Gemini Live: %s", self._label, where(bug))
        await self._let_go()
        try:
            self._session.sleep(self._clock())
            self._session.socket_closed(Cause(CauseKind.OTHER, ConnectionStage.LIVE), self._clock())
            self._on_event(LiveDown(classify(Cause(CauseKind.OTHER, ConnectionStage.LIVE, reason=type(bug).__name__))))
        except Exception as again:
            log.error("interview %s: and another: %s", self._label, where(again))

    # The carrier

    async def _carry(self) -> None:
        """Dial, then receive until the socket ends; then say how it ended."""
        socket = await dial(self._settings, clock=self._clock, trace=self._trace)
        if isinstance(socket, Cause):
            self._session.socket_closed(socket, self._clock())
            return
        # No await since `dial` returned: a carrier that is cancelled leaves its socket where `_let_go` finds it.
        self._socket = socket
        self._tallies.live_sockets += 1
        try:
            ended = await self._receive(socket)
        finally:
            self._tallies.live_sockets -= 1
        self._socket = None
        self._session.socket_closed(ended, self._clock())

    async def _receive(self, socket: LiveSocket) -> Cause:
        """Receive until the socket ends; returns how."""
        self._session.socket_opened(self._clock())
        self._kick.set()
        while not isinstance(frame := await socket.receive(), Cause):
            self._session.received(frame, self._clock())
            self._tell()
            self._wake_owner()
        return frame
