"""Starts the real bot, as `interview-bot run` does, with one difference: Discord's names lead to loopback.

Run as a process of its own: `python -m tests.harness.wire_launch PORT AUTHORITY.pem [NAME=SECONDS …]`, settings in the
environment. NAME is a wait of `Timing`, where a test has no time for the usual one.
"""

import asyncio
import ssl
import sys
from pathlib import Path

import aiohttp

from bot import app, log
from bot.__main__ import loop_factory
from bot.config import load, read_environment
from bot.interview.timing import Timing
from sims.discord.tls import Loopback


def main() -> None:
    port, authority = int(sys.argv[1]), Path(sys.argv[2])
    config = load(read_environment(authority.parent), needs=frozenset({"DISCORD_TOKEN", "GEMINI_API_KEY"}))
    log.set_up(config.log_level, config.log_format, secrets=(config.discord_token, config.gemini.api_key))

    def connector() -> aiohttp.BaseConnector:
        context = ssl.create_default_context(cafile=str(authority))
        return aiohttp.TCPConnector(resolver=Loopback(port), ssl=context)

    waits = {name: float(seconds) for name, _, seconds in (each.partition("=") for each in sys.argv[3:])}
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(app.run(config, connector=connector, guild_ready_timeout=0.1, timing=Timing(**waits)))


if __name__ == "__main__":
    main()
