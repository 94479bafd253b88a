"""Store: the interface to the database. Each method is one transaction; the SQL stands beside, one file per topic.

A caller may be cancelled at any moment: what a method writes is then there as a whole or not at all.
SQLite's errors become `StoreError` here, so nobody above needs to know which database this is.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from bot.interview.models import InterviewSnapshot, InterviewType, Mark, Medium, PictureSpan, Status, Turn, Utterance
from bot.ports.model import Handle
from bot.store import (
    camera_passes,
    erasure,
    events,
    guilds,
    history,
    interviews,
    names,
    pictures,
    places,
    positions,
    turns,
    voice_queue,
)
from bot.store.blobs import recordings
from bot.store.blobs.recordings import Recorder
from bot.store.records import (
    CameraPass,
    Counts,
    Cursor,
    Erasure,
    ErasureStep,
    Event,
    Filters,
    GuildSettings,
    InterviewDetail,
    InterviewSummary,
    NewInterview,
    NewPosition,
    Position,
    QueuedCandidate,
)
from bot.store.sqlite.database import Database


class Store(Database):
    """The database while it is open: `async with Store.open(path, clock=clock) as store`."""

    # Interviews: how they begin, go on, and end.

    async def create_interview(self, new: NewInterview) -> int:
        """Write consent and row; returns the id. Raises AlreadyRunning when this person's interview runs here."""
        async with self.transaction() as connection:
            return await interviews.create(connection, new, self._clock())

    async def set_thread(self, interview_id: int, thread_id: int) -> None:
        """Note that it takes place in this thread."""
        async with self.transaction() as connection:
            await places.change(connection, interview_id, Medium.TEXT, thread_id, own_room=False)

    async def set_place(self, interview_id: int, medium: Medium, place_id: int, own_room: bool) -> None:
        """Note that it goes on there: in this thread, or in this voice channel, which may have been made for it."""
        async with self.transaction() as connection:
            await places.change(connection, interview_id, medium, place_id, own_room=own_room)

    async def rooms(self, guild_id: int | None = None) -> list[tuple[int, int]]:
        """(interview id, voice channel id) of every channel that was made for an interview and is still noted."""
        async with self.reading() as connection:
            return await places.rooms(connection, guild_id)

    async def forget_room(self, interview_id: int) -> None:
        """Note that its own voice channel was deleted. An interview that is in a newer one by now is left as it is."""
        async with self.transaction() as connection:
            await places.forget_room(connection, interview_id)

    async def voice_minutes(self, guild_id: int) -> float | None:
        """How long the server's last interviews in a voice channel took; None before the first."""
        async with self.reading() as connection:
            return await places.voice_minutes(connection, guild_id)

    async def snapshot(self, interview_id: int) -> InterviewSnapshot | None:
        """Everything that is needed to go on with it; None when there is no such interview."""
        async with self.reading() as connection:
            return await interviews.snapshot(connection, interview_id)

    async def bare(self, interview_id: int) -> InterviewSnapshot | None:
        """Whose it is and where; for a record of which the rest cannot be read."""
        async with self.reading() as connection:
            return await interviews.bare(connection, interview_id)

    async def running(self) -> list[int]:
        """Ids of every interview that is not over, oldest first."""
        async with self.reading() as connection:
            return await interviews.running(connection)

    async def servers(self) -> int:
        """How many servers have ever asked for something."""
        async with self.reading() as connection:
            return await guilds.count(connection)

    async def states(self) -> dict[tuple[InterviewType, Status], int]:
        """How many interviews there are of each type and state; what there are none of is left out."""
        async with self.reading() as connection:
            return await interviews.states(connection)

    async def paused(self) -> frozenset[int]:
        """Ids of every interview that is paused."""
        async with self.reading() as connection:
            return await interviews.paused(connection)

    async def ended_in(self, thread_id: int) -> int | None:
        """The interview that took place in this thread and is over."""
        async with self.reading() as connection:
            return await interviews.ended_in(connection, thread_id)

    async def unclosed(self, event: str, since: float) -> list[int]:
        """Ids of the interviews that ended after `since`, have a thread, and lack this event."""
        async with self.reading() as connection:
            return await interviews.unclosed(connection, event, since)

    async def running_for(self, guild_id: int, user_id: int) -> tuple[int, int | None] | None:
        """(interview id, id of its thread or voice channel) of this person's running interview here."""
        async with self.reading() as connection:
            return await interviews.running_for(connection, guild_id, user_id)

    async def counts(self, guild_id: int, user_id: int, since: float) -> Counts:
        """What was begun since then, for the limits."""
        async with self.reading() as connection:
            return await interviews.counts(connection, guild_id, user_id, since)

    async def set_status(self, interview_id: int, status: Status, reason: str = "") -> None:
        """Write the new state, with its event."""
        async with self.transaction() as connection:
            await interviews.set_status(connection, interview_id, status, reason, self._clock())

    async def set_follow_ups(self, interview_id: int, on: bool) -> None:
        """Write whether the model takes part."""
        async with self.transaction() as connection:
            await interviews.change(connection, interview_id, "follow_ups = ?", int(on))

    async def set_reminded(self, interview_id: int) -> None:
        """Note that the one reminder was sent."""
        async with self.transaction() as connection:
            await interviews.change(connection, interview_id, "reminded = 1")

    async def save_handle(self, interview_id: int, handle: Handle | None) -> None:
        """Keep the newest resumption handle, or forget it (None)."""
        async with self.transaction() as connection:
            await interviews.save_handle(connection, interview_id, handle)

    async def add_usage(self, interview_id: int, tokens: int, cost_usd: float) -> None:
        """Add to the interview's tokens and estimated cost."""
        async with self.transaction() as connection:
            await interviews.change(
                connection, interview_id, "tokens = tokens + ?, cost_usd = cost_usd + ?", tokens, cost_usd
            )

    # What was said, and what happened.

    async def add_turn(self, interview_id: int, turn: Turn) -> None:
        """Append a turn with its messages and marks. When this returns it is on the disk."""
        async with self.transaction() as connection:
            await turns.add(connection, interview_id, turn)

    async def link_messages(self, interview_id: int, seq: int, message_ids: Iterable[int]) -> None:
        """Note which Discord messages carry a turn. Idempotent."""
        async with self.transaction() as connection:
            await turns.link(connection, interview_id, seq, message_ids)

    async def mark_turn(self, interview_id: int, seq: int, mark: Mark) -> None:
        """Add a mark to a turn. Idempotent."""
        async with self.transaction() as connection:
            await turns.add_mark(connection, interview_id, seq, mark, self._clock())

    async def save_spoken(self, interview_id: int, seq: int, spoken: Utterance) -> None:
        """Keep what was really said of a turn. Does nothing if that was kept before."""
        async with self.transaction() as connection:
            await turns.add_spoken(connection, interview_id, seq, spoken)

    async def save_draft(self, interview_id: int, text: str) -> None:
        """Keep what was heard so far of an answer that is no turn yet; adding the answer deletes it."""
        async with self.transaction() as connection:
            await turns.save_draft(connection, interview_id, text)

    async def add_event(self, interview_id: int, kind: str, detail: Mapping[str, object]) -> None:
        """Append to the event log."""
        async with self.transaction() as connection:
            await events.add(connection, interview_id, kind, detail, now=self._clock())

    async def add_event_once(self, interview_id: int, kind: str) -> bool:
        """Append to the event log what happens once; whether it had not happened before."""
        async with self.transaction() as connection:
            return await events.add_once(connection, interview_id, kind, now=self._clock())

    async def events_of(self, interview_id: int, like: str) -> tuple[Event, ...]:
        """What its event log holds of the kinds that match this pattern, first to last."""
        async with self.reading() as connection:
            return await events.list_for(connection, interview_id, like)

    async def save_pictures(self, interview_id: int, span: PictureSpan) -> None:
        """How many pictures were shown; the same source and start again replaces what was noted."""
        async with self.transaction() as connection:
            await pictures.save(connection, interview_id, span)

    def recording(self, interview_id: int) -> Recorder:
        """A recorder for its sound from now on; the caller closes it."""
        return Recorder(recordings.folder_of(self.path, interview_id), interview_id)

    def recordings(self, interview_id: int) -> list[Path]:
        """The files of its recording, by name; none where nothing was recorded."""
        return recordings.files_of(self.path, interview_id)

    # The candidate's page.

    async def new_link(self, interview_id: int, link_hash: bytes, until: float) -> None:
        """Make this the only link that may be claimed from now on: its SHA-256 and its end (epoch seconds)."""
        async with self.transaction() as connection:
            await camera_passes.new_link(connection, interview_id, link_hash, until)

    async def camera_pass(self, interview_id: int) -> CameraPass | None:
        """What opens its page; None when there is no such interview."""
        async with self.reading() as connection:
            return await camera_passes.get(connection, interview_id)

    async def claim_link(self, interview_id: int, link_hash: bytes, cookie_hash: bytes, now: float) -> bool:
        """Use the link up for one browser. False when it is not the newest, was used, is too old, or all is over."""
        async with self.transaction() as connection:
            return await camera_passes.claim(connection, interview_id, link_hash, cookie_hash, now)

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
    ) -> list[InterviewSummary]:
        """One page of a server's interviews, newest first: older than `before`, or newer than `after`."""
        async with self.reading() as connection:
            rows = await history.page(
                connection,
                guild_id,
                filters,
                before=before,
                after=after,
                limit=limit,
                only_candidate=only_candidate,
            )
        return [self._with_sound(row) for row in rows]

    async def detail(
        self, guild_id: int, interview_id: int, *, only_candidate: int | None = None
    ) -> InterviewDetail | None:
        """A whole interview; None when it is not this server's, or not this candidate's."""
        async with self.reading() as connection:
            detail = await history.detail(connection, guild_id, interview_id, only_candidate=only_candidate)
        return detail and replace(detail, row=self._with_sound(detail.row))

    def _with_sound(self, row: InterviewSummary) -> InterviewSummary:
        """Agreed to is not yet recorded: the disk says whether there is anything."""
        return replace(row, recorded=row.recorded and bool(self.recordings(row.id)))

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
        """Make a server known, with its first position when it is new. Where it is known nothing is written: every
        command and button asks for this, and must still work while the database cannot be written."""
        async with self.reading() as connection:
            if await guilds.known(connection, guild_id):
                return
        async with self.transaction() as connection:
            await guilds.ensure(connection, guild_id, position, self._clock())

    async def positions(self, guild_id: int) -> list[Position]:
        """The positions that a server offers, by title."""
        async with self.reading() as connection:
            return await positions.list_for(connection, guild_id)

    async def add_position(self, guild_id: int, position: NewPosition) -> int:
        """Add it; returns its id."""
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

    # The queue for a server's one voice channel.

    async def join_queue(
        self,
        guild_id: int,
        user_id: int,
        channel_id: int,
        position_id: int | None,
        language: str,
        locale: str,
        *,
        interview_type: InterviewType = InterviewType.VOICE,
    ) -> int:
        """Join the queue, or change the choices and keep the place; returns the place, from 1."""
        new = QueuedCandidate(
            guild_id,
            user_id,
            channel_id,
            position_id,
            language,
            locale,
            self._clock(),
            interview_type=interview_type,
        )
        async with self.transaction() as connection:
            return await voice_queue.join(connection, new)

    async def leave_queue(self, guild_id: int, user_id: int) -> None:
        """Leave the queue. Does nothing for a person who is not in it."""
        async with self.transaction() as connection:
            await voice_queue.leave(connection, guild_id, user_id)

    async def queue_of(self, guild_id: int) -> list[QueuedCandidate]:
        """A server's queue, the longest-waiting person first."""
        async with self.reading() as connection:
            return await voice_queue.list_for(connection, guild_id)

    async def guilds_with_queue(self) -> list[int]:
        """The ids of the servers in which somebody waits."""
        async with self.reading() as connection:
            return await voice_queue.guilds(connection)

    async def set_called(self, guild_id: int, user_id: int, at: float, message_id: int) -> None:
        """Note that it is their turn, and the message that said so. Raises StoreError when they left meanwhile."""
        async with self.transaction() as connection:
            await voice_queue.set_called(connection, guild_id, user_id, at, message_id)

    async def take_back_call(self, guild_id: int, user_id: int) -> None:
        """Note that it is not their turn after all; they keep their place."""
        async with self.transaction() as connection:
            await voice_queue.take_back_call(connection, guild_id, user_id)

    # A person's own data.

    async def my_interviews(self, user_id: int, guild_id: int | None = None) -> list[InterviewSummary]:
        """All of one person's interviews, newest first."""
        async with self.reading() as connection:
            rows = await erasure.interviews(connection, user_id, guild_id)
        return [self._with_sound(row) for row in rows]

    async def export(self, user_id: int, guild_id: int | None = None) -> dict[str, object]:
        """Everything about one person, ready for JSON."""
        async with self.reading() as connection:
            everything = await erasure.export(connection, user_id, guild_id)
            theirs = await erasure.interviews(connection, user_id, guild_id)
        sound = {str(row.id): recordings.listed(self.path, row.id) for row in theirs}
        return {**everything, "recordings": {number: files for number, files in sound.items() if files}}

    async def request_erasure(self, user_id: int, guild_id: int | None = None) -> Erasure:
        """Note it. The caller stops the running interviews, deletes the threads, then advances step by step."""
        async with self.transaction() as connection:
            return await erasure.request(connection, user_id, guild_id, self._clock())

    async def erasures(self) -> list[Erasure]:
        """Deletions that are not done, to go on with after a restart."""
        async with self.reading() as connection:
            return await erasure.unfinished(connection)

    async def advance_erasure(self, erasure_id: int, step: ErasureStep) -> None:
        """Write that `step` is finished; reaching ROWS deletes the rows, and wipes the log they were in."""
        # The sound first: its folder is found by the rows, and after a crash in between they still lead there.
        if erasure.deletes(step):
            async with self.reading() as connection:
                meant = await erasure.meant(connection, erasure_id)
            for interview_id in meant:
                await asyncio.to_thread(recordings.erase, self.path, interview_id)
        async with self.transaction() as connection:
            await erasure.advance(connection, erasure_id, step, self._clock())
        await self.wipe_log()

    async def expired(self, now: float) -> list[tuple[int, int, int | None]]:
        """(interview id, guild id, thread id) of what is to be deleted by now."""
        async with self.reading() as connection:
            return await erasure.expired(connection, now)

    async def erase_interview(self, interview_id: int) -> None:
        """Delete one interview with everything about it; its sound first, so that no crash leaves sound of nobody."""
        await asyncio.to_thread(recordings.erase, self.path, interview_id)
        async with self.transaction() as connection:
            await erasure.erase_interview(connection, interview_id, self._clock())
        await self.wipe_log()
