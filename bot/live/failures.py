"""Why a connection to Gemini Live failed: the words."""

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """How far a connection came. Each has a time limit of its own."""

    ADDRESS = "address"
    DNS = "dns"
    TCP = "tcp"
    TLS = "tls"
    UPGRADE = "upgrade"
    SETUP = "setup"
    FIRST_REPLY = "first_reply"
    LIVE = "live"


class Side(StrEnum):
    """Whose side a failure is on."""

    OURS = "ours"
    OPERATOR = "operator"
    GOOGLE = "google"
    NETWORK = "network"


class Retry(StrEnum):
    """NOW: dial again at once, with backoff; LATER: the breaker waits, then one probe; NEVER: until somebody acts."""

    NOW = "now"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Failure:
    """One classified failure. `name` is a row of the table; `candidate`, `operator` are keys of the catalogue.

    `code` and `detail` are for logs and /diag: a close code or HTTP status, and a redacted, shortened reason.
    """

    name: str
    side: Side
    retry: Retry
    stage: Stage
    code: int | None = None
    detail: str = ""
