"""Posted pictures: looked at beside the runner, shown before their words; the sender of one not shown is told."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from PIL import Image

from bot.ports.events import PictureSent, Source, Typing
from bot.ports.messages import Typed
from bot.runtime.attachments.pictures import AT_ONCE, ChatPictures
from bot.runtime.attachments.queue import AttachmentQueue
from bot.runtime.attachments.text_files import TextFiles
from bot.runtime.services import FETCHES
from tests.harness.attachments import NoVoiceMessages
from tests.harness.paper_thread import PaperEdge, PaperTown
from tests.harness.service_world import until
from tests.harness.virtual_time import clock

SHOWN = PictureSent(Source.CHAT)


def drawn(format_: str = "PNG", colour: str = "red") -> bytes:
    """A file of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (320, 200), colour).save(out, format_)
    return out.getvalue()


def colour(jpeg: bytes) -> tuple[int, ...]:
    """Of the middle of a picture, roughly."""
    pixel = Image.open(io.BytesIO(jpeg)).convert("RGB").getpixel((5, 5))
    assert isinstance(pixel, tuple)
    return tuple(round(part / 255) for part in pixel)


@dataclass(slots=True)
class ViewerStub:
    """Is shown pictures, while `looking`."""

    looking: bool = True
    seen: list[bytes] = field(default_factory=list)
    blinks_after: int = 99

    def show(self, jpeg: bytes) -> bool:
        if len(self.seen) == self.blinks_after:
            return False
        self.seen.append(jpeg)
        return True


@dataclass(slots=True)
class Parts:
    """Chat pictures with everything around them."""

    town: PaperTown
    viewer: ViewerStub
    pictures: AttachmentQueue
    taken: list[Typed | Typing | PictureSent]
    told: list[str]

    def post(self, message_id: int, *files: bytes, more: int = 0) -> Typed:
        """A message with these images, and `more` that cannot be had."""
        self.town.pictures[message_id] = list(files)
        count = len(files) + more
        message = Typed(message_id, "Look.", count, pictures=count)
        self.pictures.add(message)
        return message

    async def comes(self, message: Typed) -> list[object]:
        """What was handed in until this message was, without the typing; the message is the last of it."""
        await until(lambda: message in self.taken, "the message is not handed in")
        return [event for event in self.taken[: self.taken.index(message) + 1] if not isinstance(event, Typing)]


@pytest.fixture
async def parts(town: PaperTown) -> AsyncIterator[Parts]:
    viewer, told = ViewerStub(), list[str]()
    taken: list[Typed | Typing | PictureSent] = []

    async def tell(key: str) -> None:
        told.append(key)

    edge = PaperEdge(town, 1, "en")
    shown = ChatPictures(edge, viewer, one_at_a_time=asyncio.Lock(), shown=taken.append, clock=clock)
    pictures = AttachmentQueue(
        TextFiles(edge, asyncio.Semaphore(FETCHES)), shown, NoVoiceMessages(), hand_in=taken.append, tell=tell
    )
    yield Parts(town, viewer, pictures, taken, told)
    await pictures.stop()


async def test_a_picture_is_shown_before_its_words(parts: Parts) -> None:
    """In order, as fresh JPEGs; until then the answer counts as being typed."""
    message = parts.post(5, drawn(colour="red"), drawn("JPEG", "blue"), drawn("WEBP", "lime"))
    assert await parts.comes(message) == [SHOWN, SHOWN, SHOWN, message]
    assert isinstance(parts.taken[0], Typing)
    assert [colour(jpeg) for jpeg in parts.viewer.seen] == [(1, 0, 0), (0, 0, 1), (0, 1, 0)]
    assert all(jpeg.startswith(b"\xff\xd8\xff") for jpeg in parts.viewer.seen)
    assert parts.told == []


async def test_messages_keep_their_order(parts: Parts) -> None:
    """One after another, however small the second."""
    first, second = parts.post(5, drawn(), drawn()), parts.post(6, drawn())
    assert await parts.comes(second) == [SHOWN, SHOWN, first, SHOWN, second]


async def test_a_flood_is_not_looked_at(parts: Parts) -> None:
    """Said, the words count, and after a minute pictures are looked at again."""
    for number in range(AT_ONCE // 4):
        await parts.comes(parts.post(10 + number, *[drawn()] * 4))
    assert parts.told == []
    message = parts.post(30, drawn())
    assert (await parts.comes(message))[-2:] != [SHOWN, message]
    await until(lambda: parts.told == ["edge-picture-too-many"], "nothing is told")
    await asyncio.sleep(60)
    message = parts.post(31, drawn())
    assert (await parts.comes(message))[-2:] == [SHOWN, message]


@pytest.mark.parametrize("bad", [b"", b"GIF89a and so on", drawn()[:60], b"<svg/>"])
async def test_what_is_no_picture(parts: Parts, bad: bytes) -> None:
    """Its sender is told once; the others are shown, and the words are an answer all the same."""
    message = parts.post(5, bad, drawn(), bad)
    assert await parts.comes(message) == [SHOWN, message]
    await until(lambda: parts.told, "nothing is told")
    assert parts.told == ["edge-picture-unreadable"]


async def test_what_cannot_be_had(parts: Parts) -> None:
    """Gone or too large."""
    message = parts.post(5, more=1)
    assert await parts.comes(message) == [message]
    await until(lambda: parts.told == ["edge-picture-unreadable"], "nothing is told")


async def test_in_a_rest_nothing_is_even_fetched(parts: Parts) -> None:
    """And its sender is told that nobody saw it."""
    parts.viewer.looking = False
    message = parts.post(5, b"this would be told of otherwise")
    assert await parts.comes(message) == [message]
    await until(lambda: parts.told == ["edge-picture-not-shown"], "nothing is told")


async def test_a_rest_that_begins_meanwhile(parts: Parts) -> None:
    """What was shown is counted, what was not is told."""
    parts.viewer.blinks_after = 1
    message = parts.post(5, drawn(), drawn())
    assert await parts.comes(message) == [SHOWN, message]
    await until(lambda: parts.told == ["edge-picture-not-shown"], "nothing is told")


async def test_a_bug_costs_no_answer(town: PaperTown, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever happens to the picture; and the log learns nothing of it."""

    class Broken(PaperEdge):
        async def pictures(self, message_id: int) -> list[bytes]:
            raise RuntimeError("secret words")

    taken: list[Typed | Typing | PictureSent] = []
    told: list[str] = []

    async def tell(key: str) -> None:
        told.append(key)

    edge = Broken(town, 1, "en")
    shown = ChatPictures(edge, ViewerStub(), one_at_a_time=asyncio.Lock(), shown=taken.append, clock=clock)
    pictures = AttachmentQueue(
        TextFiles(edge, asyncio.Semaphore(FETCHES)), shown, NoVoiceMessages(), hand_in=taken.append, tell=tell
    )
    message = Typed(5, "Look.", 1, pictures=1)
    pictures.add(message)
    await until(lambda: message in taken and told, "the answer is lost")
    await pictures.stop()
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text


async def test_stopping_lets_go(parts: Parts) -> None:
    """What was not handed in is read from the thread by the next life."""
    parts.post(5, drawn())
    await parts.pictures.stop()
    assert [event for event in parts.taken if not isinstance(event, Typing)] == []
