"""The promises of the loop that most tests run on: only waiting takes time, and nothing under way is overtaken."""

import asyncio
import time
from pathlib import Path

import aiosqlite
import pytest

from tests.harness.virtual_time import VirtualTimeLoop, clock, in_virtual_time

INSTANT = 1e-6
"""Seconds; any real work takes longer."""
WORK = 0.03
"""Real seconds of it."""


def test_computing_takes_no_time_and_waiting_takes_all_it_says() -> None:
    """A day of waiting is over at once, and is a day to every clock."""

    async def main() -> None:
        began, hour = asyncio.get_running_loop().time(), clock()
        time.sleep(WORK)  # noqa: ASYNC251 - a machine that is busy
        assert asyncio.get_running_loop().time() == began
        await asyncio.sleep(86_400)
        assert asyncio.get_running_loop().time() == pytest.approx(began + 86_400)
        assert clock() == pytest.approx(hour + 86_400)

    in_virtual_time(main())


def test_a_thread_is_waited_for() -> None:
    """Whatever it takes, no timer comes before its result."""

    async def main() -> None:
        async with asyncio.timeout(INSTANT):
            await asyncio.to_thread(time.sleep, WORK)

    in_virtual_time(main())


def test_a_database_is_waited_for(tmp_path: Path) -> None:
    """Each connection has a thread of its own, outside asyncio's pool."""

    async def main() -> None:
        async with aiosqlite.connect(tmp_path / "a.db") as connection:
            await connection.create_function("work", 0, lambda: time.sleep(WORK))
            async with asyncio.timeout(INSTANT):
                await connection.execute_fetchall("SELECT work()")

    in_virtual_time(main())


def test_bytes_are_waited_for() -> None:
    """A peer on the same loop answers before any timer, however slow it is."""

    hung_up = asyncio.Event()

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 16):
            time.sleep(WORK)  # noqa: ASYNC251 - a machine that is busy
            writer.write(data)
        writer.close()
        await writer.wait_closed()
        hung_up.set()

    async def main() -> None:
        async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
            async with asyncio.timeout(INSTANT):
                reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
                for size in (1, 1 << 20):  # the second does not fit the sockets' buffers
                    writer.write(bytes(size))
                    await reader.readexactly(size)
            writer.close()
            await hung_up.wait()

    in_virtual_time(main())


def test_no_timer_comes_while_the_loop_ends() -> None:
    """Its pool's threads are waited for, and nothing that was left behind begins anew."""
    begun: list[bool] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.run_in_executor(None, time.sleep, WORK).cancel()
        loop.call_later(60, begun.append, True)

    in_virtual_time(main())
    assert begun == []


def test_what_comes_first_comes_first() -> None:
    """Timers keep their order and their moments."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        began, seen = loop.time(), list[tuple[int, float]]()

        def due(seconds: int) -> None:
            seen.append((seconds, loop.time() - began))

        for seconds in (5, 1, 3):
            loop.call_later(seconds, due, seconds)
        await asyncio.sleep(10)
        assert [moment for moment, _ in seen] == [1, 3, 5]
        assert [at for _, at in seen] == pytest.approx([1, 3, 5])

    in_virtual_time(main())


def test_a_jump_is_for_everybody() -> None:
    """What was due meanwhile comes at once."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        due = asyncio.create_task(asyncio.sleep(100))
        await asyncio.sleep(0)
        began = loop.time()
        loop.jump(3600)
        await due
        assert loop.time() == began + 3600

    in_virtual_time(main())
