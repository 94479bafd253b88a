"""Whole interviews, and what readers get of them, to be compared with the files in `tests/data/review`.

The catalogue is spelt out (key and values), so that another wording changes no file, and another key, value or order
does. After a change that is meant: `python -m tests.review.golden` writes the files anew; read the difference.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import discord

from bot.interview.models import InterviewType, Mark, Plan, Speaker, Status, Turn, TurnKind, Utterance
from bot.review.json_export import as_json
from bot.review.markdown import markdown
from bot.review.report import EVENTS_OF_NOTE, report_of
from bot.store.records import Event, InterviewDetail
from bot.words import Value
from cogs.history import embeds
from tests.harness.stored_interviews import DAY, NOON, PICTURES, PLAN, detail, turn

FOLDER = Path(__file__).parents[1] / "data" / "review"
HOSTILE = "@everyone <@1> [click](https://evil.example) # big\n**Interviewer** · said this\n```py\ncode\n```\n- a list"


def spelt(key: str, /, **words: Value) -> str:
    """Fulfils `Say`: the key, and each value as it is handed over."""
    values = "".join(f" {name}={value!r}" for name, value in sorted(words.items()))
    return f"[{key}{values}]"


def answered(seq: int, text: str, question: int | None, *marks: Mark) -> Turn:
    return turn(seq, TurnKind.ANSWER, text, question, *marks)


WRITTEN: tuple[Turn, ...] = (
    turn(1, TurnKind.OPENING, "Hello.\n\nShall we?", None),
    answered(2, "One moment.", None),
    turn(3, TurnKind.QUESTION, "Warum hier?"),
    answered(4, HOSTILE, 0, Mark.EDITED_LATER, Mark.DELETED_LATER),
    turn(5, TurnKind.FOLLOW_UP, "Since when?"),
    turn(6, TurnKind.SKIP, "", 0),
    replace(turn(7, TurnKind.QUESTION, "Wann?", 1), lead="Nice people indeed.", source_text="When?"),
    answered(8, "मैंने बहुत कुछ सीखा", 1, Mark.DELETED_LATER),
    replace(turn(9, TurnKind.QUESTION, "Anything else?", 2, Mark.UNTRANSLATED), at=NOON + 2 * DAY),
    replace(turn(10, TurnKind.SKIP, "", 2), at=NOON + 2 * DAY + 5),
    replace(answered(11, "", 2, Mark.PROVIDER_DECLINED), at=NOON + 2 * DAY + 3700),
    replace(turn(12, TurnKind.CLOSING, "", None), at=NOON + 2 * DAY + 3800, ended_at=NOON + 2 * DAY + 3801),
    replace(turn(13, TurnKind.IMPORTED, "From before.", None), at=NOON + 2 * DAY + 3900, speaker=Speaker.CANDIDATE),
)
SPOKEN: tuple[Turn, ...] = (
    replace(
        turn(1, TurnKind.QUESTION, "Why here?", 0, Mark.INTERRUPTED),
        spoken=Utterance("Why he", NOON + 60, NOON + 61.25, heard_ms=1250, cut=True),
    ),
    replace(answered(2, "Because I", 0), spoken=Utterance("Because I like it.", NOON + 62, NOON + 70.5)),
    replace(turn(3, TurnKind.QUESTION, "When?", 1), spoken=Utterance("when", NOON + 71, NOON + 72)),
    replace(turn(4, TurnKind.FOLLOW_UP, "And", 1), spoken=Utterance("And then?", NOON + 75, NOON + 76)),
    turn(5, TurnKind.QUESTION, "Anything else?", 2, Mark.MISREAD),
)
EVENTS = (
    Event(NOON + 1, "begun", {}),
    *(Event(NOON + 10 * number, kind, {}) for number, kind in enumerate(EVENTS_OF_NOTE, 1)),
    Event(NOON + 900, "live_up", {"after_s": 1.5, "kind": "quota"}),
)
LONG = " ".join(f"word{number}" for number in range(900))

INTERVIEWS: Mapping[str, tuple[InterviewDetail, Plan | None]] = {
    "written": (detail(WRITTEN, events=EVENTS[:4], planned=3, answered=2), PLAN),
    "spoken": (
        detail(SPOKEN, pictures=PICTURES, recorded=True, interview_type=InterviewType.VIDEO, language="pt-BR"),
        PLAN,
    ),
    "hostile": (detail((answered(1, "x", 0),), candidate_name="<@1> @here `x`\u202e", title=f"#{HOSTILE}"), PLAN),
    "long": (detail((*WRITTEN[:3], answered(4, LONG, 0), *WRITTEN[4:]), events=EVENTS), PLAN),
    "running": (
        detail((), status=Status.PAUSED, status_reason="room_left", ended_at=None, thread_id=None, room_id=5),
        PLAN,
    ),
    "old": (
        replace(
            detail(
                (WRITTEN[-1],),
                status=Status.FAILED,
                status_reason="in its own words",
                candidate_name="",
                title=" ",
                language="xx-YY",
                ended_at=None,
                delete_after=None,
            ),
            consent=None,
            model="",
            tokens=1,
            cost_usd=0.0,
        ),
        None,
    ),
}


def of_embed(embed: discord.Embed) -> str:
    return f"{embed.title}\n\n{embed.description}\n\n{embed.footer.text}"


def rendered(interview: InterviewDetail, plan: Plan | None) -> Mapping[str, str]:
    """Everything that readers get of one interview, by the ending of its file."""
    report = report_of(interview, plan)
    last = embeds.transcript_page(spelt, report, 1)[2]
    pages = [embeds.transcript_page(spelt, report, number)[0] for number in range(1, last + 1)]
    shown = (
        embeds.overview(spelt, report),
        *pages,
        embeds.list_page(spelt, [interview.row], own=True, filtered=False),
    )
    return {
        "md": markdown(spelt, report),
        "json": as_json(report) + "\n",
        "embeds.txt": "\n\n====\n\n".join(map(of_embed, shown)) + "\n",
    }


def main() -> None:
    for name, (interview, plan) in INTERVIEWS.items():
        for ending, text in rendered(interview, plan).items():
            (FOLDER / f"{name}.{ending}").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
