"""One item of a conversation by voice: what the candidate says, and the model's reply with its sound. Pure."""

from dataclasses import replace

from bot.gemini.api.messages import ServerMessage
from bot.gemini.api.settings import Timeouts
from bot.gemini.live.exchange import DECLINED, GRACE, ModelReply

BYTES_PER_MS = 48
"""PCM16, mono, 24 kHz."""
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


class PlayedSound:
    """The sound of a reply that is played while it comes."""

    played = True

    def __init__(self, now: float) -> None:
        self._bytes = 0
        self._audible = 0  # of them, in pieces that can be heard
        self._heard_until = now

    def __bool__(self) -> bool:
        """Whether any came."""
        return self._bytes > 0

    @property
    def ms(self) -> int:
        return self._bytes // BYTES_PER_MS

    @property
    def audible_ms(self) -> int:
        """How much of it can be heard."""
        return self._audible // BYTES_PER_MS

    def take(self, message: ServerMessage, now: float) -> None:
        if message.sound:
            self._heard_until = max(self._heard_until, now) + len(message.sound) / BYTES_PER_MS / 1000
            self._bytes += len(message.sound)
            self._audible += len(message.sound) if audible(message.sound) else 0

    def drop(self) -> None:
        """It has been heard, whatever becomes of its words."""

    def void(self) -> None:
        """It was cut: nobody hears any of it."""
        self._bytes = self._audible = 0
        self._heard_until = 0.0

    def carries(self, text: str) -> bool:
        return self.audible_ms >= _FASTEST_MS * len(text)

    def heard_until(self, now: float) -> float:
        return max(now, self._heard_until)

    def ends_at(self, now: float, *, whole: bool) -> float:
        """turnComplete waits for the playback that the model imagines; so do we."""
        return self.heard_until(now) + GRACE


class VoiceExchange:
    """`listens`: the candidate speaks first; else we asked for something to be said."""

    def __init__(
        self, item_id: int, timeouts: Timeouts, now: float, *, owed: bool = False, listens: bool = False
    ) -> None:
        self.sound = PlayedSound(now)
        self.reply = ModelReply(item_id, self.sound, timeouts, now, owed=owed)
        self.listens = listens
        self.words = False
        """Whether anything the candidate said was understood."""
        self._passed = False  # the server ended the turn since the candidate last spoke, and nothing was in it
        if listens:
            self.rest()

    @property
    def item_id(self) -> int:
        return self.reply.item_id

    @property
    def begun(self) -> bool:
        """Whether anything of the reply came."""
        return self.reply.begun

    @property
    def waiting(self) -> bool:
        """Whether a reply is expected now."""
        return self.reply.waiting

    @property
    def complete(self) -> bool:
        """Whether everything was said, so that a lost socket loses nothing."""
        return self.reply.ends_at is not None and bool(self.sound or self.reply.called)

    def rest(self) -> None:
        """Nothing is due: the candidate has the word."""
        self.reply.suspend()
        self._passed = False  # they go on speaking: an end that was said is of what was before

    def expect(self, now: float) -> None:
        """The candidate has spoken: a reply is due."""
        self.reply.restart(now, sent=False)  # an end is about what they said
        self.hurry(now)

    def hurry(self, now: float) -> None:
        """No reply will come to these words, if that was said already."""
        if self._passed and self.words and self.waiting:
            self._passed = False
            self.reply.reply_due = now

    def void(self) -> None:
        """What came of the reply is nothing; the candidate has the word again."""
        self.sound.void()
        self.reply.void()
        self.rest()

    def playable(self, latest: bytes) -> bytes:
        """Of the sound that came last, what is to be heard: not what runs on."""
        return latest[: max(0, len(latest) - self.reply.excess_ms * BYTES_PER_MS)]

    def feed(self, message: ServerMessage, now: float) -> bool:
        """Take one message; True when it ended the reply."""
        over = self.reply.feed(self._without_empty_end(message), now)
        if self.reply.ends_at is not None:  # its sound may go on for longer than any turn may take
            self.reply.turn_due = max(self.reply.turn_due, self.reply.ends_at)
        return over

    def _without_empty_end(self, message: ServerMessage) -> ServerMessage:
        """An end before anything of a reply: they may go on speaking, or it is about a noise. The deadline sees to
        that, unless they had finished, and were understood."""
        begun = self.begun or message.content
        if not (self.listens and message.turn_complete) or begun or message.reason in DECLINED or self.reply.owed:
            return message
        self._passed = True
        return message if self.words and self.waiting else replace(message, turn_complete=False)
