"""Hostile frames and datagrams on a real connection: the simulator's voice server lies to a bot that is connected."""

import asyncio
import json
import os
from collections import Counter
from random import Random

from bot.edges.voice.connection import ConnectionState
from tests.fuzz.mutate import bent_bytes, bent_text
from tests.harness.discord_voice import Room, room, until

_SETTLING = 2.0
"""Seconds for a connection that lives, but whose encryption a frame has undone (no end, and nothing to rejoin for)."""


_EACH = 3
"""Lies to one client: a connection that breaks at once waits longer each time, and is given up in the end."""


async def disturb(n: int, seed: int) -> Counter[str]:
    """`n` frames and datagrams, to one client after the other; what became of the connection."""
    pick, ends = Random(seed), Counter[str]()
    for begun in range(0, n, _EACH):
        ends += await _one_client(min(_EACH, n - begun), pick)
    return ends


async def _one_client(n: int, pick: Random) -> Counter[str]:
    """One lie after the other; after each the connection is up again, and at the end both are heard.

    What a frame undid without ending the connection (a downgrade, a key that nobody has) is a voice server that means
    it: we neither speak nor hear then. It is counted, and ended by a close.
    """
    ends = Counter[str]()
    async with room() as here:
        connection = await here.joined()
        await here.up()
        for _ in range(n):
            drops = connection.counters["drops"]
            _lie(here, pick)
            await asyncio.sleep(0.03)
            word = await _settled(here)
            ends[connection.why if connection.counters["drops"] > drops and word == "stays" else word] += 1
        await _anew(here)  # a frame may have given us a key that is nobody's
        await until(lambda: _up(here), here.status)
        await here.exchange()
    return ends


async def _settled(here: Room) -> str:
    """Wait until the connection is up; the word for what it took."""
    try:
        async with asyncio.timeout(_SETTLING):
            while not _up(here):  # noqa: ASYNC110 - what is waited for has no event of its own
                await asyncio.sleep(0.01)
    except TimeoutError:
        assert here.connection is not None
        word = f"undone: {here.connection.dave}"
        if here.states[-1] is ConnectionState.UP:
            await _anew(here)
        await until(lambda: _up(here), here.status)
        return word
    return "stays"


async def _anew(here: Room) -> None:
    """Close the connection. A reader that hangs in a second discovery does not see it, and ends as silent."""
    connection = here.connection
    assert connection is not None
    drops = connection.counters["drops"]
    here.sim.voice.close(4006)
    await until(lambda: connection.counters["drops"] > drops, here.status)


def _up(here: Room) -> bool:
    return here.connection is not None and here.connection.ready and here.states[-1] is ConnectionState.UP


def _lie(here: Room, pick: Random) -> None:
    voice, bot = here.sim.voice, here.sim.voice.bot
    assert bot is not None
    assert bot.link is not None
    match pick.randrange(4):
        case 0:
            voice.hostile(pick.choice((os.urandom(pick.randrange(1, 200)), b"\0", bent_bytes(pick, voice.udp.last))))
        case 1:
            greeting = {"op": 8, "d": {"v": 8, "heartbeat_interval": pick.choice((0, -1, 13_750))}}
            ready = {"op": 2, "d": {"ssrc": bot.ssrc, "ip": "127.0.0.1", "port": voice.udp_port, "modes": ["x"]}}
            bot.link.send(pick.choice((json.dumps(greeting), bent_text(pick, greeting), bent_text(pick, ready))))
        case _:
            frame = pick.choice([frame for _, frame in bot._kept])
            if isinstance(frame, bytes):
                bot.link.send(pick.choice((frame, frame[:3] + bent_bytes(pick, frame[3:]))))
            else:
                bot.link.send(pick.choice((str(frame), bent_text(pick, json.loads(str(frame))))))
