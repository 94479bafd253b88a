"""A voice house whose interviews have a camera: the rooms for pages are real, the page is paper."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image

from bot.gemini.api.breaker import Breaker
from bot.interview.models import InterviewType, PictureSpan
from bot.interview.timing import Timing
from bot.ports.camera import PageEnd
from bot.ports.events import Source
from bot.ports.messages import Typed
from bot.runtime.service import InterviewService
from bot.store import Store
from bot.web.camera.rooms import CameraRoom, Cameras
from sims.gemini import GeminiSim
from tests.harness.paper_thread import Message, Thread
from tests.harness.paper_voice import PaperRooms
from tests.harness.service_world import new_interview
from tests.harness.text_world import running, settings
from tests.harness.virtual_time import clock, until
from tests.harness.voice_world import SPOKEN_PLAN, Caller, VoiceHouse


def jpeg(colour: str = "red", side: int = 64) -> bytes:
    """A camera's picture, checked already."""
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, "JPEG")
    return out.getvalue()


class PaperPage:
    """Fulfils `PageConnection`: what a candidate's browser is told."""

    def __init__(self) -> None:
        self.resting: list[bool] = []
        self.question: tuple[int, int, float | None] = (0, 0, None)
        self.words = ""
        self.captions: dict[int, tuple[str, bool]] = {}
        self.closed: str | None = None
        self.room: CameraRoom | None = None
        self.disconnect: Callable[[], None] | None = None

    def open(self, room: CameraRoom, source: Source | None = Source.CAMERA) -> "PaperPage":
        """As a browser does that shows this at once."""
        self.room, self.disconnect = room, room.connect(self)
        room.shows(source)
        return self

    def sends(self, picture: bytes | None = None, source: Source = Source.CAMERA) -> bool:
        """Whether it was shown to the interviewer."""
        assert self.room is not None
        return self.room.picture(source, picture or jpeg())

    def state(self, resting: bool, number: int, total: int, ends_at: float | None, words: str) -> None:
        self.resting.append(resting)
        self.words = words
        self.question = number, total, ends_at

    def caption(self, key: int, text: str, final: bool) -> None:
        self.captions[key] = text, final

    def close(self, why: PageEnd | str) -> None:
        self.closed = str(why)

    async def watched(self) -> None:
        """Wait until pictures are looked at."""
        await until(lambda: self.resting and not self.resting[-1], lambda: "nobody looks at the pictures")

    async def rests(self) -> None:
        await until(lambda: self.resting[-1], lambda: "the page says that somebody looks")


@dataclass(slots=True)
class VideoCandidate(Caller):
    """A candidate in a video interview."""

    async def spans(self) -> tuple[PictureSpan, ...]:
        return (await self.detail()).pictures

    async def counted(self, count: int) -> None:
        """Wait until the record knows of so many pictures."""
        async with asyncio.timeout(200):
            while sum(each.count for each in await self.spans()) < count:  # noqa: ASYNC110 - as in `until`
                await asyncio.sleep(0.1)

    def posts(self, thread: Thread, picture: bytes, text: str = "") -> None:
        """A message with an image."""
        message = Message(self.house.town.new_id(), thread.candidate, text)
        self.house.town.pictures[message.id] = [picture]
        thread.messages.append(message)
        assert self.house.service.deliver(thread.id, Typed(message.id, text, 1, pictures=1))


@asynccontextmanager
async def video_house(
    path: Path, sim: GeminiSim, rooms: PaperRooms, cameras: Cameras | None
) -> AsyncIterator[VoiceHouse]:
    """One life of the process; `cameras` None: without a page."""
    now, breaker = clock, Breaker()
    timing = Timing(quiet=0.5, typing_holds=1.0, joining=20.0, room_pause=15.0)
    async with Store.open(path, clock=now) as store:
        common: Any = {"clock": now, "breaker": breaker, "paid": False, "timing": timing}
        async with InterviewService(
            store, settings(sim), rooms.town, voice=rooms, cameras=cameras, **common
        ) as service:
            yield VoiceHouse(store, service, rooms.town, rooms, sim, breaker, now)
    assert running() == set()


async def begin(here: VoiceHouse, kind: InterviewType = InterviewType.VIDEO) -> VideoCandidate:
    """A video interview; its room stands when this returns."""
    new = replace(new_interview(7, plan=SPOKEN_PLAN), interview_type=kind)
    return VideoCandidate(here, (await here.service.start(new)).interview_id)
