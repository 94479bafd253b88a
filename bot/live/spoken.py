"""A conversation by voice: the candidate's sound goes out, the model's comes in, and either may cut the other short.

Pure; takes the place of `Conversation` below a `LiveSession` that was given a `Speech`. An item is either asked for
(the model says it) or listened for (the candidate speaks, and the model replies by itself).
"""

from dataclasses import replace

from bot.live.conversation import Conversation
from bot.live.dialect import Dialect
from bot.live.events import (
    AudioChunk,
    ContextItem,
    HeardWords,
    Interrupted,
    ModelTurn,
    SaidWords,
    ToolCalled,
    Unheard,
    Voided,
)
from bot.live.exchange import DECLINED, Exchange
from bot.live.ledger import Ledger, spoken
from bot.live.messages import Said, ServerMessage, client_content, realtime_text
from bot.live.microphone import Microphone, silent
from bot.live.recovery import Recovery
from bot.live.settings import Speech, Timeouts
from bot.live.spoken_exchange import SpokenExchange
from bot.live.transcript import has_words

HELD_BYTES = 60 * 48_000
"""Sound of a reply nobody listens for yet: a minute."""
OVERHANG_MS = 700
"""Beside the silence that the detector was told of: then the candidate has finished, and a reply is due."""
SHORTEST_SILENCE_MS = 400
"""No detector is known that ends a turn after less; what the model says before is of a reply that was cut."""
COUGH_MS = 2_000
"""A sound that is shorter may be a cough, and needs no reply; somebody who speaks for longer was to be heard."""
MOST_VOIDS = 3
"""Replies in a row that were cut at their beginning, while nobody said a word."""
PATIENCE = 20.0
"""Seconds: who goes on speaking puts off that a reply is due, but a connection that gives no sign at all is left."""


