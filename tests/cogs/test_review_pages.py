"""The history's pages, without Discord: what a reviewer reads, and what nobody can slip in."""

import re
from dataclasses import replace
from functools import partial

import pytest

from bot.edges.chat.render import size
from bot.errors import BadInput, Reason
from bot.interview.models import InterviewType, Mark, Status, TurnKind, Utterance
from bot.review import wording
from bot.review.report import EVENTS_OF_NOTE
from bot.review.safe_text import inline
from bot.store.records import Cursor, Event, Filters
from bot.words import Say, Words
from cogs.history import embeds as pages
from cogs.history import page_state
from cogs.history.access import file_name
from cogs.history.page_state import PageDirection, PageState, decode, parse_since
from tests.harness.stored_interviews import DAY, NOON, PICTURES, TURNS, report, row, turn

SAY: Say = partial(Words().say, "en")
HOSTILE = "@everyone <@1> <@&2> <#3> [click](https://evil.example) # big\n**Interviewer** · said this\n```\ncode\n```"


@pytest.mark.parametrize("count", [0, 1, 10])
def test_a_page_of_any_length(count: int) -> None:
    """No interviews, one, a full page: each with its status as emoji and word, and its time."""
    embed = pages.list_page(SAY, [row(number) for number in range(count)], own=False, filtered=False)
    assert embed.description is not None
    assert embed.description.count("⏹️ Ended early") == count
    assert embed.description.count(f"<t:{int(NOON)}:f>") == count
    assert size(embed.description) <= 4096


def test_a_line_of_the_history_tells_what_to_open() -> None:
    """Who, what for, status as emoji and word, when, answered questions of planned ones, and who waits for a person."""
    line = pages.list_line(SAY, row(12, planned=5, answered=4, answers=7, asked_for_person=True))
    assert line == (
        f"**Ada** · Helper · #12\n"
        f"-# ⏹️ Ended early · <t:{int(NOON)}:f> · in writing · 4 of 5 answered · 🙋 asked for a person"
    )
    assert pages.list_line(SAY, row(12, planned=0, answers=2)).endswith("in writing · 2 answers")


def test_a_page_of_the_longest_rows_fits() -> None:
    """Ten rows of nothing but characters that must be escaped."""
    rows = [row(number, title="*" * 200, candidate_name="_" * 32, asked_for_person=True) for number in range(10)]
    embed = pages.list_page(SAY, rows, own=False, filtered=True)
    assert size(embed.description or "") <= 4096
    for each in rows:
        option = pages.option(SAY, each)
        assert len(option.label) <= 100
        assert len(option.description or "") <= 100


def test_every_status_and_reason_has_words() -> None:
    """A state without words would break the page that shows it."""
    for status in Status:
        assert wording.status_words(SAY, status)
    for reason in Reason:
        assert wording.reason_words(SAY, reason)
    assert "in somebody" not in (pages.overview(SAY, report(status_reason="in somebody's own words")).description or "")
    for kind in set(EVENTS_OF_NOTE.values()):
        assert SAY(f"review-event-{kind}")
    for mark in Mark:
        assert wording.mark_words(SAY, mark)


def test_a_name_that_was_not_kept() -> None:
    """An older record knows only the id."""
    assert "222222222222222222" in wording.person(SAY, 222222222222222222, "")


def test_the_overview_tells_what_happened() -> None:
    """Coverage, consent, deletion, cost, and events worth knowing; and that people decide."""
    shown = pages.overview(SAY, report(events=(Event(NOON, "live_down", {}), Event(NOON, "live_up", {}))))
    text = shown.description or ""
    for piece in (
        "the candidate asked for it",
        "Ada",
        "answered 1 · skipped 1 · open 1",
        "**1.** Why here? · answered · one follow-up by the AI",
        "**2.** When? · skipped",
        "**3.** Anything else? · not asked",
        "version 1",
        f"<t:{int(NOON + 90 * DAY)}:D>",
        "$0.0123 (12,345 tokens)",
        "could not be reached",
    ):
        assert piece in text
    assert text.count("-# <t:") == 1
    assert "decide" in (shown.footer.text or "")


def test_an_overview_with_fifty_long_questions_and_many_events_fits() -> None:
    """What does not fit is cut, never refused by Discord."""
    asked = tuple(turn(index + 1, TurnKind.QUESTION, "*" * 300, index) for index in range(50))
    events = tuple(Event(NOON + n, "declined", {}) for n in range(50))
    shown = pages.overview(SAY, report(asked, None, events=events))
    assert size(shown.description or "") <= 4096
    assert len(shown) <= 6000


def test_the_transcript_says_who_and_what() -> None:
    """A follow-up is named as the AI's, a translation stands beside the team's words, a mark below its turn."""
    (text,) = pages.transcript(SAY, report())
    assert "follow-up to question 1, asked by the AI" in text
    assert "planned question 2" in text
    assert "> Wann?" in text
    assert "> When?" in text
    assert "bridging sentence by the AI" in text
    assert "edited in Discord later" in text
    assert "skipped question 2" in text


