"""Holds whatever the bot sends to simcord to the rules of `sims.discord`: simcord takes much that Discord refuses.

A request that breaks one gets Discord's refusal, and fails its test with the rule's words, whatever the bot made of it.
"""

import functools
from typing import Any

from simcord.backend.errors import BackendError
from simcord.http import router

from sims.discord.request_rules import Sent, refused

broken: list[str] = []
"""What the running test sent against a rule."""


def hold() -> None:
    """Stand before simcord's one door for requests, in this process, from now on."""
    dispatch = router.dispatch

    @functools.wraps(dispatch)
    def held(
        backend: Any, method: str, path: str, *, json: Any = None, files: Any = None, params: Any = None, **more: Any
    ) -> Any:
        names = [file.filename for file in files or ()]
        sent = Sent(method, path, json, names, params or {}, more.get("reason") or "")
        if (told := refused(sent)) is not None:
            broken.append(f"{method} {path}: {told.noted}")
            raise BackendError(told.status, told.code, told.noted)
        return dispatch(backend, method, path, json=json, files=files, params=params, **more)

    router.dispatch = held


def say() -> None:
    """Raises AssertionError with what was broken since the last time, if anything was."""
    words, broken[:] = "\n".join(broken), []
    assert not words, f"Discord would refuse this:\n{words}"
