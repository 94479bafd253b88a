"""Voice channels on paper: they fulfil `RoomPlaces` and `VoiceEdge`, with a playout that goes by the loop's time.

Beside the chat (a paper thread) a room has a call: who is in it, what was played, and what the candidate says. The
person behind the microphone is a test; what the receiver makes of Discord's silence (zeros, then the end) is done here.
"""

import asyncio
from dataclasses import dataclass, field

from bot.edges.voice.room import HANGOVER
from bot.errors import EdgeGone, Reason
from bot.ports.events import CandidateAway, CandidateReady, EdgeEvent, Played
from bot.ports.places import Address, NewPlace
from bot.ports.voice import Listener, SoundRecorder
from tests.harness.paper_thread import PaperEdge, PaperTown, Thread

RATE = 16_000
FRAME = 640
MS_BYTES = 48
"""Bytes of one millisecond of our sound: 24 kHz, 16 bit, mono."""
ZEROS = round(HANGOVER * 50)
"""Frames of silence that the receiver feeds after speech."""
SOON = 60
"""So many of them pass before the speaker goes on: 1.2 s."""


@dataclass(slots=True)
class Track:
    """One item in the playout: when each of its pieces starts, and how long that is, both in milliseconds."""

    item_id: int
    pieces: list[tuple[float, float]] = field(default_factory=list)
    ended: bool = False

    def total(self) -> float:
        return sum(ms for _, ms in self.pieces)

    def heard(self, now: float) -> float:
        return sum(min(ms, max(0.0, now - start)) for start, ms in self.pieces)


class Playout:
    """Plays in the loop's time; tells `Played` once for each item that is said to be over, or cut."""

    def __init__(self, played: "list[tuple[int, bytes]]") -> None:
        self._listener: Listener | None = None
        self._tracks: dict[int, Track] = {}
        self._free_at = 0.0  # in milliseconds of the loop's time
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self._sound = played

    def connect(self, listener: Listener | None) -> None:
        self._listener = listener
        if listener is None:
            for timer in self._timers.values():
                timer.cancel()
            self._tracks.clear()
            self._timers.clear()
            self._free_at = 0.0

    @property
    def busy(self) -> bool:
        return self._free_at > now_ms()

    def say(self, item_id: int, pcm: bytes) -> None:
        track = self._tracks.setdefault(item_id, Track(item_id))
        start = max(now_ms(), self._free_at)
        track.pieces.append((start, len(pcm) / MS_BYTES))
        self._free_at = start + len(pcm) / MS_BYTES
        self._sound.append((item_id, pcm))

    def end_item(self, item_id: int) -> None:
        track = self._tracks.setdefault(item_id, Track(item_id))
        track.ended = True
        wait = max(0.0, self._free_at - now_ms()) / 1000
        self._timers[item_id] = asyncio.get_running_loop().call_later(wait, self._over, track, False)

    def flush(self) -> None:
        now = now_ms()
        for track in list(self._tracks.values()):
            if track.heard(now) < track.total():
                timer = self._timers.pop(track.item_id, None)
                if timer is not None:
                    timer.cancel()
                self._over(track, True)
        self._free_at = now

    def _over(self, track: Track, cut: bool) -> None:
        self._tracks.pop(track.item_id, None)
        self._timers.pop(track.item_id, None)
        heard = track.heard(now_ms()) if cut else track.total()
        if self._listener is not None:
            self._listener.happened(Played(track.item_id, round(heard), round(track.total()), cut=cut))


def now_ms() -> float:
    return asyncio.get_running_loop().time() * 1000


@dataclass(slots=True)
class Captioned:
    """One caption as it stands now."""

    candidate: bool
    text: str
    final: bool


class PaperRoom:
    """One voice channel: its chat, and the call in it while the bot is there."""

    def __init__(self, chat: Thread) -> None:
        self.chat = chat
        self.gone: Reason | None = None
        """Why nobody can join any more."""
        self.candidate_in = True
        self.listener: Listener | None = None
        self.sound: list[tuple[int, bytes]] = []
        self.captions: dict[int, Captioned] = {}
        self.recorders: list[SoundRecorder] = []
        self.joins = 0
        self._silence: asyncio.Task[None] | None = None
        self.playout = Playout(self.sound)

    def come(self) -> None:
        """The candidate is there, and their microphone was heard."""
        self.candidate_in = True
        if self.listener is not None:
            self.listener.happened(CandidateReady())

    def go(self) -> None:
        """The candidate leaves."""
        self.candidate_in = False
        if self.listener is not None:
            self.listener.happened(CandidateAway())

    async def hears(self, pcm: bytes, *, ends: bool = True) -> None:
        """The candidate speaks: PCM16, 16 kHz, in the loop's time; then, if it `ends`, the silence after it, which goes
        on by itself until they speak again."""
        self.hush()
        frames = [pcm[at : at + FRAME].ljust(FRAME, b"\0") for at in range(0, len(pcm), FRAME)]
        await self._hand_on(frames + [bytes(FRAME)] * (SOON if ends else 0))
        if ends:
            self._silence = asyncio.create_task(self._go_silent(), name="silence in a paper room")

    def hush(self) -> None:
        """No more silence comes, nor its end."""
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None

    async def _go_silent(self) -> None:
        await self._hand_on([bytes(FRAME)] * (ZEROS - SOON))
        if self.listener is not None:
            self.listener.end_of_audio()

    async def _hand_on(self, frames: list[bytes]) -> None:
        loop = asyncio.get_running_loop()
        start = loop.time()
        for number, frame in enumerate(frames, 1):
            if self.listener is not None:
                self.listener.hear(frame)
            await asyncio.sleep(max(0.0, start + number * 0.02 - loop.time()))


