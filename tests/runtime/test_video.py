"""Video interviews: whom pictures reach, what the page is told, and what the record says of them."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import Refused
from bot.interview.models import InterviewType, Medium, Status
from bot.ports.events import Source
from bot.ports.posts import Action
from bot.web.camera.rooms import Cameras
from sims.gemini import GeminiSim
from tests.harness.paper_thread import PaperTown
from tests.harness.paper_voice import PaperRooms
from tests.harness.text_world import CLOSING, FIRST, SECOND
from tests.harness.video_world import PaperPage, VideoCandidate, begin, jpeg, video_house
from tests.harness.virtual_time import in_virtual_time, until

LOW, MEDIUM = "MEDIA_RESOLUTION_LOW", "MEDIA_RESOLUTION_MEDIUM"


def seen(sim: GeminiSim) -> list[str]:
    """The resolution of each picture that arrived at the simulated Gemini, in order."""
    return [picture.resolution for session in sim.sessions for picture in session.pictures]


def test_a_whole_video_interview(tmp_path: Path) -> None:
    """Pictures are shown while it listens and at no other time; the page knows; the record counts, and keeps none."""

    async def main() -> None:
        cameras, rooms = Cameras(), PaperRooms(PaperTown())
        async with GeminiSim() as sim, video_house(tmp_path / "i.db", sim, rooms, cameras) as here:
            ada = await begin(here)
            page = PaperPage().open(cameras.of(ada.interview_id))
            assert page.resting[-1]
            assert not page.sends()
            await ada.asked(FIRST)
            await page.watched()
            assert (page.question[:2], page.words) == ((1, 2), FIRST)
            assert any(FIRST in text for text, _ in page.captions.values())
            assert page.sends()
            await until(lambda: seen(sim) == [LOW], lambda: "the picture does not arrive")
            await ada.answers(3, then=SECOND)
            assert (page.question[:2], page.words) == ((2, 2), SECOND)
            await page.watched()
            assert page.sends()
            await ada.says(5)
            await ada.becomes(Status.COMPLETED)
            await until(lambda: page.closed == "over", lambda: "the page is not told")
            await until(lambda: here.service.running_count() == 0, lambda: "it still runs")
            assert cameras.known(ada.interview_id) is None
            [span] = await ada.spans()
            assert (span.source, span.count) == (Source.CAMERA, 2)
            assert any(CLOSING in text for text, _ in page.captions.values())
            assert (await ada.detail()).row.interview_type is InterviewType.VIDEO

    in_virtual_time(main())


def test_in_a_pause_nothing_is_shown(tmp_path: Path) -> None:
    """The page says so, and goes on with the interview."""

    async def main() -> None:
        cameras, rooms = Cameras(), PaperRooms(PaperTown())
        async with GeminiSim() as sim, video_house(tmp_path / "i.db", sim, rooms, cameras) as here:
            ada = await begin(here)
            page = PaperPage().open(cameras.of(ada.interview_id))
            await ada.asked(FIRST)
            await page.watched()
            await ada.presses(Action.PAUSE)
            await ada.becomes(Status.PAUSED)
            await page.rests()
            assert not page.sends()
            await ada.presses(Action.CONTINUE)
            await page.watched()
            assert page.sends()
            assert page.closed is None

    in_virtual_time(main())


def test_a_screen_is_looked_at_more_closely(tmp_path: Path) -> None:
    """From its beginning on, also by a client that is made later."""

    async def main() -> None:
        cameras, rooms = Cameras(), PaperRooms(PaperTown())
        async with GeminiSim() as sim, video_house(tmp_path / "i.db", sim, rooms, cameras) as here:
            ada = await begin(here)
            page = PaperPage().open(cameras.of(ada.interview_id))
            await ada.asked(FIRST)
            await page.watched()
            assert cameras.of(ada.interview_id) is page.room
            page.room.shows(Source.SCREEN)
            await until(lambda: len(sim.sessions) == 2, lambda: "the socket is not rotated")
            await page.watched()
            page.sends(source=Source.SCREEN)
            await until(lambda: seen(sim) == [MEDIUM], lambda: f"seen: {seen(sim)}")
            await ada.presses(Action.PAUSE)
            await ada.becomes(Status.PAUSED)
            await ada.presses(Action.CONTINUE)
            await page.watched()
            page.sends(source=Source.SCREEN)
            await until(lambda: seen(sim) == [MEDIUM, MEDIUM], lambda: f"seen: {seen(sim)}")

    in_virtual_time(main())


def test_it_goes_on_in_writing_and_back(tmp_path: Path) -> None:
    """The page is closed with that word; posted pictures are shown; by voice the page may be used again."""

    async def main() -> None:
        cameras, rooms = Cameras(), PaperRooms(PaperTown())
        async with GeminiSim() as sim, video_house(tmp_path / "i.db", sim, rooms, cameras) as here:
            ada = await begin(here)
            page = PaperPage().open(cameras.of(ada.interview_id))
            await ada.asked(FIRST)
            await ada.presses(Action.WRITE)
            await until(lambda: page.closed == "writing", lambda: "the page is not told")
            await ada.reads(FIRST)
            ada.posts(ada.thread, jpeg("blue"), "This is my map.")
            await ada.reads(SECOND)
            assert seen(sim)[-1] == MEDIUM
            assert "This is my map." in (await ada.answered())[0]
            [span] = await ada.spans()
            assert (span.source, span.count) == (Source.CHAT, 1)
            assert await here.service.move(ada.interview_id, Medium.VOICE)
            again = PaperPage().open(cameras.of(ada.interview_id))
            await again.watched()
            assert (again.question[:2], again.words) == ((2, 2), SECOND)
            assert again.sends()

    in_virtual_time(main())


def test_a_picture_in_the_rooms_chat(tmp_path: Path) -> None:
    """Shown while it listens; in a pause its sender is told that it was not."""

    async def main() -> None:
        cameras, rooms = Cameras(), PaperRooms(PaperTown())
        async with GeminiSim() as sim, video_house(tmp_path / "i.db", sim, rooms, cameras) as here:
            ada = await begin(here)
            page = PaperPage().open(cameras.of(ada.interview_id), None)
            await ada.asked(FIRST)
            await page.watched()
            ada.posts(ada.room.chat, jpeg("blue"))
            await ada.counted(1)
            assert seen(sim) == [LOW]
            await ada.presses(Action.PAUSE)
            await ada.becomes(Status.PAUSED)
            ada.posts(ada.room.chat, jpeg("blue"))
            await until(lambda: "was not shown" in " ".join(ada.room.chat.said()), lambda: "nothing is said")
            assert seen(sim) == [LOW]
            assert "not read as an answer" not in " ".join(ada.room.chat.said())

    in_virtual_time(main())


@pytest.mark.parametrize("kind", [InterviewType.VOICE, InterviewType.VIDEO])
def test_without_a_page(tmp_path: Path, kind: InterviewType) -> None:
    """A voice interview has none, and its chat's pictures are left alone; where there is none no video begins."""

    async def main() -> None:
        cameras = Cameras() if kind is InterviewType.VOICE else None
        rooms = PaperRooms(PaperTown())
        async with GeminiSim() as sim, video_house(tmp_path / "i.db", sim, rooms, cameras) as here:
            if cameras is None:
                with pytest.raises(Refused) as no:
                    await begin(here)
                assert no.value.key == "edge-refused-video-off"
                return
            ada = await begin(here, kind)
            assert cameras.known(ada.interview_id) is None
            await ada.asked(FIRST)
            ada.posts(ada.room.chat, jpeg("blue"))
            await until(lambda: "not read as an answer" in " ".join(ada.room.chat.said()), lambda: "nothing is said")
            assert seen(sim) == []
            assert await ada.spans() == ()

    in_virtual_time(main())


