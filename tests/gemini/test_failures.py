"""Every failure has a name, a side, an answer to "again?", and words in both languages."""

import pytest

from bot.gemini.api.failures import (
    BY_NAME,
    ROWS,
    Cause,
    CauseKind,
    ConnectionStage,
    FailureRow,
    FailureSide,
    Retry,
    classify,
    redact,
)
from bot.gemini.client.show_failures import lines
from bot.words import Words, bundle, languages
from sims.gemini import FAULTS
from tests.harness.live_peers import ROW_OF

CASES: dict[str, list[Cause]] = {
    "invalid_uri": [Cause(CauseKind.INVALID_URI, ConnectionStage.ADDRESS)],
    "invalid_proxy": [Cause(CauseKind.INVALID_PROXY, ConnectionStage.ADDRESS)],
    "bad_header": [Cause(CauseKind.INVALID_HEADER, ConnectionStage.ADDRESS)],
    "proxy_refused": [
        Cause(CauseKind.PROXY, ConnectionStage.TCP, 403),
        Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 407),
    ],
    "dns": [Cause(CauseKind.DNS, ConnectionStage.DNS)],
    "refused": [Cause(CauseKind.REFUSED, ConnectionStage.TCP)],
    "unreachable": [Cause(CauseKind.UNREACHABLE, ConnectionStage.TCP)],
    "tls": [Cause(CauseKind.TLS, ConnectionStage.TLS, reason="self-signed certificate")],
    "timeout_dns": [Cause(CauseKind.TIMEOUT, ConnectionStage.DNS)],
    "timeout_tcp": [Cause(CauseKind.TIMEOUT, ConnectionStage.TCP), Cause(CauseKind.TIMEOUT, ConnectionStage.ADDRESS)],
    "timeout_tls": [Cause(CauseKind.TIMEOUT, ConnectionStage.TLS)],
    "timeout_upgrade": [Cause(CauseKind.TIMEOUT, ConnectionStage.UPGRADE)],
    "timeout_setup": [Cause(CauseKind.TIMEOUT, ConnectionStage.SETUP)],
    "timeout_first_reply": [
        Cause(CauseKind.TIMEOUT, ConnectionStage.FIRST_REPLY),
        Cause(CauseKind.TIMEOUT, ConnectionStage.LIVE),
    ],
    "http_400": [Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 400)],
    "http_401": [Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 401)],
    "http_403": [Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 403)],
    "http_404": [Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 404)],
    "http_429": [Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 429)],
    "http_5xx": [
        Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 500),
        Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 503),
    ],
    "http_other": [
        Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 302),
        Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE),
    ],
    "not_websocket": [Cause(CauseKind.HANDSHAKE, ConnectionStage.UPGRADE, reason="InvalidUpgrade")],
    "bad_key": [
        Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1007, "API key not valid. Please pass a valid API key."),
        Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1007, "API Key not found. Please pass a valid API key."),
        Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 400, '{"reason": "API_KEY_INVALID"}'),
        Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 401, "ACCESS_TOKEN_TYPE_UNSUPPORTED"),
    ],
    "no_key": [
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1008,
            "Method doesn't allow unregistered callers (callers without established",
        ),
        Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1007, "The request is missing a valid API key."),
        Cause(
            CauseKind.HTTP_STATUS,
            ConnectionStage.UPGRADE,
            403,
            "Method doesn't allow unregistered callers. Please use API Key",
        ),
        Cause(
            CauseKind.HTTP_STATUS,
            ConnectionStage.UPGRADE,
            401,
            "Request is missing required authentication credential.",
        ),
    ],
    "bad_credentials": [
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1008,
            "Request had invalid authentication credentials. Expected OAuth 2 access",
        ),
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1008,
            "API keys are not supported by this API. Expected OAuth2 access token",
        ),
    ],
    "expired_key": [Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1007, "API key expired. Please renew the API key.")],
    "leaked_key": [
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1008,
            "Your API key was reported as leaked. Please use another API key.",
        ),
        Cause(
            CauseKind.HTTP_STATUS,
            ConnectionStage.UPGRADE,
            403,
            "PERMISSION_DENIED: Your API key was reported as leaked.",
        ),
    ],
    "key_forbidden": [
        Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 403, "PERMISSION_DENIED"),
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1008,
            "Requests to this API generativelanguage.googleapis.com method google.ai",
        ),
        Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 403, '{"reason": "API_KEY_SERVICE_BLOCKED"}'),
    ],
    "key_restricted": [
        Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1008, "Requests from referer <empty> are blocked."),
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1007,
            "The provided API key has an IP address restriction. The originating IP",
        ),
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1008,
            "Requests from this Android client application <empty> are blocked.",
        ),
        Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 403, '{"reason": "API_KEY_IP_ADDRESS_BLOCKED"}'),
        Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 403, '{"reason": "API_KEY_HTTP_REFERRER_BLOCKED"}'),
    ],
    "project_denied": [
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1008,
            "Your project has been denied access. Please contact support.",
        ),
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1008, "PERMISSION_DENIED: Your project has been denied access."),
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1008,
            "Permission denied: Consumer 'projects/1' has been suspended.",
        ),
    ],
    "api_disabled": [
        Cause(
            CauseKind.HTTP_STATUS,
            ConnectionStage.UPGRADE,
            403,
            "Generative Language API has not been used in project 1 before",
        ),
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1008,
            "Generative Language API has not been used in project 1 before or it is",
        ),
        Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1008, "The API is not enabled for this project."),
    ],
    "region": [Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1007, "User location is not supported for the API use.")],
    "quota": [
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.LIVE,
            1011,
            "You exceeded your current quota, please check your plan and billing",
        ),
        Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 429, "RESOURCE_EXHAUSTED"),
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1011, "Resource has been exhausted (e.g. check quota)."),
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1011, "Resource exhausted. Please try again later."),
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1011,
            "Quota exceeded for metric: generativelanguage.googleapis.com/live_free",
        ),
        Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1008, "Rate limit exceeded."),
    ],
    "too_many_sessions": [
        Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1011, "Too many concurrent sessions."),
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1011,
            "RESOURCE_EXHAUSTED: Maximum number of concurrent sessions reached.",
        ),
        Cause(
            CauseKind.CLOSED, ConnectionStage.SETUP, 1008, "Quota exceeded for quota metric 'Bidi concurrent requests'"
        ),
    ],
    "billing_required": [
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1011,
            "This API method requires billing to be enabled. Please enable billing on",
        ),
        Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1008, "Billing must be enabled for this project."),
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1007,
            "Gemini API free tier is not available in your country. Please enable billing",
        ),
        Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 403, '{"reason": "BILLING_DISABLED"}'),
    ],
    "spending_cap": [
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1011,
            "Your project has exceeded its monthly spending cap. Please go to AI Studio",
        ),
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.LIVE,
            1011,
            "RESOURCE_EXHAUSTED: the monthly spend cap of this project is reached",
        ),
    ],
    "billing_depleted": [
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1011,
            "Your prepayment credits are depleted. Please go to AI Studio",
        ),
        Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 429, "Your prepayment credits are depleted."),
        Cause(CauseKind.HTTP_STATUS, ConnectionStage.UPGRADE, 402),
    ],
    "model_not_found": [
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1008,
            "models/x is not found for API version v1beta, or is not supported for b",
        )
    ],
    "model_closed": [
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1008,
            "This model models/x is no longer available to new users. Please update",
        ),
        Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1008, "models/x is not available to new users."),
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1008, "The model x was shut down on 2026-11-17."),
        Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1007, "models/x has been retired."),
    ],
    "modality": [
        Cause(
            CauseKind.CLOSED,
            ConnectionStage.SETUP,
            1007,
            "The requested combination of response modalities (TEXT) is not suppor",
        ),
        Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1007, "Cannot extract voices from a non-audio request."),
    ],
    "bad_voice": [
        Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1007, "Requested voice api_name 'x' is not available")
    ],
    "bad_setup": [
        Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1007, 'Invalid JSON payload received. Unknown name "x"'),
        Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1007, "Request contains an invalid argument."),
    ],
    "invalid_argument": [Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1007, "Request contains an invalid argument.")],
    "picture_refused": [
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1007, "Unable to process input image. Please retry or report"),
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1007, "Provided image is not valid."),
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1008, "The media could not be decoded"),
    ],
    "context_exhausted": [
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1007, "The input token count exceeds the maximum number of")
    ],
    "not_implemented": [
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1008, "Operation is not implemented, or supported, or enabled.")
    ],
    "entity_not_found": [Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1008, "Requested entity was not found.")],
    "connection_cap": [Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1008, after_go_away=True)],
    "server_error": [
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1011, "Internal error occurred."),
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1011, "The service is currently unavailable."),
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1011, "Deadline expired before operation could complete."),
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1011),
    ],
    "keepalive": [Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1011, "sent by us: keepalive ping timeout")],
    "too_big": [Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1009, "sent by us")],
    "drain": [Cause(CauseKind.CLOSED, ConnectionStage.LIVE, code) for code in (1001, 1012, 1013)],
    "dropped": [
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1006),
        Cause(CauseKind.HANDSHAKE, ConnectionStage.UPGRADE, reason="ConnectionResetError"),
        Cause(CauseKind.HANDSHAKE, ConnectionStage.UPGRADE, reason="EOFError"),
    ],
    "closed_early": [
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1000),
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1005),
    ],
    "declined": [Cause(CauseKind.DECLINED, ConnectionStage.LIVE, reason="PROHIBITED_INPUT_CONTENT")],
    "silent": [Cause(CauseKind.SILENT, ConnectionStage.FIRST_REPLY)],
    "unknown": [
        Cause(CauseKind.OTHER, ConnectionStage.UPGRADE, reason="SomethingError"),
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 4000, "what is this"),
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1008, "a new reason"),
        Cause(CauseKind.CLOSED, ConnectionStage.LIVE),
    ],
}
EVERY_CASE = [(name, cause) for name, causes in CASES.items() for cause in causes]


