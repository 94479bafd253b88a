"""Who asks: the key that limits count by."""

import ipaddress
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def address(peer: str, forwarded: Sequence[str]) -> str:
    """`forwarded`: the X-Forwarded-For headers. They are believed only where the peer is a proxy of ours (loopback or a
    private network), and then only the last entry, which that proxy wrote. Of IPv6 the /64: one customer has one."""
    asks = _parsed(peer)
    if asks is None:
        return "unknown"
    if _ours(asks) and forwarded:
        asks = _parsed(forwarded[-1].rpartition(",")[2].strip()) or asks
    return _key(asks)


def stranger(peer: str) -> str | None:
    """The key of who opens a connection; None where that is a proxy of ours, which brings everybody, or not known."""
    asks = _parsed(peer)
    return None if asks is None or _ours(asks) else _key(asks)


def _ours(asks: Address) -> bool:
    return asks.is_loopback or asks.is_private


def _key(asks: Address) -> str:
    if isinstance(asks, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((asks, 64), strict=False))
    return str(asks)


def _parsed(text: str) -> Address | None:
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped) or found
