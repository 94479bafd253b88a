"""The headers of every answer, and of a request those that say whose page sent it."""

from multidict import CIMultiDictProxy
from yarl import URL


def origins(public_url: str) -> frozenset[str]:
    """What a browser may send as the Origin of our own page: it leaves out the usual port and encodes umlauts."""
    return frozenset((public_url, str(URL(public_url).origin())))


def ours(sent: CIMultiDictProxy[str], allowed: frozenset[str]) -> bool:
    """Whether there is one Origin, and it is ours."""
    found = sent.getall("Origin", [])
    return len(found) == 1 and found[0] in allowed


def cookie(sent: CIMultiDictProxy[str], name: str) -> str:
    """Its value; empty where there is none. aiohttp's own reading writes names that it does not like into a log."""
    for pair in ";".join(sent.getall("Cookie", [])).split(";"):
        found, _, value = pair.partition("=")
        if found.strip() == name:
            return value.strip()
    return ""


def headers(public_url: str) -> dict[str, str]:
    """`connect-src` names the socket's address too: older Safari does not count it to 'self'."""
    secure = public_url.startswith("https://")
    wire = str(URL(public_url).origin()).replace("http", "ws", 1)
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        f"connect-src 'self' {wire}; worker-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    made = {
        "Content-Security-Policy": policy,
        "Permissions-Policy": "camera=(self), display-capture=(self), microphone=(), geolocation=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return made | {"Strict-Transport-Security": "max-age=31536000"} if secure else made
