"""Every stage of dialling has a name and a time limit, and its failure a cause; nothing raises."""

import asyncio
import errno
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosedError, InvalidHandshake, InvalidProxy, InvalidURI
from websockets.frames import Close

from bot.gemini.api.failures import Cause, CauseKind, ConnectionStage
from bot.gemini.api.settings import LiveSettings
from bot.gemini.client.causes import closed, translate
from bot.gemini.client.dial import LiveSocket, StageResult, dial, first_reachable
from sims.gemini import GeminiSim
from sims.gemini.tls import throw_away
from tests.harness.live_peers import KEY, answering, hang_up, peer, say_nothing, settings_for, tunnel
from tests.harness.virtual_time import clock
from tests.harness.web_front import nobody


async def fail(settings: LiveSettings) -> Cause:
    """Dial something that must fail; the cause."""
    line = await dial(settings, clock=clock)
    assert isinstance(line, Cause)
    assert KEY not in repr(line) + line.reason
    return line


async def succeed(settings: LiveSettings) -> list[ConnectionStage]:
    """Dial something that must answer; the stages in the order in which they passed."""
    results: list[StageResult] = []
    line = await dial(settings, clock=clock, on_stage=results.append)
    assert isinstance(line, LiveSocket), line
    await line.close(1000)
    assert all(result.milliseconds >= 0 for result in results)
    return [result.stage for result in results]


async def test_stages_of_a_plain_address(sim: GeminiSim) -> None:
    """Without TLS four stages pass, each told once, in order."""
    assert await succeed(settings_for(sim.base_url)) == [
        ConnectionStage.ADDRESS,
        ConnectionStage.DNS,
        ConnectionStage.TCP,
        ConnectionStage.UPGRADE,
    ]


async def test_stages_with_tls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`SSL_CERT_FILE` is trusted, and TLS is a stage of its own."""
    ends = throw_away()
    (tmp_path / "ca.pem").write_bytes(ends.ca)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    async with GeminiSim(key=KEY, ssl=ends.server) as sim:
        stages = await succeed(settings_for(sim.base_url))
    assert stages == [
        ConnectionStage.ADDRESS,
        ConnectionStage.DNS,
        ConnectionStage.TCP,
        ConnectionStage.TLS,
        ConnectionStage.UPGRADE,
    ]


async def test_untrusted_certificate() -> None:
    """A certificate that the system does not trust is a failure of TLS, in OpenSSL's words."""
    async with GeminiSim(key=KEY, ssl=throw_away().server) as sim:
        cause = await fail(settings_for(sim.base_url))
    assert (cause.kind, cause.stage) == (CauseKind.TLS, ConnectionStage.TLS)
    assert "self-signed" in cause.reason or "self signed" in cause.reason


async def test_key_in_the_header(sim: GeminiSim) -> None:
    """By default the key is in the header, and the address is clean."""
    await succeed(settings_for(sim.base_url))
    assert [(shake.key_in, shake.key) for shake in sim.handshakes] == [("header", KEY)]


async def test_key_in_the_query(sim: GeminiSim) -> None:
    """A gateway may want `?key=`; then there is no header."""
    await succeed(settings_for(sim.base_url, key_in="query"))
    assert [(shake.key_in, shake.key) for shake in sim.handshakes] == [("query", KEY)]
    assert "x-goog-api-key" not in sim.handshakes[0].headers


async def test_no_compression_and_our_name(sim: GeminiSim) -> None:
    """No extension is offered; the client names itself."""
    await succeed(settings_for(sim.base_url))
    headers = sim.handshakes[0].headers
    assert "Sec-WebSocket-Extensions" not in headers
    assert headers["x-goog-api-client"].startswith("interview-bot/")


@pytest.mark.parametrize("base_url", ["http://127.0.0.1", "ws://", "nonsense", "ws://a..b", "ws://127.0.0.1:99999"])
async def test_address_that_is_none(base_url: str) -> None:
    """What is no websocket address fails before anything is sent."""
    cause = await fail(settings_for(base_url))
    assert (cause.kind, cause.stage) == (CauseKind.INVALID_URI, ConnectionStage.ADDRESS)


@pytest.mark.parametrize("key", ["", "with space", "newline\n", "ключ"])
async def test_key_that_no_header_can_carry(key: str) -> None:
    """A key with characters that no key has is never sent."""
    cause = await fail(settings_for("ws://127.0.0.1:1", api_key=key))
    assert (cause.kind, cause.stage) == (CauseKind.INVALID_HEADER, ConnectionStage.ADDRESS)


async def test_name_that_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The resolver says no."""

    async def nowhere(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", nowhere)
    cause = await fail(settings_for("wss://gone.invalid"))
    assert (cause.kind, cause.stage, cause.code) == (CauseKind.DNS, ConnectionStage.DNS, socket.EAI_NONAME)


async def test_resolver_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The resolver takes too long."""

    async def never(*_: object, **__: object) -> object:
        return await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", never)
    cause = await fail(settings_for("wss://slow.invalid"))
    assert (cause.kind, cause.stage) == (CauseKind.TIMEOUT, ConnectionStage.DNS)


