"""Every private name of discord.py that the voice connection leans on is there, and nothing else of it is used."""

import ast
import inspect
import re
from pathlib import Path
from typing import Any, cast

import discord
from discord.gateway import DiscordVoiceWebSocket
from discord.voice_state import ConnectionFlowState, SocketReader, VoiceConnectionState

from bot.edges.voice import pins
from bot.edges.voice.reader import LoopReader

ROOT = Path(__file__).parents[2]


def stopped(reader: Any) -> None:
    while reader.is_alive():
        reader.stop()
        reader.join(0.001)


def test_the_version_is_the_pinned_one() -> None:
    assert discord.__version__ == pins.VERSION
    pinned = re.search(r'"discord\.py==([\d.]+)"', (ROOT / "pyproject.toml").read_text())
    assert pinned is not None
    assert pinned[1] == pins.VERSION


def test_the_state_has_the_attributes() -> None:
    state = VoiceConnectionState(cast(Any, object()))
    stopped(state._socket_reader)
    assert [name for name in pins.ATTRIBUTES if not hasattr(state, name)] == []


def test_the_websocket_has_its_heart() -> None:
    websocket = DiscordVoiceWebSocket(cast(Any, None), cast(Any, None))
    assert [name for name in pins.HEARTBEAT if not hasattr(websocket, name)] == []


def test_the_methods_take_what_they_took() -> None:
    for name, arguments in {**pins.OVERRIDDEN, **pins.CALLED}.items():
        member = inspect.getattr_static(VoiceConnectionState, name)
        if not arguments:
            assert isinstance(member, property), name
        else:
            assert tuple(inspect.signature(member).parameters) == arguments, name


def test_our_reader_has_the_methods_theirs_has() -> None:
    for name in pins.READER:
        theirs = inspect.signature(getattr(SocketReader, name))
        assert tuple(inspect.signature(getattr(LoopReader, name)).parameters) == tuple(theirs.parameters), name


def test_discord_py_calls_nothing_else_on_the_reader() -> None:
    source = inspect.getsource(VoiceConnectionState)
    called = set(re.findall(r"_socket_reader\.(\w+)", source)) - {"start"}
    assert called <= set(pins.READER)


def test_the_other_names_are_there() -> None:
    assert [name for name in pins.STATES if name not in ConnectionFlowState.__members__] == []
    assert [name for name in pins.SOCKET if not hasattr(DiscordVoiceWebSocket, name)] == []
    assert [name for name in pins.CLIENT if not hasattr(discord.VoiceClient, name)] == []


def test_no_private_name_is_used_that_is_not_listed() -> None:
    """Looks for `x._name` in the modules, and leaves out what is our own (`self._name` that we assign)."""
    listed = {*pins.ATTRIBUTES, *pins.OVERRIDDEN, *pins.PLUMBING, *pins.HEARTBEAT}
    for name in ("client.py", "connection.py", "reconnect.py"):
        tree = ast.parse((ROOT / "bot" / "edges" / "voice" / name).read_text())
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr.startswith("_")]
        ours = {node.attr for node in nodes if isinstance(node.ctx, ast.Store)}
        ours |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        used = {node.attr for node in nodes if not node.attr.startswith("__")}
        assert used - ours - listed == set(), name
