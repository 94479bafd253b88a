"""One conversation with the model: a pure machine that outlives sockets.

    session = LiveSession(settings, instructions=…, tools=…)
    session.ask(item, now)                      # verbs in
    for order in session.take_orders(): …       # Dial, Hang: the shell obeys, and answers with socket_opened/_closed
    for frame in session.take_frames(): …       # send them, in order
    for event in session.take_events(): …       # tell the interview
    session.deadline()                          # when to call handle_deadline, if nothing else happens

After every verb the shell takes frames, events and orders, and sets its one timer anew.

The rule that keeps every context exact: a socket of which we are not sure whose turn it is (interrupted in the middle,
nudged, overdue) is thrown away, and the next one goes on from the last handle of a settled moment, or from our record.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from bot.live.dialect import dialect
from bot.live.events import (
    ContextItem,
    Declined,
    Handle,
    HandleKept,
    LiveDown,
    LiveEvent,
    LiveUp,
    ModelTurn,
    Noted,
    Silent,
    TokensUsed,
    ToolCalled,
)
from bot.live.exchange import DECLINED, Exchange, nothing_heard
from bot.live.failures import Cause, Failure, Kind, Stage, classify
from bot.live.ledger import Ledger, spoken
from bot.live.messages import (
    Malformed,
    Said,
    ServerMessage,
    Tool,
    client_content,
    parse_server,
    realtime_text,
    setup_frame,
    tool_response,
)
from bot.live.orders import Dial, Hang, LiveState, Order
from bot.live.recovery import Recovery, Socket
from bot.live.settings import LiveSettings

NORMAL = 1000
GO_AWAY_MARGIN = 5.0
"""Seconds before the announced end at which we leave even in the middle of a reply."""
NUDGE = "(The reply to what was said last is still missing. Please give it now.)"
"""Sent when the model is silent: a typed line goes unanswered about once in twenty times (gemini-live §2)."""


class _Link(Enum):
    """How the present socket stands."""

    NONE = 0
    DIALING = 1
    SETTING_UP = 2
    READY = 3
    HANGING = 4


class LiveSession:
    """See the module. One for each interview."""

    def __init__(
        self,
        settings: LiveSettings,
        *,
        instructions: str,
        tools: Sequence[Tool],
        history: Sequence[ContextItem] = (),
        handle: Handle | None = None,
    ) -> None:
        self._settings = settings
        self._dialect = dialect(settings.model)
        self._instructions = instructions
        self._tools = tuple(tools)
        self._ledger = Ledger(history, handle)
        self._recovery = Recovery()
        self._frames: list[str] = []
        self._events: list[LiveEvent] = []
        self._orders: list[Order] = []
        self._goal = LiveState.ASLEEP  # ASLEEP, READY (a socket is wanted), DOWN or STOPPED
        self._link = _Link.NONE
        self._exchange: Exchange | None = None
        self._silences = 0  # of the item that is asked: 0 none, 1 nudged, 2 on a new socket
        self._quiet_since = 0.0
        self._dial_at: float | None = None
        self._verdict: Failure | None = None  # why we hung up, when that was a failure
        self._unknown: set[str] = set()
        self._socket = Socket()
        self._dialed_at = 0.0

    def __repr__(self) -> str:
        return f"<LiveSession {self.state.value}>"

    @property
    def state(self) -> LiveState:
        """Where the session stands."""
        if self._goal is not LiveState.READY:
            return self._goal
        match self._link:
            case _Link.DIALING:
                return LiveState.DIALING
            case _Link.SETTING_UP:
                return LiveState.SETTING_UP
            case _Link.READY:
                return LiveState.READY if self._exchange is None else LiveState.WAITING
            case _:
                return LiveState.WANTED

    @property
    def items(self) -> tuple[ContextItem, ...]:
        """Everything asked so far, in order, with the model's replies."""
        return self._ledger.items

    # ------------------------------------------------------------ the interview's verbs

    def ask(self, item: ContextItem, now: float) -> None:
        """Relay one exchange; dials if need be. An earlier one without an answer keeps the reply "".

        The newest item may be asked once more (after Silent or LiveDown). Ids grow: a lower one is a ValueError.
        """
        if self._goal is LiveState.STOPPED:
            return
        self._finish_if_complete(now)
        interrupts = self._exchange is not None
        held = self._link is _Link.READY and self._ledger.told >= item.id
        self._ledger.add(item)
        self._silences = 0
        self._want(now)
        if self._link is not _Link.READY:
            return
        if interrupts or held or self._socket.doubtful:
            self._rotate("interrupted" if interrupts else "doubtful", now)
        else:
            self._put(now)

    def answer_tool(self, call_id: str, name: str, output: str, now: float) -> None:
        """Give a function's result. A call of a socket that is gone is ignored: the model will call again."""
        if self._exchange is None or not self._exchange.waits_for(call_id):
            self._note("late_tool_answer", name=name)
            return
        self._frames.append(tool_response(call_id, name, output))
        self._exchange.answered(call_id, now)

    def wake(self, now: float) -> None:
        """The candidate starts typing, or the interview goes on: have a socket ready. What is unanswered is asked."""
        if self._goal is not LiveState.STOPPED:
            self._want(now)

    def sleep(self, now: float) -> None:
        """Close the socket; what is unanswered is asked again when woken."""
        if self._goal is not LiveState.STOPPED:
            self._rest(LiveState.ASLEEP, now)

    def stop(self, now: float) -> None:
        """The end: close the socket; nothing has an effect any more."""
        self._rest(LiveState.STOPPED, now)

    # ------------------------------------------------------------ the shell's verbs

    def socket_opened(self, now: float) -> None:
        """The upgrade is done: the setup frame is ready to be taken."""
        if self._link is not _Link.DIALING:
            return
        handle = self._ledger.open(now)
        if handle is not None and self._dialect.realtime and self._ledger.untold():
            self._ledger.forget_handle()  # this family takes history only at the beginning of a session
            handle = self._ledger.open(now)
        self._link = _Link.SETTING_UP
        self._socket = Socket(
            opened_at=now,
            setup_due=now + self._settings.timeouts.setup,
            resumed=handle is not None,
            seeded=handle is None and bool(self._ledger.untold()),
        )
        frame = setup_frame(
            self._settings,
            self._dialect,
            instructions=self._instructions,
            tools=self._tools,
            handle=None if handle is None else handle.value,
            seeded=self._socket.seeded,
        )
        self._frames = [frame]

    def received(self, raw: bytes | str, now: float) -> None:
        """One frame came. What it holds is untrusted; nothing in it can end the session."""
        if self._link not in (_Link.SETTING_UP, _Link.READY):
            return
        message = parse_server(raw)
        if isinstance(message, Malformed):
            self._note("malformed_frame", why=message.why)
            return
        self._note_unknown(message)
        if message.setup_complete and self._link is _Link.SETTING_UP:
            self._set_up(now)
        if message.usage is not None:
            self._events.append(TokensUsed(message.usage))
        if message.go_away is not None:
            self._socket.leave_by = now + max(0.0, message.go_away - GO_AWAY_MARGIN)
            self._note("go_away", seconds=message.go_away)
        self._converse(message, now)
        if message.handle is not None:
            self._take_handle(message.handle, now)
        self._settle(now)

    def socket_closed(self, cause: Cause, now: float) -> None:
        """There is no socket (any more): it could not be opened, it closed, or a Hang is done."""
        link, verdict = self._link, self._verdict
        if link is _Link.NONE:
            return
        if link is not _Link.HANGING:
            self._finish_if_complete(now)
            verdict = classify(self._located(cause, link))
        self._link, self._exchange, self._verdict, self._frames = _Link.NONE, None, None, []
        if verdict is not None:
            self._recover(verdict, now)
        elif self._goal is LiveState.READY:
            self._dial(now)

    def blocked(self, failure: Failure, now: float) -> None:
        """Instead of dialling: the breaker is open because of `failure`."""
        self._link = _Link.NONE
        if self._goal is LiveState.READY:
            self._give_up(failure)

    def deadline(self) -> float | None:
        """When `handle_deadline` wants to be called; None while nothing is timed."""
        if self._goal is not LiveState.READY:
            return None
        match self._link:
            case _Link.NONE:
                return self._dial_at
            case _Link.SETTING_UP:
                return self._socket.setup_due
            case _Link.READY if self._exchange is not None:
                return min(self._exchange.deadline, self._socket.leave_by)
            case _Link.READY:
                return min(self._sleep_at, self._rotate_at, self._socket.leave_by)
            case _:
                return None

    def handle_deadline(self, now: float) -> None:
        """Do what is due. Harmless when nothing is."""
        due = self.deadline()
        if due is None or now < due:
            return
        match self._link:
            case _Link.NONE:
                self._dial(now)
            case _Link.SETTING_UP:
                self._hang(classify(Cause(Kind.TIMEOUT, Stage.SETUP)))
            case _ if self._exchange is not None:
                self._overdue(self._exchange, now)
            case _ if now >= self._sleep_at:
                self._note("slept")
                self._rest(LiveState.ASLEEP, now)
            case _:
                self._settle(now)

    def take_frames(self) -> list[str]:
        """Frames to be sent on the open socket, in order."""
        taken, self._frames = self._frames, []
        return taken

    def take_events(self) -> list[LiveEvent]:
        """What happened, in order."""
        taken, self._events = self._events, []
        return taken

    def take_orders(self) -> list[Order]:
        """What the shell is to do, in order."""
        taken, self._orders = self._orders, []
        return taken

    # ------------------------------------------------------------ sockets

    @property
    def _sleep_at(self) -> float:
        return self._quiet_since + self._settings.sleep_after

    @property
    def _rotate_at(self) -> float:
        return self._socket.opened_at + self._settings.socket_age

    def _want(self, now: float) -> None:
        self._quiet_since = now
        if self._goal is LiveState.READY:
            return
        self._goal = LiveState.READY
        self._recovery.renew()
        if self._link is _Link.NONE:
            self._dial(now)

    def _rest(self, goal: LiveState, now: float) -> None:
        self._finish_if_complete(now)
        self._goal, self._dial_at = goal, None
        if self._link not in (_Link.NONE, _Link.HANGING):
            self._hang()

    def _dial(self, now: float) -> None:
        self._dial_at, self._dialed_at, self._link = None, now, _Link.DIALING
        self._socket = Socket(opened_at=now)
        self._orders.append(Dial(now))

    def _hang(self, verdict: Failure | None = None) -> None:
        self._link, self._exchange, self._verdict, self._frames = _Link.HANGING, None, verdict, []
        self._orders.append(Hang(NORMAL))

    def _rotate(self, why: str, now: float) -> None:
        """Close, and dial again once it is closed: a resume was seen refused while the old socket was open (§4.3)."""
        self._finish_if_complete(now)
        self._note("rotated", why=why)
        early = why == "go_away" and self._socket.young(now)  # then it counts, or we would dial without end
        self._hang(classify(Cause(Kind.CLOSED, Stage.LIVE, 1008, after_go_away=True)) if early else None)

    def _settle(self, now: float) -> None:
        """At an idle moment: leave a socket that is doubtful, leaving, or old."""
        if self._link is not _Link.READY or self._exchange is not None:
            return
        if self._socket.doubtful and self._socket.turns > 0:
            self._rotate("doubtful", now)
        elif self._socket.leaving:
            self._rotate("go_away", now)
        elif now >= self._rotate_at:
            self._rotate("age", now)

    def _located(self, cause: Cause, link: _Link) -> Cause:
        """The cause with what only the session knows: the stage, a goAway before it; and without the key."""
        stage = {_Link.SETTING_UP: Stage.SETUP, _Link.READY: Stage.LIVE}.get(link, cause.stage)
        key = self._settings.api_key
        reason = cause.reason.replace(key, "…") if len(key) > 5 else cause.reason
        return replace(cause, stage=stage, reason=reason, after_go_away=self._socket.leaving)

    def _recover(self, failure: Failure, now: float) -> None:
        decision = self._recovery.decide(failure, self._socket, now)
        if decision.fresh:
            self._note("resume_refused", failure=failure.name)
            self._ledger.forget_handle()
        if decision.shorten:
            self._ledger.shorten()
        if self._goal is not LiveState.READY:
            self._note("closed", failure=failure.name)
        elif decision.delay is None:
            self._give_up(failure)
        else:
            self._note("retry", failure=failure.name, code=failure.code or 0, seconds=decision.delay)
            self._dial_at = now + decision.delay
            if decision.delay == 0:
                self._dial(now)

    def _give_up(self, failure: Failure) -> None:
        self._goal, self._dial_at = LiveState.DOWN, None
        self._events.append(LiveDown(failure))

    # ------------------------------------------------------------ the conversation

    def _set_up(self, now: float) -> None:
        self._link = _Link.READY
        self._quiet_since = now
        self._events.append(LiveUp(self._socket.resumed, int((now - self._dialed_at) * 1000)))
        if self._ledger.pending is not None:
            self._put(now)

    def _put(self, now: float) -> None:
        """Tell this socket what it lacks, then ask. Nothing is seeded before there is something to ask: a context
        that ends with the model's turn may be talked on (gemini-live §2)."""
        item = self._ledger.pending
        untold = self._ledger.untold()
        if item is None:
            return
        if untold and self._dialect.realtime and not self._socket.seeded:
            self._rotate("reseed", now)
            return
        if untold:
            self._frames.append(client_content(spoken(untold), turn_complete=self._dialect.realtime))
            self._note("seeded", items=len(untold), resumed=self._socket.resumed)
        asked = client_content([Said("user", item.text)], turn_complete=True)
        self._frames.append(realtime_text(item.text) if self._dialect.realtime else asked)
        self._ledger.told = item.id
        self._exchange = Exchange(item.id, self._settings.timeouts, now, owed=self._socket.owed)
        self._socket.owed = False

    def _converse(self, message: ServerMessage, now: float) -> None:
        exchange = self._exchange
        if exchange is None:
            if message.content and not self._socket.doubtful:
                self._socket.doubtful = True
                self._note("unasked")
            self._socket.owed = self._socket.owed and not (message.turn_complete or message.interrupted)
            return
        over = exchange.feed(message, now)
        for call in message.calls:
            self._events.append(ToolCalled(exchange.item_id, call.id, call.name, call.args))
        if over:
            self._end(exchange, now)

    def _end(self, exchange: Exchange, now: float) -> None:
        """The model ended its turn."""
        if exchange.reason in DECLINED:
            self._socket.doubtful = True  # what was refused stands in its context
            self._ledger.decline(exchange.item_id)
            self._close_exchange(now)
            self._events.append(Declined(exchange.item_id, exchange.reason))
        elif nothing_heard(exchange):
            self._silence(exchange, now)
        else:
            self._finish(exchange, now)

    def _finish(self, exchange: Exchange, now: float) -> None:
        text = exchange.text
        self._ledger.answer(exchange.item_id, text)
        self._close_exchange(now)
        self._events.append(ModelTurn(exchange.item_id, text, exchange.reason))
        if self._socket.handle is not None:
            self._take_handle(self._socket.handle, now)

    def _close_exchange(self, now: float) -> None:
        self._exchange = None
        self._silences = 0
        self._quiet_since = now
        self._socket.turns += 1
        self._recovery.renew()

    def _finish_if_complete(self, now: float) -> None:
        """Before a socket is left: a reply that was said to its end counts."""
        if self._exchange is not None and self._exchange.complete:
            self._socket.owed = True
            self._finish(self._exchange, now)

    def _overdue(self, exchange: Exchange, now: float) -> None:
        if now >= self._socket.leave_by:
            self._rotate("go_away", now)
        elif exchange.ends_at is not None and now >= exchange.ends_at:
            self._socket.owed = True
            self._end(exchange, now)
        else:
            self._socket.doubtful = True  # the rest may yet come, to the question after
            if now >= exchange.turn_due:
                exchange.drop_words()  # half a sentence is for nobody
                self._silences = max(self._silences, 1)  # a nudge is for those who did not begin
            if exchange.called:
                self._finish(exchange, now)
            else:
                self._silence(exchange, now)
        self._settle(now)

    def _silence(self, exchange: Exchange, now: float) -> None:
        """First a nudge, then a new socket, then say so."""
        self._silences += 1
        if self._silences == 1:
            self._note("nudged")
            self._frames.append(realtime_text(NUDGE))
            exchange.restart(now)
        elif self._silences == 2:
            self._rotate("silent", now)
        else:
            self._ledger.answer(exchange.item_id, "")
            self._ledger.forget_handle()
            self._events.append(Silent(exchange.item_id))
            self._rest(LiveState.ASLEEP, now)

    def _take_handle(self, value: str, now: float) -> None:
        """Keep a handle only of a moment when everything told was also answered: then we know what it holds."""
        self._socket.handle = None
        if self._exchange is not None:
            self._socket.handle = value if self._exchange.ends_at is not None else None
        elif self._ledger.told > 0 and not self._socket.doubtful:
            self._events.append(HandleKept(self._ledger.keep(value, now)))

    # ------------------------------------------------------------ notes

    def _note(self, kind: str, **detail: str | float | bool) -> None:
        self._events.append(Noted(kind, detail))

    def _note_unknown(self, message: ServerMessage) -> None:
        """Once for each name, so that a chatty new field fills no log."""
        new = [name for name in message.unknown if name not in self._unknown]
        if new and len(self._unknown) < 50:
            self._unknown.update(new)
            self._note("unknown_fields", names=" ".join(new))
