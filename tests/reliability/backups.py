"""`interview-bot backup` in the middle of it, and what is in the copies: the record as it was at that moment."""

import asyncio
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.harness.town import ROOT
from tests.reliability import machine

TURNS = "SELECT id, session_id, seq, speaker, kind, at, text FROM turns ORDER BY id"
TRIES = 8
"""A database that is held, or has no room to note the copy, refuses one; somebody would try again."""
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """One backup: what stood in the record before and after it was made, and how often it was refused before."""

    file: Path
    before: frozenset[Row]
    after: frozenset[Row]
    refused: tuple[str, ...]
    said: str


class Backups:
    """`take` in the middle, `check` in the end."""

    def __init__(self, database: Path, folder: Path, settings: dict[str, str]) -> None:
        self._database, self._folder, self._settings = database, folder, settings
        self.taken: list[Taken] = []
        self.given_up: list[str] = []
        self.restored = 0

    async def take(self) -> None:
        file = self._folder / f"backup-{len(self.taken)}.db"
        refused: list[str] = []
        for _ in range(TRIES):
            before = self._turns(self._database)
            code, said = await self.command("backup", str(file))
            if code == 0:
                after = self._turns(self._database)
                self.taken.append(Taken(file, before, after, tuple(refused), said))
                return
            assert not file.exists(), f"a backup that failed left a file: {said}"
            refused.append(said)
            await asyncio.sleep(3.0)
        self.given_up += refused[-1:]

    async def check(self) -> list[str]:
        """What is wrong with them, as sentences; call it when the bot has ended."""
        wrong = []
        final = self._turns(self._database)
        for number, taken in enumerate(self.taken):
            mode = stat.S_IMODE(taken.file.stat().st_mode)
            if mode != 0o600:
                wrong.append(f"backup {number} can be read by others ({mode:o})")
            wrong += [f"backup {number}: {each}" for each in await self._restore(number, taken, final)]
        return wrong

    async def _restore(self, number: int, taken: Taken, final: frozenset[Row]) -> list[str]:
        """By the command, into another folder."""
        folder = self._folder / f"restored-{number}"
        folder.mkdir()
        there = folder / "interviews.db"
        code, said = await self.command("restore", str(taken.file), DATABASE_PATH=str(there))
        if code:
            return [f"restore refused it: {said}"]
        self.restored += 1
        sound = machine.rows(there, "PRAGMA integrity_check")
        turns = self._turns(there)
        found = []
        if sound != [("ok",)]:
            found.append(f"is not sound: {sound[:1]}")
        if lost := taken.before - turns:
            found.append(f"lacks {len(lost)} turns that stood there before")
        if strange := turns - taken.after:
            found.append(f"has {len(strange)} turns that did not stand there after")
        if turns - final:
            found.append("has turns that the record has otherwise")
        return found

    def _turns(self, database: Path) -> frozenset[Row]:
        return frozenset(machine.rows(database, TURNS))

    async def command(self, *arguments: str, **settings: str) -> tuple[int, str]:
        """Run one of the bot's; exit code, and what it said."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=ROOT,
            env={**self._settings, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        return process.returncode or 0, said.decode().strip()