@pytest.mark.parametrize(("name", "cause"), EVERY_CASE)
def test_a_cause_gets_its_name(name: str, cause: Cause) -> None:
    failure = classify(cause)
    row = BY_NAME[name]
    assert (failure.name, failure.side, failure.retry) == (name, row.side, row.retry)
    assert (failure.stage, failure.code, failure.everyone) == (cause.stage, cause.code, row.everyone)


def test_every_row_has_a_case_and_every_name_is_there_once() -> None:
    assert set(CASES) == set(BY_NAME)
    assert len(BY_NAME) == len(ROWS)


@pytest.mark.parametrize("kind", list(CauseKind))
@pytest.mark.parametrize("stage", list(ConnectionStage))
def test_nothing_is_without_a_name(kind: CauseKind, stage: ConnectionStage) -> None:
    """Every kind at every stage with odd codes is classified, and never raises."""
    for code in (None, 0, 200, 418, 999, 1007, 1008, 1015, 4999):
        assert classify(Cause(kind, stage, code, "odd")).name in BY_NAME


@pytest.mark.parametrize("locale", languages())
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_failure_has_words_in_every_language(locale: str, row: FailureRow) -> None:
    """A sentence for the candidate, another one with the fix; in the language itself, not by falling back."""
    failure = row.failure(ConnectionStage.LIVE)
    for key in (failure.candidate_key, failure.operator_key):
        assert bundle(locale).has_message(key), key
        assert Words().say(locale, key).endswith((".", "`."))
    assert Words().say(locale, failure.candidate_key) != Words().say(locale, failure.operator_key)


