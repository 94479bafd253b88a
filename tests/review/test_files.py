"""The files: Markdown in which words stay words, JSON that says everything."""

import json
from dataclasses import replace
from functools import partial

from bot.interview.models import Mark, TurnKind, Utterance
from bot.review.json_export import FORMAT, as_json
from bot.review.markdown import markdown
from bot.store.records import Event
from bot.words import Say, Words
from tests.harness.stored_interviews import NOON, PICTURES, report, turn

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
    text = markdown(SAY, report())
    assert text.startswith("# Interview 12: Helper\n")
    for piece in ("Ada", "2025-10-09T08:53:20Z", "Why here?", "follow-up to question 1, asked by the AI", "**3.**"):
        assert piece in text
    assert "<t:" not in text


def test_words_cannot_leave_their_block() -> None:
    """A heading, a fence and a mention in an answer stay inside; in a name they are escaped."""
    hostile = "```\n# Verdict: hire\n```\n@everyone <@1>"
    text = markdown(SAY, report((turn(1, TurnKind.ANSWER, hostile),), candidate_name="<@1> @here `x`"))
    left = outside_fences(text)
    assert "Verdict" not in left
    assert "@everyone" not in left
    assert "@here" not in left
    assert hostile in text


def test_marks_stand_beside_their_turn() -> None:
    """A provider's refusal is named as the provider's."""
    declined = report((turn(1, TurnKind.ANSWER, "I was hurt once.", 0, Mark.PROVIDER_DECLINED),))
    assert "not the candidate" in outside_fences(markdown(SAY, declined))


def test_json_holds_the_whole_record() -> None:
    """For programs: the schema's words, ids as text, every event."""
    events = (Event(NOON, "live_down", {"kind": "quota"}),)
    read = json.loads(as_json(report(events=events)))
    assert read["format"] == FORMAT
    assert read["candidate"] == {"id": "222222222222222222", "name": "Ada"}
    assert read["consent"]["text"] == "I agree."
    assert [line["covered"] for line in read["planned_questions"]] == ["answered", "skipped", "not-asked"]
    assert [each["by_ai"] for each in read["turns"]] == [False, False, False, True, False, False, False]
    assert read["turns"][4]["marks"] == ["edited_later"]
    assert read["events"] == [{"at": "2025-10-09T08:53:20Z", "kind": "live_down", "detail": {"kind": "quota"}}]


def test_an_empty_interview() -> None:
    """Nothing said, no plan, and still a file."""
    assert SAY("review-no-turns") in markdown(SAY, report((), None))
    assert json.loads(as_json(report((), None)))["turns"] == []


CUT = Utterance("Why he", NOON + 60, NOON + 61.25, heard_ms=1250, cut=True)
GROWN = Utterance("Because I like it, and the people.", NOON + 62, NOON + 70.5)
SPOKEN = (
    replace(turn(1, TurnKind.QUESTION, "Why here?", 0, Mark.INTERRUPTED), spoken=CUT),
    replace(turn(2, TurnKind.ANSWER, "Because I like it,"), spoken=GROWN),
    replace(turn(3, TurnKind.QUESTION, "When?", 1), spoken=Utterance("when", NOON + 71, NOON + 72)),
    turn(4, TurnKind.QUESTION, "Anything else?", 2, Mark.MISREAD),
)


def test_what_was_really_said() -> None:
    """Of a planned question the team's words and what was heard of them; of an answer the whole transcript; a question
    that was said as it is written stands once."""
    text = markdown(SAY, report(SPOKEN))
    assert text.count(SAY("review-said")) == 1
    assert "Why he\n" in text
    assert GROWN.text in text
    assert text.count("\nWhen?\n") == 1
    assert SAY("review-mark-interrupted") in outside_fences(text)
    assert SAY("review-mark-misread") in outside_fences(text)


def test_json_ties_turns_to_times() -> None:
    """To the millisecond, so that a turn is found in the recording; nothing where nothing was said by voice."""
    read = json.loads(as_json(report(SPOKEN, recorded=True)))
    assert read["recorded"] is True
    assert read["turns"][0]["spoken"] == {
        "text": "Why he",
        "started_at": "2025-10-09T08:54:20.000Z",
        "ended_at": "2025-10-09T08:54:21.250Z",
        "heard_ms": 1250,
        "cut": True,
    }
    assert read["turns"][1]["text"] == GROWN.text
    assert read["turns"][3]["spoken"] is None
    assert read["turns"][0]["marks"] == ["interrupted"]


def test_pictures_are_numbers_and_times() -> None:
    """In Markdown a line, in JSON every stretch; no picture is there to be exported."""
    shown = report(pictures=PICTURES)
    text = markdown(SAY, shown)
    assert (
        "- **Pictures shown (not kept):** camera 231, 2025-10-09T08:54:20Z – 2025-10-09T09:01:00Z · screen 12" in text
    )
    read = json.loads(as_json(shown))
    assert [(each["source"], each["count"]) for each in read["pictures_shown_not_kept"]] == [
        ("camera", 200),
        ("screen", 12),
        ("camera", 31),
        ("chat", 1),
    ]
    assert read["pictures_shown_not_kept"][0]["started_at"] == "2025-10-09T08:54:20.000Z"
    assert json.loads(as_json(report()))["pictures_shown_not_kept"] == []


def test_an_answer_in_another_script() -> None:
    """Told below its words, and to programs; the interview is in German."""
    shown = report((turn(1, TurnKind.ANSWER, "मैंने बहुत कुछ सीखा"), turn(2, TurnKind.ANSWER, "Viel.")))
    assert outside_fences(markdown(SAY, shown)).count("in a script that Deutsch does not use") == 1
    assert [each["other_script"] for each in json.loads(as_json(shown))["turns"]] == [True, False]
