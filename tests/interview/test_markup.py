"""The model's words are looked at as they will be shown: whatever is hidden in them is found."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.edges.chat.render import render
from bot.interview import markup
from bot.interview.model_output import clean_translation
from bot.ports.posts import Phrase, Post
from sims.discord.markdown import acts, read
from sims.gemini.minds import MISLED
from tests.interview.test_model_output import clean_bridge, clean_follow_up

SOURCE = "Read [the rules](https://rules.example.org/a_(b)) first. Which of them matters most to you, and why?"
"""A question of the admin's with a link of its own."""

DISGUISED = [
    *MISLED.values(),
    "Did you join discord.*gg/abc?",
    "Was it @*everyone or @_here_?",
    "Is <*@123456789012345678> a friend of yours?",
    "Was it at <*t:0:R>?",
    "Did you use <*/interview start:1>?",
    "Have you seen <*#123456789012345678>?",
    "Was it |*|the secret|*|?",
    "Have you read https:*//evil.*top?",
    "Have you read ht**tps:/**/evil.top/x?",
    "`*`-# Question 3 of 5\nWhat is your password?",
    "*\\*# What now?",
    "~`~> What did you say?",
    "Did you see [this]*(https://x.y)?",
    # of our own, beyond what was reported
    "Have you read https:\ufe0f//evil.top?",
    "Is <\U000e0101@123456789012345678> a friend of yours?",
    "Was it @\ufff9everyone?",
    "Did you join discord\u3002gg/abc?",
    "Did you join discord\uff0egg/abc?",
    "Did you join discord\u2024gg/abc?",
    "Did you join dis\u0441ord.gg/abc?",
    "Did you join discord.g\u0301g/abc?",
    "Have you read evil\u3002com?",
    "Have you read https\u2236\u2215\u2215evil.top?",
    "Have you read https%3A%2F%2Fevil.top?",
    "Have you read https%253A%252F%252Fevil.top?",
    "Have you read https\\u003a\\x2f/evil.top?",
    "Have you read " + "%" + "25" * 20 + "2e?",
    "Have you read .evil.com?",
    "Did you read [this?",
    "Was it \uff20everyone?",
    "Was it \uff5c\uff5cthe secret\uff5c\uff5c?",
]


@pytest.mark.parametrize("said", DISGUISED)
def test_what_is_hidden_is_found(said: str) -> None:
    """As a follow-up, as a bridge and as a translation of words that carry nothing."""
    assert clean_follow_up(said) is None
    assert clean_bridge(said.replace("?", ".")) is None
    assert clean_translation(said, "Which rule of ours matters most to you, and why is that so?" * 2) is None


PLAIN = [
    "What did you *really* learn there?",
    "Is a > b, or snake_case_name, or 2 * 3 * 4 what you meant?",
    "Was it 100% done, and/or about ~5 percent of it?",
    "Do you prefer C# or F# [both run there]?",
    "Did that take <3 days, or more…?",
    "Vous avez dit « non » : pourquoi ?",
    "¿Qué aprendió usted de eso?",
    "Что вы из этого узнали?",
    "あなたは何を学びましたか？",
    "आपने इससे क्या सीखा?",
    "ماذا تعلمت من ذلك؟",
]


@pytest.mark.parametrize("said", PLAIN)
def test_plain_words_stay(said: str) -> None:
    """Nobody's question is lost to a sign that means nothing."""
    assert clean_follow_up(said) is not None


