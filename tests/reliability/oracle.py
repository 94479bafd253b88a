"""What must hold of the record and of the chat, whatever went wrong: nothing lost, doubled, or reordered, and nobody
left without a way on. Pure: it looks at what is handed to it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

OVER = frozenset({"completed", "ended", "abandoned", "failed"})
WAITING = frozenset({"active", "paused"})
ENDS = ("The interview is ended, as you asked", "The interview is closed:")
AGAIN = ("Good to see you again.", "I can write here again.")
"""Words that lead a question which is shown once more on purpose."""
TROUBLE = ("I cannot save anything right now", "Something broke on our side", "This keeps breaking on our side")
"""Words that take the buttons of what was asked: if it could not be noted as shown, it is shown again below them."""


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One stored turn; `messages` carry it, `marks` are what was learnt of it later."""

    seq: int
    speaker: str
    kind: str
    question: int | None
    text: str
    lead: str | None
    messages: tuple[int, ...]
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message as it stands in Discord in the end."""

    id: int
    ours: bool
    text: str
    live: bool
    """Whether it has buttons."""


@dataclass(frozen=True, slots=True)
class Played:
    """One interview as it came out: what the person did, what the record has, what stands in the chat."""

    person: int
    kind: str
    status: str
    medium: str
    turns: tuple[TurnRow, ...]
    chat: tuple[ChatMessage, ...]
    """Of its thread; empty where there is none."""
    room: tuple[ChatMessage, ...]
    """Of its voice channel, while that stands."""
    said: dict[int, list[str]]
    deleted: frozenset[int]
    spoken: tuple[str, ...]
    """Phrases, each said once."""
    questions: int
    """Of the plan."""

    @property
    def heard(self) -> int:
        """How many of the phrases are in the record."""
        words = "\n".join(turn.text for turn in self.turns if turn.speaker == "candidate")
        return sum(phrase in words for phrase in self.spoken)


def judge(played: Played) -> Iterator[str]:
    """What is wrong with it, as sentences."""
    name = f"interview of person {played.person} ({played.kind}, {played.status})"
    checks = (
        *the_record_is_what_was_written(played),
        *what_was_heard_is_once_and_in_order(played),
        *the_plan_was_asked(played),
        *the_chat_has_each_turn_once(played),
        *nobody_is_left(played),
        *nothing_technical(played),
    )
    for wrong in checks:
        yield f"{name}: {wrong}"


def the_record_is_what_was_written(played: Played) -> Iterator[str]:
    """Every message that stood there while the interview ran, once, in order, in one of its versions."""
    turns = [turn for turn in played.turns if turn.speaker == "candidate"]
    kept = [id_ for turn in turns for id_ in turn.messages]
    if kept != sorted(set(kept)):
        yield f"doubled or reordered: {kept}"
    last = last_word(played)
    for id_, versions in played.said.items():
        if id_ not in kept and id_ not in played.deleted and id_ < last:
            yield f"lost: {versions[-1]!r} ({id_}, before {last})"
    for turn in turns:
        if not turn.messages or not set(turn.messages) & set(played.said):
            continue
        lines = turn.text.split("\n")
        if len(lines) != len(turn.messages):
            yield f"turn {turn.seq} has {len(turn.messages)} messages and {len(lines)} lines"
            continue
        for id_, line in zip(turn.messages, lines, strict=True):
            if line not in played.said.get(id_, []):
                yield f"message {id_} is recorded as {line!r}"
            elif line != played.said[id_][-1] and id_ not in played.deleted and "edited_later" not in turn.marks:
                yield f"nobody knows that message {id_} was edited"


def last_word(played: Played) -> int:
    """The id of the message with which it was over; 0 while nothing was said."""
    closing = [id_ for turn in played.turns if turn.kind == "closing" for id_ in turn.messages]
    said = [each.id for each in played.chat if each.ours and any(words in each.text for words in ENDS)]
    ours = [each.id for each in played.chat if each.ours]
    return min(closing or said, default=max(ours, default=0))


def what_was_heard_is_once_and_in_order(played: Played) -> Iterator[str]:
    """What was said while nobody listened may be missing."""
    heard = "\n".join(turn.text for turn in played.turns if turn.speaker == "candidate")
    found = [phrase for phrase in played.spoken if phrase in heard]
    places = [heard.index(phrase) for phrase in found]
    if places != sorted(places):
        yield f"reordered: {found}"
    for phrase in found:
        if heard.count(phrase) > 1:
            yield f"doubled: {phrase!r}"


def the_plan_was_asked(played: Played) -> Iterator[str]:
    """Each planned question once, in order; all of them where it was completed."""
    asked = [turn.question for turn in played.turns if turn.kind == "question"]
    if asked != list(range(len(asked))):
        yield f"questions doubled or reordered: {asked}"
    if played.status == "completed" and len(asked) != played.questions:
        yield f"completed, and {len(asked)} of {played.questions} questions asked"
    for kind in ("opening", "closing"):
        if sum(turn.kind == kind for turn in played.turns) > 1:
            yield f"more than one {kind}"


def the_chat_has_each_turn_once(played: Played) -> Iterator[str]:
    """What was shown of a turn stands there once, unless it was shown again on purpose."""
    texts = {each.id: bare(each.text) for each in played.chat if each.ours}
    ids = [id_ for turn in played.turns if turn.speaker == "interviewer" for id_ in turn.messages]
    if ids != sorted(set(ids)):
        yield f"shown twice or out of order: {ids}"
    for turn in played.turns:
        for id_ in turn.messages if turn.speaker == "interviewer" else ():
            text = texts.get(id_, "")
            places = [place for place, each in texts.items() if each == text]
            if text and not text.startswith(AGAIN) and any(not apologised(texts, *pair) for pair in pairwise(places)):
                yield f"turn {turn.seq} ({turn.kind}) stands there {len(places)} times"
    if played.medium == "text" and played.kind == "text" and played.chat:
        shown = texts.values()
        yield from (f"turn {turn.seq} ({turn.kind}) was never shown" for turn in played.turns if unshown(turn, shown))


def apologised(texts: Mapping[int, str], first: int, second: int) -> bool:
    """Whether words about a trouble stand between two messages."""
    return any(first < id_ < second and text.startswith(TROUBLE) for id_, text in texts.items())


def unshown(turn: TurnRow, texts: Iterable[str]) -> bool:
    return turn.speaker == "interviewer" and not turn.messages and not any(turn.text in text for text in texts)


def nobody_is_left(played: Played) -> Iterator[str]:
    """It is over, or there is a button that leads on."""
    if played.status in OVER:
        return
    live = [each for each in (*played.chat, *played.room) if each.ours and each.live]
    if played.status not in WAITING or not live:
        yield "it is not over, and there is nothing to press"


def nothing_technical(played: Played) -> Iterator[str]:
    """Neither classes nor codes are shown to people."""
    for each in (*played.chat, *played.room):
        found = re.search(r"\b(?:1007|1008|1011|Traceback|Error|None)\b", each.text) if each.ours else None
        if found:
            yield f"technical: {found[0]}"


def homeless(played: Sequence[Played], said: Iterable[int]) -> Iterator[str]:
    """What stands in a place of which no interview knows: its writer is answered by nobody."""
    known = {id_ for each in played for id_ in (*each.said, *each.deleted)}
    yield from (f"message {id_} stands in a thread that no interview knows" for id_ in said if id_ not in known)


def told_once(contexts: Sequence[str], words: Sequence[str]) -> Iterator[str]:
    """No answer stands twice in what one session of the model knew."""
    for context in contexts:
        lines = Counter(context.split("\n"))
        yield from (f"the model was told {lines[each]} times: {each!r}" for each in words if lines[each] > 1)


def bare(text: str) -> str:
    """Without the mention that calls somebody."""
    return re.sub(r"\A<@!?[0-9]+>\n?", "", text).strip()
