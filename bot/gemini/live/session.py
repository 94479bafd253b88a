"""One conversation with the model: a pure machine that outlives sockets.

    session = LiveSession(settings, instructions=…, tools=…)
    session.ask(item, now)                      # the interview asks
    for order in session.take_orders(): …       # Dial, Hang: the client obeys, and answers with socket_opened/_closed
    for frame in session.take_frames(): …       # send them, in order
    for event in session.take_events(): …       # tell the interview
    session.deadline()                          # when to call handle_deadline, if nothing else happens

The client (`LiveClient`) takes frames, events and orders after every call, and sets its one timer anew.

The rule that keeps every context exact: a socket of which we are not sure whose turn it is (interrupted in the middle,
nudged, overdue) is closed, and the next one goes on from the last handle of a settled moment, or from our record.
"""

from collections.abc import Sequence

from bot.gemini.api.failures import Cause, CauseKind, ConnectionStage, Failure, classify
from bot.gemini.api.messages import Malformed, Tool
from bot.gemini.api.settings import LiveSettings, Resolution, Speech
from bot.gemini.live.context import LiveContext
from bot.gemini.live.conversation import GIVEN_UP, LiveConversation
from bot.gemini.live.dialect import dialect
from bot.gemini.live.ledger import Ledger
from bot.gemini.live.orders import Dial, Hang, LiveState, Order, SocketState, located, state_of
from bot.gemini.live.output import LiveOutput
from bot.gemini.live.reception import Reception
from bot.gemini.live.recovery import Decision, Recovery, SocketHistory
from bot.gemini.live.setups import Setups
from bot.gemini.live.text_conversation import LiveTextConversation
from bot.gemini.live.voice_conversation import LiveVoiceConversation
from bot.ports.model import ContextItem, Handle, LiveDown, LiveEvent, LiveUp, TokensUsed


