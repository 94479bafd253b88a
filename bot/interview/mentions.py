"""What Discord shows in place of numbers: members, roles, channels, emoji, times and commands, by name. Pure.

People write `@Robin` and Discord carries `<@1456…>`. Neither a model nor a later reader of the record can look that
up, so the words are kept as they were read at that time. What is in code stays, as in Discord, and so does what nobody
here knows a name for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

_TOKEN: Final = re.compile(
    r"(?P<code>```.*?```|``.+?``|`[^`\n]+`)"
    r"|<(?:@!?(?P<member>\d{1,20})|@&(?P<role>\d{1,20})|\#(?P<channel>\d{1,20})"
    r"|a?:(?P<emoji>\w{1,64}):\d{1,20}|t:(?P<time>-?\d{1,15})(?::(?P<style>[tTdDfFsSR]))?"
    r"|/(?P<command>[^\n:<>]{1,100}):\d{1,20}|id:(?P<guide>[a-z-]{1,20})(?::\d{1,20})?)>",
    re.DOTALL,
)
_STYLES: Final = {
    **dict.fromkeys("dD", "%Y-%m-%d"),
    "t": "%H:%M UTC",
    "T": "%H:%M:%S UTC",
}
_FULL: Final = "%Y-%m-%d %H:%M UTC"


@dataclass(frozen=True, slots=True)
class MentionNames:
    """Names by id, as far as they are known."""

    members: Mapping[int, str] = field(default_factory=dict, repr=False)
    roles: Mapping[int, str] = field(default_factory=dict, repr=False)
    channels: Mapping[int, str] = field(default_factory=dict, repr=False)


def mentioned(text: str) -> MentionNames:
    """What has to be looked up: the ids that stand in it, each with no name."""
    found = [match for match in _TOKEN.finditer(text) if not match["code"]]
    members, roles, channels = (
        {int(match[kind]): "" for match in found if match[kind]} for kind in ("member", "role", "channel")
    )
    return MentionNames(members, roles, channels)


def by_name(text: str, names: MentionNames) -> str:
    """The text with names for numbers."""
    return _TOKEN.sub(lambda match: _shown(match, names) or match[0], text)


def _shown(match: re.Match[str], names: MentionNames) -> str:
    """What stands in its place; empty where nobody knows."""
    for kind, sign, known in (
        ("member", "@", names.members),
        ("role", "@", names.roles),
        ("channel", "#", names.channels),
    ):
        if match[kind]:
            name = " ".join(known.get(int(match[kind]), "").split())
            return name and f"{sign}{name.removeprefix('@')}"
    if match["emoji"]:
        return f":{match['emoji']}:"
    if match["command"]:
        return f"/{match['command']}"
    if match["guide"]:
        return f"#{match['guide']}"
    return _time(int(match["time"]), match["style"]) if match["time"] else ""


def _time(at: int, style: str | None) -> str:
    try:
        return datetime.fromtimestamp(at, UTC).strftime(_STYLES.get(style or "", _FULL))
    except (ValueError, OverflowError, OSError):
        return ""  # Discord shows such a one as it was written
