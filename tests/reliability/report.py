"""`docs/reliability.md`: what was played, what was provoked, what came of it. Pure, but for today's date."""

import platform
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from tests.reliability import alerts
from tests.reliability.caller import Caller
from tests.reliability.play import Run
from tests.reliability.schedule import Fault


def write(run: Run) -> str:
    """The whole page."""
    return "\n".join(
        (*head(run), *what_was_played(run), *what_went_wrong(run), *what_came_of_it(run), *figures(run), "")
    )


def head(run: Run) -> Iterator[str]:
    yield "# An hour that nobody watched"
    yield ""
    yield "Written by `make soak-real`; `make soak-real MINUTES=… SEED=…` plays that schedule again. Real processes:"
    yield "the bot, a simulated Discord over TLS and a simulated Gemini in another process, people who write, talk and"
    yield "film; and everything that happens to a process. What follows depends on how fast the machine is, so two runs"
    yield "of a seed are alike, not equal."
    yield ""
    day, python = datetime.now(UTC).strftime("%Y-%m-%d"), platform.python_version()
    verdict = "**Nothing was lost or doubled.**" if not run.wrong else f"**{len(run.wrong)} things were wrong.**"
    calm = run.seconds / 60 - run.minutes
    yield f"{day}, seed {run.seed}, Python {python}: {run.minutes:g} minutes of faults, {calm:.0f} of calm. {verdict}"
    yield ""


def what_was_played(run: Run) -> Iterator[str]:
    kinds = Counter(each.kind for each in run.played)
    statuses = Counter(each.status for each in run.played)
    yield "## What was played"
    yield ""
    yield "| | |"
    yield "|---|---|"
    late = len(run.people) - len({each.person for each in run.played})
    yield f"| interviews | {len(run.played)}: {told(kinds)} |"
    yield f"| people whose turn to talk did not come any more | {late} |"
    yield f"| how they ended | {told(statuses)} |"
    yield f"| turns in the record | {sum(len(each.turns) for each in run.played)} |"
    messages = sum(len(person.said) for person in run.people)
    edits = sum(len(each) - 1 for person in run.people for each in person.said.values())
    deleted = sum(len(person.deleted) for person in run.people)
    yield f"| messages written | {messages}; {edits} edits, {deleted} deleted again |"
    callers = [person for person in run.people if isinstance(person, Caller)]
    heard = sum(each.heard for each in run.played)
    yield f"| phrases spoken | {sum(len(each.spoken) for each in callers)}, {heard} of them answers in the record (¹) |"
    shown = sum(each.shown for each in callers)
    yield f"| pictures from a camera | {sum(each.pictures for each in callers)}, {shown} of them shown to the model |"
    yield f"| buttons pressed | {sum(person.presses for person in run.people)} |"
    yield f"| times somebody left and came back | {sum(person.absences for person in run.people)} |"
    yield ""
    yield "(¹) The others were said for the microphone check, while the bot was gone, or while it did not listen."
    yield ""


def what_went_wrong(run: Run) -> Iterator[str]:
    yield "## What was provoked"
    yield ""
    yield "| Fault | Times | Seconds in all | Longest |"
    yield "|---|---|---|---|"
    for fault in Fault:
        done = [each for each in run.done if each.strike.fault is fault and not each.note]
        lasted = [each.ended - each.began for each in done]
        seconds = f"{sum(lasted):.0f} | {max(lasted):.0f}" if any(each.strike.lasts for each in done) else " | "
        yield f"| {fault.value} | {len(done)} | {seconds} |"
    yield ""
    left = sorted({f"{each.strike.fault.value}: {each.note}" for each in run.done if each.note})
    yield from (f"Left out or in vain: {each}." for each in left)
    yield (
        f"The database had a disk of {run.disk / 1e6:,.0f} MB." if run.disk else "The database had no disk of its own."
    )
    yield "The clock is the one that Python reads by `time.time`; a token that is revoked was left out. What remembers"
    yield "the starts of the last hour was taken away before each start, since the ninth would have had to wait."
    yield ""


