"""The voice gateway, v8: it checks what it is sent as Discord does, with Discord's close codes.

https://discord.com/developers/docs/topics/voice-connections and https://daveprotocol.com
"""

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from sims.discord.dave_group import DaveGroup
from sims.discord.mls import Malformed, key_package_user
from sims.discord.rtp import MODES
from sims.discord.voice_connection import Connection, Link
from sims.discord.world import BOT, GUILD, Json

if TYPE_CHECKING:
    from sims.discord.voice import Voice

UNKNOWN_OP, BAD_PAYLOAD, NOT_AUTHENTICATED, WRONG_TOKEN, TWICE = 4001, 4002, 4003, 4004, 4005
STALE, TIMED_OUT, NO_SERVER, BAD_PROTOCOL, BAD_MODE, NEEDS_DAVE = 4006, 4009, 4011, 4012, 4016, 4017


class Closing(Exception):
    """The websocket must be closed with this code."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code


class VoiceGateway:
    """Serves one voice websocket per call."""

    def __init__(self, voice: "Voice") -> None:
        self._voice = voice
        self.heartbeat_ms = 13_750
        self.modes: tuple[str, ...] = MODES
        self.log: list[str] = []
        """What the bot sent and how its websockets ended, one word each."""

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(timeout=1.0)
        await socket.prepare(request)
        talk = Talk(self, self._voice, Link(socket), request)
        watch = asyncio.create_task(talk.watch())
        try:
            await talk.run(socket)
        finally:
            watch.cancel()
            self.log.append(f"closed {socket.close_code}")
            talk.ended()
            await talk.link.end()
        return socket


class Talk:
    """One websocket, from its Hello to its end."""

    def __init__(self, gateway: VoiceGateway, voice: "Voice", link: Link, request: web.Request) -> None:
        self.link = link
        self._gateway, self._voice, self._request = gateway, voice, request
        self._connection: Connection | None = None
        self._beat = asyncio.Event()

    async def run(self, socket: web.WebSocketResponse) -> None:
        if self._request.query.get("v") != "8":
            self._voice.complain(f"voice gateway version {self._request.query.get('v')}")
        self._say(8, {"v": 8, "heartbeat_interval": self._gateway.heartbeat_ms})
        async for message in socket:
            try:
                if message.type is WSMsgType.BINARY:
                    self._binary(message.data)
                else:
                    self._text(message.data)
            except Closing as closing:
                self._voice.complain(f"voice gateway: {closing.code} {closing}")
                self._close(closing.code)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                self._voice.complain(f"voice gateway: {BAD_PAYLOAD} {error!r}")
                self._close(BAD_PAYLOAD)

    async def watch(self) -> None:
        """A client that does not send heartbeats is cut off."""
        with contextlib.suppress(TimeoutError):
            while True:
                await asyncio.wait_for(self._beat.wait(), self._gateway.heartbeat_ms / 1000 * 1.5)
                self._beat.clear()
        self._voice.complain("voice gateway: 4009 no heartbeat")
        self._close(TIMED_OUT)

    def ended(self) -> None:
        if self._connection is not None and self._connection.link in (self.link, None):
            self._connection.link = None
            self._voice.connection_lost(self._connection)

    def _say(self, op: int, data: object) -> None:
        self.link.send(json.dumps({"op": op, "d": data}))

    def _close(self, code: int) -> None:
        if self._connection is not None and self._connection.link is self.link:
            self._connection.link = None
        self.link.send(code)

    def _text(self, raw: str) -> None:
        message: Json = json.loads(raw)
        op, data = int(message["op"]), message["d"]
        self._gateway.log.append(f"op {op}")
        if op == 3:
            self._beat.set()
            self._say(6, {"t": data["t"]})
        elif op == 0:
            self._identify(data)
        elif op == 7:
            self._resume(data)
        elif self._connection is None:
            raise Closing(NOT_AUTHENTICATED, f"op {op} before identify")
        else:
            self._known(self._connection, op, data)

    def _identify(self, data: Json) -> None:
        if self._connection is not None:
            raise Closing(TWICE, "identified twice")
        connection = self._check(data)
        version = data.get("max_dave_protocol_version", 0)
        wanted = self._voice.wants_dave(connection.channel_id)
        if wanted and version < 1:
            raise Closing(NEEDS_DAVE, "E2EE/DAVE protocol required")
        self._voice.identified(connection)
        connection.dave_version = 1 if wanted else 0
        self._attach(connection)
        ready = {
            "ssrc": connection.ssrc,
            "ip": "127.0.0.1",
            "port": self._voice.udp_port,
            "modes": list(self._gateway.modes),
            "experiments": [],
            "streams": [],
        }
        self._say(2, ready)

    def _check(self, data: Json) -> Connection:
        """The connection that was offered on the main gateway for just this."""
        connection = self._voice.bot
        if str(data["server_id"]) != str(GUILD):
            raise Closing(NO_SERVER, "server not found")
        if "user_id" in data and str(data["user_id"]) != str(BOT):
            raise Closing(WRONG_TOKEN, "authentication failed")
        if connection is None or not connection.valid or data["session_id"] != connection.session_id:
            raise Closing(STALE, "session is no longer valid")
        if data["token"] != connection.token:
            raise Closing(WRONG_TOKEN, "authentication failed")
        return connection

    def _attach(self, connection: Connection) -> None:
        self._connection = connection
        connection.link = self.link
        transport = self._request.transport
        connection.abort = lambda: transport.abort() if isinstance(transport, asyncio.Transport) else None

    def _resume(self, data: Json) -> None:
        """Answered with Resumed alone: the key and the UDP port are those of before."""
        connection = self._check(data)
        if not connection.described or not connection.resumable:
            raise Closing(STALE, "session is no longer valid")
        self._attach(connection)
        self._say(9, None)
        connection.replay(int(data.get("seq_ack", -1)))

    def _known(self, connection: Connection, op: int, data: Any) -> None:
        match op:
            case 1:
                self._select(connection, data)
            case 5:
                if data["ssrc"] != connection.ssrc or not 0 <= data["speaking"] <= 7:
                    raise Closing(BAD_PAYLOAD, "speaking with another's ssrc")
                connection.speaking = data["speaking"]
            case 12 | 15 | 16:
                pass
            case 23:
                self._group(connection).execute(int(data["transition_id"]))
            case 31:
                self._voice.complain("dave: the bot could not use a commit or welcome (op 31)")
                self._group(connection).invalid(BOT)
            case _:
                raise Closing(UNKNOWN_OP, f"unknown op {op}")

    def _select(self, connection: Connection, data: Json) -> None:
        if data["protocol"] != "udp":
            raise Closing(BAD_PROTOCOL, "unknown protocol")
        chosen = data["data"]
        if chosen["mode"] not in self._gateway.modes:
            raise Closing(BAD_MODE, "unknown encryption mode")
        if connection.address is None or chosen["port"] != connection.address[1]:
            raise Closing(BAD_PAYLOAD, "an address that was not discovered")
        self._voice.describe(connection, chosen["mode"])

    def _binary(self, raw: bytes) -> None:
        if self._connection is None:
            raise Closing(NOT_AUTHENTICATED, "binary before identify")
        op, payload = raw[0], raw[1:]
        self._gateway.log.append(f"op {op}")
        group = self._group(self._connection)
        try:
            if op == 26:
                if key_package_user(payload) != BOT:
                    raise Closing(BAD_PAYLOAD, "another's key package")
                group.key_package(BOT, payload)
            elif op == 28:
                group.committed(BOT, payload)
            else:
                raise Closing(UNKNOWN_OP, f"unknown binary op {op}")
        except Malformed as error:
            raise Closing(BAD_PAYLOAD, str(error)) from error

    def _group(self, connection: Connection) -> DaveGroup:
        group = self._voice.groups.get(connection.channel_id)
        if group is None:
            raise Closing(BAD_PAYLOAD, "DAVE where there is none")
        return group
