"""The REST routes, v10: about twenty, each refusing what Discord refuses."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable

from aiohttp import web

from sims.discord import channels, rules, weather, world
from sims.discord.gateway import CONTENT_FLAG, Gateway, without_content
from sims.discord.voice import Voice
from sims.discord.weather import Weather
from sims.discord.world import APPLICATION, BOT, CANDIDATE, EPHEMERAL, GUILD, PRIVATE_THREAD, Json, Refusal, World
from sims.loop_time import now

INTERACTION_SECONDS = 3.0
TOKEN_SECONDS = 900.0
SUPPRESSED_TYPES = (5, 6)

Answer = Json | list[Json] | None
Handler = Callable[["Rest", Json, "re.Match[str]", web.Request], Awaitable[Answer]]
ROUTES: list[tuple[str, re.Pattern[str], Handler]] = []


def route(method: str, path: str) -> Callable[[Handler], Handler]:
    pattern = re.compile("^" + re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path) + "$")

    def keep(handler: Handler) -> Handler:
        ROUTES.append((method, pattern, handler))
        return handler

    return keep


def answer(body: Answer, status: int = 200) -> web.Response:
    """discord.py parses JSON only when the content type is exactly this, without a charset."""
    if body is None:
        return web.Response(status=204)
    return web.Response(body=json.dumps(body).encode(), status=status, headers={"Content-Type": "application/json"})


class Rest:
    """Answers requests; what people see changes goes out on the gateway."""

    def __init__(self, here: World, gateway: Gateway, voice: Voice, *, token: str, content_allowed: bool) -> None:
        self.world, self.gateway, self.voice = here, gateway, voice
        self._token = token
        self.flags = CONTENT_FLAG if content_allowed else 0
        self._content_allowed = content_allowed
        self.weather = Weather()

    def seen(self, message: Json) -> Json:
        """A message as the bot may read it: the intent holds for REST, too."""
        return message if self._content_allowed else without_content(message)

    async def handle(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix("/api/v10")
        self.world.requests.append(f"{request.method} {path}")
        if self.weather.slow:
            await asyncio.sleep(self.weather.slow)
        if self.weather.down:
            return weather.away()
        if self.weather.limits(request.method):
            return weather.too_soon()
        public = path.startswith(("/interactions/", "/webhooks/"))
        if not public and request.headers.get("Authorization") != f"Bot {self._token}":
            return answer({"message": "401: Unauthorized", "code": 0}, 401)
        body = await read_body(request)
        for method, pattern, handler in ROUTES:
            found = pattern.match(path)
            if method == request.method and found:
                try:
                    self.world.check_access(method, path)
                    done = await handler(self, body, found, request)
                    return weather.lost() if self.weather.loses(method) else answer(done)
                except Refusal as refused:
                    self.world.errors.append(f"{request.method} {path}: {refused.status} {refused.message}")
                    return answer({"message": refused.message, "code": refused.code}, refused.status)
        self.world.errors.append(f"not simulated: {request.method} {path}")
        return answer({"message": "404: Not Found", "code": 0}, 404)


async def read_body(request: web.Request) -> Json:
    """JSON, or a form with `payload_json` and files (then `files` holds their names and texts)."""
    if request.content_type.startswith("multipart/"):
        form = await request.post()
        body: Json = json.loads(str(form["payload_json"]))
        files = [part for part in form.values() if isinstance(part, web.FileField)]
        body["files"] = [{"name": part.filename, "text": part.file.read().decode()} for part in files]
        return body
    raw = await request.read()
    parsed = json.loads(raw) if raw else {}
    return parsed if isinstance(parsed, dict) else {"list": parsed}


@route("GET", "/users/@me")
async def me(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    return world.user(BOT)


@route("GET", "/gateway/bot")
async def gateway_address(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    left, resets = rest.weather.starts_left, int(rest.weather.resets_in * 1000)
    limit = {"total": 1000, "remaining": left, "reset_after": resets, "max_concurrency": 1}
    return {"url": "wss://gateway.discord.gg", "shards": 1, "session_start_limit": limit}


@route("GET", "/oauth2/applications/@me")
async def application(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    return {
        "id": str(APPLICATION),
        "name": "Interviewer",
        "description": "",
        "icon": None,
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "00",
        "flags": rest.flags,
        "summary": "",
        "owner": world.user(world.OWNER),
        "team": None,
    }


@route("PUT", f"/applications/{APPLICATION}/commands")
async def sync(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    made = []
    for command in body["list"]:
        if not re.fullmatch(r"[-_\w]{1,32}", command["name"]) or command["name"] != command["name"].lower():
            raise rules.invalid("name", "command name is invalid")
        made.append(
            {
                **command,
                "id": str(world.snowflake()),
                "application_id": str(APPLICATION),
                "version": str(world.snowflake()),
                "default_member_permissions": command.get("default_member_permissions"),
            }
        )
    rest.world.commands = made
    return made


@route("GET", f"/guilds/{GUILD}/members/{{user}}")
async def get_member(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    if int(path["user"]) not in rest.world.members:
        raise world.UNKNOWN_MEMBER
    return world.member(int(path["user"]))


@route("GET", "/channels/{channel}")
async def get_channel(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    return rest.world.channel(int(path["channel"]))


@route("PATCH", "/channels/{channel}")
async def edit_channel(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    channel = rest.world.channel(int(path["channel"]))
    if channel["type"] != PRIVATE_THREAD:
        return await channels.edit(rest.world, rest.gateway, channel, body)
    for name in ("name", "rate_limit_per_user"):
        if name in body:
            channel[name] = body[name]
    for name in ("archived", "locked", "invitable", "auto_archive_duration"):
        if name in body:
            channel["thread_metadata"][name] = body[name]
    await rest.gateway.dispatch("THREAD_UPDATE", channel)
    return channel


@route("DELETE", "/channels/{channel}")
async def delete_channel(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    channel = rest.world.channel(int(path["channel"]))
    if channel["type"] != PRIVATE_THREAD:
        return await channels.delete(rest.world, rest.gateway, rest.voice, channel)
    del rest.world.channels[int(channel["id"])]
    gone = {name: channel[name] for name in ("id", "guild_id", "parent_id", "type")}
    await rest.gateway.dispatch("THREAD_DELETE", gone)
    return channel


@route("POST", "/channels/{channel}/threads")
async def new_thread(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    rest.world.channel(int(path["channel"]))
    rules.check_thread(body)
    thread = rest.world.new_thread(int(path["channel"]), body)
    await rest.gateway.dispatch("THREAD_CREATE", {**thread, "newly_created": True})
    return thread


@route("PUT", "/channels/{channel}/thread-members/{user}")
async def add_thread_member(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    channel = rest.world.channel(int(path["channel"]))
    if channel["thread_metadata"]["archived"]:
        raise world.THREAD_ARCHIVED
    if int(path["user"]) not in rest.world.members:
        raise world.UNKNOWN_MEMBER
    rest.world.thread_members[int(channel["id"])].add(int(path["user"]))
    return None


@route("POST", "/channels/{channel}/typing")
async def typing(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    rest.world.channel(int(path["channel"]))
    return None


@route("POST", "/channels/{channel}/messages")
async def send_message(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    channel = rest.world.channel(int(path["channel"]))
    rules.check_sendable(body)
    thread = channel.get("thread_metadata")
    if thread and thread["archived"]:
        if thread["locked"]:
            raise world.THREAD_ARCHIVED
        thread["archived"] = False
        await rest.gateway.dispatch("THREAD_UPDATE", channel)
    if body.get("enforce_nonce") and body.get("nonce") is not None:
        for old in rest.world.messages[int(channel["id"])].values():
            if old["nonce"] == body["nonce"]:
                return old
    made = rest.world.new_message(int(channel["id"]), BOT, body)
    await rest.gateway.dispatch("MESSAGE_CREATE", {**made, "guild_id": str(GUILD)})
    return made


@route("GET", "/channels/{channel}/messages")
async def history(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    rest.world.channel(int(path["channel"]))
    found = sorted(rest.world.messages[int(path["channel"])].items())
    limit = int(request.query.get("limit", 50))
    if "after" in request.query:
        found = [item for item in found if item[0] > int(request.query["after"])][:limit]
    elif "before" in request.query:
        found = [item for item in found if item[0] < int(request.query["before"])][-limit:]
    else:
        found = found[-limit:]
    return [rest.seen(message) for _, message in reversed(found)]


@route("GET", "/channels/{channel}/messages/{message}")
async def get_message(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    return rest.seen(rest.world.message(int(path["channel"]), int(path["message"])))


@route("PATCH", "/channels/{channel}/messages/{message}")
async def edit_message(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    message = rest.world.message(int(path["channel"]), int(path["message"]))
    if int(message["author"]["id"]) != BOT:
        raise Refusal(403, 50005, "Cannot edit a message authored by another user")
    channel = rest.world.channel(int(path["channel"]))
    if channel.get("thread_metadata", {}).get("archived"):
        raise world.THREAD_ARCHIVED
    apply_edit(message, body)
    await rest.gateway.dispatch("MESSAGE_UPDATE", {**message, "guild_id": str(GUILD)})
    return message


def apply_edit(message: Json, body: Json) -> None:
    rules.check_message(body)
    for name in ("content", "embeds"):
        if name in body:
            message[name] = body[name] if body[name] is not None else ""
    if "components" in body:
        message["components"] = world.numbered(body["components"] or [])
    message["edited_timestamp"] = world.timestamp()


@route("DELETE", "/channels/{channel}/messages/{message}")
async def delete_message(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    rest.world.message(int(path["channel"]), int(path["message"]))
    del rest.world.messages[int(path["channel"])][int(path["message"])]
    return None


@route("POST", "/interactions/{id}/{token}/callback")
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
        rules.check_sendable({**data, "files": body.get("files")})
        found.ephemeral = bool((data.get("flags") or 0) & EPHEMERAL)
        found.response = ephemeral_message(rest, data)
        resource = {"type": 4, "message": found.response}
    elif kind == 5:
        found.ephemeral = bool((data.get("flags") or 0) & EPHEMERAL)
        found.response = ephemeral_message(rest, {"flags": data.get("flags"), "content": ""})
    elif kind == 7:
        if found.response is None:
            raise rules.invalid("type", "there is no message to update")
        apply_edit(found.response, data)
        resource = {"type": 7, "message": found.response}
    elif kind == 9:
        rules.check_modal(data)
        found.modal = data
    elif kind not in (*SUPPRESSED_TYPES, 8):
        raise rules.invalid("type", "unknown interaction callback")
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
    made["files"] = data.get("files")
    return made


def answered(rest: Rest, token: str) -> world.Interaction:
    found = rest.world.interactions.get(token)
    if found is None or now() - found.created > TOKEN_SECONDS:
        raise world.UNKNOWN_WEBHOOK
    return found


@route("GET", f"/webhooks/{APPLICATION}/{{token}}/messages/@original")
async def get_original(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    found = answered(rest, path["token"])
    if found.response is None:
        raise world.UNKNOWN_MESSAGE
    return found.response


@route("PATCH", f"/webhooks/{APPLICATION}/{{token}}/messages/@original")
async def edit_original(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    found = answered(rest, path["token"])
    if found.response is None:
        raise world.UNKNOWN_MESSAGE
    apply_edit(found.response, body)
    found.response["files"] = body.get("files")
    return found.response


@route("DELETE", f"/webhooks/{APPLICATION}/{{token}}/messages/@original")
async def delete_original(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    answered(rest, path["token"]).response = None
    return None


@route("POST", f"/webhooks/{APPLICATION}/{{token}}")
async def followup(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    found = answered(rest, path["token"])
    if found.callback is None:
        raise world.UNKNOWN_WEBHOOK
    rules.check_sendable(body)
    made = ephemeral_message(rest, body)
    found.response = made
    found.followups.append(int(made["id"]))
    return made


PEOPLE = (CANDIDATE, world.REVIEWER, world.OWNER)
