"""The check of the line: stages as they pass, one real turn, and on failure class, side and fix."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import bot
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.failures import BY_NAME, ConnectionStage, FailureSide
from bot.gemini.client.check import CheckReport, StageResult, check
from bot.gemini.client.trace import Trace
from sims.gemini import GeminiSim
from sims.gemini.tls import throw_away
from tests.harness.live_peers import KEY, SHORT, settings_for
from tests.harness.virtual_time import clock

PLAIN = [
    ConnectionStage.ADDRESS,
    ConnectionStage.DNS,
    ConnectionStage.TCP,
    ConnectionStage.UPGRADE,
    ConnectionStage.SETUP,
    ConnectionStage.FIRST_REPLY,
]


async def failed(sim: GeminiSim, fault: str) -> CheckReport:
    """One check that must fail."""
    sim.fail_next(fault)
    report = await check(settings_for(sim.base_url), clock=clock)
    assert report.failure is not None
    return report


async def test_it_works(sim: GeminiSim) -> None:
    """Every stage is told when it passes, and the report holds what an operator asks for."""
    sim.delay = 0.1
    told: list[StageResult] = []
    report = await check(settings_for(sim.base_url), clock=clock, on_stage=told.append)
    assert [result.stage for result in told] == PLAIN
    assert report.stages == tuple(told)
    assert report.failure is None
    assert report.latency_ms == pytest.approx(100)
    assert report.versions["interview-bot"] == bot.__version__
    assert set(report.versions) == {"interview-bot", "python", "websockets"}
    await sim.until(lambda sim: sim.sessions[0].closed == 1000)


async def test_with_tls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """TLS is one stage more."""
    ends = throw_away()
    (tmp_path / "ca.pem").write_bytes(ends.ca)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    async with GeminiSim(key=KEY, ssl=ends.server) as sim:
        report = await check(settings_for(sim.base_url), clock=clock)
    assert [result.stage for result in report.stages] == [*PLAIN[:3], ConnectionStage.TLS, *PLAIN[3:]]


@pytest.mark.parametrize(
    ("fault", "row", "passed"),
    [
        ("refuse_http_403", "http_403", 3),
        ("slow_upgrade", "timeout_upgrade", 3),
        ("bad_key", "bad_key", 4),
        ("model_not_found", "model_not_found", 4),
        ("quota", "quota", 4),
        ("prepayment", "billing_depleted", 4),
        ("region", "region", 4),
        ("no_setup_complete", "timeout_setup", 4),
        ("silent", "timeout_first_reply", 5),
        ("drop", "dropped", 5),
        ("deadline_expired", "server_error", 5),
        ("decline_output", "declined", 5),
    ],
)
async def test_failures(sim: GeminiSim, fault: str, row: str, passed: int) -> None:
    """The first failure ends the check, with the stages that had passed before it, and without any retry."""
    report = await failed(sim, fault)
    assert report.failure is not None
    assert report.failure.name == row
    assert [result.stage for result in report.stages][:passed] == PLAIN[:passed]
    assert report.latency_ms is None
    assert len(sim.handshakes) == 1


async def test_turn_without_its_end(sim: GeminiSim) -> None:
    """A reply without turnComplete is a reply."""
    sim.fail_next("no_turn_complete")
    settings = settings_for(sim.base_url, timeouts=replace(SHORT, turn=5.0))
    assert (await check(settings, clock=clock)).failure is None


async def test_quota_after_setup(sim: GeminiSim) -> None:
    """Quota may be refused a second after setupComplete: listing models works then, only a real turn proves it."""
    sim.late = 0.02
    sim.delay = 0.2
    report = await failed(sim, "quota_late")
    assert report.failure == BY_NAME["quota"].failure(
        ConnectionStage.FIRST_REPLY, 1011, report.failure.detail if report.failure else ""
    )


async def test_before_the_first_byte() -> None:
    """A key that cannot be a key."""
    report = await check(settings_for("ws://127.0.0.1:1", api_key="two words"), clock=clock)
    assert report.failure is not None
    assert (report.failure.name, report.failure.side, report.stages) == ("bad_header", FailureSide.OPERATOR, ())


async def test_it_teaches_the_breaker(sim: GeminiSim) -> None:
    """A check tries although the breaker is open, and its success lets the interviews go on."""
    breaker = Breaker()
    sim.fail_next("quota")
    await check(settings_for(sim.base_url), clock=clock, breaker=breaker)
    assert breaker.blocked(clock()) is not None
    await check(settings_for(sim.base_url), clock=clock, breaker=breaker)
    assert breaker.blocked(clock()) is None


async def test_json_of_a_success(sim: GeminiSim) -> None:
    """`interview-bot diag --json` prints this."""
    found = json.loads(json.dumps((await check(settings_for(sim.base_url), clock=clock)).as_json()))
    assert found["ok"] is True
    assert found["failure"] is None
    assert [stage["stage"] for stage in found["stages"]] == [stage.value for stage in PLAIN]
    assert KEY not in json.dumps(found)


async def test_json_of_a_failure(sim: GeminiSim) -> None:
    """Class, side and fix, in plain words."""
    found = (await failed(sim, "bad_key")).as_json()
    assert found["ok"] is False
    failure = found["failure"]
    assert isinstance(failure, dict)
    assert (failure["class"], failure["side"], failure["code"]) == ("bad_key", "operator", 1007)
    assert len(str(failure["fix"])) > 20


async def test_the_record(sim: GeminiSim, tmp_path: Path) -> None:
    """`diag --record FILE`: stages and frames, one object a line, nothing secret."""
    with Trace(tmp_path / "trace.jsonl", clock) as trace:
        await check(settings_for(sim.base_url), clock=clock, trace=trace)
    lines = [json.loads(line) for line in (tmp_path / "trace.jsonl").read_text(encoding="utf-8").splitlines()]
    whats = [line["what"] for line in lines]
    assert whats[:4] == ["stage"] * 4
    assert whats[4:6] == ["sent", "received"]
    assert lines[4]["frame"]["setup"]["model"] == "models/gemini-3.8-live"
    assert KEY not in json.dumps(lines)
