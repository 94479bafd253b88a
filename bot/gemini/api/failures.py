"""Why a connection to Gemini Live failed: the words, the table of every named failure, and the one function that names.

    cause = Cause(Kind.CLOSED, Stage.SETUP, code=1007, reason="API key not valid. …")
    failure = classify(cause)           # Failure(name="bad_key", side=OPERATOR, retry=NEVER, …)
    words.say(locale, failure.candidate_key)

What the service says is in reference gemini-live §4.1; by what words a reason is known, in `wordings`.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from bot.gemini.api.wordings import recognised


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


class Kind(StrEnum):
    """What the door met; the client translates every foreign exception to one of these, and nothing else."""

    INVALID_URI = "invalid_uri"
    INVALID_PROXY = "invalid_proxy"
    INVALID_HEADER = "invalid_header"
    PROXY = "proxy"
    DNS = "dns"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMEOUT = "timeout"
    HTTP_STATUS = "http_status"
    HANDSHAKE = "handshake"
    CLOSED = "closed"
    DECLINED = "declined"
    SILENT = "silent"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that went wrong, as the door saw it.

    `code`: HTTP status of a refused upgrade, or close code (1006 where no close frame came). `reason`: the close
    reason, or the beginning of the HTTP answer's body; hidden from the repr, redacted before it goes further. Never
    the text of InvalidURI, InvalidHeader or InvalidProxy: those hold secrets (§6.4). `after_go_away` is filled
    in by the session.
    """

    kind: Kind
    stage: Stage
    code: int | None = None
    reason: str = field(default="", repr=False)
    after_go_away: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """One classified failure. `name` is a row of the table.

    `code` and `detail` are for logs and /diag: a close code or HTTP status, and a redacted, shortened reason.
    """

    name: str
    side: Side
    retry: Retry
    stage: Stage
    code: int | None = None
    detail: str = field(default="", repr=False)  # a server may quote in it what a candidate wrote
    everyone: bool = False
    """Every interview of this process would meet it: the breaker opens."""

    @property
    def candidate_key(self) -> str:
        """The catalogue's sentence for the candidate; no variables."""
        return f"live-{self.name.replace('_', '-')}-candidate"

    @property
    def operator_key(self) -> str:
        """The catalogue's sentence with the fix for the operator; no variables."""
        return f"live-{self.name.replace('_', '-')}-operator"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    side: Side
    retry: Retry
    everyone: bool = False

    def failure(self, stage: Stage, code: int | None = None, detail: str = "") -> Failure:
        """The failure of this row, met at `stage`."""
        return Failure(self.name, self.side, self.retry, stage, code, detail, self.everyone)


