"""One failure that everybody would meet stops all dialling; one probe at a time finds out when it is over."""

import pytest

from bot.gemini.api.breaker import FIRST_WAIT, LONGEST_WAIT, PROBE_TAKES, Breaker
from bot.gemini.api.failures import BY_NAME, ConnectionStage, Retry

QUOTA = BY_NAME["quota"].failure(ConnectionStage.LIVE, 1011)
KEY = BY_NAME["bad_key"].failure(ConnectionStage.SETUP, 1007)
DROPPED = BY_NAME["dropped"].failure(ConnectionStage.LIVE, 1006)
SOON, LONG = FIRST_WAIT[Retry.LATER], FIRST_WAIT[Retry.NEVER]


def test_it_is_closed_until_something_happens() -> None:
    breaker = Breaker()
    assert breaker.blocked(0.0) is None
    assert breaker.until is None
    assert not breaker.may_probe(0.0)
    assert repr(breaker) == "<Breaker closed>"


def test_a_failure_of_one_interview_blocks_nobody() -> None:
    breaker = Breaker()
    breaker.record(DROPPED, 100.0)
    assert breaker.blocked(100.0) is None


def test_quota_blocks_everybody_and_says_until_when() -> None:
    breaker = Breaker()
    breaker.record(QUOTA, 100.0)
    assert breaker.blocked(101.0) == QUOTA
    assert breaker.until == 100.0 + SOON
    assert not breaker.may_probe(100.0 + SOON - 1)


def test_one_probe_at_a_time() -> None:
    breaker = Breaker()
    breaker.record(QUOTA, 0.0)
    assert breaker.may_probe(SOON)
    assert not breaker.may_probe(SOON + 1)
    assert breaker.blocked(SOON + 1) == QUOTA


def test_a_probe_that_succeeds_opens_the_way() -> None:
    breaker = Breaker()
    breaker.record(QUOTA, 0.0)
    assert breaker.may_probe(SOON)
    breaker.success(SOON + 2)
    assert breaker.blocked(SOON + 2) is None
    breaker.record(QUOTA, 100.0)
    assert breaker.until == 100.0 + SOON


def test_the_wait_grows_with_each_failed_probe_up_to_a_limit() -> None:
    breaker = Breaker()
    now, waits = 0.0, []
    breaker.record(QUOTA, now)
    for _ in range(8):
        assert breaker.until is not None
        waits.append(breaker.until - now)
        now = breaker.until
        assert breaker.may_probe(now)
        breaker.record(QUOTA, now)
    assert waits[:3] == [SOON, 2 * SOON, 4 * SOON]
    assert waits[-1] == LONGEST_WAIT[Retry.LATER]


def test_a_hundred_interviews_that_fail_together_count_once() -> None:
    breaker = Breaker()
    for _ in range(100):
        breaker.record(QUOTA, 10.0)
    assert breaker.until == 10.0 + SOON


def test_what_a_person_must_repair_is_still_probed_after_a_long_while() -> None:
    """Nobody tells us when the operator has fixed it."""
    breaker = Breaker()
    breaker.record(KEY, 0.0)
    assert not breaker.may_probe(LONG - 1)
    assert breaker.may_probe(LONG)


def test_a_probe_that_meets_another_failure_of_everybody_waits_for_that() -> None:
    breaker = Breaker()
    breaker.record(QUOTA, 0.0)
    assert breaker.may_probe(SOON)
    breaker.record(KEY, SOON)
    assert breaker.blocked(SOON) == KEY
    assert breaker.until == SOON + LONG


def test_a_probe_that_proves_nothing_lets_the_next_one_try() -> None:
    breaker = Breaker()
    breaker.record(QUOTA, 0.0)
    assert breaker.may_probe(SOON)
    breaker.record(DROPPED, SOON + 1)
    assert breaker.may_probe(SOON + 2)


def test_a_probe_that_is_never_heard_of_again_is_given_up() -> None:
    breaker = Breaker()
    breaker.record(QUOTA, 0.0)
    assert breaker.may_probe(SOON)
    assert not breaker.may_probe(SOON + PROBE_TAKES - 1)
    assert breaker.may_probe(SOON + PROBE_TAKES)


def test_who_looks_after_the_process_hears_of_networks_too() -> None:
    """Two dials in a row that nobody got an answer between; one alone is an accident. An answer ends it."""
    breaker = Breaker()
    assert not breaker.tried
    breaker.record(DROPPED, 100.0)
    assert breaker.trouble is None
    breaker.record(DROPPED, 101.0)
    assert breaker.trouble == DROPPED
    assert breaker.blocked(101.0) is None
    breaker.success(102.0)
    assert breaker.trouble is None
    breaker.record(KEY, 103.0)
    assert breaker.trouble == KEY


@pytest.mark.parametrize("name", ["declined", "silent", "picture_refused", "bad_setup", "too_big"])
def test_what_one_interview_brought_about_is_nobodys_trouble(name: str) -> None:
    """However often."""
    breaker = Breaker()
    for now in range(5):
        breaker.record(BY_NAME[name].failure(ConnectionStage.LIVE), float(now))
    assert breaker.trouble is None
