"""The bytes of MLS (RFC 9420) that a voice server must make and read for DAVE: proposals out, commits and welcomes in.

Discord is the group's "external sender": it signs Add and Remove proposals, and only members commit them. Source:
https://github.com/discord/dave-protocol, version 1.1.
"""

import hashlib
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

MLS10, PUBLIC_MESSAGE, CIPHERSUITE = 1, 1, 2
ADD, REMOVE = 1, 3
MEMBER, EXTERNAL = 1, 2
PROPOSAL, COMMIT = 2, 3
APPEND = b"\x00"


class Malformed(ValueError):
    """Bytes that are not what they should be; the words say what was expected."""


def vector(data: bytes) -> bytes:
    """A variable-size vector, RFC 9420 section 2.1.2."""
    size = len(data)
    if size < 1 << 6:
        return bytes([size]) + data
    if size < 1 << 14:
        return struct.pack(">H", size | 0x4000) + data
    return struct.pack(">I", size | 0x80000000) + data


class Reader:
    """Reads what TLS presentation language describes. Raises Malformed."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, size: int) -> bytes:
        found = self.data[self.at : self.at + size]
        if len(found) != size:
            raise Malformed("truncated")
        self.at += size
        return found

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def size(self) -> int:
        first = self.take(1)[0]
        self.at -= 1
        width = 1 << (first >> 6)
        return self.number(width) & ((1 << (8 * width - 2)) - 1)

    def vector(self) -> bytes:
        return self.take(self.size())

    def expect(self, size: int, value: int, what: str) -> None:
        if self.number(size) != value:
            raise Malformed(what)

    def leaf_node(self) -> int:
        """Skips a leaf node; returns the user's id, which is its basic credential."""
        self.vector()
        self.vector()
        self.expect(2, 1, "only basic credentials")
        identity = int.from_bytes(self.vector(), "big")
        for _ in range(5):  # capabilities
            self.vector()
        source = self.number(1)
        if source == 1:  # key package: a lifetime
            self.take(16)
        elif source == 3:  # commit: a parent hash
            self.vector()
        self.vector()
        self.vector()
        return identity


def key_package_user(package: bytes) -> int:
    """Whose key package (op 26) this is."""
    reader = Reader(package)
    reader.expect(2, MLS10, "mls10")
    reader.expect(2, CIPHERSUITE, "ciphersuite 2")
    reader.vector()
    return reader.leaf_node()


@dataclass(frozen=True, slots=True)
class Commit:
    """A member's commit (op 28), split from the welcome behind it ("" where nobody joins)."""

    message: bytes
    welcome: bytes
    group: bytes
    epoch: int
    leaf: int
    references: tuple[bytes, ...]


def read_commit(payload: bytes) -> Commit:
    """Checks what Discord checks: a public message by a member that commits proposals by reference only."""
    reader = Reader(payload)
    reader.expect(2, MLS10, "mls10")
    reader.expect(2, PUBLIC_MESSAGE, "a public message")
    group, epoch = reader.vector(), reader.number(8)
    reader.expect(1, MEMBER, "the sender must be a member")
    leaf = reader.number(4)
    reader.vector()
    reader.expect(1, COMMIT, "a commit")
    size = reader.size()
    end = reader.at + size
    references = []
    while reader.at < end:
        reader.expect(1, 2, "only references to proposals")
        references.append(reader.vector())
    if reader.number(1):  # an update path
        reader.leaf_node()
        reader.vector()
    for _ in range(3):  # signature, confirmation tag, membership tag
        reader.vector()
    return Commit(payload[: reader.at], payload[reader.at :], group, epoch, leaf, tuple(references))


def reference(proposal: bytes) -> bytes:
    """A proposal's name in a commit, RFC 9420 section 5.2: a hash of the message without its version."""
    return hashlib.sha256(vector(b"MLS 1.0 Proposal Reference") + vector(proposal[2:])).digest()


def appended(proposals: list[bytes]) -> bytes:
    """The payload of op 27."""
    return APPEND + vector(b"".join(proposals))


class ExternalSender:
    """Signs proposals in a voice server's name, for the group of one channel."""

    def __init__(self, channel_id: int) -> None:
        self.group = struct.pack(">Q", channel_id)
        self._key = ec.generate_private_key(ec.SECP256R1())
        point = self._key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.package = vector(point) + struct.pack(">H", 1) + vector(b"simulated-voice-gateway")
        """The payload of op 25."""

    def add(self, epoch: int, key_package: bytes) -> bytes:
        return self._proposal(epoch, struct.pack(">H", ADD) + key_package)

    def remove(self, epoch: int, leaf: int) -> bytes:
        return self._proposal(epoch, struct.pack(">HI", REMOVE, leaf))

    def _proposal(self, epoch: int, body: bytes) -> bytes:
        content = vector(self.group) + struct.pack(">QBI", epoch, EXTERNAL, 0) + vector(b"") + bytes([PROPOSAL]) + body
        message = struct.pack(">HH", MLS10, PUBLIC_MESSAGE) + content
        # An external sender signs without the group's context (RFC 9420 section 6.1).
        signed = vector(b"MLS 1.0 FramedContentTBS") + vector(message)
        return message + vector(self._key.sign(signed, ec.ECDSA(hashes.SHA256())))