def test_a_relay_that_falls_watches_again(tmp_path: Path) -> None:
    """The page stays open meanwhile."""

    async def main() -> None:
        cameras, rooms = Cameras(), PaperRooms(PaperTown())
        async with GeminiSim() as sim, video_house(tmp_path / "i.db", sim, rooms, cameras) as here:
            ada = await begin(here)
            page = PaperPage().open(cameras.of(ada.interview_id))
            await ada.asked(FIRST)
            await page.watched()
            next(task for task in asyncio.all_tasks() if task.get_name() == f"interview {ada.interview_id}").cancel()
            await page.rests()
            await page.watched()
            assert page.sends()
            assert page.closed is None
            assert (page.question[:2], page.words) == ((1, 2), FIRST)
            assert "fell" in await ada.events()

    in_virtual_time(main())


def test_a_restart_is_not_the_end(tmp_path: Path) -> None:
    """The service ends no page when the process stops; in the next one the page may be there before the runner."""

    async def main() -> None:
        rooms = PaperRooms(PaperTown())
        async with GeminiSim() as sim:
            async with video_house(tmp_path / "i.db", sim, rooms, cameras := Cameras()) as here:
                ada = await begin(here)
                page = PaperPage().open(cameras.of(ada.interview_id))
                await ada.asked(FIRST)
                await page.watched()
            assert page.closed is None
            assert page.resting[-1]
            async with video_house(tmp_path / "i.db", sim, rooms, cameras := Cameras()) as here:
                page = PaperPage().open(cameras.of(ada.interview_id))
                assert not page.sends()
                await here.service.restore()
                await page.watched()
                assert (page.question[:2], page.words) == ((1, 2), FIRST)
                assert page.sends()
                await VideoCandidate(here, ada.interview_id).counted(1)

    in_virtual_time(main())


def test_stopped_from_outside(tmp_path: Path) -> None:
    """By the team, or by a deletion: the page is told that it is over."""

    async def main() -> None:
        cameras, rooms = Cameras(), PaperRooms(PaperTown())
        async with GeminiSim() as sim, video_house(tmp_path / "i.db", sim, rooms, cameras) as here:
            ada = await begin(here)
            page = PaperPage().open(cameras.of(ada.interview_id))
            await ada.asked(FIRST)
            await ada.presses(Action.END)
            await ada.becomes(Status.ENDED)
            await until(lambda: page.closed == "over", lambda: "the page is not told")

    in_virtual_time(main())
