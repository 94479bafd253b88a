"""The checks of the connection as a shell prints them: stages as they pass, then the verdict with its fix."""

from bot.gemini.api.failures import Failure
from bot.gemini.client.check import CheckReport, StageResult
from bot.gemini.client.try_endings import EndOfSpeech
from bot.gemini.live.end_of_speech import Tried
from bot.words import Words


def print_stage(stage: StageResult) -> None:
    print(f"  ok    {stage.stage:<12} {stage.milliseconds:8.1f} ms", flush=True)


def print_verdict(report: CheckReport) -> None:
    """What came of it, the versions, and on failure: class, side, fix."""
    versions = ", ".join(f"{name} {value}" for name, value in report.versions.items())
    failure = report.failure
    if report.unreadable:
        print_unreadable(report)
    if failure is None:
        print(f"Gemini answers: {report.model} ({report.api_version}), one turn in {report.latency_ms:.0f} ms.")
    else:
        print_failure(failure)
    print(f"{report.base_url}, {versions}")


def print_unreadable(report: CheckReport) -> None:
    """What came that nobody can read, and the fix."""
    words = Words()
    for why, count in report.unreadable.items():
        key = why.replace("_", "-")
        print(f"  FAIL  {words.say('en', f'diag-unreadable-{key}', count=count)}")
    print(f"Fix: {words.say('en', 'diag-unreadable-fix')}")


def print_failure(failure: Failure) -> None:
    code = "" if failure.code is None else f"({failure.code})"
    print(f"  FAIL  {failure.stage:<12} {code} {failure.detail}".rstrip())
    print(f"Class: {failure.name}. Side: {failure.side}. Retry: {failure.retry}.")
    print(f"Fix: {Words().say('en', failure.operator_key)}")


def print_tried(tried: Tried) -> None:
    print(f"  {tried.line()}", flush=True)


def print_conclusion(report: EndOfSpeech) -> None:
    """What the endings come to; or why there is nothing to conclude."""
    if report.failure is not None:
        print_failure(report.failure)
    for sentence in report.conclusion:
        print(sentence)
    print(f"Model: {report.model}")
