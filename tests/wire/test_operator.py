"""The whole bot, asked by a monitor over HTTP: ready as soon as it says so, and not while it falls behind."""

import asyncio
import signal
import socket
import time
from pathlib import Path

from bot.process import heartbeat
from tests.harness.town import ASKED, town
from tests.web.test_metrics import Scrape


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def test_a_monitor_asks(tmp_path: Path) -> None:
    """At the start, in an interview, after a standstill of three seconds, which the file for `health` says, too."""
    async with town(tmp_path, short=True) as here:
        port = free_port()
        here.more["METRICS_PORT"] = str(port)

        async def get(path: str) -> tuple[int, str]:
            async with here.http.get(f"http://127.0.0.1:{port}/{path}") as answer:
                return answer.status, await answer.text()

        async def scrape() -> Scrape:
            status, body = await get("metrics")
            assert status == 200
            return Scrape(body.encode())

        await here.start_bot()
        assert await get("healthz") == (200, "alive\n")
        async with asyncio.timeout(60):  # a start beside busy processes may be late itself
            while (await get("readyz"))[0] != 200:  # noqa: ASYNC110 -- as in `until`
                await asyncio.sleep(0.2)
        told = await scrape()
        assert told.of("discord_connected") == 1
        thread = await here.begin()
        await here.until_asked(thread, ASKED[0])
        await here.says(thread, "I like marked maps.")
        async with asyncio.timeout(60):
            while (told := await scrape()).of("reply_seconds_count", medium="text") < 1:  # noqa: ASYNC110 -- as in `until`
                await asyncio.sleep(0.2)
        assert told.of("interviews", state="active", type="text") == 1
        assert told.of("live_sockets") == 1
        assert told.values.get(("process_open_fds",), 9) > 5  # no /proc, no figure
        for word in ("marked", "maps", str(thread), "sim-key", here.discord["token"]):
            assert word not in told.text
        assert here.bot is not None
        here.bot.send_signal(signal.SIGSTOP)
        await asyncio.sleep(3)
        here.bot.send_signal(signal.SIGCONT)
        status, sentence = await get("readyz")
        assert (status, "the bot falls behind" in sentence) == (503, True), sentence
        await asyncio.sleep(2.5)
        assert "the bot falls behind" in heartbeat.judge(here.database, time.time())[1]
        assert "Traceback" not in here.log()
