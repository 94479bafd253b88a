"""The consent text: true sentence by sentence, complete, versioned, in every language."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import load
from bot.edges.chat.render import size
from bot.interview.models import InterviewType
from bot.store.records import GuildSettings
from bot.words import Words, languages
from cogs.interview import consent
from cogs.interview.consent import ConsentText, Terms, consent_text, delete_after

DIGESTS = {
    "1": "ee02ac9c37387692",
    "2": "9ebafa4a2eee2365",
    "3": "6ced53eb7ffcb4ba",
    "4": "92df74c5a92d6c63",
    "5": "64e2a22b2fc9bd09",
    "6": "f0ea65429222cd3e",
    "7": "daf3d885f7b74415",
}
"""Version → the English sentences it stands for. Changed a sentence? Raise VERSION, and add a line here."""

TERMS = Terms(
    title="Moderator",
    questions=5,
    language="Deutsch",
    model="gemini-3.8-live",
    paid=False,
    gateway="",
    server="Lantern Harbour",
    reviewers="Reviewers",
    reviewers_told=False,
    delete_after=1_800_000_000.0,
    deadline_days=7,
    backup_days=14,
    page="interviews.example.org",
)
LONG = {"recorded": True, "listeners": True, "reviewers_told": True, "gateway": "gateway.example"}
"""Every sentence that can be there at once."""


def text(locale: str = "en", **changes: object) -> str:
    return parts(locale, **changes).whole


def parts(locale: str = "en", **changes: object) -> ConsentText:
    return consent_text(Words(), locale, replace(TERMS, **changes))  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize("locale", languages())
def test_says_what_it_must(locale: str) -> None:
    """Model, place, date, readers, ways out, age; and it is no book."""
    said = text(locale)
    for part in (
        "Deutsch",
        "gemini-3.8-live",
        "Google",
        "Discord",
        "<t:1800000000:D>",
        "Reviewers",
        "/my-data",
        "18",
        "14",
    ):
        assert part in said
    assert len(said) < 4500


@pytest.mark.parametrize("kind", InterviewType)
@pytest.mark.parametrize("locale", languages())
def test_four_lines_come_first(locale: str, kind: InterviewType) -> None:
    """On a phone they and the buttons are one screen, whatever the settings; what matters most is among them."""
    for changes in ({}, {"paid": True, "reviewers": ""}, {"room": "Lounge"}, LONG):
        brief = parts(locale, kind=kind, **changes).brief
        _, *lines = brief.splitlines()
        assert [line[:4] for line in lines] == ["- **"] * 4
        for part, line in zip(("Gemini", "Google", "Bot", "<t:1800000000:D>"), lines, strict=True):
            assert part in line.replace("bot", "Bot")
        assert "/my-data" in lines[3]
        assert len(brief) < 1150


@pytest.mark.parametrize("locale", languages())
def test_the_short_lines_say_only_what_holds(locale: str) -> None:
    """What is said short is said only where it is true, as in full: sound, who hears it, and what Google may do."""

    def short(key: str, **filled: str) -> str:
        return Words().say(locale, f"start-consent-short-{key}", **filled)

    def holds(key: str, **changes: object) -> bool:
        return short(key, role="Reviewers", room="Lounge", kind="voice") in parts(locale, **changes).brief

    voice: dict[str, object] = {"kind": InterviewType.VOICE}
    listened = {**voice, "listeners": True}
    assert (holds("recorded", **voice, recorded=True), holds("recorded", **voice)) == (True, False)
    assert (holds("not-recorded", **voice), holds("not-recorded", **voice, recorded=True)) == (True, False)
    assert not holds("not-recorded")
    assert (holds("heard-open", **voice, room="Lounge"), holds("heard-open", **voice)) == (True, False)
    assert (holds("heard-reviewers", **listened), holds("heard-reviewers", **voice)) == (True, False)
    assert not holds("heard-reviewers", **listened, room="Lounge")
    assert (holds("google-paid", **voice, paid=True), holds("google-paid", **voice)) == (True, False)
    assert (holds("google-unpaid", **voice), holds("google-unpaid", **voice, paid=True)) == (True, False)
    assert (holds("readers-role"), holds("readers-managers")) == (True, False)
    assert (holds("readers-role", reviewers=""), holds("readers-managers", reviewers="")) == (False, True)


@pytest.mark.parametrize("locale", languages())
def test_says_only_what_holds(locale: str) -> None:
    """Each sentence with a condition is there exactly when its condition holds."""
    words = Words()

    def sentence(key: str, **filled: str) -> str:
        return words.say(locale, f"start-consent-{key}", **filled)

    unpaid, paid = sentence("google-unpaid"), sentence("google-paid")
    assert (unpaid in text(locale), paid in text(locale)) == (True, False)
    assert (unpaid in text(locale, paid=True), paid in text(locale, paid=True)) == (False, True)
    assert sentence("readers-managers") not in text(locale)
    assert sentence("readers-managers") in text(locale, reviewers="")
    assert sentence("reviewers-told") not in text(locale)
    assert sentence("reviewers-told") in text(locale, reviewers_told=True)
    assert "gateway.example" in text(locale, gateway="gateway.example")


@pytest.mark.parametrize("locale", languages())
def test_voice_says_what_writing_does_not(locale: str) -> None:
    """Where encryption ends, whose microphone, what goes to Google, what is kept, who may come in."""
    words = Words()

    def sentence(key: str, **filled: str) -> str:
        return words.say(locale, f"start-consent-voice-{key}", **filled)

    voice = {"kind": InterviewType.VOICE}
    said = text(locale, **voice)
    for key in ("encryption", "microphone", "text", "room-own", "not-recorded", "comforts"):
        assert sentence(key) in said
        assert sentence(key) not in text(locale)
    assert sentence("recorded") not in said
    assert sentence("recorded") in text(locale, recorded=True, **voice)
    assert sentence("not-recorded") not in text(locale, recorded=True, **voice)
    assert sentence("room-reviewers", role="Reviewers") in text(locale, listeners=True, **voice)
    lounge = text(locale, room="Lounge", listeners=True, **voice)
    assert sentence("room-open", room="Lounge") in lounge
    assert sentence("room-own") not in lounge
    assert sentence("room-reviewers", role="Reviewers") not in lounge
    assert len(parts(locale, **LONG, **voice).details) < 4000


@pytest.mark.parametrize("locale", languages())
def test_a_camera_says_what_a_voice_does_not(locale: str) -> None:
    """Camera and screen, where a picture goes and who sees it, what is kept, and what is never asked for; beside
    everything that is said about the voice."""
    words = Words()
    shown = [words.say(locale, f"start-consent-video-{key}") for key in ("chat", "kept", "never")]
    shown.append(words.say(locale, "start-consent-video-shown", host="interviews.example.org"))
    said = text(locale, kind=InterviewType.VIDEO)
    assert [sentence for sentence in shown if sentence not in said] == []
    for kind in (InterviewType.TEXT, InterviewType.VOICE):
        assert [sentence for sentence in shown if sentence in text(locale, kind=kind)] == []
    for key in ("encryption", "microphone", "text", "room-own", "not-recorded", "comforts"):
        assert words.say(locale, f"start-consent-voice-{key}") in said
    assert len(parts(locale, kind=InterviewType.VIDEO, **LONG).details) < 4000


@pytest.mark.parametrize("kind", InterviewType)
@pytest.mark.parametrize("locale", languages())
def test_the_longest_names_still_fit(locale: str, kind: InterviewType) -> None:
    """Discord refuses an embed that is too long; names give way before a sentence does."""
    names = dict.fromkeys(("title", "server", "reviewers"), "_" * 100)
    for room in ("", "*" * 100):
        said = parts(locale, kind=kind, room=room, **names, **LONG)
        assert size(f"{said.details}\n\n{said.agreed}") <= consent.LONGEST
        assert size(said.whole) <= consent.LONGEST_ALL
        assert said.agreed == Words().say(locale, "start-consent-adult")
    assert "\\_" * 100 in text(locale, **names)


def test_names_cannot_write_the_text() -> None:
    """A title, a role or a server's name formats, links and mentions nothing."""
    said = text(title="**[Click](https://x.example)** @everyone", reviewers="`a`", server="_b_")
    assert "**[Click]" not in said
    assert "@everyone" not in said
    assert "`a`" not in said
    assert " _b_ " not in said


