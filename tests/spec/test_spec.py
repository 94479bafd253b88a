"""The check itself, on a description of three operations; Discord's own file is not ours to keep."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.spec.compare import Found, Known, compare, report
from tests.spec.description import Description
from tests.spec.exchanges import Exchange

TEXT = {"type": "object", "required": ["content"], "properties": {"content": {"type": "string", "maxLength": 5}}}
PART = {"type": "object", "required": ["type"], "properties": {"type": {"type": "integer", "enum": [2]}}}
OTHER_PART = {
    "type": "object",
    "required": ["type", "label"],
    "properties": {"type": {"type": "integer", "enum": [3]}, "label": {"type": "string", "maxLength": 2}},
}


def body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def described() -> Description:
    sent = {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Sent"}]}
    get = {
        "parameters": [
            {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}},
            {"name": "wait", "in": "query", "schema": {"type": "boolean"}},
        ],
        "responses": {"200": body({"type": "array", "items": TEXT}), "4XX": {}},
    }
    post = {"requestBody": body(sent), "responses": {"201": body(TEXT), "204": {}}}
    parts = {"type": "array", "items": {"oneOf": [PART, OTHER_PART]}}
    return Description(
        {
            "paths": {
                "/rooms/{room}/posts": {"get": get, "post": post},
                "/rooms/{room}": {"put": {"requestBody": body(parts), "responses": {}}},
                "/rooms/@me": {"put": {"responses": {}}},
            },
            "components": {"schemas": {"Sent": TEXT}},
        }
    )


def exchange(method: str = "POST", path: str = "/rooms/7/posts", sent: Any = None, **more: Any) -> Exchange:
    usual: dict[str, Any] = {"by": "simcord", "query": {}, "form": False, "status": 200, "answer": None, "test": "here"}
    return Exchange(method=method, path=path, body=sent, **{**usual, **more})


def kinds(*exchanges: Exchange) -> list[str]:
    return list(compare(exchanges, described()).kinds)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (exchange(sent={"content": "hello"}), []),
        (exchange(sent={"content": "too long"}), ["request POST /rooms/{room}/posts .content: maxLength"]),
        (exchange(sent={}), ["request POST /rooms/{room}/posts (all): required content"]),
        (exchange(sent={}, status=400), []),  # refused, as it should be
        (exchange("GET", query={"limit": "100", "wait": "1"}), []),
        (exchange("GET", query={"limit": "101"}), ["query GET /rooms/{room}/posts limit: maximum"]),
        (exchange("GET", query={"wait": "perhaps"}), ["query GET /rooms/{room}/posts wait: type"]),
        (exchange("PUT", "/rooms/7", [{"type": 2}]), []),
        (exchange("PUT", "/rooms/7", [{"type": 3, "label": "abc"}]), ["request PUT /rooms/{room} [].label: maxLength"]),
        (exchange("PUT", "/rooms/@me", [{"type": 9}]), []),
    ],
)
def test_requests_that_were_accepted(found: Exchange, expected: list[str]) -> None:
    assert kinds(found) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (exchange(by="sims.discord", status=201, answer={"content": "x"}), []),
        (exchange(by="sims.discord", status=204), []),
        (
            exchange(by="sims.discord", status=201, answer={}),
            ["answer POST /rooms/{room}/posts (all): required content"],
        ),
        (exchange(by="sims.discord", status=200, answer={}), ["answer POST /rooms/{room}/posts (all): status"]),
        (exchange("GET", by="sims.discord", status=404, answer={"code": 1}), []),
        (exchange(by="sims.discord", status=503), []),  # the weather's
        (exchange(by="simcord", status=200, answer={}), []),  # not ours
    ],
)
def test_answers_of_ours(found: Exchange, expected: list[str]) -> None:
    assert kinds(found) == expected


def test_what_is_known_and_why() -> None:
    """A pattern that names nothing any more is said, and so is a request that the file does not have."""
    long, odd = exchange(sent={"content": "too long"}), exchange("DELETE", "/elsewhere")
    found = compare([long, long, odd], described())
    known = Known({"request * .content: maxLength": "they count otherwise", "query *": "gone"})
    assert known.new(found) == []
    said = report(found, known)
    assert said.startswith("3 exchanges; 1 kinds of difference, 0 of them new.")
    assert "no longer seen (take it out of known.toml): query *" in said
    assert "not in the description: DELETE /elsewhere (1 times)" in said
    assert "NEW request POST /rooms/{room}/posts .content: maxLength (2 times)" in report(found, Known({}))


def test_the_patterns_that_are_kept_can_be_read() -> None:
    known = Known.load(Path(__file__).with_name("known.toml"))
    assert all(known.reasons.values())
    assert known.unused(Found()) == list(known.reasons)


def check(**more: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tests.spec"]
    return subprocess.run(command, env=more, capture_output=True, text=True, check=False)


def test_without_the_file_it_says_that_it_was_skipped() -> None:
    done = check()
    assert (done.returncode, done.stderr) == (0, "")
    assert "check-spec was skipped: set DISCORD_OPENAPI" in done.stdout


@pytest.mark.parametrize(("content", "code"), [("hello", 0), ("too long", 1)])
def test_it_ends_with_one_where_something_is_new(tmp_path: Path, content: str, code: int) -> None:
    kept = {"responses": {}, "requestBody": body(TEXT)}
    (tmp_path / "openapi.json").write_text(json.dumps({"paths": {"/posts": {"post": kept}}}))
    line = asdict(exchange(path="/posts", sent={"content": content}))
    (tmp_path / "1.jsonl").write_text(json.dumps(line) + "\n")
    done = check(DISCORD_OPENAPI=str(tmp_path / "openapi.json"), EXCHANGES=str(tmp_path))
    assert (done.returncode, done.stderr) == (code, "")
