"""Every request of a test run and its answer, one JSON line each, when `EXCHANGES` names a folder for them."""

import functools
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from simcord.backend.errors import BackendError
from simcord.http import router

from sims.discord.rest import Rest, read_body

FOLDER = "EXCHANGES"
"""The environment variable."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """`by`: which simulator answered; `path` without the version; `form`: files came with it; `test`: which one ran."""

    by: str
    method: str
    path: str
    body: Any
    query: dict[str, str]
    form: bool
    status: int
    answer: Any
    test: str = field(default_factory=lambda: os.environ.get("PYTEST_CURRENT_TEST", ""))


def record() -> None:
    """Write down what both simulators are sent and answer, from now on. Does nothing without `EXCHANGES`.

    Call it before `held.hold()`: what that refuses never reaches simcord.
    """
    if folder := os.environ.get(FOLDER):
        file = Path(folder) / f"{os.getpid()}.jsonl"
        _record_simcord(file)
        _record_ours(file)


def read(folder: Path) -> Iterator[Exchange]:
    for file in sorted(folder.glob("*.jsonl")):
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                yield Exchange(**json.loads(line))


def _write(file: Path, exchange: Exchange) -> None:
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(asdict(exchange)) + "\n")


def _record_simcord(file: Path) -> None:
    dispatch = router.dispatch

    @functools.wraps(dispatch)
    def recorded(
        backend: Any, method: str, path: str, *, json: Any = None, files: Any = None, params: Any = None, **more: Any
    ) -> Any:
        query = {name: str(value) for name, value in (params or {}).items()}
        sent = functools.partial(Exchange, "simcord", method, path, _plain(json), query, bool(files))
        try:
            status, answer = 200, dispatch(backend, method, path, json=json, files=files, params=params, **more)
        except BackendError as refused:
            _write(file, sent(refused.status, {"code": refused.code, "message": str(refused)}))
            raise
        _write(file, sent(status, _plain(answer)))
        return answer

    router.dispatch = recorded


def _record_ours(file: Path) -> None:
    handle = Rest.handle

    @functools.wraps(handle)
    async def recorded(rest: Rest, request: web.Request) -> web.Response:
        response = await handle(rest, request)
        body, files = await read_body(request)
        text = response.body.decode() if isinstance(response.body, bytes) else ""
        path = request.path.removeprefix("/api/v10")
        query = dict(request.query)
        answer = json.loads(text) if response.content_type == "application/json" and text else None
        exchange = Exchange("sims.discord", request.method, path, body, query, bool(files), response.status, answer)
        _write(file, exchange)
        return response

    Rest.handle = recorded  # type: ignore[method-assign, assignment]


def _plain(value: Any) -> Any:
    """As it would go over a wire."""
    return json.loads(json.dumps(value, default=str))
