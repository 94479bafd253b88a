"""How many files this process may have open: sockets, the database, everything."""

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

ENOUGH = 8192
"""The number that stands for no limit."""


def raise_limit() -> None:
    """Raise the limit to what the system allows; the usual 1,024 is a number from the time of select()."""
    if resource is not None:
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def limit() -> int:
    """How many files may be open now."""
    if resource is None:
        return ENOUGH
    now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return ENOUGH if now == resource.RLIM_INFINITY else now
