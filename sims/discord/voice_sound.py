"""What passes between the bot and the people in its channel: packets, and the announcements that go before them."""

import asyncio
import contextlib
from typing import TYPE_CHECKING

from sims.discord.people import Person
from sims.discord.rtp import OPUS, SILENCE
from sims.discord.voice_connection import Connection
from sims.discord.voice_places import Places, video_of
from sims.discord.voice_udp import Address, Udp
from sims.discord.world import BOT, World

if TYPE_CHECKING:
    from sims.discord.gateway import Gateway

PATIENCE = 20.0
"""Seconds that a person waits for the group with the bot, before they speak all the same; as long as the group does."""

GRACE = 0.3
"""Seconds by which op 5 may be behind the first packet: it goes by TCP, and discord.js sends both at once."""


class Sound(Places):
    """The SFU: it forwards, it does not decode."""

    def __init__(self, world: World, gateway: "Gateway") -> None:
        super().__init__(world, gateway)
        self.udp = Udp(self.weather, self._received, self._discovered)

    def hears(self, person: Person) -> Connection | None:
        """The bot's connection, where what this person says reaches it."""
        bot = self.bot
        if bot is None or not bot.described or bot.channel_id != person.channel_id:
            return None
        state = self.world.voice_states[BOT]
        return None if state["self_deaf"] or state["deaf"] else bot

    async def may_speak(self, person: Person) -> None:
        """Waits, as Discord's client does, until the group with the bot stands."""
        group = self.groups.get(person.channel_id or 0)
        if self.hears(person) is not None and group is not None and person.dave is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await person.dave.can_send.wait()
                    await group.with_bot.wait()

    def tell_speaking(self, person: Person) -> None:
        bot = self.hears(person)
        if bot is None or person.user_id in bot.told:
            return
        bot.told.add(person.user_id)
        told = {"user_id": str(person.user_id), "ssrc": person.ssrc, "speaking": 1}
        asyncio.get_running_loop().call_later(self.weather.late_ssrc, lambda: bot.send(5, told))

    def tell_video(self, person: Person, *, on: bool) -> None:
        bot = self.hears(person)
        if bot is not None:
            bot.send(12, video_of(person, on=on))

    def send(self, person: Person, kind: int, ssrc: int, sequence: int, timestamp: int, payload: bytes) -> None:
        """One packet of a person's to the bot, through the weather."""
        bot = self.hears(person)
        if bot is None or bot.address is None:
            return
        transport = bot.transports[-1]
        datagram = transport.seal(
            kind=kind, sequence=sequence, timestamp=timestamp, ssrc=ssrc, payload=payload, extended=True
        )
        self.udp.send(datagram, bot.address)

    def _discovered(self, ssrc: int, address: Address) -> bool:
        if self.bot is None or self.bot.ssrc != ssrc:
            return False
        self.bot.address = address
        return True

    def _received(self, datagram: bytes, address: Address) -> None:
        """A datagram from the bot: opened, checked, and given to everybody in its channel."""
        bot = self.bot
        if bot is None or bot.address != address or not bot.described:
            self.world.voice_strays += 1
            return
        if 200 <= datagram[1] <= 207:
            bot.counters["rtcp"] += 1
            return
        packet, transport = None, bot.transports[-1]
        for transport in reversed(bot.transports):
            packet = transport.open(datagram)
            if packet is not None:
                break
        if packet is None:
            self._wrong(bot, "what no key of its connection opens")
            return
        if packet.counter in transport.seen:
            self._wrong(bot, "a nonce twice")
        transport.seen.add(packet.counter)
        if bot.speaking is None:
            asyncio.get_running_loop().call_later(GRACE, self._still_unannounced, bot)
        if packet.ssrc != bot.ssrc or packet.kind != OPUS:
            self._wrong(bot, "another's ssrc, or no opus")
            return
        bot.counters["packets"] += 1
        group = self.groups.get(bot.channel_id)
        clear = packet.payload != SILENCE and not packet.payload.endswith(b"\xfa\xfa")
        if clear and group is not None and BOT in group.ready:
            self._wrong(bot, "sound in the clear, where DAVE stands")
        state = self.world.voice_states[BOT]
        if state["suppress"] or state["mute"] or state["self_mute"]:
            bot.counters["muted"] += 1
            return
        for user in self.inside(bot.channel_id):
            if user != BOT:
                self.people[user].receive(packet)

    def _still_unannounced(self, bot: Connection) -> None:
        if bot.speaking is None:
            self._wrong(bot, "sound without speaking (op 5) before it")

    def _wrong(self, bot: Connection, words: str) -> None:
        """Once in the errors, every time in the counters."""
        bot.counters[words] += 1
        if bot.counters[words] == 1:
            self.complain(f"voice: the bot sent {words}")