class LiveSession:
    """One interview's conversation with the model; see the module. No method awaits, or raises for what is received."""

    def __init__(
        self,
        settings: LiveSettings,
        *,
        instructions: str,
        tools: Sequence[Tool],
        history: Sequence[ContextItem] = (),
        handle: Handle | None = None,
        speech: Speech | None = None,
        resolution: Resolution | None = None,
    ) -> None:
        """`speech`: it is spoken. `resolution`: pictures may be shown (`see`), and how closely they are looked at."""
        self._settings = settings
        family = dialect(settings.model)
        self._setups = Setups(
            settings, family, instructions=instructions, tools=tools, speech=speech, resolution=resolution
        )
        self._ledger = Ledger(history, handle)
        self._recovery = Recovery()
        self._out = LiveOutput()
        self._context = LiveContext(self._ledger, self._recovery, self._out)
        self._reception = Reception(sound=speech is not None)
        common = (self._context, family, settings.timeouts)
        self._voice = None if speech is None else LiveVoiceConversation(*common, speech)
        self._conversation: LiveConversation = self._voice or LiveTextConversation(*common)
        self._orders: list[Order] = []
        self._goal = LiveState.ASLEEP  # ASLEEP, READY (a socket is wanted), DOWN or STOPPED
        self._socket_state = SocketState.NONE
        self._dial_at: float | None = None
        self._verdict: Failure | None = None  # why we hung up, when that was a failure
        self._dialed_at = 0.0
        self._lost_at: float | None = None  # in a spoken conversation: since when there is no socket

    def __repr__(self) -> str:
        return f"<LiveSession {self.state.value}>"

    @property
    def state(self) -> LiveState:
        """Where the session stands."""
        if self._goal is not LiveState.READY:
            return self._goal
        return state_of(self._socket_state, quiet=self._conversation.quiet)

    @property
    def items(self) -> tuple[ContextItem, ...]:
        """Everything asked so far, in order, with the model's replies."""
        return self._ledger.items

    # ------------------------------------------------------------ called for the interview

    def ask(self, item: ContextItem, now: float) -> None:
        """Ask the model one item; dials if need be. An earlier one without an answer keeps the reply "".

        The newest item may be asked once more (after Silent or LiveDown). Ids grow: a lower one is a ValueError.
        """
        if self._goal is LiveState.STOPPED:
            return
        self._conversation.finish_if_complete(now)
        self._conversation.withdraw()
        interrupts = self._conversation.prepare_for_item(now)
        held = self._socket_state is SocketState.READY and self._ledger.covered >= item.id
        self._ledger.add(item)
        self._context.silences = 0
        self._want(now)
        if self._socket_state is not SocketState.READY:
            return
        if interrupts or held or self._conversation.unsure:
            self._rotate("interrupted" if interrupts else "doubtful", now)
        else:
            self._follow(self._conversation.put(now), now)

    def listen(self, item_id: int, now: float) -> None:
        """Take what the candidate says as this item; the model's next reply belongs to it. Speech only."""
        if self._goal is LiveState.STOPPED or self._voice is None:
            return
        ready = self._socket_state is SocketState.READY
        why = self._voice.listen(item_id, now, ready=ready)
        self._want(now)
        if ready:
            self._follow(why, now)
            self._settle(now)

    def hear(self, pcm: bytes, now: float, *, joins: bool = False) -> None:
        """Take 20 ms of the candidate, PCM16 mono 16 kHz; kept while there is no socket.

        `joins`: messages are expensive at the moment, so two frames go in one."""
        if self._voice is not None:
            self._voice.hear_sound(pcm, now, joins=joins)
            self._send_sound()

    def end_of_audio(self, now: float) -> None:
        """Say that no sound comes for now, after enough silence."""
        if self._voice is not None:
            self._voice.end_of_audio(now)
            self._send_sound()
            self._settle(now)

    def see(self, jpeg: bytes, *, keep: bool = False) -> None:
        """Take a picture for the model; no socket is dialled for it. While it cannot be sent a newer one replaces it.

        `keep`: it was posted, and goes with the next question at the latest."""
        if self._goal is not LiveState.STOPPED:
            self._context.pictures.add(jpeg, keep=keep)

    def look_away(self) -> None:
        """Drop the picture from the page that could not be sent yet; posted ones stay."""
        self._context.pictures.forget_newest()

    def look_closer(self, on: bool, now: float) -> None:
        """Choose whether pictures are seen in detail; if so, the socket is replaced at the next quiet moment."""
        self._setups.look_closer(on=on)
        self._settle(now)

    def remember(self, item: ContextItem) -> None:
        """Set how an item reads in a fresh session's history."""
        self._ledger.remember(item)

    def answer_tool(self, call_id: str, name: str, output: str, now: float) -> None:
        """Give a function's result. A call of a socket that is gone is ignored: the model will call again."""
        self._context.answer_tool(self._conversation.reply, call_id, name, output, now)
        self._send_sound()

    def wake(self, now: float) -> None:
        """Have a socket ready: the candidate starts typing, or the interview goes on. What is unanswered is asked."""
        if self._goal is not LiveState.STOPPED:
            self._want(now)

    def sleep(self, now: float) -> None:
        """Close the socket; what is unanswered is asked again when woken."""
        if self._goal is not LiveState.STOPPED:
            self._rest(LiveState.ASLEEP, now)
            self._out.note("slept")

    def stop(self, now: float) -> None:
        """Close the socket for good: no later call has an effect."""
        self._rest(LiveState.STOPPED, now)
        self._context.pictures.forget()

    # ------------------------------------------------------------ called by the client

    def socket_opened(self, now: float) -> None:
        """Take note that the upgrade is done: the setup frame is ready to be taken."""
        if self._socket_state is not SocketState.DIALING:
            return
        self._socket_state = SocketState.SETTING_UP
        self._reception = Reception(sound=self._voice is not None)
        self._context.socket, frame = self._setups.open(self._ledger, now)
        self._out.open(frame)

    def received(self, raw: bytes | str, now: float) -> None:
        """Read one frame. What it holds is untrusted; nothing in it can end the session."""
        if self._socket_state not in (SocketState.SETTING_UP, SocketState.READY):
            return
        message = self._reception.read(raw)
        if isinstance(message, Malformed):
            self._out.note_once("malformed_frame", why=message.why)
            return
        self._out.note_unknown(message.unknown)
        if message.setup_complete and self._socket_state is SocketState.SETTING_UP:
            self._set_up(now)
        self._out.events += map(TokensUsed, self._reception.spent(message))
        if message.go_away is not None:
            self._context.socket.go_away(message.go_away, now)
            self._out.note_once("go_away", seconds=message.go_away)
        self._follow(self._conversation.hear(message, now), now)
        self._send_sound()
        self._settle(now)

    def socket_closed(self, cause: Cause, now: float) -> None:
        """Take note that there is no socket (any more): it could not be opened, it closed, or a Hang is done."""
        before, verdict = self._socket_state, self._verdict
        if before is SocketState.NONE:
            return
        if before is not SocketState.HANGING:
            self._conversation.finish_if_complete(now)
            verdict = classify(located(cause, before, leaving=self._context.socket.leaving))
        self._leave(now, before)
        self._socket_state, self._verdict = SocketState.NONE, None
        if verdict is not None:
            self._recover(verdict, now)
        elif self._goal is LiveState.READY:
            self._dial(now)

    def blocked(self, failure: Failure) -> None:
        """Give up instead of dialling: the breaker is open because of `failure`."""
        self._socket_state = SocketState.NONE
        if self._goal is LiveState.READY:
            self._give_up(failure)

    def deadline(self) -> float | None:
        """When `handle_deadline` wants to be called; None while nothing is timed."""
        if self._goal is not LiveState.READY:
            return None
        match self._socket_state:
            case SocketState.NONE:
                return self._dial_at
            case SocketState.SETTING_UP:
                return self._context.socket.setup_due
            case SocketState.READY:
                reply = self._conversation.reply
                due = self._sleep_at if reply is None else reply.deadline
                return min(due, self._rotate_at, self._context.socket.leave_by)
            case _:
                return None

    def handle_deadline(self, now: float) -> None:
        """Do what is due. Does nothing if nothing is."""
        due = self.deadline()
        if due is None or now < due:
            return
        match self._socket_state:
            case SocketState.NONE:
                self._dial(now)
            case SocketState.SETTING_UP:
                self._hang(now, classify(Cause(CauseKind.TIMEOUT, ConnectionStage.SETUP)))
            case _ if self._conversation.reply is not None:
                self._follow(self._conversation.overdue(now), now)
                self._settle(now)
            case _ if now >= self._sleep_at:
                self._out.note("slept")
                self._rest(LiveState.ASLEEP, now)
            case _:
                self._settle(now)

    @property
    def has_work(self) -> bool:
        """Whether anything waits to be sent or done by the client."""
        return bool(self._out.frames or self._orders) or self._shows

    def take_frames(self) -> list[str]:
        """Frames to be sent on the open socket, in order; a picture that may be shown is the last of them."""
        if self._shows:
            self._out.frames += self._context.pictures.take()
        self._context.pictures.sent()
        return self._out.take_frames()

    def take_events(self) -> list[LiveEvent]:
        """What happened, in order."""
        return self._out.take_events()

    def take_orders(self) -> list[Order]:
        """Orders for the client, in order."""
        taken, self._orders = self._orders, []
        return taken

    # ------------------------------------------------------------ sockets

    @property
    def _shows(self) -> bool:
        ready = self._socket_state is SocketState.READY
        return ready and bool(self._context.pictures) and self._conversation.may_show

    @property
    def _sleep_at(self) -> float:
        return self._context.quiet_since + self._settings.sleep_after

    @property
    def _rotate_at(self) -> float:
        if not self._conversation.quiet:
            return float("inf")
        return self._context.replace_at(self._settings.socket_age, too_coarse=self._setups.too_coarse)

    def _want(self, now: float) -> None:
        self._context.quiet_since = now
        if self._goal is LiveState.READY:
            return
        self._goal = LiveState.READY
        self._recovery.renew()
        if self._socket_state is SocketState.NONE:
            self._dial(now)

    def _rest(self, goal: LiveState, now: float) -> None:
        self._conversation.finish_if_complete(now)
        self._goal, self._dial_at = goal, None
        if self._socket_state not in (SocketState.NONE, SocketState.HANGING):
            self._hang(now)
        self._context.pictures.forget_newest()

    def _dial(self, now: float) -> None:
        self._dial_at, self._dialed_at, self._socket_state = None, now, SocketState.DIALING
        self._context.socket = SocketHistory()
        self._orders.append(Dial())

    def _leave(self, now: float, socket: SocketState) -> None:
        if self._voice is not None and socket is SocketState.READY:
            self._lost_at = now if self._goal is LiveState.READY else None
        self._conversation.leave()

    def _hang(self, now: float, verdict: Failure | None = None) -> None:
        self._leave(now, self._socket_state)
        self._socket_state, self._verdict = SocketState.HANGING, verdict
        self._orders.append(Hang(1000))  # a normal end

    def _rotate(self, why: str, now: float) -> None:
        """Close, and dial again once it is closed: a resume was seen refused while the old socket was open (§4.3)."""
        self._conversation.finish_if_complete(now)
        self._out.note("rotated", why=why)
        # One on which nothing could have been asked and answered counts, or we would dial without end.
        used = why != "go_away" or self._context.socket.of_use(now, self._settings.timeouts.first_reply)
        self._hang(
            now, None if used else classify(Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1008, after_go_away=True))
        )

    def _settle(self, now: float) -> None:
        """At an idle moment: leave a socket that is doubtful, leaving, or old."""
        overdue = self._conversation.reply is None and now >= self._context.socket.leave_by
        if self._socket_state is not SocketState.READY or not (self._conversation.quiet or overdue):
            return
        if self._context.socket.doubtful and self._context.socket.turns > 0:
            self._rotate("doubtful", now)
        elif overdue or now >= self._rotate_at:
            ending = overdue or now >= self._context.socket.leave_from
            self._rotate("go_away" if ending else "resolution" if self._setups.too_coarse else "age", now)

    def _recover(self, failure: Failure, now: float) -> None:
        if failure.name == "picture_refused" and self._context.drop_pictures():
            decision = Decision(0.0)
        elif self._setups.leave_out(failure):
            self._out.note("setup_without_options", failure=failure.name)
            decision = Decision(0.0)
        else:
            decision = self._recovery.decide(failure, self._context.socket, now)
        if decision.fresh:
            self._out.note("resume_refused", failure=failure.name)
            self._ledger.forget_handle()
        if decision.shorten:
            self._ledger.shorten()
        if self._goal is not LiveState.READY:
            self._out.note("closed", failure=failure.name)
        elif decision.delay is None:
            self._give_up(failure)
        else:
            self._out.note("retry", failure=failure.name, code=failure.code or 0, seconds=decision.delay)
            self._dial_at = now + decision.delay
            if decision.delay == 0:
                self._dial(now)

    def _give_up(self, failure: Failure) -> None:
        self._goal, self._dial_at = LiveState.DOWN, None
        self._context.pictures.forget_newest()
        pending = self._ledger.pending
        self._out.events.append(LiveDown(failure, item_id=0 if pending is None else pending.id))

    def _set_up(self, now: float) -> None:
        self._socket_state = SocketState.READY
        self._out.events.append(LiveUp(self._context.socket.resumed, int((now - self._dialed_at) * 1000)))
        if self._lost_at is not None:
            self._out.note("gap", milliseconds=int((now - self._lost_at) * 1000))
        self._conversation.new_socket()
        self._follow(self._conversation.put(now), now)

    def _send_sound(self) -> None:
        if self._voice is not None and self._socket_state is SocketState.READY:
            self._voice.send_sound()

    def _follow(self, why: str | None, now: float) -> None:
        """Leave the socket, if the conversation has a reason to."""
        if why == GIVEN_UP:
            self._rest(LiveState.ASLEEP, now)
        elif why is not None:
            self._rotate(why, now)
