"""libopus by ctypes: the one place that loads it. Decodes anything to 16 kHz mono, encodes 24 kHz mono directly.

discord.py's own binding knows 48 kHz stereo only and would need a resampler on both sides.
"""

import ctypes
import ctypes.util
import functools
import importlib.util
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from bot.errors import BotError, OpusMissing

VOIP, AUDIO, LOWDELAY = 2048, 2049, 2051
APPLICATION: Final = LOWDELAY
"""How we encode: in a quarter of VOIP's time. It brings no FEC outward; Discord's clients conceal by themselves."""
BITRATE: Final = 48_000
COMPLEXITY: Final = 5
FRAME_MS: Final = 20
_LONGEST_MS: Final = 120
_SET_BITRATE, _SET_COMPLEXITY = 4002, 4010
_MAX_PACKET: Final = 1276


class OpusError(BotError):
    """libopus refused; the text is its own."""


def milliseconds(packet: bytes) -> float:
    """How long a packet lasts, from its first two bytes (RFC 6716, 3.1); 0 when it cannot be a packet."""
    if not packet:
        return 0
    config = packet[0] >> 3
    if config < 12:
        frame = (10.0, 20.0, 40.0, 60.0)[config & 3]
    elif config < 16:
        frame = (10.0, 20.0)[config & 1]
    else:
        frame = (2.5, 5.0, 10.0, 20.0)[config & 3]
    code = packet[0] & 3
    total = frame * (1, 2, 2, packet[1] & 63 if len(packet) > 1 else 0)[code]
    return total if total <= _LONGEST_MS else 0


def carries_fec(packet: bytes) -> bool:
    """Whether the packet may hold a copy of the one before: only SILK and hybrid packets can (RFC 6716, 3.1)."""
    return bool(packet) and packet[0] >> 3 < 16


def candidates() -> Iterator[str]:
    """Where libopus may be: the system's, then the one in opuslib-next-bundled (found without importing it)."""
    yield "libopus.so.0"
    if system := ctypes.util.find_library("opus"):
        yield system
    spec = importlib.util.find_spec("opuslib_next")
    if spec is not None and spec.origin:
        yield from (str(path) for path in sorted((Path(spec.origin).parent / "_native").glob("*opus.*")))


def open_first(paths: Iterable[str]) -> ctypes.CDLL:
    """The first of these libraries that loads and is libopus. Raises OpusMissing."""
    for path in paths:
        try:
            # PyDLL keeps the interpreter's lock: a call lasts far less than getting the lock back may (5 ms).
            library = ctypes.PyDLL(path)
            return _declare(library)
        except (OSError, AttributeError):
            continue
    raise OpusMissing


def _declare(library: ctypes.CDLL) -> ctypes.CDLL:
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    library.opus_get_version_string.restype = text
    library.opus_strerror.restype = text
    library.opus_strerror.argtypes = [number]
    library.opus_decoder_get_size.argtypes = library.opus_encoder_get_size.argtypes = [number]
    library.opus_decoder_init.argtypes = [pointer, ctypes.c_int32, number]
    library.opus_encoder_init.argtypes = [pointer, ctypes.c_int32, number, number]
    library.opus_decode.argtypes = [pointer, text, ctypes.c_int32, pointer, number, number]
    library.opus_encode.argtypes = [pointer, text, number, pointer, ctypes.c_int32]
    library.opus_encoder_ctl.argtypes = [pointer, number]  # variadic: ctypes must see the third argument as extra
    return library


@functools.cache
def _library() -> ctypes.CDLL:
    return open_first(candidates())


def load() -> str:
    """Load libopus, once for the process; returns its version. Raises OpusMissing: then say its text and stop."""
    version: bytes = _library().opus_get_version_string()
    return version.decode()


def _checked(code: int) -> int:
    if code < 0:
        text: bytes = _library().opus_strerror(code)
        raise OpusError(text.decode())
    return code


class Decoder:
    """One speaker's decoder, mono; libopus mixes stereo down and resamples within. Results are PCM16."""

    def __init__(self, rate: int = 16_000) -> None:
        self._call = _library().opus_decode
        # The state lives in memory of Python's, so there is nothing to free.
        self._state = ctypes.create_string_buffer(_library().opus_decoder_get_size(1))
        self._per_ms = rate // 1000
        self._room = self._per_ms * _LONGEST_MS
        self._out = ctypes.create_string_buffer(2 * self._room)
        self._view = memoryview(self._out)
        _checked(_library().opus_decoder_init(self._state, rate, 1))

    def decode(self, packet: bytes) -> bytes:
        """The sound of one packet."""
        if not packet:
            raise OpusError("empty packet")  # libopus would take it for a lost one
        return self._run(packet, self._room, 0)

    def conceal(self, ms: float = FRAME_MS) -> bytes:
        """What a lost packet may have sounded like, fading; `ms` a multiple of 2.5."""
        return self._run(None, int(ms * self._per_ms), 0)

    def recover(self, next_packet: bytes) -> bytes:
        """The lost packet before `next_packet`, out of the copy this one carries (concealed if it carries none)."""
        # libopus must be told exactly how much is missing (opus.h, `opus_decode`: frame_size); senders keep one length.
        return self._run(next_packet, int(milliseconds(next_packet) * self._per_ms), 1)

    def _run(self, packet: bytes | None, samples: int, fec: int) -> bytes:
        got = self._call(self._state, packet, len(packet) if packet else 0, self._out, samples, fec)
        return self._view[: 2 * _checked(got)].tobytes()


class Encoder:
    """Our voice, mono, in packets of 20 ms; they decode at any rate and channel count."""

    def __init__(
        self,
        rate: int = 24_000,
        *,
        application: int = APPLICATION,
        bitrate: int = BITRATE,
        complexity: int = COMPLEXITY,
    ) -> None:
        library = _library()
        self._call = library.opus_encode
        self._state = ctypes.create_string_buffer(library.opus_encoder_get_size(1))
        self._samples = rate * FRAME_MS // 1000
        self.frame_bytes = 2 * self._samples
        """What `encode` takes: 20 ms of PCM16."""
        self._out = ctypes.create_string_buffer(_MAX_PACKET)
        self._view = memoryview(self._out)
        _checked(library.opus_encoder_init(self._state, rate, 1, application))
        for request, value in ((_SET_BITRATE, bitrate), (_SET_COMPLEXITY, complexity)):
            _checked(library.opus_encoder_ctl(self._state, request, ctypes.c_int(value)))

    def encode(self, pcm: bytes) -> bytes:
        """One packet for exactly 20 ms of sound."""
        if len(pcm) != self.frame_bytes:
            raise OpusError(f"a frame has {self.frame_bytes} bytes, not {len(pcm)}")
        return self._view[: _checked(self._call(self._state, pcm, self._samples, self._out, _MAX_PACKET))].tobytes()
