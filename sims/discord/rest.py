"""The REST routes, v10: about twenty, each refusing what Discord refuses."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from sims.discord import channels, message_rules, request_rules, weather, world
from sims.discord.forms import invalid, refusal
from sims.discord.gateway import CONTENT_FLAG, Gateway, without_content
from sims.discord.voice import Voice
from sims.discord.weather import Weather
from sims.discord.world import APPLICATION, BOT, EPHEMERAL, GUILD, PRIVATE_THREAD, Json, Refusal, World

KEPT_FLAGS = EPHEMERAL | message_rules.COMPONENTS_V2
"""No edit takes them away."""

Answer = Json | list[Json] | None
Handler = Callable[["Rest", Json, "re.Match[str]", web.Request], Awaitable[Answer]]
ROUTES: list[tuple[str, re.Pattern[str], Handler, int]] = []


def route(method: str, path: str, status: int = 200) -> Callable[[Handler], Handler]:
    pattern = re.compile("^" + re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path) + "$")

    def keep(handler: Handler) -> Handler:
        ROUTES.append((method, pattern, handler, status))
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
        body, files = await read_body(request)
        for method, pattern, handler, status in ROUTES:
            found = pattern.match(path)
            if method == request.method and found:
                try:
                    self.world.check_access(method, path)
                    self.check(request, path, body, [file["name"] for file in files])
                    given = {"list": body} if isinstance(body, list) else dict(body or {})
                    if files:
                        given["files"] = files
                    done = await handler(self, given, found, request)
                    return weather.lost() if self.weather.loses(method) else answer(done, status)
                except Refusal as refused:
                    self.world.errors.append(f"{request.method} {path}: {refused.status} {refused.noted}")
                    return answer(refused.as_json(), refused.status)
        self.world.errors.append(f"not simulated: {request.method} {path}")
        return answer({"message": "404: Not Found", "code": 0}, 404)

    def check(self, request: web.Request, path: str, body: Any, files: list[str]) -> None:
        """What Discord looks at before anything else. Raises Refusal."""
        sent = request_rules.Sent(
            request.method,
            path,
            body,
            files,
            request.query,
            unquote(request.headers.get("X-Audit-Log-Reason", "")),
            self.standing(path),
        )
        if refused := request_rules.refused(sent):
            raise refused

    def standing(self, path: str) -> int:
        """The flags of the message that this path would edit; 0 where there is none."""
        edited = self.world.edited(path)
        return edited["flags"] if edited is not None else 0


async def read_body(request: web.Request) -> tuple[Any, list[Json]]:
    """The JSON, None where there is none; and the names and texts of what a form brings beside its `payload_json`."""
    if not request.content_type.startswith("multipart/"):
        raw = await request.read()
        return (json.loads(raw) if raw else None), []
    form = await request.post()
    files = [part for part in form.values() if isinstance(part, web.FileField)]
    told = [{"name": part.filename, "text": part.file.read().decode(errors="replace")} for part in files]
    return (json.loads(str(form["payload_json"])) if "payload_json" in form else None), told


@route("GET", "/users/@me")
async def me(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    return {**world.user(BOT), "mfa_enabled": False, "locale": "en-US"}


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
        "type": None,
        "flags": rest.flags,
        "flags_new": str(rest.flags),
        "summary": "",
        "owner": world.user(world.OWNER),
        "team": None,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "approximate_guild_count": 1,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
    }


@route("PUT", f"/applications/{APPLICATION}/commands")
async def sync(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    rest.world.commands = [made_command(command) for command in body["list"]]
    return [*rest.world.commands]


def made_command(sent: Json) -> Json:
    """As Discord answers it: with everything that was left out, and the bits of permissions as a string."""
    rights = sent.get("default_member_permissions")
    return {
        "type": 1,
        "description": "",
        "name_localizations": None,
        "description_localizations": None,
        "dm_permission": True,
        "contexts": None,
        "integration_types": [0],
        "nsfw": False,
        **{name: value for name, value in sent.items() if value is not None},
        "id": str(world.snowflake()),
        "application_id": str(APPLICATION),
        "version": str(world.snowflake()),
        "default_member_permissions": None if rights is None else str(rights),
    }


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


@route("POST", "/channels/{channel}/threads", 201)
async def new_thread(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    rest.world.channel(int(path["channel"]))
    if body.get("type") != PRIVATE_THREAD:
        raise invalid("type", "only private threads are simulated")
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
    thread = channel.get("thread_metadata")
    if thread and thread["archived"]:
        if thread["locked"]:
            raise world.THREAD_ARCHIVED
        thread["archived"] = False
        await rest.gateway.dispatch("THREAD_UPDATE", channel)
    if body.get("enforce_nonce") and body.get("nonce") is not None:
        for old in rest.world.messages[int(channel["id"])].values():
            if old.get("nonce") == body["nonce"]:
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
    """Fields that are not sent stay. Raises Refusal where nothing would be left, or the old beside Components V2."""
    after: Json = {name: body.get(name, message[name]) or empty for name, empty in (("content", ""), ("embeds", []))}
    after["embeds"] = world.shown(after["embeds"])
    after["components"] = world.numbered(body["components"] or []) if "components" in body else message["components"]
    after["flags"] = (body.get("flags") or 0) | message["flags"] & KEPT_FLAGS
    if message_rules.says_nothing(after, [*(body.get("files") or []), *message["attachments"]]):
        raise message_rules.EMPTY
    if after["flags"] & message_rules.COMPONENTS_V2 and (faults := list(message_rules.legacy_faults(after))):
        raise refusal(faults)
    message.update(after, edited_timestamp=world.timestamp())


@route("DELETE", "/channels/{channel}/messages/{message}")
async def delete_message(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    rest.world.message(int(path["channel"]), int(path["message"]))
    del rest.world.messages[int(path["channel"])][int(path["message"])]
    return None
