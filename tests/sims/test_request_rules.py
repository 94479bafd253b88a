"""Requests that Discord refuses, each with where the fault is, and others that it takes. No network, no world."""

import json
from collections.abc import Iterator

import pytest

from sims.discord.request_rules import Sent, refused
from tests.sims.bad_messages import BAD_MESSAGES
from tests.sims.bad_settings import BAD_SETTINGS
from tests.sims.request_parts import (
    ACTIONS,
    DEFAULTS,
    GALLERY,
    INPUT,
    LABEL,
    OVERWRITE,
    SECTION,
    SELECT,
    TEXT,
    V2,
    Json,
    buttons,
    callback,
    channel,
    command,
    edit,
    embeds,
    group,
    layout,
    message,
    modal,
    named,
    row,
    thread,
)

EMPTY: dict[str, Sent] = {
    "nothing": message(),
    "only blanks": message(content=" \n\t "),
    "only permission to notify": message(allowed_mentions={"parse": []}),
    "an answer of blanks": callback(4, {"content": "  ", "flags": 64}),
    "a follow-up of nothing": Sent("POST", "/webhooks/1/token", {"flags": 64}),
}

GOOD: dict[str, Sent] = {
    "content of 2000": message(content="x" * 2000),
    "an unknown field, which is ignored": message(content="x", colour="red"),
    "null where nothing need stand": message(content="x", embeds=None, components=None, allowed_mentions=None),
    "ids as numbers": message(content="x", allowed_mentions={"parse": [], "users": [5]}),
    "a nonce of 25": message(content="x", nonce="n" * 25, enforce_nonce=True),
    "a nonce that is a number": message(content="x", nonce=7),
    "only a file": message(("a.txt",), attachments=[{"id": 0, "filename": "a.txt"}]),
    "an attachment's id in a string": message(("a.txt",), attachments=[{"id": "0"}]),
    "a whole embed": embeds(
        {
            "title": "t", "url": "https://example.org", "color": 0xFFFFFF, "timestamp": "2026-01-01T00:00:00+00:00",
            "fields": [{"name": "n", "value": "v", "inline": True}], "image": {"url": "attachment://a.png"},
            "footer": {"text": "f"}, "author": {"name": "a"},
        }
    ),
    "6000 in embeds": embeds({"description": "x" * 4000}, {"description": "x" * 2000}),
    "five rows of five": message(
        content="x",
        components=[{"type": 1, "components": buttons(25)[n : n + 5]} for n in range(0, 25, 5)],
    ),
    "an emoji for a label": row({"type": 2, "style": 1, "custom_id": "a", "emoji": {"name": "✅"}}),
    "a select of all": row({**SELECT, "min_values": 0, "max_values": 2}),
    "two defaults of two": row({**SELECT, "max_values": 2, "options": DEFAULTS}),
    "a select of channels": row(
        {"type": 8, "custom_id": "c", "channel_types": [0, 2], "default_values": [{"id": "5", "type": "channel"}]}
    ),
    "Components V2": layout(
        TEXT, SECTION, GALLERY, {"type": 14, "divider": True, "spacing": 2},
        {"type": 17, "accent_color": 0, "components": [TEXT, {"type": 1, "components": [ACTIONS]}]},
    ),
    "40 components": layout(*[TEXT] * 40),
    "a file of V2": message(("a.txt",), components=[{"type": 13, "file": {"url": "attachment://a.txt"}}], flags=V2),
    "rows alone under V2": layout({"type": 1, "components": [ACTIONS]}),
    "edit that takes all away": edit(content=None, embeds=[], components=[]),
    "edit of V2": edit(V2, components=[TEXT]),
    "edit to V2, the old taken away": edit(flags=V2, content=None, embeds=None, components=[TEXT]),
    "edit that keeps a file": edit(attachments=[{"id": "1234567890123"}]),
    "later": callback(5),
    "an edit by a button": callback(7, {"content": "x", "components": []}),
    "no suggestion": callback(8, {"choices": []}),
    "suggested numbers": callback(8, {"choices": [{"name": "one", "value": 1}, {"name": "half", "value": 0.5}]}),
    "a modal of Labels": modal(
        LABEL, {"type": 10, "content": "Read this."}, {**LABEL, "component": SELECT},
        {**LABEL, "component": group(21, 2)}, {**LABEL, "component": {**group(22, 3), "custom_id": "h"}},
    ),
    "a modal of a checkbox and files": modal(
        {**LABEL, "component": {"type": 23, "custom_id": "c", "default": True}},
        {**LABEL, "component": {"type": 19, "custom_id": "f", "min_values": 0, "max_values": 10}},
    ),
    "a modal of rows": modal({"type": 1, "components": [{**INPUT, "label": "Name"}]}),
    "a command in all scripts": command(name="führe_aus", name_localizations={"ja": "実行", "hi": "चलाओ"}),
    "a command on people": command(name="History of this member", type=2, description=""),
    "groups": command(options=named("a", type=2, options=named("b", type=1, options=named("c", required=True)))),
    "the same name for two kinds": Sent(
        "PUT", "/applications/1/commands", [{"name": "a", "description": "x"}, {"name": "a", "type": 3}]
    ),
    "permissions in a string": command(default_member_permissions="32", contexts=[0], integration_types=[0]),
    "an overwrite": channel(type=2, permission_overwrites=[OVERWRITE], user_limit=2, bitrate=64_000),
    "slow mode of 6 h": thread(rate_limit_per_user=21_600, auto_archive_duration=10_080, invitable=False),
    "out of voice": Sent("PATCH", "/guilds/1/members/2", {"channel_id": None}),
    "a hundred of history": Sent("GET", "/channels/1/messages", query={"limit": "100", "after": "5"}),
    "a route without rules": Sent("DELETE", "/channels/1"),
}  # fmt: skip


BAD = BAD_MESSAGES | BAD_SETTINGS


def places(errors: Json, *above: str) -> Iterator[str]:
    """Where Discord's tree of errors says something, and in its words."""
    for name, inner in errors.items():
        if name == "_errors":
            assert all(set(each) == {"code", "message"} and each["message"] for each in inner)
            yield ".".join(above)
        else:
            yield from places(inner, *above, name)


@pytest.mark.parametrize("name", BAD)
def test_what_discord_refuses(name: str) -> None:
    """With 50035, and the fault where it is; JSON that discord.py can show."""
    sent, where = BAD[name]
    told = refused(sent)
    assert told is not None
    assert (told.status, told.code, told.message) == (400, 50035, "Invalid Form Body")
    assert where in set(places(json.loads(json.dumps(told.as_json()))["errors"]))


@pytest.mark.parametrize("name", EMPTY)
def test_a_message_that_says_nothing(name: str) -> None:
    told = refused(EMPTY[name])
    assert told is not None
    assert told.as_json() == {"code": 50006, "message": "Cannot send an empty message"}


@pytest.mark.parametrize("name", GOOD)
def test_what_discord_takes(name: str) -> None:
    told = refused(GOOD[name])
    assert told is None, told.noted
