"""What the model said, made fit to be shown, or refused. Model output is untrusted: it may carry somebody's injection.

Each function returns safe words or None; with None the caller goes on without them. Refused rather than repaired:
mentions, links, invites, code and headings have no place in a bridge or a follow-up, so their presence means that
something is wrong with the whole.
"""

import re
import unicodedata

LONGEST = 600
LONGEST_BRIDGE = 240

LONGEST_READ = 4000
"""Characters; longer model output is refused unread, so that nobody can make the patterns work for seconds."""

_FORBIDDEN = re.compile(
    r"<(?:[@#:/ta]|id:)"  # mentions, channels, emoji, commands, timestamps, guides of Discord
    r"|@\s?(?:everyone|here)"
    r"|[a-z][a-z0-9+.-]{0,30}://|\bwww\.|\bmailto:"
    r"|\bdiscord(?:app)?\s?\.\s?(?:gg|com)|\]\s?\("  # invites and masked links
    r"|\b[a-z0-9-]{1,63}\.[a-z]{2,24}/"
    r"|\b[a-z0-9-]{1,63}\.(?:com|net|org|gg|io|me|ly|de|ru|xyz|app|dev|info|link|site)\b"
    r"|```|<<<|>>>|\|\||^\s*(?:\#{1,3}|-\#|>|\||---)\s?",
    re.IGNORECASE | re.MULTILINE,
)
_EMPHASIS = re.compile(r"[*`\\]|~~|__|(?<!\w)_|_(?!\w)")
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing."""
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")
_ASKS = re.compile(r"[?？؟\u037e⁇⁈⁉]|;$|か。?$")
"""Arabic, Greek (its mark looks like a semicolon) and Japanese ask with signs of their own."""
_JUDGES = re.compile(
    r"\b(?:i hear you|great|excellent|perfect|amazing|awesome|impressive|fantastic|wonderful|brilliant|well done"
    r"|good (?:answer|job|point)|correct|right answer|wrong|score|graded?|rating"
    r"|hervorragend|super|perfekt|toll|ausgezeichnet|richtig|gut gemacht|gute antwort|falsch|beeindruckend)\b",
    re.IGNORECASE,
)


def clean_bridge(text: str) -> str | None:
    """One short sentence that leads to the next question: no question, no praise, no judgement; else None."""
    said = _one_line(text)
    if said is None or len(said) > LONGEST_BRIDGE or _ASKS.search(said) or _JUDGES.search(said):
        return None
    return said if len(_sentences(said)) == 1 else None


def clean_follow_up(text: str) -> str | None:
    """A follow-up question of at most `LONGEST` characters, without sentences that only praise; None when unfit."""
    said = _one_line(text)
    if said is None:
        return None
    kept = " ".join(part for part in _sentences(said) if _ASKS.search(part) or not _JUDGES.search(part))
    return kept if len(kept) <= LONGEST and _ASKS.search(kept) else None


def clean_translation(text: str, source: str) -> str | None:
    """A translation of the admin's `source`; None when empty, far too long, or with links that the source has not."""
    if len(text) > 3 * len(source) + 100:
        return None
    said = _visible(text)
    if not said:
        return None
    allowed = {found.lower() for found in _FORBIDDEN.findall(source)}
    return said if all(found.lower() in allowed for found in _FORBIDDEN.findall(said)) else None


def _one_line(text: str) -> str | None:
    """Plain words on one line. Emphasis is taken off: it is harmless, and it is not the admin's."""
    if len(text) > LONGEST_READ:
        return None
    said = _visible(text)
    if _FORBIDDEN.search(said) or _FORBIDDEN.search(unicodedata.normalize("NFKC", said)):
        return None
    return " ".join(_EMPHASIS.sub("", said).split()) or None


def _visible(text: str) -> str:
    """Without control and invisible characters (they hide links and turn text around), stripped."""
    kept = (sign for sign in text if sign in "\n\t" or not _unseen(sign))
    return "".join(kept).strip()


def _unseen(sign: str) -> bool:
    return sign in _BLANK or unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co"}


def _sentences(said: str) -> list[str]:
    return [part for part in _SENTENCE.split(said) if part.strip()]
