"""The words of a position that a transcription of speech may not know: its title, names, terms, what stands in quotes.

Pure, and the same for the same plan. They are the team's own words, never a candidate's.
"""

import re
from collections.abc import Iterable, Iterator

from bot.interview.models import Plan

MOST = 100
LONGEST = 100
"""Terms, and characters of each: beyond that the service advises against, or refuses."""
_MOST_WORDS = 4
"""Of what is taken together: in quotes, or names that follow each other."""
_CAPITAL_NOUNS = ("de", "lb")
"""Where each noun begins like a name."""
_CASELESS = "\u0590-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Scripts without capitals, Hebrew to Hangul: there a word in Latin letters is a name."""
_WORD = re.compile(rf"[^\W_{_CASELESS}](?:[^\W_{_CASELESS}]|[+#'’&.-]){{0,59}}")
_NO_CAPITALS = re.compile(rf"[{_CASELESS}]")
_QUOTED = re.compile(r"[“„«»\"`‚‘]([^“”„«»\"`‚‘\n]{2,40})[”“»«\"`‘’]")
_BEGINS = re.compile(r"(?:^|[.?!:;…。！？¿¡*•–—/-])[\s\"“”„«»'(\[]{0,9}$")
"""What stands before the first word of a sentence, or of an entry of a list."""


def terms(plan: Plan) -> tuple[str, ...]:
    """At most `MOST` of them, the most telling first, none twice."""
    found: dict[str, str] = {}
    for term in _candidates(plan):
        fit = " ".join(term.split())
        if 2 <= len(fit) <= LONGEST:
            found.setdefault(fit.casefold(), fit)
    return tuple(found.values())[:MOST]


def _candidates(plan: Plan) -> Iterator[str]:
    yield " ".join(_plain_lines(plan.title))
    for text in (*(question.text for question in plan.questions), plan.brief):
        for line in _plain_lines(text):
            yield from (quoted for quoted in _QUOTED.findall(line) if len(quoted.split()) <= _MOST_WORDS)
            yield from _names(line, nouns=plan.language.startswith(_CAPITAL_NOUNS))


def _plain_lines(text: str) -> Iterable[str]:
    """Line by line, without addresses and Discord's own marks."""
    for line in text.splitlines():
        kept = " ".join(part for part in line.split() if "://" not in part and not part.startswith(("www.", "<", "@")))
        if kept:
            yield kept


def _names(line: str, *, nouns: bool) -> Iterator[str]:
    """Names and terms of one line; words that follow each other are one. `nouns`: a capital alone makes no name."""
    foreign, shouted = _NO_CAPITALS.search(line) is not None, line.isupper()
    run: list[str] = []
    end = -1
    for match in _WORD.finditer(line):
        word = match.group().rstrip("'’&.-")
        inside = _BEGINS.search(line[max(0, match.start() - 12) : match.start()]) is None
        named = inside and not shouted and word[0].isupper()
        telling = len(word) > 1 and not _is_pronoun(word) and (foreign or named or _is_term(word, shouted=shouted))
        if not telling or match.start() != end + 1:
            yield from _joined(run, nouns=nouns)
            run = []
        run += [word] if telling else []
        end = match.start() + len(word)
    yield from _joined(run, nouns=nouns)


def _joined(run: list[str], *, nouns: bool) -> Iterator[str]:
    sure = [word for word in run if _is_term(word, shouted=False)]
    if nouns and sure:
        yield from sure
    elif len(run) > (1 if nouns else 0):
        yield " ".join(run[:_MOST_WORDS])


def _is_term(word: str, *, shouted: bool) -> bool:
    """Whether its form alone says that it is none of the language's words: SQL, TypeScript, C++, Node.js, PS5."""
    letters = any(sign.isalpha() for sign in word)
    parts = re.split(r"[.&]", word)
    return letters and (
        any(sign in "+#" or sign.isdigit() for sign in word)
        or (len(parts) > 1 and any(len(part) > 1 for part in parts))
        or (not shouted and any(sign.isupper() for sign in word[1:]) and "-" not in word)
    )


def _is_pronoun(word: str) -> bool:
    """English writes I, I'm and I'd like names."""
    return word[0] == "I" and word[1:2] in {"'", "’"}
