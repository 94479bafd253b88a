"""A page's server on loopback with a real store, and a browser without a browser."""

import io
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
from PIL import Image

from bot.clock import Clock
from bot.interview.models import InterviewType
from bot.ports.events import EdgeEvent, Source
from bot.store import Store
from bot.web.camera.links import CameraLinks
from bot.web.camera.rooms import Cameras
from bot.web.site import CameraSite
from bot.words import Words
from tests.harness.service_world import new_interview
from tests.harness.virtual_time import clock

URL = "http://localhost:8080"
HELLO = '{"type": "hello", "version": 1}'
CAMERA = '{"type": "source", "source": "camera"}'


class Eyes:
    """Fulfils `Watcher`: sees everything."""

    def __init__(self) -> None:
        self.seen: list[Source] = []

    def see(self, source: Source, jpeg: bytes) -> bool:
        self.seen.append(source)
        return bool(jpeg)

    def happened(self, event: EdgeEvent) -> None:
        pass


@dataclass
class Site:
    """What a test talks to."""

    store: Store
    links: CameraLinks
    cameras: Cameras
    page: CameraSite
    browser: aiohttp.ClientSession
    people: int = field(default=100)

    @property
    def at(self) -> str:
        return f"http://127.0.0.1:{self.page.port}/camera"

    async def interview(self) -> int:
        self.people += 1
        return await self.store.create_interview(
            replace(new_interview(self.people), interview_type=InterviewType.VIDEO)
        )

    async def token(self, number: int) -> str:
        return (await self.links.new(number)).partition("#")[2]

    async def claim(self, body: bytes | object, asks: str = "192.0.2.1", origin: str = URL) -> tuple[int, Any, str]:
        """Status, JSON, Set-Cookie."""
        sent: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {"json": body}
        headers = {"Origin": origin, "X-Forwarded-For": asks}
        async with self.browser.post(f"{self.at}/claim", headers=headers, **sent) as answer:
            said = await answer.json() if answer.content_type == "application/json" else None
            return answer.status, said, answer.headers.get("Set-Cookie", "")

    async def cookie(self, number: int) -> str:
        """What a browser sends after its claim."""
        status, _, cookie = await self.claim({"token": await self.token(number)})
        assert status == 200
        return cookie.partition(";")[0]

    async def line(self, cookie: str, headers: Mapping[str, str] = {}) -> aiohttp.ClientWebSocketResponse:
        return await self.browser.ws_connect(
            f"{self.at}/socket", headers={"Origin": URL, "Cookie": cookie, **headers}, max_msg_size=0
        )

    async def shown(self, number: int) -> tuple[Eyes, aiohttp.ClientWebSocketResponse]:
        """A page that shows its camera, and who watches."""
        eyes = Eyes()
        self.cameras.of(number).watch(eyes)
        line = await self.line(await self.cookie(number))
        await line.send_str(HELLO)
        assert (await line.receive_json())["type"] == "welcome"
        assert (await line.receive_json())["type"] == "state"
        await line.send_str(CAMERA)
        return eyes, line


@asynccontextmanager
async def site(folder: Path, *, url: str = URL, clock: Clock = clock) -> AsyncIterator[Site]:
    async with Store.open(folder / "interviews.db", clock=clock) as store:
        links, cameras = CameraLinks(store, url, clock=clock), Cameras()
        async with (
            CameraSite(links, cameras, Words(), url, "127.0.0.1", 0, clock=clock) as page,
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser,
        ):
            yield Site(store, links, cameras, page, browser)


async def closed(line: aiohttp.ClientWebSocketResponse) -> int | None:
    """Read until it is closed: the code."""
    while (await line.receive(timeout=10)).type is aiohttp.WSMsgType.TEXT:
        pass
    return line.close_code


def jpeg(width: int = 64, height: int = 48) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "JPEG")
    return out.getvalue()


def frame(number: int, data: bytes, source: int = 1) -> bytes:
    return bytes([source]) + number.to_bytes(4) + data