def test_an_answer_in_another_script_says_so() -> None:
    """The candidate's only: the interviewer's is refused before. In an interview of that language nothing is said."""
    said = "मैंने बहुत कुछ सीखा"
    (text,) = pages.transcript(SAY, report((turn(1, TurnKind.QUESTION, said), turn(2, TurnKind.ANSWER, said))))
    assert text.count("in a script that Deutsch does not use") == 1
    (text,) = pages.transcript(SAY, report((turn(2, TurnKind.ANSWER, said),), language="hi"))
    assert "in a script" not in text


def test_a_break_shows_the_day() -> None:
    """The first turn and whatever comes after a night have their day, the others the time alone; turns stand apart."""
    late = replace(turn(3, TurnKind.ANSWER, "Good morning."), at=NOON + DAY)
    (text,) = pages.transcript(SAY, report((*TURNS[:2], late)))
    assert [found[1] for found in re.finditer(r"<t:\d+:(\w)>", text)] == ["f", "t", "f"]
    assert text.count("\n\n**") == 2


def test_a_skipped_follow_up_is_no_skipped_question() -> None:
    """A reader must not think that somebody left a question out who answered it."""
    (text,) = pages.transcript(SAY, report((*TURNS[:4], turn(5, TurnKind.SKIP, "", 0))))
    assert SAY("review-turn-skip-follow-up", number=1) in text
    assert SAY("review-turn-skip", number=1) not in text


def test_a_transcript_of_a_hundred_thousand_characters() -> None:
    """Every page fits, says who speaks, and not a word is lost."""
    words = " ".join(f"word{number}" for number in range(12_000))
    assert len(words) > 100_000
    answer = report((TURNS[1], turn(2, TurnKind.ANSWER, words + "\n" + "x" * 5000)))
    found = pages.transcript(SAY, answer)
    assert len(found) > 20
    for page in found:
        assert size(page) <= 4096
        assert page.startswith("**")
    said = re.sub(r"\s+", "", "".join(line[2:] for page in found for line in page.split("\n") if line.startswith("> ")))
    assert said == "Whyhere?" + words.replace(" ", "") + "x" * 5000
    embed, number, total = pages.transcript_page(SAY, answer, 999)
    assert number == total == len(found)
    assert len(embed) <= 6000


def test_emoji_count_double() -> None:
    """Discord's strictest counter sees two units in most emoji; a page of nothing else still fits."""
    found = pages.transcript(SAY, report((turn(1, TurnKind.ANSWER, "🦊" * 9000),)))
    assert all(size(page) <= 4096 for page in found)
    assert sum(page.count("🦊") for page in found) == 9000


def test_no_turns() -> None:
    assert pages.transcript(SAY, report(())) == (SAY("review-no-turns"),)


def test_hostile_words_stay_in_their_quote() -> None:
    """No mention, no masked link, no heading, and no line that could pass for the interviewer's."""
    (text,) = pages.transcript(SAY, report((turn(1, TurnKind.ANSWER, HOSTILE),)))
    lines = text.split("\n")
    assert all(line.startswith("> ") for line in lines[1:])
    body = "\n".join(lines[1:])
    assert not re.search(r"(?<!\\)<[@#]", body)
    assert "@everyone" not in body
    assert not re.search(r"(?<!\\)\[", body)
    assert "**Interviewer**" not in body


def test_pages_end_between_blocks_of_code() -> None:
    """Each page has all fences that it needs, and no more than fits."""
    code = "```\n" + "\n".join(f"    line {number}" for number in range(2000)) + "\n```"
    pages_of_it = pages.transcript(SAY, report((TURNS[0], TURNS[1], turn(3, TurnKind.ANSWER, code))))
    assert len(pages_of_it) > 2
    for page in pages_of_it:
        assert page.count("```") % 2 == 0
        assert size(page) <= 4096
    assert sum(page.count("line ") for page in pages_of_it) == 2000


FILTERS = [
    Filters(),
    Filters(candidate_id=2**63 - 1, interview_type=InterviewType.VIDEO, status=Status.FAILED, title="x", since=4e9),
    Filters(title="a: title~with=signs and a 🦊"),
]


@pytest.mark.parametrize("filters", FILTERS)
@pytest.mark.parametrize("way", list(PageDirection))
def test_a_page_survives_its_custom_id(filters: Filters, way: PageDirection) -> None:
    """The same page comes back, in a text that Discord takes and the template knows."""
    page = PageState(filters, way, Cursor(4_000_000_000.123, 10**12) if way is not PageDirection.FIRST else None)
    custom_id = page.custom_id()
    assert len(custom_id) <= page_state.LIMIT
    match = re.fullmatch(page_state.TEMPLATE, custom_id)
    assert match is not None
    assert decode(match["state"]) == page


