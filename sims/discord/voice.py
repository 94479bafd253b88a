"""Voice as a test holds it: the people, the weather, and everything that can happen to the bot's connection."""

import asyncio
from typing import TYPE_CHECKING

from sims.discord.people import People
from sims.discord.voice_gateway import VoiceGateway
from sims.discord.voice_sound import Sound
from sims.discord.world import BOT, GUILD, NOT_IN_VOICE, Json, World

if TYPE_CHECKING:
    from sims.discord.gateway import Gateway


class Voice(Sound):
    """`people[user_id]` are the people, `weather` is the way to the bot, `bot` the bot's connection."""

    def __init__(self, world: World, gateway: "Gateway") -> None:
        super().__init__(world, gateway)
        self.people = People(self)
        self.websocket = VoiceGateway(self)
        self.udp_port = 0

    async def start(self) -> None:
        self.udp_port = await self.udp.open()

    async def stop(self) -> None:
        for person in self.people.values():
            await person.camera(on=False)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for group in self.groups.values():
            group.close()
        if self.bot is not None:
            self.bot.close(1001)
        self.udp.close()

    def close(self, code: int) -> None:
        """The voice websocket is closed from our side. Only 4000 and 4015 leave something to resume."""
        if self.bot is not None:
            self.bot.close(code)

    def abort(self) -> None:
        """The voice websocket's TCP connection is reset; the session can be resumed."""
        if self.bot is not None:
            self.bot.abort()

    def rotate_key(self) -> None:
        """A new session description (op 4), and with it a new group for the bot."""
        if self.bot is not None and self.bot.described:
            self.bot.send(4, self.bot.new_key(self.bot.transports[-1].mode), numbered=False)
            if self.bot.dave_version:
                self.groups[self.bot.channel_id].renew(BOT, self.bot)

    def poison(self) -> None:
        """The external sender's package (op 25) while the bot is in a group, which no library expects."""
        if self.bot is not None and self.bot.channel_id in self.groups:
            self.bot.send_binary(25, self.groups[self.bot.channel_id].sender.package)

    async def move_bot(self, channel_id: int | None) -> None:
        """A moderator moves the bot, or disconnects it (None): its websocket is closed with 4014. Raises Refusal."""
        state, bot = self.world.voice_states.get(BOT), self.bot
        if state is None:
            raise NOT_IN_VOICE
        if bot is not None:
            bot.close(4014)
        if channel_id is None:
            await self.go(BOT)
            return
        kept = {name: state[name] for name in ("session_id", "self_mute", "self_deaf", "suppress")}
        await self.place(BOT, channel_id, kept)
        await self.offer(channel_id, state["session_id"])

    async def region(self) -> None:
        """Another voice server: first none, then the new one. What the old one says counts no more."""
        state = self.world.voice_states.get(BOT)
        if state is None:
            raise NOT_IN_VOICE
        self._server += 1
        none = {"token": "", "guild_id": str(GUILD), "endpoint": None}
        await self._gateway.dispatch("VOICE_SERVER_UPDATE", none)
        await self.offer(int(state["channel_id"]), state["session_id"])

    def hostile(self, datagram: bytes) -> None:
        """Any bytes at all, from the voice server's address to the bot's socket."""
        if self.bot is not None and self.bot.address is not None:
            self.udp.raw(datagram, self.bot.address)

    def replay(self) -> None:
        """The newest datagram once more."""
        self.hostile(self.udp.last)

    def as_json(self) -> Json:
        return {
            "people": {str(user): person.as_json() for user, person in self.people.items()},
            "bot": self.bot.as_json() if self.bot is not None else None,
            "voice_states": list(self.world.voice_states.values()),
            "unanswered": self.unanswered,
            "log": self.websocket.log,
            "strays": self.world.voice_strays,
            "errors": self.world.errors,
        }
