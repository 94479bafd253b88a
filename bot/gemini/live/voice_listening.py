"""The candidate in a conversation by voice: their sound, their words, and what follows where there are none. Pure."""

from bot.gemini.api.messages import ServerMessage
from bot.gemini.api.settings import Speech, Timeouts
from bot.gemini.api.transcript import has_words
from bot.gemini.live.dialect import Dialect
from bot.gemini.live.ledger import Ledger
from bot.gemini.live.microphone import Microphone, silent
from bot.gemini.live.recovery import Recovery
from bot.gemini.live.text_conversation import LiveTextConversation
from bot.gemini.live.voice_exchange import VoiceReply
from bot.ports.model import HeardWords, Unheard, Voided

OVERHANG_MS = 700
"""Beside the silence that the detector was set to: then the candidate has finished, and a reply is due."""
COUGH_MS = 2_000
"""A sound that is shorter may be a cough, and needs no reply; somebody who speaks for longer was to be heard."""
MOST_VOIDS = 3
"""Replies in a row that were cut at their beginning, while nobody said a word."""
LOSS_MS = 1_000
"""Less is what stands between two fragments of a transcription."""
PATIENCE = 20.0
"""Seconds: who goes on speaking puts off that a reply is due, but a connection that gives no sign at all is left."""


class LiveVoiceInput(LiveTextConversation):
    """Hears; what the model says, and when which of the two is under way, is `LiveVoiceConversation`."""

    def __init__(
        self, ledger: Ledger, recovery: Recovery, dialect: Dialect, timeouts: Timeouts, speech: Speech
    ) -> None:
        super().__init__(ledger, recovery, dialect, timeouts)
        self.mic = Microphone()
        self.joins = False
        """Whether 20 ms of sound wait for the next, to go in one message."""
        self._speech = speech
        self._listens: set[int] = set()
        self._last: int | None = None  # listened for last: late words are its
        self._heard: list[tuple[int, str]] = []  # words of the item that is listened for, and where the sound was then
        self._understood = False  # any words of it, on whatever socket: then it was no cough
        self._coughs = 0  # sounds of it that nothing came of, in a row
        self._voids = 0  # replies in a row that came to nothing
        self._due_since: float | None = None  # they had finished then, and no sign of the model's followed
        self._early: list[str] = []  # words that belong to the item to come
        self._held: list[ServerMessage] = []  # of a reply that nobody listens for yet
        self._marked = False
        self._replied_to_all = False  # the last reply was whole, and nothing came from the candidate since

    @property
    def spoken_exchange(self) -> VoiceReply | None:
        """The exchange, whose class here is known."""
        return self.exchange if isinstance(self.exchange, VoiceReply) else None

    def hear_sound(self, pcm: bytes, now: float) -> None:
        """20 ms of the candidate. Silence is handed on until the model shows that it noticed the end of speech: a
        detector may want more of it than it was set to, and the end of the stream may mean nothing to it."""
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
            self.frames += self.mic.take(joins=self.joins)

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

    def new_socket(self) -> None:
        """It hears again what is kept; what was understood of it before is void."""
        again = self.mic.rewind()
        pending = self._ledger.pending
        if again and pending is not None and pending.id in self._listens:
            self._heard = [(at, words) for at, words in self._heard if at <= self.mic.start]
            self.events.append(HeardWords(pending.id, "".join(words for _, words in self._heard), anew=True))
            self._tell_loss()
        if self.mic.lost_ms:
            self.note("audio_dropped", milliseconds=self.mic.lost_ms)
            self.mic.lost_ms = 0

    def _tell_loss(self) -> None:
        """What was said and not transcribed before the socket was left, and is not heard by the new one."""
        covered = max((at for at, words in self._heard if has_words(words)), default=0)
        lost_ms = self.mic.take_forgotten(covered)
        if lost_ms >= LOSS_MS:
            self.note("audio_untranscribed", milliseconds=lost_ms)

    def _take_words(self, text: str, now: float) -> None:
        """Words may come late: they are of the sound that is not answered yet, or else of the item before."""
        exchange = self.spoken_exchange
        listening = exchange is not None and exchange.listens
        worded = has_words(text)
        self._replied_to_all = self._replied_to_all and not worded
        if exchange is not None and listening and (exchange.begun or self.mic.fresh or self._last is None):
            if worded:
                exchange.words = self._understood = True
                self._coughs, self._voids, self._due_since = 0, 0, None
                exchange.hurry(now)
            self._heard.append((self.mic.position, text))
            self.events.append(HeardWords(exchange.item_id, text))
        elif self.mic.fresh or self._last is None:
            self._early = [*self._early, text][-500:]
        else:
            self.events.append(HeardWords(self._last, text))

    def _voided(self, exchange: VoiceReply, now: float) -> str | None:
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

    def _no_sign(self, exchange: VoiceReply, now: float) -> str | None:
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

    def _mark_covered(self, item_id: int) -> None:
        """The item stands in the socket's context. Its words are ours, until the machine gives better ones."""
        self._ledger.covered = max(self._ledger.covered, item_id)
        if item_id in self._listens:
            self._last = item_id
            self._listens.discard(item_id)
            self._ledger.word(item_id, "".join(words for _, words in self._heard).strip())

    def _pass_over(self) -> None:
        """The item that is listened for gets no reply."""
        pending = self._ledger.pending
        if pending is not None and pending.id in self._listens:
            self._mark_covered(pending.id)
            self._ledger.answer(pending.id, "")
            if self.exchange is not None:
                self.socket.owed = self.socket.owed or self.exchange.owed
            self.exchange = None

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
