"""A conversation by voice: the candidate's sound goes out, the model's comes in, and either may cut the other short.

Pure; fulfils `LiveConversation` below a `LiveSession` that was given a `Speech`. An item is either asked for (the model
says it) or listened for (the candidate speaks, and the model replies by itself).
"""

from dataclasses import replace

from bot.gemini.api.messages import Said, ServerMessage, client_content, realtime_text
from bot.gemini.api.settings import Speech, Timeouts
from bot.gemini.live.context import LiveContext
from bot.gemini.live.dialect import Dialect
from bot.gemini.live.exchange import DECLINED, ModelReply
from bot.gemini.live.ledger import spoken
from bot.gemini.live.voice_exchange import VoiceExchange
from bot.gemini.live.voice_listening import LiveVoiceInput
from bot.ports.model import AudioChunk, ContextItem, Interrupted, ModelTurn, SaidWords, ToolCalled

HELD_BYTES = 60 * 48_000
"""Sound of a reply nobody listens for yet: a minute."""
SHORTEST_SILENCE_MS = 400
"""No detector is known that ends a turn after less; what the model says before is of a reply that was cut."""


class LiveVoiceConversation:
    """One for each spoken session. The candidate's side is its `LiveVoiceInput`."""

    def __init__(self, context: LiveContext, dialect: Dialect, timeouts: Timeouts, speech: Speech) -> None:
        self._context = context
        self._dialect = dialect
        self._timeouts = timeouts
        self._speech = speech
        self._input = LiveVoiceInput(context, speech)
        self._exchange: VoiceExchange | None = None
        self._next: int | None = None  # listened for as soon as the reply before it is over
        self._replied = 0  # whose reply was given last
        self._held: list[ServerMessage] = []  # of a reply that nobody listens for yet
        self._held_bytes = 0
        self._void_until = 0.0  # sound that comes before is of a reply that was cut

    # ------------------------------------------------------------ what the session asks

    @property
    def reply(self) -> ModelReply | None:
        """See `LiveConversation.reply`."""
        return None if self._exchange is None else self._exchange.reply

    @property
    def quiet(self) -> bool:
        """See `LiveConversation.quiet`. The candidate does not speak, either."""
        exchange = self._exchange
        if self._input.mic.speaking or self._held:
            return False
        return exchange is None or (exchange.listens and not exchange.begun and not exchange.waiting)

    @property
    def unsure(self) -> bool:
        """See `LiveConversation.unsure`."""
        return self._context.socket.doubtful

    @property
    def may_show(self) -> bool:
        """See `LiveConversation.may_show`: like sound, not while a function's result has to go first."""
        return not self._context.socket.seeded and not self._owes

    @property
    def _owes(self) -> bool:
        """Whether a function waits for its result, be it in a reply that nobody listens for yet."""
        if self._exchange is None:
            return any(message.calls for message in self._held)
        return self._exchange.reply.blocked

    def listen(self, item_id: int, now: float, *, ready: bool) -> str | None:
        """What the candidate says, or has begun to say, is this item."""
        self.finish_if_complete(now)
        exchange = self._exchange
        if exchange is not None and exchange.item_id == item_id:
            return None
        if exchange is not None and (exchange.begun or not exchange.listens):
            self._next = item_id
            return None
        self._pass_over()
        self._context.ledger.add(ContextItem(item_id, ""))
        self._input.begin(item_id)
        return self._begin_listening(item_id, now) if ready else None

    def hear_sound(self, pcm: bytes, now: float, *, joins: bool) -> None:
        """Take 20 ms of the candidate; `joins`: they wait for the next, to go in one message."""
        self._input.joins = joins
        self._input.hear_sound(pcm, self._exchange, now)

    def end_of_audio(self, now: float) -> None:
        """The candidate is silent, or not listened to any more."""
        self._input.end_of_audio(self._exchange, now)

    def send_sound(self) -> None:
        """What waits is sent, unless a function's result has to go first."""
        if not self._owes:
            self._context.out.frames += self._input.mic.take(joins=self._input.joins)

    def prepare_for_item(self, now: float) -> bool:
        """See `LiveConversation.prepare_for_item`. What is heard until now is no part of it."""
        exchange, self._next = self._exchange, None
        busy = not self.quiet or self._input.mic.fresh
        if exchange is not None and exchange.sound:
            self._finish(exchange, now, cut=True)
        self._pass_over()
        self._input.mic.clear()
        self._forget_held()
        return busy and exchange is not None

    def withdraw(self) -> None:
        """Nothing is taken back: the model may be speaking already."""

    def new_socket(self) -> None:
        """See `LiveConversation.new_socket`: it hears again what is kept."""
        self._input.new_socket()

    def leave(self) -> None:
        """See `LiveConversation.leave`. What was heard of a reply is all there will be of it."""
        if self._exchange is not None and self._exchange.sound:
            self._finish(self._exchange, self._context.quiet_since, cut=True)
        self._input.unmark()
        self._forget_held()
        self._void_until = 0.0
        self._exchange = None
        self._context.leave()

    def put(self, now: float) -> str | None:
        """See `LiveConversation.put`: the history first (it is read, not answered), then the item."""
        context, ledger, out = self._context, self._context.ledger, self._context.out
        pending, uncovered = ledger.pending, ledger.uncovered()
        words = spoken(uncovered)
        if words and not context.socket.seeded:
            return "reseed"
        if words:
            context.socket.seeded = False
            out.frames.append(client_content(words, turn_complete=True))
            out.note("seeded", items=len(uncovered), resumed=context.socket.resumed)
        if uncovered:
            ledger.covered = uncovered[-1].id
        if pending is None:
            return None
        if self._input.listens_for(pending.id):
            return self._begin_listening(pending.id, now)
        out.frames += context.pictures.take()
        asked = client_content([Said("user", pending.text)], turn_complete=True)
        out.frames.append(realtime_text(pending.text) if self._dialect.realtime else asked)
        ledger.covered = pending.id
        self._exchange = VoiceExchange(pending.id, self._timeouts, now, owed=context.socket.owed)
        context.socket.owed = False
        return None

    # ------------------------------------------------------------ what the server says

    def hear(self, message: ServerMessage, now: float) -> str | None:
        """See `LiveConversation.hear`."""
        self._context.count(message)
        why = self._hear_turn(message, now)
        self._context.look_at_resume()
        if message.handle is not None:
            self._take_handle(message.handle, now)
        if self._exchange is None:
            self._context.weigh()
        return why

    def _hear_turn(self, message: ServerMessage, now: float) -> str | None:
        if message.heard:
            self._input.take_words(message.heard, self._exchange, now)
        if message.content and now < self._void_until and self._input.mic.quiet_ms < SHORTEST_SILENCE_MS:
            message = replace(message, transcript="", audio=0, sound=b"", thought=False)
        if message.turn_complete:
            self._void_until = 0.0
        if message.content and not message.calls and self._unasked:
            return self._pass(message, now)
        if message.interrupted and not self._held:
            return self._interrupted(message, now)
        if self._exchange is None:
            self._hold(message)
            return None
        return self._reply(self._exchange, message, now)

    @property
    def _unasked(self) -> bool:
        """Whether the model, if it speaks now, speaks without having been asked or spoken to."""
        exchange = self._exchange
        free = exchange is None or (exchange.listens and not (exchange.begun or exchange.waiting))
        return self._input.replied_to_all and free and not self._input.mic.fresh and not self._held

    def _pass(self, message: ServerMessage, now: float) -> str | None:
        """Drop a second reply to the same words. The model believes that it was heard, so its socket is doubtful."""
        if message.sound:
            self._context.socket.doubtful = True
            self._context.out.note_once("unasked")
        ends = replace(message, transcript="", audio=0, sound=b"", thought=False)
        return self._hear_turn(ends, now)

    def _reply(self, exchange: VoiceExchange, message: ServerMessage, now: float) -> str | None:
        events, at_ms = self._context.out.events, exchange.sound.ms
        over = exchange.feed(message, now)
        if exchange.begun:
            self._input.mark()
        if message.transcript:
            events.append(SaidWords(exchange.item_id, message.transcript, at_ms))
        sound = exchange.playable(message.sound)
        if sound:
            events.append(AudioChunk(exchange.item_id, sound))
        for call in message.calls:
            events.append(ToolCalled(exchange.item_id, call.id, call.name))
        if over:
            return self._end(exchange, now)
        return self._break_off(exchange, now) if exchange.reply.runs_on else None

    def _break_off(self, exchange: VoiceExchange, now: float) -> str:
        """It stopped in the middle, or does not stop. Nothing more of it is for anybody, so its socket is left."""
        self._context.socket.doubtful = True
        self._context.out.note("broken_off", milliseconds=exchange.sound.ms)
        self._finish(exchange, now, cut=not exchange.reply.whole)
        return "broken_off"

    def _interrupted(self, message: ServerMessage, now: float) -> str | None:
        """The candidate speaks: what was not played yet is void."""
        exchange, events = self._exchange, self._context.out.events
        self._input.replied_to_all = False
        self._context.socket.owed = not message.turn_complete
        if exchange is None:
            if self._replied:
                events.append(Interrupted(self._replied))
                self._void(now)
            return None
        began = replace(message, interrupted=False, generation_complete=False, turn_complete=False)
        why = self._reply(exchange, began, now)
        if self._exchange is not exchange:
            return why
        if exchange.listens and not exchange.reply.called and not (exchange.words and exchange.sound.audible_ms):
            # Nothing of the reply could be heard, or it was to nothing that was understood: what was said waits on.
            if exchange.sound:
                self._void(now)
                events.append(Interrupted(exchange.item_id))
            return self._input.voided(exchange, now)
        self._void(now)
        events.append(Interrupted(exchange.item_id))
        self._finish(exchange, now, cut=True)
        return None

    def _void(self, now: float) -> None:
        """What was being said is cut; what comes of it now is late. (How long, where a noisy room is never silent.)"""
        self._void_until = now + self._speech.silence_ms / 1000

    def _hold(self, message: ServerMessage) -> None:
        """Nobody listens yet: the machine is about to say whose reply this is."""
        socket = self._context.socket
        if not message.content and not self._held:
            socket.owed = socket.owed and not message.turn_complete
            return
        self._input.mark()
        self._held_bytes += len(message.sound)
        if self._held_bytes <= HELD_BYTES:
            self._held.append(message)

    def overdue(self, now: float) -> str | None:
        """See `LiveConversation.overdue`."""
        exchange, context = self._exchange, self._context
        if exchange is None or now >= context.socket.leave_by:
            return "go_away"
        reply = exchange.reply
        if now < reply.deadline:
            return None
        if reply.ends_at is not None and now >= reply.ends_at:
            context.socket.owed = True
            return self._end(exchange, now)
        if exchange.listens and not exchange.begun and not exchange.words:
            return self._input.no_sign(exchange, now)
        if exchange.sound and (reply.stopped(now) or not reply.called):
            return self._break_off(exchange, now)
        context.socket.doubtful = True
        if reply.called:  # what its result asked for is asked for anew, on a new socket
            self._finish(exchange, now)
            return None
        if reply.stopped(now):  # it began with words, and nothing can be heard of them: as in writing
            reply.drop_words()
            context.silences = max(context.silences, 1)
        return context.silence(reply, now)

    # ------------------------------------------------------------ ends and beginnings

    def finish_if_complete(self, now: float) -> None:
        """See `LiveConversation.finish_if_complete`."""
        if self._exchange is not None and self._exchange.complete:
            self._context.socket.owed = True
            self._finish(self._exchange, now)

    def _end(self, exchange: VoiceExchange, now: float) -> str | None:
        """The model ended its turn."""
        if exchange.reply.reason in DECLINED:
            self._close(exchange)
            self._context.decline(exchange.reply, now)
        elif not exchange.sound and not exchange.reply.called:
            return self._context.silence(exchange.reply, now)
        else:
            self._finish(exchange, now)
        return None

    def _finish(self, exchange: VoiceExchange, now: float, *, cut: bool = False) -> None:
        self._input.replied(cut=cut)
        self._close(exchange)
        text, audible_ms = exchange.reply.text, exchange.sound.audible_ms
        self._context.finish(ModelTurn(exchange.item_id, text, cut, audible_ms), now)
        if self._next is not None:
            item_id, self._next = self._next, None
            self.listen(item_id, now, ready=True)

    def _close(self, exchange: VoiceExchange) -> None:
        self._exchange = None
        self._replied = exchange.item_id
        self._input.cover(exchange.item_id)
        self._input.settle()

    def _begin_listening(self, item_id: int, now: float) -> str | None:
        socket = self._context.socket
        exchange = VoiceExchange(item_id, self._timeouts, now, owed=socket.owed, listens=True)
        self._exchange, socket.owed = exchange, False
        self._input.take_early(exchange, now)
        held = self._held
        self._forget_held()
        for message in held:
            why = self._hear_turn(replace(message, heard=""), now)
            if why is not None:
                return why
        return None

    def _pass_over(self) -> None:
        """The item that is listened for gets no reply."""
        ledger, socket = self._context.ledger, self._context.socket
        pending = ledger.pending
        if pending is not None and self._input.listens_for(pending.id):
            self._input.cover(pending.id)
            ledger.answer(pending.id, "")
            if self._exchange is not None:
                socket.owed = socket.owed or self._exchange.reply.owed
            self._exchange = None

    def _forget_held(self) -> None:
        self._held, self._held_bytes = [], 0

    def _take_handle(self, value: str, now: float) -> None:
        exchange = self._exchange
        if exchange is not None and exchange.listens and not exchange.begun:
            self._context.keep_handle(value, now)
        else:
            self._context.take_handle(value, self.reply, now)
