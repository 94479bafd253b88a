"""The reply to one item on one socket: collects its fragments, knows when it is complete and when it is overdue.

Pure. A reply is the same, read or listened to; what its sound makes of it is a `ReplySound`. What bends it (gemini-live
§1.4, §4.3): turnComplete waits for the playback the model imagines, and may be missing; an interrupted turn has no
generationComplete; an end may still arrive that belongs to an earlier turn.
"""

from typing import Protocol

from bot.gemini.api.messages import IN_PROGRESS, ServerMessage
from bot.gemini.api.sentences import is_whole
from bot.gemini.api.settings import Timeouts

GRACE = 2.0
"""Seconds after generationComplete in which turnComplete is waited for."""
SETTLED = 0.05
"""The same when the words end a sentence: what still comes then is added to what was shown."""
STRAY = 0.5
"""Seconds after something was sent in which an end without anything before it may be of something else."""
STRAY_WAITS = 2.0
"""Seconds after such an end in which the reply has to begin."""
WORDLESS_MS = 20_000
"""So much longer than its words a reply may sound: what goes on for longer is a tone, or noise."""
SLOWEST_MS = 250
"""How long a character takes at most. (A sign of Chinese takes that long.)"""
LONGEST_MS = 120_000
"""So long a reply may sound at all."""
FOREVER = float("inf")
_BASE64_PER_MS = 64
"""PCM16, mono, 24 kHz."""


class ReplySound(Protocol):
    """The sound of a reply, as far as its end and its deadlines depend on it."""

    @property
    def played(self) -> bool:
        """Whether it is heard while it comes: what was heard stays said."""

    @property
    def ms(self) -> int:
        """How much of it came."""

    def take(self, message: ServerMessage, now: float) -> None:
        """Add what this message holds of it."""

    def drop(self) -> None:
        """The words that came with it are void."""

    def carries(self, text: str) -> bool:
        """Whether as much of it came as these words take."""

    def heard_until(self, now: float) -> float:
        """When what came of it has been heard."""

    def ends_at(self, now: float, *, whole: bool) -> float:
        """When the reply is over of which all was said; `whole`: its words end a sentence."""


class UnplayedSound:
    """In writing nobody listens: the sound is measured by its base64 and not decoded."""

    played = False

    def __init__(self) -> None:
        self._base64 = 0

    @property
    def ms(self) -> int:
        return self._base64 // _BASE64_PER_MS

    def take(self, message: ServerMessage, now: float) -> None:
        self._base64 += message.audio

    def drop(self) -> None:
        self._base64 = 0

    def carries(self, text: str) -> bool:
        return True

    def heard_until(self, now: float) -> float:
        return now

    def ends_at(self, now: float, *, whole: bool) -> float:
        return now + (SETTLED if whole else GRACE)


