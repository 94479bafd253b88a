"""What is wrong with the bot as a whole: each condition at its edge, and what nobody can say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import DAY
from bot.gemini.api.failures import ROWS, ConnectionStage, FailureSide
from bot.process.conditions import AlertCause, Surroundings, Vitals, conditions, unknown

NOW = 1_800_000_000.0


def causes(vitals: Vitals, around: Surroundings | None = None) -> list[AlertCause]:
    return [each.cause for each in conditions(vitals, around or Surroundings(), NOW)]


def test_all_is_well() -> None:
    assert causes(Vitals(deaf_calls=0, under_way=40), Surroundings(certificate_ends=NOW + 60 * DAY)) == []


@pytest.mark.parametrize(
    ("vitals", "around", "cause"),
    [
        (Vitals(refusal="x.db: the disk is full."), Surroundings(), AlertCause.DATABASE),
        (Vitals(), Surroundings(disk="only 0.5 GB (3 %) are free"), AlertCause.DISK),
        (Vitals(deaf_calls=3), Surroundings(), AlertCause.VOICE_DEAF),
        (Vitals(late=1.1), Surroundings(), AlertCause.LOOP_LATE),
        (Vitals(), Surroundings(silent=15.1), AlertCause.LOOP_LATE),
        (Vitals(), Surroundings(starts=[NOW - 300 * n for n in range(5)]), AlertCause.CRASH_LOOP),
        (Vitals(), Surroundings(certificate_ends=NOW + 13 * DAY), AlertCause.CERTIFICATE),
        (Vitals(), Surroundings(certificate_ends=0.0), AlertCause.CERTIFICATE),
        (Vitals(no_content=True), Surroundings(), AlertCause.INTENT),
    ],
    ids=lambda value: value.value if isinstance(value, AlertCause) else "",
)
def test_what_calls_the_operator(vitals: Vitals, around: Surroundings, cause: AlertCause) -> None:
    """With words for what it is and what to do."""
    (found,) = conditions(vitals, around, NOW)
    assert found.cause is cause
    assert found.what.endswith(".")
    assert found.fix.endswith(".")


@pytest.mark.parametrize(
    ("vitals", "around"),
    [
        (Vitals(deaf_calls=2), Surroundings()),
        (Vitals(late=1.0), Surroundings(silent=15.0)),
        (Vitals(), Surroundings(starts=[NOW - 300 * n for n in range(4)])),
        (Vitals(), Surroundings(starts=[NOW - 1800 - 300 * n for n in range(9)])),
        (Vitals(), Surroundings(certificate_ends=NOW + 14 * DAY)),
    ],
    ids=["two quiet calls", "a little late", "four starts", "starts of yesterday", "a certificate of two weeks"],
)
def test_what_does_not(vitals: Vitals, around: Surroundings) -> None:
    assert causes(vitals, around) == []


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("bad_key", AlertCause.GEMINI_KEY),
        ("leaked_key", AlertCause.GEMINI_KEY),
        ("bad_credentials", AlertCause.GEMINI_KEY),
        ("http_401", AlertCause.GEMINI_KEY),
        ("quota", AlertCause.GEMINI_QUOTA),
        ("billing_depleted", AlertCause.GEMINI_QUOTA),
        ("region", AlertCause.GEMINI_DOWN),
        ("dns", AlertCause.GEMINI_DOWN),
        ("http_5xx", AlertCause.GEMINI_DOWN),
    ],
)
def test_which_of_geminis_failures_is_which(name: str, cause: AlertCause) -> None:
    (row,) = [row for row in ROWS if row.name == name]
    assert causes(Vitals(gemini=row.failure(ConnectionStage.SETUP), gemini_tried=True)) == [cause]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_failure_has_a_fix(row: object) -> None:
    """The one that /diag gemini names; what a server said about it is in none."""
    failure = row.failure(ConnectionStage.SETUP, 1007, "secret words")  # type: ignore[attr-defined]
    (found,) = conditions(Vitals(gemini=failure, gemini_tried=True), Surroundings(), NOW)
    assert isinstance(found.side, FailureSide)
    assert "secret" not in found.what + found.fix


def test_what_nobody_can_say() -> None:
    """A process that has just begun does not call it over."""
    everything = set(AlertCause)
    known = {AlertCause.DISK, AlertCause.CRASH_LOOP}
    assert set(unknown(None, Surroundings())) == everything - known
    tried = Vitals(gemini_tried=True, deaf_calls=0)
    assert set(unknown(tried, Surroundings(certificate_ends=NOW))) == set()


@given(
    refusal=st.none() | st.just("x.db: it is locked."),
    deaf=st.none() | st.integers(0, 9),
    late=st.floats(0, 99),
    content=st.booleans(),
    silent=st.floats(0, 99),
    starts=st.lists(st.floats(NOW - 9999, NOW + 9), max_size=20),
    ends=st.none() | st.floats(0, NOW * 2),
)
def test_one_for_each_cause(
    refusal: str | None, deaf: int | None, late: float, content: bool, silent: float, starts: list[float], ends: float
) -> None:
    """Whatever comes together."""
    found = causes(
        Vitals(refusal=refusal, deaf_calls=deaf, late=late, no_content=content),
        Surroundings(silent=silent, starts=starts, certificate_ends=ends),
    )
    assert len(found) == len(set(found))
