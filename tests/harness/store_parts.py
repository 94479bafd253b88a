"""What the store's tests are made of: a clock that is set, a stored interview, an older file."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.interview.models import InterviewType, Plan, Question, Speaker, Turn, TurnKind
from bot.interview.plan.plan_json import plan_to_json
from bot.ports.accommodations import Accommodations
from bot.store.records import Consent, NewInterview

DATA = Path(__file__).parents[1] / "data"
PLAN = Plan(title="Helper", questions=(Question("Why here?", follow_ups=2, required=True),), closing="Thank you.")
NOON = 1_760_000_000.0


class SetClock:
    """A clock that moves only when a test moves it."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def new_interview(
    guild_id: int = 1,
    candidate_id: int = 2,
    *,
    name: str = "Änne",
    kind: InterviewType = InterviewType.TEXT,
    title: str = PLAN.title,
    delete_after: float = NOON + 90 * 86_400,
    accommodations: Accommodations | None = None,
    record: bool = False,
) -> NewInterview:
    """Somebody agrees and starts."""
    return NewInterview(
        guild_id=guild_id,
        candidate_id=candidate_id,
        candidate_name=name,
        interview_type=kind,
        position_id=None,
        plan_json=plan_to_json(PLAN),
        title=title,
        language="en",
        locale="en-GB",
        model="some-model",
        parent_id=50,
        deadline_at=NOON + 7 * 86_400,
        turn_limit=60,
        token_limit=400_000,
        consent=Consent(version="1", text="I agree.", at=NOON - 1, delete_after=delete_after),
        accommodations=accommodations or Accommodations(),
        record=record,
    )


def answer(seq: int = 1, text: str = "Because I like it here.", *message_ids: int) -> Turn:
    """A candidate's turn."""
    return Turn(
        seq, Speaker.CANDIDATE, TurnKind.ANSWER, text, NOON + seq, question=0, message_ids=message_ids or (100 + seq,)
    )


def older_file(path: Path, fixture: str, *more: str) -> Path:
    """A file as an older bot left it, with `more` statements run on it."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript((DATA / f"{fixture}.sql").read_text(encoding="utf-8"))
        for statement in more:
            connection.execute(statement)
    return path


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    """What a file holds, read by nobody's code but SQLite's."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def layout(path: Path) -> list[tuple[object, ...]]:
    """Every table, index and trigger of a file, without the comments and the spaces in its statements."""
    found = rows(path, "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")
    return [(kind, name, re.sub(r"\s+", "", re.sub(r"--.*", "", str(sql)))) for kind, name, sql in found]


def contents(path: Path, columns: dict[str, list[str]]) -> dict[str, list[tuple[object, ...]]]:
    """What these tables hold in these columns."""
    return {
        table: rows(path, f"SELECT {', '.join(names)} FROM {table} ORDER BY 1, 2")  # noqa: S608 - our own schema
        for table, names in columns.items()
    }


def columns_of(path: Path) -> dict[str, list[str]]:
    """Every table of a file with its columns, in their order."""
    tables = rows(path, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    return {str(table): [str(row[1]) for row in rows(path, f"PRAGMA table_info({table})")] for (table,) in tables}
