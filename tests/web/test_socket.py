"""The web socket under abuse: each ends with its code, and others are served meanwhile."""

import asyncio
import struct
import zlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest

from bot.interview.models import Medium, Status
from bot.ports.camera import PageEnd
from bot.web.camera.protocol import HEAD_BYTES, LARGEST_FRAME, CloseCode
from bot.web.site import CameraSite
from bot.words import Words
from tests.harness.virtual_time import clock
from tests.harness.web_small import CAMERA, HELLO, URL, Eyes, Site, closed, frame, jpeg, site


def png() -> bytes:
    """One that unpacks to a thousand times its size."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(20_000_000)))
        + chunk(b"IEND", b"")
    )


def huge() -> bytes:
    """A small JPEG whose header says 65,535 by 65,535."""
    data = bytearray(jpeg())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    return bytes(data)


ABUSE: dict[str, tuple[list[str | bytes], CloseCode]] = {
    "PNG called JPEG": ([HELLO, CAMERA, frame(1, png())], CloseCode.NO_PICTURE),
    "a bomb": ([HELLO, CAMERA, frame(1, huge())], CloseCode.NO_PICTURE),
    "half a picture": ([HELLO, CAMERA, frame(1, jpeg()[:300])], CloseCode.NO_PICTURE),
    "wider than allowed": ([HELLO, CAMERA, frame(1, jpeg(1025, 8))], CloseCode.NO_PICTURE),
    "one byte too large": ([HELLO, CAMERA, frame(1, bytes(LARGEST_FRAME + 1))], CloseCode.TOO_LARGE),
    "far too large": ([HELLO, CAMERA, bytes(5_000_000)], CloseCode.TOO_LARGE),
    "no bytes": ([HELLO, CAMERA, frame(1, b"")], CloseCode.BAD_MESSAGE),
    "another source": ([HELLO, CAMERA, frame(1, jpeg(), 3)], CloseCode.BAD_MESSAGE),
    "a picture first": ([frame(1, jpeg())], CloseCode.BAD_MESSAGE),
    "a ping first": (['{"type": "ping"}'], CloseCode.BAD_MESSAGE),
    "two hellos": ([HELLO, HELLO], CloseCode.BAD_MESSAGE),
    "another version": (['{"type": "hello", "version": 2}'], CloseCode.BAD_MESSAGE),
    "garbage": ([HELLO, "[" * 150], CloseCode.BAD_MESSAGE),
    "a long text": ([HELLO, "x" * 5000], CloseCode.BAD_MESSAGE),
    "many texts": ([HELLO, *['{"type": "ping"}'] * 200], CloseCode.TOO_FAST),
    "a flood": ([HELLO, CAMERA, *[frame(each, jpeg()) for each in range(60)]], CloseCode.TOO_FAST),
    "a flood of large ones": (
        [HELLO, CAMERA, *[frame(each, bytes(LARGEST_FRAME)) for each in range(1, 15)]],
        CloseCode.TOO_FAST,
    ),
}


@pytest.mark.parametrize("kind", ABUSE)
async def test_abuse(tmp_path: Path, kind: str) -> None:
    """It ends with the code that says why; another candidate's next picture is shown."""
    said, code = ABUSE[kind]
    async with site(tmp_path) as made:
        eyes, other = await made.shown(await made.interview())
        line = await made.line(await made.cookie(await made.interview()))
        try:
            for each in said:
                await (line.send_str(each) if isinstance(each, str) else line.send_bytes(each))
        except ConnectionError:
            pass  # it was closed meanwhile
        if kind != "a flood of large ones":  # there the first is no picture: either is right
            assert await closed(line) == code
        else:
            assert await closed(line) in (code, CloseCode.NO_PICTURE)
        await other.send_bytes(frame(1, jpeg()))
        assert (await other.receive_json(timeout=10))["shown"]
        assert len(eyes.seen) == 1


async def test_early_pictures_are_dropped(tmp_path: Path) -> None:
    """And acknowledged, so that the page goes on; the wait is at least a second."""
    async with site(tmp_path) as made:
        eyes, line = await made.shown(await made.interview())
        for each in range(1, 6):
            await line.send_bytes(frame(each, jpeg()))
        acks = [await line.receive_json(timeout=10) for _ in range(5)]
        assert {ack["number"]: ack["shown"] for ack in acks} == {1: True, 2: False, 3: False, 4: False, 5: False}
        assert all(ack["wait_ms"] >= 1000 for ack in acks)
        assert len(eyes.seen) == 1


async def test_a_new_connection_is_no_new_beginning(tmp_path: Path) -> None:
    """What an interview may send at once is counted for all its connections; time stands still meanwhile."""
    now = clock()
    async with site(tmp_path, clock=lambda: now) as made:
        number = await made.interview()
        cookie = await made.cookie(number)
        eyes = Eyes()
        made.cameras.of(number).watch(eyes)
        ends = []
        for _ in range(31):
            line = await made.line(cookie)
            for each in (HELLO, CAMERA, frame(1, jpeg())):
                await (line.send_str(each) if isinstance(each, str) else line.send_bytes(each))
            ends.append(await _acknowledged(line))
        assert ends == [True] * 10 + [False] * 20 + [CloseCode.TOO_FAST]
        assert len(eyes.seen) == 10


async def _acknowledged(line: aiohttp.ClientWebSocketResponse) -> bool | int | None:
    """Whether its picture was shown; the code where it was closed instead."""
    while (message := await line.receive(timeout=10)).type is aiohttp.WSMsgType.TEXT:
        said = message.json()
        if said["type"] == "ack":
            await line.close()
            return bool(said["shown"])
    return line.close_code


