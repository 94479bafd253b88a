"""The loop's reader over real sockets: a new socket at any time, none leaked, nobody's error hurts."""

import asyncio
import socket
from dataclasses import dataclass

import pytest

from bot.edges.voice.reader import LoopReader


def bound() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    made.bind(("127.0.0.1", 0))
    return made


@dataclass
class State:
    """What the reader knows of discord.py's state."""

    socket: socket.socket


async def sent(target: socket.socket, *datagrams: bytes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for datagram in datagrams:
            sender.sendto(datagram, target.getsockname())


async def reached(got: list[bytes], count: int) -> None:
    async with asyncio.timeout(10):
        while len(got) < count:  # noqa: ASYNC110 - a list has no event
            await asyncio.sleep(0.005)


async def test_it_follows_the_socket() -> None:
    got: list[bytes] = []
    state = State(bound())
    reader = LoopReader(state, asyncio.get_running_loop())
    reader.register(got.append)
    reader.resume()
    await sent(state.socket, b"one")
    await reached(got, 1)
    first, state.socket = state.socket, bound()
    reader.resume()
    assert first.fileno() == -1, "the socket that was replaced is closed"
    await sent(state.socket, b"two")
    await reached(got, 2)
    reader.stop()
    state.socket.close()
    reader.pause()
    assert got == [b"one", b"two"]


async def test_a_listener_that_raises_does_not_silence_the_other(caplog: pytest.LogCaptureFixture) -> None:
    got: list[bytes] = []

    def bad(datagram: bytes) -> None:
        raise ValueError(datagram)

    state = State(bound())
    reader = LoopReader(state, asyncio.get_running_loop())
    reader.register(bad)
    reader.register(got.append)
    reader.resume()
    await sent(state.socket, b"said", b"more")
    await reached(got, 2)
    reader.unregister(bad)
    reader.unregister(bad)
    reader.stop()
    state.socket.close()
    assert "ValueError" in caplog.text
    assert "said" not in caplog.text


async def test_a_second_answer_to_the_discovery_is_kept_back() -> None:
    got: list[bytes] = []
    answer = b"\x00\x02" + bytes(72)
    state = State(bound())
    reader = LoopReader(state, asyncio.get_running_loop())
    reader.register(got.append)
    reader.resume()
    await sent(state.socket, answer, answer, b"voice")
    await reached(got, 2)
    reader.stop()
    state.socket.close()
    assert got == [answer, b"voice"]
