"""POST /camera/claim: a one-use link becomes a cookie."""

import asyncio
import json

from aiohttp import web

from bot.clock import Clock
from bot.web.camera.links import CameraLinks, LinkDenied
from bot.web.headers import origins, ours
from bot.web.limiter import Limiter

BODY_SECONDS = 5.0
"""The token has some sixty characters."""
STATUS = {LinkDenied.UNKNOWN: 404, LinkDenied.USED: 409, LinkDenied.EXPIRED: 410, LinkDenied.OVER: 410}


class Claims:
    """Counts by address: after 20 wrong ones in 5 minutes no reason is given, after 200 of any kind none is tried."""

    def __init__(self, links: CameraLinks, public_url: str, *, clock: Clock) -> None:
        self._links = links
        self.origins = origins(public_url)
        self._clock = clock
        self._wrong = Limiter(20, 300.0)
        self._tries = Limiter(200, 300.0)
        self._secure = public_url.startswith("https://")
        self.cookie = "__Host-camera" if self._secure else "camera"

    async def claim(self, request: web.Request, address: str) -> web.Response:
        """The answer. What was sent stands nowhere in it."""
        if not ours(request.headers, self.origins):
            return _refused("foreign", 403)
        now = self._clock()
        if not self._tries.allows(address, now):
            return _refused("too-many", 429)
        self._tries.count(address, now)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                token = await _token(request)
        except TimeoutError:
            return _refused("slow", 408)
        admitted = await self._links.claim(token)
        if isinstance(admitted, LinkDenied):
            if not self._wrong.allows(address, now):
                return _refused("too-many", 429)
            self._wrong.count(address, now)
            return _refused(admitted.value, STATUS[admitted])
        answer = web.json_response({"title": admitted.title})
        answer.set_cookie(self.cookie, admitted.cookie, path="/", secure=self._secure, httponly=True, samesite="Strict")
        return answer


async def _token(request: web.Request) -> str:
    """What was sent as one; empty where it is none. A body beyond the server's limit ends in a 413."""
    try:
        match json.loads(await request.read()):
            case {"token": str(token)}:
                return token
            case _:
                return ""
    except (ValueError, RecursionError):
        return ""


def _refused(why: str, status: int) -> web.Response:
    return web.json_response({"why": why}, status=status)
