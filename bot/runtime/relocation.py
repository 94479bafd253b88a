"""Where an interview goes on: opens its first place, moves it to another, and tidies what it leaves behind.

Every step is in the record before the old place is closed, so a process killed in between finds one of the two.
"""

import contextlib
import logging
from dataclasses import dataclass
from typing import Protocol

from bot.clock import DAY, Clock
from bot.errors import BotError, EdgeGone, Reason, StoreError
from bot.interview.lifecycle import OVER
from bot.interview.models import InterviewSnapshot, InterviewType, Medium, Status
from bot.log import where
from bot.ports.camera import CameraEdge, PageEnd
from bot.ports.chat import Edge
from bot.ports.places import NewPlace, Places, RoomPlaces
from bot.runtime.runner import CLOSED
from bot.runtime.running import Place, address_of
from bot.store import Store
from bot.store.records import NewInterview

log = logging.getLogger(__name__)

UNCLOSED_SECONDS = 7 * DAY
"""How far back a start looks for threads left open; Discord archives them by itself after that."""


class CameraRooms(Protocol):
    """The pages of the running video interviews: `bot.web.camera.rooms.Cameras`."""

    def of(self, interview_id: int) -> CameraEdge:
        """The one of this interview, made when it is first asked for."""

    def known(self, interview_id: int) -> CameraEdge | None:
        """The same, if it was made."""

    def drop(self, interview_id: int) -> None:
        """There is none any more."""


@dataclass(frozen=True, slots=True)
class NotMade:
    """The last time that Discord refused to make a place in a server; `code` as in `EdgeGone`."""

    reason: Reason
    code: int
    at: float


