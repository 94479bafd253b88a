"""What is said on the sockets of one Live session in writing: a question goes out, its reply comes in.

Pure; fulfils `LiveConversation`.
"""

from bot.gemini.api.messages import Said, ServerMessage, client_content, realtime_text
from bot.gemini.api.settings import Timeouts
from bot.gemini.live.context import LiveContext
from bot.gemini.live.dialect import Dialect
from bot.gemini.live.exchange import DECLINED, ModelReply, UnplayedSound
from bot.gemini.live.ledger import spoken
from bot.gemini.live.tail import Tail
from bot.ports.model import LateWords, ModelTurn, ToolCalled

MOST_CALLS = 5
"""Calls of functions within one reply: each is answered, and by each answer the model may call once more."""


class LiveTextConversation:
    """One for each session in writing."""

    def __init__(self, context: LiveContext, dialect: Dialect, timeouts: Timeouts) -> None:
        self.reply: ModelReply | None = None
        self._tail: Tail | None = None
        self._covered_before = 0  # by the context, before the last question
        self._context = context
        self._dialect = dialect
        self._timeouts = timeouts

    @property
    def quiet(self) -> bool:
        """See `LiveConversation.quiet`."""
        return self.reply is None

    @property
    def unsure(self) -> bool:
        """See `LiveConversation.unsure`: what stopped in the middle of a sentence may lack its end only for now, and
        words carry no number of their turn."""
        return self._context.socket.doubtful or (self._tail is not None and self._tail.broken_off)

    @property
    def may_show(self) -> bool:
        """See `LiveConversation.may_show`. In writing a picture goes with the next question (`put`), behind the history
        and into the context that the next handle holds: a socket may sleep in between."""
        return False

    def prepare_for_item(self, now: float) -> bool:
        """See `LiveConversation.prepare_for_item`."""
        return self.reply is not None

    def new_socket(self) -> None:
        """What it lacks is `put`."""

    def withdraw(self) -> None:
        """See `LiveConversation.withdraw`."""
        if self.reply is None or self._dialect.realtime or not self._context.out.take_back_question():
            return
        self._context.ledger.covered = self._covered_before
        self._context.pictures.put_back()
        self._context.socket.owed = self.reply.owed
        self.reply = None

    def leave(self) -> None:
        """See `LiveConversation.leave`: an unfinished reply is void."""
        self.reply = self._tail = None
        self._context.leave()

    def put(self, now: float) -> str | None:
        """See `LiveConversation.put`. Nothing is seeded before there is something to ask: a context that ends with the
        model's turn may be continued by the model (gemini-live §2)."""
        context, ledger, out = self._context, self._context.ledger, self._context.out
        item = ledger.pending
        uncovered = ledger.uncovered()
        if item is None:
            return None
        if uncovered and self._dialect.realtime and not context.socket.seeded:
            return "reseed"
        out.begin_question()
        self._covered_before = ledger.covered
        if uncovered:
            context.socket.seeded = False  # a realtime family takes a history once
            out.frames.append(client_content(spoken(uncovered), turn_complete=self._dialect.realtime))
            out.note("seeded", items=len(uncovered), resumed=context.socket.resumed)
        out.frames += context.pictures.take()
        asked = client_content([Said("user", item.text)], turn_complete=True)
        out.frames.append(realtime_text(item.text) if self._dialect.realtime else asked)
        ledger.covered = item.id
        self.reply = ModelReply(item.id, UnplayedSound(), self._timeouts, now, owed=context.socket.owed)
        context.socket.owed, self._tail = False, None
        return None

    def hear(self, message: ServerMessage, now: float) -> str | None:
        """See `LiveConversation.hear`."""
        self._context.count(message)
        why = self._hear_turn(message, now)
        self._context.look_at_resume()
        if message.handle is not None:
            self._context.take_handle(message.handle, self.reply, now)
        if self.reply is None:
            self._context.weigh()
        return why

    def _hear_turn(self, message: ServerMessage, now: float) -> str | None:
        reply, socket = self.reply, self._context.socket
        if reply is None:
            self._hear_more(message, now)
            if socket.owed and (message.turn_complete or message.interrupted):
                socket.owed, self._context.quiet_since = False, now
            return None
        over = reply.feed(message, now)
        if reply.calls > MOST_CALLS:
            self._context.out.note("model_calls", item=reply.item_id)
            socket.doubtful = True  # it waits for a result that never comes
            self._finish(reply, now)
            return None
        for call in message.calls:
            self._context.out.events.append(ToolCalled(reply.item_id, call.id, call.name))
        return self._end(reply, now) if over else None

    def _hear_more(self, message: ServerMessage, now: float) -> None:
        """Nothing is asked: it is the rest of the last reply, or nobody knows whose turn it is."""
        tail, socket, out = self._tail, self._context.socket, self._context.out
        if not message.content:
            return
        grown = tail is not None and tail.grown
        if tail is None or not tail.takes(message, now, owed=socket.owed):
            if not socket.doubtful:
                socket.doubtful = True
                out.note("unasked")
        elif message.transcript:
            if not grown:
                out.note("late_words", item=tail.item_id)
            self._context.ledger.answer(tail.item_id, tail.text)
            out.events.append(LateWords(tail.item_id, tail.text))

    def finish_if_complete(self, now: float) -> None:
        """See `LiveConversation.finish_if_complete`."""
        if self.reply is not None and self.reply.complete:
            self._context.socket.owed = True
            self._finish(self.reply, now)

    def overdue(self, now: float) -> str | None:
        """See `LiveConversation.overdue`."""
        reply, socket = self.reply, self._context.socket
        if reply is None or now >= socket.leave_by:
            return "go_away"
        if reply.ends_at is not None and now >= reply.ends_at:
            socket.owed = True
            return self._end(reply, now)
        socket.doubtful = True  # the rest may yet come, to the question after
        if reply.stopped(now):
            if reply.whole:  # nothing but its end is missing
                self._finish(reply, now)
                return None
            reply.drop_words()  # half a sentence is not shown to anybody
            self._context.silences = max(self._context.silences, 1)  # a nudge is for those who did not begin
        if not reply.called:
            return self._context.silence(reply, now)
        self._finish(reply, now)
        return None

    def _end(self, reply: ModelReply, now: float) -> str | None:
        """The model ended its turn."""
        if reply.reason in DECLINED:
            self.reply = None
            self._context.decline(reply, now)
        elif not reply.text and not reply.called:
            return self._context.silence(reply, now)
        else:
            self._finish(reply, now)
        return None

    def _finish(self, reply: ModelReply, now: float) -> None:
        self.reply = None
        self._tail = Tail(reply.item_id, reply.transcript, now)
        self._context.finish(ModelTurn(reply.item_id, reply.text), now)