ROWS: tuple[Row, ...] = (
    # Before anything is sent: what the operator wrote.
    Row("invalid_uri", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("invalid_proxy", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("bad_header", Side.OPERATOR, Retry.NEVER, everyone=True),
    # On the way.
    Row("proxy_refused", Side.OPERATOR, Retry.LATER),
    Row("dns", Side.NETWORK, Retry.NOW),
    Row("refused", Side.NETWORK, Retry.NOW),
    Row("unreachable", Side.NETWORK, Retry.NOW),
    Row("tls", Side.OPERATOR, Retry.LATER),
    Row("timeout_dns", Side.NETWORK, Retry.NOW),
    Row("timeout_tcp", Side.NETWORK, Retry.NOW),
    Row("timeout_tls", Side.NETWORK, Retry.NOW),
    Row("timeout_upgrade", Side.GOOGLE, Retry.NOW),
    Row("timeout_setup", Side.GOOGLE, Retry.NOW),
    Row("timeout_first_reply", Side.GOOGLE, Retry.NOW),
    # The upgrade is answered with something else than 101.
    Row("http_400", Side.OPERATOR, Retry.NEVER),
    Row("http_401", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("http_403", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("http_404", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("http_429", Side.OPERATOR, Retry.LATER, everyone=True),
    Row("http_5xx", Side.GOOGLE, Retry.NOW),
    Row("http_other", Side.OPERATOR, Retry.LATER),
    Row("not_websocket", Side.OPERATOR, Retry.LATER),
    # Key, account, place.
    Row("bad_key", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("no_key", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("bad_credentials", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("expired_key", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("leaked_key", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("key_forbidden", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("key_restricted", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("project_denied", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("api_disabled", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("region", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("quota", Side.OPERATOR, Retry.LATER, everyone=True),
    Row("too_many_sessions", Side.OPERATOR, Retry.LATER, everyone=True),
    Row("billing_depleted", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("billing_required", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("spending_cap", Side.OPERATOR, Retry.NEVER, everyone=True),
    # Model and configuration.
    Row("model_not_found", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("model_closed", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("modality", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("bad_voice", Side.OPERATOR, Retry.NEVER, everyone=True),
    Row("bad_setup", Side.OURS, Retry.NEVER),
    Row("invalid_argument", Side.OURS, Retry.NOW),
    Row("context_exhausted", Side.OURS, Retry.NOW),
    Row("picture_refused", Side.GOOGLE, Retry.NOW),
    # A conversation breaks off.
    Row("not_implemented", Side.GOOGLE, Retry.NOW),
    Row("entity_not_found", Side.GOOGLE, Retry.NOW),
    Row("connection_cap", Side.GOOGLE, Retry.NOW),
    Row("server_error", Side.GOOGLE, Retry.NOW),
    Row("keepalive", Side.OURS, Retry.NOW),
    Row("too_big", Side.OURS, Retry.NOW),
    Row("drain", Side.GOOGLE, Retry.NOW),
    Row("dropped", Side.NETWORK, Retry.NOW),
    Row("closed_early", Side.GOOGLE, Retry.NOW),
    # The conversation stands, the answer does not come.
    Row("declined", Side.GOOGLE, Retry.NEVER),
    Row("silent", Side.GOOGLE, Retry.LATER),
    Row("unknown", Side.OURS, Retry.NOW),
)
BY_NAME = {row.name: row for row in ROWS}

_BY_KIND = {
    Kind.INVALID_URI: "invalid_uri",
    Kind.INVALID_PROXY: "invalid_proxy",
    Kind.INVALID_HEADER: "bad_header",
    Kind.PROXY: "proxy_refused",
    Kind.DNS: "dns",
    Kind.REFUSED: "refused",
    Kind.UNREACHABLE: "unreachable",
    Kind.TLS: "tls",
    Kind.HANDSHAKE: "not_websocket",
    Kind.DECLINED: "declined",
    Kind.SILENT: "silent",
}

_BY_STATUS = {400: "http_400", 401: "http_401", 402: "billing_depleted", 403: "http_403", 404: "http_404"} | {
    407: "proxy_refused",
    429: "http_429",
}

_PICTURE = re.compile(r"\b(?:image|picture|photo|jpe?g|video|media)s?\b", re.IGNORECASE)
"""What a refusal names that came upon something shown."""
_BY_CLOSE = {1000: "closed_early", 1001: "drain", 1005: "closed_early", 1006: "dropped", 1009: "too_big"} | {
    1011: "server_error",
    1012: "drain",
    1013: "drain",
}


def classify(cause: Cause) -> Failure:
    """Name what went wrong. Knows every cause; what nobody has seen yet is `unknown`."""
    return BY_NAME[_name(cause)].failure(cause.stage, cause.code, redact(cause.reason))


def _name(cause: Cause) -> str:
    match cause.kind:
        case Kind.TIMEOUT:
            name = f"timeout_{cause.stage.value}"
            return name if name in BY_NAME else "timeout_tcp" if cause.stage is Stage.ADDRESS else "timeout_first_reply"
        case Kind.HTTP_STATUS:
            return recognised(cause.reason) or _status(cause.code or 0)
        case Kind.CLOSED:
            return _close(cause)
        case Kind.HANDSHAKE if cause.reason.startswith(
            ("Connection", "EOF")
        ):  # cut in the middle, not answered wrongly
            return "dropped"
        case _:
            return _BY_KIND.get(cause.kind, "unknown")


def _status(code: int) -> str:
    if code >= 500:
        return "http_5xx"
    return _BY_STATUS.get(code, "http_other")


def _close(cause: Cause) -> str:
    found = recognised(cause.reason)
    if found is not None:
        return found
    if cause.code in (1007, 1008) and cause.stage is not Stage.SETUP and _PICTURE.search(cause.reason):
        return "picture_refused"
    if cause.code == 1007:
        return _close_1007(cause)
    if cause.code == 1008 and cause.after_go_away:
        return "connection_cap"
    return _BY_CLOSE.get(cause.code or 0, "unknown")


def _close_1007(cause: Cause) -> str:
    """1007 without a telling reason: our setup if it was never accepted, else a message (or the context is full)."""
    reason = cause.reason.lower()
    if "voice" in reason and "language" not in reason:
        return "bad_voice"
    return "bad_setup" if cause.stage is Stage.SETUP else "invalid_argument"


LONGEST = 120
"""Characters of a reason that are kept."""

_SECRET = re.compile(
    r"""(?ix) (?:key|token|authorization|access_token) \s* [=:] \s* \S+   # key=…
        | \b (?:AIza | AQ\.) [\w.-]+                                       # both kinds of key (§1.1)
        | [\w.+/=-]{24,}                                                   # anything as long as a secret
    """
)


def redact(reason: str) -> str:
    """A foreign text made fit for a log: one line, shortened, whatever looks like a secret taken out."""
    return _SECRET.sub("…", " ".join(reason.split()))[:LONGEST]
