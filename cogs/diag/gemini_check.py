"""The check behind `/diag gemini` and its result as an embed: one at a time, the answer kept for half a minute, so that
nobody burns money by clicking."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import discord

from bot.clock import Clock
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.failures import Failure
from bot.gemini.api.settings import LiveSettings
from bot.gemini.client.check import CheckReport, OnStage, StageResult, check
from bot.gemini.live.readable import UnreadableFrame
from bot.review.safe_text import inline
from bot.words import Say
from cogs.history.embeds import stamp

KEPT_FOR = 30.0
"""Seconds in which an answer is given again instead of asking Gemini anew."""


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report, and when it was made (epoch seconds)."""

    report: CheckReport
    at: float


class GeminiCheck:
    """Holds the newest report."""

    def __init__(self, settings: LiveSettings, *, clock: Clock, breaker: Breaker) -> None:
        self._settings = settings
        self._clock = clock
        self._breaker = breaker
        self._busy = asyncio.Lock()
        self._kept: KeptReport | None = None

    async def ask(self, on_stage: OnStage) -> KeptReport:
        """Return the kept report while it is fresh, else a new one. Callers that come meanwhile get the same."""
        async with self._busy:
            if self._kept is None or self._clock() - self._kept.at >= KEPT_FOR:
                report = await check(self._settings, clock=self._clock, breaker=self._breaker, on_stage=on_stage)
                self._kept = KeptReport(report, self._clock())
            return self._kept


def progress(say: Say, stages: Sequence[StageResult]) -> discord.Embed:
    """What has passed so far."""
    lines = [*(stage_line(say, stage) for stage in stages), f"⏳ {say('diag-going-on')}"]
    return discord.Embed(title=say("diag-gemini-title"), description="\n".join(lines))


def result(say: Say, kept: KeptReport) -> discord.Embed:
    """The whole report."""
    report = kept.report
    lines = [stage_line(say, stage) for stage in report.stages]
    if report.failure is None:
        lines.append(f"✅ **{say('diag-turn', ms=round(report.latency_ms or 0))}**")
    else:
        lines += failure_lines(say, report.failure)
    if report.unreadable:
        lines += unreadable_lines(say, report.unreadable)
    versions = ", ".join(f"{name} {number}" for name, number in report.versions.items())
    lines += [
        "",
        say("diag-model", model=inline(report.model), version=inline(report.api_version), address=report.base_url),
        say("diag-libraries", libraries=f"{versions}, discord.py {discord.__version__}"),
        f"-# {say('diag-kept', at=stamp(kept.at, 'R'), again=stamp(kept.at + KEPT_FOR, 'T'))}",
    ]
    title = "fails" if report.failure is not None else "works" if report.ok else "unreadable"
    return discord.Embed(
        title=say(f"diag-gemini-{title}"),
        description="\n".join(lines),
        colour=discord.Colour.green() if report.ok else discord.Colour.red(),
    )


def stage_line(say: Say, result: StageResult) -> str:
    return f"✅ {say(f'diag-stage-{hyphens(result.stage)}')} · {say('diag-ms', ms=round(result.milliseconds))}"


def failure_lines(say: Say, failure: Failure) -> list[str]:
    """Where it stopped, what it is, whose side, and the fix."""
    code = f" ({failure.code})" if failure.code is not None else ""
    lines = [
        f"❌ **{say(f'diag-stage-{hyphens(failure.stage)}')}**",
        "",
        say("diag-class", name=f"`{failure.name}`{code}"),
        say("diag-side", side=say(f"diag-side-{failure.side}")),
        say("diag-fix", fix=say(failure.operator_key)),
    ]
    if failure.detail:
        lines.append(f"-# {inline(failure.detail, 200)}")
    return lines


def unreadable_lines(say: Say, unreadable: Mapping[UnreadableFrame, int]) -> list[str]:
    """What of Gemini's could not be read, and the fix."""
    lines = [f"⚠️ {say(f'diag-unreadable-{hyphens(why)}', count=count)}" for why, count in unreadable.items()]
    return [*lines, say("diag-fix", fix=say("diag-unreadable-fix"))]


def hyphens(name: str) -> str:
    return name.replace("_", "-")
