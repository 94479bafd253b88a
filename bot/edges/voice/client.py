"""discord.py's voice client with our own receiver and sender: what arrives is handed on, and it never reconnects.

discord.py has several reconnects of its own (in its poller, on a move, on a new voice server); each can hang or fight
another. Here every end of a connection, however it is noticed, is passed to `on_end`, and `VoiceConnection` makes a
fresh one. The private names this leans on are in `bot/edges/voice/pins.py`.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import discord
from discord.errors import ConnectionClosed
from discord.gateway import DiscordVoiceWebSocket, VoiceKeepAliveHandler
from discord.voice_state import ConnectionFlowState, VoiceConnectionState

from bot.edges.voice.dave import is_panic
from bot.edges.voice.reader import LoopReader
from bot.media.cipher import MODES

if TYPE_CHECKING:
    import davey

KICKED: Final = "kicked"
MOVED: Final = "moved"
REGION: Final = "region"
POISON: Final = "poison"
SILENT: Final = "silent"
BROKEN: Final = "broken"
"""Reasons for an end beside the close codes ("4006"): disconnected by somebody, dragged into another channel, a new
voice server, a frame the poller could not take, nothing heard from the voice server, a write that failed."""
SILENCE: Final = 15.0
"""Seconds without a frame after which nobody is there: our heartbeats are answered, and go out every 5 s."""
_PENDING: Final = 64
"""DAVE transitions announced and never carried out; discord.py keeps them for ever. In truth it is one."""
_FASTEST: Final = 0.1
"""Seconds between heartbeats below which the voice server does not mean it; discord.py would obey, and spin."""
_ASK_AGAIN: Final = 0.5
_SAY_SO: Final = 2.0
"""Seconds for the main gateway to take that we leave; it may be reconnecting itself."""


class BotVoiceState(VoiceConnectionState):
    """One connection's state; replaced with its client, never reused."""

    voice_client: "BotVoiceClient"

    def __init__(self, client: "BotVoiceClient") -> None:
        super().__init__(client, hook=client.on_operation)
        self.silence = SILENCE
        _end_thread(self._socket_reader)
        self._socket_reader = LoopReader(self, client.loop)  # type: ignore[assignment]  # the five methods are the same

    async def voice_state_update(self, data: Any) -> None:
        """The main gateway says where we are: anywhere but in our channel is an end."""
        channel_id = data["channel_id"]
        if channel_id is None and not self._expecting_disconnect:
            if self.state in (ConnectionFlowState.disconnected, ConnectionFlowState.set_guild_voice_state):
                return  # we are not in yet: belated news of the connection before this one
            self.voice_client.ended(KICKED)
        elif channel_id is not None and int(channel_id) != self.voice_client.channel.id:
            self.voice_client.ended(MOVED)
        else:
            await super().voice_state_update(data)

    async def voice_server_update(self, data: Any) -> None:
        """The first one is part of joining; a later one means that the channel has gone to another server."""
        waiting = (ConnectionFlowState.set_guild_voice_state, ConnectionFlowState.got_voice_state_update)
        if self.state in waiting:
            await super().voice_server_update(data)
        elif self.state is not ConnectionFlowState.disconnected:
            self.voice_client.ended(REGION)

    async def _poll_voice_ws(self, reconnect: bool) -> None:
        """Read the voice websocket until it ends. discord.py's own lets an error in a DAVE frame kill it silently.

        The limit is on the handling, too: a second Ready makes discord.py wait for an IP discovery without an end.
        """
        try:
            while len(self.dave_pending_transitions) <= _PENDING:
                async with asyncio.timeout(self.silence):
                    await self.ws.poll_event()
                self.voice_client.on_polled()
            self.voice_client.ended(POISON)
        except ConnectionClosed as closed:
            self.voice_client.ended(str(closed.code))
        except TimeoutError:
            self.voice_client.ended(SILENT)
        except OSError:
            self.voice_client.ended(BROKEN)
        except BaseException as error:
            if not is_panic(error):
                raise
            self.voice_client.ended(POISON)

    async def ask_again(self) -> None:
        """Repeat the IP discovery until it is answered: discord.py asks once, and one lost datagram would hang it."""
        while not self.ip:
            await asyncio.sleep(_ASK_AGAIN)
            if self.endpoint_ip and not self.ip:
                self.voice_client.transmit(struct.pack(">HHI64xH", 1, 70, self.ssrc, 0))


