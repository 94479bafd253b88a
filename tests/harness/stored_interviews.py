"""What the tests of the record's doors are made of: interviews as they stand in the database."""

from dataclasses import replace

from bot.interview.models import InterviewType, Mark, PictureSpan, Plan, Question, Speaker, Status, Turn, TurnKind
from bot.interview.plan.plan_json import plan_to_json
from bot.ports.accommodations import Accommodations
from bot.ports.events import Source
from bot.review.report import InterviewReport, report_of
from bot.store import Store
from bot.store.records import Consent, Event, InterviewDetail, InterviewSummary, NewInterview

NOON = 1_760_000_000.0
DAY = 86_400.0
PLAN = Plan(
    title="Helper",
    questions=(Question("Why here?", follow_ups=2, required=True), Question("When?"), Question("Anything else?")),
    closing="Thank you.",
)
PICTURES = (
    PictureSpan(Source.CAMERA, NOON + 60, NOON + 300, 200),
    PictureSpan(Source.SCREEN, NOON + 300, NOON + 400, 12),
    PictureSpan(Source.CAMERA, NOON + 400, NOON + 460, 31),
    PictureSpan(Source.CHAT, NOON + 500, NOON + 500, 1),
)
"""What a candidate showed who switched to the screen and back, and posted one image."""


def turn(seq: int, kind: TurnKind, text: str, question: int | None = 0, *marks: Mark) -> Turn:
    """A turn; who speaks follows from its kind."""
    candidate = kind in (TurnKind.ANSWER, TurnKind.SKIP)
    speaker = Speaker.CANDIDATE if candidate else Speaker.INTERVIEWER
    return Turn(seq, speaker, kind, text, NOON + seq * 60, question=question, message_ids=(9000 + seq,), marks=marks)


TURNS = (
    turn(1, TurnKind.OPENING, "Hello.", None),
    turn(2, TurnKind.QUESTION, "Why here?"),
    turn(3, TurnKind.ANSWER, "Because I like it."),
    turn(4, TurnKind.FOLLOW_UP, "What do you like?"),
    turn(5, TurnKind.ANSWER, "The people.", 0, Mark.EDITED_LATER),
    replace(turn(6, TurnKind.QUESTION, "Wann?", 1), lead="Nice people indeed.", source_text="When?"),
    turn(7, TurnKind.SKIP, "", 1),
)


def row(number: int = 12, **changes: object) -> InterviewSummary:
    """A line of the history."""
    base = InterviewSummary(
        id=number,
        guild_id=1,
        candidate_id=222222222222222222,
        candidate_name="Ada",
        interview_type=InterviewType.TEXT,
        title="Helper",
        status=Status.ENDED,
        status_reason="candidate",
        language="de",
        created_at=NOON,
        ended_at=NOON + 600,
        thread_id=77,
        answers=2,
        delete_after=NOON + 90 * DAY,
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # named fields of Row, checked at once by replace


def detail(
    turns: tuple[Turn, ...] = TURNS,
    *,
    events: tuple[Event, ...] = (),
    pictures: tuple[PictureSpan, ...] = (),
    **changes: object,
) -> InterviewDetail:
    """A whole interview; `changes` are fields of its row."""
    consent = Consent(version="1", text="I agree.", at=NOON - 5, delete_after=NOON + 90 * DAY)
    shown = row(**changes)  # type: ignore[arg-type]  # as above
    return InterviewDetail(shown, turns, events, consent, "some-model", 12_345, 0.0123, pictures)


def report(
    turns: tuple[Turn, ...] = TURNS, plan: Plan | None = PLAN, *, events: tuple[Event, ...] = (), **changes: object
) -> InterviewReport:
    """What there is to read of that interview."""
    return report_of(detail(turns, events=events, **changes), plan)  # type: ignore[arg-type]  # as above


async def stored(
    store: Store,
    guild_id: int,
    candidate_id: int,
    *,
    name: str = "Ada",
    title: str = "Helper",
    turns: tuple[Turn, ...] = TURNS,
    over: bool = True,
    thread_id: int | None = None,
    delete_after: float = NOON * 2,
    kind: InterviewType = InterviewType.TEXT,
    record: bool = False,
    accommodations: Accommodations = Accommodations(),  # noqa: B008  # frozen
) -> int:
    """An interview in the database, ended unless it is to run on; returns its id."""
    number = await store.create_interview(
        NewInterview(
            guild_id=guild_id,
            candidate_id=candidate_id,
            candidate_name=name,
            interview_type=kind,
            record=record,
            accommodations=accommodations,
            position_id=None,
            plan_json=plan_to_json(PLAN),
            title=title,
            language="en",
            locale="en-GB",
            model="some-model",
            parent_id=50,
            deadline_at=NOON * 2,
            turn_limit=60,
            token_limit=400_000,
            consent=Consent(version="1", text="I agree.", at=NOON - 5, delete_after=delete_after),
        )
    )
    if thread_id is not None:
        await store.set_thread(number, thread_id)
    for each in turns:
        await store.add_turn(number, replace(each, message_ids=(number * 1000 + each.seq,)))
    await store.set_status(number, Status.ACTIVE)
    if over:
        await store.set_status(number, Status.ENDED, "candidate")
    return number
