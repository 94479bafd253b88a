"""The REST routes of interactions: their one answer, within three seconds, and what a token is good for afterwards."""

import re

from aiohttp import web

from sims.discord import world
from sims.discord.forms import invalid
from sims.discord.rest import Answer, Rest, apply_edit, route
from sims.discord.world import APPLICATION, BOT, EPHEMERAL, Json
from sims.loop_time import now

INTERACTION_SECONDS = 3.0
TOKEN_SECONDS = 900.0
SUPPRESSED_TYPES = (5, 6)


async def callback(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    """Within three seconds, once; 4 message, 5 and 6 later, 7 edit, 8 suggestions, 9 modal."""
    found = rest.world.interactions.get(path["token"])
    if found is None or found.id != int(path["id"]) or now() - found.created > INTERACTION_SECONDS:
        raise world.UNKNOWN_INTERACTION
    if found.callback is not None:
        raise world.ACKNOWLEDGED
    data = body.get("data") or {}
    kind = body["type"]
    resource: Json | None = None
    if kind == 4:
        found.ephemeral = bool((data.get("flags") or 0) & EPHEMERAL)
        found.response, found.files = ephemeral_message(rest, data), body.get("files", [])
        resource = {"type": 4, "message": found.response}
    elif kind == 5:
        found.ephemeral = bool((data.get("flags") or 0) & EPHEMERAL)
        found.response = ephemeral_message(rest, {"flags": data.get("flags"), "content": ""})
    elif kind == 7:
        if found.response is None:
            raise invalid("type", "there is no message to update")
        apply_edit(found.response, data)
        resource = {"type": 7, "message": found.response}
    elif kind == 9:
        found.modal = data
    elif kind not in (*SUPPRESSED_TYPES, 8):
        raise invalid("type", "unknown interaction callback")
    found.callback = kind
    told: Json = {"interaction": {"id": str(found.id), "type": found.type, "response_message_loading": kind == 5}}
    if resource is not None:
        told["resource"] = resource
        told["interaction"]["response_message_id"] = resource["message"]["id"]
    return told


def ephemeral_message(rest: Rest, data: Json) -> Json:
    """A message that stands in no channel: the answer to an interaction."""
    made = rest.world.new_message(world.CHANNEL, BOT, data)
    del rest.world.messages[world.CHANNEL][int(made["id"])]
    return made


def answered(rest: Rest, token: str) -> world.Interaction:
    found = rest.world.interactions.get(token)
    if found is None or now() - found.created > TOKEN_SECONDS:
        raise world.UNKNOWN_WEBHOOK
    return found


async def get_original(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    found = answered(rest, path["token"])
    if found.response is None:
        raise world.UNKNOWN_MESSAGE
    return found.response


async def edit_original(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    found = answered(rest, path["token"])
    if found.response is None:
        raise world.UNKNOWN_MESSAGE
    apply_edit(found.response, body)
    found.files = body.get("files", found.files)
    return found.response


async def delete_original(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    answered(rest, path["token"]).response = None
    return None


async def followup(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    found = answered(rest, path["token"])
    if found.callback is None:
        raise world.UNKNOWN_WEBHOOK
    made = ephemeral_message(rest, body)
    found.response, found.files = made, body.get("files", [])
    found.followups.append(int(made["id"]))
    return made


TABLE = (
    ("POST", "/interactions/{id}/{token}/callback", callback),
    ("GET", f"/webhooks/{APPLICATION}/{{token}}/messages/@original", get_original),
    ("PATCH", f"/webhooks/{APPLICATION}/{{token}}/messages/@original", edit_original),
    ("DELETE", f"/webhooks/{APPLICATION}/{{token}}/messages/@original", delete_original),
    ("POST", f"/webhooks/{APPLICATION}/{{token}}", followup),
)


def add() -> None:
    """Once in a process: all servers share the routes."""
    for method, path, handler in TABLE:
        route(method, path)(handler)
