"""Who asks: the key that limits count by."""

import ipaddress
from collections.abc import Sequence
from typing import Final

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
HERE: Final = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1"))
"""The proxies of who names none: those of this machine."""


def address(peer: str, forwarded: Sequence[str], proxies: Sequence[Network]) -> str:
    """`forwarded`: the X-Forwarded-For headers. They are believed only where the peer is one of `proxies`, and then
    only the last entry, which that proxy wrote. Of IPv6 the /64: one customer has one."""
    asks = _parsed(peer)
    if asks is None:
        return "unknown"
    if _among(asks, proxies) and forwarded:
        asks = _parsed(forwarded[-1].rpartition(",")[2].strip()) or asks
    return _key(asks)


def stranger(peer: str, proxies: Sequence[Network]) -> str | None:
    """The key of who opens a connection; None where that is a proxy of ours, which brings everybody, or not known."""
    asks = _parsed(peer)
    return None if asks is None or _among(asks, proxies) else _key(asks)


def unnamed(peer: str, proxies: Sequence[Network]) -> bool:
    """Whether it may be a proxy that the operator forgot to name: somebody on a private network, and none of them."""
    asks = _parsed(peer)
    return asks is not None and asks.is_private and not _among(asks, proxies)


def _among(asks: Address, proxies: Sequence[Network]) -> bool:
    return any(asks in network for network in proxies)


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
