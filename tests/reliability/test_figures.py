"""What is measured of the process, and what a monitor sees: when that is called wrong."""

from collections import Counter
from xml.etree import ElementTree

import pytest

from tests.reliability import figures, plot, probes
from tests.reliability.alerts import Owed
from tests.reliability.bot import Life, Sample
from tests.reliability.probes import Key, Probe

MB = 1_000_000


def life(began: float, seconds: float, *, resident: int, growth: int = 0, tasks: int = 30) -> Life:
    """One process, looked at every five seconds, that grows by so many bytes a minute."""
    made = Life(pid=1, began=began, ready=began + 3, ended=began + seconds)
    for age in range(5, int(seconds), 5):
        held = resident + growth * age // 60
        made.samples.append(Sample(began + age, age, held, files=30, sockets=12, threads=9, tasks=tasks))
    return made


def test_a_process_that_grows_is_seen() -> None:
    found = figures.measure([life(0, 2000, resident=100 * MB, growth=2 * MB)])
    assert found.within == pytest.approx(2 * MB, rel=0.01)
    (wrong,) = figures.judge(found, 2000)
    assert wrong == "memory grew by 2.0 MB a minute"
    assert figures.judge(found, 600) == []  # too short to say


def test_each_process_larger_than_the_last_is_seen() -> None:
    """Though none of them grows."""
    found = figures.measure([life(60 * n, 60, resident=(100 + 3 * n) * MB) for n in range(40)])
    (wrong,) = figures.judge(found, 2400)
    assert wrong.startswith("memory grew by 3.0 MB")


def test_one_that_stays_as_it_is_is_not() -> None:
    found = figures.measure([life(60 * n, 60, resident=100 * MB) for n in range(40)])
    assert figures.judge(found, 2400) == []
    assert found.last is not None
    assert (found.last.files, found.files, found.sockets, found.lives) == (30, 30, 12, 40)


def test_tasks_that_are_left_behind_are_seen() -> None:
    found = figures.measure([life(0, 100, resident=MB, tasks=5000)])
    assert figures.judge(found, 100) == ["the process had 5000 tasks"]
    few = figures.measure([life(0, 100, resident=MB, tasks=30)])
    assert figures.judge(few, 100) == []
    assert figures.judge(few, 100, all_over=True) == ["30 tasks are left when nobody is there"]


LOCKED = Owed("database", 100.0, 170.0)
VALUES: dict[Key, float] = {
    ("interview_bot_discord_connected",): 1.0,
    ("interview_bot_database_writable",): 1.0,
    ("interview_bot_gemini_down",): 0.0,
    ("interview_bot_answers_waiting",): 0.0,
    ("interview_bot_live_sockets",): 2.0,
    ("interview_bot_interviews", ("state", "completed"), ("type", "text")): 3.0,
    ("interview_bot_interviews", ("state", "completed"), ("type", "voice")): 1.0,
    ("interview_bot_interviews", ("state", "ended"), ("type", "text")): 0.0,
}


def test_what_lasts_must_be_seen_by_readyz() -> None:
    well = [Probe(at, alive=True, ready=True, values=VALUES) for at in (90.0, 130.0, 160.0)]
    (wrong,) = probes.judge(well, [LOCKED])
    assert wrong == "nothing could be saved from 100 s to 170 s, and /readyz was well"
    seen = [*well, Probe(150.0, alive=True, ready=False, says="nothing can be saved", values=VALUES)]
    assert list(probes.judge(seen, [LOCKED])) == []
    assert list(probes.judge([Probe(130.0)], [LOCKED])) == []  # nobody answered


def test_in_the_end_all_of_it_must_be_true() -> None:
    end = Probe(200.0, alive=True, ready=True, values=VALUES)
    assert list(probes.judge_calm(end, Counter(completed=4), 2)) == []
    wrong = list(probes.judge_calm(end, Counter(completed=3, ended=1), 1))
    assert wrong[0] == "live_sockets is 2.0 in the end, and not 1.0"
    assert wrong[1].startswith("the metrics count {'completed': 4}, and the record {")
    assert next(probes.judge_calm(Probe(200.0), Counter(), 0)) == "/readyz is not well in the end: no answer"


def test_a_picture_has_gaps_where_nobody_answered() -> None:
    """And is well-formed, also of a run in which nobody ever did."""
    key = ("interview_bot_live_sockets",)
    seen = [Probe(0.0, values={key: 1.0}), Probe(5.0), Probe(10.0, values={key: 3.0}), Probe(15.0, values={key: 2.0})]
    (sockets, _) = plot.PANELS[1][1]
    assert plot.pieces(sockets, seen) == [[(0.0, 1.0)], [(10.0, 3.0), (15.0, 2.0)]]
    for probes_ in (seen, [Probe(1.0)], []):
        ElementTree.fromstring(plot.draw(probes_))  # noqa: S314 -- our own text
