"""What is done to the bot's process is really done: on a process, a file, a line of this test's own."""

import asyncio
import contextlib
import os
import shutil
import signal
import sqlite3
import sys
from pathlib import Path

import pytest

from tests.harness.town import PATIENCE, ROOT
from tests.reliability import machine
from tests.reliability.bot import WIDTH
from tests.reliability.line import Line

pytestmark = pytest.mark.real_time

HOOKED = """
import asyncio, signal, sys, time
from pathlib import Path
from tests.reliability.launch import Hooks
hooks = Hooks(Path(sys.argv[1]))
signal.signal(signal.SIGUSR1, hooks.told)
signal.signal(signal.SIGUSR2, hooks.blocked)
real, time.time = time.time, hooks.time

async def main():
    last = time.monotonic()
    while True:
        await asyncio.sleep(0.05)
        before, last = last, time.monotonic()
        print(round((time.time() - real()) / 100), "late" if last - before > 0.9 else "", flush=True)

asyncio.run(main())
"""
OPENS = """
import sys
while sys.stdin.readline():
    try:
        open("/dev/null").close()
        print("opened", flush=True)
    except OSError as error:
        print(error.strerror, flush=True)
"""


async def process(script: str, *arguments: str) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, *arguments, cwd=ROOT, stdin=pipe, stdout=pipe
    )


async def says(process: asyncio.subprocess.Process, words: str) -> None:
    """Wait for a line."""
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        while (await process.stdout.readline()).decode().strip() != words:
            pass


async def test_a_clock_is_set_a_loop_is_blocked_and_tasks_are_counted(tmp_path: Path) -> None:
    for name in ("clock", "tasks"):
        (tmp_path / name).write_text(f"{0:<{WIDTH}}")
    hooked = await process(HOOKED, str(tmp_path))
    await says(hooked, "0")
    (tmp_path / "clock").write_text(f"{-300.0:<{WIDTH}}")
    hooked.send_signal(signal.SIGUSR1)
    await says(hooked, "-3")
    assert int((tmp_path / "tasks").read_text()) == 1
    hooked.send_signal(signal.SIGUSR2)
    await says(hooked, "-3 late")
    hooked.kill()
    await hooked.wait()


async def test_a_process_out_of_files_can_open_none_until_it_may_again() -> None:
    opens = await process(OPENS)
    assert opens.stdin is not None

    async def tries(outcome: str) -> None:
        assert opens.stdin is not None
        opens.stdin.write(b"\n")
        await says(opens, outcome)

    await tries("opened")
    machine.limit_files(opens.pid, 0)
    await tries("Too many open files")
    machine.limit_files(opens.pid, None)
    await tries("opened")
    opens.stdin.close()
    await opens.wait()


async def test_a_database_is_held_by_another_process(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None, timeout=0)) as here:
        here.execute("PRAGMA journal_mode = WAL")
        holding = asyncio.create_task(machine.hold(tmp_path / "a.db", 2.0))
        refused = False
        while not holding.done():
            try:
                here.execute("BEGIN IMMEDIATE")
                here.execute("ROLLBACK")
            except sqlite3.OperationalError:
                refused = True
            await asyncio.sleep(0.02)
        assert holding.result()
        assert refused
        here.execute("BEGIN IMMEDIATE")


def test_a_disk_is_filled_and_freed(tmp_path: Path) -> None:
    with machine.disk(tmp_path) as size:
        if not size:
            # The long run leaves these faults out then, and its report says so.
            pytest.skip("only root can mount a small disk")
        machine.fill(tmp_path)
        assert shutil.disk_usage(tmp_path).free == 0
        with pytest.raises(OSError, match="No space left"), (tmp_path / "a").open("wb", buffering=0) as file:
            file.write(b"a")
        machine.free(tmp_path)
        assert shutil.disk_usage(tmp_path).free > size / 2
    assert os.listdir(tmp_path) == []


async def test_a_line_that_is_cut_tears_and_refuses_and_is_mended_where_it_was() -> None:
    ends: list[asyncio.StreamWriter] = []

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends.append(writer)
        with contextlib.suppress(OSError):
            while data := await reader.read(100):
                writer.write(data)

    async def hello(port: int) -> asyncio.StreamReader:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        ends.append(writer)
        writer.write(b"hello")
        assert await reader.readexactly(5) == b"hello"
        return reader

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server, Line(server.sockets[0].getsockname()[1]) as line:
        reader, port = await hello(line.port), line.port
        line.cut()
        with pytest.raises(OSError, match="reset by peer"):
            await reader.read(5)
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
        await line.mend()
        assert line.port == port
        await hello(port)
    for end in ends:
        end.transport.abort()
        with contextlib.suppress(OSError):
            await end.wait_closed()
