"""The words that a transcription is told: taken from the position, few, and always the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.interview.models import Plan, Question
from bot.interview.plan.vocabulary import LONGEST, MOST, terms
from bot.interview.voice.prompts import speech_of
from tests.harness.text_machine import snapshot


def of(*questions: str, title: str = "", language: str = "en", brief: str = "") -> tuple[str, ...]:
    return terms(Plan(title, tuple(map(Question, questions)), language, brief))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What draws you to SkyBlock on our server?", ("SkyBlock",)),
        ("How would you handle “griefing” in Apex Legends? I'm curious.", ("griefing", "Apex Legends")),
        (
            "Which of C++, C#, Node.js, TypeScript or SQL do you use, e.g. at work?",
            ("C++", "C#", "Node.js", "TypeScript", "SQL"),
        ),
        ("Tell me about your PS5, a 3D model, and 2024.", ("PS5", "3D")),
        ("PLEASE ANSWER ALL OF IT NOW", ()),
        ("Plain words. Another sentence! - An entry\n- Another entry", ()),
        ("See https://Foo.Example/Bar or <@123> or @Everyone", ()),
        ("What did O'Reilly say? I've no idea, I do.", ("O'Reilly",)),
        ("What do you do at R&D of AT&T?", ("R&D", "AT&T")),
        ("", ()),
    ],
)
def test_names_and_terms(text: str, expected: tuple[str, ...]) -> None:
    assert of(text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Wie würdest du einen Streit im Deutschen Roten Kreuz schlichten?", ("Deutschen Roten Kreuz",)),
        ("de", "Nutzt du am Montag Node.js oder TypeScript?", ("Node.js", "TypeScript")),
        ("ja", "Minecraftで何をしますか？TypeScriptは？", ("Minecraft", "TypeScript")),
        ("he", "מה מושך אותך ב Minecraft?", ("Minecraft",)),
        ("ru", "Чем вас привлекает Московский Университет?", ("Московский Университет",)),
    ],
)
def test_other_languages(language: str, text: str, expected: tuple[str, ...]) -> None:
    """In German each noun has a capital: one alone makes no name. Where there are none, Latin letters do."""
    assert of(text, language=language) == expected


def test_the_title_goes_first_and_nothing_comes_twice() -> None:
    assert of("Do you play Minecraft?", title="Minecraft", brief="We are on minecraft and Minecraft, on our SMP.") == (
        "Minecraft",
        "SMP",
    )


def test_many_and_long_ones() -> None:
    many = " ".join(f"and Name{number}" for number in range(300))
    assert len(of(many)) == MOST
    assert of("x" * 5000, title="T" * (LONGEST + 1)) == ()


def test_a_spoken_interview_is_told_them_and_no_log_is() -> None:
    made = snapshot(Plan("Marked Title", (Question("A?"),)))
    speech = speech_of(made)
    assert speech.vocabulary == ("Marked Title",)
    assert "Marked" not in repr(speech)


@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(["en", "de", "ja", "ar"]))
def test_whatever_a_team_writes(title: str, text: str, language: str) -> None:
    found = of(text, title=title, language=language)
    assert found == of(text, title=title, language=language)
    assert len(found) <= MOST
    assert all(1 < len(term) <= LONGEST and term == " ".join(term.split()) for term in found)
    assert len({term.casefold() for term in found}) == len(found)
