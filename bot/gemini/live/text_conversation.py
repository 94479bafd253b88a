"""What is said on the sockets of one Live session: asks, hears, waits, and says when a socket must be left.

Pure; the lower half of `LiveSession`, which decides about sockets. A method that returns a string gives a reason to
leave the present socket ("silent", "reseed", …; GIVEN_UP: and to dial no new one). The session takes `frames` and
`events`.
"""

from collections.abc import Sequence

from bot.gemini.api.messages import Said, ServerMessage, client_content, realtime_text, tool_response
from bot.gemini.api.settings import Timeouts
from bot.gemini.live.dialect import Dialect
from bot.gemini.live.exchange import DECLINED, GRACE, TextReply, nothing_heard
from bot.gemini.live.ledger import Ledger, spoken
from bot.gemini.live.pictures import Pictures
from bot.gemini.live.recovery import Recovery, SocketHistory
from bot.gemini.live.tail import Tail
from bot.ports.model import (
    Declined,
    HandleKept,
    LateWords,
    LiveEvent,
    ModelTurn,
    Noted,
    PicturesRefused,
    Silent,
    ToolCalled,
)

GIVEN_UP = "given_up"
HANDLE_COMES = 1.0
"""Seconds after the end of a reply in which its resumption handle comes, if at all."""
MOST_CALLS = 5
"""Calls of functions within one reply: each is answered, and by each answer the model may call once more."""
NUDGE = "(The reply to what was said last is still missing. Please give it now.)"
"""Sent when the model is silent: a typed line goes unanswered about once in twenty times (gemini-live §2)."""


