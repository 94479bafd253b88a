"""Discord's side of one scene: one UDP socket for all, datagrams made beforehand, packets timed as they come."""

import contextlib
import socket
import struct
from collections.abc import Iterator

from bench.voice.groups import Group
from bench.voice.scene import Joining, Person
from bench.voice.sound import voice
from bot.media import rtp
from bot.media.cipher import MODES, Cipher
from bot.media.opus import VOIP, Encoder

TIMESTAMPNS = 35
"""SO_TIMESTAMPNS and SCM_TIMESTAMPNS of Linux: the kernel says when a packet arrived, in CLOCK_REALTIME."""
_STAMP = struct.Struct("qq")
ROOM = socket.CMSG_SPACE(_STAMP.size)
_EXTENSION = b"\xbe\xde\x00\x01"
_LEVEL = b"\x10\xff\x00\x00"
_SILENT_SIZE = 12 + 3 + 16 + 4


def stamp(ancillary: list[tuple[int, int, bytes]]) -> float:
    """The kernel's time of arrival, epoch seconds."""
    seconds, nanoseconds = _STAMP.unpack(ancillary[0][2])
    return float(seconds + nanoseconds / 1e9)


def candidates_packets() -> list[bytes]:
    """Two seconds of Opus as a client sends it."""
    pcm = voice(48_000)
    encoder = Encoder(48_000, application=VOIP, bitrate=64_000)
    size = encoder.frame_bytes
    return [encoder.encode(pcm[at : at + size]) for at in range(0, len(pcm), size)]


class Datagrams:
    """What one candidate will send, ready to be written."""

    def __init__(self, person: Person, group: Group, opus: list[bytes], count: int) -> None:
        self._person = person
        self._cipher = Cipher(MODES[0], person.key)
        self._ready = [self._seal(n, group.session.encrypt_opus(opus[n % len(opus)])) for n in range(count)]
        self._next = 0

    def _seal(self, number: int, frame: bytes) -> bytes:
        """As clients send it: with a header extension, whose body is encrypted with the frame."""
        header = bytearray(rtp.header(number, number * 960, self._person.candidate_ssrc))
        header[0] |= 0x10
        return self._cipher.seal(bytes(header) + _EXTENSION, _LEVEL + frame)

    def next(self) -> bytes:
        self._next += 1
        return self._ready[self._next - 1]

    def silence(self) -> bytes:
        """A silence packet in place of the next one; it is made now, which costs little and happens seldom."""
        self._next += 1
        return self._seal(self._next - 1, rtp.SILENCE)


class VoiceServer:
    """The socket. `packets` gives what has arrived: whose (an ssrc), when, and whether it is sound."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self.socket.setsockopt(socket.SOL_SOCKET, TIMESTAMPNS, 1)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self._addresses: dict[int, tuple[str, int]] = {}

    @property
    def port(self) -> int:
        return int(self.socket.getsockname()[1])

    def meet(self, people: tuple[Person, ...], joining: list[Joining]) -> None:
        self._addresses = {
            person.number: ("127.0.0.1", each.udp_port) for person, each in zip(people, joining, strict=True)
        }

    def send(self, number: int, datagram: bytes) -> None:
        with contextlib.suppress(ConnectionRefusedError):
            self.socket.sendto(datagram, self._addresses[number])

    def packets(self) -> Iterator[tuple[int, float, bool]]:
        while True:
            try:
                data, ancillary, _, _ = self.socket.recvmsg(2048, ROOM)
            except (BlockingIOError, ConnectionRefusedError):
                return
            if len(data) > 12 and data[1] == 0x78:  # not a keepalive
                yield int.from_bytes(data[8:12], "big"), stamp(ancillary), len(data) > _SILENT_SIZE
