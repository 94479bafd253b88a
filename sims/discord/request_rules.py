"""One check before any handler: what Discord would refuse of a request, whatever the world is like.

Written from Discord's own documents (https://docs.discord.com/developers), not from what we send. It imports no
handler, and stands before those of `sims.discord` and, in the tests, before simcord's.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sims.discord import channel_rules, message_rules
from sims.discord.command_rules import command, commands
from sims.discord.forms import Check, Fault, refusal
from sims.discord.world import Refusal

MOST_REASON = 512


@dataclass(frozen=True, slots=True)
class Sent:
    """A request. `path` without the version; `files`: names of what is uploaded; `query` as it stands in the URL.

    `standing`: the flags of the message that is edited; None where nobody knows.
    """

    method: str
    path: str
    body: Any = None
    files: list[str] = field(default_factory=list)
    query: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    standing: int | None = None


Rule = Callable[[Sent], Iterator[Fault]]


def form(check: Check) -> Rule:
    return lambda sent: check({} if sent.body is None else sent.body)


def new_message(sent: Sent) -> Iterator[Fault]:
    """Raises Refusal for one that says nothing."""
    body = {} if sent.body is None else sent.body
    if isinstance(body, dict) and message_rules.says_nothing(body, sent.files):
        shape = list(message_rules.SHAPE(body))
        if not shape:
            raise message_rules.EMPTY
    yield from message_rules.faults(body, sent.files) if isinstance(body, dict) else message_rules.SHAPE(body)


def edited_message(sent: Sent) -> Iterator[Fault]:
    body = {} if sent.body is None else sent.body
    if isinstance(body, dict):
        yield from message_rules.faults(body, sent.files, standing=sent.standing, edits=True)
    else:
        yield from message_rules.SHAPE(body)


def callback(sent: Sent) -> Iterator[Fault]:
    if isinstance(sent.body, dict):
        yield from message_rules.callback_faults(sent.body, sent.files, sent.standing)
    else:
        yield from message_rules.SHAPE(sent.body)


def page(sent: Sent) -> Iterator[Fault]:
    """Of a history: at most a hundred, on one side of one message."""
    limit = str(sent.query.get("limit", 50))
    if not limit.isdigit() or not 1 <= int(limit) <= 100:
        yield Fault("NUMBER_TYPE_MAX", "int value should be between 1 and 100.").under("limit")
    sides = [name for name in ("before", "after", "around") if name in sent.query]
    for name in sides:
        if not str(sent.query[name]).isdigit():
            yield Fault("NUMBER_TYPE_COERCE", "Value is not snowflake.").under(name)
    if len(sides) > 1:
        words = "Only one of before, after and around"
        yield Fault("MESSAGE_HISTORY_EXCLUSIVE", words).under(sides[1])


TABLE: tuple[tuple[str, str, Rule], ...] = (
    ("POST", "/channels/{id}/messages", new_message),
    ("PATCH", "/channels/{id}/messages/{id}", edited_message),
    ("GET", "/channels/{id}/messages", page),
    ("POST", "/channels/{id}/messages/bulk-delete", form(channel_rules.BULK_DELETE)),
    ("POST", "/channels/{id}/messages/{id}/threads", form(channel_rules.THREAD_OF_MESSAGE)),
    ("POST", "/channels/{id}/threads", form(channel_rules.NEW_THREAD)),
    ("PATCH", "/channels/{id}", form(channel_rules.EDITED_CHANNEL)),
    ("PUT", "/channels/{id}/permissions/{id}", form(channel_rules.OVERWRITE)),
    ("POST", "/guilds/{id}/channels", form(channel_rules.NEW_CHANNEL)),
    ("PATCH", "/guilds/{id}/members/{id}", form(channel_rules.MEMBER)),
    ("PATCH", "/guilds/{id}/voice-states/@me", form(channel_rules.OWN_VOICE_STATE)),
    ("POST", "/interactions/{id}/{token}/callback", callback),
    ("POST", "/webhooks/{id}/{token}", new_message),
    ("PATCH", "/webhooks/{id}/{token}/messages/{which}", edited_message),
    ("PUT", "/applications/{id}/commands", form(commands)),
    ("PUT", "/applications/{id}/guilds/{id}/commands", form(commands)),
    ("POST", "/applications/{id}/commands", form(command)),
)
NAMES = {"{id}": "[0-9]+", "{token}": "[^/]+", "{which}": "[^/]+"}


def pattern(path: str) -> re.Pattern[str]:
    for name, means in NAMES.items():
        path = path.replace(name, means)
    return re.compile(path)


COMPILED = tuple((method, pattern(path), rule) for method, path, rule in TABLE)


def refused(sent: Sent) -> Refusal | None:
    """Discord's answer, where it would refuse; None where it depends on the world, or nothing is wrong."""
    found: list[Fault] = []
    if len(sent.reason) > MOST_REASON:
        found.append(Fault("BASE_TYPE_MAX_LENGTH", f"Must be {MOST_REASON} or fewer in length.", ("reason",)))
    for method, path, rule in COMPILED:
        if method == sent.method and path.fullmatch(sent.path):
            try:
                found += rule(sent)
            except Refusal as said:
                return said
    return refusal(found) if found else None
