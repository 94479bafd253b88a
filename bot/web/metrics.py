"""`/metrics`: the table of what is told, and its text in OpenMetrics. The one door of `prometheus_client`.

`METRICS` is the table that docs/operators.md repeats (tested). Labels have few values, all from tables of ours: no id,
no name and no word of anybody's can be one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.interview.models import InterviewType, Status
from bot.ports.tallies import Durations
from bot.process.readings import Readings

CONTENT_TYPE = CONTENT_TYPE_LATEST
PREFIX = "interview_bot_"
PACKETS = ("received", "heard", "lost", "late", "corrupt", "sent", "not_ready", "not_sent")
"""What of a voice's packets is told: as `VoiceConnection` and `AudioReceiver` count them."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the table."""

    name: str
    kind: Literal["gauge", "counter", "histogram", "info"]
    labels: tuple[str, ...]
    meaning: str


METRICS: tuple[Told, ...] = (
    Told(f"{PREFIX}build_info", "info", ("version",), "1; which version runs."),
    Told(f"{PREFIX}discord_connected", "gauge", (), "1 while the bot is connected to Discord, else 0."),
    Told(f"{PREFIX}database_writable", "gauge", (), "0 after a write was refused, until one succeeds."),
    Told(f"{PREFIX}gemini_down", "gauge", (), "1 while Gemini answers nobody: quota, key, the network, or Google."),
    Told(
        f"{PREFIX}interviews",
        "gauge",
        ("state", "type"),
        "Interviews in the database. Left out while it cannot be read.",
    ),
    Told(f"{PREFIX}interviews_under_way", "gauge", (), "Interviews that count for MAX_INTERVIEWS."),
    Told(f"{PREFIX}interview_crashes_total", "counter", (), "Interviews that fell over a fault and were tried again."),
    Told(f"{PREFIX}answers_waiting", "gauge", (), "Candidates in writing who wait for the model's reply."),
    Told(
        f"{PREFIX}answers_waiting_oldest_seconds",
        "gauge",
        (),
        "For how long the first of them waits; 0 if nobody does.",
    ),
    Told(
        f"{PREFIX}reply_seconds",
        "histogram",
        ("medium",),
        "In writing from a complete answer to its reply, shown; by voice from the last sound to the reply's first.",
    ),
    Told(f"{PREFIX}live_sockets", "gauge", (), "Connections to Gemini Live that are open."),
    Told(f"{PREFIX}live_reconnects_total", "counter", ("cause",), "Connections to Gemini Live that were made anew."),
    Told(f"{PREFIX}live_failures_total", "counter", ("cause",), "Times a Live session gave up, after its retries."),
    Told(f"{PREFIX}tokens_total", "counter", ("kind",), "Tokens that Gemini counted."),
    Told(f"{PREFIX}cost_usd_total", "counter", (), "What they cost, estimated from the price table."),
    Told(f"{PREFIX}voice_gap_seconds", "histogram", (), "By voice: for how long there was no connection to Gemini."),
    Told(f"{PREFIX}voice_packets_total", "counter", ("what",), "Packets of sound from and to Discord."),
    Told(f"{PREFIX}voice_drops_total", "counter", (), "Voice connections to Discord that broke and were made anew."),
    Told(
        f"{PREFIX}voice_beats_skipped_total",
        "counter",
        (),
        "20 ms of speech each that came too late to be sent in time.",
    ),
    Told(f"{PREFIX}loop_lag_seconds", "histogram", (), "How late the event loop woke, measured twice a second."),
    Told(
        f"{PREFIX}loop_lag_worst_seconds",
        "gauge",
        (),
        "The latest of the last half minute; above 1 `/readyz` says 503.",
    ),
    Told(f"{PREFIX}database_seconds", "histogram", ("kind",), "Transactions, the wait for those before them included."),
    Told(f"{PREFIX}disk_free_bytes", "gauge", (), "Free space where the database is."),
    Told(f"{PREFIX}disk_total_bytes", "gauge", (), "All space there."),
    Told("process_cpu_seconds_total", "counter", (), "Processor time of the process."),
    Told("process_resident_memory_bytes", "gauge", (), "Its memory."),
    Told("process_virtual_memory_bytes", "gauge", (), "Its address space."),
    Told("process_start_time_seconds", "gauge", (), "When it started, epoch seconds."),
    Told("process_open_fds", "gauge", (), "Its open files and sockets."),
    Told("process_max_fds", "gauge", (), "How many it may open."),
)
BY_NAME = {told.name: told for told in METRICS}
Values = Mapping[tuple[str, ...], float]
NOTHING: tuple[str, ...] = ()