class ModelReply:
    """Feed it the socket's messages; it is over when `feed` says so, or when `ends_at` has come."""

    def __init__(self, item_id: int, sound: ReplySound, timeouts: Timeouts, now: float, *, owed: bool = False) -> None:
        self.item_id = item_id
        self.reason = ""
        self.begun = False
        """Whether anything of it came."""
        self.calls = 0
        """How often the model called a function."""
        self.ends_at: float | None = None
        """Everything was said; over at this time, whether turnComplete comes or not."""
        self.reply_due: float | None = None
        """A sign of life is overdue at this time; None while the model works, or we do."""
        self.stalls_at: float | None = None
        """More of what has begun is overdue at this time; None while nothing has, or while we work."""
        self.turn_due = 0.0
        """The whole reply is overdue at this time."""
        self.owed = owed
        """The next end belongs to an earlier turn, unless this one's content comes first."""
        self._crossed = owed  # the end of an earlier turn has not come: with its last words it may come now
        self._sound = sound
        self._timeouts = timeouts
        self._transcript: list[str] = []
        self._open: set[str] = set()
        self._stray_until = 0.0
        self._quiet_since_answer = False
        self._generated = False  # generationComplete came
        self._thinks_on = False  # it said so, and not yet that it is idle
        self._filler = ""  # what it said before: the reply only where nothing else comes
        self.restart(now)

    def restart(self, now: float, *, sent: bool = True) -> None:
        """Give the model its full time (again). `sent`: it was asked, nudged, or given a function's result just now."""
        self.ends_at, self.stalls_at, self._generated = None, None, False
        self.reply_due = now + self._timeouts.first_reply
        self.turn_due = now + self._timeouts.turn
        if sent:
            self._stray_until = now + STRAY

    def suspend(self) -> None:
        """Nothing is due until it begins, or `restart` is called."""
        self.ends_at = self.reply_due = self.stalls_at = None
        self.turn_due = FOREVER

    def void(self) -> None:
        """What came of it is nothing; that a function was called stays."""
        self.begun = False
        self.drop_words()

    @property
    def waiting(self) -> bool:
        """Whether it is expected now."""
        return self.turn_due < FOREVER

    @property
    def called(self) -> bool:
        """Whether the model called a function."""
        return self.calls > 0

    @property
    def text(self) -> str:
        """What the model said, by its transcript. Text parts that it did not speak are ignored."""
        return self.transcript.strip()

    @property
    def transcript(self) -> str:
        """The same as it came, with the blanks at its ends."""
        return "".join(self._transcript) or self._filler

    @property
    def complete(self) -> bool:
        """Whether everything was said, so that a lost socket loses nothing."""
        return self.ends_at is not None and bool(self.text or self.called)

    @property
    def whole(self) -> bool:
        """Whether nothing but its end is missing: its words may be ahead of its sound."""
        return is_whole(self.text) and self._sound.carries(self.text)

    @property
    def deadline(self) -> float:
        dues = (self.ends_at, self.reply_due, self.stalls_at, self.turn_due)
        return min(each for each in dues if each is not None)

    def stopped(self, now: float) -> bool:
        """Whether it had begun, and its rest did not come in time, or never ends."""
        return now >= self.turn_due or (self.stalls_at is not None and now >= self.stalls_at)

    def waits_for(self, call_id: str) -> bool:
        return call_id in self._open

    @property
    def blocked(self) -> bool:
        """Whether the model waits for a function's result: sound sent meanwhile ends the connection."""
        return bool(self._open)

    def answered(self, call_id: str, now: float) -> None:
        """A function's result was sent; the turn goes on until the model ends it."""
        self._open.discard(call_id)
        if self._transcript:
            self._transcript.append(" ")
        if not self._open:
            self._quiet_since_answer = True
            self.restart(now)

    def feed(self, message: ServerMessage, now: float) -> bool:
        """Take one message; True when it ended the reply."""
        if message.content:
            self._begin(now)
            self._sound.take(message, now)
            self._collect(message)
        self._open -= set(message.cancelled)
        if message.status:
            self._thinks_on = message.status == IN_PROGRESS
        if self._thinks_on:
            if message.piece_over or self._generated:
                self._set_aside()
            self.ends_at, self._generated = None, False
        if message.content or message.cancelled or self._thinks_on:
            self._goes_on(now)
        if message.interrupted:
            self._cut(now)
        if self._open:  # whatever ends now, the turn goes on after our answer
            return False
        self._generated = self._generated or message.generation_complete
        if self._generated and (message.generation_complete or message.content):
            self._all_said(now)
        return message.turn_complete and self._ended(message, now)

    def _begin(self, now: float) -> None:
        self.begun = True
        if not self.waiting:
            self.turn_due = now + self._timeouts.turn

    def _set_aside(self) -> None:
        """What was said was to fill the time, unless nothing else comes: no part of what is shown, least of all of a
        question. What has been heard stays a part of what was said."""
        if self._transcript and not self._sound.played:
            self._filler = self.transcript
            self._transcript.clear()

    def _collect(self, message: ServerMessage) -> None:
        if message.transcript:
            joined = self._thinks_on and message.transcript[0].isalpha() and self.transcript == self.text
            self._transcript.append(f" {message.transcript}" if joined and self.whole else message.transcript)
        if message.calls and not self._transcript:
            self._filler = ""  # the call is what it was thinking of
        self._open |= {call.id for call in message.calls}
        self.calls += len(message.calls)
        self.owed = self._quiet_since_answer = False
        self._stray_until, self.ends_at = 0.0, None

    def _goes_on(self, now: float) -> None:
        """A sign of life: more of the reply is due, or, after a thought, its beginning."""
        self.reply_due = self.stalls_at = None
        if self._open:
            return
        if self.runs_on:
            self.stalls_at = now
        elif self._thinks_on:
            pass  # as long as it says so, up to the longest that a turn may take
        elif self._transcript or self._sound.ms:
            self.stalls_at = self._sound.heard_until(now) + self._timeouts.stall
        else:
            self.reply_due = now + self._timeouts.first_reply

    @property
    def runs_on(self) -> bool:
        """Whether it sounds for much longer than its words would, or than any reply may."""
        return self.excess_ms > 0

    @property
    def excess_ms(self) -> int:
        """How much of its sound is too much."""
        return max(0, self._sound.ms - self._longest_ms)

    @property
    def _longest_ms(self) -> int:
        return min(LONGEST_MS, WORDLESS_MS + SLOWEST_MS * len(self.text))

    def _cut(self, now: float) -> None:
        """The model was interrupted: what it said is void, an end of that follows, then it speaks anew."""
        self.drop_words()
        self.owed = True
        self.ends_at, self.stalls_at, self._generated = None, None, False
        self.reply_due = now + self._timeouts.first_reply

    def drop_words(self) -> None:
        """What was said so far is void; that a function was called stays."""
        self._transcript.clear()
        self._filler = ""
        self._sound.drop()

    def _all_said(self, now: float) -> None:
        if self._sound.played and not self.begun:
            return  # they may be speaking still: it is about what was before
        whole = self.whole and not self._quiet_since_answer
        self.ends_at = self._sound.ends_at(now, whole=whole)
        self.reply_due = self.stalls_at = None

    def _ended(self, message: ServerMessage, now: float) -> bool:
        if message.reason in DECLINED:
            self.reason = message.reason
            return True
        if self.owed:
            self.owed = self._crossed = False
            return False
        if self._crossed and not (self._generated or self.called):  # the earlier turn's, with words that were late
            self._crossed = False
            self.drop_words()
            self.restart(now)
            return False
        if self._quiet_since_answer:  # the end of what was before our answer, or of a turn without words: wait a little
            self._all_said(now)
            self._quiet_since_answer = False
            return False
        if now < self._stray_until:  # no model is silent so soon
            self._stray_until, self.ends_at, self.reply_due = 0.0, None, now + STRAY_WAITS
            return False
        self.reason = message.reason
        return True


DECLINED = frozenset(
    (
        "RESPONSE_REJECTED",
        "PROHIBITED_INPUT_CONTENT",
        "IMAGE_PROHIBITED_INPUT_CONTENT",
        "INPUT_TEXT_CONTAIN_PROMINENT_PERSON_PROHIBITED",
        "INPUT_IMAGE_CELEBRITY",
        "INPUT_IMAGE_PHOTO_REALISTIC_CHILD_PROHIBITED",
        "INPUT_TEXT_NCII_PROHIBITED",
        "INPUT_OTHER",
        "INPUT_IP_PROHIBITED",
        "BLOCKLIST",
        "GENERATED_CONTENT_SAFETY",
        "GENERATED_AUDIO_SAFETY",
        "GENERATED_CONTENT_PROHIBITED",
        "GENERATED_CONTENT_BLOCKLIST",
        "GENERATED_OTHER",
        "MAX_REGENERATION_REACHED",
    )
)
"""Values of turnCompleteReason by which the provider refuses; any other, known or not, is an ordinary end."""
