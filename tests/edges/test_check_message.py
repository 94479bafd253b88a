"""The one message of the microphone check: when it is written, what stands in it."""

import pytest

from bot.edges.voice.mic_check import EDIT_SECONDS, FIRST_AFTER, MicCheckMessage
from bot.media.mic_check import SOUND, MicCheck, MicFinding, Presence
from bot.words import Words, languages

FINE = Presence(here=True, connected=True, encrypted=True)


def say(key: str, /, **words: str | int | float) -> str:
    return Words().say("en", key, **words)


@pytest.fixture
def message() -> MicCheckMessage:
    return MicCheckMessage(say)


def check(presence: Presence, *, known: bool = False) -> MicCheck:
    made = MicCheck(0.0, known=known)
    made.look(presence, 0.0)
    made.settle(0.0)
    return made


def test_it_comes_a_moment_later_and_is_edited_slowly(message: MicCheckMessage) -> None:
    """The level moves with the voice, not faster than people read."""
    made = check(FINE)
    assert message.next(made, 0.0, 0.0) is None
    first = message.next(made, 0.0, FIRST_AFTER)
    assert first is not None
    assert first.new
    assert first.text.startswith("**Microphone check**\nSay anything")
    assert "▱▱▱▱▱▱▱▱▱▱ (0 of 10)" in first.text
    assert message.next(made, 0.5, FIRST_AFTER + EDIT_SECONDS / 2) is None
    later = message.next(made, 0.25, FIRST_AFTER + EDIT_SECONDS)
    assert later is not None
    assert not later.new
    assert "▰" in later.text
    assert message.next(made, 0.25, FIRST_AFTER + EDIT_SECONDS * 3) is None


def test_once_heard_it_says_so_and_is_left_alone(message: MicCheckMessage) -> None:
    """Its buttons go; the interview has its own."""
    made = check(FINE)
    message.next(made, 0.0, 0.0)
    message.next(made, 0.0, FIRST_AFTER)
    for _ in range(40):
        made.heard(0.1)
    assert made.settle(2.0) is True
    last = message.next(made, 0.1, 2.0)
    assert last is not None
    assert last.over
    assert "I hear you" in last.text
    assert message.next(made, 0.1, 9.0) is None


def test_who_is_known_reads_nothing(message: MicCheckMessage) -> None:
    """After a restart the interview just goes on."""
    made = check(FINE, known=True)
    assert message.next(made, 0.0, 0.0) is None
    made.look(Presence(connected=True), 1.0)
    made.settle(1.0)
    assert message.next(made, 0.0, 2.0) is None


def test_who_comes_back_muted_is_told(message: MicCheckMessage) -> None:
    """In a message of its own, since the first one says that all is well."""
    made = check(FINE, known=True)
    message.next(made, 0.0, 0.0)
    made.look(Presence(connected=True), 1.0)
    made.settle(1.0)
    made.look(Presence(here=True, connected=True, encrypted=True, self_muted=True), 2.0)
    made.settle(2.0)
    assert message.next(made, 0.0, 2.0) is None
    told = message.next(made, 0.0, 2.0 + FIRST_AFTER)
    assert told is not None
    assert told.new
    assert "You are muted" in told.text


@pytest.mark.parametrize("language", languages())
def test_every_finding_has_its_sentence(language: str) -> None:
    """A level stands only where there is sound to show."""
    for finding in MicFinding:
        assert Words().say(language, f"room-check-{finding.value}")
    assert MicFinding.SELF_MUTED not in SOUND