class PaperRooms:
    """Fulfils `RoomPlaces`. Outlives the service, as Discord outlives the bot. Its chats are in `town`, by room id."""

    def __init__(self, town: PaperTown) -> None:
        self.town = town
        self.rooms: dict[int, PaperRoom] = {}
        self.refuse: Reason | None = None
        """Why no room can be made."""
        self.no_entry: Reason | None = None
        """Why rooms cannot be entered."""
        self.candidates_come = True
        self.joins_hang = False
        """Whether nobody gets in, nor a refusal."""
        self.deleted: list[int] = []

    async def open(self, new: NewPlace) -> int:
        await self.town.present.wait()
        if self.refuse is not None:
            raise EdgeGone(self.refuse)
        name = f"{new.candidate_name} · #{new.interview_id}"
        chat = Thread(new.room_id or self.town.new_id(), name, new.candidate_id)
        self.town.threads[chat.id] = chat
        room = self.rooms[chat.id] = PaperRoom(chat)
        room.gone, room.candidate_in = self.no_entry, self.candidates_come
        return chat.id

    def edge(self, address: Address) -> "PaperVoiceEdge":
        return PaperVoiceEdge(self, address.place_id, address.locale, own=address.own_room)

    async def sweep(self, *, guild_id: int, interview_id: int, since: float) -> None:
        for room in [each for each in self.rooms.values() if each.chat.name.endswith(f" · #{interview_id}")]:
            await self.delete(guild_id=guild_id, place_id=room.chat.id)

    async def delete(self, *, guild_id: int, place_id: int) -> bool:
        self.rooms.pop(place_id, None)
        self.town.threads.pop(place_id, None)
        self.deleted.append(place_id)
        return True


class PaperVoiceEdge(PaperEdge):
    """Fulfils `VoiceEdge` with one paper room."""

    def __init__(self, rooms: PaperRooms, room_id: int, locale: str, *, own: bool) -> None:
        super().__init__(rooms.town, room_id, locale)
        self._rooms = rooms
        self._id = room_id
        self._own = own
        self._joining = False

    @property
    def _room(self) -> PaperRoom | None:
        return self._rooms.rooms.get(self._id)

    def record(self, recorder: SoundRecorder) -> None:
        if self._room is not None:
            self._room.recorders.append(recorder)

    async def join(self, listener: Listener) -> None:
        await self._rooms.town.present.wait()
        if self._rooms.joins_hang:
            self._joining = True
            try:
                await asyncio.Event().wait()
            finally:
                self._joining = False
        room = self._room
        if room is None:
            raise EdgeGone(Reason.THREAD_DELETED)
        if room.gone is not None:
            raise EdgeGone(room.gone)
        assert room.listener is None, "one bot joins a channel once"
        room.listener = listener
        room.joins += 1
        room.playout.connect(listener)
        if room.candidate_in:
            asyncio.get_running_loop().call_later(0.5, room.come)

    async def leave(self) -> None:
        assert not self._joining, "nobody leaves while joining"
        if self._room is not None:
            self._room.hush()
            self._room.listener = None
            self._room.playout.connect(None)

    def say(self, item_id: int, pcm: bytes) -> None:
        if self._room is not None:
            self._room.playout.say(item_id, pcm)

    def end_item(self, item_id: int) -> None:
        if self._room is not None:
            self._room.playout.end_item(item_id)

    def flush(self) -> None:
        if self._room is not None:
            self._room.playout.flush()

    def caption(self, key: int, *, candidate: bool, text: str, final: bool) -> None:
        if self._room is not None:
            self._room.captions[key] = Captioned(candidate, text, final)

    async def missed(self, after: int) -> list[EdgeEvent]:
        raise AssertionError("a voice channel's chat is not read")

    async def close(self) -> None:
        await self.leave()
        if self._own:
            await self._rooms.delete(guild_id=0, place_id=self._id)
