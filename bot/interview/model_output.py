"""What the model said, made fit to be shown, or refused. Model output is untrusted: it may carry somebody's injection.

Each function returns safe words or None; with None the caller goes on without them. Refused rather than repaired:
mentions, links, invites, code and headings have no place in a bridge or a follow-up, so their presence means that
something is wrong with the whole. They are looked at as they will be shown (`markup`). Nor have calls written as words,
control tokens and our own instructions (`leaks`).
"""

import re

from bot.gemini.api.sentences import is_whole, sentences
from bot.gemini.api.transcript import tight
from bot.interview import markup
from bot.interview.leaks import leaks
from bot.interview.scripts import foreign

LONGEST = 600
LONGEST_BRIDGE = 240

LONGEST_READ = 4000
"""Characters; longer model output is refused unread, so that nobody can make the patterns work for seconds."""

_ASKS = re.compile(r"[?？؟\u037e⁇⁈⁉]|;$|か。?$")
"""Arabic, Greek (its mark looks like a semicolon) and Japanese ask with signs of their own."""
_JUDGES = re.compile(
    r"\b(?:i hear you|great|excellent|perfect|amazing|awesome|impressive|fantastic|wonderful|brilliant|well done"
    r"|good (?:answer|job|point)|correct|right answer|wrong|score|graded?|rating"
    r"|hervorragend|super|perfekt|toll|ausgezeichnet|richtig|gut gemacht|gute antwort|falsch|beeindruckend)\b",
    re.IGNORECASE,
)


def clean_bridge(text: str, language: str) -> str | None:
    """One short, whole sentence that leads to the next question: no question, no praise, no judgement; else None."""
    said = _one_line(text)
    if said is None or not is_whole(said) or _ASKS.search(said) or _JUDGES.search(said):
        return None
    parts = _different(sentences(said))
    fits = len(parts) == 1 and len(parts[0]) <= LONGEST_BRIDGE and not foreign(said, language)
    return parts[0] if fits else None


def clean_follow_up(text: str, language: str) -> str | None:
    """A follow-up question of at most `LONGEST` characters, each sentence once, without sentences that only praise and
    without half a sentence at its end; None when unfit, also when one of them is in no script of the language's."""
    said = _one_line(text)
    if said is None:
        return None
    whole = _different(sentences(said) if is_whole(said) else sentences(said)[:-1])
    kept = tight(" ".join(part for part in whole if _ASKS.search(part) or not _JUDGES.search(part)))
    if (kept != said and markup.begins_lines(said)) or any(foreign(part, language) for part in whole):
        return None
    return kept if len(kept) <= LONGEST and _ASKS.search(kept) else None


def clean_translation(text: str, source: str) -> str | None:
    """A translation of the admin's `source`; None when empty, far too long, or with links or marks that the source has
    not. It may be long enough to be cut, and then begin a message anywhere."""
    if len(text) > 3 * len(source) + 100 or leaks(text, source):
        return None
    said = markup.set_apart(tight(markup.visible(text)), source)
    own = markup.carried(source) - {markup.HIDDEN}
    fits = markup.carried(said) <= own and markup.begins_lines(said) <= markup.begins_lines(source)
    return said if said and fits else None


def fit_translation(text: str, source: str, language: str) -> str | None:
    """The same, not broken off, and in a script of the language's."""
    unfit = is_broken_off(text, source) or foreign(text[:LONGEST_READ], language)
    return None if unfit else clean_translation(text, source)


def is_broken_off(text: str, source: str | None = None) -> bool:
    """Whether it stops in the middle of a sentence, and could be shown if it did not. A translation need not end better
    than its `source`."""
    usable = _one_line(text) is not None if source is None else bool(text.strip())
    return usable and not is_whole(text) and (source is None or is_whole(source))


def _one_line(text: str) -> str | None:
    """Plain words on one line. Emphasis is taken off: it does no harm, and it is not the admin's."""
    if len(text) > LONGEST_READ or leaks(text) or markup.carried(markup.visible(text)):
        return None
    return tight(" ".join((markup.bare(markup.visible(text)) or "").split())) or None


def _different(parts: list[str]) -> list[str]:
    """Each sentence once, in order: models say one twice or three times, with other blanks or capitals."""
    kept: dict[str, str] = {}
    for part in parts:
        kept.setdefault("".join(part.casefold().split()), part.strip())
    return list(kept.values())