def what_came_of_it(run: Run) -> Iterator[str]:
    yield "## What came of it"
    yield ""
    yield from (f"- {without_paths(each)}" for each in run.wrong or HELD)
    refused = f"({run.refused} tries were refused in words, and tried again)"
    restored = f"{run.restored} restored into other folders"
    taken = "1 backup was" if run.backups == 1 else f"{run.backups} backups were"
    yield f"- {taken} taken while all this went on {refused}, {restored}, and held against the"
    yield "  record as it was at that moment."
    answered = [each for each in run.probes if each.values is not None]
    well = sum(each.ready for each in answered)
    yield f"- `/metrics` and `/readyz` were asked {len(run.probes)} times, answered {len(answered)} times, and"
    yield f"  {well} times that all was well."
    yield f"- {run.late_answers} clicks were answered too late for Discord, or twice; people clicked again."
    ready = [life.ready - life.began for life in run.lives if life.ready is not None]
    if ready:
        took = f"{statistics.median(ready):.1f} s (median), {max(ready):.1f} s (longest)"
        yield f"- {len(run.lives)} processes; from start to ready {took}."
    for words, number in Counter(map(without_paths, run.sentences)).most_common():
        yield f"- {number} × a process ended by itself, with {words}"
    yield ""
    yield "| Alert | Began | Over |"
    yield "|---|---|---|"
    yield from (f"| `{cause}` | {began} | {over} |" for cause, began, over in alerts.count(run.told))
    yield ""
    yield "What began was told once, and so was its end, over all restarts. (`crash-loop` lasts for half an hour after"
    yield "the fifth start, so its end may lie behind the end of the run.)"
    yield ""


HELD = (
    "Every message that somebody wrote while their interview ran stands in the record once, in order, as it was.",
    "What was heard stands there at most once, and in order.",
    "Every planned question was asked once, and every turn stands in the chat once.",
    "Every interview is over, or waits with a button.",
    "No model was told an answer twice. Discord refused nothing that was sent, and neither did Gemini.",
    "In the end `/metrics` was what the record and the simulated Gemini say; `/readyz` and `health` were well.",
    "No log, alert or metric has a word of a candidate's, the key, or the webhook's address; no log has a traceback.",
)


def figures(run: Run) -> Iterator[str]:
    found = run.figures
    if found is None or found.peak is None or found.last is None:
        return
    yield "## Figures"
    yield ""
    yield "| | at most | in the end, when nobody was there |"
    yield "|---|---|---|"
    yield f"| memory (RSS) | {found.peak.resident / 1e6:.0f} MB | {found.last.resident / 1e6:.0f} MB |"
    yield f"| files | {found.files} | {found.last.files} |"
    yield f"| sockets | {found.sockets} | {found.last.sockets} |"
    yield f"| tasks | {found.tasks} | {found.last.tasks} |"
    yield f"| threads | {found.threads} | {found.last.threads} |"
    yield ""
    slope = "too short a run to say" if found.slope is None else f"{found.slope / 1e6:+.2f} MB a minute over the run"
    within = (
        ""
        if found.within is None
        else f" Within one, from its third minute on: {found.within / 1e6:+.2f} MB a minute (median)."
    )
    yield f"Memory of processes that had settled (20 s old): {slope}.{within}"
    yield ""
    yield "![What was scraped from /metrics; where nobody answered there is a gap](pictures/metrics.svg)"


def told(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.most_common()) or "none"


def without_paths(words: str) -> str:
    """On one line, without when it was logged, and of a file its name alone."""
    words = re.sub(r"[-0-9]{10} [0-9:,]{12} CRITICAL [\w.]+: ", "", words)
    return re.sub(r"/(?:[\w.-]+/)+", "", " ".join(words.split()))