def test_version_stands_for_the_words() -> None:
    """A changed sentence needs a new version."""
    lines = Path("bot/words/en/start.ftl").read_text(encoding="utf-8")
    sentences = lines[lines.index("start-consent-what") : lines.index("start-panel-title")]
    assert DIGESTS[consent.VERSION] == hashlib.sha256(sentences.encode()).hexdigest()[:16]


@pytest.mark.parametrize("days", [2, 90, 730])
@pytest.mark.parametrize("now", [1_799_971_200.0, 1_800_000_000.5, 1_800_057_599.0])
def test_deleted_on_a_whole_day_and_never_too_late(days: int, now: float) -> None:
    """The date stays the same while somebody reads, and retention is never exceeded."""
    until = delete_after(now, days)
    assert until % 86_400 == 0
    assert 0 <= now + days * 86_400 - until < 86_400


def test_terms_come_from_the_settings() -> None:
    """Paid, model, gateway and days are the operator's and the server's own."""
    config = load(
        {
            "GEMINI_PAID": "yes",
            "GEMINI_BASE_URL": "wss://relay.example/x",
            "GEMINI_MODEL": "gemini-9",
            "PUBLIC_URL": "https://interviews.example.org",
        }
    )
    settings = GuildSettings(1, retention_days=30, notify_channel_id=5)
    made = consent.terms(
        config, settings, title="T", questions=1, language="English", server="S", reviewers="", now=0.0
    )
    assert made.paid
    assert made.gateway == "relay.example"
    assert made.model == "gemini-9"
    assert made.reviewers_told
    assert made.page == "interviews.example.org"
    assert made.delete_after == 30 * 86_400
    for url in ("", "ws://127.0.0.1:9", "ws://localhost:9"):
        config = load({"GEMINI_BASE_URL": url})
        assert not consent.terms(
            config, settings, title="T", questions=1, language="English", server="S", reviewers="", now=0.0
        ).gateway
