"""Nothing printed ever holds the key or a candidate's words: every failure, at DEBUG, everything searched."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import pytest

from bot.gemini.client.check import check
from bot.gemini.client.dial import LiveSocket, dial
from bot.ports.model import ContextItem, LiveDown, LiveUp, ModelTurn, Noted
from bot.redact import QUIET, redact, scrub
from sims.gemini import FAULTS, ContextEntry, GeminiSim, Reply
from sims.gemini.tls import throw_away
from tests.harness.live_peers import KEY, Serve, answering, hang_up, peer, running_client, say_nothing, settings_for
from tests.harness.virtual_time import clock

WORDS = "MARKED-SENTENCE the candidate's own and private words"
SAID = "MARKED-REPLY of the model, which may quote the candidate"
MARKS = (KEY, "MARKED-key", "MARKED-SENTENCE", "MARKED-REPLY")


class SecretSearch:
    """Everything that could be printed while a test runs, and a search through it."""

    def __init__(self, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
        self._caplog = caplog
        self._capfd = capfd
        self.complaints: list[dict[str, Any]] = []
        """What the event loop would have printed: exceptions that nobody fetched."""

    def search(self, *objects: object) -> None:
        """Fail if a mark is in a log record, on a stream, or in the repr or text of one of these."""
        out, err = self._capfd.readouterr()
        ours = [record for record in self._caplog.records if not record.name.startswith("sims.")]
        records = [f"{self._caplog.handler.format(record)} {record.__dict__}" for record in ours]
        texts = [out, err, *records, *(f"{each!r} {each}" for each in objects)]
        for mark in MARKS:
            assert not [text[:200] for text in texts if mark in text], f"{mark[:12]} was printed"
        assert not self.complaints


@pytest.fixture
async def outputs(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> SecretSearch:
    """Every logger at DEBUG, also those of the libraries."""
    caplog.set_level(logging.DEBUG)
    for name in ("websockets", "websockets.client", "asyncio", "bot"):
        caplog.set_level(logging.DEBUG, logger=name)
    heard = SecretSearch(caplog, capfd)
    asyncio.get_running_loop().set_exception_handler(lambda _, context: heard.complaints.append(context))
    return heard


def marked(context: Sequence[ContextEntry], setup: Mapping[str, Any]) -> Reply:
    """A model that says what must not be printed."""
    return Reply(SAID)


@pytest.mark.parametrize("key_in", ["header", "query"])
@pytest.mark.parametrize("fault", ["", *FAULTS])
async def test_every_failure(
    sim: GeminiSim, outputs: SecretSearch, fault: str, key_in: Literal["header", "query"]
) -> None:
    """A turn, and every failure that can befall one."""
    sim.brain = marked
    sim.late, sim.go_away_time_left = 0.02, 0.05
    if fault:
        sim.fail_next(fault)
    settings = replace(settings_for(sim.base_url), key_in=key_in)
    async with running_client(settings, history=[ContextItem(2, WORDS, SAID)]) as here:
        here.client.ask(ContextItem(4, WORDS))
        # A wrong turn is not this test's business: what was printed until something happened is.
        await here.received.until(
            lambda: len(here.received.events) > 1 or here.received.of(LiveDown) or here.received.of(Noted)
        )
        await asyncio.sleep(0.03)
        outputs.search(settings, here.client, here.session, here.session.items, *here.received.events)


@pytest.mark.parametrize("key", [KEY + "\n", KEY + " x", KEY + "é"])
async def test_keys_that_cannot_be_sent(outputs: SecretSearch, key: str) -> None:
    """The library would quote such a key in its exception."""
    settings = settings_for("ws://127.0.0.1:1", api_key=key)
    outputs.search(await dial(settings, clock=clock), settings, await check(settings, clock=clock))


@pytest.mark.parametrize("base_url", ["http://127.0.0.1", "ws://127.0.0.1:1/#x", "ws://127.0.0.1:99999", "ws://a..b"])
async def test_addresses_that_cannot_be_dialled(outputs: SecretSearch, base_url: str) -> None:
    """`InvalidURI` quotes the whole address, with the key in it."""
    settings = settings_for(base_url, key_in="query")
    outputs.search(await dial(settings, clock=clock), await check(settings, clock=clock))


QUOTING = b"HTTP/1.1 403 No\r\nContent-Length: %d\r\n\r\n%s" % (len(KEY), KEY.encode())
AWAY = b"HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/?key=%s\r\nContent-Length: 0\r\n\r\n" % KEY.encode()


@pytest.mark.parametrize("scheme", ["ws", "wss"])
@pytest.mark.parametrize(
    "serve",
    [hang_up, say_nothing, answering(b"SSH-2.0-x\r\n"), answering(QUOTING), answering(AWAY)],
    ids=["hangs up", "says nothing", "is no websocket", "quotes the key", "redirects"],
)
async def test_below_the_websocket(outputs: SecretSearch, serve: Serve, scheme: str) -> None:
    """Peers that hang up, say nothing, speak something else, quote the key in their answer, or redirect."""
    async with peer(serve) as port:
        settings = settings_for(f"{scheme}://127.0.0.1:{port}", key_in="query")
        outputs.search(await dial(settings, clock=clock), await check(settings, clock=clock))


async def test_untrusted_tls(outputs: SecretSearch) -> None:
    """OpenSSL's words hold no secret."""
    async with GeminiSim(key=KEY, ssl=throw_away().server) as sim:
        settings = settings_for(sim.base_url)
        outputs.search(await dial(settings, clock=clock), await check(settings, clock=clock))


