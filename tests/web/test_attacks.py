"""The page's server attacked by people without a cookie, and by a candidate: others are served meanwhile."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import cast

import aiohttp
import pytest

from bot.web.camera.claims import BODY_SECONDS
from bot.web.camera.protocol import CloseCode
from bot.web.connection import BYTES_AT_ONCE, HEADER_SECONDS, IDLE_SECONDS
from bot.web.connection_limits import ConnectionLimits
from bot.web.site import MOST_OPEN, PROBE_SECONDS
from tests.harness.virtual_time import until
from tests.harness.web_raw import BEGINS, BINARY, CLOSE, GOES_ON, PING, PONG, TEXT, Raw, Street, frame
from tests.harness.web_small import HELLO, URL, Site, jpeg, site
from tests.harness.web_small import frame as picture

LINGERING = 11.0
"""Seconds that aiohttp waits for the rest of what nobody reads, and one."""


@contextlib.asynccontextmanager
async def attacked(folder: Path) -> AsyncIterator[tuple[Site, Street]]:
    """Another candidate shows a picture when the attack is over, on a socket that was open all the time."""
    async with site(folder) as made:
        eyes, other = await made.shown(await made.interview())
        said: list[dict[str, object]] = []
        reading = asyncio.create_task(_read_on(other, said.append))  # who reads answers the heartbeat
        async with Street(made.page.port) as street:
            yield made, street
        await other.send_bytes(picture(1, jpeg()))
        await until(lambda: any(each.get("shown") for each in said), lambda: f"not shown: {said}", seconds=10)
        assert len(eyes.seen) == 1
        await other.close()
        await reading


async def _read_on(line: aiohttp.ClientWebSocketResponse, said: Callable[[dict[str, object]], None]) -> None:
    async for message in line:
        if message.type is aiohttp.WSMsgType.TEXT:
            said(message.json())


async def candidate(made: Site, street: Street) -> Raw:
    """A page with a cookie, after its hello."""
    cookie = await made.cookie(await made.interview())
    line = await street.opened("socket", {"Cookie": cookie})
    line.writer.write(frame(TEXT, HELLO.encode()))
    return line


# Pings, and what else a web socket has


@pytest.mark.parametrize("path", ["probe", "socket"])
@pytest.mark.parametrize("kind", [PING, PONG, TEXT, BINARY], ids=["ping", "pong", "text", "binary"])
async def test_a_flood_without_a_cookie(tmp_path: Path, path: str, kind: int) -> None:
    """From a foreign website: not one is answered, and the rest is not read to its end."""
    async with attacked(tmp_path) as (_, street):
        line = await street.opened(path, {"Origin": "https://evil.example"})
        assert not await line.flood(frame(kind), BYTES_AT_ONCE // 2 // 6)
        await line.read()
        assert line.kinds.count(PONG) == 0
        assert line.code in (CloseCode.FOREIGN, None)  # None: it was cut off before we read


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
async def test_the_probe_of_another_website(tmp_path: Path, origin: str) -> None:
    """It is told, and gets no pong."""
    async with attacked(tmp_path) as (_, street):
        line = await street.opened("probe", {"Origin": origin})
        line.writer.write(frame(TEXT, b"ping"))
        await line.read()
        assert line.kinds == [CLOSE]
        assert line.code == CloseCode.FOREIGN


@pytest.mark.parametrize(
    "said",
    [frame(PING), frame(PONG), frame(TEXT), frame(TEXT, b"pong"), frame(BINARY, b"ping")],
    ids=["ping", "pong", "nothing", "something else", "bytes"],
)
async def test_the_probe_wants_one_ping(tmp_path: Path, said: bytes) -> None:
    """In words: it is over with the first frame that is something else."""
    async with attacked(tmp_path) as (_, street):
        line = await street.opened("probe")
        line.writer.write(said)
        await line.read(PROBE_SECONDS - 1)
        assert line.kinds.count(PONG) == 0
        assert line.code == CloseCode.BAD_MESSAGE


async def _nothing(_line: Raw) -> None:
    await asyncio.sleep(60)


async def _pieces(line: Raw) -> None:
    line.writer.write(frame(BEGINS, b"p"))
    while True:
        await asyncio.sleep(3)
        line.writer.write(frame(GOES_ON, b"i"))


async def _bytes(line: Raw) -> None:
    for byte in frame(TEXT, b"pi" * 20):
        line.writer.write(bytes((byte,)))
        await asyncio.sleep(1)


@pytest.mark.parametrize("says", [_nothing, _pieces, _bytes], ids=["nothing", "pieces", "bytes"])
async def test_the_probe_has_an_end(tmp_path: Path, says: object) -> None:
    """Five seconds in all, however slowly something comes."""
    async with attacked(tmp_path) as (_, street):
        line = await street.opened("probe")
        talking = asyncio.ensure_future(says(line))  # type: ignore[operator]
        assert await line.ends() < PROBE_SECONDS + 2
        talking.cancel()


async def test_so_many_probes_of_one_address(tmp_path: Path) -> None:
    """As many as sockets, and they count together."""
    async with attacked(tmp_path) as (_, street):
        lines = [await street.opened("probe") for _ in range(MOST_OPEN)]
        await asyncio.sleep(0.1)
        await lines[-1].read(1)
        assert lines[-1].code == CloseCode.TOO_FAST  # one is the other candidate's
        assert lines[0].code is None


@pytest.mark.parametrize("kind", [PING, PONG], ids=["ping", "pong"])
async def test_a_candidate_that_floods(tmp_path: Path, kind: int) -> None:
    """Pings and pongs are counted like texts: so many at once, then the code."""
    async with attacked(tmp_path) as (made, street):
        line = await candidate(made, street)
        reading = asyncio.create_task(line.read())
        await line.flood(frame(kind), 20_000)
        await reading
        assert line.code == CloseCode.TOO_FAST
        assert line.kinds.count(PONG) <= 41


@pytest.mark.parametrize("kind", [TEXT, BINARY], ids=["text", "binary"])
async def test_a_candidate_that_sends_nothing_often(tmp_path: Path, kind: int) -> None:
    """An empty frame is no message of ours: the first one ends it."""
    async with attacked(tmp_path) as (made, street):
        line = await candidate(made, street)
        reading = asyncio.create_task(line.read())
        await line.flood(frame(kind), 20_000)
        await reading
        assert line.code == CloseCode.BAD_MESSAGE


@pytest.mark.parametrize("piece", [b"", b"x"], ids=["empty", "a byte"])
async def test_a_message_in_pieces_without_an_end(tmp_path: Path, piece: bytes) -> None:
    """No frame of it is ever complete, so nobody but the connection can count: by its bytes."""
    async with attacked(tmp_path) as (made, street):
        line = await candidate(made, street)
        line.writer.write(frame(BEGINS))
        one = frame(GOES_ON, piece)
        assert not await line.flood(one, 2 * BYTES_AT_ONCE // len(one))


async def test_there_is_a_turn_of_the_loop_between_two_frames(tmp_path: Path) -> None:
    """Forty that come in one packet are not handled in one breath."""
    async with attacked(tmp_path) as (made, street):
        line = await candidate(made, street)
        await line.read(1)
        turns = 0

        async def count() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        counting = asyncio.create_task(count())
        line.writer.write(frame(PING) * 30)
        while line.kinds.count(PONG) < 30:
            kind, size = await line.reader.readexactly(2)
            await line.reader.readexactly(size)
            line.kinds.append(kind)
        counting.cancel()
        assert turns >= 30


async def test_a_heartbeat_is_answered_and_missed(tmp_path: Path) -> None:
    """Ours: a page that answers stays, one that does not is gone within a minute."""
    async with attacked(tmp_path) as (made, street):
        silent = await candidate(made, street)
        answering = await made.line(await made.cookie(await made.interview()))
        await answering.send_str(HELLO)
        reading = asyncio.create_task(_read_on(answering, print))
        assert await silent.ends() < 60
        assert not reading.done()
        await answering.close()
        await reading


async def test_half_closed(tmp_path: Path) -> None:
    """Who says that nothing more comes is not kept."""
    async with attacked(tmp_path) as (made, street):
        for path in ("probe", "socket"):
            line = await street.opened(path)
            line.writer.write_eof()
            assert await line.ends() < 2
        line = await candidate(made, street)
        line.writer.write_eof()
        assert await line.ends() < 2


# Connections without an end

HALF = b"GET /camera HT"
HEAD = f"POST /camera/claim HTTP/1.1\r\nHost: x\r\nOrigin: {URL}\r\nContent-Length: 100\r\n\r\n".encode()
GET = b"GET /camera HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    "said",
    [b"", HALF, HEAD[:60], HEAD[:-2], b"\r\n", GET.replace(b"\r\n\r\n", b"\r\nX: " + b"x" * 4000)],
    ids=["nothing", "half a line", "half a header", "no end of it", "an empty line", "a long header"],
)
async def test_a_header_that_does_not_end(tmp_path: Path, said: bytes) -> None:
    async with attacked(tmp_path) as (_, street):
        line = await street.connected()
        line.writer.write(said)
        assert await line.ends() <= HEADER_SECONDS + 0.1


async def test_a_header_byte_by_byte(tmp_path: Path) -> None:
    """A byte is no new beginning."""
    async with attacked(tmp_path) as (_, street):
        line = await street.connected()

        async def dribble() -> None:
            for byte in HEAD:
                line.writer.write(bytes((byte,)))
                await asyncio.sleep(2)

        dribbling = asyncio.create_task(dribble())
        assert await line.ends() <= HEADER_SECONDS + 0.1
        dribbling.cancel()


async def test_a_second_request_that_does_not_end(tmp_path: Path) -> None:
    """A proxy keeps its connection for a while; what it has begun it must end, as ever."""
    async with attacked(tmp_path) as (_, street):
        idle, half = await street.connected(), await street.connected()
        for line in (idle, half):
            line.writer.write(GET)
            await line.reader.readuntil(b"</html>")
        await asyncio.sleep(30)
        half.writer.write(HALF)
        assert await half.ends() <= HEADER_SECONDS + 0.1
        assert await idle.ends() == pytest.approx(IDLE_SECONDS - 30 - HEADER_SECONDS, abs=1)


@pytest.mark.parametrize("body", [b"", b'{"token": "'], ids=["nothing", "half"])
async def test_a_claim_without_its_body(tmp_path: Path, body: bytes) -> None:
    """It is told that it is too slow, and the connection goes."""
    async with attacked(tmp_path) as (_, street):
        line = await street.connected()
        line.writer.write(HEAD + body)
        async with asyncio.timeout(BODY_SECONDS + 1):
            assert b" 408 " in await line.reader.readline()
        assert await line.ends() < LINGERING


async def test_a_body_that_nobody_asked_for(tmp_path: Path) -> None:
    """And that does not come."""
    async with attacked(tmp_path) as (_, street):
        line = await street.connected()
        line.writer.write(GET.replace(b"\r\n\r\n", b"\r\nContent-Length: 1000\r\n\r\n"))
        assert await line.ends() < LINGERING


async def test_a_body_without_measure(tmp_path: Path) -> None:
    """It is refused at its first kilobyte, and not read for long."""
    async with attacked(tmp_path) as (_, street):
        line = await street.connected()
        line.writer.write(HEAD.replace(b"100", b"1000000000"))
        assert not await line.flood(b"x" * 1000, 3 * BYTES_AT_ONCE // 1000)


async def test_who_reads_nothing(tmp_path: Path) -> None:
    """A thousand pages asked for, and none taken."""
    async with attacked(tmp_path) as (made, street):
        line = await street.connected()
        cast(asyncio.Transport, line.writer.transport).pause_reading()
        with contextlib.suppress(ConnectionError):
            for _ in range(5000):
                line.writer.write(GET)
        await asyncio.sleep(IDLE_SECONDS + HEADER_SECONDS + LINGERING)
        assert len(made.page._listening.limits) <= 2


@pytest.mark.parametrize("said", [b"", HALF, HEAD], ids=["nothing", "half a line", "no body"])
async def test_more_connections_than_there_is_room_for(tmp_path: Path, said: bytes) -> None:
    """They push out one another: who says what they want is served, and who is served stays."""
    async with attacked(tmp_path) as (made, street):
        made.page._listening.limits = ConnectionLimits(40, 20)
        candidates = [await candidate(made, street) for _ in range(3)]
        lines = []
        for _ in range(200):
            lines.append(await street.connected())
            lines[-1].writer.write(said)
        assert len(made.page._listening.limits) <= 40
        if said != HEAD:  # those are being served, for five seconds
            async with made.browser.get(made.at) as answer:
                assert answer.status == 200
        await asyncio.sleep(BODY_SECONDS + LINGERING)
        async with made.browser.get(made.at) as answer:
            assert answer.status == 200
        for each in candidates:
            await each.read(1)
            assert each.code is None
