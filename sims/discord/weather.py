"""What can happen to a REST call on its way: Discord away, slow, losing its answer, or asking for patience."""

import json
from dataclasses import dataclass

from aiohttp import web


@dataclass
class Weather:
    """`down`: every call gets a 503, unperformed. `lose` and `limit` count down with each POST and PUT.

    A lost call is performed and then answered with 502: the caller cannot know. A limited one gets a 429 as Discord's
    own (with `Via`; without it discord.py takes it for Cloudflare's ban).
    """

    down: bool = False
    slow: float = 0.0
    lose: int = 0
    limit: int = 0
    starts_left: int = 1000
    """What `session_start_limit` says remains, until that many seconds from now."""
    resets_in: float = 0.0

    def loses(self, method: str) -> bool:
        """Whether the answer to this performed call is lost; counts it."""
        if method not in ("POST", "PUT") or self.lose <= 0:
            return False
        self.lose -= 1
        return True

    def limits(self, method: str) -> bool:
        """Whether this call comes too soon after others; counts it."""
        if method not in ("POST", "PUT") or self.limit <= 0:
            return False
        self.limit -= 1
        return True


def away() -> web.Response:
    return web.Response(status=503, text="upstream connect error", headers={"Via": "1.1 google"})


def lost() -> web.Response:
    return web.Response(status=502, text="bad gateway", headers={"Via": "1.1 google"})


def too_soon(seconds: float = 0.3) -> web.Response:
    """https://discord.com/developers/docs/topics/rate-limits#exceeding-a-rate-limit"""
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": False}
    headers = {
        "Content-Type": "application/json",
        "Via": "1.1 google",
        "Retry-After": "1",
        "X-RateLimit-Limit": "5",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset-After": str(seconds),
        "X-RateLimit-Bucket": "simulated",
        "X-RateLimit-Scope": "user",
    }
    return web.Response(body=json.dumps(body).encode(), status=429, headers=headers)
