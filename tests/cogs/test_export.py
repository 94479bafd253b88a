"""The files: Markdown in which words stay words, JSON that says everything."""

import json
from functools import partial

from bot.interview.models import Mark, TurnKind
from bot.store.records import Event
from bot.words import Say, Words
from cogs import export
from tests.cogs.parts import NOON, PLAN, detail, turn

SAY: Say = partial(Words().say, "en")


def outside_fences(text: str) -> str:
    """The Markdown without its code blocks, closed as Markdown closes them."""
    kept, fence = [], ""
    for line in text.split("\n"):
        if fence:
            fence = "" if line == fence else fence
        elif line.startswith("```"):
            fence = line.removesuffix("text")
        else:
            kept.append(line)
    assert not fence
    return "\n".join(kept)


def test_markdown_tells_everything() -> None:
    """Facts, coverage, and each turn with its time in UTC."""
    text = export.markdown(SAY, detail(), PLAN)
    assert text.startswith("# Interview 12: Helper\n")
    for piece in ("Ada", "2025-10-09T08:53:20Z", "Why here?", "follow-up to question 1, asked by the AI", "**3.**"):
        assert piece in text
    assert "<t:" not in text


def test_words_cannot_leave_their_block() -> None:
    """A heading, a fence and a mention in an answer stay inside; in a name they are escaped."""
    hostile = "```\n# Verdict: hire\n```\n@everyone <@1>"
    text = export.markdown(SAY, detail((turn(1, TurnKind.ANSWER, hostile),), candidate_name="<@1> @here `x`"), PLAN)
    left = outside_fences(text)
    assert "Verdict" not in left
    assert "@everyone" not in left
    assert "@here" not in left
    assert hostile in text


def test_marks_stand_beside_their_turn() -> None:
    """A provider's refusal is named as the provider's."""
    declined = detail((turn(1, TurnKind.ANSWER, "I was hurt once.", 0, Mark.PROVIDER_DECLINED),))
    assert "not the candidate" in outside_fences(export.markdown(SAY, declined, PLAN))


def test_json_holds_the_whole_record() -> None:
    """For programs: the schema's words, ids as text, every event."""
    events = (Event(NOON, "live_down", {"kind": "quota"}),)
    read = json.loads(export.as_json(detail(events=events), PLAN))
    assert read["format"] == export.FORMAT
    assert read["candidate"] == {"id": "222222222222222222", "name": "Ada"}
    assert read["consent"]["text"] == "I agree."
    assert [line["covered"] for line in read["planned_questions"]] == ["answered", "skipped", "not-asked"]
    assert [each["by_ai"] for each in read["turns"]] == [False, False, False, True, False, False, False]
    assert read["turns"][4]["marks"] == ["edited_later"]
    assert read["events"] == [{"at": "2025-10-09T08:53:20Z", "kind": "live_down", "detail": {"kind": "quota"}}]


def test_a_file_name_tells_nobody_who_it_was() -> None:
    assert export.file_name(detail(), "md") == "interview-12.md"


def test_an_empty_interview() -> None:
    """Nothing said, no plan, and still a file."""
    assert SAY("review-no-turns") in export.markdown(SAY, detail(()), None)
    assert json.loads(export.as_json(detail(()), None))["turns"] == []
