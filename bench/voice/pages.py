"""The measured bot's half of the camera pages: the page's real server for our interviews; a bare one for the floor."""

import asyncio
import contextlib
import io
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from aiohttp import WSMsgType, web
from PIL import Image

from bench.voice.scene import ORIGIN, Opened
from bot.clock import steady_clock
from bot.interview.models import InterviewType
from bot.media.pictures import QUALITY
from bot.runtime.audio_bridge import AudioBridge
from bot.store import Store
from bot.web.camera.links import Admitted, CameraLinks
from bot.web.camera.protocol import HEAD_BYTES, LARGEST_FRAME
from bot.web.camera.rooms import Cameras
from bot.web.site import CameraSite
from bot.words import Words
from tests.harness.service_world import new_interview


class WithVideo(Protocol):
    """One of our interviews, as the server of the page sees it."""

    @property
    def call(self) -> AudioBridge: ...


class Shown(Protocol):
    """One of the floor's."""

    async def show(self, jpeg: bytes) -> None: ...


Open = Callable[[int], AbstractAsyncContextManager[Opened]]
"""Serve so many pages."""


def real(interviews: Sequence[WithVideo]) -> Open:
    """`CameraSite` on a store of its own, each room watched by an interview's call."""

    @asynccontextmanager
    async def served(count: int) -> AsyncIterator[Opened]:
        clock, cameras = steady_clock(), Cameras()
        with tempfile.TemporaryDirectory() as folder:
            async with Store.open(Path(folder, "bench.db"), clock=clock) as store:
                links = CameraLinks(store, ORIGIN, clock=clock)
                cookies: list[str] = []
                for interview in interviews[:count]:
                    new = replace(new_interview(100 + len(cookies)), interview_type=InterviewType.VIDEO)
                    number = await store.create_interview(new)
                    admitted = await links.claim((await links.new(number)).partition("#")[2])
                    assert isinstance(admitted, Admitted)
                    room = cameras.of(number)
                    room.watch(interview.call)
                    room.rest(on=False)
                    cookies.append(admitted.cookie)
                async with CameraSite(links, cameras, Words(), ORIGIN, "127.0.0.1", 0, clock=clock) as page:
                    yield Opened(page.port, tuple(cookies))

    return served


def bare(interviews: Sequence[Shown]) -> Open:
    """A websocket frame in, Pillow's decode and encode, on with it. No check, no thread, no acknowledgement."""

    async def taken(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=LARGEST_FRAME + HEAD_BYTES + 1, compress=False)
        await socket.prepare(request)
        interview = interviews[int(request.cookies["camera"])]
        async for message in socket:
            if message.type is WSMsgType.BINARY:
                out = io.BytesIO()
                with Image.open(io.BytesIO(message.data[HEAD_BYTES:])) as image:
                    image.save(out, "JPEG", quality=QUALITY)
                await interview.show(out.getvalue())
        return socket

    @asynccontextmanager
    async def served(count: int) -> AsyncIterator[Opened]:
        app = web.Application()
        app.add_routes([web.get("/camera/socket", taken)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield Opened(runner.addresses[0][1], tuple(map(str, range(count))))
        finally:
            with contextlib.suppress(asyncio.CancelledError):
                await runner.cleanup()

    return served
