"""What the service cut through the middle is put together here: characters in two halves, samples in two bytes.

Pure; one `Seams` for each socket. A string of JSON can hold half of a character (one surrogate of two), which Python
keeps and nothing can send, store or show.
"""

import re
from array import array
from sys import byteorder

RATE = 24_000
"""Hertz of the model's sound as it is handed on: PCM16 little endian, mono."""
_RATES = range(8_000, 192_001)
_RATE = re.compile(r"rate\s*=\s*(\d{1,6})\b", re.IGNORECASE)
_PCM = ("audio/pcm", "audio/l16", "audio/x-l16", "audio/raw")
"""How PCM16 is called. Google's L16 is little endian as well, whatever RFC 2586 says."""
_UNSEEN = dict.fromkeys(code for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n\r")


def mended(text: str) -> str:
    """The text with two halves of a character joined, and a half that stays alone replaced by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


class TextSeam:
    """The fragments of one transcription: half a character at an end waits for its other half."""

    def __init__(self) -> None:
        self._half = ""

    def join(self, fragment: str) -> str:
        """What of it can be read now, without control characters. An empty fragment changes nothing."""
        if not fragment:
            return ""
        text, self._half = self._half + fragment, ""
        if "\ud800" <= text[-1] <= "\udbff":
            text, self._half = text[:-1], text[-1]
        return mended(text).translate(_UNSEEN)

    def end(self) -> None:
        """Nothing more comes of this: a half that waits is nobody's."""
        self._half = ""


class SoundSeam:
    """The model's sound as whole samples at 24 kHz, whatever its blobs' edges and rate are."""

    def __init__(self) -> None:
        self._left = b""  # half a sample
        self._rate = RATE
        self._last = 0  # the sample before, and how far we are behind it, in samples that came
        self._at = 1.0

    def join(self, mime: str, data: bytes) -> bytes:
        """The samples that are whole now; nothing where it is no PCM16."""
        if not is_pcm(mime):
            return b""
        rate = rate_of(mime)
        if rate != self._rate:
            self._rate, self._left, self._last, self._at = rate, b"", 0, 1.0
        data = self._left + data
        whole = len(data) - len(data) % 2
        self._left = data[whole:]
        return data[:whole] if rate == RATE else self._resampled(data[:whole])

    def end(self) -> None:
        """A reply is over: half a sample that waits would turn the next one into noise."""
        self._left, self._last, self._at = b"", 0, 1.0

    def _resampled(self, pcm: bytes) -> bytes:
        """A straight line from sample to sample: plain speech at the right height, and never the usual way."""
        came = array("h", [self._last])
        came.frombytes(pcm)
        if byteorder == "big":
            came.byteswap()
            came[0] = self._last
        made, step, at = array("h"), self._rate / RATE, self._at
        while at < len(came) - 1:
            before = int(at)
            made.append(round(came[before] + (came[before + 1] - came[before]) * (at - before)))
            at += step
        self._last, self._at = came[-1], at - (len(came) - 1)
        if byteorder == "big":
            made.byteswap()
        return made.tobytes()


class Seams:
    """Of one socket: what the model says in words, what the candidate is heard to say, and the model's sound."""

    def __init__(self) -> None:
        self.transcript = TextSeam()
        self.heard = TextSeam()
        self.sound = SoundSeam()

    def end(self) -> None:
        """The model's turn is over, or cut."""
        self.transcript.end()
        self.sound.end()


def is_pcm(mime: str) -> bool:
    """Whether a blob of this type is PCM16."""
    return mime.split(";", maxsplit=1)[0].strip().lower() in _PCM


def rate_of(mime: str) -> int:
    """Hertz, as the type says; the service's usual rate where it says nothing that can be."""
    found = _RATE.search(mime)
    rate = RATE if found is None else int(found[1])
    return rate if rate in _RATES else RATE
