"""Long work for one person's screen holds up nobody else."""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

import pytest

from bot.errors import Refused
from bot.interview.models import TurnKind
from cogs.ui.long_work import MOST, LongWork
from tests.cogs.conftest import Open
from tests.harness.bot_process import say
from tests.harness.stored_interviews import TURNS, stored, turn

T = TypeVar("T")


class Slow:
    """Work that takes until it is told; `running` counts how many run at once."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.running = self.most = 0
        self.started = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def __call__(self) -> threading.Thread:
        self.running += 1
        self.most = max(self.most, self.running)
        self._loop.call_soon_threadsafe(self.started.set)
        assert self.done.wait(30)
        self.running -= 1
        return threading.current_thread()


@pytest.mark.real_time
async def test_the_loop_goes_on_and_nobody_takes_it_all() -> None:
    """One piece at a time; a third one of the same person is refused, and another person's is done."""
    long_work, slow = LongWork(), Slow()
    asked = [asyncio.create_task(long_work.run(7, slow)) for _ in range(MOST)]
    await slow.started.wait()
    with pytest.raises(Refused) as no:
        await long_work.run(7, slow)
    assert no.value.key == "door-busy"
    other = asyncio.create_task(long_work.run(8, slow))
    await asyncio.sleep(0)
    slow.done.set()
    threads = await asyncio.gather(*asked, other)
    assert threading.main_thread() not in threads
    assert slow.most == 1
    assert await long_work.run(7, lambda: 1) == 1


async def test_what_fails_leaves_room() -> None:
    """Its error comes through."""
    long_work = LongWork()
    for _ in range(MOST + 1):
        with pytest.raises(ZeroDivisionError):
            await long_work.run(7, lambda: 1 // 0)


class Counting(LongWork):
    """Counts what is done there."""

    done = 0

    async def run(self, user_id: int, work: Callable[[], T]) -> T:
        self.done += 1
        return await super().run(user_id, work)


async def test_what_may_be_long_is_done_there(open_house: Open) -> None:
    """A long transcript's pages, its files, one's own data: read as before."""
    async with open_house() as house:
        house.bot.long_work = long_work = Counting()
        long = turn(3, TurnKind.ANSWER, "*_~" * 30_000)
        await stored(house.store, house.guild.id, house.ada.id, turns=(*TURNS[:2], long))
        listed = (await house.ada.slash(house.channel, "interview history")).response
        assert listed is not None
        opened = (await house.ada.select(listed, ["1"])).response
        assert opened is not None
        for label in ("review-read", "review-file-markdown", "review-file-json"):
            before = long_work.done
            answered = await house.ada.click(opened, label=say(label))
            assert answered.response is not None
            assert long_work.done == before + 1
        mine = (await house.ada.slash(house.channel, "my-data")).response
        assert mine is not None
        before = long_work.done
        await house.ada.click(mine, label=say("mydata-button-export"))
        assert long_work.done == before + 1
