"""What ends a turn of speech with one model: the endings that were tried, what came of each, and what follows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.gemini.api.failures import Failure

HALF = 0.5
"""Seconds of silence before the end of the stream: as much as stood before it in the report that it is not heeded."""
FULL = 6.0
"""Seconds of silence that end a turn, if any do: as much as interviews hand on."""
PATIENCE = 12.0
"""Seconds after the last word in which something has to come."""
_NEAR = 0.2
"""Seconds by which two times of the same thing may differ."""
_REFUSED = "bad_setup"
_TRAILING = 3.0
"""Seconds of silence that a voice message gets where explicit activity is not heeded."""


class Ending(StrEnum):
    """How what was said came to its end."""

    STREAM_END = "stream_end"
    SILENCE = "silence"
    EXPLICIT = "explicit"


_WHAT = {
    Ending.STREAM_END: f"{HALF:g} s of silence, then audioStreamEnd",
    Ending.SILENCE: f"silence only, up to {FULL:g} s",
    Ending.EXPLICIT: "activityEnd, with automatic detection off",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one ending. `heard`: seconds from the last word until the first transcription, less than 0 while it
    was still spoken. `replied`: until the reply began. None: it did not come. `failure`: the connection did not last.
    """

    ending: Ending
    heard: float | None = None
    replied: float | None = None
    failure: Failure | None = None

    @property
    def ends(self) -> bool | None:
        """Whether it ends a turn; None where that was not seen."""
        if self.replied is not None:
            return True if self.replied >= 0 else None
        return False if self.failure is None or self.refused else None

    @property
    def refused(self) -> bool:
        """Whether the setup was, in which the only new thing is that we mark turns ourselves."""
        return self.ending is Ending.EXPLICIT and self.failure is not None and self.failure.name == _REFUSED

    def as_json(self) -> dict[str, object]:
        return {
            "ending": self.ending.value,
            "heard_s": self.heard,
            "replied_s": self.replied,
            "failure": None if self.failure is None else self.failure.name,
            "ends_turn": self.ends,
        }

    def line(self) -> str:
        """What happened, in plain words."""
        return f"{_WHAT[self.ending]}: {self._happened()}"

    def _happened(self) -> str:
        if self.replied is None and self.failure is not None:
            code = "" if self.failure.code is None else f" ({self.failure.code})"
            return f"{'refused' if self.refused else 'the connection failed'}, {self.failure.name}{code}"
        if self.replied is None and self.heard is None:
            return f"nothing came within {PATIENCE:g} s"
        if self.replied is None:
            return f"{_understood(self.heard)}, but nothing was replied within {PATIENCE:g} s"
        if self.replied < 0:
            return "the reply began before the sentence was over"
        return f"{_understood(self.heard)}, the reply began after {self.replied:.1f} s"


def _understood(heard: float | None) -> str:
    if heard is None:
        return "not transcribed"
    return "transcribed while it was spoken" if heard < 0 else f"transcribed after {heard:.1f} s"


def silence_wanted(tried: Sequence[Tried]) -> float | None:
    """About how much silence the detector wants: what it takes longer than a turn with an explicit end."""
    by_silence, explicit = (_replied(tried, ending) for ending in (Ending.SILENCE, Ending.EXPLICIT))
    return None if by_silence is None or explicit is None else round(max(0.0, by_silence - explicit), 1)


def conclusion(tried: Sequence[Tried]) -> list[str]:
    """What ends a turn with this model, and what that means for interviews, in sentences."""
    ends = {each.ending: each.ends for each in tried}
    wanted = silence_wanted(tried)
    if not any(ends.values()):
        return [
            "No ending brought a reply. `interview-bot diag` says whether this model answers at all; if it does,"
            " interviews by voice cannot work with it: choose another one in GEMINI_MODEL."
        ]
    unseen = ends[Ending.STREAM_END] and wanted is not None and wanted <= HALF + _NEAR
    names = {
        Ending.STREAM_END: "audioStreamEnd",
        Ending.SILENCE: "silence" if wanted is None else f"about {wanted:g} s of silence",
        Ending.EXPLICIT: "activityEnd",
    }
    seen = {ending: name for ending, name in names.items() if not (unseen and ending is Ending.STREAM_END)}
    by = " and at ".join(name for ending, name in seen.items() if ends[ending])
    sentences = [f"This model ends a turn at {by}."]
    sentences += [f"It does not end one at {names[ending]}." for ending in seen if ends[ending] is False]
    sentences += [
        f"Whether it ends one at {names[ending]} could not be seen." for ending in seen if ends[ending] is None
    ]
    if unseen:
        sentences.append("That much silence stands before audioStreamEnd, too: whether it heeds that cannot be seen.")
    return [*sentences, *_meaning(tried, ends[Ending.SILENCE], ends[Ending.EXPLICIT])]


def _meaning(tried: Sequence[Tried], silence: bool | None, explicit: bool | None) -> list[str]:
    sentences = []
    if silence:
        sentences.append("Interviews by voice work with it.")
    elif silence is False:
        sentences.append("Interviews by voice cannot work with it: choose another one in GEMINI_MODEL.")
    by_silence = _replied(tried, Ending.SILENCE)
    if explicit:
        sentences.append("Voice messages are understood.")
    elif explicit is False and by_silence is not None and by_silence <= _TRAILING:
        sentences.append("Voice messages are understood at their second try only.")
    elif explicit is False:
        sentences.append("Voice messages may not be understood; their senders are asked to write.")
    if all(each.heard is None for each in tried if each.ends):
        sentences.append("But nothing was transcribed: no spoken answer would stand in the record.")
    return sentences


def _replied(tried: Sequence[Tried], ending: Ending) -> float | None:
    return next((each.replied for each in tried if each.ending is ending and each.ends), None)