class SpokenConversation(Conversation):
    """One for each spoken session."""

    def __init__(
        self, ledger: Ledger, recovery: Recovery, dialect: Dialect, timeouts: Timeouts, speech: Speech
    ) -> None:
        super().__init__(ledger, recovery, dialect, timeouts)
        self.mic = Microphone()
        self._speech = speech
        self._listens: set[int] = set()
        self._next: int | None = None  # listened for as soon as the reply before it is over
        self._last: int | None = None  # listened for last: late words are its
        self._replied = 0  # whose reply was given last
        self._heard: list[tuple[int, str]] = []  # words of the item that is listened for, and where the sound was then
        self._understood = False  # any words of it, on whatever socket: then it was no cough
        self._coughs = 0  # sounds of it that nothing came of, in a row
        self._voids = 0  # replies in a row that came to nothing
        self._due_since: float | None = None  # they had finished then, and no sign of the model's followed
        self._early: list[str] = []  # words that belong to the item to come
        self._held: list[ServerMessage] = []
        self._held_bytes = 0
        self._marked = False
        self._void_until = 0.0  # sound that comes before is of a reply that was cut

    # ------------------------------------------------------------ what the session asks

    @property
    def spoken_exchange(self) -> SpokenExchange | None:
        """The exchange, whose class here is known."""
        return self.exchange if isinstance(self.exchange, SpokenExchange) else None

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

    def hear_sound(self, pcm: bytes, now: float) -> None:
        """20 ms of the candidate. Silence is handed on until the model shows that it noticed the end of speech: a
        detector may want more of it than it was told, and the end of the stream may mean nothing to it."""
        quiet = silent(pcm)
        if quiet and not self.mic.fresh:
            self.mic.end()
            return
        self.mic.hear(pcm)
        if not quiet:
            self._goes_on_speaking(now)
        elif self.mic.quiet_ms == self._speech.silence_ms + OVERHANG_MS:
            self._expect(now)

    def _goes_on_speaking(self, now: float) -> None:
        exchange = self.spoken_exchange
        patient = self._due_since is None or now < self._due_since + PATIENCE
        if patient and exchange is not None and exchange.listens and not exchange.begun:
            exchange.rest()

    def end_of_audio(self, now: float) -> None:
        """The candidate is silent, and it was said so long enough, or they are not listened to any more."""
        self.mic.end()
        self._expect(now)

    def send_sound(self) -> None:
        """What waits is sent, unless a function's result has to go first."""
        if not self._owes:
            self.frames += self.mic.take()

    @property
    def may_show(self) -> bool:
        """Whether a picture can be sent at this moment: like sound, not while a function's result has to go first."""
        return not self.socket.seeded and not self._owes

    @property
    def _owes(self) -> bool:
        """Whether a function waits for its result, be it in a reply that nobody listens for yet."""
        exchange = self.spoken_exchange
        if exchange is None:
            return any(message.calls for message in self._held)
        return exchange.blocked

    def makes_room(self, now: float) -> bool:
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
        pending, untold = self._ledger.pending, self._ledger.untold()
        words = spoken(untold)
        if words and not self.socket.seeded:
            return "reseed"
        if words:
            self.socket.seeded = False
            self.frames.append(client_content(words, turn_complete=True))
            self.note("seeded", items=len(untold), resumed=self.socket.resumed)
        if untold:
            self._ledger.told = untold[-1].id
        if pending is None:
            return None
        if pending.id in self._listens:
            return self._begin_listening(pending.id, now)
        self.frames += self.pictures.take()
        asked = client_content([Said("user", pending.text)], turn_complete=True)
        self.frames.append(realtime_text(pending.text) if self._dialect.realtime else asked)
        self._ledger.told = pending.id
        self.exchange = SpokenExchange(pending.id, self._timeouts, now, owed=self.socket.owed)
        self.socket.owed = False
        return None

    def new_socket(self) -> None:
        """It hears again what is kept; what was understood of it before is void."""
        again = self.mic.rewind()
        pending = self._ledger.pending
        if again and pending is not None and pending.id in self._listens:
            self._heard = [(at, words) for at, words in self._heard if at <= self.mic.start]
            self.events.append(HeardWords(pending.id, "".join(words for _, words in self._heard), anew=True))
        if self.mic.lost_ms:
            self.note("audio_dropped", milliseconds=self.mic.lost_ms)
            self.mic.lost_ms = 0

    # ------------------------------------------------------------ what the server says

    def _hear_turn(self, message: ServerMessage, now: float) -> str | None:
        if message.heard:
            self._take_words(message.heard, now)
        if message.content and now < self._void_until and self.mic.quiet_ms < SHORTEST_SILENCE_MS:
            message = replace(message, transcript="", audio=0, sound=b"", thought=False)
        if message.turn_complete:
            self._void_until = 0.0
        if message.interrupted and not self._held:
            return self._interrupted(message, now)
        exchange = self.spoken_exchange
        if exchange is None:
            self._hold(message)
            return None
        return self._reply(exchange, message, now)

    def _reply(self, exchange: SpokenExchange, message: ServerMessage, now: float) -> str | None:
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

    def _break_off(self, exchange: SpokenExchange, now: float) -> str:
        """It stopped in the middle, or does not stop. Nothing more of it is for anybody, so its socket is left."""
        self.socket.doubtful = True
        self.note("broken_off", milliseconds=exchange.sound_ms)
        self._finish(exchange, now, cut=not exchange.whole)
        return "broken_off"

    def _interrupted(self, message: ServerMessage, now: float) -> str | None:
        """The candidate speaks: what was not played yet is void."""
        exchange = self.spoken_exchange
        self.socket.owed = not message.turn_complete
        if exchange is None:
            if self._replied:
                self.events.append(Interrupted(self._replied))
                self._void(now)
            return None
        self._reply(exchange, replace(message, interrupted=False, generation_complete=False, turn_complete=False), now)
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

    def _voided(self, exchange: SpokenExchange, now: float) -> str | None:
        """Nothing came of the reply, and the candidate has the word again. Of several in a row no more comes than if
        there had been none: short sounds are forgotten, speech is given to a new socket."""
        begun = exchange.begun
        exchange.void()
        exchange.owed, self.socket.owed = self.socket.owed, False
        self._unmark()
        self._expect(now)
        if not begun:
            return None
        self.events.append(Voided(exchange.item_id))
        self._voids += 1
        if self._voids % MOST_VOIDS:
            return None
        self.note("replies_cut", times=self._voids)
        return self._no_sign(exchange, now)

    def _void(self, now: float) -> None:
        """What was being said is cut; what comes of it now is late. (How long, where a noisy room is never silent.)"""
        self._void_until = now + self._speech.silence_ms / 1000

    def _take_words(self, text: str, now: float) -> None:
        """Words may come late: they are of the sound that is not answered yet, or else of the item before."""
        exchange = self.spoken_exchange
        listening = exchange is not None and exchange.listens
        if exchange is not None and listening and (exchange.begun or self.mic.fresh or self._last is None):
            if has_words(text):
                exchange.words = self._understood = True
                self._coughs, self._voids, self._due_since = 0, 0, None
                exchange.hurry(now)
            self._heard.append((self.mic.position, text))
            self.events.append(HeardWords(exchange.item_id, text))
        elif self.mic.fresh or self._last is None:
            self._early = [*self._early, text][-500:]
        else:
            self.events.append(HeardWords(self._last, text))

    def _hold(self, message: ServerMessage) -> None:
        """Nobody listens yet: the machine is about to say whose reply this is."""
        if not message.content and not self._held:
            self.socket.owed = self.socket.owed and not message.turn_complete
            return
        self._mark()
        self._held_bytes += len(message.sound)
        if self._held_bytes <= HELD_BYTES:
            self._held.append(message)

    def overdue(self, exchange: Exchange, now: float) -> str | None:
        """The exchange's deadline, or the socket's, has come."""
        if now >= self.socket.leave_by or not isinstance(exchange, SpokenExchange):
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

    def _no_sign(self, exchange: SpokenExchange, now: float) -> str | None:
        """There was sound, and the server made nothing of it. A short one is a cough; but of two in a row the second,
        like a long one, is given to a new socket once more, since the present one may be deaf."""
        voiced = self.mic.voiced_ms
        self._coughs += 1
        again = self.silences == 0 and (voiced >= COUGH_MS or self._coughs == 2)
        if again or voiced >= COUGH_MS:
            self.note("no_sign", milliseconds=voiced)
            self.silences = max(1, self.silences)  # a nudge would be answered, but not what was said
            return self._silence(exchange, now)
        self.silences = 0
        self._due_since = None
        exchange.rest()
        self.mic.mark()
        self.mic.settle()
        self.events.append(Unheard(exchange.item_id))
        return None

    # ------------------------------------------------------------ ends and beginnings

    def _end(self, exchange: Exchange, now: float) -> str | None:
        if exchange.reason in DECLINED or not isinstance(exchange, SpokenExchange):
            return super()._end(exchange, now)
        if not exchange.sound and not exchange.called:
            return self._silence(exchange, now)
        self._finish(exchange, now)
        return None

    def _finish(self, exchange: Exchange, now: float, *, cut: bool = False) -> None:
        audible_ms = exchange.audible_ms if isinstance(exchange, SpokenExchange) else None
        self._voids = self._voids if cut else 0
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
            self._told(exchange.item_id)
        self._marked = False
        self.mic.settle()
        super()._close(now)

    def _told(self, item_id: int) -> None:
        """The item stands in the socket's context. Its words are ours, until the machine gives better ones."""
        self._ledger.told = max(self._ledger.told, item_id)
        if item_id in self._listens:
            self._last = item_id
            self._listens.discard(item_id)
            self._ledger.word(item_id, "".join(words for _, words in self._heard).strip())

    def _pass_over(self) -> None:
        """The item that is listened for gets no reply."""
        pending = self._ledger.pending
        if pending is not None and pending.id in self._listens:
            self._told(pending.id)
            self._ledger.answer(pending.id, "")
            if self.exchange is not None:
                self.socket.owed = self.socket.owed or self.exchange.owed
            self.exchange = None

    def _begin_listening(self, item_id: int, now: float) -> str | None:
        exchange = SpokenExchange(item_id, self._timeouts, now, owed=self.socket.owed, listens=True)
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

    def _expect(self, now: float) -> None:
        """When the candidate has spoken, a reply is due."""
        exchange = self.spoken_exchange
        silence = self.mic.quiet_ms >= self._speech.silence_ms + OVERHANG_MS
        spoke = self.mic.fresh and (silence or not self.mic.speaking)
        if spoke and exchange is not None and exchange.listens and not (exchange.begun or exchange.waiting):
            self._due_since = now if self._due_since is None else self._due_since
            exchange.expect(now)

    def _mark(self) -> None:
        if not self._marked:
            self._marked = True
            self.mic.mark()

    def _unmark(self) -> None:
        """The reply that had begun is void."""
        if self._marked:
            self._marked = False
            self.mic.unmark()

    def _forget_held(self) -> None:
        self._held, self._held_bytes = [], 0

    def _take_handle(self, value: str, now: float) -> None:
        exchange = self.spoken_exchange
        if exchange is not None and exchange.listens and not exchange.begun:
            self._keep_handle(value, now)
        else:
            super()._take_handle(value, now)
