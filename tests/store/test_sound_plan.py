"""Which recordings move at a restore, decided without a disk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.backup.sound import SoundPlan, plan

NONE: frozenset[int] = frozenset()
IDS = st.frozensets(st.integers(1, 5))
INTERVIEWS = st.dictionaries(st.integers(1, 5), st.integers(1, 2))


def these(*interview_ids: int) -> frozenset[int]:
    return frozenset(interview_ids)


@pytest.mark.parametrize(
    ("former", "restored", "erased", "here", "there", "expected"),
    [
        ({1: 10}, {1: 10}, {}, these(1), these(1), SoundPlan(NONE, NONE, NONE, NONE)),
        ({1: 10}, {1: 10}, {}, these(), these(1), SoundPlan(these(1), NONE, NONE, NONE)),
        ({1: 10, 2: 20}, {1: 10}, {}, these(1, 2), these(1), SoundPlan(NONE, these(2), NONE, NONE)),
        ({1: 11}, {1: 10}, {}, these(1), these(1), SoundPlan(these(1), these(1), NONE, NONE)),
        ({1: 10}, {}, {1: 10}, these(1), these(1), SoundPlan(NONE, NONE, these(1), NONE)),
        ({1: 11}, {}, {1: 10}, these(1), these(1), SoundPlan(NONE, these(1), NONE, NONE)),
        (None, {1: 10}, {}, these(1, 2), these(1), SoundPlan(NONE, these(2), NONE, NONE)),
    ],
    ids=[
        "it is here",
        "it is lost",
        "one that the backup does not know",
        "somebody else's by the same number",
        "asked for, and not yet deleted",
        "asked for, and the number is somebody else's by now",
        "nothing is known of the database that was there",
    ],
)
def test_who_keeps_what(
    former: dict[int, int] | None,
    restored: dict[int, int],
    erased: dict[int, int],
    here: frozenset[int],
    there: frozenset[int],
    expected: SoundPlan,
) -> None:
    """Each case by its name."""
    assert plan(former=former, restored=restored, erased=erased, here=here, there=there, wanted=True) == expected


@given(st.none() | INTERVIEWS, INTERVIEWS, INTERVIEWS, IDS, IDS, st.booleans())
def test_nothing_is_overwritten_or_lost(
    former: dict[int, int] | None,
    interviews: dict[int, int],
    of_which_erased: dict[int, int],
    here: frozenset[int],
    there: frozenset[int],
    wanted: bool,
) -> None:
    """Whatever is where: a folder goes one way, none comes where one stays, what is erased does not come back."""
    erased = {each: start for each, start in interviews.items() if each in of_which_erased}
    restored = {each: start for each, start in interviews.items() if each not in erased}
    made = plan(former=former, restored=restored, erased=erased, here=here, there=there, wanted=wanted)
    stays = here - made.aside - made.erase
    assert made.aside | made.erase <= here
    assert not made.aside & made.erase
    assert not (made.bring | made.left) & stays
    assert made.bring | made.left <= there & restored.keys()
    assert stays <= restored.keys()
    assert not made.erase & restored.keys()
    assert not (made.bring and not wanted)
