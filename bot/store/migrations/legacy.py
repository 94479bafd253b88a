"""Version 0 -> 1: the two layouts made before the file carried a version.

`interview_sessions` with or without `interview_type` and `interview_messages`, both with text ids and ISO times. Every
row arrives under its own id. What we do not know is kept: other columns as JSON in the row's `imported`, other tables
where they are (under `imported_<name>` where we need the name). The old tables go only after the copy was compared.
"""

import sqlite3
from collections.abc import Iterable

from bot.interview.models import InterviewType, Plan, Speaker, Status
from bot.interview.plan.plan_json import plan_to_json
from bot.store.migrations.imported import BadRow, extras, number, quoted, time_ms
from bot.store.rows import DEFAULT_RETENTION_DAYS, to_json, to_ms
from bot.store.sqlite import schema

__all__ = ["BadRow", "apply", "recognised"]

SESSIONS, MESSAGES = "interview_sessions", "interview_messages"
OLD = {SESSIONS: "legacy_interview_sessions", MESSAGES: "legacy_interview_messages"}
KNOWN = {
    SESSIONS: ("id", "guild_id", "channel_id", "candidate_id", "status", "started_at", "ended_at", "interview_type"),
    MESSAGES: ("id", "session_id", "role", "content", "created_at"),
}
NEEDED = {SESSIONS: {"id", "guild_id", "candidate_id", "status", "started_at"}, MESSAGES: set(KNOWN[MESSAGES])}
STATUSES = {"completed": Status.COMPLETED, "failed": Status.FAILED, "active": Status.ABANDONED}
NO_CONSENT = (
    "None of them has a consent with a date: each is deleted when its server's retention has passed from now on "
    f"({DEFAULT_RETENTION_DAYS} days, unless /setup says otherwise). Export before that what you must keep."
)
EMPTY_PLAN = plan_to_json(Plan(title="", questions=(), language="und"))


def recognised(connection: sqlite3.Connection) -> bool:
    """Whether the tables of a file without a version are those of an older bot."""
    found = columns(connection, SESSIONS)
    messages = columns(connection, MESSAGES)
    return NEEDED[SESSIONS] <= found and (not messages or NEEDED[MESSAGES] <= messages)


def columns(connection: sqlite3.Connection, table: str) -> set[str]:
    """The names of a table's columns; none where there is no such table."""
    return {row[1] for row in connection.execute(f"PRAGMA table_info({quoted(table)})")}


def apply(connection: sqlite3.Connection, now: float) -> list[str]:
    """Bring both layouts to version 1; the caller holds the transaction. Raises BadRow."""
    # Before the tables are renamed: what `sqlite_sequence` knows of one goes by its newest name, and goes with it.
    last = {table: sequence(connection, table) for table in OLD}
    notes = _make_room(connection)
    schema.create_first(connection)
    connection.row_factory = sqlite3.Row
    try:
        assumed = _copy_sessions(connection, now)
        orphans = _copy_messages(connection, now)
    finally:
        connection.row_factory = None
    counts = _compare(connection)
    for old in OLD.values():
        connection.execute(f"DROP TABLE IF EXISTS {old}")
    for new, old in ((SESSIONS, SESSIONS), ("turns", MESSAGES)):
        _continue_sequence(connection, new, last[old])
    return [
        f"{counts[0]} interviews and {counts[1]} messages arrive.",
        *([NO_CONSENT] if counts[0] else []),
        *([f"{assumed[0]} without a usable type count as text."] if assumed[0] else []),
        *([f"{assumed[1]} that never ended are closed as abandoned."] if assumed[1] else []),
        *(
            [f"{orphans} messages belong to no interview; they get an empty one, outside every server."]
            if orphans
            else []
        ),
        *notes,
    ]


