"""Voice interviews from the first word to the last, and what may happen on the way."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import Reason, Refused
from bot.interview.models import Medium, Status
from bot.media.rtp import SILENCE
from bot.ports.posts import Action
from sims.gemini import GeminiSim
from sims.whistle import mark, phrase
from tests.harness.paper_thread import PaperTown
from tests.harness.paper_voice import PaperRooms
from tests.harness.service_world import GUILD
from tests.harness.text_world import CLOSING, FIRST, SECOND
from tests.harness.virtual_time import in_virtual_time, until
from tests.harness.voice_world import voice_house


def test_a_whole_voice_interview(tmp_path: Path) -> None:
    """Greeted once, asked in the planned words, answered aloud, thanked; the room is gone and the line is free."""

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            freed: list[int] = []
            here.service.on_voice_slot_free = freed.append
            ada = await here.begin()
            assert here.service.voice_in(GUILD) == ada.interview_id
            room = ada.room
            await ada.asked(FIRST)
            assert mark(FIRST) in ada.heard()
            await ada.says(3)
            await ada.asked(SECOND)
            await ada.says(5)
            await ada.becomes(Status.COMPLETED)
            assert await ada.answered() == [phrase(3), phrase(5)]
            await until(lambda: here.service.running_count() == 0, lambda: "its seat is kept")
            assert freed == [GUILD]
            assert here.service.voice_in(GUILD) is None
            assert here.rooms.deleted[0] == room.chat.id
            turns = await ada.turns()
            assert turns[-1].text == CLOSING
            assert sum(FIRST in turn.text for turn in turns) == 1
            assert room.joins == 1

    in_virtual_time(main())


def test_a_second_candidate_waits(tmp_path: Path) -> None:
    """One line a server: the second is refused with words, writing is open, and the line is free after the first."""

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            ada = await here.begin(7)
            with pytest.raises(Refused) as no:
                await here.begin(8)
            assert no.value.key == "edge-refused-voice-busy"
            await here.service.admit(GUILD, 8, Medium.TEXT)
            await ada.presses(Action.END)
            await ada.becomes(Status.ENDED)
            await until(lambda: here.service.voice_in(GUILD) is None, lambda: "the line is kept")
            await here.begin(8)

    in_virtual_time(main())


def test_nothing_comes_between_a_start_and_its_row(tmp_path: Path) -> None:
    """The voice slot is held while the row is written: a check, or a move, that asks just then is refused."""

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            starting = asyncio.create_task(here.begin(7))
            asked = list[bool]()
            while not starting.done():
                if here.service.running_count():
                    with here.service.borrowed_voice_slot(GUILD) as free:
                        asked.append(free)
                await asyncio.sleep(0)
            ada = await starting
            assert asked
            assert not any(asked)
            assert here.service.voice_in(GUILD) == ada.interview_id

    in_virtual_time(main())


def test_who_never_comes_is_asked_in_writing(tmp_path: Path) -> None:
    """The room is given back, the line is free, and the thread says how to go on."""

    async def main() -> None:
        rooms = PaperRooms(PaperTown())
        rooms.candidates_come = False
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, rooms) as here:
            ada = await here.begin()
            assert await ada.becomes(Status.PAUSED) == "room_left"
            await until(lambda: not rooms.rooms, lambda: "the room stands")
            await until(lambda: ada.thread.panel() is not None, lambda: "nothing to press")
            assert here.service.owner(ada.thread.id) == (ada.interview_id, 7)
            assert here.service.voice_in(GUILD) is None
            assert "fell" not in await ada.events()

    in_virtual_time(main())


def test_a_room_that_cannot_be_entered(tmp_path: Path) -> None:
    """The interview goes to its thread, paused, with the reason in the record."""

    async def main() -> None:
        rooms = PaperRooms(PaperTown())
        rooms.no_entry = Reason.LINE_LOST
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, rooms) as here:
            ada = await here.begin()
            assert await ada.becomes(Status.PAUSED) == "line_lost"
            await until(lambda: not rooms.rooms, lambda: "the room stands")
            await until(lambda: ada.thread.panel() is not None, lambda: "nothing to press")
            assert here.service.voice_in(GUILD) is None

    in_virtual_time(main())


def test_a_thread_that_cannot_be_had(tmp_path: Path) -> None:
    """It stays in the room with words; and because nobody comes there, it is given up in the end, room and line too."""

    async def main() -> None:
        rooms = PaperRooms(PaperTown())
        rooms.candidates_come = False
        rooms.town.refuse = Reason.PERMISSIONS
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, rooms) as here:
            ada = await here.begin()
            room = ada.room
            assert await ada.becomes(Status.FAILED) == "permissions"
            await until(lambda: here.service.running_count() == 0, lambda: "its seat is kept")
            assert sum("could not open a thread" in text for text in room.chat.said()) == 4
            assert here.service.voice_in(GUILD) is None
            assert not rooms.rooms

    in_virtual_time(main())


def test_a_pause_gives_the_room_back(tmp_path: Path) -> None:
    """After a while; in writing it goes on where it was."""

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            ada = await here.begin()
            await ada.asked(FIRST)
            room = ada.room
            await ada.presses(Action.PAUSE)
            await ada.becomes(Status.PAUSED)
            heard = len(room.sound)
            await ada.says(3)
            assert len(room.sound) == heard
            await until(lambda: here.service.voice_in(GUILD) is None, lambda: "the line is kept")
            assert room.listener is None
            await ada.reads_paused()
            await ada.presses(Action.CONTINUE)
            await ada.reads(FIRST)
            await ada.writes("I like maps.")
            await ada.reads(SECOND)
            assert await ada.answered() == ["I like maps."]

    in_virtual_time(main())


@pytest.mark.parametrize("how", ["erased", "removed", "stopped"])
def test_stopped_from_outside(tmp_path: Path, how: str) -> None:
    """The call is over, the room and the line are given back, whoever ended it."""

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            ada = await here.begin()
            await ada.asked(FIRST)
            room = ada.room
            if how == "removed":
                here.service.guild_gone(GUILD)
                assert await ada.becomes(Status.FAILED) == "bot_removed"
            else:
                reason = Reason.ERASED if how == "erased" else Reason.STAFF
                await here.service.stop_interview(ada.interview_id, reason)
                assert await ada.becomes(Status.ENDED) == reason
            await until(lambda: here.service.running_count() == 0, lambda: "its seat is kept")
            assert room.listener is None
            assert not here.rooms.rooms
            assert here.service.voice_in(GUILD) is None

    in_virtual_time(main())


def test_rooms_of_a_killed_process(tmp_path: Path) -> None:
    """Its interview ended, its room stood: the next start deletes it. One whose room is gone goes on in writing."""

    async def main() -> None:
        rooms = PaperRooms(PaperTown())
        async with GeminiSim() as sim:
            async with voice_house(tmp_path / "i.db", sim, rooms) as here:
                ada = await here.begin(7)
                await ada.asked(FIRST)
            async with voice_house(tmp_path / "i.db", sim, rooms) as here:
                await here.store.set_status(ada.interview_id, Status.ENDED, "candidate")
                bob = await here.begin(8)
                await bob.asked(FIRST)
                gone = bob.room.chat.id
            await rooms.delete(guild_id=GUILD, place_id=gone)
            async with voice_house(tmp_path / "i.db", sim, rooms) as here:
                await here.service.restore()
                bob.house = here
                assert await bob.becomes(Status.PAUSED) == "line_lost"
                await bob.reads_paused()
                assert not rooms.rooms

    in_virtual_time(main())


def test_a_recording_is_tied_to_its_turns(tmp_path: Path) -> None:
    """Only where the candidate agreed: the edge has somebody to hand the packets to, in each call anew."""

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            ada = await here.begin(record=True)
            await ada.asked(FIRST)
            [recorder] = ada.room.recorders
            recorder.candidate(SILENCE, here.now())
            await ada.presses(Action.END)
            await ada.becomes(Status.ENDED)
            await until(lambda: here.service.running_count() == 0, lambda: "its seat is kept")
            names = {path.name for path in here.store.recordings(ada.interview_id)}
            assert {"candidate-1.ogg", "interviewer-1.ogg"} <= names
            bob = await here.begin(8)
            await bob.asked(FIRST)
            assert bob.room.recorders == []

    in_virtual_time(main())
