"""Foreign exceptions in, our `Cause` out: the one place that knows the trees of websockets, ssl and the OS.

A cause never holds what an exception says about itself where that may be a key: `InvalidURI`, `InvalidHeaderValue` and
`InvalidProxy` quote what they were given. What a server says is kept, shortened, without the secrets.
"""

import errno
import socket
import ssl
from collections.abc import Collection

from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidProxy,
    InvalidProxyStatus,
    InvalidStatus,
    InvalidURI,
    ProxyError,
    WebSocketException,
)

from bot.gemini.api.failures import Cause, CauseKind, ConnectionStage
from bot.redact import scrub

REASON = 200
"""Characters kept of what a server says; a close reason has at most 123 bytes."""
NO_CLOSE_FRAME = 1006  # RFC 6455, 7.1.5: never on the wire, only for "the connection was lost"
UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL})

FOREIGN = (WebSocketException, OSError, EOFError, UnicodeError, ValueError, ImportError)
"""What dialling may raise for reasons outside this code. Anything else is a bug: let it through."""


def translate(
    exc: BaseException, stage: ConnectionStage, *, secrets: Collection[str] = (), proxied: bool = False
) -> Cause:
    """The cause of a connection that could not be opened."""
    match exc:
        case InvalidURI() | UnicodeError():
            return Cause(CauseKind.INVALID_URI, ConnectionStage.ADDRESS)
        case InvalidProxy():
            return Cause(CauseKind.INVALID_PROXY, ConnectionStage.ADDRESS)
        case ImportError():  # websockets: "connecting through a SOCKS proxy requires python-socks"
            return Cause(
                CauseKind.INVALID_PROXY, ConnectionStage.ADDRESS, reason="a SOCKS proxy needs the package python-socks"
            )
        case InvalidProxyStatus(response=response):
            return Cause(CauseKind.PROXY, stage, code=response.status_code)
        case ProxyError():
            return Cause(CauseKind.PROXY, stage, reason=type(exc).__name__)
        case InvalidStatus(response=response):
            reason = shortened(response.body.decode("utf-8", "replace"), secrets)
            return Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, code=response.status_code, reason=reason)
        case InvalidHandshake(__cause__=EOFError()) | EOFError():  # hung up before a whole answer came
            return Cause(CauseKind.HANDSHAKE, stage, reason="EOFError")
        case InvalidHandshake():
            return Cause(CauseKind.HANDSHAKE, stage, reason=type(exc).__name__)
        case OSError():
            return translate_os(exc, stage, proxied=proxied)
        case ValueError() if stage is ConnectionStage.ADDRESS:  # a port that is no number
            return Cause(CauseKind.INVALID_URI, ConnectionStage.ADDRESS)
        case _:
            return Cause(CauseKind.OTHER, stage, reason=type(exc).__name__)


def translate_os(exc: OSError, stage: ConnectionStage, *, proxied: bool) -> Cause:
    """The cause behind an error of the operating system, of name resolution, or of TLS."""
    match exc:
        case ssl.SSLCertVerificationError(verify_message=message):
            return Cause(CauseKind.TLS, ConnectionStage.TLS, reason=message)
        case ssl.SSLError():
            return Cause(CauseKind.TLS, ConnectionStage.TLS, reason=getattr(exc, "reason", None) or type(exc).__name__)
        case TimeoutError():
            return Cause(CauseKind.TIMEOUT, stage)
    if proxied and stage is ConnectionStage.TCP:  # it was the proxy that could not be found or reached
        return Cause(CauseKind.PROXY, stage, reason=type(exc).__name__)
    match exc:
        case socket.gaierror():
            return Cause(CauseKind.DNS, ConnectionStage.DNS, code=exc.errno)
        case ConnectionRefusedError():
            return Cause(CauseKind.REFUSED, stage)
        case _ if exc.errno in UNREACHABLE:
            return Cause(CauseKind.UNREACHABLE, stage, reason=errno.errorcode[exc.errno or 0])
        case ConnectionError() if stage is ConnectionStage.TLS:  # hung up in the middle of it
            return Cause(CauseKind.TLS, stage, reason=type(exc).__name__)
        case ConnectionError():
            return Cause(CauseKind.HANDSHAKE, stage, reason=type(exc).__name__)
        case _:
            return Cause(CauseKind.OTHER, stage, reason=errno.errorcode.get(exc.errno or 0, type(exc).__name__))


def closed(exc: ConnectionClosed, stage: ConnectionStage, secrets: Collection[str]) -> Cause:
    """The cause of an open socket's end: who closed it, with which code and words."""
    if exc.rcvd is not None and exc.rcvd_then_sent is not False:
        return Cause(CauseKind.CLOSED, stage, code=exc.rcvd.code, reason=shortened(exc.rcvd.reason, secrets))
    if exc.sent is not None:  # our library gave up: 1002, 1007, 1009 or 1011
        reason = shortened(exc.sent.reason, secrets)
        return Cause(CauseKind.CLOSED, stage, code=exc.sent.code, reason=f"sent by us: {reason}".rstrip(": "))
    return Cause(CauseKind.CLOSED, stage, code=NO_CLOSE_FRAME)


def shortened(text: str, secrets: Collection[str]) -> str:
    """One printable line of bounded length, without the secrets."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return scrub(line, secrets)[:REASON]
