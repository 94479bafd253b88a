"""Voice messages that are attacks, on the process or the bill: refused before they cost, and no process dies twice."""

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from bot.media.ogg import read_packets
from bot.runtime.attachments.queue import MOST_WAITING
from bot.runtime.attachments.voice_messages import FRAME_BYTES, LONGEST, frames_of, most_ms
from sims.gemini import GeminiSim
from sims.whistle import phrase
from tests.harness.memory import peak
from tests.harness.paper_thread import PaperTown
from tests.harness.service_world import FOLLOW_UP, Candidate, House, house, new_interview, until
from tests.media.bombs import BOMBS, two_byte_packets
from tests.runtime.test_voice_messages import recorded, sends

UNCLEAR = "I could not make out your voice message"
TOO_MUCH = "more than I can listen to for one question"
NO_TOKENS = "cannot listen to voice messages in this interview any more"


async def reasons(here: House, ada: Candidate) -> list[object]:
    """Why each message was no answer, by the record."""
    events = (await here.detail(ada.interview_id)).events
    return [event.detail["why"] for event in events if event.kind == "voice_message_unclear"]


def listened(sim: GeminiSim) -> int:
    """Bytes of sound that Gemini was sent."""
    return sum(len(session.heard_pcm) for session in sim.sessions)


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
async def test_a_bomb(path: Path, sim: GeminiSim, town: PaperTown, bomb: Callable[[], bytes]) -> None:
    """It says three seconds and holds more, or nothing. None of it is decoded or sent, and the question stays open."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        sends(ada, bomb())
        await ada.sees(UNCLEAR)
        assert listened(sim) == 0
        assert await reasons(here, ada) == ["no_sound"]
        await ada.answers("I like maps.", then=FOLLOW_UP)


def test_sound_is_decoded_while_it_is_taken() -> None:
    """Ten minutes are 19 MB of samples; there are never more than those of one packet."""
    packets = read_packets(two_byte_packets(LONGEST), most_ms(LONGEST))
    frames_of(packets)  # whatever is loaded only once

    def decoded() -> None:
        assert sum(len(frame) == FRAME_BYTES for frame in frames_of(packets)) == LONGEST * 50

    assert peak(decoded) < 200_000


@pytest.mark.parametrize(
    ("said", "most"),
    [(0.0, 1000), (1.4, 2540), (60.0, 67_000), (600.0, 601_000), (1e9, 601_000), (float("nan"), 601_000), (-5.0, 0)],
)
def test_how_much_longer_it_may_be_than_it_says(said: float, most: float) -> None:
    """A tenth, and a second; never more than the longest."""
    assert most_ms(said) == pytest.approx(most, abs=0.1) or most_ms(said) < 0


async def test_one_file_at_a_time(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """However many interviews there are: what waits has not been fetched."""
    async with house(path, sim, town) as here:
        people = [await here.begin(candidate) for candidate in (7, 8, 9)]
        town.delivers.clear()
        for person in people:
            sends(person, recorded(9))
        await asyncio.sleep(60)
        assert len(town.fetches) == 1
        town.delivers.set()
        for person in people:
            await person.sees(FOLLOW_UP)


def fetched_more(town: PaperTown, than: int) -> bool:
    return len(town.fetches) > than


def left_behind(path: Path, name: str) -> Path:
    """The database as a kill would leave it now."""
    for each in path.parent.glob(f"{path.name}*"):
        if each.is_file():
            shutil.copy(each, each.with_name(each.name.replace(path.name, name)))
    return path.with_name(name)


async def test_a_message_that_kills_twice_is_not_tried_again(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Killed in the middle, twice: the third process asks its sender to write, and the record says why."""
    town.delivers.clear()
    async with house(path, sim, town) as here:
        ada = await here.begin()
        message = sends(ada, recorded(9))
        await until(lambda: town.fetches == [message], "it is not fetched")
        second = left_behind(path, "second.db")
    async with house(second, sim, town) as here:
        await here.service.restore()
        await until(lambda: town.fetches == [message] * 2, "it is not fetched again")
        third = left_behind(second, "third.db")
    async with house(third, sim, town) as here:
        await here.service.restore()
        again = Candidate(here, ada.interview_id, ada.thread)
        await again.sees(UNCLEAR)
        assert town.fetches == [message] * 2
        assert await reasons(here, again) == ["begun_too_often"]
        await again.answers("I like maps.", then=FOLLOW_UP)