def test_a_title_that_does_not_fit_is_cut_with_its_check_sum() -> None:
    """It is found again by its beginning; two that begin alike have different check sums."""
    one, other = (
        PageState(Filters(title="A very long title " * 6 + end, candidate_id=2**62)) for end in ("one", "other")
    )
    assert len(one.custom_id()) == page_state.LIMIT
    cut = decode(one.custom_id().removeprefix("hist:"))
    assert cut.filters.title is None
    assert cut.cut_title is not None
    assert (one.filters.title or "").startswith(cut.cut_title[1])
    assert cut.cut_title[0] == page_state.check_sum(one.filters.title or "")
    assert one.custom_id() != other.custom_id()
    assert cut.custom_id() == one.custom_id()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12h", NOON - 43_200), (" 7D ", NOON - 7 * DAY), ("2w", NOON - 14 * DAY), ("2025-10-01", 1_759_276_800.0)],
)
def test_since(text: str, expected: float) -> None:
    assert parse_since(text, NOON) == expected


@pytest.mark.parametrize("text", ["", "yesterday", "7", "2025-13-01", "7d7d", "-3d"])
def test_since_that_nobody_can_read(text: str) -> None:
    with pytest.raises(BadInput):
        parse_since(text, NOON)


def test_a_file_name_tells_nobody_who_it_was() -> None:
    assert file_name(12, "md") == "interview-12.md"


def test_a_name_cannot_turn_our_words_around() -> None:
    """Signs that write from right to left would make what stands behind the name unreadable, or say something else."""
    name = "\u202eadA\u2066 \u200fX"
    assert inline(name) == "adA X"
    shown = row(candidate_name=name, title=name)
    option = pages.option(SAY, shown)
    overview = pages.overview(SAY, report(title=name))
    for text in (pages.list_line(SAY, shown), option.label, overview.title or ""):
        assert not re.search("[\u200f\u202e\u2066]", text)


def test_spoken_turns() -> None:
    """What was really said stands below the team's words only where it differs, and the marks say why."""
    cut = Utterance("Why he", NOON + 60, NOON + 61, heard_ms=1000, cut=True)
    turns = (
        replace(turn(1, TurnKind.QUESTION, "Why here?", 0, Mark.INTERRUPTED), spoken=cut),
        replace(turn(2, TurnKind.ANSWER, "Because"), spoken=Utterance("Because I like it.", NOON + 62, NOON + 65)),
        replace(turn(3, TurnKind.QUESTION, "When?", 1), spoken=Utterance("When", NOON + 66, NOON + 67)),
    )
    (page,) = pages.transcript(SAY, report(turns))
    assert page.count(SAY("review-said")) == 1
    assert "> Why he\n" in page
    assert "> Because I like it." in page
    assert SAY("review-mark-interrupted") in page
    assert "-# " + SAY("review-mark-interrupted") in page


def test_what_happened_to_a_spoken_interview_is_worth_knowing() -> None:
    """Moves, company, lost sound: in words that put nothing on the candidate."""
    kinds = ("moved", "left_room", "company", "live_audio_dropped", "live_audio_untranscribed", "recording_failed")
    lines = list(pages.notes(SAY, report((), events=tuple(Event(NOON, kind, {}) for kind in kinds))))
    assert len(lines) == 1 + len(kinds)
    assert SAY("review-event-company") in lines[3]


def test_answers_that_were_changed_later_are_worth_knowing() -> None:
    """In the head, not only at the answer; nothing where none was."""
    deleted = turn(8, TurnKind.ANSWER, "At noon.", 1, Mark.EDITED_LATER, Mark.DELETED_LATER)
    assert list(pages.notes(SAY, report((*TURNS, deleted)))) == [
        SAY("review-notes"),
        f"-# {SAY('review-noted-edited', count=2)}",
        f"-# {SAY('review-noted-deleted', count=1)}",
    ]
    assert list(pages.notes(SAY, report((TURNS[0], TURNS[1])))) == []


def test_pictures_are_a_line_however_often_the_source_changed() -> None:
    """How many from where, and when; that they are not kept; and nothing where nothing was shown."""
    shown = pages.overview(SAY, report(pictures=PICTURES, interview_type=InterviewType.VIDEO)).description or ""
    first = int(NOON)
    assert (
        "\n**Pictures shown (not kept):** "
        f"camera 231, <t:{first + 60}:f> – <t:{first + 460}:t> · "
        f"screen 12, <t:{first + 300}:f> – <t:{first + 400}:t> · "
        f"chat 1, <t:{first + 500}:f>\n"
    ) in shown
    assert SAY("review-type-video") in shown
    assert "Pictures" not in (pages.overview(SAY, report()).description or "")
    assert pages.span(NOON, NOON + DAY).endswith(":f>")


def test_no_camera_is_nobodys_fault() -> None:
    """It is said that no picture came, and that it means nothing; what was filmed when is no note, the line tells."""
    events = (Event(NOON, "camera_missing", {}), Event(NOON, "filming", {"source": "camera"}))
    (_, line) = pages.notes(SAY, report((), events=events))
    assert line.endswith(SAY("review-event-camera-missing"))