def sequence(connection: sqlite3.Connection, table: str) -> int:
    """The highest id an AUTOINCREMENT table ever gave; 0 where it never did."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'").fetchone():
        return 0
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(row[0]) if row else 0


def _continue_sequence(connection: sqlite3.Connection, table: str, last: int) -> None:
    """Never give an id again, also not one whose row was deleted in the old file."""
    last = max(last, sequence(connection, table))
    connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
    connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last))


def _make_room(connection: sqlite3.Connection) -> list[str]:
    """Move the old tables aside, and strangers out of names that we need. Their own indexes and triggers go."""
    notes = []
    ours = {name.lower() for name in schema.tables()}
    found = connection.execute("SELECT type, name, tbl_name FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    for kind, name, table in found:
        if kind in ("index", "trigger") and table in OLD:
            connection.execute(f"DROP {kind} {quoted(name)}")
    for kind, name, _ in found:
        if kind == "table" and name in OLD:
            connection.execute(f"ALTER TABLE {quoted(name)} RENAME TO {OLD[name]}")
        elif kind == "table" and name.lower() in ours:
            connection.execute(f"ALTER TABLE {quoted(name)} RENAME TO {quoted('imported_' + name)}")
            notes.append(f"The unknown table {name} is kept as imported_{name}.")
        elif kind == "table" and not name.startswith("sqlite_"):
            notes.append(f"The unknown table {name} is kept.")
    return notes


def _copy_sessions(connection: sqlite3.Connection, now: float) -> tuple[int, int]:
    """Every interview under its id. Returns how many types and how many endings were assumed."""
    types = endings = 0
    for row in connection.execute(f"SELECT * FROM {OLD[SESSIONS]} ORDER BY id").fetchall():
        was = dict(row)
        where = f"interview {was['id']}"
        begun = time_ms(was["started_at"], f"{where}: started_at")
        ended = None if was.get("ended_at") is None else time_ms(was["ended_at"], f"{where}: ended_at")
        channel = was.get("channel_id")
        kept = extras(was, KNOWN[SESSIONS])
        if channel is not None and not str(channel).isdecimal():
            kept["channel_id"], channel = channel, None
        kind = was.get("interview_type")
        status = STATUSES.get(was["status"], Status.ABANDONED)
        _insert_session(
            connection,
            now,
            id=was["id"],
            guild_id=number(was["guild_id"], f"{where}: guild_id"),
            candidate_id=number(was["candidate_id"], f"{where}: candidate_id"),
            channel_id=None if channel is None else int(channel),
            interview_type=kind if kind in tuple(InterviewType) else InterviewType.TEXT,
            status=status,
            created_at=begun,
            ended_at=ended,
            imported=to_json(kept) if kept else None,
        )
        if kind not in tuple(InterviewType):
            types += 1
            _event(connection, was["id"], "type_assumed", {"from": kind, "to": InterviewType.TEXT}, now)
        if status != was["status"]:
            endings += 1
            _event(connection, was["id"], "status", {"from": was["status"], "to": status, "reason": "imported"}, now)
    return types, endings


def _insert_session(connection: sqlite3.Connection, now: float, **values: object) -> None:
    """One interview with what an older file did not know left empty."""
    values = {
        "title": "",
        "deadline_at": values["ended_at"] if values["ended_at"] is not None else values["created_at"],
        "candidate_name": "",
        "language": "und",
        "locale": "",
        "model": "",
        "turn_limit": 0,
        "token_limit": 0,
        "plan": EMPTY_PLAN,
        "imported_at": to_ms(now),
        **values,
    }
    connection.execute(
        f"INSERT INTO {SESSIONS} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
        tuple(values.values()),
    )


def _copy_messages(connection: sqlite3.Connection, now: float) -> int:
    """Every message as a turn under its id, in the order it was written. Returns how many had no interview."""
    if not columns(connection, OLD[MESSAGES]):
        return 0
    orphans = 0
    seq: dict[int, int] = {}
    present = {row[0] for row in connection.execute(f"SELECT id FROM {SESSIONS}")}
    for row in connection.execute(f"SELECT * FROM {OLD[MESSAGES]} ORDER BY id").fetchall():
        was = dict(row)
        where = f"message {was['id']}"
        interview_id = number(was["session_id"], f"{where}: session_id")
        at = time_ms(was["created_at"], f"{where}: created_at")
        if not isinstance(was["content"], str):
            raise BadRow(f"{where}: content is not text")
        if interview_id not in present:
            _adopt(connection, interview_id, at, now)
            present.add(interview_id)
            orphans += 1
        kept = extras(was, KNOWN[MESSAGES])
        speaker = was["role"]
        if speaker not in tuple(Speaker):
            kept["role"], speaker = speaker, Speaker.INTERVIEWER
        seq[interview_id] = seq.get(interview_id, 0) + 1
        connection.execute(
            """INSERT INTO turns (id, session_id, seq, speaker, kind, at, text, imported)
               VALUES (?, ?, ?, ?, 'imported', ?, ?, ?)""",
            (was["id"], interview_id, seq[interview_id], speaker, at, was["content"], to_json(kept) if kept else None),
        )
    return orphans


def _adopt(connection: sqlite3.Connection, interview_id: int, at: int, now: float) -> None:
    """An interview for messages whose own was deleted: of nobody, in no server, so that no reader is shown it."""
    _insert_session(
        connection,
        now,
        id=interview_id,
        guild_id=0,
        candidate_id=0,
        interview_type=InterviewType.TEXT,
        status=Status.FAILED,
        created_at=at,
        ended_at=None,
    )
    _event(connection, interview_id, "interview_missing", {}, now)


def _event(connection: sqlite3.Connection, interview_id: int, kind: str, detail: dict[str, object], now: float) -> None:
    connection.execute(
        "INSERT INTO events (session_id, at, kind, detail) VALUES (?, ?, ?, ?)",
        (interview_id, to_ms(now), kind, to_json(detail)),
    )


def _compare(connection: sqlite3.Connection) -> tuple[int, int]:
    """Every old row against its copy. Returns how many interviews and messages there are. Raises BadRow."""
    interviews = _same(
        connection,
        f"""SELECT count(*), total(new.id IS NULL OR new.guild_id <> CAST(old.guild_id AS INTEGER)
                                   OR new.candidate_id <> CAST(old.candidate_id AS INTEGER))
              FROM {OLD[SESSIONS]} AS old LEFT JOIN {SESSIONS} AS new ON new.id = old.id""",
        "interviews",
    )
    if not columns(connection, OLD[MESSAGES]):
        return interviews, 0
    messages = _same(
        connection,
        f"""SELECT count(*), total(new.id IS NULL OR new.text IS NOT old.content OR new.session_id <> old.session_id)
              FROM {OLD[MESSAGES]} AS old LEFT JOIN turns AS new ON new.id = old.id""",
        "messages",
    )
    return interviews, messages


def _same(connection: sqlite3.Connection, sql: str, what: str) -> int:
    rows: Iterable[tuple[int, float]] = connection.execute(sql)
    count, different = next(iter(rows))
    if different:
        raise BadRow(f"{different:.0f} {what} differ after the copy")
    return count
