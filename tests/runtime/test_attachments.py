"""Text files in a real service: many, slow, never answering; words stay in order, and nobody waits without an end."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import StoreUnavailable
from bot.ports.events import Typing, VoiceMessage
from bot.ports.messages import File, Typed
from bot.runtime.attachments.queue import AttachmentQueue
from bot.runtime.attachments.reading import Reading
from bot.runtime.attachments.text_files import FETCH_SECONDS, TextFiles
from bot.runtime.services import FETCHES
from sims.gemini import GeminiSim
from tests.harness.attachments import NoVoiceMessages
from tests.harness.paper_thread import Message, PaperEdge, PaperTown, Thread
from tests.harness.service_world import FOLLOW_UP, House, house, until


@pytest.fixture
async def here(path: Path, sim: GeminiSim, town: PaperTown) -> AsyncIterator[House]:
    async with house(path, sim, town) as opened:
        yield opened


def posts(town: PaperTown, thread: Thread, text: str, *files: File) -> Typed:
    """The candidate's message with these files, as the gateway brings it."""
    message = Message(town.new_id(), thread.candidate, text)
    thread.messages.append(message)
    town.files[message.id] = list(files)
    return Typed(message.id, text, len(files), texts=tuple(file.name for file in files))


async def test_the_words_of_a_file_are_relayed_in_order(here: House) -> None:
    """What is written while it is fetched comes behind it, in the same answer."""
    ada = await here.begin()
    here.town.file_server.clear()
    event = posts(here.town, ada.thread, "First.", File("message.txt", b"Second."))
    assert here.service.deliver(ada.thread.id, event)
    await ada.says("Third.")
    here.town.file_server.set()
    await ada.sees(FOLLOW_UP)
    assert await here.answered(ada.interview_id) == ["First.\n[text file message.txt]\nSecond.\nThird."]


@pytest.mark.parametrize("own", ["", "Mine.\n"], ids=["alone", "beside"])
async def test_a_file_that_is_read_twice(here: House, own: str) -> None:
    """Live, and from the thread in the same moment: one answer, and nobody is told that it was not read."""
    ada = await here.begin()
    here.town.file_server.clear()
    event = posts(here.town, ada.thread, own.strip(), File("message.txt", b"Once."))
    assert here.service.deliver(ada.thread.id, event)
    assert here.service.deliver(ada.thread.id, event)
    await here.service.catch_up()
    await asyncio.sleep(1.0)
    here.town.file_server.set()
    await ada.sees(FOLLOW_UP)
    assert await here.answered(ada.interview_id) == [f"{own}[text file message.txt]\nOnce."]
    assert not any("not read" in text for text in ada.thread.said())


async def test_a_file_that_never_comes(here: House) -> None:
    """After a while its sender is asked to write, and their words count."""
    ada = await here.begin()
    here.town.file_server.clear()
    event = posts(here.town, ada.thread, "", File("message.txt", b"Never."))
    assert here.service.deliver(ada.thread.id, event)
    await until(
        lambda: "Discord did not hand me" in ada.thread.said()[-1], "nothing is said", seconds=2 * FETCH_SECONDS
    )
    assert await here.answered(ada.interview_id) == []
    await ada.answers("In words, then.", then=FOLLOW_UP)
    assert await here.answered(ada.interview_id) == ["In words, then."]


async def test_a_file_that_cannot_be_had(here: House) -> None:
    """Beside words: they count, and it is said."""
    ada = await here.begin()
    event = posts(here.town, ada.thread, "These count.", File("message.txt", None))
    assert here.service.deliver(ada.thread.id, event)
    await ada.sees(FOLLOW_UP)
    assert any("Discord did not hand me" in text for text in ada.thread.said())
    assert await here.answered(ada.interview_id) == ["These count.\n[1 attachment, not read]"]


async def test_others_do_not_wait_for_ever(here: House) -> None:
    """Who wants a file while none come is told as well."""
    people = [await here.begin(number) for number in range(7, 7 + FETCHES + 1)]
    here.town.file_server.clear()
    for each in people:
        event = posts(here.town, each.thread, "", File("message.txt", b"Never."))
        assert here.service.deliver(each.thread.id, event)
    told = [each.thread.said for each in people]
    hears = "Discord did not hand me"
    await until(lambda: all(hears in said()[-1] for said in told), "somebody is not told", seconds=2 * FETCH_SECONDS)


async def test_a_few_at_once(town: PaperTown) -> None:
    """However many interviews want files at the same time."""
    most = running = 0

    class Counting(PaperEdge):
        async def files(self, message_id: int) -> tuple[File, ...]:
            nonlocal most, running
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.5)
            running -= 1
            return (File("a.txt", b"words"),)

    taken: list[Typed | Typing] = []
    fetching = asyncio.Semaphore(FETCHES)

    async def tell(key: str) -> None:
        raise AssertionError(key)

    rooms = [
        AttachmentQueue(
            TextFiles(Counting(town, 1, "en"), fetching), None, NoVoiceMessages(), hand_in=taken.append, tell=tell
        )
        for _ in range(3 * FETCHES)
    ]
    for number, room in enumerate(rooms):
        room.add(Typed(number, "", 1, texts=("a.txt",)))
    await until(lambda: sum(isinstance(each, Typed) for each in taken) == len(rooms), "some are not handed in")
    assert most == FETCHES
    for room in rooms:
        await room.stop()


async def test_a_bug_costs_no_words(town: PaperTown, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever happens to a file; and the log learns nothing of it."""

    class Broken(PaperEdge):
        async def files(self, message_id: int) -> tuple[File, ...]:
            raise RuntimeError("secret words")

    taken: list[Typed | Typing] = []

    async def tell(key: str) -> None:
        raise AssertionError(key)

    room = AttachmentQueue(
        TextFiles(Broken(town, 1, "en"), asyncio.Semaphore(1)), None, NoVoiceMessages(), hand_in=taken.append, tell=tell
    )
    room.add(Typed(5, "Mine.", 1, texts=("secret.txt",)))
    await until(lambda: Typed(5, "Mine.", 1, lost=1) in taken, "the answer is lost")
    await room.stop()
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text


async def test_what_cannot_be_noted_holds_up_nobody(town: PaperTown, caplog: pytest.LogCaptureFixture) -> None:
    """The database is locked just then: the messages behind are handed in all the same."""

    class Unlucky:
        async def read(self, message: VoiceMessage) -> Reading:
            async def note() -> None:
                raise StoreUnavailable("it is locked", "Close it.")

            return Reading(Typed(message.message_id, "spoken"), note=note)

        def crowded(self, message: VoiceMessage) -> Reading:
            raise AssertionError(message)

    taken: list[Typed | Typing] = []

    async def tell(key: str) -> None:
        raise AssertionError(key)

    files = TextFiles(PaperEdge(town, 1, "en"), asyncio.Semaphore(1))
    queue = AttachmentQueue(files, None, Unlucky(), hand_in=taken.append, tell=tell)
    queue.add(VoiceMessage(5, 1.0))
    queue.add(VoiceMessage(6, 1.0))
    await until(lambda: [each for each in taken if isinstance(each, Typed)][-1:] == [Typed(6, "spoken")], "the second")
    await queue.stop()
    assert "StoreUnavailable" in caplog.text
