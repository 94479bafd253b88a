"""The servers: one TLS port for REST and the gateway under Discord's names, one plain port for the people."""

import asyncio
import contextlib
import ssl
from types import TracebackType
from typing import Self

from aiohttp import web

from sims.discord import channel_routes, interaction_routes, tls
from sims.discord.control import Control
from sims.discord.gateway import Gateway
from sims.discord.rest import Rest
from sims.discord.voice import Voice
from sims.discord.world import World

TOKEN = "MTQ1.simulated.token"
CDN = "cdn.discordapp.com"
FLOOD = 1000
channel_routes.add()
interaction_routes.add()


class DiscordSim:
    """`async with DiscordSim() as sim:` then `sim.port`, `sim.control_port`, `sim.authority` (PEM)."""

    def __init__(self, *, content_allowed: bool = True) -> None:
        self.world = World()
        self.gateway = Gateway(self.world, token=TOKEN, content_allowed=content_allowed)
        self.voice = Voice(self.world, self.gateway)
        self.rest = Rest(self.world, self.gateway, self.voice, token=TOKEN, content_allowed=content_allowed)
        self._control = Control(self.world, self.gateway, self.rest, self.voice)
        self._runners: list[web.AppRunner] = []
        self.port = self.control_port = 0
        self.authority = ""

    async def __aenter__(self) -> Self:
        context, self.authority = tls.make()
        app = web.Application(client_max_size=26 * 2**20)
        app.router.add_route("*", "/{path:.*}", self._entry)
        await self.voice.start()
        self.port = await self._listen(app, context)
        self.control_port = await self._listen(self._control.application(), None)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.voice.stop()
        await self.gateway.close()
        for runner in self._runners:
            await runner.cleanup()

    async def _listen(self, app: web.Application, context: ssl.SSLContext | None) -> int:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
        await site.start()
        self._runners.append(runner)
        port: int = runner.addresses[0][1]
        return port

    async def _file(self, request: web.Request) -> web.StreamResponse:
        found = self.world.files.get(request.path)
        if found is None:
            return web.Response(status=404)
        match self.world.file_server:
            case "hangs":
                await asyncio.Event().wait()
            case "floods":
                answer = web.StreamResponse()
                await answer.prepare(request)
                with contextlib.suppress(ConnectionError):
                    for _ in range(FLOOD):
                        await answer.write(found)
                        self.world.flooded += len(found)
                return answer
        return web.Response(body=found)

    async def _entry(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Upgrade", "").lower() == "websocket":
            if request.host.split(":")[0].endswith(".discord.media"):
                return await self.voice.websocket.serve(request)
            return await self.gateway.serve(request)
        if request.host.split(":")[0] == CDN:
            return await self._file(request)
        return await self.rest.handle(request)