class LiveTextConversation:
    """One for each session; `socket` is replaced with every new socket."""

    def __init__(self, ledger: Ledger, recovery: Recovery, dialect: Dialect, timeouts: Timeouts) -> None:
        self.frames: list[str] = []
        self.events: list[LiveEvent] = []
        self.pictures = Pictures()
        self.exchange: TextReply | None = None
        self.socket = SocketHistory()
        self.quiet_since = 0.0
        self.silences = 0
        """Of the item that is asked: 0 none, 1 nudged, 2 on a new socket."""
        self._tail: Tail | None = None
        self._unknown: set[str] = set()
        self._untaken: tuple[int, int] | None = (
            None  # frames and items covered before the last question, until it is taken
        )
        self._ledger = ledger
        self._recovery = recovery
        self._dialect = dialect
        self._timeouts = timeouts

    def note(self, kind: str, **detail: str | float | bool) -> None:
        """For the event log."""
        self.events.append(Noted(kind, detail))

    def note_once(self, kind: str, **detail: str | float | bool) -> None:
        """The same, once for each socket: a server may say a thing a thousand times a second."""
        if kind not in self.socket.noted:
            self.socket.noted.add(kind)
            self.note(kind, **detail)

    def note_unknown(self, names: Sequence[str]) -> None:
        """Fields of the server's: once for each name, so that a chatty new one fills no log."""
        new = [name for name in names if name not in self._unknown]
        if new and len(self._unknown) < 50:
            self._unknown.update(new)
            self.note("unknown_fields", names=" ".join(new))

    @property
    def handle_due(self) -> float:
        """Until then the handle of the last exchange may still come: worth waiting for before a socket is left."""
        handle = self._ledger.handle
        here = self._ledger.covered == (0 if handle is None else handle.covers)
        wait = HANDLE_COMES + GRACE if self.socket.owed else HANDLE_COMES
        return self.quiet_since if here else self.quiet_since + wait

    @property
    def quiet(self) -> bool:
        """Nothing is replied, or about to be."""
        return self.exchange is None

    @property
    def unsure(self) -> bool:
        """Whether words of an earlier turn may come on this socket, among those of what is asked next: what stopped in
        the middle of a sentence may lack its end only for now, and words carry no number of their turn."""
        return self.socket.doubtful or (self._tail is not None and self._tail.broken_off)

    def prepare_for_item(self, now: float) -> bool:
        """Another item is asked. Whether the socket must be left for that."""
        return self.exchange is not None

    def new_socket(self) -> None:
        """A socket is set up; what it lacks is `put`."""

    @property
    def may_show(self) -> bool:
        """Whether a picture can be sent at this moment. In writing it goes with the next question (`put`), behind the
        history and into the context that the next handle holds: a socket may sleep in between."""
        return False

    def take_frames(self) -> list[str]:
        """What is to be sent now; from here on the model may have heard it."""
        taken, self.frames, self._untaken = self.frames, [], None
        self.pictures.sent()
        return taken

    def drop_pictures(self) -> bool:
        """The socket was closed because of a picture. Whether it was one that was posted; it is not sent again."""
        count = self.pictures.refuse()
        if count:
            self.note("picture_refused", count=count)
            self.events.append(PicturesRefused(count))
        return count > 0

    def withdraw(self) -> None:
        """Take the question back, if no frame of it was taken: several items asked in one go become one question."""
        if self.exchange is None or self._untaken is None or self._dialect.realtime:
            return
        count, self._ledger.covered = self._untaken
        self.frames = self.frames[:count]
        self.pictures.put_back()
        self.socket.owed = self.exchange.owed
        self.exchange = self._untaken = None

    def leave(self) -> None:
        """The socket is left: an unfinished reply is void, and nothing is sent any more."""
        self.exchange = self._untaken = self._tail = None
        self.frames = []
        self.pictures.lost()

    def put(self, now: float) -> str | None:
        """Tell this socket what it lacks, then ask. Nothing is seeded before there is something to ask: a context
        that ends with the model's turn may be continued by the model (gemini-live §2)."""
        item = self._ledger.pending
        uncovered = self._ledger.uncovered()
        if item is None:
            return None
        if uncovered and self._dialect.realtime and not self.socket.seeded:
            return "reseed"
        self._untaken = len(self.frames), self._ledger.covered
        if uncovered:
            self.socket.seeded = False  # a realtime family takes a history once
            self.frames.append(client_content(spoken(uncovered), turn_complete=self._dialect.realtime))
            self.note("seeded", items=len(uncovered), resumed=self.socket.resumed)
        self.frames += self.pictures.take()
        asked = client_content([Said("user", item.text)], turn_complete=True)
        self.frames.append(realtime_text(item.text) if self._dialect.realtime else asked)
        self._ledger.covered = item.id
        self.exchange = TextReply(item.id, self._timeouts, now, owed=self.socket.owed)
        self.socket.owed, self._tail = False, None
        return None

    def answer_tool(self, call_id: str, name: str, output: str, now: float) -> None:
        """Give a function's result, if it is still waited for."""
        if self.exchange is None or not self.exchange.waits_for(call_id):
            self.note("late_tool_answer")  # the name is the model's own word
            return
        self.frames.append(tool_response(call_id, name, output))
        self.exchange.answered(call_id, now)

    def hear(self, message: ServerMessage, now: float) -> str | None:
        """One message of the server."""
        if message.usage is not None:
            self.socket.prompt = message.usage.prompt or self.socket.prompt
        why = self._hear_turn(message, now)
        self._look_at_resume()
        if message.handle is not None:
            self._take_handle(message.handle, now)
        if self.exchange is None and self.socket.prompt:
            self._ledger.weigh(self.socket.prompt)
        return why

    def _look_at_resume(self) -> None:
        """After the first reply on a resumed socket: a context that the service lost is seeded again on another."""
        socket = self.socket
        if socket.looked_at or not (socket.resumed and socket.turns and socket.prompt):
            return
        socket.looked_at = True
        if self._ledger.forgotten(socket.prompt):
            self.note("resume_forgotten", tokens=socket.prompt)
            socket.doubtful = True
            self._ledger.forget_handle()

    def _hear_turn(self, message: ServerMessage, now: float) -> str | None:
        exchange = self.exchange
        if exchange is None:
            self._hear_more(message, now)
            if self.socket.owed and (message.turn_complete or message.interrupted):
                self.socket.owed, self.quiet_since = False, now
            return None
        over = exchange.feed(message, now)
        if exchange.calls > MOST_CALLS:
            self.note("model_calls", item=exchange.item_id)
            self.socket.doubtful = True  # it waits for a result that never comes
            self._finish(exchange, now)
            return None
        for call in message.calls:
            self.events.append(ToolCalled(exchange.item_id, call.id, call.name))
        return self._end(exchange, now) if over else None

    def _hear_more(self, message: ServerMessage, now: float) -> None:
        """Nothing is asked: it is the rest of the last reply, or nobody knows whose turn it is."""
        tail = self._tail
        if not message.content:
            return
        grown = tail is not None and tail.grown
        if tail is None or not tail.takes(message, now, owed=self.socket.owed):
            if not self.socket.doubtful:
                self.socket.doubtful = True
                self.note("unasked")
        elif message.transcript:
            if not grown:
                self.note("late_words", item=tail.item_id)
            self._ledger.answer(tail.item_id, tail.text)
            self.events.append(LateWords(tail.item_id, tail.text))

    def finish_if_complete(self, now: float) -> None:
        """Before a socket is left: a reply that was said to its end counts."""
        if self.exchange is not None and self.exchange.complete:
            self.socket.owed = True
            self._finish(self.exchange, now)

    def overdue(self, exchange: TextReply, now: float) -> str | None:
        """The exchange's deadline, or the socket's, has come."""
        if now >= self.socket.leave_by:
            return "go_away"
        if exchange.ends_at is not None and now >= exchange.ends_at:
            self.socket.owed = True
            return self._end(exchange, now)
        self.socket.doubtful = True  # the rest may yet come, to the question after
        if exchange.stopped(now):
            if exchange.whole:  # nothing but its end is missing
                self._finish(exchange, now)
                return None
            exchange.drop_words()  # half a sentence is not shown to anybody
            self.silences = max(self.silences, 1)  # a nudge is for those who did not begin
        if not exchange.called:
            return self._silence(exchange, now)
        self._finish(exchange, now)
        return None

    def _end(self, exchange: TextReply, now: float) -> str | None:
        """The model ended its turn."""
        if exchange.reason in DECLINED:
            self.socket.doubtful = True  # what was refused stands in its context
            self._ledger.decline(exchange.item_id)
            self._close(now)
            self.events.append(Declined(exchange.item_id, exchange.reason))
        elif nothing_heard(exchange):
            return self._silence(exchange, now)
        else:
            self._finish(exchange, now)
        return None

    def _finish(self, exchange: TextReply, now: float) -> None:
        text = exchange.text
        self._ledger.answer(exchange.item_id, text)
        self._close(now)
        self._tail = Tail(exchange.item_id, exchange.transcript, now)
        self.events.append(ModelTurn(exchange.item_id, text))
        if self.socket.handle is not None:
            self._take_handle(self.socket.handle, now)

    def _close(self, now: float) -> None:
        self.exchange = None
        self.silences = 0
        self.quiet_since = now
        self.pictures.settled()
        self.socket.turns += 1
        self._recovery.renew()

    def _silence(self, exchange: TextReply, now: float) -> str | None:
        """First a nudge, then a new socket, then say so."""
        self.silences += 1
        if self.silences == 1:
            self.note("nudged")
            self.frames.append(realtime_text(NUDGE))
            exchange.restart(now)
            return None
        if self.silences == 2:
            return "silent"
        self._ledger.answer(exchange.item_id, "")
        self._ledger.forget_handle()
        self.events.append(Silent(exchange.item_id))
        return GIVEN_UP

    def _take_handle(self, value: str, now: float) -> None:
        """Keep a handle only of a moment when every item covered was also answered: then we know what it holds."""
        self.socket.handle = None
        if self.exchange is not None:
            self.socket.handle = value if self.exchange.ends_at is not None else None
        else:
            self._keep_handle(value, now)

    def _keep_handle(self, value: str, now: float) -> None:
        if self._ledger.covered > 0 and not self.socket.doubtful:
            self.events.append(HandleKept(self._ledger.keep(value, now)))
