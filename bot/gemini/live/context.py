"""What the model was told on the present socket, what came of it, and which handle stands for it. Pure.

Both kinds of conversation hold one: it is what they have in common, whether a reply is read or listened to.
"""

from bot.gemini.api.messages import ServerMessage, realtime_text, tool_response
from bot.gemini.live.conversation import GIVEN_UP
from bot.gemini.live.exchange import GRACE, ModelReply
from bot.gemini.live.ledger import Ledger
from bot.gemini.live.output import LiveOutput
from bot.gemini.live.pictures import Pictures
from bot.gemini.live.recovery import Recovery, SocketHistory
from bot.ports.model import Declined, HandleKept, ModelTurn, PicturesRefused, Silent

HANDLE_COMES = 1.0
"""Seconds after the end of a reply in which its resumption handle comes, if at all."""
NUDGE = "(The reply to what was said last is still missing. Please give it now.)"
"""Sent when the model is silent: a typed line goes unanswered about once in twenty times (gemini-live §2)."""


class LiveContext:
    """One for each session; `socket` is replaced with every new socket."""

    def __init__(self, ledger: Ledger, recovery: Recovery, out: LiveOutput) -> None:
        self.ledger = ledger
        self.out = out
        self.pictures = Pictures()
        self.socket = SocketHistory()
        self.quiet_since = 0.0
        self.silences = 0
        """Of the item that is asked: 0 none, 1 nudged, 2 on a new socket."""
        self._recovery = recovery

    def replace_at(self, age: float, *, too_coarse: bool) -> float:
        """When a quiet socket is replaced: at the age of so many seconds, or, as soon as no handle is about to come,
        because the server ends it or it looks at pictures less closely than is wanted."""
        soon = self.socket.opened_at if too_coarse else self.socket.leave_from
        return min(self.socket.opened_at + age, max(soon, self._handle_due))

    @property
    def _handle_due(self) -> float:
        """Until then the handle of the last exchange may still come: worth waiting for before a socket is left."""
        handle = self.ledger.handle
        here = self.ledger.covered == (0 if handle is None else handle.covers)
        wait = HANDLE_COMES + GRACE if self.socket.owed else HANDLE_COMES
        return self.quiet_since if here else self.quiet_since + wait

    def leave(self) -> None:
        """The socket is left: nothing is sent any more."""
        self.out.close()
        self.pictures.lost()

    def drop_pictures(self) -> bool:
        """The socket was closed because of a picture. Whether it was one that was posted; it is not sent again."""
        count = self.pictures.refuse()
        if count:
            self.out.note("picture_refused", count=count)
            self.out.events.append(PicturesRefused(count))
        return count > 0

    def answer_tool(self, reply: ModelReply | None, call_id: str, name: str, output: str, now: float) -> None:
        """Give a function's result, if `reply`, the one under way, still waits for it."""
        if reply is None or not reply.waits_for(call_id):
            self.out.note("late_tool_answer")  # the name is the model's own word
            return
        self.out.frames.append(tool_response(call_id, name, output))
        reply.answered(call_id, now)

    # ------------------------------------------------------------ how large it is, and whether it is still there

    def count(self, message: ServerMessage) -> None:
        """Take note of how many tokens are in it."""
        if message.usage is not None:
            self.socket.prompt = message.usage.prompt or self.socket.prompt

    def weigh(self) -> None:
        """Nothing is under way: what was counted last is what the handle stands for."""
        if self.socket.prompt:
            self.ledger.weigh(self.socket.prompt)

    def look_at_resume(self) -> None:
        """After the first reply on a resumed socket: a context that the service lost is seeded again on another."""
        socket = self.socket
        if socket.looked_at or not (socket.resumed and socket.turns and socket.prompt):
            return
        socket.looked_at = True
        if self.ledger.forgotten(socket.prompt):
            self.out.note("resume_forgotten", tokens=socket.prompt)
            socket.doubtful = True
            self.ledger.forget_handle()

    # ------------------------------------------------------------ how a reply ends

    def finish(self, turn: ModelTurn, now: float) -> None:
        """The reply counts, be it only the part that was heard."""
        self.ledger.answer(turn.item_id, turn.text)
        self._end(now)
        self.out.events.append(turn)
        value, self.socket.handle = self.socket.handle, None
        if value is not None:
            self.keep_handle(value, now)

    def decline(self, reply: ModelReply, now: float) -> None:
        """The provider refused to reply."""
        self.socket.doubtful = True  # what was refused stands in its context
        self.ledger.decline(reply.item_id)
        self._end(now)
        self.out.events.append(Declined(reply.item_id, reply.reason))

    def silence(self, reply: ModelReply, now: float) -> str | None:
        """No reply came: first a nudge, then a new socket, then say so. Returns a reason to leave the socket."""
        self.silences += 1
        if self.silences == 1:
            self.out.note("nudged")
            self.out.frames.append(realtime_text(NUDGE))
            reply.restart(now)
            return None
        if self.silences == 2:
            return "silent"
        self.ledger.answer(reply.item_id, "")
        self.ledger.forget_handle()
        self.out.events.append(Silent(reply.item_id))
        return GIVEN_UP

    def _end(self, now: float) -> None:
        self.silences = 0
        self.quiet_since = now
        self.pictures.settled()
        self.socket.turns += 1
        self._recovery.renew()

    # ------------------------------------------------------------ its handle

    def take_handle(self, value: str, reply: ModelReply | None, now: float) -> None:
        """Keep a handle only of a moment when every item covered was also answered: then we know what it holds. One
        that comes when all of `reply` was said waits for its end."""
        self.socket.handle = None
        if reply is None:
            self.keep_handle(value, now)
        elif reply.ends_at is not None:
            self.socket.handle = value

    def keep_handle(self, value: str, now: float) -> None:
        """Keep a handle for what stands in it now."""
        if self.ledger.covered > 0 and not self.socket.doubtful:
            self.out.events.append(HandleKept(self.ledger.keep(value, now)))
