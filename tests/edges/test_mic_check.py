"""The microphone check as a table: what stands in the way, what is said about it, and when somebody is heard."""

from dataclasses import replace

import pytest

from bot.media.mic_check import (
    HINT_AFTER,
    NOTHING_AFTER,
    PUSH_TO_TALK_AFTER,
    SILENCE_AFTER,
    SPEECH_LEVEL,
    SPEECH_SECONDS,
    MicCheck,
    MicFinding,
    Presence,
    bar,
    steps,
)

FINE = Presence(here=True, connected=True, encrypted=True)
FRAMES = round(SPEECH_SECONDS / 0.02)


def check(presence: Presence = FINE, *, known: bool = False) -> MicCheck:
    made = MicCheck(0.0, known=known)
    made.look(presence, 0.0)
    return made


def speak(made: MicCheck, frames: int, at: float, level: float = 0.05) -> None:
    for _ in range(frames):
        made.packet(at)
        made.heard(level)


@pytest.mark.parametrize(
    ("presence", "finding"),
    [
        (FINE, MicFinding.LISTENING),
        (Presence(), MicFinding.ABSENT),
        (replace(FINE, connected=False), MicFinding.CONNECTING),
        (replace(FINE, encrypted=False), MicFinding.ENCRYPTING),
        (replace(FINE, self_muted=True), MicFinding.SELF_MUTED),
        (replace(FINE, muted=True), MicFinding.MUTED),
        (replace(FINE, muted=True, self_muted=True), MicFinding.MUTED),
        (replace(FINE, suppressed=True), MicFinding.SUPPRESSED),
        (replace(FINE, self_deafened=True, self_muted=True), MicFinding.SELF_DEAFENED),
        (replace(FINE, deafened=True), MicFinding.DEAFENED),
        (replace(FINE, we_are_muted=True, self_muted=True), MicFinding.WE_ARE_MUTED),
        (replace(FINE, we_are_deaf=True), MicFinding.WE_ARE_DEAF),
        (replace(FINE, push_to_talk=True), MicFinding.PUSH_TO_TALK),
    ],
)
def test_every_state_has_its_finding(presence: Presence, finding: MicFinding) -> None:
    """What only the team can change is named before what the candidate can."""
    made = check(presence)
    assert made.finding(1.0) is finding
    assert made.settle(1.0) is None


def test_a_word_or_two_is_enough() -> None:
    """And a bit less is not."""
    made = check()
    speak(made, FRAMES - 1, 1.0)
    assert made.settle(1.0) is None
    speak(made, 1, 1.1)
    assert made.settle(1.1) is True
    assert made.through
    assert made.settle(1.2) is None


def test_clicks_do_not_add_up() -> None:
    """A keyboard in a quiet room is nobody's voice."""
    made = check()
    for second in range(60):
        speak(made, 2, second)
        speak(made, 10, second, SPEECH_LEVEL / 10)
    assert made.settle(60.0) is None


def test_without_any_packet_the_advice_changes() -> None:
    """First the key that must be held, then the device."""
    made = check()
    assert made.finding(PUSH_TO_TALK_AFTER - 0.1) is MicFinding.LISTENING
    assert made.finding(PUSH_TO_TALK_AFTER) is MicFinding.PUSH_TO_TALK
    assert made.finding(NOTHING_AFTER) is MicFinding.NOTHING
    made.packet(NOTHING_AFTER + 1)
    assert made.finding(NOTHING_AFTER + 1) is MicFinding.LISTENING


def test_packets_without_sound_are_told_apart() -> None:
    """Something sends, and it is not a voice."""
    made = check()
    for beat in range(int(SILENCE_AFTER / 0.02) + 1):
        made.packet(beat * 0.02)
        made.heard(0.0)
    assert made.finding(SILENCE_AFTER) is MicFinding.SILENCE
    assert made.finding(SILENCE_AFTER + 2) is MicFinding.LISTENING


