"""What a monitor sees meanwhile: /healthz, /readyz and /metrics every few seconds, and whether that is true."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from bot.web.metrics import PREFIX
from tests.reliability.alerts import Owed

EVERY = 3.0
"""Seconds."""
LIMIT = 10.0
LATE = 50.0
"""Seconds after which what lasts must be seen, though nobody writes: the database is tried every thirty, when a beat of
ten is due, and for five."""
Key = tuple[Any, ...]
"""A name, then pairs of label and value."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One look. `at`: seconds since the run began; `says` is what /readyz said; no `values` where nobody answered."""

    at: float
    alive: bool = False
    ready: bool = False
    says: str = ""
    values: Mapping[Key, float] | None = None

    def of(self, name: str, **labels: str) -> float | None:
        return None if self.values is None else self.values.get((PREFIX + name, *sorted(labels.items())))

    def interviews(self) -> Counter[str]:
        """By state, as far as there are any."""
        found: Counter[str] = Counter()
        for (name, *labels), value in (self.values or {}).items():
            if name == PREFIX + "interviews" and value:
                found += Counter({str(each[1]): int(value) for each in labels if each[0] == "state"})
        return found


class Monitor:
    """`look` once; the texts that were served are kept for whoever searches them."""

    def __init__(self, http: aiohttp.ClientSession, port: int) -> None:
        self._http, self._base = http, f"http://127.0.0.1:{port}"
        self.probes: list[Probe] = []
        self.newest = ""
        self.words: set[str] = set()
        """Every different sentence of /readyz."""

    async def look(self, at: float) -> Probe:
        probe = Probe(at)
        with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError):
            _, alive = await self._get("/healthz")
            ready, says = await self._get("/readyz")
            _, self.newest = await self._get("/metrics")
            self.words.add(says)
            probe = Probe(at, alive.strip() == "alive", ready == 200, says.strip(), values(self.newest))
        self.probes.append(probe)
        return probe

    async def _get(self, path: str) -> tuple[int, str]:
        async with asyncio.timeout(LIMIT), self._http.get(self._base + path) as answer:
            return answer.status, await answer.text()


def values(body: str) -> dict[Key, float]:
    """By name and labels, read by the parser of Prometheus's own client."""
    families = text_string_to_metric_families(body)  # type: ignore[no-untyped-call]
    return {(s.name, *sorted(s.labels.items())): s.value for each in families for s in each.samples}


def judge(probes: Sequence[Probe], owed: Sequence[Owed]) -> Iterator[str]:
    """What is wrong, as sentences: who answers is alive, and what lasts is seen."""
    if silent := [each for each in probes if each.values is not None and not each.alive]:
        yield f"/healthz answered otherwise than “alive”, {len(silent)} times"
    for debt in owed:
        within = [each for each in probes if debt.began + LATE <= each.at <= debt.ended and each.values is not None]
        if debt.cause == "database" and within and all(each.ready for each in within):
            yield f"nothing could be saved from {debt.began:.0f} s to {debt.ended:.0f} s, and /readyz was well"


def judge_calm(probe: Probe, statuses: Counter[str], sockets: int) -> Iterator[str]:
    """The same of the end, when nothing happens any more: it must all be true."""
    if not probe.ready:
        yield f"/readyz is not well in the end: {probe.says or 'no answer'}"
    known = {
        "discord_connected": 1.0,
        "database_writable": 1.0,
        "gemini_down": 0.0,
        "answers_waiting": 0.0,
        "live_sockets": float(sockets),
    }
    for name, value in known.items():
        if probe.of(name) != value:
            yield f"{name} is {probe.of(name)} in the end, and not {value}"
    if probe.interviews() != statuses:
        yield f"the metrics count {dict(probe.interviews())}, and the record {dict(statuses)}"
