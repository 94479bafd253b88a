"""What requests to Discord are made of, for the tables of bad and good ones. Each function makes one request."""

from typing import Any

from sims.discord.request_rules import Sent

Json = dict[str, Any]
V2 = 1 << 15
ACTIONS = {"type": 2, "style": 1, "custom_id": "a", "label": "Go"}
LINK = {"type": 2, "style": 5, "label": "Go", "url": "https://example.org"}
YES = {"label": "Yes", "value": "y"}
NO = {"label": "No", "value": "n"}
SELECT = {"type": 3, "custom_id": "s", "options": [YES, NO]}
INPUT = {"type": 4, "custom_id": "i", "style": 1}
LABEL = {"type": 18, "label": "Name", "component": INPUT}
TEXT = {"type": 10, "content": "Hello"}
SECTION = {"type": 9, "components": [TEXT], "accessory": LINK}
GALLERY = {"type": 12, "items": [{"media": {"url": "https://example.org/a.png"}}]}


def message(files: tuple[str, ...] = (), **body: Any) -> Sent:
    return Sent("POST", "/channels/1/messages", body, list(files))


def embeds(*each: Json) -> Sent:
    return message(embeds=list(each))


def row(*inside: Json) -> Sent:
    return message(content="x", components=[{"type": 1, "components": list(inside)}])


def layout(*top: Json, flags: int = V2, **body: Any) -> Sent:
    return message(components=list(top), flags=flags, **body)


def edit(standing: int | None = 0, **body: Any) -> Sent:
    return Sent("PATCH", "/channels/1/messages/2", body, standing=standing)


def callback(kind: Any, data: Any = None, standing: int | None = 0) -> Sent:
    body = {"type": kind} | ({} if data is None else {"data": data})
    return Sent("POST", "/interactions/1/token/callback", body, standing=standing)


def modal(*top: Json, **changes: Any) -> Sent:
    return callback(9, {"custom_id": "m", "title": "Title", "components": list(top), **changes})


def labelled(component: Json, **changes: Any) -> Sent:
    return modal({**LABEL, "component": component, **changes})


def command(**changes: Any) -> Sent:
    return Sent("PUT", "/applications/1/commands", [{"name": "run", "description": "Runs.", **changes}])


def option(**changes: Any) -> Sent:
    return command(options=[{"type": 3, "name": "word", "description": "A word.", **changes}])


def named(*names: str, **changes: Any) -> list[Json]:
    return [{"type": 3, "name": name, "description": "A word.", **changes} for name in names]


def channel(**body: Any) -> Sent:
    return Sent("POST", "/guilds/1/channels", {"name": "room", **body})


def thread(**body: Any) -> Sent:
    return Sent("POST", "/channels/1/threads", {"name": "t", "type": 12, **body})


def choices(count: int, word: str = "c") -> list[Json]:
    return [{"name": f"{word}{n}", "value": f"v{n}"} for n in range(count)]


def options(count: int) -> list[Json]:
    return [{"label": f"o{n}", "value": f"v{n}"} for n in range(count)]


def group(kind: int, count: int, **changes: Any) -> Json:
    return {"type": kind, "custom_id": "g", "options": options(count), **changes}


def buttons(count: int) -> list[Json]:
    return [{**ACTIONS, "custom_id": f"b{n}"} for n in range(count)]


DEFAULTS = [{**YES, "default": True}, {**NO, "default": True}]
OVERWRITE = {"id": "5", "type": 1, "allow": "1024", "deny": "0"}
LARGE = named(*[f"n{n}" for n in range(25)], choices=choices(25, "a choice of words "))
"""Each option is within its own limits."""
