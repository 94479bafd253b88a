"""The reply to one item of a spoken conversation: like `TextReply`, but what counts is what can be heard.

Pure. An item that listens has no deadline while the candidate speaks or thinks; one starts when they have spoken.
"""

from bot.gemini.api.messages import ServerMessage
from bot.gemini.api.settings import Timeouts
from bot.gemini.live.exchange import DECLINED, GRACE, TextReply

BYTES_PER_MS = 48
"""PCM16, mono, 24 kHz."""
FOREVER = float("inf")
_FASTEST_MS = 40
"""How long a character takes at least, of 15 or 20 that are said in a second."""
_LOOKED_AT = 16
"""One sample in so many is looked at: enough to tell a voice from nothing, and cheap."""
_AUDIBLE = 150
"""Of 32,768: 47 dB below full scale. Replies of digital silence were seen, as long as speech would be."""


def audible(pcm: bytes) -> bool:
    """Whether anything can be heard in this sound (PCM16)."""
    samples = memoryview(pcm).cast("h")[::_LOOKED_AT]
    return len(samples) > 0 and (max(samples) >= _AUDIBLE or min(samples) <= -_AUDIBLE)


class VoiceReply(TextReply):
    """`listens`: the candidate speaks first; else we asked for something to be said."""

    def __init__(
        self, item_id: int, timeouts: Timeouts, now: float, *, owed: bool = False, listens: bool = False
    ) -> None:
        super().__init__(item_id, timeouts, now, owed=owed)
        self.listens = listens
        self.begun = False
        """Whether anything of the reply came."""
        self.words = False
        """Whether anything the candidate said was understood."""
        self.sound = 0
        """Bytes of sound that came."""
        self._passed = False  # the server ended the turn since the candidate last spoke, and nothing was in it
        self._audible = 0  # of them, in pieces that can be heard
        self._heard_until = now  # then what came of it is over, wherever it is played
        if listens:
            self.rest()

    def rest(self) -> None:
        """Nothing is due: the candidate has the word."""
        self.ends_at = self.reply_due = self.stalls_at = None
        self.turn_due, self._passed = FOREVER, False

    def expect(self, now: float) -> None:
        """The candidate has spoken: a reply is due."""
        stray_until = self._stray_until
        self.restart(now)
        self._stray_until = stray_until  # nothing is sent: an end is about what they said
        self.hurry(now)

    def hurry(self, now: float) -> None:
        """No reply will come to these words, if that was said already."""
        if self._passed and self.words and self.waiting:
            self._passed = False
            self.reply_due = now

    def playable(self, latest: bytes) -> bytes:
        """Of the sound that came last, what is to be heard: not what runs on."""
        too_much = max(0, self.sound_ms - self._longest_ms) * BYTES_PER_MS
        return latest[: max(0, len(latest) - too_much)]

    def void(self) -> None:
        """What came of the reply is nothing; the candidate has the word again."""
        self.begun = False
        self.sound = self._audible = 0
        self._heard_until = 0.0
        self.drop_words()
        self.rest()

    @property
    def waiting(self) -> bool:
        """Whether a reply is expected now."""
        return self.turn_due < FOREVER

    @property
    def sound_ms(self) -> int:
        return self.sound // BYTES_PER_MS

    @property
    def whole(self) -> bool:
        """Whether nothing but its end is missing: its words may be ahead of its sound."""
        return super().whole and self.audible_ms >= _FASTEST_MS * len(self.text)

    @property
    def audible_ms(self) -> int:
        """How much of it can be heard."""
        return self._audible // BYTES_PER_MS

    @property
    def complete(self) -> bool:
        """Whether everything was said, so that a lost socket loses nothing."""
        return self.ends_at is not None and bool(self.sound or self.called)

    def feed(self, message: ServerMessage, now: float) -> bool:
        """Take one message; True when it ended the reply."""
        if message.content:
            self.begun = True
            if not self.waiting:
                self.turn_due = now + self._timeouts.turn
        if message.sound:
            self._heard_until = max(self._heard_until, now) + len(message.sound) / BYTES_PER_MS / 1000
            self.sound += len(message.sound)
            self._audible += len(message.sound) if audible(message.sound) else 0
        return super().feed(message, now)

    def _set_aside(self) -> None:
        """It has been heard, and stays a part of what was said."""

    def _all_said(self, now: float) -> None:
        """turnComplete waits for the playback that the model imagines; so do we."""
        if self.begun:
            self.ends_at = self._sounds_until(now) + GRACE
            self.turn_due = max(self.turn_due, self.ends_at)
            self.reply_due = self.stalls_at = None

    def _sounds_until(self, now: float) -> float:
        return max(now, self._heard_until)

    def _ended(self, message: ServerMessage, now: float) -> bool:
        if self.listens and not self.begun and message.reason not in DECLINED and not self.owed:
            self._passed = True
            if not (self.words and self.waiting):
                return False  # they may go on speaking, or it is about a noise: the deadline sees to that
        return super()._ended(message, now)
