"""The database file while it is open: its two connections, its log, its backups. The methods stand in store.py."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Self

from bot.clock import DAY, Clock
from bot.errors import StoreError, StoreUnavailable
from bot.ports.tallies import Durations
from bot.store import erasure
from bot.store.backup import ends, label, notes
from bot.store.backup.notes import BackupNote
from bot.store.migrations import steps
from bot.store.sqlite import backups, files
from bot.store.sqlite.connection import Connection, DatabaseLane

LOG = logging.getLogger(__name__)


class Database:
    """Held until the block of `open` ends; every write and every read is one transaction."""

    def __init__(
        self, path: Path, *, writer: DatabaseLane, reader: DatabaseLane, clock: Clock, backup_days: int
    ) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        """A connection of its own: a long read never holds up a write."""
        self._clock = clock
        self._backup_days = backup_days

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, *, clock: Clock, backup_days: int = 14) -> AsyncIterator[Self]:
        """Make the file if there is none, bring an older one up to date, and hold it until the block ends.

        Raises StoreError (NotOurs, TooNew, MigrationFailed) with the file as it was.
        """
        report = await asyncio.to_thread(steps.migrate, path, clock=clock)
        for line in report.lines():
            LOG.info("%s", line)
        with starting(path):
            writer = await DatabaseLane.open(path, mode="write")
        try:
            with starting(path):
                reader = await DatabaseLane.open(path, mode="read")
            try:
                store = cls(path, writer=writer, reader=reader, clock=clock, backup_days=backup_days)
                with starting(path):
                    await store.probe()
                    await store.take_label_off()
                    await store.wipe_log()  # a process killed between a deletion and this left the deleted pages there
                    await store.purge_backups()
                yield store
            finally:
                await asyncio.shield(reader.close())
        finally:
            await asyncio.shield(writer.close())

    @property
    def refusal(self) -> str | None:
        """Why nothing can be written, in SQLite's words; None when the last that was written is in the file."""
        return self._writer.refusal

    @property
    def times(self) -> dict[str, Durations]:
        """How long transactions took, those that read and those that write."""
        return {"read": self._reader.times, "write": self._writer.times}

    def on_recovered(self, call: Callable[[], None]) -> None:
        """Set what is called whenever something is written again after a refusal."""
        self._writer.on_recovered = call

    async def probe(self) -> None:
        """Write something that changes nothing. Raises StoreUnavailable where nothing can be written."""
        await self._writer.probe()

    def transaction(self) -> AbstractAsyncContextManager[Connection]:
        """Write: everything in the block, or nothing of it."""
        return self._writer.transaction()

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """Read: everything in the block is of one moment."""
        return self._reader.transaction()

    async def wipe_log(self) -> None:
        """Empty the write-ahead log: secure_delete cleans the file, but the log still holds older pages.

        Another process that reads the file at this moment prevents it; housekeeping comes back to it.
        """
        # The reader's lane, then the writer's. Nobody else holds both; one who took them the other way round could wait
        # for this for ever. The BEGIN in the reader's lane reads nothing, so it keeps no page of the log in use
        # (sqlite.org/lang_transaction.html, DEFERRED).
        async with self.reading():  # nothing of ours is read meanwhile, so the writer need not wait for a reader
            [(busy, *_)] = await self._writer.run("PRAGMA wal_checkpoint(TRUNCATE)")  # nor does it for others
        if busy:
            LOG.warning(
                "the database's log could not be emptied: another process reads it; tried again within the hour"
            )

    async def take_label_off(self) -> None:
        """A backup that somebody put here by hand is a database in use now: nobody may delete it at its end."""
        async with self.transaction() as connection:
            await connection.execute_fetchall(f"DROP TABLE IF EXISTS {label.TABLE}")

    async def last_backup_expiry(self) -> float | None:
        """When the last backup that exists now will be gone (epoch seconds); None when there is none."""
        beside = await asyncio.to_thread(backups.list_backups, self.path)
        async with self.reading() as connection:
            made = [note.label.ends_at for note in await notes.all_notes(connection)]
        return max([*made, *(backup.at + self._backup_days * DAY for backup in beside)], default=None)

    async def purge_backups(self) -> None:
        """Delete the backups that are old enough, say so, and forget the receipts that they kept.

        Where the folder cannot be read nothing is deleted and nothing forgotten, until the next time.
        """
        try:
            await self._purge_backups()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            LOG.warning("backups whose time is over cannot be deleted now (%s); it is tried again by itself", reason)

    async def _purge_backups(self) -> None:
        gone = await asyncio.to_thread(backups.purge, self.path, days=self._backup_days, now=self._clock())
        for backup in gone:
            LOG.info("deleted the backup %s: older than %d days", backup.path.name, self._backup_days)
        async with self.reading() as connection:
            known = await notes.all_notes(connection)
        over = [note for note in known if await asyncio.to_thread(self._end, note)]
        left = await asyncio.to_thread(backups.list_backups, self.path)
        async with self.transaction() as connection:
            await notes.forget(connection, over)
            made = [await notes.oldest(connection), left[0].at if left else None]
            await erasure.forget_receipts(connection, min((at for at in made if at is not None), default=None))

    def _end(self, note: BackupNote) -> bool:
        """Delete what an operator's backup has left, where its time is over; whether nothing more is to be done."""
        try:
            over = ends.end(note, keep=self.path.resolve(), now=self._clock())
        except OSError as error:
            LOG.warning(
                "the backup %s cannot be deleted (%s) and its time is over: delete it yourself",
                note.path,
                error.strerror or type(error).__name__,
            )
            return False
        if over:
            LOG.info("the backup %s is over", note.path)
        return over

    async def size(self) -> int:
        """Bytes of the file and its log."""
        return await asyncio.to_thread(files.size, self.path)

    async def quick_check(self) -> bool:
        """Whether SQLite finds the file sound."""
        return [tuple(row) for row in await self._reader.run("PRAGMA quick_check")] == [("ok",)]


@contextmanager
def starting(path: Path) -> Iterator[None]:
    """Turn what keeps the file from being used into a sentence that names it, and what to do."""
    try:
        yield
    except StoreUnavailable as error:
        raise StoreError(f"{path} {error.remedy} and start again.") from error
