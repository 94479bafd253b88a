"""What a candidate was promised, on the wire: nothing before Agree, no word in a log, nothing left after a deletion."""

import asyncio
import contextlib
import re
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from sims.discord.world import CANDIDATE
from tests.harness.town import ASKED, Town, town

PERSONAL = ("interview_sessions", "turns", "turn_messages", "turn_marks", "consents", "events", "guild_candidates")
WORDS = "MARKED-WORDS"
FELL = re.compile(r"runner crashed|housekeeping failed|reference")
NAME = "Casey"
FAULTS = ("drop_mid_reply", "unknown_frame", "malformed_frame", "quota", "drop", "decline_input")


@pytest.fixture
def loud(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot prints all it can: every level, and asyncio's own debug mode."""
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    monkeypatch.setenv("PYTHONASYNCIODEBUG", "1")


def kept(here: Town) -> dict[str, int]:
    """How many rows there are about people."""
    return {table: here.rows(f"SELECT count(*) FROM {table}")[0][0] for table in PERSONAL}  # noqa: S608 - names above


def nothing_private(here: Town) -> None:
    """Neither words nor the name nor a secret in anything that the bot printed."""
    log = here.log()
    assert "DEBUG" in log or "INFO" in log
    for mark in (WORDS, NAME, "sim-key", str(here.discord["token"])):
        found = [line for line in log.splitlines() if mark.casefold() in line.casefold()]
        assert not found, found[:5]


async def test_nothing_is_stored_or_sent_before_agree(tmp_path: Path, loud: None) -> None:
    """The panel is read, declined, and read again: no row, no socket, no typing, no thread, no line about anybody."""
    async with town(tmp_path, short=True) as here:
        await here.start_bot()
        lines = len(here.log().splitlines())
        for button in ("start:not-now", None):
            asked = await here.do("command", path=["interview", "start"])
            await here.answer_of(asked["id"])
            if button:
                await here.press(button, interaction=asked["id"])
        state = await here.state()
        assert set(kept(here).values()) == {0}
        assert here.gemini.handshakes == []
        assert state["threads"] == {}
        assert not [request for request in state["requests"] if "typing" in str(request)]
        assert not re.search(rf"\b{CANDIDATE}\b", "\n".join(here.log().splitlines()[lines:]))
        nothing_private(here)


async def test_no_word_is_printed_whatever_goes_wrong(tmp_path: Path, loud: None) -> None:
    """Gemini fails in several ways, Discord is away, the database is locked, the process is killed; at DEBUG."""
    async with town(tmp_path, short=True) as here:
        await here.start_bot()
        thread = await here.begin()
        await here.until_asked(thread, ASKED[0])
        for fault in FAULTS:
            here.gemini.fail_next(fault)
        message = await here.says(thread, f"{WORDS} one\ud83d with half an emoji")
        await here.until(lambda _: any(WORDS in text for text in here.answers()), "the answer is stored")
        await here.do("weather", down=True)
        await asyncio.sleep(2)
        await here.do("weather", down=False)
        with contextlib.closing(sqlite3.connect(here.database, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            await here.says(thread, f"{WORDS} two")
            await here.until(lambda _: FELL.search(here.log()), "the lock makes something fall")
            lock.execute("ROLLBACK")
        await here.do("weather", drop="forgotten")
        await here.says(thread, f"{WORDS} three {message}")
        await here.until(lambda _: "three" in "".join(here.answers()), "what came after the fall is stored")
        await here.kill_bot()
        await here.says(thread, f"{WORDS} four")
        await here.start_bot()
        await here.until(lambda _: "four" in "".join(here.answers()), "what was missed is stored")
        for number in ("one", "two", "three", "four"):
            assert "".join(here.answers()).count(f"{WORDS} {number}") == 1
        await here.stop_bot()
        nothing_private(here)


async def test_a_deletion_leaves_nothing(tmp_path: Path, loud: None) -> None:
    """Asked for in the middle of the interview: no row, no thread, no word in any file; all files are the owner's."""
    async with town(tmp_path, short=True) as here:
        await here.start_bot()
        thread = await here.begin()
        await here.until_asked(thread, ASKED[0])
        here.gemini.delay = 30.0
        await here.says(thread, f"{WORDS} while the model thinks")
        await here.until(lambda _: WORDS in "".join(here.answers()), "the answer is stored")
        private = files(here)
        assert {file.suffix for file in private} >= {".db", ".db-wal", ".db-shm", ".heartbeat"}
        assert {oct(stat.S_IMODE(file.stat().st_mode)) for file in private} == {"0o600"}
        await delete(here)
        await here.until(lambda state: not state["threads"], "the thread is gone")
        await here.until(lambda _: set(kept(here).values()) == {0}, "the rows are gone")
        await here.until(lambda _: not on_the_disk(here), "no word is on the disk")
        await here.stop_bot()
        assert not on_the_disk(here)
        nothing_private(here)


async def test_a_deletion_that_is_killed_goes_on(tmp_path: Path) -> None:
    """kill -9 while Discord does not let the thread be deleted: the next start does it, unasked."""
    async with town(tmp_path, short=True) as here:
        await here.start_bot()
        thread = await here.begin()
        await here.until_asked(thread, ASKED[0])
        await here.says(thread, f"{WORDS} one")
        await here.until(lambda _: WORDS in "".join(here.answers()), "the answer is stored")
        await delete(here, slow=2.0)
        await here.until(lambda _: here.rows("SELECT step FROM erasures"), "the deletion is noted")
        await here.kill_bot()
        assert kept(here)["turns"] > 0
        await here.do("weather", slow=0.0)
        await here.start_bot()
        await here.until(lambda state: not state["threads"], "the thread is gone")
        await here.until(lambda _: set(kept(here).values()) == {0}, "the rows are gone")
        await here.until(lambda _: not on_the_disk(here), "no word is on the disk")


async def delete(here: Town, slow: float = 0.0) -> None:
    """/my-data, Delete, and yes; from there on Discord may be slow."""
    asked = await here.do("command", path=["my-data"])
    await here.answer_of(asked["id"])
    await pressed(here, asked["id"], "mydata:ask")
    await here.do("weather", slow=slow)
    await pressed(here, asked["id"], "mydata:delete")


async def pressed(here: Town, interaction: Any, part: str) -> None:
    """Press a button of the answer, wherever that stands after an edit."""

    def there(state: dict[str, Any]) -> bool:
        return any(part in str(each["message"]) for each in state["interactions"] if each["message"])

    state = await here.until(there, f"the button {part}")
    for each in reversed(state["interactions"]):
        for row in (each["message"] or {"components": []})["components"]:
            for button in row["components"]:
                if part in button.get("custom_id", ""):
                    await here.do("press", custom_id=button["custom_id"], interaction=each["id"])
                    return


def files(here: Town) -> list[Path]:
    """What the bot keeps: the database and all that stands beside it."""
    return [file for file in here.folder.iterdir() if file.name.startswith("interviews.db")]


def on_the_disk(here: Town) -> list[str]:
    """The bot's files that hold the candidate's words or name."""
    return [file.name for file in files(here) if any(mark.encode() in file.read_bytes() for mark in (WORDS, NAME))]