class Relocator:
    """`rooms` is None where this process has no voice, `cameras` where it has no page for a camera."""

    def __init__(
        self, store: Store, places: Places, rooms: RoomPlaces | None, cameras: CameraRooms | None, *, clock: Clock
    ) -> None:
        self.can_speak = rooms is not None
        self.has_camera_page = cameras is not None
        self._store = store
        self._places = places
        self._rooms = rooms
        self._cameras = cameras
        self._clock = clock
        self._not_made: dict[tuple[int, Medium], NotMade] = {}  # by server and kind of place, until one is made

    def not_made(self, guild_id: int) -> list[NotMade]:
        """What this process knows of places that Discord did not make in this server, and none after it."""
        return [found for (guild, _), found in self._not_made.items() if guild == guild_id]

    def place(self, snapshot: InterviewSnapshot) -> Place:
        """Where the record says that it is. It must have one. Raises EdgeGone for a voice channel where this
        process has no voice."""
        at = snapshot.place_id
        if at is None:
            raise AssertionError("an interview without a place is not run")
        if snapshot.medium is Medium.VOICE:
            voice = self._need_rooms().edge(address_of(snapshot, at))
            return Place(Medium.VOICE, at, voice, voice, self._camera(snapshot))
        return Place(Medium.TEXT, at, self._thread_edge(snapshot, at))

    async def open(self, interview_id: int, new: NewInterview) -> None:
        """Make the first place, and note it in the record. If anything goes wrong the row says so, because it must not
        block the next start, and the place is deleted (the record may be, too, while the place is made)."""
        medium = Medium.VOICE if new.interview_type.is_voice else Medium.TEXT
        places = self._for(medium)
        place_id = None
        try:
            wanted = NewPlace(
                interview_id,
                new.guild_id,
                new.parent_id,
                new.candidate_id,
                new.candidate_name,
                new.title,
                new.room_id if medium is Medium.VOICE else None,
            )
            place_id = await self._make(medium, wanted)
            await self._store.set_place(interview_id, medium, place_id, made_for(medium, new.room_id))
        except BaseException:
            if place_id is not None and (medium is Medium.TEXT or new.room_id is None):
                await places.delete(guild_id=new.guild_id, place_id=place_id)
            with contextlib.suppress(StoreError):
                # Whatever the reason: so it counts as no start.
                await self._store.set_status(interview_id, Status.FAILED, Reason.NEVER_STARTED)
            raise

    async def move(self, snapshot: InterviewSnapshot, medium: Medium, room_id: int | None) -> None:
        """Go on there: its thread once more if it has one, or a new place. Raises EdgeGone with the record unchanged.

        The caller closes the old place afterwards, with `leave`.
        """
        place_id = await self._standing_thread(snapshot) if medium is Medium.TEXT else None
        if place_id is None:
            await self._store.probe()  # or each try makes a place to which no record leads
            place_id = await self._open_anew(snapshot, medium, room_id)
        await self._store.save_handle(
            snapshot.interview_id, None
        )  # it resumes what was told the rules of the old place
        await self._store.set_place(snapshot.interview_id, medium, place_id, made_for(medium, room_id))
        await self._store.add_event(snapshot.interview_id, "moved", {"to": medium})

    async def leave(self, snapshot: InterviewSnapshot, place: Place) -> None:
        """Close the old place: its edge takes the buttons off, and deletes a voice channel of its own."""
        try:
            await place.edge.close()
        except BotError as gone:
            log.info("interview %d: the place it leaves cannot be closed: %s", snapshot.interview_id, gone)

    def drop_camera(self, interview_id: int) -> None:
        """Tell a camera page that is still open that the interview is over, and forget it. Idempotent."""
        if self._cameras is not None and (camera := self._cameras.known(interview_id)) is not None:
            camera.end(PageEnd.OVER)
            self._cameras.drop(interview_id)

    async def forget_room(self, snapshot: InterviewSnapshot) -> None:
        """Delete the room that `snapshot` knows as its own, where no edge of this process does; noted until it is
        gone."""
        if snapshot.room_id is None or not snapshot.own_room or self._rooms is None:
            return
        try:
            if await self._rooms.delete(guild_id=snapshot.guild_id, place_id=snapshot.room_id):
                await self._store.forget_room(snapshot.interview_id)
        except Exception as error:  # whatever it is: the next start tries again, and the interview is not concerned
            log.warning("interview %d: its room was not deleted: %s", snapshot.interview_id, where(error))

    async def never_started(self, snapshot: InterviewSnapshot) -> None:
        """Close an interview whose process died before the record knew its place."""
        await self._store.set_status(snapshot.interview_id, Status.FAILED, Reason.NEVER_STARTED)
        await self._for(snapshot.medium).sweep(
            guild_id=snapshot.guild_id, interview_id=snapshot.interview_id, since=snapshot.started_at
        )

    async def sweep(self, snapshot: InterviewSnapshot) -> None:
        """Delete a voice channel that was made for a move, by a process that died before the record knew it."""
        began_by_voice = snapshot.interview_type.is_voice
        if self._rooms is not None and began_by_voice and snapshot.medium is Medium.TEXT:
            await self._rooms.sweep(
                guild_id=snapshot.guild_id, interview_id=snapshot.interview_id, since=snapshot.started_at
            )

    async def sweep_rooms(self) -> None:
        """Delete voice channels that interviews have left, because a process died before it deleted them."""
        for interview_id, _ in await self._store.rooms(None):
            snapshot = await self._store.snapshot(interview_id)
            if snapshot is not None and (snapshot.status in OVER or snapshot.medium is Medium.TEXT):
                await self.forget_room(snapshot)

    async def close_threads(self) -> None:
        """Close threads left open by a process that was killed between the end of an interview and that."""
        for interview_id in await self._store.unclosed(CLOSED, self._clock() - UNCLOSED_SECONDS):
            snapshot = await self._store.snapshot(interview_id)
            if snapshot is None or snapshot.thread_id is None:
                continue
            await self._thread_edge(snapshot, snapshot.thread_id).close()
            await self._store.add_event(interview_id, CLOSED, {})

    async def _standing_thread(self, snapshot: InterviewSnapshot) -> int | None:
        """Its thread, if it has one that can be read."""
        if snapshot.thread_id is None:
            return None
        newest = max((id_ for turn in snapshot.turns for id_ in turn.message_ids), default=0)
        try:
            await self._thread_edge(snapshot, snapshot.thread_id).missed(newest)
        except EdgeGone:
            return None
        return snapshot.thread_id

    async def _open_anew(self, snapshot: InterviewSnapshot, medium: Medium, room_id: int | None) -> int:
        detail = await self._store.detail(snapshot.guild_id, snapshot.interview_id)
        name = "" if detail is None else detail.row.candidate_name
        wanted = NewPlace(
            snapshot.interview_id,
            snapshot.guild_id,
            snapshot.parent_id,
            snapshot.candidate_id,
            name,
            snapshot.plan.title,
            room_id,
        )
        return await self._make(medium, wanted)

    async def _make(self, medium: Medium, new: NewPlace) -> int:
        """`Places.open`, remembered where Discord refuses it."""
        try:
            made = await self._for(medium).open(new)
        except EdgeGone as gone:
            self._not_made[new.guild_id, medium] = NotMade(gone.reason, gone.code, self._clock())
            detail = {"reason": gone.reason, "code": gone.code}
            log.warning("interview %d: no place was made for it: %s", new.interview_id, gone)
            with contextlib.suppress(StoreError):
                await self._store.add_event(new.interview_id, "not_made", detail)
            raise
        self._not_made.pop((new.guild_id, medium), None)
        return made

    def _camera(self, snapshot: InterviewSnapshot) -> CameraEdge | None:
        if self._cameras is None or snapshot.interview_type is not InterviewType.VIDEO:
            return None
        return self._cameras.of(snapshot.interview_id)

    def _thread_edge(self, snapshot: InterviewSnapshot, thread_id: int) -> Edge:
        return self._places.edge(address_of(snapshot, thread_id))

    def _for(self, medium: Medium) -> Places:
        return self._need_rooms() if medium is Medium.VOICE else self._places

    def _need_rooms(self) -> RoomPlaces:
        if self._rooms is None:
            raise EdgeGone(Reason.LINE_LOST)
        return self._rooms


def made_for(medium: Medium, room_id: int | None) -> bool:
    """Whether the place is made for the interview, so that it goes with it."""
    return medium is Medium.VOICE and room_id is None
