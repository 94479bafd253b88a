"""One page's web socket: what comes is judged before it is decoded, what goes out is bounded, one code at its end."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor

from aiohttp import WSMessage, WSMsgType, web

from bot.clock import Clock
from bot.log import where
from bot.media.frame_gate import Bucket, FrameBudget, FrameGate, Verdict
from bot.media.pictures import NotAPicture, PictureOrigin, checked
from bot.ports.camera import PageEnd
from bot.ports.events import Source
from bot.web.camera import protocol
from bot.web.camera.protocol import BadMessage, CloseCode, Hello, Picture, Ping, Shows
from bot.web.camera.rooms import CameraRoom

log = logging.getLogger(__name__)

HELLO_SECONDS = 10.0
CLOSING_SECONDS = 1.0
MOST_WAITING = 32
"""Acknowledgements and pongs for a page that does not read."""
MOST_CAPTIONS = 8
FRAMES = (WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.PING, WSMsgType.PONG)
CODES = {PageEnd.OVER: CloseCode.OVER, PageEnd.WRITING: CloseCode.WRITING, "elsewhere": CloseCode.ELSEWHERE}


class PageSocket:
    """Fulfils `PageConnection` for the room. `run` lives as long as the connection."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        room: CameraRoom,
        title: str,
        budget: FrameBudget,
        pool: Executor,
        clock: Clock,
    ) -> None:
        self._socket = socket
        self._room = room
        self._title = title
        self._pool = pool
        self._clock = clock
        self._gate = FrameGate(clock(), budget)
        self._texts = Bucket(4.0, 40.0, clock())
        self._answers: deque[str] = deque()
        self._state: tuple[bool, int, int, float | None, str] | None = None
        self._captions: dict[int, str] = {}
        self._wake = asyncio.Event()
        self._end: asyncio.Future[CloseCode] = asyncio.get_running_loop().create_future()
        self._source: Source | None = None
        self._disconnect: Callable[[], None] | None = None
        self._looking: asyncio.Task[None] | None = None

    # Called by the room

    def state(self, resting: bool, number: int, total: int, ends_at: float | None, words: str) -> None:
        self._state = resting, number, total, ends_at, words
        self._wake.set()

    def caption(self, key: int, text: str, final: bool) -> None:
        self._captions.pop(key, None)
        self._captions[key] = protocol.caption(key, text, final=final)
        while len(self._captions) > MOST_CAPTIONS:
            del self._captions[next(iter(self._captions))]
        self._wake.set()

    def close(self, why: str) -> None:
        self.end(CODES[why])

    def end(self, code: CloseCode) -> None:
        """Close it, with the first code given."""
        if not self._end.done():
            self._end.set_result(code)

    # The connection

    async def run(self) -> CloseCode | None:
        """Until one side ends it; the code to close with, None where the page is gone."""
        jobs: list[asyncio.Future[None]] = [
            asyncio.create_task(self._read(), name="page reads"),
            asyncio.create_task(self._write(), name="page writes"),
        ]
        ends: set[asyncio.Future[None] | asyncio.Future[CloseCode]] = {*jobs, self._end}
        hello = asyncio.get_running_loop().call_later(HELLO_SECONDS, self._late)
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for job in jobs:
                if job.done() and (bug := job.exception()) is not None and not isinstance(bug, ConnectionError):
                    log.error("a page's socket: %s", where(bug))
                    self.end(CloseCode.INTERNAL)
            return self._end.result() if self._end.done() else None
        finally:
            hello.cancel()
            if self._disconnect is not None:
                self._disconnect()
            if self._looking is not None:
                jobs.append(self._looking)
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)

    def _late(self) -> None:
        if self._disconnect is None:
            self.end(CloseCode.BAD_MESSAGE)

    async def _read(self) -> None:
        async for message in self._socket:
            if self._end.done() or message.type not in FRAMES:
                return
            try:
                await self._take(message)
            except BadMessage:
                self.end(CloseCode.BAD_MESSAGE)
            await asyncio.sleep(0)  # what has come already is handed out without a turn of the loop

    async def _take(self, message: WSMessage) -> None:
        now = self._clock()
        if message.type is not WSMsgType.BINARY:
            self._texts.spend(1, now)
            if self._texts.level(now) < 0:
                self.end(CloseCode.TOO_FAST)
                return
        match message.type:
            case WSMsgType.PING:
                await self._socket.pong(message.data)
            case WSMsgType.TEXT | WSMsgType.BINARY:
                self._message(message.data, now)

    def _message(self, raw: str | bytes, now: float) -> None:
        parsed = protocol.parse(raw)
        if isinstance(parsed, Hello) is (self._disconnect is not None):
            raise BadMessage("a hello comes first, and once")
        match parsed:
            case Hello(version):
                if version != protocol.VERSION:
                    raise BadMessage("another version")
                if self._room.ended is not None:  # between the cookie and the hello
                    self.end(CODES[self._room.ended])
                    return
                # Nothing waits between the look at `ended` and this: an end that comes later closes what is connected.
                self._answer(protocol.welcome(self._title))
                self._disconnect = self._room.connect(self)
            case Shows(source):
                self._source = source
                self._room.shows(source)
            case Ping():
                self._answer(protocol.pong())
            case Picture():
                self._picture(parsed, now)

    def _picture(self, picture: Picture, now: float) -> None:
        verdict = self._gate.arrives(len(picture.data), now)
        if verdict is Verdict.FLOOD:
            self.end(CloseCode.TOO_FAST)
        elif len(picture.data) > protocol.LARGEST_FRAME:
            self.end(CloseCode.TOO_LARGE)
        elif verdict is Verdict.EARLY or self._looking is not None or picture.source is not self._source:
            self._acknowledge(picture, shown=False)
        else:
            self._looking = asyncio.create_task(self._look(picture), name="page picture")

    async def _look(self, picture: Picture) -> None:
        loop = asyncio.get_running_loop()
        try:
            jpeg = await loop.run_in_executor(self._pool, checked, picture.data, PictureOrigin.FRAME)
            shown = (
                not self._end.done()
                and picture.source is self._source  # hidden meanwhile: it is not shown any more
                and self._room.picture(picture.source, jpeg)
            )
            self._acknowledge(picture, shown=shown)
        except NotAPicture:
            self.end(CloseCode.NO_PICTURE)
        except Exception as bug:  # the page gets a code; the reason stays here
            log.error("a page's picture: %s", where(bug))
            self.end(CloseCode.INTERNAL)
        finally:
            self._looking = None

    def _acknowledge(self, picture: Picture, *, shown: bool) -> None:
        wait = self._gate.wait_ms(picture.source, self._clock(), shown=shown)
        self._answer(protocol.ack(picture.number, shown=shown, wait_ms=wait))

    def _answer(self, text: str) -> None:
        if len(self._answers) >= MOST_WAITING:
            self.end(CloseCode.TOO_FAST)
            return
        self._answers.append(text)
        self._wake.set()

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            # Before the look at what waits: what comes while we send sets it again.
            self._wake.clear()
            while (text := self._next()) is not None:
                await self._socket.send_str(text)

    def _next(self) -> str | None:
        """Answers first, then the newest state, then captions."""
        if self._answers:
            return self._answers.popleft()
        if self._state is not None:
            (resting, number, total, ends_at, words), self._state = self._state, None
            left = None if ends_at is None else ends_at - self._clock()
            return protocol.state(resting=resting, number=number, total=total, ends_in=left, words=words)
        return self._captions.pop(next(iter(self._captions))) if self._captions else None
