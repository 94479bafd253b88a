"""Why a connection to Gemini Live failed: the words, the table of every named failure, and the one function that names.

    cause = Cause(CauseKind.CLOSED, ConnectionStage.SETUP, code=1007, reason="API key not valid. …")
    failure = classify(cause)           # Failure(name="bad_key", side=FailureSide.OPERATOR, …)
    words.say(locale, failure.candidate_key)

What the service says is in reference gemini-live §4.1; by what words a reason is known, in `wordings`.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from bot.gemini.api.wordings import recognised


class ConnectionStage(StrEnum):
    """How far a connection came. Each has a time limit of its own."""

    ADDRESS = "address"
    DNS = "dns"
    TCP = "tcp"
    TLS = "tls"
    UPGRADE = "upgrade"
    SETUP = "setup"
    FIRST_REPLY = "first_reply"
    LIVE = "live"


class FailureSide(StrEnum):
    """Whose side a failure is on."""

    OURS = "ours"
    OPERATOR = "operator"
    GOOGLE = "google"
    NETWORK = "network"


class Retry(StrEnum):
    """NOW: dial again at once, with backoff; LATER: the breaker waits, then one probe; NEVER: nothing helps until
    somebody acts, so it probes rarely (after a quarter of an hour, later hourly: nobody tells us when it is mended)."""

    NOW = "now"
    LATER = "later"
    NEVER = "never"


class FailureTopic(StrEnum):
    """What an operator has to look at: of each they are told once (`bot.process.conditions`)."""

    KEY = "key"
    QUOTA = "quota"
    SERVICE = "service"


class CauseKind(StrEnum):
    """What kind of trouble the client met; it translates every foreign exception to one of these."""

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
    """One thing that went wrong, as the client saw it.

    `code`: HTTP status of a refused upgrade, or close code (1006 where no close frame came). `reason`: the close
    reason, or the beginning of the HTTP answer's body; hidden from the repr, redacted before it goes further. Never
    the text of InvalidURI, InvalidHeader or InvalidProxy: those hold secrets (§6.4). `after_go_away` is filled
    in by the session.
    """

    kind: CauseKind
    stage: ConnectionStage
    code: int | None = None
    reason: str = field(default="", repr=False)
    after_go_away: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """One classified failure. `name` is a row of the table.

    `code` and `detail` are for logs and /diag: a close code or HTTP status, and a redacted, shortened reason.
    """

    name: str
    side: FailureSide
    retry: Retry
    stage: ConnectionStage
    code: int | None = None
    detail: str = field(default="", repr=False)  # a server may quote in it what a candidate wrote
    everyone: bool = False
    """Every interview of this process would meet it: the breaker opens."""
    topic: FailureTopic = FailureTopic.SERVICE

    @property
    def candidate_key(self) -> str:
        """The catalogue's sentence for the candidate; no variables."""
        return f"live-{self.name.replace('_', '-')}-candidate"

    @property
    def operator_key(self) -> str:
        """The catalogue's sentence with the fix for the operator; no variables."""
        return f"live-{self.name.replace('_', '-')}-operator"


@dataclass(frozen=True, slots=True)
class FailureRow:
    """One line of the table."""

    name: str
    side: FailureSide
    retry: Retry
    everyone: bool = False
    topic: FailureTopic = FailureTopic.SERVICE

    def failure(self, stage: ConnectionStage, code: int | None = None, detail: str = "") -> Failure:
        """The failure of this row, met at `stage`."""
        return Failure(self.name, self.side, self.retry, stage, code, detail, self.everyone, self.topic)


