"""A loop that is a machine of its own: its time jumps, its network is memory, its other threads are this one.

asyncio, websockets and everything above them are the real ones; bytes go from transport to transport.
"""

import asyncio
import errno
import selectors
import socket
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

ADDRESS = ("127.0.0.1", 9)
Factory = Callable[[], asyncio.Protocol]


class Way(Enum):
    """How a connection is refused."""

    NO_NAME = "no such name"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    SILENCE = "silence"


@dataclass(slots=True)
class Network:
    """What a test can turn: `refuses` the next connections, and how long each byte takes."""

    refuses: Way | None = None
    seconds: float = 0.0
    ends: "list[End]" = field(default_factory=list)
    """The clients' ends that are open."""

    def cut(self) -> None:
        """Every connection breaks, and neither end is told in order."""
        for end in list(self.ends):
            end.abort()


class Nothing(selectors.SelectSelector):
    """There are no files: instead of waiting, time jumps."""

    loop: "MachineLoop"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise AssertionError("nothing will ever happen again")
        self.loop.now += max(0.0, timeout)
        return []


class MachineLoop(asyncio.SelectorEventLoop):
    """Time begins at nought; what happens depends on nothing outside."""

    def __init__(self) -> None:
        self.now = 0.0
        self.network = Network()
        self._listening: Factory | None = None
        self._dialled: set[int] = set()
        selector = Nothing()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self.now

    # Threads

    def run_in_executor(self, _executor: Any, func: Any, *args: Any) -> Any:  # type: ignore[override]  # one of its forms
        """At once: nothing else happens meanwhile."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:
            done.set_exception(error)
        return done

    # The network

    async def getaddrinfo(self, host: Any, port: Any, **_how: Any) -> Any:
        await self._way(Way.NO_NAME, socket.gaierror(socket.EAI_NONAME, "Name or service not known"))
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]

    async def sock_connect(self, sock: socket.socket, address: Any) -> None:
        refused = ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
        await self._way(Way.REFUSED, refused)
        await self._way(Way.UNREACHABLE, OSError(errno.ENETUNREACH, "Network is unreachable"))
        if self.network.refuses is Way.SILENCE:
            await asyncio.sleep(3600.0)
        if self._listening is None:
            raise refused
        await asyncio.sleep(self.network.seconds)

    async def _way(self, way: Way, error: OSError) -> None:
        await asyncio.sleep(0)
        if self.network.refuses is way:
            raise error

    async def create_server(self, protocol_factory: Factory, *_: Any, **_how: Any) -> Any:  # type: ignore[override]  # one of its forms
        self._listening = protocol_factory
        return Listening(self)

    async def create_connection(self, protocol_factory: Factory, *_: Any, **how: Any) -> Any:  # type: ignore[override]  # one of its forms
        how["sock"].close()  # it stood for the address only
        assert self._listening is not None, "dialled"
        here, there = End(self, protocol_factory()), End(self, self._listening())
        here.other, there.other = there, here
        self.network.ends.append(here)
        there.protocol.connection_made(there)
        here.protocol.connection_made(here)
        return here, here.protocol

    def stop_listening(self) -> None:
        self._listening = None


class Listening:
    """What `create_server` gives."""

    def __init__(self, loop: MachineLoop) -> None:
        self._loop = loop
        self.sockets = (self,)

    def getsockname(self) -> tuple[str, int]:
        return ADDRESS

    @property
    def family(self) -> int:
        return socket.AF_INET

    def is_serving(self) -> bool:
        return True

    def get_loop(self) -> MachineLoop:
        return self._loop

    def close(self) -> None:
        self._loop.stop_listening()

    async def wait_closed(self) -> None:
        """Nobody is let in any more."""


class End(asyncio.Transport):
    """One end of a connection. What is written comes to the other end in order, after the network's time."""

    other: "End"

    def __init__(self, loop: MachineLoop, protocol: asyncio.Protocol) -> None:
        super().__init__()
        self.protocol = protocol
        self._loop = loop
        self._arriving: deque[Callable[[], None]] = deque()
        self._waiting: deque[Callable[[], None]] = deque()
        self._paused = self._closing = self._lost = False

    # What a protocol calls

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return {"peername": ADDRESS, "sockname": ADDRESS}.get(name, default)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """It is never full."""

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self.protocol

    def is_closing(self) -> bool:
        return self._closing

    def write(self, data: Any) -> None:
        if not self._closing:
            sent = bytes(data)
            self.other.later(lambda: self.other.protocol.data_received(sent))

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        if not self._closing:
            self.other.later(self.other.end_of_stream)

    def close(self) -> None:
        if not self._closing:
            self._closing = True
            self.other.later(self.other.end_of_stream)
            self._loop.call_soon(self.lose, None)

    def abort(self) -> None:
        if not self._lost:
            self._closing = True
            self.other.later(lambda: self.other.lose(ConnectionResetError(errno.ECONNRESET, "reset by peer")))
            self._loop.call_soon(self.lose, None)

    def pause_reading(self) -> None:
        self._paused = True

    def resume_reading(self) -> None:
        self._paused = False
        while self._waiting and not self._paused:
            self._waiting.popleft()()

    # What the other end does here

    def later(self, happens: Callable[[], None]) -> None:
        """One thing more is on its way."""
        self._arriving.append(happens)
        seconds = self._loop.network.seconds
        if seconds:
            self._loop.call_later(seconds, self._arrive)
        else:
            self._loop.call_soon(self._arrive)

    def _arrive(self) -> None:
        """The oldest, whichever this is the time of: so they stay in order."""
        happens = self._arriving.popleft()
        if self._lost:
            return
        if self._paused or self._waiting:
            self._waiting.append(happens)
        else:
            happens()

    def end_of_stream(self) -> None:
        if not self._lost and not self.protocol.eof_received():
            self.close()

    def lose(self, error: Exception | None) -> None:
        if not self._lost:
            self._lost = self._closing = True
            if self in self._loop.network.ends:
                self._loop.network.ends.remove(self)
            self.protocol.connection_lost(error)


def on_a_machine(main: Callable[[MachineLoop], Any]) -> Any:
    """Run `main(loop)` on a new one."""
    loop = MachineLoop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(main(loop))
