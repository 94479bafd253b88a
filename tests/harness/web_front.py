"""The bot's page as it is reached, and whatever stands in front of it: one real server, broken in one named way."""

import asyncio
import datetime
import socket
import ssl
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.web.camera.page_report import NEEDED, SECURE
from bot.web.camera.protocol import CloseCode

HOST = "interviews.example.org"
INSTANCE = "0f1e2d3c4b5a"


def certificate(*names: str, begins: float = -1, ends: float = 90) -> tuple[ssl.SSLContext, str]:
    """A self-signed one for these names; valid from and to, in days from now. The server's context, and the PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    whose = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(whose)
        .issuer_name(whose)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=begins))
        .not_valid_after(now + datetime.timedelta(days=ends))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:  # load_cert_chain reads files only
        file = Path(folder, "server.pem")
        file.write_bytes(secret + pem)
        server.load_cert_chain(file)
    return server, pem.decode()


class Front:
    """Serves on loopback until left. `fault`: a status for everything ("502"), or one of the words below."""

    def __init__(self, fault: str = "", *, tls: ssl.SSLContext | None = None, date: str | None = None) -> None:
        self.port = 0
        self._fault = fault
        self._tls = tls
        self._date = date
        self._over = asyncio.Event()
        app = web.Application(middlewares=[self._bend])
        routes = ("health", self._health), ("probe", self._probe), ("socket", self._socket)
        app.add_routes([web.get("/camera", self._page), *(web.get(f"/camera/{name}", serve) for name, serve in routes)])
        app.on_response_prepare.append(self._dated)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self._tls)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._over.set()
        await self._runner.cleanup()

    async def _dated(self, _request: web.Request, response: web.StreamResponse) -> None:
        if self._date is not None:
            response.headers["Date"] = self._date

    @web.middleware
    async def _bend(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """What a proxy does before the bot sees anything of it."""
        if self._fault.isdigit():
            return web.Response(status=int(self._fault), text="<html>nginx</html>", content_type="text/html")
        upgrade = "Upgrade" in request.headers
        match self._fault:
            case "elsewhere":
                raise web.HTTPFound("https://www.example.com/welcome")
            case "website":
                return web.Response(text="<html>Welcome to my garden</html>", content_type="text/html")
            case "nested":
                return web.Response(text="[" * 4000)
            case "silent" if not upgrade:
                await self._over.wait()
            case "hangs up" if not upgrade and request.transport is not None:
                request.transport.abort()
            case "no upgrade" if upgrade:  # as nginx does by default: it asks the bot for an ordinary page
                return web.Response(status=400, text="No WebSocket UPGRADE hdr")
            case "upgrade to a page" if upgrade:
                return web.Response(text="<html>")
        return await handler(request)

    async def _health(self, _request: web.Request) -> web.Response:
        instance = "another" if self._fault == "another" else INSTANCE
        return web.json_response({"bot": "interview-bot", "instance": instance})

    async def _page(self, _request: web.Request) -> web.Response:
        answer = web.Response(text="<!doctype html>", content_type="text/html")
        for name, words in (NEEDED | SECURE).items():
            answer.headers[name] = "; ".join(words)
        if self._fault == "headers lost":
            del answer.headers["Content-Security-Policy"], answer.headers["Referrer-Policy"]
        if self._fault == "camera forbidden":
            answer.headers.add("Permissions-Policy", "camera=(), microphone=()")
        if self._fault == "page missing":
            answer.set_status(404)
        return answer

    async def _probe(self, request: web.Request) -> web.WebSocketResponse:
        line = web.WebSocketResponse()
        await line.prepare(request)
        if self._fault == "origin lost":
            await line.close(code=CloseCode.FOREIGN)
        elif self._fault == "mute":
            await self._over.wait()
        elif self._fault != "cut" and await line.receive_str() == "ping":
            await line.send_str("pong")
        await line.close()
        return line

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        line = web.WebSocketResponse()
        await line.prepare(request)
        if self._fault == "no word":
            await self._over.wait()
        own = "Origin" in request.headers and self._fault != "origin lost"
        await line.close(code=CloseCode.UNKNOWN if own else CloseCode.FOREIGN)
        return line


@asynccontextmanager
async def nobody() -> AsyncIterator[int]:
    """A port at which nobody listens."""
    with socket.socket() as taken:  # bound and not listening: nobody else gets it meanwhile
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@asynccontextmanager
async def deaf() -> AsyncIterator[int]:
    """A port whose queue is full: the kernel drops what comes, as a firewall does."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        try:
            for each in waiting:
                each.setblocking(False)
                each.connect_ex(listening.getsockname())
            yield listening.getsockname()[1]
        finally:
            for each in waiting:
                each.close()


@asynccontextmanager
async def wordless() -> AsyncIterator[int]:
    """Somebody who takes the call and hangs up."""

    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
