"""The times of the spoken demo, from moments that are known."""

import struct
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.demo import latency

Frames = list[tuple[float, dict[str, Any]]]
CHUNK: dict[str, Any] = {"serverContent": {"modelTurn": {"parts": []}}}
OVER: dict[str, Any] = {"serverContent": {"turnComplete": True}}
INTERRUPTED: dict[str, Any] = {"serverContent": {"interrupted": True}}


@dataclass(frozen=True)
class Said:
    began: float
    ended: float


@dataclass
class Line:
    """A socket on which all this came and went."""

    ins: Frames
    outs: Frames
    received: list[dict[str, Any]] = field(init=False)
    received_at: list[float] = field(init=False)
    sent: list[dict[str, Any]] = field(init=False)
    sent_at: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self.received_at, self.received = [at for at, _ in self.ins], [frame for _, frame in self.ins]
        self.sent_at, self.sent = [at for at, _ in self.outs], [frame for _, frame in self.outs]


def sound(level: int) -> dict[str, Any]:
    return {"realtimeInput": {"audio": {"data": struct.pack("<3h", 0, level, 0)}}}


def run(begin: float, end: float) -> list[float]:
    """A packet every 20 ms."""
    return [begin + 0.02 * n for n in range(round((end - begin) / 0.02))]


def test_each_way_is_measured_from_its_own_moments() -> None:
    """A greeting (1 to 2), an answer (3 to 4), a reply (5 on) that is interrupted at 5.5, and what follows at 8."""
    line = Line(
        ins=[(3.0, sound(50)), (3.01, sound(9000)), (3.5, sound(9000)), (4.9, sound(0)), (5.504, sound(9000))],
        outs=[
            (0.99, CHUNK),
            (1.1, CHUNK),
            (2.0, OVER),
            (4.98, CHUNK),
            (5.56, INTERRUPTED),
            (5.57, OVER),
            (7.99, CHUNK),
        ],
    )
    heard = [*run(1.0, 2.0), *run(5.0, 5.58), *run(8.0, 9.0)]
    seen = latency.moments([Said(0.1, 0.4), Said(3.0, 4.0), Said(5.5, 7.0)], heard, [line])
    assert latency.first_sound(seen) == pytest.approx([0.01, 0.004])
    assert latency.first_chunk(seen) == pytest.approx([0.01, 0.02, 0.01])
    assert latency.silence(seen) == pytest.approx([0.0], abs=0.001)
    assert latency.interruption(seen) == pytest.approx([0.06])
    assert latency.answers(seen) == pytest.approx([1.0, 1.0])
    assert len(latency.table(seen)) == 1 + len(latency.ROWS)


def test_what_never_happened_is_a_dash() -> None:
    seen = latency.moments([], [], [])
    assert all("–" in line for line in latency.table(seen)[1:])