async def test_nobody_listens() -> None:
    """A closed port."""
    async with nobody() as port:
        cause = await fail(settings_for(f"ws://127.0.0.1:{port}"))
    assert (cause.kind, cause.stage) == (CauseKind.REFUSED, ConnectionStage.TCP)


async def test_host_that_does_not_answer() -> None:
    """TCP takes too long: the listener's queue is full, so that nobody completes the handshake."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        where = server.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(where)
        cause = await fail(settings_for(f"ws://127.0.0.1:{where[1]}"))
        for filler in fillers:
            filler.close()
    assert (cause.kind, cause.stage) == (CauseKind.TIMEOUT, ConnectionStage.TCP)


async def test_every_address_is_tried() -> None:
    """A name's first address may be dead: the next one is tried."""
    async with nobody() as port:
        with socket.create_server(("127.0.0.1", 0)) as server:
            alive = server.getsockname()
            tcp = (socket.AF_INET, socket.SOCK_STREAM, 0, "")
            with await first_reachable([(*tcp, ("127.0.0.1", port)), (*tcp, alive)], 0.5) as sock:
                assert sock.getpeername() == alive


async def test_tls_that_never_ends() -> None:
    """A peer that accepts and says nothing fails the stage that waits: TLS, or the upgrade."""
    async with peer(say_nothing) as port:
        secure = await fail(settings_for(f"wss://127.0.0.1:{port}"))
        plain = await fail(settings_for(f"ws://127.0.0.1:{port}"))
    assert (secure.kind, secure.stage) == (CauseKind.TIMEOUT, ConnectionStage.TLS)
    assert (plain.kind, plain.stage) == (CauseKind.TIMEOUT, ConnectionStage.UPGRADE)


async def test_peer_that_does_not_speak_tls() -> None:
    """Plain HTTP where TLS was expected."""
    async with peer(answering(b"")) as port:
        assert (await fail(settings_for(f"wss://127.0.0.1:{port}"))).kind in (CauseKind.TLS, CauseKind.TIMEOUT)

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with peer(plain) as port:
        cause = await fail(settings_for(f"wss://127.0.0.1:{port}"))
    assert (cause.kind, cause.stage) == (CauseKind.TLS, ConnectionStage.TLS)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
async def test_upgrade_refused(sim: GeminiSim, status: int) -> None:
    """Another answer than 101 keeps its status and the beginning of its body."""
    sim.fail_next(f"refuse_http_{status}")
    cause = await fail(settings_for(sim.base_url))
    assert (cause.kind, cause.stage, cause.code) == (CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, status)
    assert cause.reason == "refused"


