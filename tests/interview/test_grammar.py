"""How positions are written: what is understood, and each mistake with its line."""

import pytest

from bot.errors import BadInput
from bot.interview.models import Question
from bot.interview.plan.grammar import DEFAULT_POSITION, parse_languages, parse_questions, read_questions
from bot.words import Words, languages

UNDERSTOOD = [
    ("Why?", Question("Why?")),
    ("  Why?  ", Question("Why?")),
    ("Why? [required]", Question("Why?", required=True)),
    ("Why? [Required]", Question("Why?", required=True)),
    ("Why? [follow-ups: 0]", Question("Why?", 0)),
    ("Why?[follow-ups:3][required]", Question("Why?", 3, required=True)),
    ("Why? [required] [follow-ups: 2]", Question("Why?", 2, required=True)),
    ("What does [x] mean?", Question("What does [x] mean?")),
    ("1. Why?", Question("Why?")),
    ("- Why? [required]", Question("Why?", required=True)),
    ("• Why?", Question("Why?")),
    ("2. Bundesliga?", Question("2. Bundesliga?")),
    ("-5 degrees - why? [required]", Question("-5 degrees - why?", required=True)),
]


@pytest.mark.parametrize(("line", "question"), UNDERSTOOD)
def test_a_line_is_a_question(line: str, question: Question) -> None:
    """Word for word, without its suffixes."""
    assert parse_questions(line) == (question,)


def test_empty_lines_and_notes_are_not_asked() -> None:
    """A note for other admins stays with the admins."""
    text = "# who you are\n\nWho are you?\r\n   \n  # how\nHow? [follow-ups: 0]\n"
    assert parse_questions(text) == (Question("Who are you?"), Question("How?", 0))


MISTAKES = [
    ("", "grammar-no-questions", 0),
    ("# only a note\n\n", "grammar-no-questions", 0),
    ("Why?\n[required]", "grammar-no-text", 2),
    ("\n\nWhy? [requird]", "grammar-suffix-unknown", 3),
    ("Why? [required] [required]", "grammar-suffix-twice", 1),
    ("Why? [follow-ups: 1] [follow-ups: 2]", "grammar-suffix-twice", 1),
    ("Why? [follow-ups: 4]", "grammar-follow-ups", 1),
    ("Why? [follow-ups: -1]", "grammar-follow-ups", 1),
    ("Why? [follow-ups: many]", "grammar-follow-ups", 1),
    ("ok?\n" + "x" * 1001, "grammar-too-long", 2),
    ("Why?\n" * 26, "grammar-too-many", 26),
]


@pytest.mark.parametrize(("text", "key", "line"), MISTAKES)
@pytest.mark.parametrize("locale", languages())
def test_a_mistake_is_named_with_its_line(text: str, key: str, line: int, locale: str) -> None:
    """And there are words for it in every language."""
    with pytest.raises(BadInput) as caught:
        parse_questions(text)
    assert (caught.value.key, caught.value.line) == (key, line)
    assert Words().fill(locale, caught.value.key, caught.value.words)


def test_the_numbers_of_a_list_are_not_asked() -> None:
    """Where every question has its own, in order; a note between them is none, and one number alone is a question's."""
    assert [each.text for each in parse_questions("# first\n1. Why?\n2) How?\n\n3. 2. Bundesliga?")] == [
        "Why?",
        "How?",
        "2. Bundesliga?",
    ]
    assert [each.text for each in parse_questions("1. FC Union, why?\nHow?")] == ["1. FC Union, why?", "How?"]


def test_every_mistake_is_named() -> None:
    """Each with its line, beside the questions that can be read."""
    questions, mistakes = read_questions("Why? [reqired]\nHow?\n[required]\n" + "x" * 1001)
    assert [question.text for question in questions] == ["How?"]
    assert [(mistake.line, mistake.key) for mistake in mistakes] == [
        (1, "grammar-suffix-unknown"),
        (3, "grammar-no-text"),
        (4, "grammar-too-long"),
    ]
    assert [mistake.line for mistake in read_questions("?\n" * 30)[1]] == [26]


def test_the_edges_of_what_fits() -> None:
    """25 questions of 1,000 characters are fine."""
    assert len(parse_questions("\n".join(["x" * 1000] * 25))) == 25


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("en", ("en",)),
        ("de, en", ("de", "en")),
        ("PT-br;zh_cn  DE", ("pt-BR", "zh-CN", "de")),
        ("en, en", ("en",)),
        ("English, Deutsch", ("en", "de")),
        ("brazilian  portuguese; Tiếng Việt", ("pt-BR", "vi")),
        ("english german", ("en", "de")),
    ],
)
def test_languages_are_tags(text: str, tags: tuple[str, ...]) -> None:
    """In any case, with commas, semicolons or spaces; the first is the questions' own."""
    assert parse_languages(text) == tags


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "grammar-no-language"),
        ("klingon", "grammar-language-unknown"),
        ("ar bg bn ca cs da de el en es et", "grammar-too-many-languages"),
    ],
)
@pytest.mark.parametrize("locale", languages())
def test_a_mistake_in_the_languages_is_named(text: str, key: str, locale: str) -> None:
    """And there are words for it in every language."""
    with pytest.raises(BadInput) as caught:
        parse_languages(text)
    assert caught.value.key == key
    assert Words().fill(locale, key, caught.value.words)


@pytest.mark.parametrize("locale", languages())
def test_the_ready_made_position_is_well_formed(locale: str) -> None:
    """A fresh server can interview at once, in each of our languages."""
    words = Words()
    questions = parse_questions(words.say(locale, DEFAULT_POSITION.questions))
    assert len(questions) == 5
    assert questions[0].required
    assert len(words.say(locale, DEFAULT_POSITION.title)) <= 45
    assert words.say(locale, DEFAULT_POSITION.brief)
    assert words.say(locale, DEFAULT_POSITION.closing)
