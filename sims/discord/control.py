"""What people do, over plain HTTP on loopback: write, type, run a command, press a button, fill in a modal.

The test's process drives this port; the bot never sees it.
"""

import base64
import time
from typing import Any

from aiohttp import web

from sims.discord.component_rules import walk
from sims.discord.gateway import Gateway
from sims.discord.moderators import Moderators
from sims.discord.rest import Rest
from sims.discord.voice import Voice
from sims.discord.voice_control import VoiceControl
from sims.discord.world import APPLICATION, GUILD, Interaction, Json, World, member, snowflake, user
from sims.loop_time import now

COMMAND, COMPONENT, MODAL = 2, 3, 5
VOICE_MESSAGE = 1 << 13


class Control:
    """The people and the weather."""

    def __init__(self, world: World, gateway: Gateway, rest: Rest, voice: Voice) -> None:
        self._world, self._gateway, self._rest = world, gateway, rest
        self._voice = voice

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/state", self.state)
        for name in ("write", "typing", "command", "press", "submit", "weather", "leave"):
            app.router.add_post(f"/{name}", getattr(self, name))
        Moderators(self._world, self._gateway).add_to(app)
        VoiceControl(self._voice, self._rest).add_to(app)
        return app

    async def state(self, request: web.Request) -> web.Response:
        threads = {key: value for key, value in self._world.channels.items() if value["type"] == 12}
        return web.json_response(
            {
                "threads": threads,
                "channels": {key: value for key, value in self._world.channels.items() if value["type"] != 12},
                "voice_states": list(self._world.voice_states.values()),
                "thread_members": {key: sorted(value) for key, value in self._world.thread_members.items()},
                "messages": {key: [m for _, m in sorted(v.items())] for key, v in self._world.messages.items()},
                "interactions": [found.as_json() for found in self._world.interactions.values()],
                "commands": self._world.commands,
                "errors": self._world.errors,
                "requests": self._world.requests,
                "allowed_mentions": self._world.allowed_mentions,
                "identifies": self._gateway.identifies,
                "resumes": self._gateway.resumes,
            }
        )

    async def write(self, request: web.Request) -> web.Response:
        """{user, channel, content}: a person's message; refused for someone who is not in the thread.

        {…, voice: base64 of an Ogg/Opus file, seconds}: a voice message, which has no content.
        {…, picture: base64 of a PNG}: with an image.
        {…, files: [{name, type, data: base64}]}: with these.
        {…, more: fields}: stickers, a poll, message_snapshots, another type, as the API describes them.
        """
        asked = await request.json()
        channel, author = int(asked["channel"]), int(asked["user"])
        if channel in self._world.thread_members and author not in self._world.thread_members[channel]:
            return web.json_response({"error": "not in this thread"}, status=403)
        made = self._world.new_message(channel, author, {"content": asked.get("content", "")})
        if "voice" in asked:
            self._record(made, base64.b64decode(asked["voice"]), float(asked["seconds"]))
        if "picture" in asked:
            self._attach(made, "picture.png", "image/png", base64.b64decode(asked["picture"]))
        for file in asked.get("files", ()):
            self._attach(made, file["name"], file["type"], base64.b64decode(file["data"]))
        made.update(asked.get("more", {}))
        shown = {**made, "guild_id": str(GUILD), "member": without_user(member(author))}
        await self._gateway.dispatch("MESSAGE_CREATE", shown)
        return web.json_response({"id": made["id"]})

    def _record(self, message: Json, sound: bytes, seconds: float) -> None:
        """Make it a voice message: https://discord.com/developers/docs/resources/message#voice-messages"""
        message["flags"] = VOICE_MESSAGE
        self._attach(message, "voice-message.ogg", "audio/ogg", sound)
        message["attachments"][0].update(duration_secs=seconds, waveform="AAAA")

    def _attach(self, message: Json, name: str, kind: str, data: bytes) -> None:
        """One file, where Discord's clients and bots fetch it."""
        path = f"/attachments/{message['channel_id']}/{message['id']}/{name}"
        self._world.files[path] = data
        message["attachments"].append(
            {
                "id": str(snowflake()),
                "filename": name,
                "content_type": kind,
                "size": len(data),
                "url": f"https://cdn.discordapp.com{path}",
                "proxy_url": f"https://media.discordapp.net{path}",
            }
        )

    async def typing(self, request: web.Request) -> web.Response:
        asked = await request.json()
        told = {
            "channel_id": str(asked["channel"]),
            "user_id": str(asked["user"]),
            "guild_id": str(GUILD),
            "timestamp": int(time.time()),
            "member": member(int(asked["user"])),
        }
        await self._gateway.dispatch("TYPING_START", told)
        return web.json_response({})

    async def command(self, request: web.Request) -> web.Response:
        """{user, channel, path: [group, name] or [name], options: {name: value}}."""
        asked = await request.json()
        root, *rest = asked["path"]
        top = next((item for item in self._world.commands if item["name"] == root), None)
        if top is None:
            return web.json_response({"error": f"unknown command {root}"}, status=404)
        given = asked.get("options") or {}
        options: list[Json] = [{"name": name, "type": 3, "value": value} for name, value in given.items()]
        for name in reversed(rest):
            options = [{"name": name, "type": 1, "options": options}]
        data = {"id": top["id"], "name": root, "type": 1, "options": options}
        return await self._interact(asked, COMMAND, data)

    async def press(self, request: web.Request) -> web.Response:
        """{user, channel, custom_id, values?} and message (in a channel) or interaction (an ephemeral answer)."""
        asked = await request.json()
        message, kept = self._find_message(asked)
        if message is None:
            return web.json_response({"error": "no such message"}, status=404)
        component = next((c for c in walk(message["components"]) if c.get("custom_id") == asked["custom_id"]), None)
        if component is None or component.get("disabled"):
            return web.json_response({"error": "no such live button"}, status=404)
        data: Json = {"custom_id": asked["custom_id"], "component_type": component["type"]}
        if "values" in asked:
            data["values"] = asked["values"]
        return await self._interact(asked, COMPONENT, data, message=message, response=kept)

    async def submit(self, request: web.Request) -> web.Response:
        """{user, channel, interaction, fields: {custom_id: value}}: the modal that answered that interaction."""
        asked = await request.json()
        source = self._interaction(int(asked["interaction"]))
        if source is None or source.modal is None:
            return web.json_response({"error": "no modal"}, status=404)
        components = [filled(component, asked["fields"]) for component in source.modal["components"]]
        data = {"custom_id": source.modal["custom_id"], "components": components}
        return await self._interact(asked, MODAL, data)

    async def weather(self, request: web.Request) -> web.Response:
        """{drop: resumable|forgotten|revoked} cuts the gateway; the others are fields of `Weather`."""
        asked = await request.json()
        for name in ("down", "slow", "lose", "limit"):
            if name in asked:
                setattr(self._rest.weather, name, asked[name])
        self._world.file_server = asked.get("file_server", self._world.file_server)
        if "drop" in asked:
            if asked["drop"] == "revoked":
                await self._gateway.revoke()
            else:
                await self._gateway.drop(resumable=asked["drop"] == "resumable")
        return web.json_response({})

    async def leave(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self._world.members.discard(int(asked["user"]))
        return web.json_response({})

    def _interaction(self, id_: int) -> Interaction | None:
        return next((found for found in self._world.interactions.values() if found.id == id_), None)

    def _find_message(self, asked: Json) -> tuple[Json | None, Json | None]:
        if "interaction" in asked:
            found = self._interaction(int(asked["interaction"]))
            return (found.response, found.response) if found else (None, None)
        message = self._world.messages.get(int(asked["channel"]), {}).get(int(asked["message"]))
        return message, message

    async def _interact(
        self, asked: Json, kind: int, data: Json, *, message: Json | None = None, response: Json | None = None
    ) -> web.Response:
        channel = self._world.channels[int(asked["channel"])]
        made = Interaction(
            id=snowflake(),
            token=f"token-{snowflake()}",
            type=kind,
            user_id=int(asked["user"]),
            created=now(),
            response=response,
        )
        self._world.interactions[made.token] = made
        told: dict[str, Any] = {
            "id": str(made.id),
            "application_id": str(APPLICATION),
            "type": kind,
            "token": made.token,
            "version": 1,
            "data": data,
            "guild_id": str(GUILD),
            "guild": {"id": str(GUILD), "locale": "en-US", "features": []},
            "channel_id": channel["id"],
            "channel": {**channel, "permissions": member(int(asked["user"]))["permissions"]},
            "member": {**member(int(asked["user"])), "user": user(int(asked["user"]))},
            "locale": asked.get("locale", "en-US"),
            "guild_locale": "en-US",
            "app_permissions": str((1 << 50) - 1),
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(GUILD)},
            "context": 0,
            "attachment_size_limit": 10_485_760,
        }
        if message is not None:
            told["message"] = message
        await self._gateway.dispatch("INTERACTION_CREATE", told)
        return web.json_response({"id": made.id})


def without_user(data: Json) -> Json:
    return {name: value for name, value in data.items() if name != "user"}


def filled(component: Json, fields: Json) -> Json:
    """A modal's component as it comes back: rows of inputs, or labels around one."""
    if "components" in component:
        return {"type": 1, "id": 1, "components": [filled(inner, fields) for inner in component["components"]]}
    if isinstance(component.get("component"), dict):
        return {"type": 18, "id": 1, "component": filled(component["component"], fields)}
    custom_id = component["custom_id"]
    return {"type": component["type"], "id": 2, "custom_id": custom_id, "value": fields.get(custom_id, "")}
