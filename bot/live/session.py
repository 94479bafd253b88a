"""One conversation with the model: a pure machine that outlives sockets.

    session = LiveSession(settings, instructions=…, tools=…)
    session.ask(item, now)                      # verbs in
    for order in session.take_orders(): …       # Dial, Hang: the shell obeys, and answers with socket_opened/_closed
    for frame in session.take_frames(): …       # send them, in order
    for event in session.take_events(): …       # tell the interview
    session.deadline()                          # when to call handle_deadline, if nothing else happens

After every verb the shell takes frames, events and orders, and sets its one timer anew.
"""

from collections.abc import Sequence

from bot.live.events import ContextItem, Handle, LiveEvent
from bot.live.failures import Cause, Failure
from bot.live.messages import Tool
from bot.live.orders import LiveState, Order
from bot.live.settings import LiveSettings


class LiveSession:
    """See the module."""

    def __init__(
        self,
        settings: LiveSettings,
        *,
        instructions: str,
        tools: Sequence[Tool],
        history: Sequence[ContextItem] = (),
        handle: Handle | None = None,
    ) -> None: ...

    @property
    def state(self) -> LiveState:
        """Where the session stands."""
        raise NotImplementedError

    @property
    def items(self) -> tuple[ContextItem, ...]:
        """Everything asked so far, in order, with the model's replies."""
        raise NotImplementedError

    def ask(self, item: ContextItem, now: float) -> None:
        """Relay one exchange; dials if need be. An earlier one without an answer keeps the reply ""."""

    def answer_tool(self, call_id: str, name: str, output: str, now: float) -> None:
        """Give a function's result. A call of a socket that is gone is ignored: the model will call again."""

    def wake(self, now: float) -> None:
        """The candidate starts typing, or the interview goes on: have a socket ready."""

    def sleep(self, now: float) -> None:
        """Close the socket; what is unanswered is asked again when woken."""

    def stop(self, now: float) -> None:
        """The end: close the socket; nothing has an effect any more."""

    def socket_opened(self, now: float) -> None:
        """The upgrade is done: the setup frame is ready to be taken."""

    def received(self, raw: bytes | str, now: float) -> None:
        """One frame came."""

    def socket_closed(self, cause: Cause, now: float) -> None:
        """There is no socket (any more): it could not be opened, it closed, or a Hang is done."""

    def blocked(self, failure: Failure, now: float) -> None:
        """Instead of dialling: the breaker is open because of `failure`."""

    def deadline(self) -> float | None:
        """When `handle_deadline` wants to be called; None while nothing is timed."""
        raise NotImplementedError

    def handle_deadline(self, now: float) -> None:
        """Do what is due. Harmless when nothing is."""

    def take_frames(self) -> list[str]:
        """Frames to be sent on the open socket, in order."""
        raise NotImplementedError

    def take_events(self) -> list[LiveEvent]:
        """What happened, in order."""
        raise NotImplementedError

    def take_orders(self) -> list[Order]:
        """What the shell is to do, in order."""
        raise NotImplementedError
