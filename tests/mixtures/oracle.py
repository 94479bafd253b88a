"""What must hold of every interview, whatever went wrong: nothing lost, doubled or reordered, and nothing shown that
was not meant."""

import re
from collections import Counter

from bot.gemini.api.failures import ROWS
from bot.interview.models import Mark, Plan, Speaker, Status, Turn, TurnKind
from bot.interview.post_queue import UNFORESEEN
from bot.ports.posts import Phrase
from bot.store.records import InterviewDetail
from sims.gemini.brain import BRIDGES, FOLLOW_UPS
from sims.gemini.speech import LATE_WORDS
from sims.whistle import PHRASES
from tests.harness.paper_thread import BOT
from tests.mixtures.caller import Caller
from tests.mixtures.person import Person
from tests.mixtures.town import Posted, Town

ASKED = {said for text in FOLLOW_UPS for said in (text, text + LATE_WORDS)}
REFUSED = 1007
"""With this code Google closes on whoever breaks its protocol."""
LED = {*BRIDGES, *(text.partition(".")[0] + "." for text in FOLLOW_UPS), None}
"""A model that is interrupted behind its first sentence, and asked again, says that sentence alone, with its end."""


def judge(town: Town, person: Person, plan: Plan, language: str) -> None:
    """Raises AssertionError with what is wrong."""
    detail = person.record
    assert detail is not None, "it has no record"
    every_phase_was_foreseen(detail)
    the_record_is_what_was_said(person, detail)
    the_plan_was_asked(detail, plan, language)
    what_was_shown_was_meant(town, person, detail.turns)
    the_model_was_told_once(town, person)


def judge_aloud(caller: Caller, plan: Plan) -> None:
    """The same of an interview by voice. What was said while nobody listened, or was not understood, may be missing."""
    detail = caller.record
    assert detail is not None, "it has no record"
    every_phase_was_foreseen(detail)
    asked = [turn.question for turn in detail.turns if turn.kind is TurnKind.QUESTION]
    assert asked == list(range(len(asked))), "questions doubled or reordered"
    if detail.row.status is Status.COMPLETED:
        assert len(asked) == len(plan.questions), "completed, and not everything was asked"
    if caller.writer is not None:
        the_record_is_what_was_said(caller.writer, detail)
    else:
        heard = "\n".join(turn.words for turn in detail.turns if turn.speaker is Speaker.CANDIDATE)
        found = [number for number in dict.fromkeys(caller.spoken) if PHRASES[number] in heard]
        places = [heard.index(PHRASES[number]) for number in found]
        assert places == sorted(places), f"reordered: {found}"


def every_phase_was_foreseen(detail: InterviewDetail) -> None:
    """No phase followed another that is not in the table."""
    found = [event.detail for event in detail.events if event.kind == UNFORESEEN]
    assert not found, f"no phase may follow so: {found}"


def the_record_is_what_was_said(person: Person, detail: InterviewDetail) -> None:
    """Every message that stood there while the interview ran, once, in order, in one of its versions."""
    turns = [turn for turn in detail.turns if turn.speaker is Speaker.CANDIDATE]
    kept = [id_ for turn in turns for id_ in turn.message_ids]
    assert kept == sorted(set(kept)), f"doubled or reordered: {kept}"
    closing = [id_ for turn in detail.turns if turn.kind is TurnKind.CLOSING for id_ in turn.message_ids]
    ours = [message.id for message in person.thread.messages if message.author == BOT]
    last = max(closing or ours, default=0)
    for id_ in person.said:
        known = id_ in kept or id_ in person.deleted or id_ > last
        assert known, f"lost: message {id_}"
    for turn in turns:
        if not turn.message_ids:  # skipped, or said aloud
            continue
        lines = turn.text.split("\n")
        assert len(lines) == len(turn.message_ids), f"{turn.message_ids} are {lines}"
        for id_, line in zip(turn.message_ids, lines, strict=True):
            assert line in person.said[id_], f"message {id_} is recorded as {line!r}"
            if line != person.said[id_][-1] and id_ not in person.deleted:
                assert Mark.EDITED_LATER in turn.marks, f"nobody knows that {id_} was edited"


