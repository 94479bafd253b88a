"""By what words a reason of the service's is known. Pure.

Close reasons are at most 123 bytes and often cut, so a reason is recognised by a piece of its beginning. Many of these
words were seen over HTTP only: a close may bring them with any code, so the code plays no part here.

Order matters: the first that is found wins. What quotes our own message goes first, for that may hold anything; then
what somebody has to repair, the particular before the general; then the rest.
"""

_WORDINGS: tuple[tuple[str, str], ...] = (
    # (a piece of the lower-cased reason, the row of `failures`)
    ("invalid json payload", "bad_setup"),
    ("prepayment credits are depleted", "billing_depleted"),
    ("spending cap", "spending_cap"),
    ("spend cap", "spending_cap"),
    ("requires billing", "billing_required"),
    ("billing to be enabled", "billing_required"),
    ("enable billing", "billing_required"),
    ("billing must be enabled", "billing_required"),
    ("billing is disabled", "billing_required"),
    ("billing_disabled", "billing_required"),
    ("billing account for the owning project", "billing_required"),
    ("reported as leaked", "leaked_key"),
    ("api key expired", "expired_key"),
    ("api key not valid", "bad_key"),
    ("api key not found", "bad_key"),
    ("api_key_invalid", "bad_key"),
    ("access_token_type_unsupported", "bad_key"),
    ("unregistered callers", "no_key"),
    ("missing a valid api key", "no_key"),
    ("missing required authentication credential", "no_key"),
    ("invalid authentication credential", "bad_credentials"),
    ("api keys are not supported", "bad_credentials"),
    ("user location is not supported", "region"),
    ("has not been used in project", "api_disabled"),
    ("api has not been enabled", "api_disabled"),
    ("api is not enabled", "api_disabled"),
    ("service_disabled", "api_disabled"),
    ("requests to this api", "key_forbidden"),  # … method … are blocked: what follows does not fit into a close frame
    ("api_key_service_blocked", "key_forbidden"),
    ("requests from referer", "key_restricted"),
    ("referrer restrictions", "key_restricted"),
    ("referrer_blocked", "key_restricted"),
    ("ip address restriction", "key_restricted"),
    ("ip_address_blocked", "key_restricted"),
    ("requests from this android client", "key_restricted"),
    ("requests from this ios client", "key_restricted"),
    ("_app_blocked", "key_restricted"),
    ("project has been denied", "project_denied"),
    ("has been suspended", "project_denied"),
    ("consumer_suspended", "project_denied"),
    ("concurrent session", "too_many_sessions"),
    ("concurrent connection", "too_many_sessions"),
    ("concurrent request", "too_many_sessions"),
    ("exceeded your current quota", "quota"),
    ("quota exceeded", "quota"),
    ("resource has been exhausted", "quota"),
    ("resource exhausted", "quota"),
    ("resource_exhausted", "quota"),
    ("rate limit exceeded", "quota"),
    ("rate_limit_exceeded", "quota"),
    ("permission_denied", "key_forbidden"),
    ("permission denied", "key_forbidden"),
    ("does not have permission", "key_forbidden"),
    ("no longer available", "model_closed"),
    ("not available to new users", "model_closed"),
    ("been shut down", "model_closed"),
    ("was shut down", "model_closed"),
    ("been retired", "model_closed"),
    ("been discontinued", "model_closed"),
    ("is not found for api version", "model_not_found"),
    ("not supported for bidigeneratecontent", "model_not_found"),
    ("combination of response modalities", "modality"),
    ("cannot extract voices", "modality"),
    ("unable to process input image", "picture_refused"),
    ("token count exceeds", "context_exhausted"),
    ("exceeds the maximum number of tokens", "context_exhausted"),
    ("context window", "context_exhausted"),
    ("context length", "context_exhausted"),
    ("operation is not implemented", "not_implemented"),
    ("requested entity was not found", "entity_not_found"),
    ("keepalive ping timeout", "keepalive"),
    ("internal error", "server_error"),
    ("currently unavailable", "server_error"),
    ("overloaded", "server_error"),
    ("deadline expired", "server_error"),
)


def recognised(reason: str) -> str | None:
    """The row of this reason, None where nobody has seen it yet."""
    low = reason.lower()
    return next((row for piece, row in _WORDINGS if piece in low), None)
