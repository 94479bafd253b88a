"""One voice connection that stays up: join a channel, hear one person in it, speak into it, come back after a drop.

Whatever ends a connection (`bot.edges.voice.reconnect`), the supervisor closes it and makes a fresh one, or gives up.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

import discord

from bot.edges.voice.client import BotVoiceClient
from bot.edges.voice.receive import OnPacket, PacketReceiver
from bot.edges.voice.reconnect import Reconnector
from bot.edges.voice.send import PacketSender
from bot.errors import EdgeGone, Reason
from bot.log import where
from bot.media.cipher import Cipher

logger = logging.getLogger(__name__)

PAUSES: Final = (0.0, 0.3, 0.7, 1.0, 2.0, 4.0, 8.0, 8.0)
"""Seconds before each attempt to come back; after the last one the connection is lost."""
STEADY: Final = 10.0
"""A connection that broke sooner than this after it was made counts as one more attempt: nobody rejoins without end."""
ATTEMPT: Final = 5.0
"""Seconds for one such attempt; a connection takes under one."""
_GONE: Final = 13
"""Voice gateway: somebody left the channel."""
_TICK: Final = 1.0
_KEEPALIVE: Final = 5
"""Ticks between two keepalive datagrams: discord.py sends none, and a NAT forgets a listener who never speaks."""


class ConnectionState(StrEnum):
    """What `on_change` is called with."""

    UP = "up"
    """Encryption stands: what is sent now is heard. Not before somebody else is there: alone there is no group.

    It stays UP while the group changes; `ready` is the truth for each moment.
    """
    DOWN = "down"
    """The connection broke; it is being made again, nobody needs to do anything. UP or LOST follows."""
    LOST = "lost"
    """Given up; `VoiceConnection.why` says why. Call `leave`."""


class VoiceConnection:
    """The bot's voice in one guild. Callbacks come on the loop, and only after `join` has returned (packets: at once).

    `counters`, what arrived: received, heard; dropped unopened: others, unknown (not announced in time), rtcp,
    not_opus, version, truncated; refused: forged, extension, padding, empty, clear, no_cryptor, dave_refused,
    dave_panic, no_key, bad_op. What left: sent, not_ready, not_sealed, not_sent, keepalive. Also: drops, rejoins,
    strangers.
    """

    def __init__(
        self,
        client: discord.Client,
        channel_id: int,
        candidate_id: int,
        on_packet: OnPacket,
        on_change: Callable[[ConnectionState], None],
    ) -> None:
        self.channel_id = channel_id
        self.counters: Counter[str] = Counter()
        self._on_change = on_change
        self._receiver = PacketReceiver(candidate_id, on_packet, self.counters)
        self._receiver.dave = self._required
        self._sender = PacketSender(0)
        self._key: tuple[str, bytes] | None = None
        self._left: int | None = None
        """The group's epoch when the candidate last left: their keys of then are of no use when they come back."""
        self._reconnector = Reconnector(client, channel_id, self._new_client, self._broke)
        self._state: ConnectionState | None = None
        self._open = False
        self._talking = self._announced = False
        self._announcing: asyncio.Task[None] | None = None
        self._supervisor: asyncio.Task[None] | None = None
        self._ticks = 0
        self._quick = 0  # connections in a row that broke at once
        self._made_at = float("-inf")
        self._suspects: set[int] = set()

    @classmethod
    async def join(
        cls,
        channel: discord.VoiceChannel,
        *,
        candidate_id: int,
        on_packet: OnPacket,
        on_change: Callable[[ConnectionState], None],
        timeout: float = 10,
    ) -> "VoiceConnection":
        """Join the channel; UP follows once encryption stands. Raises EdgeGone; then nothing is left open."""
        client: discord.Client = channel._state._get_client()
        connection = cls(client, channel.id, candidate_id, on_packet, on_change)
        try:
            async with asyncio.timeout(timeout):
                while not await connection._reconnector.attempt():
                    if connection._reconnector.hopeless():
                        raise EdgeGone(Reason.LINE_LOST)
                    await connection._reconnector.drop()
                    await asyncio.sleep(PAUSES[1])
        except BaseException as error:
            await connection._reconnector.drop()
            if isinstance(error, TimeoutError):
                logger.warning("could not enter a voice channel in %.0f s (%s)", timeout, connection.why or "no answer")
                raise EdgeGone(Reason.LINE_LOST) from None
            raise
        connection._supervisor = asyncio.create_task(connection._supervise(), name="voice connection")
        connection._open = True
        # Soon, not now: no callback comes before the caller has what this returns.
        asyncio.get_running_loop().call_soon(connection._look)
        return connection

    @property
    def why(self) -> str:
        """Why the connection broke last: a close code, or one of the words in `bot.edges.voice.client`."""
        return self._reconnector.why

    @property
    def ready(self) -> bool:
        """Whether what is sent now is heard: DAVE's group stands. Without DAVE we neither speak nor hear."""
        return self._reconnector.connection is not None and self._reconnector.connection.ready

    @property
    def shared(self) -> bool:
        """Whether the candidate hears what is sent now: they are in the group, and not only from before they left."""
        connection = self._reconnector.connection
        return connection is not None and connection.admitted(self._receiver.candidate_id) and self._epoch != self._left

    @property
    def round_trip_ms(self) -> float | None:
        """From the voice websocket's last heartbeat; None before the first one."""
        latency = self._reconnector.connection.latency if self._reconnector.connection is not None else float("inf")
        return latency * 1000 if latency != float("inf") else None

    @property
    def dave(self) -> str:
        """For the operator: "off" (then nothing is sent or taken in), "waiting" or "v1"."""
        version, _ = self._dave()
        return f"v{version}" if version and self.ready else "waiting" if version else "off"

    @property
    def mode(self) -> str:
        """The transport encryption, as Discord names it."""
        return self._key[0] if self._key is not None else ""

    def send(self, opus: bytes) -> None:
        """Send one 20 ms packet; counted and dropped while the connection is not ready. Never raises."""
        connection = self._reconnector.connection
        if connection is None or not connection.ready:
            self.counters["not_ready"] += 1
            return
        version, session = connection.dave
        datagram = self._sender.packet(opus, self._now(), version, session)
        if datagram is None:
            self.counters["not_sealed"] += 1
        else:
            self.counters["sent" if connection.transmit(datagram) else "not_sent"] += 1

    def speaking(self, on: bool) -> None:
        """Show (or no longer) that we speak. Sent soon, in order; sound need not wait for it. Before any sound Discord
        wants one Speaking with our ssrc, and discord.py sends that with the session's key (`load_secret_key`).
        https://docs.discord.com/developers/topics/voice-connections#speaking
        """
        self._talking = on
        if self._announcing is None or self._announcing.done():
            self._announcing = asyncio.create_task(self._announce(), name="voice speaking")

    async def leave(self) -> None:
        """Leave the channel, end every task, free every socket. Idempotent; never raises."""
        self._open = False
        tasks = [task for task in (self._supervisor, self._announcing) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._reconnector.drop()

    def _new_client(self, client: discord.Client, channel: discord.abc.Connectable) -> BotVoiceClient:
        self._receiver.forget(users=True)
        self._left = None
        self._announced = False
        return BotVoiceClient(
            client,
            channel,
            on_datagram=lambda data: self._receiver.datagram(data, self._now()),
            on_operation=self._operation,
            on_polled=self._look,
            on_end=self._reconnector.end,
        )

    def _operation(self, op: int, data: Any) -> None:
        if op == 4 and self._reconnector.connection is not None:
            secret = data["secret_key"]
            if not isinstance(secret, list):
                raise TypeError("a session key is a list")  # bytes(5_000_000_000) would be 5 GB of zeros
            self._new_key(data["mode"], bytes(secret), self._reconnector.connection.ssrc)
        if op == _GONE and isinstance(data, dict) and data.get("user_id") == str(self._receiver.candidate_id):
            self._left = self._epoch
        self._receiver.operation(op, data, self._now())

    @property
    def _epoch(self) -> int | None:
        _, session = self._dave()
        return None if session is None or session.epoch is None else int(session.epoch)

    def _new_key(self, mode: str, key: bytes, ssrc: int) -> None:
        if self._key == (mode, key) and self._sender.ssrc == ssrc:
            return  # the same key again: a second cipher for one key would repeat its nonces
        cipher = Cipher(mode, key)  # raises before anything is noted
        self._key = (mode, key)
        if self._sender.ssrc != ssrc:
            self._sender = PacketSender(ssrc)
        self._receiver.forget(users=False)
        self._receiver.cipher = self._sender.cipher = cipher

    def _dave(self) -> tuple[int, Any]:
        return self._reconnector.connection.dave if self._reconnector.connection is not None else (0, None)

    def _required(self) -> tuple[int, Any]:
        """For the receiver: never version 0, so that nothing in clear is taken for the candidate
        (`BotVoiceClient.ready`)."""
        version, session = self._dave()
        return max(version, 1), session

    def _broke(self) -> None:
        if self._open and self._state is not ConnectionState.DOWN:
            self.counters["drops"] += 1
            self._set_state(ConnectionState.DOWN)

    def _look(self) -> None:
        if self._open and not self._reconnector.broken and self.ready and self._state is not ConnectionState.UP:
            self._set_state(ConnectionState.UP)
            if self._talking:
                self.speaking(True)

    def _set_state(self, state: ConnectionState) -> None:
        if not self._open or self._state is state:
            return
        self._state = state
        try:
            self._on_change(state)
        except Exception as bug:
            logger.error("a voice connection's owner failed at %s: %s", state, where(bug))

    async def _supervise(self) -> None:
        while True:
            if not await self._reconnector.wait(_TICK):
                self._tick()
                continue
            await self._reconnector.news()
            if self._reconnector.hopeless() or not await self._rejoin():
                await self._reconnector.drop()
                logger.warning("a voice connection is lost: %s", self.why)
                self._set_state(ConnectionState.LOST)
                return

    def _tick(self) -> None:
        connection = self._reconnector.connection
        if connection is None:
            return
        self._ticks += 1
        self._receiver.tick(self._now())
        if connection.poller_died:
            self._reconnector.end("poller")
            return
        self._look()
        if self._ticks % _KEEPALIVE == 0:
            self.counters["keepalive"] += connection.transmit(self._ticks.to_bytes(8, "little"))
            self._suspect(connection.strangers())

    def _suspect(self, strangers: set[int]) -> None:
        """Who just left may still be in the group for a moment; who is there a second time is a stranger."""
        if strangers & self._suspects:
            self.counters["strangers"] += 1
            logger.warning("somebody who is not in the voice channel is in its encryption group")
        self._suspects = strangers

    async def _rejoin(self) -> bool:
        logger.info("a voice connection broke (%s) and is made anew", self.why)
        if self._reconnector.rate_limited:
            await asyncio.sleep(PAUSES[-1])
        self._quick = self._quick + 1 if self._now() < self._made_at + STEADY else 0
        for pause in PAUSES[self._quick :]:
            await asyncio.sleep(pause)
            await self._reconnector.drop()
            if await self._reconnector.attempt(ATTEMPT):
                self.counters["rejoins"] += 1
                self._made_at = self._now()
                self._look()
                return True
            if self._reconnector.hopeless():
                return False
        return False

    async def _announce(self) -> None:
        while self._reconnector.connection is not None and self._talking != self._announced:
            on = self._talking
            try:
                await self._reconnector.connection.ws.speak(
                    discord.SpeakingState.voice if on else discord.SpeakingState.none
                )
            except (OSError, RuntimeError, AttributeError, discord.DiscordException):
                return  # the connection is ending; it is announced again on the next one
            self._announced = on

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
