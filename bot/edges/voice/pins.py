"""The private names of discord.py that the voice connection leans on: an upgrade fails in a test, not in a call.
(And `SESSION`, for files.)

discord.py is pinned exactly. On an upgrade: read its `voice_state.py` and `gateway.py` against `client.py`, run
tests/edges/test_voice_*.py, and change the version here last.
"""

from typing import Final

VERSION: Final = "2.7.1"
"""What all of this was read in and run with."""

ATTRIBUTES: Final = (
    "_connector",
    "_disconnected",
    "_expecting_disconnect",
    "_runner",
    "_socket_reader",
    "dave_pending_transitions",
    "dave_protocol_version",
    "dave_session",
    "endpoint_ip",
    "hook",
    "ip",
    "socket",
    "ssrc",
    "ws",
)
"""Set on a `VoiceConnectionState` by its `__init__`."""

READER: Final = ("register", "unregister", "pause", "resume", "stop")
"""All that `VoiceConnectionState` and the voice websocket call on `_socket_reader`."""

OVERRIDDEN: Final = {
    "voice_state_update": ("self", "data"),
    "voice_server_update": ("self", "data"),
    "_poll_voice_ws": ("self", "reconnect"),
}
"""Methods of `VoiceConnectionState` that we replace, with their arguments."""

CALLED: Final = {
    "disconnect": ("self", "force", "cleanup", "wait"),
    "connect": ("self", "reconnect", "timeout", "self_deaf", "self_mute", "resume", "wait"),
    "add_socket_listener": ("self", "callback"),
    "can_encrypt": (),
}
"""What we call on it (`()`: a property)."""

STATES: Final = ("disconnected", "set_guild_voice_state", "got_voice_state_update", "connected")
"""Members of `ConnectionFlowState`."""

SOCKET: Final = ("poll_event", "speak", "close", "received_message", "received_binary_message")
"""Methods of `DiscordVoiceWebSocket`."""

HEARTBEAT: Final = ("_keep_alive",)
"""Set on a `DiscordVoiceWebSocket` by its `__init__`: the thread of its heartbeats, with `interval` and `stop`."""

CLIENT: Final = ("create_connection_state", "connect", "cleanup", "is_connected", "latency", "supported_modes")
"""Names of `discord.VoiceClient` that we replace or call; it keeps its state as `_connection`."""


PLUMBING: Final = ("_connection", "_state", "_get_client")
"""How a voice client finds its state, and a channel its client."""

SESSION: Final = "_HTTPClient__session"
"""The `aiohttp` session of an `HTTPClient`, which an attachment keeps as `_http`; `files.py` reads through it."""
