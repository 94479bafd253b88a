"""Joining, talking, dropping and coming back with every logger at DEBUG: no key, token, session or sound is printed."""

import logging
import re
from collections.abc import Iterator

import pytest

from bot import log
from bot.edges.voice.client import BotVoiceClient
from bot.log import PRINTS_FRAMES
from tests.harness.discord_voice import Room, room


@pytest.fixture
def loud(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """The bot's own logging at DEBUG, and discord.py's loggers opened by hand on top of it."""
    root = logging.getLogger()
    names = ("dave", "discord", "asyncio", "websockets", "aiohttp", *PRINTS_FRAMES)
    before = root.handlers[:], root.level, {name: logging.getLogger(name).level for name in names}
    log.set_up("DEBUG", "text", secrets=[])
    for name in PRINTS_FRAMES:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger("dave").setLevel(logging.INFO)  # the simulated people's own stack
    yield
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    for name, level in before[2].items():
        logging.getLogger(name).setLevel(level)


def secrets(here: Room) -> set[str]:
    """What opens this connection, however it may be written: the token, the session, the key as hex and as numbers."""
    bot = here.sim.voice.bot
    assert bot is not None
    keys = [transport.key for transport in bot.transports]
    written = {form for key in keys for form in (key.hex(), str(list(key))[1:40], repr(key)[2:20])}
    return written | {bot.token, bot.session_id}


async def drop(here: Room) -> None:
    """Another token and another key."""
    bot = here.sim.voice.bot
    assert bot is not None
    bot.close(4006)
    await here.up(2)


def shown(here: Room) -> str:
    """Everything of ours that somebody may print by mistake."""
    connection, client = here.connection, here.client.voice_clients[0]
    assert connection is not None
    assert isinstance(client, BotVoiceClient)
    parts = [
        connection,
        connection._reconnector,
        connection._receiver,
        connection._sender,
        connection._receiver.cipher,
        client,
        connection.counters,
    ]
    return "\n".join(repr(part) for part in parts)


async def test_nothing_secret_is_printed(loud: None, capsys: pytest.CaptureFixture[str]) -> None:
    async with room() as here:
        await here.joined()
        await here.up()
        await here.exchange()
        opens = secrets(here)
        await drop(here)
        await here.exchange()
        opens |= secrets(here)
        objects = shown(here)
    printed = capsys.readouterr()
    text = printed.out + printed.err
    assert "voice connection broke" in text
    assert "connected to Gateway" in text
    assert len(opens) >= 6
    for found in (text, objects):
        assert [mark for mark in opens if mark in found] == []
        assert not re.search(r"secret_key|'token'|\[(?:\d{1,3}, ){16}", found)
