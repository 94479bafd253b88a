"""The headers of every answer."""


def headers(public_url: str) -> dict[str, str]:
    """`connect-src` names the socket's address too: older Safari does not count it to 'self'."""
    secure = public_url.startswith("https://")
    wire = public_url.replace("http", "ws", 1)
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