async def test_one_death_is_forgiven(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """It may have had another reason."""
    town.delivers.clear()
    async with house(path, sim, town) as here:
        ada = await here.begin()
        sends(ada, recorded(9))
        await until(lambda: town.fetches, "it is not fetched")
        second = left_behind(path, "second.db")
    town.delivers.set()
    async with house(second, sim, town) as here:
        await here.service.restore()
        again = Candidate(here, ada.interview_id, ada.thread)
        await again.sees(FOLLOW_UP)
        assert await here.answered(ada.interview_id) == [f"[voice message 0:03] {phrase(9)}"]


async def test_stopping_in_order_is_no_death(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """However often the operator starts the bot again while a message is listened to."""
    town.delivers.clear()
    async with house(path, sim, town) as here:
        ada = await here.begin()
        sends(ada, recorded(9))
        await until(lambda: town.fetches, "it is not fetched")
    for _ in range(3):
        count = len(town.fetches)
        async with house(path, sim, town) as here:
            await here.service.restore()
            await until(partial(fetched_more, town, count), "it is not fetched")
    town.delivers.set()
    async with house(path, sim, town) as here:
        await here.service.restore()
        await Candidate(here, ada.interview_id, ada.thread).sees(FOLLOW_UP)


async def test_one_that_was_refused_is_not_read_again(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Its sender was asked to write, and is not asked at every start."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        message = sends(ada, two_byte_packets(8109))
        await ada.sees(UNCLEAR)
    async with house(path, sim, town) as here:
        await here.service.restore()
        await asyncio.sleep(60)
        assert town.fetches == [message]
        assert sum(UNCLEAR in text for text in ada.thread.said()) == 1


async def test_whatever_goes_wrong_its_sender_is_told(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Also where it is our mistake; and the next message is listened to."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        sends(ada, cast(bytes, 5))
        await ada.sees(UNCLEAR)
        assert await reasons(here, ada) == ["bug"]
        sends(ada, recorded(9))
        await ada.sees(FOLLOW_UP)


# What it costs


async def test_what_it_costs_is_counted(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """As Gemini counts it: a recording costs more than the same words in writing by its sound, 25 tokens a second."""
    async with house(path, sim, town) as here:
        ada, bob = await here.begin(7), await here.begin(8)
        sends(ada, recorded(9))
        await bob.says(f"[voice message 0:03] {phrase(9)}")
        await ada.sees(FOLLOW_UP)
        await bob.sees(FOLLOW_UP)
        spoken, written = await here.detail(ada.interview_id), await here.detail(bob.interview_id)
        assert spoken.tokens - written.tokens >= 1.5 * 25
        assert spoken.cost_usd > written.cost_usd > 0


async def begin_with(here: House, **changes: Any) -> Candidate:
    """An interview with other limits."""
    started = await here.service.start(replace(new_interview(7), **changes))
    person = Candidate(here, started.interview_id, here.town.threads[started.place_id])
    await person.sees("What brings you here?")
    return person


async def test_beyond_the_interviews_tokens_nothing_is_listened_to(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """The first may pass the limit; of the next ones not a byte is fetched, and writing goes on."""
    async with house(path, sim, town) as here:
        ada = await begin_with(here, token_limit=1)
        first = sends(ada, recorded(9))
        sends(ada, recorded(8))
        await ada.sees(NO_TOKENS)
        await ada.sees("conflict")
        heard = listened(sim)
        sends(ada, recorded(7))
        await ada.sees(NO_TOKENS, times=2)
        assert town.fetches == [first]
        assert listened(sim) == heard
        assert await reasons(here, ada) == ["tokens", "tokens"]
        await ada.answers("Two people, one map.", then="How much time")


async def test_ten_minutes_for_one_question(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """By what the messages say, follow-ups included; the next question has its own ten."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        sends(ada, recorded(1), seconds=400)
        await ada.sees(FOLLOW_UP)
        sends(ada, recorded(2), seconds=201)
        await ada.sees(TOO_MUCH)
        assert len(town.fetches) == 1
        assert await reasons(here, ada) == ["too_much"]
        sends(ada, recorded(3), seconds=200)
        await ada.sees("conflict")
        sends(ada, recorded(4), seconds=400)
        await ada.sees("How much time")
        assert len(town.fetches) == 3


async def test_messages_beyond_the_queue(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """A flood is refused before anything is fetched, and its sender is told so in one message."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        town.delivers.clear()
        for _ in range(MOST_WAITING + 50):
            sends(ada, b"no sound", seconds=0.0)
        await until(lambda: town.fetches, "none is fetched")
        town.delivers.set()
        await ada.sees(TOO_MUCH)
        await asyncio.sleep(60)
        assert len(town.fetches) in (MOST_WAITING, MOST_WAITING + 1)
        assert sum(TOO_MUCH in text for text in ada.thread.said()) == 1