class BotVoiceClient(discord.VoiceClient):
    """One connection to one channel, for `VoiceConnection`: the callbacks are called on the loop and must not raise."""

    supported_modes = MODES  # type: ignore[assignment]  # discord.py's type does not know AES
    _connection: BotVoiceState

    def __init__(
        self,
        client: discord.Client,
        channel: discord.abc.Connectable,
        *,
        on_datagram: Callable[[bytes], None],
        on_operation: Callable[[int, object], None],
        on_polled: Callable[[], None],
        on_end: Callable[[str], None],
    ) -> None:
        self._on_operation = on_operation
        self._on_end = on_end
        self.on_polled = on_polled
        self._closing = False
        self._heartbeat: tuple[DiscordVoiceWebSocket, VoiceKeepAliveHandler] | None = None
        super().__init__(client, channel)
        self._connection.add_socket_listener(on_datagram)

    def create_connection_state(self) -> BotVoiceState:
        return BotVoiceState(self)

    async def on_operation(self, websocket: DiscordVoiceWebSocket, message: Any) -> None:
        """Take in one JSON message of the voice gateway, after discord.py acted on it."""
        if message["op"] == DiscordVoiceWebSocket.HELLO:
            self._check_heartbeat(websocket)
        self._on_operation(message["op"], message.get("d"))

    def _check_heartbeat(self, websocket: DiscordVoiceWebSocket) -> None:
        """A Hello has started a thread: a second one beside the first, or one that never rests, must not stay."""
        old, heartbeat = self._heartbeat, websocket._keep_alive
        if heartbeat is None:
            return
        self._heartbeat = websocket, heartbeat
        if old is not None:
            old[1].stop()
        if (
            (old is not None and old[0] is websocket)
            or heartbeat.interval is None
            or not heartbeat.interval >= _FASTEST
        ):
            heartbeat.stop()
            self.ended(POISON)

    def ended(self, why: str) -> None:
        """Report that the connection ended. Does nothing while we close it ourselves."""
        if not self._closing:
            self._on_end(why)

    @property
    def poller_died(self) -> bool:
        """Whether nobody reads the voice websocket although the connection calls itself connected."""
        runner = self._connection._runner
        return self.is_connected() and (runner is None or runner.done())

    @property
    def dave(self) -> "tuple[int, davey.DaveSession | None]":
        """DAVE's version in force (0: transport encryption only) and its session, ready or not."""
        return self._connection.dave_protocol_version, self._connection.dave_session

    @property
    def ready(self) -> bool:
        """Whether what is sent now is heard: connected, and encrypted from end to end.

        Without DAVE (version 0, from the start or announced later) we are never ready: voice channels have all had it
        since March 2026, and candidates were told so. Only a voice server that lies, or a stage, goes without.
        """
        state = self._connection
        return self.is_connected() and not self._closing and state.dave_protocol_version != 0 and state.can_encrypt

    def admitted(self, user_id: int) -> bool:
        """Whether this person is in the encryption's group. Who comes in can be seen before, but hears nothing yet."""
        session = self._connection.dave_session
        return session is not None and self.ready and str(user_id) in map(str, session.get_user_ids())

    def strangers(self) -> set[int]:
        """Who can decrypt us without being in the channel; discord.py admits whomever the voice server proposes."""
        session = self._connection.dave_session
        channel = self.client.get_channel(self.channel.id)
        if session is None or not self.ready or not isinstance(channel, discord.VoiceChannel):
            return set()
        return {int(user_id) for user_id in session.get_user_ids()} - set(channel.voice_states) - {self.user.id}

    def transmit(self, datagram: bytes) -> bool:
        """Write one datagram; False when the socket did not take it."""
        try:
            self._connection.socket.send(datagram)
        except (OSError, AttributeError):
            return False
        return True

    async def connect(
        self, *, reconnect: bool, timeout: float, self_deaf: bool = False, self_mute: bool = False
    ) -> None:
        asking = asyncio.create_task(self._connection.ask_again(), name="voice discovery")
        try:
            await super().connect(reconnect=reconnect, timeout=timeout, self_deaf=self_deaf, self_mute=self_mute)
        finally:
            asking.cancel()

    async def close(self, *, confirmed: float) -> None:
        """Leave the channel and free everything; at most `confirmed` seconds for Discord to say that we left.

        A connection made before that would take the belated news for its own end. discord.py's own waiting swallows
        cancellation, and when the main gateway does not answer it forgets the websocket with its heartbeat thread.
        """
        self._closing = True
        state = self._connection
        tasks = [task for task in (state._connector, state._runner) if task is not None]
        for task in tasks:
            task.cancel()
        try:
            async with asyncio.timeout(confirmed + _SAY_SO):
                await asyncio.gather(*tasks, return_exceptions=True)
                await state.disconnect(force=True, cleanup=False)
                async with asyncio.timeout(confirmed):
                    await state._disconnected.wait()
        except TimeoutError:
            pass
        finally:
            state._socket_reader.stop()
            if isinstance(state.socket, socket.socket):  # or a marker of discord.py's for "none yet"
                state.socket.close()
            self.cleanup()
            if isinstance(state.ws, DiscordVoiceWebSocket):
                with contextlib.suppress(TimeoutError):  # a dead peer never answers the closing
                    async with asyncio.timeout(_SAY_SO):
                        await state.ws.close()


def _end_thread(reader: Any) -> None:
    """End the thread that discord.py has just started; it clears its own stop sign first, so once may be too early."""
    for _ in range(1000):
        reader.stop()
        reader.join(0.001)
        if not reader.is_alive():
            return