def exposition(readings: Readings, version: str) -> bytes:
    """The whole body. Quick, and reads no file but those of the process in /proc."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Once([*_families(readings, version), *_process()]))
    return bytes(generate_latest(registry))  # type: ignore[no-untyped-call]  # theirs has no annotations


class _Once:
    """A collector that has its families already."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        return self._families


def _families(readings: Readings, version: str) -> Iterator[Metric]:
    tallies, voice = readings.tallies, readings.voice
    info = InfoMetricFamily(f"{PREFIX}build", BY_NAME[f"{PREFIX}build_info"].meaning)
    info.add_metric([], {"version": version})
    yield info
    yield from _plain("discord_connected", readings.connected)
    yield from _plain("database_writable", readings.writable)
    yield from _plain("gemini_down", readings.model_down)
    if readings.interviews is not None:
        counts = readings.interviews
        yield _values("interviews", {(s.value, t.value): counts.get((t, s), 0) for t in InterviewType for s in Status})
    yield from _plain("interviews_under_way", readings.under_way)
    yield from _plain("interview_crashes_total", tallies.crashes)
    yield from _plain("answers_waiting", len(readings.waits))
    yield from _plain("answers_waiting_oldest_seconds", max(readings.waits, default=0.0))
    yield _histogram("reply_seconds", tallies.replies)
    yield from _plain("live_sockets", tallies.live_sockets)
    yield _values("live_reconnects_total", _by(tallies.reconnects))
    yield _values("live_failures_total", _by(tallies.live_failures))
    yield _values("tokens_total", _by(tallies.tokens))
    yield from _plain("cost_usd_total", tallies.cost_usd)
    yield _histogram("voice_gap_seconds", {"": tallies.voice_gaps})
    yield _values("voice_packets_total", {(name,): voice.get(name, 0) for name in PACKETS})
    yield from _plain("voice_drops_total", voice.get("drops", 0))
    yield from _plain("voice_beats_skipped_total", readings.beats_skipped)
    yield _histogram("loop_lag_seconds", {"": readings.loop_lag})
    yield from _plain("loop_lag_worst_seconds", readings.loop_lag_worst)
    yield _histogram("database_seconds", readings.database)
    yield from _plain("disk_free_bytes", readings.disk_free)
    yield from _plain("disk_total_bytes", readings.disk_total)


def _by(counted: Mapping[str, int]) -> Values:
    return {(name,): float(count) for name, count in counted.items()}


def _plain(name: str, value: float | None) -> Iterator[Metric]:
    """One without labels; None where nobody knows it just now."""
    if value is not None:
        yield _values(name, {NOTHING: float(value)})


def _values(name: str, values: Values) -> Metric:
    told = BY_NAME[PREFIX + name]
    make = CounterMetricFamily if told.kind == "counter" else GaugeMetricFamily
    family = make(told.name, told.meaning, labels=told.labels)
    for labels, value in sorted(values.items()):
        family.add_metric(labels, value)
    return family


def _histogram(name: str, durations: Mapping[str, Durations]) -> Metric:
    told = BY_NAME[PREFIX + name]
    family = HistogramMetricFamily(told.name, told.meaning, labels=told.labels)
    for label, each in sorted(durations.items()):
        buckets = [("+Inf" if bound == float("inf") else str(bound), count) for bound, count in each.up_to()]
        family.add_metric([label] if told.labels else [], buckets, each.total)
    return family


def _process() -> list[Metric]:
    """What the system knows of the process; nothing where there is no /proc."""
    try:
        found = list(ProcessCollector(registry=None).collect())
    except ValueError:  # it reads a limit as a number, and there may be none
        return []
    for family in found:
        told = BY_NAME.get(family.name) or BY_NAME[f"{family.name}_total"]
        family.documentation = told.meaning
    return found
