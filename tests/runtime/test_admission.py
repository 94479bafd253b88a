"""Who may start: one table of standings, the reason and the time for each No."""

from dataclasses import replace

import pytest

from bot.clock import DAY
from bot.gemini.api.failures import ConnectionStage, Failure, FailureSide, Retry
from bot.runtime.admission import SOON, AdmissionState, refusal
from bot.store.records import Counts, GuildSettings
from bot.words import Words

NOW = 1_000_000.0
SETTINGS = GuildSettings(1, starts_per_day=3, interviews_per_day=50, cost_per_day_usd=20.0)
FREE = AdmissionState(
    now=NOW,
    counts=Counts(0, 0, 0.0, None, None),
    settings=SETTINGS,
    already_running=False,
    awake=0,
    awake_here=0,
    awake_limit=200,
    servers=2,
)
QUOTA = Failure("quota", FailureSide.GOOGLE, Retry.LATER, ConnectionStage.SETUP)
KEY = Failure("bad_key", FailureSide.OPERATOR, Retry.NEVER, ConnectionStage.SETUP)

ROWS = [
    (replace(FREE, stopping=True), "edge-refused-stopping", NOW + 60),
    (replace(FREE, already_running=True), "edge-refused-running", None),
    (replace(FREE, counts=Counts(3, 3, 0.0, NOW - 10, NOW - 90)), "edge-refused-user-day", NOW - 10 + DAY),
    (replace(FREE, counts=Counts(0, 50, 0.0, None, NOW - 90)), "edge-refused-guild-day", NOW - 90 + DAY),
    (replace(FREE, counts=Counts(0, 9, 20.0, None, NOW - 90)), "edge-refused-guild-cost", NOW - 90 + DAY),
    (replace(FREE, is_voice=True, settings=replace(SETTINGS, voice=False)), "edge-refused-voice-off", None),
    (replace(FREE, is_voice=True, can_speak=False, voice_taken=True), "edge-refused-voice-off", None),
    (replace(FREE, is_voice=True, voice_taken=True), "edge-refused-voice-busy", None),
    (
        replace(FREE, is_voice=True, with_video=True, settings=replace(SETTINGS, video=False)),
        "edge-refused-video-off",
        None,
    ),
    (
        replace(FREE, is_voice=True, with_video=True, has_camera_page=False, voice_taken=True),
        "edge-refused-video-off",
        None,
    ),
    (replace(FREE, awake=200), "edge-refused-process", NOW + SOON),
    (replace(FREE, awake=100, awake_here=100), "edge-refused-process", NOW + SOON),
    (replace(FREE, blocked=QUOTA, blocked_until=NOW + 30), "edge-refused-provider", NOW + 30),
    (replace(FREE, blocked=KEY, blocked_until=NOW + 900), "edge-refused-provider-fix", NOW + 900),
]


@pytest.mark.parametrize(("standing", "key", "until"), ROWS, ids=[row[1] for row in ROWS])
def test_each_refusal_has_its_reason_and_its_time(standing: AdmissionState, key: str, until: float | None) -> None:
    """The key exists in both languages, and the time is when the reason ends."""
    refused = refusal(standing)
    assert refused is not None
    assert (refused.key, refused.until) == (key, until)
    assert all(Words().fill(locale, key, refused.words) for locale in ("en", "de"))


def test_nothing_in_the_way() -> None:
    """Just below every limit is free."""
    assert refusal(replace(FREE, counts=Counts(2, 49, 19.99, NOW, NOW), awake=199, awake_here=99)) is None


def test_the_only_server_may_fill_it() -> None:
    """There is nobody to leave room for."""
    assert refusal(replace(FREE, awake=199, awake_here=199, servers=1)) is None


def test_writing_needs_no_voice_slot() -> None:
    """A text interview depends neither on who holds the voice slot nor on whether voice is offered."""
    silent = replace(FREE, settings=replace(SETTINGS, voice=False), can_speak=False, voice_taken=True)
    assert refusal(silent) is None
    assert refusal(replace(FREE, is_voice=True, has_camera_page=False, settings=replace(SETTINGS, video=False))) is None
    assert refusal(replace(FREE, is_voice=True, with_video=True)) is None


def test_a_start_may_be_the_probe() -> None:
    """Once the breaker's wait is over somebody has to find out."""
    assert refusal(replace(FREE, blocked=QUOTA, blocked_until=NOW)) is None


def test_a_limit_of_none_never_opens_today() -> None:
    """A server that allows nothing has no oldest start; the person is told to come back, not given a wrong hour."""
    refused = refusal(replace(FREE, settings=replace(SETTINGS, interviews_per_day=0)))
    assert refused is not None
    assert refused.until == NOW + SOON
