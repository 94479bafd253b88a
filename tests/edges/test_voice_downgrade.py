"""A voice server that announces the end of end-to-end encryption: nothing is said in clear, and nothing is heard."""

import asyncio

from tests.harness.discord_voice import room, until

SPEECH = b"\x78" + bytes(30)
DOWNGRADE = 77


async def test_a_downgrade_silences_both_ways() -> None:
    async with room() as here:
        connection = await here.joined()
        await here.up()
        await here.exchange()
        bot = here.sim.voice.bot
        assert bot is not None
        bot.send(21, {"transition_id": DOWNGRADE, "protocol_version": 0})
        bot.send(22, {"transition_id": DOWNGRADE})
        await until(lambda: connection.dave == "off", here.status)
        assert not connection.ready
        heard, sent, ours = len(here.heard), connection.counters["sent"], len(here.casey.heard)
        connection.send(SPEECH)
        assert connection.counters["not_ready"] >= 1
        here.casey.dave = None  # their client has followed
        await here.casey.say(bytes(2 * 960 * 10), fast=4, tail=False)
        await until(lambda: connection.counters["clear"] >= 5, here.status)
        await asyncio.sleep(0.1)
        assert (len(here.heard), connection.counters["sent"], len(here.casey.heard)) == (heard, sent, ours)
