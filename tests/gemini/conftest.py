"""What every test of a connection stands on: no proxy of the machine's, and a simulated Gemini."""

from collections.abc import AsyncIterator

import pytest

from sims.gemini import GeminiSim
from tests.harness.live_peers import KEY

PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "WS_PROXY", "WSS_PROXY", "SOCKS_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxies of whoever runs the tests are none of theirs."""
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
async def sim() -> AsyncIterator[GeminiSim]:
    """A Gemini Live service on loopback that knows the key `KEY` of `tests.harness.live_peers`."""
    async with GeminiSim(key=KEY) as service:
        yield service