def the_plan_was_asked(detail: InterviewDetail, plan: Plan, language: str) -> None:
    """Each planned question verbatim, once, in order; all of them where it was completed."""
    asked = [turn for turn in detail.turns if turn.kind is TurnKind.QUESTION]
    assert [turn.question for turn in asked] == list(range(len(asked))), "questions doubled or reordered"
    for turn in asked:
        words = plan.questions[turn.question or 0].text
        assert turn.text in {words, f"[{language}] {words}"}, turn.text
        own = [each for each in detail.turns if each.question == turn.question and each.kind is TurnKind.FOLLOW_UP]
        assert len(own) <= plan.questions[turn.question or 0].follow_ups, "too many follow-ups"
    for turn in detail.turns:
        if turn.kind is TurnKind.FOLLOW_UP:
            assert turn.as_shown in ASKED, f"asked: {turn.as_shown}"
        assert turn.lead in LED, f"led: {turn.lead}"
    if detail.row.status is Status.COMPLETED:
        assert len(asked) == len(plan.questions), "completed, and not everything was asked"


def what_was_shown_was_meant(town: Town, person: Person, turns: tuple[Turn, ...]) -> None:
    """Each turn once, in order; beside turns nothing but words of ours."""
    posted = town.discord.posted.get(person.thread.id, [])
    ids = [id_ for turn in turns if turn.speaker is Speaker.INTERVIEWER for id_ in turn.message_ids]
    assert ids == sorted(set(ids)), "shown twice or out of order"
    words = {turn.as_shown for turn in turns} | {turn.text for turn in turns}
    groups: dict[int, set[tuple[int, ...]]] = {}
    for each in posted:
        post = each.post
        if post.turn is not None:
            groups.setdefault(post.turn, set()).add(each.ids)
        assert isinstance(post.body, Phrase) or post.body in words, f"shown: {post.body}"
        assert isinstance(post.lead, Phrase) or post.lead in LED, f"shown before it: {post.lead}"
    for seq, shown in groups.items():  # once more, where a trouble's words took its buttons before it was linked
        assert len(shown) <= 1 + town.hard, f"turn {seq} was shown {len(shown)} times"
    _nothing_technical(person)
    _all_was_posted(person, posted)


def _all_was_posted(person: Person, posted: list[Posted]) -> None:
    known = {id_ for each in posted for id_ in each.ids}
    strange = [message.text for message in person.thread.messages if message.author == BOT and message.id not in known]
    assert len(strange) <= person.town.kills, f"nobody meant: {strange}"


def _nothing_technical(person: Person) -> None:
    """Neither classes, codes, rows, nor what Google said."""
    text = "\n".join(message.text for message in person.thread.messages if message.author == BOT)
    found = re.search(r"\b(?:1007|1008|1011|Traceback|Error|None)\b", text)
    assert not found, f"technical: {found[0]}"
    for row in ROWS:
        assert "_" not in row.name or row.name not in text


def the_model_was_told_once(town: Town, person: Person) -> None:
    """No answer stands twice in what any model knew."""
    for session in town.sim.sessions:
        told = "\n".join(entry.text for entry in session.context if entry.role == "user")
        for versions in person.said.values():
            for text in versions:
                times = len(re.findall(rf"^{re.escape(text)}$", told, re.MULTILINE))
                assert times <= 1, f"told {times} times: {text}"


def the_town_is_sound(town: Town) -> None:
    """The bot spoke as Google wants, and had no bug that it noticed itself."""
    refused = Counter(session.closed_reason for session in town.sim.sessions if session.closed == REFUSED)
    assert refused <= town.sim.refusals, f"the service refused what we sent: {refused - town.sim.refusals}"
    bugs = [line for line in town.log.errors if "bug" in line or not town.hard]
    assert not bugs, f"the bot's own log: {bugs}"
