"""What a server's team can do to an interview: lock and delete threads, take permissions, remove the bot; and what
people do to their own messages. Driven like `Control`, over plain HTTP on loopback.
"""

from aiohttp import web

from sims.discord.gateway import Gateway
from sims.discord.world import CHANNEL, GUILD, PRIVATE_THREAD, VOICE_RIGHTS, World, member, timestamp


class Moderators:
    """Each verb changes the world and sends what Discord sends."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world, self._gateway = world, gateway

    def add_to(self, app: web.Application) -> None:
        for name in ("edit", "delete", "join", "moderate", "delete_thread", "permissions", "kick", "invite"):
            app.router.add_post(f"/{name}", getattr(self, name))

    async def edit(self, request: web.Request) -> web.Response:
        """{channel, message, content}: its author changes it."""
        asked = await request.json()
        message = self._world.message(int(asked["channel"]), int(asked["message"]))
        message["content"] = asked["content"]
        message["edited_timestamp"] = timestamp()
        author = int(message["author"]["id"])
        shown = {name: value for name, value in member(author).items() if name != "user"}
        await self._gateway.dispatch("MESSAGE_UPDATE", {**message, "guild_id": str(GUILD), "member": shown})
        return web.json_response({})

    async def delete(self, request: web.Request) -> web.Response:
        """{channel, message}: taken back, or deleted by a moderator; Discord does not say which."""
        asked = await request.json()
        channel, message = int(asked["channel"]), int(asked["message"])
        del self._world.messages[channel][message]
        gone = {"id": str(message), "channel_id": str(channel), "guild_id": str(GUILD)}
        await self._gateway.dispatch("MESSAGE_DELETE", gone)
        return web.json_response({})

    async def join(self, request: web.Request) -> web.Response:
        """{channel, user}: somebody who manages threads comes in by themselves."""
        asked = await request.json()
        self._world.thread_members[int(asked["channel"])].add(int(asked["user"]))
        return web.json_response({})

    async def moderate(self, request: web.Request) -> web.Response:
        """{channel, locked?, archived?}: what a moderator sets on a thread."""
        asked = await request.json()
        thread = self._world.channel(int(asked["channel"]))
        for name in ("locked", "archived"):
            if name in asked:
                thread["thread_metadata"][name] = bool(asked[name])
        await self._gateway.dispatch("THREAD_UPDATE", thread)
        return web.json_response({})

    async def delete_thread(self, request: web.Request) -> web.Response:
        thread = self._world.channels.pop(int((await request.json())["channel"]))
        gone = {name: thread[name] for name in ("id", "guild_id", "parent_id", "type")}
        await self._gateway.dispatch("THREAD_DELETE", gone)
        return web.json_response({})

    async def permissions(self, request: web.Request) -> web.Response:
        """{missing: ["view" | "send", …]}: the channel's overwrites, as they now stand for the bot.

        Who gains access to a channel is sent its threads (THREAD_LIST_SYNC).
        """
        before = self._world.missing
        self._world.missing = set((await request.json())["missing"])
        if (before ^ self._world.missing) & set(VOICE_RIGHTS):
            role = {"guild_id": str(GUILD), "role": self._world.everyone()}
            await self._gateway.dispatch("GUILD_ROLE_UPDATE", role)
        channel = self._world.channels[CHANNEL]
        await self._gateway.dispatch("CHANNEL_UPDATE", channel)
        if "view" in before - self._world.missing:
            threads = [c for c in self._world.channels.values() if c["type"] == PRIVATE_THREAD]
            live = [thread for thread in threads if not thread["thread_metadata"]["archived"]]
            sync = {"guild_id": str(GUILD), "channel_ids": [str(CHANNEL)], "threads": live, "members": []}
            await self._gateway.dispatch("THREAD_LIST_SYNC", sync)
        return web.json_response({})

    async def kick(self, request: web.Request) -> web.Response:
        """The bot is removed; `unavailable` is not set, which is how one tells this from an outage."""
        await self._gateway.dispatch("GUILD_DELETE", {"id": str(GUILD)})
        self._world.kicked = True
        return web.json_response({})

    async def invite(self, request: web.Request) -> web.Response:
        self._world.kicked = False
        await self._gateway.dispatch("GUILD_CREATE", self._world.guild())
        return web.json_response({})
