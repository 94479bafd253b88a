"""How an admin writes a position: questions one a line, languages in one line.

    # what we always want to know          a line that begins with # is a note for admins, and is not asked
    Why would you like to join? [required]
    Tell us how you would settle a quarrel between two members. [follow-ups: 2]
    Anything you would like to ask us? [follow-ups: 0]

- Empty lines are ignored. So are the signs of a list that was copied: `-`, `*`, `•`, and numbers where every question
  has its own. Everything else is asked word for word.
- A line may end with `[required]` (the candidate cannot skip it) and with `[follow-ups: 0]` to `[follow-ups: 3]`
  (how often the interviewer may dig deeper; 1 when nothing is said), in any order, each once.
- 1 to 25 questions, each of at most 1,000 characters.

Languages are tags or names separated by commas, tags also by spaces; the first is the one the questions are written in:
`en, de, pt-BR`, or `English, Deutsch`.
"""

import re
from dataclasses import dataclass

from bot.errors import BadInput
from bot.interview.models import Question
from bot.interview.plan.languages import called, known

MOST_QUESTIONS = 25
LONGEST_QUESTION = 1_000
MOST_FOLLOW_UPS = 3
MOST_LANGUAGES = 10

_SUFFIX = re.compile(r"\s*\[([^\[\]]*)\]$")
_BULLET = re.compile(r"^[-*•–]\s+")
_NUMBERED = re.compile(r"^([0-9]{1,2})[.)]\s+")
_FOLLOW_UPS = re.compile(r"follow-?ups?\s*:\s*(\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PositionKeys:
    """The catalogue keys of a ready-made position; its words are rendered in the server's language when it is made."""

    title: str
    brief: str
    questions: str
    closing: str


DEFAULT_POSITION = PositionKeys(
    title="default-position-title",
    brief="default-position-brief",
    questions="default-position-questions",
    closing="default-position-closing",
)


def parse_questions(text: str) -> tuple[Question, ...]:
    """The planned questions. Raises BadInput with the line (from 1) and the words that say what would be right."""
    questions, mistakes = read_questions(text)
    if mistakes:
        raise mistakes[0]
    return questions


def read_questions(text: str) -> tuple[tuple[Question, ...], tuple[BadInput, ...]]:
    """The planned questions that can be read, and every mistake with its line."""
    questions: list[Question] = []
    mistakes: list[BadInput] = []
    for number, written in _asked(text):
        if len(questions) + len(mistakes) == MOST_QUESTIONS:
            mistakes.append(BadInput("grammar-too-many", line=number, most=MOST_QUESTIONS))
            break
        try:
            questions.append(_question(written, number))
        except BadInput as mistake:
            mistakes.append(mistake)
    if not questions and not mistakes:
        mistakes.append(BadInput("grammar-no-questions"))
    return tuple(questions), tuple(mistakes)


def _asked(text: str) -> list[tuple[int, str]]:
    """(line, words) of every question, without the signs of a list that it was copied from."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    asked = [(number, _BULLET.sub("", line)) for number, line in lines if line and not line.startswith("#")]
    numbers = [found and int(found[1]) for found in (_NUMBERED.match(line) for _, line in asked)]
    if numbers == list(range(1, len(asked) + 1)):
        asked = [(number, _NUMBERED.sub("", line)) for number, line in asked]
    return asked


def parse_languages(text: str) -> tuple[str, ...]:
    """The position's languages, the questions' own first. Raises BadInput for an unknown one or for none."""
    tags: list[str] = []
    for written in re.split(r"[,;\n]", text):
        whole = known(written) or called(written)
        for piece in written.split() if whole is None else (whole,):
            tag = known(piece) or called(piece)
            if tag is None:
                raise BadInput("grammar-language-unknown", language=piece[:20])
            tags.append(tag)
    chosen = tuple(dict.fromkeys(tags))
    if not chosen:
        raise BadInput("grammar-no-language")
    if len(chosen) > MOST_LANGUAGES:
        raise BadInput("grammar-too-many-languages", most=MOST_LANGUAGES)
    return chosen


def _question(written: str, line: int) -> Question:
    text, suffixes = _split(written)
    follow_ups: int | None = None
    required = False
    for suffix in suffixes:
        depth = _FOLLOW_UPS.fullmatch(suffix)
        if suffix.lower() == "required" and not required:
            required = True
        elif depth is not None and follow_ups is None:
            follow_ups = _depth(depth.group(1), line)
        elif suffix.lower() == "required" or depth is not None:
            raise BadInput("grammar-suffix-twice", line=line, suffix=suffix[:40])
        else:
            raise BadInput("grammar-suffix-unknown", line=line, suffix=suffix[:40])
    if not text:
        raise BadInput("grammar-no-text", line=line)
    if len(text) > LONGEST_QUESTION:
        raise BadInput("grammar-too-long", line=line, most=LONGEST_QUESTION, length=len(text))
    return Question(text, 1 if follow_ups is None else follow_ups, required)


def _split(written: str) -> tuple[str, list[str]]:
    """The question, and its suffixes from the last to the first."""
    suffixes = []
    while (found := _SUFFIX.search(written)) is not None:
        suffixes.append(found.group(1).strip())
        written = written[: found.start()]
    return written.rstrip(), suffixes


def _depth(value: str, line: int) -> int:
    if value not in {str(depth) for depth in range(MOST_FOLLOW_UPS + 1)}:
        raise BadInput("grammar-follow-ups", line=line, value=value[:20], most=MOST_FOLLOW_UPS)
    return int(value)
