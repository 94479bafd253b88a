"""What `/diag video` shows: which part of the way to the camera page is broken, whose side it is on, and the fix."""

from collections.abc import Iterator, Sequence

import discord

from bot.review.safe_text import inline
from bot.web.camera.check import PageFinding, PageReport
from bot.words import Say, Value

MARKS = {True: "✅", None: "ℹ️", False: "❌"}
LONGEST = 300
"""Characters of what stands in a sentence: a host, an address, names of headers."""


def progress(say: Say, findings: Sequence[PageFinding]) -> discord.Embed:
    """What was found so far."""
    going_on = f"⏳ {say('diag-going-on')}"
    return discord.Embed(title=say("diag-video-title"), description="\n".join([*lines(say, findings), going_on]))


def result(say: Say, report: PageReport) -> discord.Embed:
    """The whole report."""
    return discord.Embed(
        title=say("diag-video-works" if report.ok else "diag-video-fails"),
        description="\n".join(lines(say, report.findings)),
        colour=discord.Colour.green() if report.ok else discord.Colour.red(),
    )


def lines(say: Say, findings: Sequence[PageFinding]) -> Iterator[str]:
    """A line for each; below a fault, whose side it is on and what to do."""

    def escaped(key: str, /, **words: Value) -> str:
        """A strange server may say where it leads to."""
        return say(
            key, **{name: inline(each, LONGEST) if isinstance(each, str) else each for name, each in words.items()}
        )

    for finding in findings:
        text = finding.text(escaped)
        if finding.ok is not False:
            yield f"{MARKS[finding.ok]} {text}"
            continue
        yield f"{MARKS[False]} **{text}**"
        yield say("diag-side", side=finding.whose(say))
        yield say("diag-fix", fix=finding.fix(escaped))