def test_the_catalogue_holds_no_failure_that_does_not_exist() -> None:
    expected = {
        key
        for row in ROWS
        for key in (row.failure(ConnectionStage.LIVE).candidate_key, row.failure(ConnectionStage.LIVE).operator_key)
    }
    for locale in languages():
        keys = {key for key in bundle(locale)._messages if key.startswith("live-")}
        assert {key for key in keys if key.endswith(("-candidate", "-operator"))} == expected


@pytest.mark.parametrize("code", [1007, 1008, 1011])
@pytest.mark.parametrize(
    "fault",
    ["unregistered", "method_blocked", "ip_blocked", "project_denied", "shut_down", "exhausted", "sessions", "billing"],
)
def test_what_the_operator_has_to_repair_is_theirs_by_whatever_code_it_comes(fault: str, code: int) -> None:
    """Which of these come as a close, and by which code, nobody has seen of all; none is retried at once."""
    failure = classify(Cause(CauseKind.CLOSED, ConnectionStage.SETUP, code, FAULTS[fault].reason))
    assert (failure.side, failure.everyone) == (FailureSide.OPERATOR, True)
    assert failure.retry is not Retry.NOW
    assert failure.name == ROW_OF[fault]


def test_a_quoted_payload_says_nothing_of_quota() -> None:
    """What quotes our message may quote a candidate: nobody talks the breaker open."""
    failure = classify(
        Cause(
            CauseKind.CLOSED, ConnectionStage.LIVE, 1007, 'Invalid JSON payload received. Unknown name "quota exceeded"'
        )
    )
    assert (failure.name, failure.everyone) == ("bad_setup", False)


def test_only_what_every_interview_meets_waits_for_somebody_to_act() -> None:
    """Key, quota, billing and region open the breaker."""
    for name in ("bad_key", "expired_key", "leaked_key", "key_forbidden", "quota", "billing_depleted", "region"):
        assert BY_NAME[name].everyone
        assert BY_NAME[name].retry is not Retry.NOW
    assert all(row.retry is not Retry.NOW for row in ROWS if row.everyone)
    assert all(row.retry is Retry.NOW for row in ROWS if row.side is FailureSide.NETWORK)


@pytest.mark.parametrize(
    "text",
    [
        "bad url wss://host/ws?key=AIzaMARKED",
        "x-goog-api-key: AQ.MARKED-key",
        "token=MARKED",
        "AIzaMARKED",
        "MARKED" * 6,
    ],
)
def test_what_looks_like_a_secret_is_taken_out(text: str) -> None:
    failure = classify(Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1008, text))
    assert "MARKED" not in failure.detail
    assert "MARKED" not in repr(failure)
    assert "MARKED" not in repr(Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1008, text))


def test_a_reason_is_one_short_line() -> None:
    assert redact("a\n b\t c") == "a b c"
    assert len(redact("word " * 100)) <= 120


def test_the_table_is_printed_whole() -> None:
    printed = "\n".join(lines(Words()))
    for row in ROWS:
        assert f"{row.name} " in printed
    assert printed.count("candidate:") == printed.count("operator:") == len(ROWS)