async def test_what_is_not_announced_is_not_shown(tmp_path: Path) -> None:
    """A screen where the camera was announced."""
    async with site(tmp_path) as made:
        eyes, line = await made.shown(await made.interview())
        await line.send_bytes(frame(1, jpeg(), 2))
        assert not (await line.receive_json(timeout=10))["shown"]
        assert eyes.seen == []


async def _over(made: Site, number: int) -> None:
    await made.store.set_status(number, Status.ABANDONED)


async def _ended(made: Site, number: int) -> None:
    made.cameras.of(number).end(PageEnd.OVER)


async def _writing(made: Site, number: int) -> None:
    made.cameras.of(number).end(PageEnd.WRITING)


async def _text(made: Site, number: int) -> None:
    await made.store.set_place(number, Medium.TEXT, 1, own_room=True)


async def _claimed(made: Site, number: int) -> None:
    await made.cookie(number)


@pytest.mark.parametrize(
    ("meanwhile", "code"),
    [
        (_over, CloseCode.OVER),
        (_ended, CloseCode.OVER),
        (_writing, CloseCode.WRITING),
        (_text, CloseCode.WRITING),
        (_claimed, CloseCode.UNKNOWN),
    ],
)
async def test_a_cookie_that_opens_nothing_now(
    tmp_path: Path, meanwhile: Callable[[Site, int], Awaitable[None]], code: CloseCode
) -> None:
    """It is said by a code on the socket, which a page can read."""
    async with site(tmp_path) as made:
        number = await made.interview()
        cookie = await made.cookie(number)
        await meanwhile(made, number)
        assert await closed(await made.line(cookie)) == code


async def test_ended_between_cookie_and_hello(tmp_path: Path) -> None:
    """The page that was not yet in the room is told, too."""
    async with site(tmp_path) as made:
        number = await made.interview()
        line = await made.line(await made.cookie(number))
        await line.ping()
        made.cameras.of(number).end(PageEnd.WRITING)
        await line.send_str(HELLO)
        assert await closed(line) == CloseCode.WRITING


async def test_foreign_pages_and_bad_cookies(tmp_path: Path) -> None:
    """Accepted first, then told."""
    async with site(tmp_path) as made:
        cookie = await made.cookie(await made.interview())
        assert await closed(await made.line(cookie, {"Origin": "https://evil.example"})) == CloseCode.FOREIGN
        for bad in ("", "camera=", "camera=x", f"{cookie}A", "camera=" + "9" * 3000, cookie.upper()):
            assert await closed(await made.line(bad)) == CloseCode.UNKNOWN
        assert len(made.cameras._rooms) == 0


async def test_so_many_of_one_address(tmp_path: Path) -> None:
    """Sixty open; a hundred and twenty opened in a minute. Another address is served."""
    async with site(tmp_path) as made:
        cookie = await made.cookie(await made.interview())
        forwarded = {"X-Forwarded-For": "192.0.2.1"}
        lines = [await made.line(cookie, forwarded) for _ in range(60)]
        assert await closed(await made.line(cookie, forwarded)) == CloseCode.TOO_FAST
        for line in lines:
            await line.close()
        for _ in range(59):
            assert await closed(await made.line("", forwarded)) == CloseCode.UNKNOWN
        assert await closed(await made.line("", forwarded)) == CloseCode.TOO_FAST
        assert await closed(await made.line("", {"X-Forwarded-For": "192.0.2.2"})) == CloseCode.UNKNOWN


async def test_a_page_that_does_not_read(tmp_path: Path) -> None:
    """What waits for it is bounded: the newest captions and one state."""
    async with site(tmp_path) as made:
        number = await made.interview()
        _, line = await made.shown(number)
        room = made.cameras.of(number)
        for each in range(5000):
            room.caption(each, "word " * 200, final=True)
            room.question(each, 9, None, "word " * 200)
        (socket,) = made.page._sockets
        assert len(socket._captions) <= 8
        said = await line.receive_json(timeout=10)
        assert (said["type"], said["number"]) == ("state", 4999)


async def test_restarting(tmp_path: Path) -> None:
    """Every page is told to come back, also one that reads nothing; the port is free afterwards."""
    async with site(tmp_path) as made:
        links, cameras = made.links, made.cameras
        page = CameraSite(links, cameras, Words(), URL, "127.0.0.1", 0, clock=clock)
        async with page:
            lines = []
            for _ in range(5):
                cookie = await made.cookie(await made.interview())
                line = await made.browser.ws_connect(
                    f"http://127.0.0.1:{page.port}/camera/socket", headers={"Origin": URL, "Cookie": cookie}
                )
                await line.send_str(HELLO)
                assert (await line.receive_json())["type"] == "welcome"
                lines.append(line)
            reading = [asyncio.create_task(closed(line)) for line in lines[1:]]
        assert await asyncio.gather(*reading) == [CloseCode.RESTARTING] * 4
        async with CameraSite(links, cameras, Words(), URL, "127.0.0.1", page.port, clock=clock) as again:
            assert again.port == page.port


async def test_the_probe(tmp_path: Path) -> None:
    """One ping, one pong, and it closes."""
    async with site(tmp_path) as made, made.browser.ws_connect(f"{made.at}/probe", origin=URL) as line:
        await line.send_str("ping")
        assert await line.receive_str() == "pong"
        assert (await line.receive()).type is aiohttp.WSMsgType.CLOSE


def test_the_largest_frame_fits() -> None:
    """The number in front is not counted."""
    assert len(frame(1, b"")) == HEAD_BYTES
