"""Reads a voice connection's UDP socket on the event loop, in place of discord.py's `SocketReader` thread.

That thread waits in `select()` on the socket it began with; closing the socket does not wake it, so a reconnect hangs
in IP discovery for 30 s, or for ever (discord.py 2.7.1, voice_state.py). discord.py calls the same five methods.
"""

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Final, Protocol

from bot.log import where

logger = logging.getLogger(__name__)

DATAGRAM: Final = 2048
_DISCOVERY: Final = 74

Listener = Callable[[bytes], None]


class HasSocket(Protocol):
    """The part of discord.py's connection state that is needed: its socket is replaced for each connection."""

    socket: socket.socket


class LoopReader:
    """Hands every datagram to every listener. `state.socket` must be non-blocking."""

    def __init__(self, state: HasSocket, loop: asyncio.AbstractEventLoop) -> None:
        self._state = state
        self._loop = loop
        self._listeners: list[Listener] = []
        self._socket: socket.socket | None = None
        self._discovered = False

    def register(self, callback: Listener) -> None:
        self._listeners.append(callback)

    def unregister(self, callback: Listener) -> None:
        if callback in self._listeners:
            self._listeners.remove(callback)

    def resume(self, *, force: bool = False) -> None:
        """Read the state's new socket from now on. discord.py forgets to close one it replaces in mid-handshake."""
        previous = self._socket
        self.pause()
        self._socket = self._state.socket
        if previous is not None and previous is not self._socket:
            previous.close()
        self._discovered = False
        self._loop.add_reader(self._socket.fileno(), self._readable)

    def pause(self) -> None:
        """Stop reading. Call before each `socket.close()`: a closed socket has no number by which the loop could let go
        of it. The system gives that number to the next one, which the loop then takes for watched already, and is deaf
        to (asyncio on epoll)."""
        if self._socket is not None and self._socket.fileno() != -1:
            self._loop.remove_reader(self._socket.fileno())
        self._socket = None

    def stop(self) -> None:
        """Stop for good; `register` and `resume` would start anew."""
        self.pause()
        self._listeners.clear()

    def _readable(self) -> None:
        """One datagram for each turn of the loop, which comes back for more: a flood must not starve the others."""
        if self._socket is None:
            return
        try:
            datagram = self._socket.recv(DATAGRAM)
        except OSError:  # the peer's port is closed, say: the connection's end is noticed elsewhere
            return
        if self._twice(datagram):
            return
        for listener in tuple(self._listeners):
            self._hand(listener, datagram)

    def _twice(self, datagram: bytes) -> bool:
        """A second answer to our IP discovery (we ask again): discord.py would set its future twice."""
        if len(datagram) != _DISCOVERY or datagram[1] != 2:
            return False
        again, self._discovered = self._discovered, True
        return again

    def _hand(self, listener: Listener, datagram: bytes) -> None:
        try:
            listener(datagram)
        except Exception as bug:
            # discord.py's own listener takes an empty or one-byte datagram for long enough, for one
            logger.warning("a listener did not take a datagram: %s", where(bug))
