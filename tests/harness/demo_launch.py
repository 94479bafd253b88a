"""The demo as a person starts it: another process, in an empty folder, with a clean environment."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

OURS = ("DISCORD_", "GEMINI_", "DATABASE_", "ALLOWED_", "LOG_", "WEB_", "PUBLIC_")
PATIENCE = 120.0
"""Seconds, for a test that fails: a whole demo takes 25 on a free machine, and several times that on a busy one."""


def environment(**extra: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | {"PYTHONUNBUFFERED": "1"} | extra


@contextlib.asynccontextmanager
async def demo(folder: Path, *arguments: str, **extra: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A running demo; both its outputs come through `stdout`. Ended by Ctrl+C if it has not ended itself."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", *arguments),
        cwd=folder,
        env=environment(**extra),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # a background shell ignores it
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        try:
            async with asyncio.timeout(PATIENCE):
                await process.communicate()
        except TimeoutError:
            process.kill()
            await process.communicate()
            raise


async def printed(process: asyncio.subprocess.Process, until: str) -> str:
    """What it printed up to and with the line that holds `until`."""
    if process.stdout is None:
        raise AssertionError("its output is a pipe")
    text = ""
    async with asyncio.timeout(PATIENCE):
        while until not in text:
            line = await process.stdout.readline()
            if not line:
                raise AssertionError(f"the demo ended before it said {until!r}:\n{text}")
            text += line.decode()
    return text


async def ended(process: asyncio.subprocess.Process, patience: float = PATIENCE) -> tuple[int | None, str]:
    """Its exit code and the rest of its output."""
    async with asyncio.timeout(patience):
        text, _ = await process.communicate()
    return process.returncode, text.decode()
