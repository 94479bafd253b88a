"""Store: the one door to the database. Every verb is one transaction; the SQL stands in one file per topic beside.

Whoever calls a verb may be cancelled at any moment: what it writes is then there as a whole or not at all.
SQLite's errors become `StoreError` here, so nobody above needs to know which database this is.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Self

from bot.clock import DAY, Clock
from bot.interview.models import Mark, Saved, Status, Turn
from bot.live.events import Handle
from bot.store import backups, erasure, events, files, guilds, history, migrations, names, positions, sessions, turns
from bot.store.lane import Connection, Lane
from bot.store.records import (
    Counts,
    Cursor,
    Detail,
    Erasure,
    ErasureStep,
    Filters,
    GuildSettings,
    NewInterview,
    NewPosition,
    Position,
    Row,
)

LOG = logging.getLogger(__name__)


class Store:
    """The database while it is open: `async with Store.open(path, clock=clock) as store`."""

    def __init__(self, path: Path, *, writer: Lane, reader: Lane, clock: Clock, backup_days: int) -> None:
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
        report = await asyncio.to_thread(migrations.migrate, path, clock=clock)
        for line in report.lines():
            LOG.info("%s", line)
        writer = await Lane.open(path, mode="write")
        try:
            reader = await Lane.open(path, mode="read")
            try:
                store = cls(path, writer=writer, reader=reader, clock=clock, backup_days=backup_days)
                await store.wipe_log()  # a process killed between a deletion and this left the deleted pages there
                await store.purge_backups()
                yield store
            finally:
                await asyncio.shield(reader.close())
        finally:
            await asyncio.shield(writer.close())

    def transaction(self) -> AbstractAsyncContextManager[Connection]:
        """Write: everything in the block, or nothing of it."""
        return self._writer.transaction()

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """Read: everything in the block is of one moment."""
        return self._reader.transaction()

    # Interviews: how they begin, go on, and end.

    async def create_interview(self, new: NewInterview) -> int:
        """Consent and row together; the id. Raises AlreadyRunning when this person's interview runs in this server."""
        async with self.transaction() as connection:
            return await sessions.create(connection, new, self._clock())

    async def set_thread(self, session_id: int, thread_id: int) -> None:
        """Where it takes place."""
        async with self.transaction() as connection:
            await sessions.change(connection, session_id, "thread_id = ?", thread_id)

    async def saved(self, session_id: int) -> Saved | None:
        """Everything to go on with."""
        async with self.reading() as connection:
            return await sessions.saved(connection, session_id)

    async def running(self) -> list[int]:
        """Ids of every interview that is not over, oldest first."""
        async with self.reading() as connection:
            return await sessions.running(connection)

    async def unclosed(self, event: str, since: float) -> list[int]:
        """Ids of the interviews that ended after `since`, have a thread, and lack this event."""
        async with self.reading() as connection:
            return await sessions.unclosed(connection, event, since)

    async def running_for(self, guild_id: int, user_id: int) -> tuple[int, int | None] | None:
        """(interview id, thread id) of this person's running interview here."""
        async with self.reading() as connection:
            return await sessions.running_for(connection, guild_id, user_id)

    async def counts(self, guild_id: int, user_id: int, since: float) -> Counts:
        """What was begun since then, for the limits."""
        async with self.reading() as connection:
            return await sessions.counts(connection, guild_id, user_id, since)

    async def set_status(self, session_id: int, status: Status, reason: str = "") -> None:
        """The new state, with its event."""
        async with self.transaction() as connection:
            await sessions.set_status(connection, session_id, status, reason, self._clock())

    async def set_follow_ups(self, session_id: int, on: bool) -> None:
        """Whether the model takes part."""
        async with self.transaction() as connection:
            await sessions.change(connection, session_id, "follow_ups = ?", int(on))

    async def set_reminded(self, session_id: int) -> None:
        """The one reminder was sent."""
        async with self.transaction() as connection:
            await sessions.change(connection, session_id, "reminded = 1")

    async def save_handle(self, session_id: int, handle: Handle | None) -> None:
        """The newest resumption handle."""
        async with self.transaction() as connection:
            await sessions.save_handle(connection, session_id, handle)

    async def add_usage(self, session_id: int, tokens: int, cost_usd: float) -> None:
        """Add to the interview's tokens and estimated cost."""
        async with self.transaction() as connection:
            await sessions.change(
                connection, session_id, "tokens = tokens + ?, cost_usd = cost_usd + ?", tokens, cost_usd
            )

    # What was said, and what happened.

    async def add_turn(self, session_id: int, turn: Turn) -> None:
        """Append a turn with its messages and marks. When this returns it is on the disk."""
        async with self.transaction() as connection:
            await turns.add(connection, session_id, turn)

    async def link_messages(self, session_id: int, seq: int, message_ids: Iterable[int]) -> None:
        """Which Discord messages carry a turn; may be said twice."""
        async with self.transaction() as connection:
            await turns.link(connection, session_id, seq, message_ids)

    async def mark_turn(self, session_id: int, seq: int, mark: Mark) -> None:
        """Add a mark to a turn; may be said twice."""
        async with self.transaction() as connection:
            await turns.add_mark(connection, session_id, seq, mark, self._clock())

    async def add_event(self, session_id: int, kind: str, detail: Mapping[str, object]) -> None:
        """Append to the event log."""
        async with self.transaction() as connection:
            await events.add(connection, session_id, kind, detail, now=self._clock())

    # The history.

    async def history(
        self,
        guild_id: int,
        filters: Filters = history.EVERYTHING,
        *,
        before: Cursor | None = None,
        after: Cursor | None = None,
        limit: int = 10,
        only_candidate: int | None = None,
    ) -> list[Row]:
        """One page of a server's interviews, newest first: older than `before`, or newer than `after`."""
        async with self.reading() as connection:
            return await history.page(
                connection,
                guild_id,
                filters,
                before=before,
                after=after,
                limit=limit,
                only_candidate=only_candidate,
            )

    async def detail(self, guild_id: int, session_id: int, *, only_candidate: int | None = None) -> Detail | None:
        """A whole interview; None when it is not this server's, or not this candidate's."""
        async with self.reading() as connection:
            return await history.detail(connection, guild_id, session_id, only_candidate=only_candidate)

    async def candidate_names(self, guild_id: int, prefix: str) -> list[tuple[int, str]]:
        """(user id, name) for autocomplete."""
        async with self.reading() as connection:
            return await names.candidates(connection, guild_id, prefix)

    async def titles(self, guild_id: int, prefix: str) -> list[str]:
        """Titles of past interviews for autocomplete."""
        async with self.reading() as connection:
            return await names.titles(connection, guild_id, prefix)

    # Servers and positions.

    async def settings(self, guild_id: int) -> GuildSettings:
        """A server's settings, or the defaults."""
        async with self.reading() as connection:
            return await guilds.settings(connection, guild_id)

    async def save_settings(self, settings: GuildSettings) -> None:
        """Write all of them."""
        async with self.transaction() as connection:
            await guilds.save(connection, settings)

    async def ensure_guild(self, guild_id: int, position: NewPosition) -> None:
        """Make a server known, with its first position when it is new."""
        async with self.transaction() as connection:
            await guilds.ensure(connection, guild_id, position, self._clock())

    async def positions(self, guild_id: int) -> list[Position]:
        """The positions that a server offers, by title."""
        async with self.reading() as connection:
            return await positions.of(connection, guild_id)

    async def add_position(self, guild_id: int, position: NewPosition) -> int:
        """Add it; its id."""
        async with self.transaction() as connection:
            return await positions.add(connection, guild_id, position, self._clock())

    async def save_position(self, position: Position) -> None:
        """Write every field; running interviews keep their snapshot."""
        async with self.transaction() as connection:
            await positions.save(connection, position)

    async def archive_position(self, guild_id: int, position_id: int) -> bool:
        """No longer offer it; False when it is not this server's."""
        async with self.transaction() as connection:
            return await positions.archive(connection, guild_id, position_id)

    # A person's own data.

    async def my_interviews(self, user_id: int, guild_id: int | None = None) -> list[Row]:
        """All of one person's interviews, newest first."""
        async with self.reading() as connection:
            return await erasure.interviews(connection, user_id, guild_id)

    async def export(self, user_id: int, guild_id: int | None = None) -> dict[str, object]:
        """Everything about one person, ready for JSON."""
        async with self.reading() as connection:
            return await erasure.export(connection, user_id, guild_id)

    async def request_erasure(self, user_id: int, guild_id: int | None = None) -> Erasure:
        """Note it. Stop the running interviews, delete the threads, then advance step by step."""
        async with self.transaction() as connection:
            return await erasure.request(connection, user_id, guild_id, self._clock())

    async def erasures(self) -> list[Erasure]:
        """Deletions that are not done, to go on with after a restart."""
        async with self.reading() as connection:
            return await erasure.unfinished(connection)

    async def advance_erasure(self, erasure_id: int, step: ErasureStep) -> None:
        """Write that `step` is finished; reaching ROWS deletes the rows, and wipes the log they were in."""
        async with self.transaction() as connection:
            await erasure.advance(connection, erasure_id, step, self._clock())
        await self.wipe_log()

    async def expired(self, now: float) -> list[tuple[int, int, int | None]]:
        """(interview id, guild id, thread id) of what is to be deleted by now."""
        async with self.reading() as connection:
            return await erasure.expired(connection, now)

    async def erase_interview(self, session_id: int) -> None:
        """Delete one interview with everything about it."""
        async with self.transaction() as connection:
            await erasure.erase_interview(connection, session_id)
        await self.wipe_log()

    async def wipe_log(self) -> None:
        """Empty the write-ahead log: secure_delete cleans the file, but the log still holds older pages.

        Another process that reads the file at this moment prevents it; housekeeping comes back to it.
        """
        async with self.reading():  # nothing is read meanwhile, so the writer need not wait for a reader
            [(busy, *_)] = await self._writer.run("PRAGMA wal_checkpoint(TRUNCATE)")
        if busy:
            LOG.warning(
                "the database's log could not be emptied: another process reads it; tried again within the hour"
            )

    # The file itself.

    async def last_backup_expiry(self) -> float | None:
        """When the last backup that exists now will be gone (epoch seconds); None when there is none."""
        beside = await asyncio.to_thread(backups.found, self.path)
        return beside[-1].at + self._backup_days * DAY if beside else None

    async def purge_backups(self) -> None:
        """Delete the backups that are old enough, say so, and forget the receipts that they kept."""
        gone = await asyncio.to_thread(backups.purge, self.path, days=self._backup_days, now=self._clock())
        for backup in gone:
            LOG.info("deleted the backup %s: older than %d days", backup.path.name, self._backup_days)
        left = await asyncio.to_thread(backups.found, self.path)
        async with self.transaction() as connection:
            await erasure.forget_receipts(connection, left[0].at if left else None)

    async def size(self) -> int:
        """Bytes of the file and its log."""
        return await asyncio.to_thread(files.size, self.path)

    async def quick_check(self) -> bool:
        """Whether SQLite finds the file sound."""
        return [tuple(row) for row in await self._reader.run("PRAGMA quick_check")] == [("ok",)]
