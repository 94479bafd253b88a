"""Whatever the model says, only safe words reach the thread."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.interview import model_output
from bot.interview.model_output import LONGEST, clean_translation

clean_bridge = partial(model_output.clean_bridge, language="any")
clean_follow_up = partial(model_output.clean_follow_up, language="any")

BRIDGES = [
    ("Thank you, that paints a clear picture.", "Thank you, that paints a clear picture."),
    ("  Thanks for\n telling me! ", "Thanks for telling me!"),
    ("Du hast also schon einen Verein geleitet.", "Du hast also schon einen Verein geleitet."),
    ("", None),
    ("   ", None),
    ("Thanks. And now the next one.", None),
    ("Thanks for telling me. Thanks for  telling me. THANKS FOR TELLING ME.", "Thanks for telling me."),
    ("谢 谢 你 告 诉 我 。谢谢你告诉我。", "谢谢你告诉我。"),
    ("Thanks. What else?", None),
    ("Great answer!", None),
    ("Das war hervorragend.", None),
    ("I hear you.", None),
    ("See https://example.org for more.", None),
    ("x" * 241, None),
]


@pytest.mark.parametrize(("said", "shown"), BRIDGES)
def test_a_bridge_is_one_plain_sentence(said: str, shown: str | None) -> None:
    """No question, no praise, no second sentence."""
    assert clean_bridge(said) == shown


FOLLOW_UPS = [
    ("What did you learn from it?", "What did you learn from it?"),
    ("That helps, thank you. What did you learn from it?", "That helps, thank you. What did you learn from it?"),
    ("Great answer! What did you learn from it?", "What did you learn from it?"),
    ("What makes an answer right or wrong for you?", "What makes an answer right or wrong for you?"),
    ("もう少し教えていただけますか。", "もう少し教えていただけますか。"),
    ("ما الذي تعلمته؟", "ما الذي تعلمته؟"),
    ("Thank you.", None),
    ("", None),
    ("What did you learn? What did you learn? what did you  learn?", "What did you learn?"),
    (
        "A map, then. What did you draw? A map, then. With which tools?",
        "A map, then. What did you draw? With which tools?",
    ),
    ("请 问 你 最 喜 欢 什 么 ？", "请问你最喜欢什么？"),
    ("東 京 の Tower で は 何 を し ま し た か 。", "東京の Tower では何をしましたか。"),
    ("어떤 일을 했나요?", "어떤 일을 했나요?"),
    ("Is <@123> a friend of yours?", None),
    ("Should I ping @everyone?", None),
    ("Did you see discord.gg/abc?", None),
    ("Have you read www.example.org?", None),
    ("Did you read [this](https://x.y)?", None),
    ("# What now?", None),
    ("```What?```", None),
    ("Was it evil\u200b.com?", None),
    ("What?" + "x" * LONGEST, None),
    ("Which of <@&123456789012345678> are you?", None),
    ("Was it @\u200beveryone or @\u2060here?", None),
    ("Was it <\u200b@&1>?", None),
    ("Was it @\u3164everyone?", None),
    ("Did you read [this](evil)?", None),
    ("Did you read [this]\u200b(<https://x.y>)?", None),
    ("Did you join ｄｉｓｃｏｒｄ．ｇｇ／abc?", None),
    ("Did you join dsc.cc/abc?", None),
    ("Did you read example.tk/abc?", None),
    ("Was it at <t:1700000000:R>?", None),
    ("How <:smile:123> was it?", None),
    ("How <a:smile:123> was it?", None),
    ("Did you look at <id:customize>?", None),
    ("Did you use </interview start:1>?", None),
    ("-# What now?", None),
    ("Tell me:\n# What now?", None),
    ("Great answer! -# What now?", None),
    ("Was it ||the secret||?", None),
    ("> What did you say?", None),
    ("**What** did `you` ~~not~~ __learn__ _there_ from snake_case?", "What did you not learn there from snake_case?"),
    ("What did you mean by \u202egnihton\u202c?", "What did you mean by gnihton?"),
    ("a." * 2500 + "?", None),
    ("<@1>" * 1250, None),
]


@pytest.mark.parametrize(("said", "shown"), FOLLOW_UPS)
def test_a_follow_up_asks_and_carries_nothing_else(said: str, shown: str | None) -> None:
    """Mentions, links, invites, headings and code refuse the whole."""
    assert clean_follow_up(said) == shown


@pytest.mark.parametrize(
    "piece", ["a", "a-", "a.", "a ", "<", "_", "discord .", "h\u200b", "?!", "\n ", "[", "+a", "%25", "\ufdfa"]
)
def test_no_text_takes_for_ever(piece: str) -> None:
    """A hostile reply of a megabyte, or one just short enough to be read: a pattern that goes back and forth would not
    come to an end here."""
    for size in (3900, 1_000_000):
        said = (piece * size)[:size]
        clean_bridge(said)
        clean_follow_up(said)
        clean_translation(said, "Why " * 900)


@given(st.text(max_size=400))
def test_no_text_is_too_strange(said: str) -> None:
    """Never raises; what is shown has no mention, no link, no line break."""
    for clean in (clean_bridge, clean_follow_up):
        shown = clean(said)
        if shown is not None:
            assert "\n" not in shown
            assert "://" not in shown
            assert "<@" not in shown
            assert len(shown) <= LONGEST


def test_a_translation_may_carry_what_its_source_carries() -> None:
    """The admin's own link is the admin's; a new one is not."""
    assert clean_translation("Lies https://example.org?", "Read https://example.org?") == "Lies https://example.org?"
    assert clean_translation("Lies https://example.org?", "Read it?") is None
    assert clean_translation("", "Why?") is None
    assert clean_translation("w" * 500, "Why?") is None
