"""What schema.sql promises by itself, no matter which program writes to the file."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from enum import StrEnum

import pytest

from bot.interview.models import InterviewType, Mark, Speaker, Status, TurnKind
from bot.ports.events import Source
from bot.store.records import ErasureStep, GuildSettings
from bot.store.sqlite import schema


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as opened:
        schema.create(opened)
        opened.execute("PRAGMA foreign_keys = ON")
        yield opened


def a_turn(connection: sqlite3.Connection) -> None:
    connection.execute(
        """INSERT INTO interview_sessions (guild_id, candidate_id, interview_type, status, created_at, title,
               deadline_at, candidate_name, language, locale, model, turn_limit, token_limit, plan)
           VALUES (1, 2, 'text', 'active', 1, '', 1, '', '', '', '', 1, 1, '{}')"""
    )
    connection.execute(
        "INSERT INTO turns (session_id, seq, speaker, kind, at, text) VALUES (1, 1, 'candidate', 'answer', 1, 'x')"
    )


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("interview_sessions", "status", Status),
        ("interview_sessions", "interview_type", InterviewType),
        ("turns", "speaker", Speaker),
        ("turns", "kind", TurnKind),
        ("turn_marks", "mark", Mark),
        ("pictures", "source", Source),
        ("erasures", "step", ErasureStep),
    ],
)
def test_each_check_names_exactly_the_words_of_its_enum(
    connection: sqlite3.Connection, table: str, column: str, words: type[StrEnum]
) -> None:
    """The states in the code and in the file are the same."""
    sql = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
    check = re.search(rf"CHECK \({column} IN\s*\(([^)]*)\)\)", sql)
    assert check is not None
    assert re.findall(r"'(\w+)'", check[1]) == [word.value for word in words]


def test_who_waits_in_a_line_waits_for_a_voice_channel(connection: sqlite3.Connection) -> None:
    """Nobody waits for an interview in writing."""
    sql = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'voice_line'").fetchone()[0]
    assert [f"'{kind}'" in sql for kind in InterviewType] == [kind.is_voice for kind in InterviewType]


def test_the_issue_names_the_type_check_word_for_word() -> None:
    """The column that older files lacked."""
    assert (
        "interview_type TEXT    NOT NULL CHECK (interview_type IN ('text', 'voice', 'video'))" in schema.schema_text()
    )


def test_every_column_has_a_comment() -> None:
    """Each column says what it holds, on its own line or on the last line of its CHECK."""
    for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\) STRICT", schema.schema_text(), re.DOTALL):
        for line in re.split(r"\n    (?=\w+ +(?:TEXT|INTEGER|REAL)\b)", body)[1:]:
            assert " -- " in line, (table, line)


def test_every_table_is_strict(connection: sqlite3.Connection) -> None:
    """A text never stands where a number belongs."""
    listed = {row[1]: row[5] for row in connection.execute("PRAGMA table_list") if row[1] in schema.tables()}
    assert listed == dict.fromkeys(schema.tables(), 1)


def test_settings_have_the_columns_of_their_record(connection: sqlite3.Connection) -> None:
    """The record is written and read by its field names."""
    columns = [row[1] for row in connection.execute("PRAGMA table_info(guild_settings)")]
    assert columns == [field.name for field in fields(GuildSettings)]


@pytest.mark.parametrize(
    "statement", ["UPDATE turns SET text = 'y'", "UPDATE turns SET at = 2", "DELETE FROM turns WHERE seq = 1"]
)
def test_a_turn_is_never_changed(connection: sqlite3.Connection, statement: str) -> None:
    """Turns are append-only, and the file itself says so."""
    a_turn(connection)
    with pytest.raises(sqlite3.IntegrityError, match="turns are append-only"):
        connection.execute(statement)


def test_a_turn_goes_with_its_interview(connection: sqlite3.Connection) -> None:
    """Deleting an interview leaves nothing of it."""
    a_turn(connection)
    connection.execute("INSERT INTO turn_messages (session_id, seq, message_id) VALUES (1, 1, 9)")
    connection.execute("INSERT INTO turn_marks (session_id, seq, mark, at) VALUES (1, 1, 'edited_later', 1)")
    connection.execute("INSERT INTO consents VALUES (1, '1', '', 1, 1)")
    connection.execute("INSERT INTO events (session_id, at, kind, detail) VALUES (1, 1, 'status', '{}')")
    connection.execute("DELETE FROM interview_sessions")
    for table in ("turns", "turn_messages", "turn_marks", "consents", "events"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608 - names above


def test_everything_about_an_interview_cascades(connection: sqlite3.Connection) -> None:
    """A table that points at an interview or a turn and stays behind would keep a person's words."""
    for table in schema.tables():
        for key in connection.execute(f"PRAGMA foreign_key_list({table})").fetchall():
            assert key[6] == ("SET NULL" if key[2] == "positions" else "CASCADE"), (table, key)
