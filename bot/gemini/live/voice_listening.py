"""The candidate in a conversation by voice: their sound, their words, and what follows where there are none. Pure."""

from bot.gemini.api.settings import Speech
from bot.gemini.api.transcript import has_words
from bot.gemini.live.context import LiveContext
from bot.gemini.live.microphone import Microphone, silent
from bot.gemini.live.voice_exchange import VoiceExchange
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
_MOST_EARLY = 500


class LiveVoiceInput:
    """Hears. `LiveVoiceConversation`, whose part this is, hands in the exchange that is under way."""

    def __init__(self, context: LiveContext, speech: Speech) -> None:
        self.mic = Microphone()
        self.joins = False
        """Whether 20 ms of sound wait for the next, to go in one message."""
        self.replied_to_all = False
        """Whether the last reply was whole, and nothing came from the candidate since."""
        self._context = context
        self._silence_ms = speech.silence_ms
        self._listens: set[int] = set()
        self._last: int | None = None  # listened for last: late words are its
        self._heard: list[tuple[int, str]] = []  # words of the item that is listened for, and where the sound was then
        self._understood = False  # any words of it, on whatever socket: then it was no cough
        self._coughs = 0  # sounds of it that nothing came of, in a row
        self._voids = 0  # replies in a row that came to nothing
        self._due_since: float | None = None  # they had finished then, and no sign of the model's followed
        self._early: list[str] = []  # words that belong to the item to come
        self._marked = False

    # ------------------------------------------------------------ sound

    def hear_sound(self, pcm: bytes, exchange: VoiceExchange | None, now: float) -> None:
        """20 ms of the candidate. Silence is handed on until the model shows that it noticed the end of speech: a
        detector may want more of it than it was set to, and the end of the stream may mean nothing to it."""
        quiet = silent(pcm)
        if quiet and not self.mic.fresh:
            self.mic.end()
            return
        self.mic.hear(pcm)
        if not quiet:
            self._goes_on_speaking(exchange, now)
        elif self.mic.quiet_ms == self._silence_ms + OVERHANG_MS:
            self._expect(exchange, now)

    def _goes_on_speaking(self, exchange: VoiceExchange | None, now: float) -> None:
        patient = self._due_since is None or now < self._due_since + PATIENCE
        if patient and exchange is not None and exchange.listens and not exchange.begun:
            exchange.rest()

    def end_of_audio(self, exchange: VoiceExchange | None, now: float) -> None:
        """The candidate is silent, and it was said so long enough, or they are not listened to any more."""
        self.mic.end()
        self._expect(exchange, now)

    def new_socket(self) -> None:
        """It hears again what is kept; what was understood of it before is void."""
        again, out = self.mic.rewind(), self._context.out
        pending = self._context.ledger.pending
        if again and pending is not None and pending.id in self._listens:
            self._heard = [(at, words) for at, words in self._heard if at <= self.mic.start]
            out.events.append(HeardWords(pending.id, "".join(words for _, words in self._heard), anew=True))
            self._tell_loss()
        if self.mic.lost_ms:
            out.note("audio_dropped", milliseconds=self.mic.lost_ms)
            self.mic.lost_ms = 0

    def _tell_loss(self) -> None:
        """What was said and not transcribed before the socket was left, and is not heard by the new one."""
        covered = max((at for at, words in self._heard if has_words(words)), default=0)
        lost_ms = self.mic.take_forgotten(covered)
        if lost_ms >= LOSS_MS:
            self._context.out.note("audio_untranscribed", milliseconds=lost_ms)

    # ------------------------------------------------------------ what is listened for

    def begin(self, item_id: int) -> None:
        """What the candidate says from now on is this item."""
        self._listens.add(item_id)
        self._heard, self._understood, self._coughs, self._due_since = [], False, 0, None

    def listens_for(self, item_id: int) -> bool:
        """Whether this item is the candidate's, and waits for its reply."""
        return item_id in self._listens

    def take_early(self, exchange: VoiceExchange, now: float) -> None:
        """The exchange that listens begins with what came before it."""
        exchange.words = self._understood
        early, self._early = self._early, []
        for text in early:
            self.take_words(text, exchange, now)
        self._expect(exchange, now)

    def take_words(self, text: str, exchange: VoiceExchange | None, now: float) -> None:
        """Words may come late: they are of the sound that is not answered yet, or else of the item before."""
        events = self._context.out.events
        listening = exchange is not None and exchange.listens
        worded = has_words(text)
        self.replied_to_all = self.replied_to_all and not worded
        if exchange is not None and listening and (exchange.begun or self.mic.fresh or self._last is None):
            if worded:
                exchange.words = self._understood = True
                self._coughs, self._voids, self._due_since = 0, 0, None
                exchange.hurry(now)
            self._heard.append((self.mic.position, text))
            events.append(HeardWords(exchange.item_id, text))
        elif self.mic.fresh or self._last is None:
            self._early = [*self._early, text][-_MOST_EARLY:]
        else:
            events.append(HeardWords(self._last, text))

    def cover(self, item_id: int) -> None:
        """The item stands in the socket's context. Its words are ours, until the machine gives better ones."""
        ledger = self._context.ledger
        ledger.covered = max(ledger.covered, item_id)
        if item_id in self._listens:
            self._last = item_id
            self._listens.discard(item_id)
            ledger.word(item_id, "".join(words for _, words in self._heard).strip())

    # ------------------------------------------------------------ the reply to it

    def _expect(self, exchange: VoiceExchange | None, now: float) -> None:
        """When the candidate has spoken, a reply is due."""
        silence = self.mic.quiet_ms >= self._silence_ms + OVERHANG_MS
        spoke = self.mic.fresh and (silence or not self.mic.speaking)
        if spoke and exchange is not None and exchange.listens and not (exchange.begun or exchange.waiting):
            self._due_since = now if self._due_since is None else self._due_since
            exchange.expect(now)

    def mark(self) -> None:
        """A reply has begun: what was heard so far is what it answers."""
        if not self._marked:
            self._marked = True
            self.mic.mark()

    def unmark(self) -> None:
        """The reply that had begun is void."""
        if self._marked:
            self._marked = False
            self.mic.unmark()

    def settle(self) -> None:
        """The reply is over."""
        self._marked = False
        self.mic.settle()

    def replied(self, *, cut: bool) -> None:
        """A reply counts, the whole of it or, `cut`, its beginning."""
        self._voids, self.replied_to_all = self._voids if cut else 0, not cut

    def voided(self, exchange: VoiceExchange, now: float) -> str | None:
        """Nothing came of the reply, and the candidate has the word again. Of several in a row no more comes than if
        there had been none: short sounds are forgotten, speech is given to a new socket."""
        begun, socket = exchange.begun, self._context.socket
        exchange.void()
        exchange.reply.owed, socket.owed = socket.owed, False
        self.unmark()
        self._expect(exchange, now)
        if not begun:
            return None
        self._context.out.events.append(Voided(exchange.item_id))
        self._voids += 1
        if self._voids % MOST_VOIDS:
            return None
        self._context.out.note("replies_cut", times=self._voids)
        return self.no_sign(exchange, now)

    def no_sign(self, exchange: VoiceExchange, now: float) -> str | None:
        """There was sound, and the server made nothing of it. A short one is a cough; but of two in a row the second,
        like a long one, is given to a new socket once more, since the present one may be deaf."""
        context, voiced = self._context, self.mic.voiced_ms
        self._coughs += 1
        again = context.silences == 0 and (voiced >= COUGH_MS or self._coughs == 2)
        if again or voiced >= COUGH_MS:
            context.out.note("no_sign", milliseconds=voiced)
            context.silences = max(1, context.silences)  # a nudge would be answered, but not what was said
            return context.silence(exchange.reply, now)
        context.silences = 0
        self._due_since = None
        exchange.rest()
        self.mic.mark()
        self.mic.settle()
        context.out.events.append(Unheard(exchange.item_id))
        return None
