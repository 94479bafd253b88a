"""A whole interview as a Markdown file, for people.

Everybody's words stand in code blocks that nothing inside can close, names are escaped, so a file pasted anywhere
renders as nothing else, and pings nobody.
"""

from collections.abc import Iterator

from bot.review import wording
from bot.review.report import InterviewReport, PassageKind, TurnReport
from bot.review.safe_text import fenced
from bot.review.times import IN_FILES
from bot.words import Say


def markdown(say: Say, report: InterviewReport) -> str:
    """The file's whole text."""
    row = report.record.row
    title = say("review-export-title", id=str(row.id), title=wording.title(say, row, 100))
    blocks = [f"# {title}", say("review-people-decide"), say("review-export-times")]
    blocks.append(f"## {say('review-export-about')}")
    blocks.append("\n".join(f"- {line}" for line in wording.fact_lines(say, report, IN_FILES).values()))
    covered = list(wording.coverage_lines(say, report.coverage))
    if covered:
        blocks.append("\n".join([covered[0], "", *(f"- {line}" for line in covered[1:])]))
    blocks.append(f"## {say('review-export-transcript')}")
    for turn in report.turns:
        blocks += turn_blocks(say, turn, row.language)
    if not report.turns:
        blocks.append(say("review-no-turns"))
    return "\n\n".join(blocks) + "\n"


def turn_blocks(say: Say, each: TurnReport, language: str) -> Iterator[str]:
    """One turn: a heading, the words, what is known of them. `language`: the interview's."""
    turn = each.turn
    who = say(f"review-speaker-{turn.speaker}")
    yield f"### {turn.seq}. {who} · {wording.purpose_words(say, each)} · {IN_FILES.moment(turn.at)}"
    for kind, text in each.passages:
        if kind is not PassageKind.WORDS:
            yield say(f"review-{kind}")
        if text:
            yield fenced(text)
    for remark in wording.remarks(say, each, language):
        yield f"*{remark}*"
