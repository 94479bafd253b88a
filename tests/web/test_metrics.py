"""The metrics: what an interview changes in them, what is in the table, and what never is."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from bot.gemini.api.failures import BY_NAME
from bot.gemini.api.failures import ConnectionStage as Stage
from bot.interview.models import InterviewType, Status
from bot.ports.model import LiveDown, Noted, Usage
from bot.ports.tallies import OTHER, Durations, Tallies, cause
from bot.process.loop_lag import LoopLag
from bot.process.readings import Readings
from bot.web.metrics import METRICS, PACKETS, PREFIX, exposition

ROOT = Path(__file__).parents[2]


class Scrape:
    """One body, read by the parser of Prometheus's own client."""

    def __init__(self, body: bytes) -> None:
        self.text = body.decode()
        self.families: list[Metric] = list(text_string_to_metric_families(self.text))  # type: ignore[no-untyped-call]
        self.values = {(s.name, *sorted(s.labels.items())): s.value for each in self.families for s in each.samples}

    def of(self, name: str, **labels: str) -> float:
        return self.values[(PREFIX + name, *sorted(labels.items()))]


def readings(tallies: Tallies | None = None, **more: Any) -> Readings:
    lag, database = LoopLag(), {"read": Durations((1.0,)), "write": Durations((1.0,))}
    return Readings(tallies or Tallies(), lag.measured, 0.0, database, connected=True, writable=True, **more)


def everything() -> Readings:
    """One of each kind that there is."""
    tallies = Tallies()
    for name in (*BY_NAME, "age", "go_away", *(f"a word of theirs {number}" for number in range(300))):
        tallies.live(Noted("retry", {"failure": name}))
        tallies.live(LiveDown(BY_NAME["dns"].failure(Stage.DNS)))
    tallies.live(Noted("gap", {"milliseconds": 700}))
    tallies.used(Usage(1, 2, 3, 4, 5), 0.25)
    states = {(kind, state): 2 for kind in InterviewType for state in Status}
    voice = dict.fromkeys((*PACKETS, "drops", "others", "dave_panic"), 3)
    return readings(tallies, interviews=states, under_way=3, waits=(1.0, 7.5), voice=voice, disk_free=1, disk_total=2)


def shape(scrape: Scrape) -> Iterator[tuple[str, str, frozenset[str]]]:
    """(name, kind, labels) of every metric, with the names that a query has."""
    for family in scrape.families:
        labels = frozenset(label for sample in family.samples for label in sample.labels) - {"le"}
        ending = {"counter": "_total", "info": "_info"}.get(family.type, "")
        yield family.name + ending, family.type, labels


def test_the_table_is_what_is_told() -> None:
    """Every metric stands in the table with its kind and labels, and each of the table is told."""
    told = set(shape(Scrape(exposition(everything(), "1.2.3"))))
    here = [each for each in METRICS if Path("/proc/stat").exists() or not each.name.startswith("process_")]
    assert told == {(each.name, each.kind, frozenset(each.labels)) for each in here}


def test_the_docs_have_the_table() -> None:
    """docs/operators.md, row by row."""
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.*?) \| (.*) \|$", (ROOT / "docs/operators.md").read_text(), re.M)
    assert rows == [
        (each.name, each.kind, ", ".join(f"`{label}`" for label in each.labels), each.meaning) for each in METRICS
    ]


@given(st.text())
def test_no_word_from_outside_is_a_label(word: str) -> None:
    """Whatever a failure is called: as many time series as our tables have names."""
    assert cause(word) in {
        *BY_NAME,
        OTHER,
        "age",
        "broken_off",
        "doubtful",
        "go_away",
        "interrupted",
        "reseed",
        "resolution",
    }
    tallies = Tallies()
    tallies.live(Noted("retry", {"failure": f"x{word}"}))
    tallies.live(Noted("rotated", {"why": 1}))
    assert tallies.reconnects == {OTHER: 2}
    assert tallies.live_failures == {}


def test_so_many_series_and_no_more() -> None:
    """With one of everything: what a Prometheus has to keep."""
    assert len(Scrape(exposition(everything(), "1.2.3")).values) < 350


@given(st.lists(st.floats(-5.0, 500.0), max_size=30))
def test_durations_are_counted_like_a_histogram(seconds: list[float]) -> None:
    """Each once, in all classes that it is not longer than."""
    durations = Durations((1.0, 10.0, 100.0))
    for each in seconds:
        durations.observe(each)
    assert list(durations.up_to()) == [
        (bound, sum(each <= bound for each in seconds)) for bound in (1.0, 10.0, 100.0, float("inf"))
    ]
    assert durations.total == pytest.approx(sum(max(each, 0.0) for each in seconds))


def test_what_nobody_knows_is_left_out() -> None:
    """No zero stands for what could not be read."""
    text = Scrape(exposition(readings(), "1.2.3")).text
    for name in ("interviews{", "interviews_under_way", "disk_free_bytes"):
        assert f"\n{PREFIX}{name}" not in text
    assert text.endswith("# EOF\n")
