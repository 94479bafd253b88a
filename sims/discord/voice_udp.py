"""The UDP side of a voice server: discovery, pings, and the weather on the way to the bot."""

import asyncio
import random
import struct
from collections.abc import Callable
from dataclasses import dataclass

PING, PONG = 0x1337CAFE, 0x1337F00D
Address = tuple[str, int]


@dataclass
class VoiceWeather:
    """Fractions of the people's packets that are lost, late by a place, or doubled; `late_ssrc` in seconds (op 5)."""

    loss: float = 0.0
    reorder: float = 0.0
    duplicate: float = 0.0
    late_ssrc: float = 0.0
    seed: int = 1

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def clear(self) -> None:
        self.set()

    def set(
        self,
        *,
        loss: float = 0.0,
        reorder: float = 0.0,
        duplicate: float = 0.0,
        late_ssrc: float = 0.0,
        seed: int = 1,
    ) -> None:
        """All of it at once: what is not named is fair."""
        self.loss, self.reorder, self.duplicate, self.late_ssrc = loss, reorder, duplicate, late_ssrc
        self._random = random.Random(seed)

    def happens(self, share: float) -> bool:
        return share > 0 and self._random.random() < share


class Udp(asyncio.DatagramProtocol):
    """One socket for all; `received(datagram, address)` is told what is neither discovery nor a ping."""

    def __init__(
        self,
        weather: VoiceWeather,
        received: Callable[[bytes, Address], None],
        discovered: Callable[[int, Address], bool],
    ) -> None:
        self._weather, self._received, self._discovered = weather, received, discovered
        self._transport: asyncio.DatagramTransport | None = None
        self._held: tuple[bytes, Address] | None = None
        self.deaf = 0
        """How many discoveries more get lost."""
        self.last: bytes = b""
        """The newest datagram to the bot, for who wants to send it again."""

    async def open(self) -> int:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        self._transport = transport
        port: int = transport.get_extra_info("sockname")[1]
        return port

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: Address) -> None:
        if len(data) == 74 and data[:4] == b"\0\1\0\x46":
            (ssrc,) = struct.unpack_from(">I", data, 4)
            if self.deaf > 0:
                self.deaf -= 1
            elif self._discovered(ssrc, addr):
                self.raw(struct.pack(">HHI64sH", 2, 70, ssrc, addr[0].encode(), addr[1]), addr)
        elif len(data) == 8:
            first, count = struct.unpack(">II", data)
            if first == PING:
                self.raw(struct.pack(">II", PONG, count), addr)
        else:
            self._received(data, addr)

    def raw(self, datagram: bytes, address: Address) -> None:
        """Without weather."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(datagram, address)

    def send(self, datagram: bytes, address: Address) -> None:
        """Through the weather. One that is held back goes after the next one, or after 60 ms."""
        self.last = datagram
        if self._weather.happens(self._weather.loss):
            return
        if self._held is None and self._weather.happens(self._weather.reorder):
            self._held = (datagram, address)
            asyncio.get_running_loop().call_later(0.06, self._release)
            return
        self.raw(datagram, address)
        if self._weather.happens(self._weather.duplicate):
            self.raw(datagram, address)
        self._release()

    def _release(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            self.raw(*held)
