"""The way to Discord before the bot connects: who the bot is there, and whether it may begin."""

import asyncio
import errno
import socket
import ssl
from dataclasses import dataclass

import aiohttp
import discord
from discord.http import Route

from bot.edges.invite import PORTAL, intents
from bot.errors import DiscordAway, TokenRefused

PATIENCE = 120.0
"""Seconds for all three questions; discord.py itself tries some failures again."""
REFUSES = frozenset({400, 403, 404, 407})
"""HTTP codes that another try will not change; they come from something in between, or from a ban of our address."""
CONTENT = 1 << 18 | 1 << 19
"""Flags of an application: it may read message content (verified, or in fewer than a hundred servers)."""


@dataclass(frozen=True, slots=True)
class Application:
    """What Discord says of our application before we connect."""

    content: bool
    starts_left: int
    """How often it may still begin today, and the seconds until that is set back."""
    resets_in: float


async def ask(token: str, connector: aiohttp.BaseConnector | None, proxy: str | None) -> Application:
    """Is the token good, may we read message content, may we begin? Raises TokenRefused and DiscordAway."""
    async with discord.Client(intents=intents(content=False), connector=connector, proxy=proxy) as client:
        try:
            async with asyncio.timeout(PATIENCE):
                await client.http.static_login(token)
                application = await client.http.application_info()
                start = (await client.http.request(Route("GET", "/gateway/bot")))["session_start_limit"]
        except discord.LoginFailure as failure:
            raise refused() from failure
        except (discord.HTTPException, OSError, aiohttp.ClientError) as trouble:
            raise away(trouble) from trouble
    content = bool(application.get("flags", 0) & CONTENT)
    return Application(content, int(start["remaining"]), float(start["reset_after"]) / 1000)


def refused() -> TokenRefused:
    """Discord does not know the token."""
    return TokenRefused(f"Discord refuses DISCORD_TOKEN; make a new one at {PORTAL} (Bot → Reset Token).")


def away(trouble: Exception) -> DiscordAway:
    """What keeps us from Discord, as a sentence for the operator, and whether waiting may help."""
    status = getattr(trouble, "status", None)
    if isinstance(trouble, aiohttp.ClientHttpProxyError):
        return DiscordAway(
            f"The proxy does not let the bot through to Discord (HTTP {status})", passes=status not in REFUSES
        )
    if isinstance(trouble, discord.HTTPException):
        return DiscordAway(f"Discord answers with HTTP {status}", passes=status not in REFUSES)
    return DiscordAway(f"Discord cannot be reached: {_reason(trouble)}", passes=True)


def _reason(trouble: BaseException) -> str:
    """In a few words. A certificate is not believed as long as the machine's clock is wrong: that passes, too."""
    system = getattr(trouble, "os_error", trouble)
    if isinstance(system, socket.gaierror) or isinstance(trouble, aiohttp.ClientConnectorDNSError):
        return "its name is not found (DNS)"
    if isinstance(trouble, ssl.SSLError | aiohttp.ClientSSLError):
        return "its certificate is not believed; look at the machine's clock, and at SSL_CERT_FILE"
    if isinstance(trouble, TimeoutError):
        return "no answer"
    code = getattr(system, "errno", None)
    return f"{errno.errorcode.get(code or 0, type(trouble).__name__)}; look at the network and the proxy"