ROWS: tuple[FailureRow, ...] = (
    # Before anything is sent: what the operator wrote.
    FailureRow("invalid_uri", FailureSide.OPERATOR, Retry.NEVER, everyone=True),
    FailureRow("invalid_proxy", FailureSide.OPERATOR, Retry.NEVER, everyone=True),
    FailureRow("bad_header", FailureSide.OPERATOR, Retry.NEVER, everyone=True, topic=FailureTopic.KEY),
    # On the way.
    FailureRow("proxy_refused", FailureSide.OPERATOR, Retry.LATER),
    FailureRow("dns", FailureSide.NETWORK, Retry.NOW),
    FailureRow("refused", FailureSide.NETWORK, Retry.NOW),
    FailureRow("unreachable", FailureSide.NETWORK, Retry.NOW),
    FailureRow("tls", FailureSide.OPERATOR, Retry.LATER),
    FailureRow("timeout_dns", FailureSide.NETWORK, Retry.NOW),
    FailureRow("timeout_tcp", FailureSide.NETWORK, Retry.NOW),
    FailureRow("timeout_tls", FailureSide.NETWORK, Retry.NOW),
    FailureRow("timeout_upgrade", FailureSide.GOOGLE, Retry.NOW),
    FailureRow("timeout_setup", FailureSide.GOOGLE, Retry.NOW),
    FailureRow("timeout_first_reply", FailureSide.GOOGLE, Retry.NOW),
    # The upgrade is answered with something else than 101.
    FailureRow("http_400", FailureSide.OPERATOR, Retry.NEVER),
    FailureRow("http_401", FailureSide.OPERATOR, Retry.NEVER, everyone=True, topic=FailureTopic.KEY),
    FailureRow("http_403", FailureSide.OPERATOR, Retry.NEVER, everyone=True, topic=FailureTopic.KEY),
    FailureRow("http_404", FailureSide.OPERATOR, Retry.NEVER, everyone=True),
    FailureRow("http_429", FailureSide.OPERATOR, Retry.LATER, everyone=True, topic=FailureTopic.QUOTA),
    FailureRow("http_5xx", FailureSide.GOOGLE, Retry.NOW),
    FailureRow("http_other", FailureSide.OPERATOR, Retry.LATER),
    FailureRow("not_websocket", FailureSide.OPERATOR, Retry.LATER),
    # Key, account, place.
    FailureRow("bad_key", FailureSide.OPERATOR, Retry.NEVER, everyone=True, topic=FailureTopic.KEY),
    FailureRow("no_key", FailureSide.OPERATOR, Retry.NEVER, everyone=True, topic=FailureTopic.KEY),
    FailureRow("bad_credentials", FailureSide.OPERATOR, Retry.NEVER, everyone=True, topic=FailureTopic.KEY),
    FailureRow("expired_key", FailureSide.OPERATOR, Retry.NEVER, everyone=True, topic=FailureTopic.KEY),
    FailureRow("leaked_key", FailureSide.OPERATOR, Retry.NEVER, everyone=True, topic=FailureTopic.KEY),
    FailureRow("key_forbidden", FailureSide.OPERATOR, Retry.NEVER, everyone=True, topic=FailureTopic.KEY),
    FailureRow("key_restricted", FailureSide.OPERATOR, Retry.NEVER, everyone=True, topic=FailureTopic.KEY),
    FailureRow("project_denied", FailureSide.OPERATOR, Retry.NEVER, everyone=True, topic=FailureTopic.KEY),
    FailureRow("api_disabled", FailureSide.OPERATOR, Retry.NEVER, everyone=True),
    FailureRow("region", FailureSide.OPERATOR, Retry.NEVER, everyone=True),
    FailureRow("quota", FailureSide.OPERATOR, Retry.LATER, everyone=True, topic=FailureTopic.QUOTA),
    FailureRow("too_many_sessions", FailureSide.OPERATOR, Retry.LATER, everyone=True, topic=FailureTopic.QUOTA),
    FailureRow("billing_depleted", FailureSide.OPERATOR, Retry.NEVER, everyone=True, topic=FailureTopic.QUOTA),
    FailureRow("billing_required", FailureSide.OPERATOR, Retry.NEVER, everyone=True, topic=FailureTopic.QUOTA),
    FailureRow("spending_cap", FailureSide.OPERATOR, Retry.NEVER, everyone=True, topic=FailureTopic.QUOTA),
    # Model and configuration.
    FailureRow("model_not_found", FailureSide.OPERATOR, Retry.NEVER, everyone=True),
    FailureRow("model_closed", FailureSide.OPERATOR, Retry.NEVER, everyone=True),
    FailureRow("modality", FailureSide.OPERATOR, Retry.NEVER, everyone=True),
    FailureRow("bad_voice", FailureSide.OPERATOR, Retry.NEVER, everyone=True),
    FailureRow("bad_setup", FailureSide.OURS, Retry.NEVER),
    FailureRow("invalid_argument", FailureSide.OURS, Retry.NOW),
    FailureRow("context_exhausted", FailureSide.OURS, Retry.NOW),
    FailureRow("picture_refused", FailureSide.GOOGLE, Retry.NOW),
    # A conversation breaks off.
    FailureRow("not_implemented", FailureSide.GOOGLE, Retry.NOW),
    FailureRow("entity_not_found", FailureSide.GOOGLE, Retry.NOW),
    FailureRow("connection_cap", FailureSide.GOOGLE, Retry.NOW),
    FailureRow("server_error", FailureSide.GOOGLE, Retry.NOW),
    FailureRow("keepalive", FailureSide.OURS, Retry.NOW),
    FailureRow("too_big", FailureSide.OURS, Retry.NOW),
    FailureRow("drain", FailureSide.GOOGLE, Retry.NOW),
    FailureRow("dropped", FailureSide.NETWORK, Retry.NOW),
    FailureRow("closed_early", FailureSide.GOOGLE, Retry.NOW),
    # The conversation stands, the answer does not come.
    FailureRow("declined", FailureSide.GOOGLE, Retry.NEVER),
    FailureRow("silent", FailureSide.GOOGLE, Retry.LATER),
    FailureRow("unknown", FailureSide.OURS, Retry.NOW),
)
BY_NAME = {row.name: row for row in ROWS}

_BY_KIND = {
    CauseKind.INVALID_URI: "invalid_uri",
    CauseKind.INVALID_PROXY: "invalid_proxy",
    CauseKind.INVALID_HEADER: "bad_header",
    CauseKind.PROXY: "proxy_refused",
    CauseKind.DNS: "dns",
    CauseKind.REFUSED: "refused",
    CauseKind.UNREACHABLE: "unreachable",
    CauseKind.TLS: "tls",
    CauseKind.HANDSHAKE: "not_websocket",
    CauseKind.DECLINED: "declined",
    CauseKind.SILENT: "silent",
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
        case CauseKind.TIMEOUT:
            name = f"timeout_{cause.stage.value}"
            return (
                name
                if name in BY_NAME
                else "timeout_tcp"
                if cause.stage is ConnectionStage.ADDRESS
                else "timeout_first_reply"
            )
        case CauseKind.HTTP_STATUS:
            return recognised(cause.reason) or _status(cause.code or 0)
        case CauseKind.CLOSED:
            return _close(cause)
        case CauseKind.HANDSHAKE if cause.reason.startswith(
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
    if cause.code in (1007, 1008) and cause.stage is not ConnectionStage.SETUP and _PICTURE.search(cause.reason):
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
    return "bad_setup" if cause.stage is ConnectionStage.SETUP else "invalid_argument"


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
