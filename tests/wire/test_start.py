"""Starts that cannot be, and connections that Discord ends for good: one sentence, exit code not 0."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

from tests.harness.town import ROOT, Town, town


async def last_words(here: Town, token: str) -> str:
    """The last line of a bot that was started with this token, once it has ended."""
    authority = here.folder / "authority.pem"
    authority.write_text(here.discord["authority"])
    bot = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.harness.wire_launch", str(here.discord["port"]), str(authority)),
        cwd=ROOT,
        env={"DISCORD_TOKEN": token, "GEMINI_API_KEY": "sim-key", "DATABASE_PATH": str(here.database)},
        stdout=DEVNULL,
        stderr=PIPE,
    )
    _, said = await asyncio.wait_for(bot.communicate(), 30)
    assert bot.returncode
    assert token not in said.decode()
    return said.decode().strip().splitlines()[-1]


async def test_a_token_that_discord_refuses(tmp_path: Path) -> None:
    """It names the setting and where to make a new one."""
    async with town(tmp_path) as here:
        assert "Discord refuses DISCORD_TOKEN" in await last_words(here, "wrong.token.value")


async def test_discord_ends_the_connection_for_good(tmp_path: Path) -> None:
    """The token is taken back while the bot runs: it ends, saves, and says so."""
    async with town(tmp_path, short=True) as here:
        await here.start_bot()
        await here.begin()
        await here.do("weather", drop="revoked")
        assert here.bot is not None
        assert await asyncio.wait_for(here.bot.wait(), 30) != 0
        assert "Discord ended the connection for good" in here.log().strip().splitlines()[-1]
        here.bot = None
