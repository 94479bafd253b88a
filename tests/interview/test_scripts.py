"""A text in a script that its language does not use is noticed; terms in Latin letters are at home anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.interview import model_output
from bot.interview.models import Mark
from bot.interview.plan.languages import LANGUAGES, NAMES
from bot.interview.scripts import foreign
from tests.harness.text_machine import Room, begun, snapshot

AT_HOME = [
    ("en", "What did you do then?"),
    ("en", "You wrote 「進撃の巨人」: what do you like in that series most?"),
    ("en", "What does π mean to you?"),
    ("en", ""),
    ("en", "1, 2, 3 — !?"),
    ("de", "Was hast du dann über Straßen gelernt?"),
    ("vi", "Bạn đã làm gì ở đó?"),
    ("ja", "ラーメンを食べましたか？ 人々と"),
    ("ja", "Node.jsのどのAPIを使いますか？"),
    ("ja", "TypeScript"),
    ("zh-CN", "你用过 TypeScript 和 Kubernetes 吗？"),
    ("zh-TW", "你最喜歡什麼？"),
    ("ko", "어떤 일을 했나요?"),
    ("hi", "आपने क्या सीखा?"),
    ("ru", "Что ты узнал о Node.js, TypeScript и PostgreSQL?"),
    ("sr", "Šta si naučio?"),
    ("sr", "Шта си научио?"),
    ("ar", "ما الذي تعلمته عن TypeScript؟"),
    ("el", "Τι έμαθες;"),
    ("sw", "Ulijifunza nini?"),
    ("xx", "你最喜歡什麼？"),
    ("", "你最喜歡什麼？"),
]
ELSEWHERE = [
    ("en", "你最喜欢什么？"),
    ("en", "मैंने बहुत कुछ सीखा"),
    ("en", "Что ты узнал?"),
    ("en", "OK 你最喜欢什么呢"),
    ("de", "ما الذي تعلمته؟"),
    ("ja", "What did you learn from all of that?"),
    ("ja", "어떤 일을 했나요?"),
    ("zh-CN", "What did you learn from all of that?"),
    ("ru", "Τι έμαθες;"),
    ("ko", "どうしましたか"),
    ("he", "ما الذي تعلمته؟"),
]


@pytest.mark.parametrize(("language", "text"), AT_HOME)
def test_at_home(language: str, text: str) -> None:
    assert not foreign(text, language)


@pytest.mark.parametrize(("language", "text"), ELSEWHERE)
def test_elsewhere(language: str, text: str) -> None:
    assert foreign(text, language)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_is_at_home_in_its_own_name(tag: str) -> None:
    """Whoever offers another one says what it is written in."""
    assert not foreign(NAMES[tag.partition("-")[0]] * 5, tag)


@given(st.text(max_size=300), st.sampled_from(sorted(LANGUAGES)))
def test_no_text_is_too_strange(text: str, tag: str) -> None:
    assert foreign(text, tag) in (True, False)


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("What did you learn?", True),
        ("Thank you for telling me about all of it. 为什么？", False),
        ("你最喜欢什么？", False),
        ("And Node.js, what did you do with it?", True),
    ],
)
def test_a_follow_up_is_refused_by_the_sentence(said: str, fits: bool) -> None:
    assert (model_output.clean_follow_up(said, "en") is not None) is fits


def test_a_follow_up_in_another_script_is_not_shown() -> None:
    """Seen at Google: a Chinese question in an English interview. The planned question comes instead."""
    room = begun()
    room.answer("I like it.")
    room.model("你最喜欢什么？")
    assert room.posts[-1].body == "What would you do?"
    assert room.posts[-1].lead is None


def test_nor_is_a_bridge() -> None:
    room = begun()
    room.answer("I like it.")
    room.model("谢谢你告诉我。", enough=True)
    assert (room.posts[-1].body, room.posts[-1].lead) == ("What would you do?", None)


def test_nor_a_translation() -> None:
    room = Room(snapshot(language="fr")).begin()
    room.model("你为什么来这里？")
    assert room.posts[-1].body == "What draws you here?"
    assert room.last.marks == (Mark.UNTRANSLATED,)


def test_a_translation_into_its_own_script_is_shown() -> None:
    room = Room(snapshot(language="zh-CN")).begin()
    room.model("你为什么来这里？")
    assert room.posts[-1].body == "你为什么来这里？"