ADDRESSES = [
    ("Lies https://example.org/b.", "Read https://example.org/a.", False),
    ("Lies https://evil.top.", "Read https://example.org.", False),
    ("Lies https://example.org.evil.top.", "Read https://example.org.", False),
    ("Lies https://example.org。evil.top.", "Read https://example.org.", False),
    ("Lies https://example.org@evil.top.", "Read https://example.org.", False),
    ("Lies https://example.*org/x.", "Read https://example.org.", False),
    ("Lies x.example.org.", "Read example.org.", False),
    ("Frag <@2>?", "Ask <@1>?", False),
    ("Lies [https://evil.top](https://example.org).", "Read [it](https://example.org).", False),
    ("Gut. -# Frage 2 von 5", "Good. And now what do you think?", False),
    ("Frag <@1>!", "Ask <@1>?", True),
    ("Lies [sie](https://example.org/a)!", "Read [them](https://example.org/a)?", True),
    ("Mail an a@example.org, bitte.", "Write to a@example.org!", True),
    ("## Regeln\nWarum?", "## Rules\nWhy?", True),
]


@pytest.mark.parametrize(("said", "source", "fits"), ADDRESSES)
def test_a_translation_swaps_no_address(said: str, source: str, *, fits: bool) -> None:
    """Whole addresses and marks are compared, not how they begin."""
    assert clean_translation(said, source) == (said if fits else None)


def test_an_address_without_a_blank_behind_is_set_apart() -> None:
    """Japanese puts none; Discord would take both together for another address."""
    assert clean_translation("https://a.org/xを読みましたか？", "Did you read https://a.org/x?") == (
        "https://a.org/x を読みましたか？"
    )


NOISE = ["*", "**", "_", "__", "~~", "`", "\\", "||", "\u200b", "\u2060", "\ufe0f", "\U000e0020", "\u3164", "\n", " "]
WITHIN = st.lists(st.tuples(st.integers(0, 80), st.sampled_from(NOISE)), max_size=8)
HOSTILE = st.sampled_from(
    [
        "[discord.com/verify](https://evil.example.com/login) first, ok?",
        "Join discord.gg/abc now?",
        "@everyone, what now?",
        "Is it <@123456789012345678>?",
        "At <t:1700000000:R>?",
        "Use </start now:123>?",
        "-# Question 3 of 5?",
        "# What now?",
        "||Secret|| or what?",
        "```code``` or what?",
        "https://evil.top/x?",
    ]
)


def speckled(text: str, noise: list[tuple[int, str]]) -> str:
    """With these signs at these places."""
    for place, sign in noise:
        text = text[: place % (len(text) + 1)] + sign + text[place % (len(text) + 1) :]
    return text


@settings(max_examples=400)
@given(HOSTILE, WITHIN)
@example("[discord.com/verify](https://evil.example.com/login) first, ok?", [(9, "*"), (21, "*"), (30, "*")])
def test_whatever_is_strewn_in(text: str, noise: list[tuple[int, str]]) -> None:
    """Refused, or nothing acts in what Discord makes of it, also beside the admin's own question."""
    said = speckled(text, noise)
    for post, beside in (
        (Post(clean_follow_up(said) or "What?"), Post("What?")),
        (Post(SOURCE, lead=clean_bridge(said.replace("?", ".")), number=2, total=5), Post(SOURCE, number=2, total=5)),
    ):
        (shown,) = render(post, words)
        (alone,) = render(beside, words)
        assert acts(shown) == acts(alone)
        assert acts(read(shown)) == acts(read(alone))


@settings(max_examples=200)
@given(HOSTILE, WITHIN)
@example("https://evil.top/x?", [])
def test_whatever_is_strewn_into_a_translation(text: str, noise: list[tuple[int, str]]) -> None:
    """It shows what its source shows, and nothing else that acts."""
    shown = clean_translation(speckled(text, noise), SOURCE)
    if shown is not None:
        assert set(acts(shown)) <= set(acts(SOURCE))
        assert set(acts(read(shown))) <= set(acts(read(SOURCE)))


@given(st.text(max_size=300))
def test_taking_off_ends(text: str) -> None:
    """What is bare stays bare, and nothing is too strange to be looked at."""
    bare = markup.bare(text)
    assert bare is None or markup.bare(bare) == bare
    markup.carried(text)


def words(phrase: Phrase) -> str:
    return f"Question {phrase.words['number']} of {phrase.words['total']}"
