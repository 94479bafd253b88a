"""Between SQL rows and records: times, and the rows more than one topic reads."""

import json
import sqlite3
from collections.abc import Iterable, Mapping

from bot.interview.models import InterviewType, Mark, Speaker, Status, Turn, TurnKind, Utterance
from bot.store.records import Consent, Event, GuildSettings, InterviewSummary

RUNNING = (Status.STARTING, Status.ACTIVE, Status.PAUSED)
"""The states of an interview that is not over."""

DEFAULT_RETENTION_DAYS = GuildSettings(guild_id=0).retention_days

IMPORTED_UNTIL = f"""
    s.imported_at + 86400000 * coalesce(
        (SELECT retention_days FROM guild_settings WHERE guild_id = s.guild_id), {DEFAULT_RETENTION_DAYS})
"""
"""When an interview from an older file goes (milliseconds): nobody promised a date, so the setting as it stands counts
from the day it was brought here. NULL for every other interview: its consent says when."""

HISTORY_COLUMNS = f"""
    s.id, s.guild_id, s.candidate_id, s.candidate_name, s.interview_type, s.title, s.status, s.status_reason,
    s.language, s.created_at, s.ended_at, s.thread_id, s.record,
    iif(s.medium = 'voice' AND s.status IN ('starting', 'active', 'paused'), s.room_id, NULL) AS room_id,
    coalesce((SELECT delete_after FROM consents WHERE session_id = s.id), {IMPORTED_UNTIL}) AS delete_after,
    (SELECT count(*) FROM turns
      WHERE session_id = s.id AND speaker = 'candidate' AND kind IN ('answer', 'imported')) AS answers,
    (SELECT count(*) FROM turns AS asked
      WHERE session_id = s.id AND kind = 'question' AND EXISTS (
          SELECT 1 FROM turns WHERE session_id = s.id AND kind = 'answer' AND question = asked.question)) AS answered,
    coalesce(json_array_length(s.plan, '$.questions'), 0) AS planned,
    EXISTS (SELECT 1 FROM events WHERE session_id = s.id AND kind = 'asked_for_person') AS asked_for_person
"""
"""What `history_row` reads; the table is called `s`."""


def to_ms(seconds: float) -> int:
    """Epoch seconds as stored. `from_ms` gives back the same number to the millisecond."""
    return round(seconds * 1000)


def from_ms(milliseconds: int) -> float:
    return milliseconds / 1000


def maybe_ms(seconds: float | None) -> int | None:
    return None if seconds is None else to_ms(seconds)


def maybe_seconds(milliseconds: int | None) -> float | None:
    return None if milliseconds is None else from_ms(milliseconds)


def to_json(value: Mapping[str, object] | list[object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def history_row(row: sqlite3.Row) -> InterviewSummary:
    return InterviewSummary(
        id=row["id"],
        guild_id=row["guild_id"],
        candidate_id=row["candidate_id"],
        candidate_name=row["candidate_name"],
        interview_type=InterviewType(row["interview_type"]),
        title=row["title"],
        status=Status(row["status"]),
        status_reason=row["status_reason"],
        language=row["language"],
        created_at=from_ms(row["created_at"]),
        ended_at=maybe_seconds(row["ended_at"]),
        thread_id=row["thread_id"],
        answers=row["answers"],
        delete_after=maybe_seconds(row["delete_after"]),
        planned=row["planned"],
        answered=row["answered"],
        asked_for_person=bool(row["asked_for_person"]),
        room_id=row["room_id"],
        recorded=bool(row["record"]),
    )


def turn(row: sqlite3.Row, message_ids: Iterable[int], marks: Iterable[str], spoken: Utterance | None) -> Turn:
    return Turn(
        seq=row["seq"],
        speaker=Speaker(row["speaker"]),
        kind=TurnKind(row["kind"]),
        text=row["text"],
        at=from_ms(row["at"]),
        ended_at=maybe_seconds(row["ended_at"]),
        question=row["question"],
        lead=row["lead"],
        source_text=row["source_text"],
        message_ids=tuple(message_ids),
        marks=tuple(Mark(mark) for mark in marks),
        spoken=spoken,
    )


def utterance(row: sqlite3.Row) -> Utterance:
    return Utterance(
        text=row["text"],
        started_at=from_ms(row["started_at"]),
        ended_at=from_ms(row["ended_at"]),
        heard_ms=row["heard_ms"],
        cut=bool(row["cut"]),
    )


def event(row: sqlite3.Row) -> Event:
    return Event(at=from_ms(row["at"]), kind=row["kind"], detail=json.loads(row["detail"]))


def consent(row: sqlite3.Row) -> Consent:
    return Consent(
        version=row["version"],
        text=row["text"],
        at=from_ms(row["at"]),
        delete_after=from_ms(row["delete_after"]),
    )
