"""The main gateway, v10: HELLO, IDENTIFY, RESUME with replay, heartbeats, and what a bot may hear with its intents."""

import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from sims.discord.world import APPLICATION, BOT, GUILD, Json, World, user

GUILDS, GUILD_MEMBERS, GUILD_MESSAGES, GUILD_TYPING, MESSAGE_CONTENT = 1 << 0, 1 << 1, 1 << 9, 1 << 11, 1 << 15
GUILD_VOICE_STATES = 1 << 7
NEEDS = {
    "MESSAGE_CREATE": GUILD_MESSAGES,
    "MESSAGE_UPDATE": GUILD_MESSAGES,
    "MESSAGE_DELETE": GUILD_MESSAGES,
    "TYPING_START": GUILD_TYPING,
    "THREAD_CREATE": GUILDS,
    "THREAD_UPDATE": GUILDS,
    "THREAD_DELETE": GUILDS,
    "THREAD_LIST_SYNC": GUILDS,
    "CHANNEL_CREATE": GUILDS,
    "CHANNEL_UPDATE": GUILDS,
    "CHANNEL_DELETE": GUILDS,
    "GUILD_ROLE_UPDATE": GUILDS,
    "VOICE_STATE_UPDATE": GUILD_VOICE_STATES,
    "GUILD_CREATE": GUILDS,
    "GUILD_DELETE": GUILDS,
    "GUILD_MEMBER_REMOVE": GUILD_MEMBERS,
}
CONTENT_FLAG = 1 << 18 | 1 << 19
HEARTBEAT_MS = 41_250


@dataclass
class Session:
    """One gateway session; it outlives its socket, so that a client can resume."""

    id: str
    intents: int
    sent: list[Json] = field(default_factory=list)
    socket: web.WebSocketResponse | None = None


class Gateway:
    """Holds the sessions and dispatches to them."""

    def __init__(self, world: World, *, token: str, content_allowed: bool) -> None:
        self._world = world
        self._token = token
        self._content_allowed = content_allowed
        self._sessions: dict[str, Session] = {}
        self.identifies = 0
        self.resumes = 0
        self.on_voice_state: Callable[[str, Json], Awaitable[None]] | None = None
        """The voice half: told of every op 4, with the session's id."""

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": HEARTBEAT_MS}})
        session: Session | None = None
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    break
                frame = json.loads(message.data)
                match frame["op"]:
                    case 1:
                        await socket.send_json({"op": 11})
                    case 2:
                        session = await self._identify(socket, frame["d"])
                    case 6:
                        session = await self._resume(socket, frame["d"])
                    case 4:
                        await self._voice_state(socket, session, frame["d"])
                    case 3 | 8:
                        pass
                    case _:
                        await socket.close(code=4001, message=b"Unknown opcode")
        finally:
            if session is not None and session.socket is socket:
                session.socket = None
        return socket

    async def _identify(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        if data["token"] != self._token:
            await socket.close(code=4004, message=b"Authentication failed.")
            return None
        if data["intents"] & GUILD_MEMBERS or (data["intents"] & MESSAGE_CONTENT and not self._content_allowed):
            await socket.close(code=4014, message=b"Disallowed intent(s).")
            return None
        self.identifies += 1
        session = Session(f"session-{self.identifies}", data["intents"], socket=socket)
        self._sessions = {session.id: session}
        ready = {
            "v": 10,
            "user": user(BOT),
            "guilds": [] if self._world.kicked else [{"id": str(GUILD), "unavailable": True}],
            "session_id": session.id,
            "resume_gateway_url": "wss://resume.discord.gg",
            "application": {"id": str(APPLICATION), "flags": CONTENT_FLAG if self._content_allowed else 0},
            "shard": [0, 1],
        }
        await self._send(session, "READY", ready)
        if not self._world.kicked:
            await self._send(session, "GUILD_CREATE", self.guild_for(session))
        return session

    def guild_for(self, session: Session) -> Json:
        """Who is in voice is told only to who may know it."""
        hidden: Json = {} if session.intents & GUILD_VOICE_STATES else {"voice_states": []}
        return {**self._world.guild(), **hidden}

    async def _voice_state(self, socket: web.WebSocketResponse, session: Session | None, data: Json) -> None:
        """Op 4: the bot enters, leaves, or mutes itself."""
        if session is None:
            await socket.close(code=4003, message=b"Not authenticated.")
            return
        channel = data.get("channel_id")
        flags = (data.get("self_mute"), data.get("self_deaf"))
        sound = all(isinstance(flag, bool) for flag in flags) and (channel is None or str(channel).isdigit())
        if not sound or str(data.get("guild_id")) != str(GUILD):
            await socket.close(code=4002, message=b"Error while decoding payload.")
            return
        if self.on_voice_state is not None:
            await self.on_voice_state(session.id, data)

    async def _resume(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        session = self._sessions.get(data["session_id"])
        if session is None:
            await socket.send_json({"op": 9, "d": False})
            return None
        self.resumes += 1
        session.socket = socket
        for frame in session.sent[data["seq"] :]:
            await socket.send_json(frame)
        await self._send(session, "RESUMED", {})
        return session

    async def dispatch(self, name: str, data: Json) -> None:
        """Send to every session whose intents let it hear this. Nobody listening is not an error: a bot may be dead."""
        blind = "view" in self._world.missing and name.startswith(("MESSAGE_", "TYPING_", "THREAD_"))
        if self._world.kicked or blind:
            return
        for session in list(self._sessions.values()):
            need = NEEDS.get(name, 0)
            if need and not session.intents & need:
                continue
            shown = data
            if name in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and not session.intents & MESSAGE_CONTENT:
                shown = without_content(data)
            await self._send(session, name, shown)

    async def _send(self, session: Session, name: str, data: Json) -> None:
        frame = {"op": 0, "t": name, "s": len(session.sent) + 1, "d": data}
        session.sent.append(frame)
        if session.socket is not None and not session.socket.closed:
            with contextlib.suppress(ConnectionError):  # killed a moment ago
                await session.socket.send_json(frame)

    async def revoke(self) -> None:
        """The token is worth nothing any more: every socket is closed with 4004, and so is every new one."""
        self._token = ""
        await self.drop(resumable=False, code=4004)

    async def drop(self, *, resumable: bool, code: int = 4000) -> None:
        """Cut every socket; without `resumable` the sessions are forgotten, as after a long outage."""
        sockets = [session.socket for session in self._sessions.values() if session.socket is not None]
        if not resumable:
            self._sessions = {}
        for socket in sockets:
            await socket.close(code=code, message=b"")

    async def close(self) -> None:
        await self.drop(resumable=False)


def without_content(data: Json) -> Json:
    """What a bot without the message content intent sees of others' messages: the frame, not the words.

    Its own messages and those that mention it are whole.
    """
    if int(data["author"]["id"]) == BOT or any(int(each["id"]) == BOT for each in data["mentions"]):
        return data
    return {**data, "content": "", "embeds": [], "attachments": [], "components": []}
