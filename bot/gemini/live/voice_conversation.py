"""A conversation by voice: the candidate's sound goes out, the model's comes in, and either may cut the other short.

Pure; takes the place of `LiveTextConversation` below a `LiveSession` that was given a `Speech`. An item is either asked
for (the model says it) or listened for (the candidate speaks, and the model replies by itself).
"""

from dataclasses import replace

from bot.gemini.api.messages import Said, ServerMessage, client_content, realtime_text
from bot.gemini.api.settings import Speech, Timeouts
from bot.gemini.live.dialect import Dialect
from bot.gemini.live.exchange import DECLINED, TextReply
from bot.gemini.live.ledger import Ledger, spoken
from bot.gemini.live.recovery import Recovery
from bot.gemini.live.voice_exchange import VoiceReply
from bot.gemini.live.voice_listening import LiveVoiceInput
from bot.ports.model import AudioChunk, ContextItem, Interrupted, ModelTurn, SaidWords, ToolCalled

HELD_BYTES = 60 * 48_000
"""Sound of a reply nobody listens for yet: a minute."""
SHORTEST_SILENCE_MS = 400
"""No detector is known that ends a turn after less; what the model says before is of a reply that was cut."""


class LiveVoiceConversation(LiveVoiceInput):
    """One for each spoken session."""

    def __init__(
        self, ledger: Ledger, recovery: Recovery, dialect: Dialect, timeouts: Timeouts, speech: Speech
    ) -> None:
        super().__init__(ledger, recovery, dialect, timeouts, speech)
        self._next: int | None = None  # listened for as soon as the reply before it is over
        self._replied = 0  # whose reply was given last
        self._held_bytes = 0
        self._void_until = 0.0  # sound that comes before is of a reply that was cut

    # ------------------------------------------------------------ what the session asks

    @property
    def quiet(self) -> bool:
        """Nobody speaks, and nothing is replied or about to be."""
        exchange = self.spoken_exchange
        if self.mic.speaking or self._held:
            return False
        return exchange is None or (exchange.listens and not exchange.begun and not exchange.waiting)

    def listen(self, item_id: int, now: float, *, ready: bool) -> str | None:
        """What the candidate says, or has begun to say, is this item."""
        self.finish_if_complete(now)
        exchange = self.spoken_exchange
        if exchange is not None and exchange.item_id == item_id:
            return None
        if exchange is not None and (exchange.begun or not exchange.listens):
            self._next = item_id
            return None
        self._pass_over()
        self._ledger.add(ContextItem(item_id, ""))
        self._listens.add(item_id)
        self._heard, self._understood, self._coughs, self._due_since = [], False, 0, None
        return self._begin_listening(item_id, now) if ready else None

    def prepare_for_item(self, now: float) -> bool:
        """Something else is to be said now. Whether the socket must be left for that."""
        exchange, self._next = self.spoken_exchange, None
        busy = not self.quiet or self.mic.fresh
        if exchange is not None and exchange.sound:
            self._finish(exchange, now, cut=True)
        self._pass_over()
        self.mic.clear()
        self._forget_held()
        return busy and exchange is not None

    def withdraw(self) -> None:
        """Nothing is taken back: the model may be speaking already."""

    def leave(self) -> None:
        """The socket is left. What was heard of a reply is all there will be of it."""
        exchange = self.spoken_exchange
        if exchange is not None and exchange.sound:
            self._finish(exchange, self.quiet_since, cut=True)
        self._unmark()
        self._forget_held()
        self._void_until = 0.0
        super().leave()

    def put(self, now: float) -> str | None:
        """A new socket, or something to be said: the history first (it is read, not answered), then the item."""
        pending, uncovered = self._ledger.pending, self._ledger.uncovered()
        words = spoken(uncovered)
        if words and not self.socket.seeded:
            return "reseed"
        if words:
            self.socket.seeded = False
            self.frames.append(client_content(words, turn_complete=True))
            self.note("seeded", items=len(uncovered), resumed=self.socket.resumed)
        if uncovered:
            self._ledger.covered = uncovered[-1].id
        if pending is None:
            return None
        if pending.id in self._listens:
            return self._begin_listening(pending.id, now)
        self.frames += self.pictures.take()
        asked = client_content([Said("user", pending.text)], turn_complete=True)
        self.frames.append(realtime_text(pending.text) if self._dialect.realtime else asked)
        self._ledger.covered = pending.id
        self.exchange = VoiceReply(pending.id, self._timeouts, now, owed=self.socket.owed)
        self.socket.owed = False
        return None

    # ------------------------------------------------------------ what the server says

    def _hear_turn(self, message: ServerMessage, now: float) -> str | None:
        if message.heard:
            self._take_words(message.heard, now)
        if message.content and now < self._void_until and self.mic.quiet_ms < SHORTEST_SILENCE_MS:
            message = replace(message, transcript="", audio=0, sound=b"", thought=False)
        if message.turn_complete:
            self._void_until = 0.0
        if message.content and not message.calls and self._unasked:
            return self._pass(message, now)
        if message.interrupted and not self._held:
            return self._interrupted(message, now)
        exchange = self.spoken_exchange
        if exchange is None:
            self._hold(message)
            return None
        return self._reply(exchange, message, now)

    @property
    def _unasked(self) -> bool:
        """Whether the model, if it speaks now, speaks without having been asked or spoken to."""
        exchange = self.spoken_exchange
        free = exchange is None or (exchange.listens and not (exchange.begun or exchange.waiting))
        return self._replied_to_all and free and not self.mic.fresh and not self._held

    def _pass(self, message: ServerMessage, now: float) -> str | None:
        """Drop a second reply to the same words. The model believes that it was heard, so its socket is doubtful."""
        if message.sound:
            self.socket.doubtful = True
            self.note_once("unasked")
        ends = replace(message, transcript="", audio=0, sound=b"", thought=False)
        return self._hear_turn(ends, now)

    def _reply(self, exchange: VoiceReply, message: ServerMessage, now: float) -> str | None:
        at_ms = exchange.sound_ms
        over = exchange.feed(message, now)
        if exchange.begun:
            self._mark()
        if message.transcript:
            self.events.append(SaidWords(exchange.item_id, message.transcript, at_ms))
        sound = exchange.playable(message.sound)
        if sound:
            self.events.append(AudioChunk(exchange.item_id, sound))
        for call in message.calls:
            self.events.append(ToolCalled(exchange.item_id, call.id, call.name))
        if over:
            return self._end(exchange, now)
        return self._break_off(exchange, now) if exchange.runs_on else None

    def _break_off(self, exchange: VoiceReply, now: float) -> str:
        """It stopped in the middle, or does not stop. Nothing more of it is for anybody, so its socket is left."""
        self.socket.doubtful = True
        self.note("broken_off", milliseconds=exchange.sound_ms)
        self._finish(exchange, now, cut=not exchange.whole)
        return "broken_off"

    def _interrupted(self, message: ServerMessage, now: float) -> str | None:
        """The candidate speaks: what was not played yet is void."""
        exchange, self._replied_to_all = self.spoken_exchange, False
        self.socket.owed = not message.turn_complete
        if exchange is None:
            if self._replied:
                self.events.append(Interrupted(self._replied))
                self._void(now)
            return None
        began = replace(message, interrupted=False, generation_complete=False, turn_complete=False)
        why = self._reply(exchange, began, now)
        if self.exchange is not exchange:
            return why
        if exchange.listens and not exchange.called and not (exchange.words and exchange.audible_ms):
            # Nothing of the reply could be heard, or it was to nothing that was understood: what was said waits on.
            if exchange.sound:
                self._void(now)
                self.events.append(Interrupted(exchange.item_id))
            return self._voided(exchange, now)
        self._void(now)
        self.events.append(Interrupted(exchange.item_id))
        self._finish(exchange, now, cut=True)
        return None

    def _void(self, now: float) -> None:
        """What was being said is cut; what comes of it now is late. (How long, where a noisy room is never silent.)"""
        self._void_until = now + self._speech.silence_ms / 1000

    def _hold(self, message: ServerMessage) -> None:
        """Nobody listens yet: the machine is about to say whose reply this is."""
        if not message.content and not self._held:
            self.socket.owed = self.socket.owed and not message.turn_complete
            return
        self._mark()
        self._held_bytes += len(message.sound)
        if self._held_bytes <= HELD_BYTES:
            self._held.append(message)

    def overdue(self, exchange: TextReply, now: float) -> str | None:
        """The exchange's deadline, or the socket's, has come."""
        if now >= self.socket.leave_by or not isinstance(exchange, VoiceReply):
            return "go_away"
        if now < exchange.deadline:
            return None
        if exchange.ends_at is not None and now >= exchange.ends_at:
            self.socket.owed = True
            return self._end(exchange, now)
        if exchange.listens and not exchange.begun and not exchange.words:
            return self._no_sign(exchange, now)
        if exchange.sound and (exchange.stopped(now) or not exchange.called):
            return self._break_off(exchange, now)
        self.socket.doubtful = True
        if exchange.called:  # what its result asked for is asked for anew, on a new socket
            self._finish(exchange, now)
            return None
        if exchange.stopped(now):  # it began with words, and nothing can be heard of them: as in writing
            exchange.drop_words()
            self.silences = max(self.silences, 1)
        return self._silence(exchange, now)

    # ------------------------------------------------------------ ends and beginnings

    def _end(self, exchange: TextReply, now: float) -> str | None:
        if exchange.reason in DECLINED or not isinstance(exchange, VoiceReply):
            return super()._end(exchange, now)
        if not exchange.sound and not exchange.called:
            return self._silence(exchange, now)
        self._finish(exchange, now)
        return None

    def _finish(self, exchange: TextReply, now: float, *, cut: bool = False) -> None:
        audible_ms = exchange.audible_ms if isinstance(exchange, VoiceReply) else None
        self._voids, self._replied_to_all = self._voids if cut else 0, not cut
        self._ledger.answer(exchange.item_id, exchange.text)
        self._close(now)
        self.events.append(ModelTurn(exchange.item_id, exchange.text, cut, audible_ms))
        if self.socket.handle is not None:
            self._take_handle(self.socket.handle, now)
        if self._next is not None:
            item_id, self._next = self._next, None
            self.listen(item_id, now, ready=True)

    def _close(self, now: float) -> None:
        exchange = self.exchange
        if exchange is not None:
            self._replied = exchange.item_id
            self._mark_covered(exchange.item_id)
        self._marked = False
        self.mic.settle()
        super()._close(now)

    def _begin_listening(self, item_id: int, now: float) -> str | None:
        exchange = VoiceReply(item_id, self._timeouts, now, owed=self.socket.owed, listens=True)
        self.exchange, self.socket.owed = exchange, False
        exchange.words = self._understood
        early, self._early = self._early, []
        for text in early:
            self._take_words(text, now)
        self._expect(now)
        held = self._held
        self._forget_held()
        for message in held:
            why = self._hear_turn(replace(message, heard=""), now)
            if why is not None:
                return why
        return None

    def _forget_held(self) -> None:
        self._held, self._held_bytes = [], 0

    def _take_handle(self, value: str, now: float) -> None:
        exchange = self.spoken_exchange
        if exchange is not None and exchange.listens and not exchange.begun:
            self._keep_handle(value, now)
        else:
            super()._take_handle(value, now)