async def test_a_proxy_s_password(outputs: SecretSearch) -> None:
    """A proxy's address may hold a password; a wrong one is quoted by the library."""
    for proxy in (f"http://user:{KEY}@127.0.0.1:1", f"http://{KEY}@127.0.0.1:1", f"ftp://user:{KEY}@127.0.0.1:1"):
        settings = settings_for("ws://127.0.0.1:1", proxy=proxy, api_key="another-key")
        outputs.search(settings, await dial(settings, clock=clock), await check(settings, clock=clock))


async def test_a_close_that_quotes(sim: GeminiSim, outputs: SecretSearch) -> None:
    """A server may put the key, or the candidate's words, into the reason for which it closes."""
    async with running_client(settings_for(sim.base_url)) as here:
        await here.answer(2, "one")
        for number, reason in enumerate((f"bad key {KEY}", *[f"cannot process: {WORDS}"] * 3), 2):
            await sim.close_all(1007, reason)
            await here.received.until(lambda: here.received.of(LiveDown) or here.received.noted("retry"))
            outputs.search(here.session, *here.received.events)
            here.client.wake()
            await here.received.hear(LiveUp, number)
        assert (await here.received.hear(LiveDown)).failure.detail
        outputs.search(here.session, *here.received.events)


async def test_an_open_socket(sim: GeminiSim, outputs: SecretSearch) -> None:
    """The socket's own repr."""
    socket = await dial(settings_for(sim.base_url), clock=clock)
    assert isinstance(socket, LiveSocket)
    await socket.send(f'{{"{WORDS}": "{WORDS}"}}')
    outputs.search(socket, await socket.receive())
    await socket.close(1000)


async def test_a_bug_in_a_neighbour(sim: GeminiSim, outputs: SecretSearch) -> None:
    """A bug whose text holds words: place and class are logged, not the text."""

    def on_event(event: object) -> None:
        if isinstance(event, ModelTurn):
            raise ValueError(event.text)

    sim.brain = marked
    async with running_client(settings_for(sim.base_url), on_event=on_event) as here:
        here.client.ask(ContextItem(2, WORDS))
        await here.received.hear(LiveDown)
        outputs.search(*here.received.events)


def test_quiet_logger() -> None:
    """What the library is handed has no DEBUG, whatever level is set."""
    logging.getLogger("websockets.client").setLevel(logging.DEBUG)
    try:
        assert not QUIET.isEnabledFor(logging.DEBUG)
        assert QUIET.isEnabledFor(logging.WARNING)
    finally:
        logging.getLogger("websockets.client").setLevel(logging.NOTSET)


def test_scrub() -> None:
    """Secrets go, short strings stay: cutting those out would make a log unreadable."""
    assert scrub(f"?key={KEY}", [KEY]) == "?key=[hidden]"
    assert scrub("xyz", ["x"]) == "xyz"


def test_redacting_a_frame() -> None:
    """The shape stays; what may be words becomes its length, also under a name nobody knows."""
    frame = {
        "setup": {"model": "models/m", "sessionResumption": {"handle": "h" * 40}},
        "toolCall": {"functionCalls": [{"id": "call-1", "name": "n", "args": {WORDS: WORDS}}]},
        WORDS: {"type": WORDS, "n": 3, "ok": True, "none": None},
    }
    assert redact(frame) == {
        "setup": {"model": "models/m", "sessionResumption": {"handle": "<40 characters>"}},
        "toolCall": {
            "functionCalls": [{"id": "<6 characters>", "name": "<1 characters>", "args": "<1 fields>"}],
        },
        f"<{len(WORDS)} characters>": {"type": f"<{len(WORDS)} characters>", "n": 3, "ok": True, "none": None},
    }