def test_the_clock_of_the_advice_starts_when_the_obstacle_goes() -> None:
    """A person who has just unmuted is not told to look for another device."""
    made = check(replace(FINE, self_muted=True))
    made.look(FINE, 100.0)
    assert made.finding(101.0) is MicFinding.LISTENING


def test_who_spoke_while_we_were_muted_waits_for_us() -> None:
    """Nothing begins before both can hear each other."""
    made = check(replace(FINE, we_are_muted=True))
    speak(made, FRAMES, 1.0)
    assert made.settle(1.0) is None
    made.look(FINE, 2.0)
    assert made.settle(2.0) is True


def test_a_return_needs_no_second_test() -> None:
    """Out is out, also for a second; back and unmuted is back."""
    made = check()
    speak(made, FRAMES, 1.0)
    assert made.settle(1.0) is True
    made.look(Presence(connected=True), 10.0)
    assert made.settle(10.0) is False
    made.look(replace(FINE, self_muted=True), 12.0)
    assert made.settle(12.0) is None
    made.look(FINE, 13.0)
    assert made.settle(13.0) is True


def test_a_dropped_line_is_no_leaving() -> None:
    """It comes back by itself within seconds; the interview need not know."""
    made = check()
    speak(made, FRAMES, 1.0)
    made.settle(1.0)
    made.look(replace(FINE, connected=False, encrypted=False), 2.0)
    assert made.settle(2.0) is None
    assert made.through


def test_after_a_restart_nobody_is_tested_again() -> None:
    """Their microphone worked a minute ago."""
    assert check(known=True).settle(0.0) is True


def test_muted_for_long_is_hinted_at_once() -> None:
    """Not while we speak, not twice, and again when it happens again."""
    made = check(known=True)
    made.settle(0.0)
    assert made.hint(100.0, quiet_since=0.0) is None
    made.look(replace(FINE, self_muted=True), 100.0)
    assert made.hint(100.0 + HINT_AFTER, quiet_since=105.0) is None
    assert made.hint(200.0, quiet_since=float("inf")) is None
    assert made.hint(105.0 + HINT_AFTER, quiet_since=105.0) is MicFinding.SELF_MUTED
    assert made.hint(300.0, quiet_since=105.0) is None
    made.look(FINE, 301.0)
    made.look(replace(FINE, muted=True), 302.0)
    assert made.hint(400.0, quiet_since=105.0) is MicFinding.MUTED


def test_the_bar_needs_no_colour() -> None:
    """Its length says it, and it never moves backwards."""
    levels = (0.0, 0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 1.0)
    assert [steps(level) for level in levels] == sorted(steps(level) for level in levels)
    assert bar(0.0) == "▱" * 10
    assert bar(1.0) == "▰" * 10
    assert 0 < steps(SPEECH_LEVEL) < 5


@pytest.mark.parametrize(
    ("presence", "after", "heard"),
    [
        (FINE, NOTHING_AFTER, False),
        (FINE, NOTHING_AFTER - 1, None),
        (replace(FINE, we_are_deaf=True), 0.0, False),
        (replace(FINE, encrypted=False), NOTHING_AFTER, False),
        (replace(FINE, encrypted=False), 1.0, None),
        (replace(FINE, connected=False), NOTHING_AFTER, False),
        (replace(FINE, self_muted=True), NOTHING_AFTER, None),
        (Presence(), NOTHING_AFTER, None),
    ],
)
def test_a_call_in_which_nothing_arrived(presence: Presence, after: float, heard: bool | None) -> None:
    """Ours, perhaps, where they were there and not muted; nobody can say where they were not."""
    assert check(presence).outcome(after) is heard


def test_a_call_in_which_something_did() -> None:
    """Also after they went."""
    made = check()
    speak(made, FRAMES, 1.0)
    made.settle(1.0)
    made.look(Presence(), 2.0)
    made.settle(2.0)
    assert made.outcome(99.0) is True
    silent = check()
    silent.packet(1.0)
    assert silent.outcome(NOTHING_AFTER) is None