async def test_key_in_the_body_is_taken_out() -> None:
    """A gateway that quotes the key in its answer does not get it into the cause."""
    body = f"no such key: {KEY}".encode()
    async with peer(answering(b"HTTP/1.1 403 No\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))) as port:
        cause = await fail(settings_for(f"ws://127.0.0.1:{port}"))
    assert cause.reason == "no such key: [hidden]"


async def test_redirect_is_not_followed(sim: GeminiSim) -> None:
    """The library would carry our key's header to whatever host the redirect names."""
    place = f"{sim.base_url}/elsewhere".encode()
    async with peer(answering(b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % place)) as port:
        cause = await fail(settings_for(f"ws://127.0.0.1:{port}"))
    assert (cause.kind, cause.code) == (CauseKind.HTTP_STATUS, 302)
    assert sim.handshakes == []


async def test_answer_that_is_no_websocket() -> None:
    """Something else listens there."""
    async with peer(answering(b"SSH-2.0-OpenSSH_9.9\r\n")) as port:
        cause = await fail(settings_for(f"ws://127.0.0.1:{port}"))
    assert (cause.kind, cause.stage, cause.reason) == (CauseKind.HANDSHAKE, ConnectionStage.UPGRADE, "InvalidMessage")


async def test_hung_up_in_the_upgrade() -> None:
    """The peer closes instead of answering: told apart from a wrong answer."""
    async with peer(hang_up) as port:
        cause = await fail(settings_for(f"ws://127.0.0.1:{port}"))
    assert (cause.kind, cause.stage, cause.reason) == (CauseKind.HANDSHAKE, ConnectionStage.UPGRADE, "EOFError")


async def test_proxy_from_the_setting(sim: GeminiSim) -> None:
    """Through a proxy the library resolves and connects: dns and tcp are one stage."""
    log: list[str] = []
    async with peer(tunnel(log)) as port:
        stages = await succeed(settings_for(sim.base_url, proxy=f"http://127.0.0.1:{port}"))
    assert stages == [ConnectionStage.ADDRESS, ConnectionStage.TCP, ConnectionStage.UPGRADE]
    assert log == [f"CONNECT 127.0.0.1:{sim.port} HTTP/1.1"]


async def test_proxy_from_the_environment(sim: GeminiSim, monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual variables work, NO_PROXY too."""
    log: list[str] = []
    async with peer(tunnel(log)) as port:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
        await succeed(settings_for(sim.base_url))
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        await succeed(settings_for(sim.base_url))
    assert len(log) == 1


@pytest.mark.parametrize("proxy", ["ftp://127.0.0.1", "http://", "http://user@127.0.0.1:1", "socks5://127.0.0.1:1"])
async def test_proxy_that_is_none(sim: GeminiSim, proxy: str) -> None:
    """A proxy's address that nobody can use, or that needs a package we do not have."""
    cause = await fail(settings_for(sim.base_url, proxy=proxy))
    assert (cause.kind, cause.stage) == (CauseKind.INVALID_PROXY, ConnectionStage.ADDRESS)


async def test_proxy_that_refuses(sim: GeminiSim) -> None:
    """The proxy wants a password, is not there, or never answers: told apart from Gemini's own troubles."""
    async with peer(answering(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")) as port:
        cause = await fail(settings_for(sim.base_url, proxy=f"http://127.0.0.1:{port}"))
    assert (cause.kind, cause.code) == (CauseKind.PROXY, 407)
    cause = await fail(settings_for(sim.base_url, proxy=f"http://127.0.0.1:{port}"))
    assert (cause.kind, cause.stage) == (CauseKind.PROXY, ConnectionStage.TCP)
    async with peer(say_nothing) as port:
        cause = await fail(settings_for(sim.base_url, proxy=f"http://127.0.0.1:{port}"))
    assert (cause.kind, cause.stage) == (CauseKind.TIMEOUT, ConnectionStage.TCP)


@pytest.mark.parametrize("base", ["ws", "wss"])
async def test_cancelling_leaves_nothing(base: str) -> None:
    """Cancelled in the middle of dialling, the socket is gone; a ResourceWarning would fail this test."""
    gone = asyncio.Event()

    async def watch(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await say_nothing(reader, writer)
        finally:
            gone.set()

    async with peer(watch) as port:
        dialling = asyncio.create_task(dial(settings_for(f"{base}://127.0.0.1:{port}"), clock=clock))
        await asyncio.sleep(0.05)
        dialling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await dialling
        async with asyncio.timeout(1):
            await gone.wait()


@pytest.mark.parametrize(
    ("exc", "stage", "kind"),
    [
        (InvalidURI("wss://x/?key=" + KEY, "bad"), ConnectionStage.ADDRESS, CauseKind.INVALID_URI),
        (InvalidProxy("http://u:p@x", "bad"), ConnectionStage.TCP, CauseKind.INVALID_PROXY),
        (OSError(errno.ENETUNREACH, "x"), ConnectionStage.TCP, CauseKind.UNREACHABLE),
        (OSError(errno.EHOSTUNREACH, "x"), ConnectionStage.TCP, CauseKind.UNREACHABLE),
        (OSError(errno.EMFILE, "x"), ConnectionStage.TCP, CauseKind.OTHER),
        (TimeoutError(errno.ETIMEDOUT, "x"), ConnectionStage.TCP, CauseKind.TIMEOUT),
        (ConnectionResetError(errno.ECONNRESET, "x"), ConnectionStage.TLS, CauseKind.TLS),
        (ConnectionResetError(errno.ECONNRESET, "x"), ConnectionStage.UPGRADE, CauseKind.HANDSHAKE),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"), ConnectionStage.TLS, CauseKind.TLS),
        (InvalidHandshake("x"), ConnectionStage.UPGRADE, CauseKind.HANDSHAKE),
        (EOFError("x"), ConnectionStage.UPGRADE, CauseKind.HANDSHAKE),
        (ValueError("x"), ConnectionStage.UPGRADE, CauseKind.OTHER),
    ],
)
def test_translation(exc: Exception, stage: ConnectionStage, kind: CauseKind) -> None:
    """What loopback cannot be made to do."""
    cause = translate(exc, stage, secrets=[KEY])
    assert cause.kind is kind
    assert KEY not in cause.reason


@pytest.mark.parametrize(
    ("args", "code", "reason"),
    [
        ((Close(1011, f"quota {KEY}"), Close(1011, ""), True), 1011, "quota [hidden]"),
        ((Close(1000, "bye"), None, None), 1000, "bye"),
        ((None, Close(1009, "over size"), None), 1009, "sent by us: over size"),
        ((Close(1000, ""), Close(1011, "keepalive ping timeout"), False), 1011, "sent by us: keepalive ping timeout"),
        ((None, None, None), 1006, ""),
    ],
)
def test_ends_of_an_open_socket(args: Any, code: int, reason: str) -> None:
    """Who closed first gives the code; without any close frame it is 1006."""
    cause = closed(ConnectionClosedError(*args), ConnectionStage.LIVE, [KEY])
    assert (cause.kind, cause.code, cause.reason) == (CauseKind.CLOSED, code, reason)
