"""Makes a picture from outside safe: checks its bytes, decodes it, and encodes it anew.

`checked` is the only way in. The header is read by our own few lines before a pixel is allocated; Pillow then gets
nothing but what pixels are made of (no EXIF, no text, no profile, no second image), and what leaves is a fresh JPEG.
"""

import io
import os
import re
import struct
from dataclasses import dataclass
from enum import Enum
from typing import BinaryIO, Final

from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin  # noqa: F401 -- or all forty are loaded

LARGEST_FRAME: Final = 400_000
"""Bytes of one frame of the page (the page's protocol says the same)."""
LARGEST_POSTED: Final = 10 * 1024 * 1024
FRAME_SIDE: Final = 1024
POSTED_PIXELS: Final = 40_000_000
WHOLE_PIXELS: Final = 16_000_000
"""For what costs most: JPEG in several scans and WebP (their decoders hold it whole), and what is transparent (it is
scaled through a second copy). So no picture takes more than 250 MB while it is looked at (measured)."""
POSTED_SIDE: Final = 16_384
"""Each row costs something beside its pixels: of all pictures with as many pixels, one column is the dearest."""
PARTS: Final = 10_000
"""Segments of a JPEG, chunks of a PNG or a WebP: each is a turn of Python, here and in Pillow. Honest PNG of 10 MB have
some 2,500, JPEG with a large profile 300."""
SCANS: Final = 24
"""Of one JPEG; cameras write one, the usual encoders for the web ten. Each costs a pass over the whole picture."""
QUALITY: Final = 85

REASONS: Final = {
    "empty": "no bytes",
    "bytes": "more bytes than allowed",
    "type": "by its content none of the allowed types",
    "sides": "wider, higher or more pixels than allowed, or none",
    "scans": "a JPEG in too many scans",
    "parts": "in too many segments or chunks",
    "damaged": "it does not decode",
}
"""Every reason word, and what it means to a reader of the log."""


class NotAPicture(Exception):
    """What came is no picture that we take; the text is a word of `REASONS` and holds nothing of it."""


class PictureOrigin(Enum):
    """Where a picture came from, and so what is allowed."""

    FRAME = "frame"
    """From the page: a JPEG of at most 1024x1024."""
    POSTED = "posted"
    """An image in the chat: JPEG, PNG or WebP of any usual size."""


@dataclass(frozen=True, slots=True)
class _Head:
    """What the header says. `pixels` is the file without everything that no pixel needs."""

    format: str
    width: int
    height: int
    pixels: bytes
    whole: bool = False
    """One of those that cost most."""
    exif: bytes = b""


def checked(data: bytes, kind: PictureOrigin, *, side: int = FRAME_SIDE) -> bytes:
    """Return a baseline JPEG of the same picture, at most `side` pixels wide and high, upright, and nothing else in it.

    Raises NotAPicture. Takes some milliseconds of CPU (POSTED: up to a second): call it in a worker thread.
    """
    if not data:
        raise NotAPicture("empty")
    if len(data) > (LARGEST_FRAME if kind is PictureOrigin.FRAME else LARGEST_POSTED):
        raise NotAPicture("bytes")
    head = _head(data, kind)
    _check_sides(head, kind)
    try:
        return _again(head, side)
    except Exception:  # Pillow raises a dozen types for bad bytes, and their texts may quote them
        raise NotAPicture("damaged") from None


def _head(data: bytes, kind: PictureOrigin) -> _Head:
    try:
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
        if kind is PictureOrigin.POSTED and data.startswith(b"\x89PNG\r\n\x1a\n"):
            return _png(data)
        if kind is PictureOrigin.POSTED and data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
    except (struct.error, IndexError):
        raise NotAPicture("damaged") from None
    raise NotAPicture("type")


def _check_sides(head: _Head, kind: PictureOrigin) -> None:
    width, height = head.width, head.height
    if kind is PictureOrigin.FRAME:
        fits = width <= FRAME_SIDE and height <= FRAME_SIDE
    else:
        fits = max(width, height) <= POSTED_SIDE
        fits = fits and width * height <= (WHOLE_PIXELS if head.whole else POSTED_PIXELS)
    if not fits or not width or not height:
        raise NotAPicture("sides")


# JPEG (ITU-T T.81, Annex B). libjpeg finds its next marker anywhere after a segment, also inside a scan's data: so
# does this, and both count the same scans. FF 00 is a byte of data, FF FF a filler; after TEM and RSTn (01, D0 to D7)
# no length follows, and there may be millions.
_MARKER: Final = re.compile(rb"\xff([^\x00\x01\xd0-\xd7\xff])")
_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
_JFIF, _EXIF, _ADOBE = 0xE0, 0xE1, 0xEE
_FRAMES: Final = frozenset((0xC0, 0xC1, 0xC2))  # baseline, extended, progressive; nobody sends the others
_OTHER_FRAMES: Final = frozenset(range(0xC3, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _counted(parts: int) -> int:
    """One more of them."""
    if parts >= PARTS:
        raise NotAPicture("parts")
    return parts + 1


def _jpeg(data: bytes) -> _Head:
    kept: list[bytes] = []
    frame: tuple[int, int, int] | None = None
    scans, parts, exif, at, copied = 0, 0, b"", 2, 0
    while (found := _MARKER.search(data, at)) is not None:
        marker, at = found[1][0], found.end()
        if marker == _EOI:
            break
        parts = _counted(parts)
        length = int.from_bytes(data[at : at + 2])
        if marker == _SOI or length < 2 or at + length > len(data):
            raise NotAPicture("damaged")
        if marker in _FRAMES or marker in _OTHER_FRAMES:
            if frame is not None or marker in _OTHER_FRAMES:
                raise NotAPicture("damaged")
            frame = (marker, *struct.unpack_from(">HH", data, at + 3))
        elif marker == _SOS:
            scans += 1
            if scans > SCANS:
                raise NotAPicture("scans")
        elif marker == _COM or (_JFIF <= marker <= 0xEF and marker not in (_JFIF, _ADOBE)):
            if marker == _EXIF and data[at + 2 : at + 8] == b"Exif\0\0":
                exif = exif or data[at + 8 : at + length]
            kept.append(data[copied : found.start()])
            copied = at + length
        at += length
    if frame is None or not scans:
        raise NotAPicture("damaged")
    kept.append(data[copied:at])
    return _Head("JPEG", frame[2], frame[1], b"".join(kept), whole=scans > 1, exif=exif)


_PNG_PIXELS: Final = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"))


def _png(data: bytes) -> _Head:
    """PNG (RFC 2083): the chunks that make the picture; an animation's first one."""
    width, height = struct.unpack_from(">II", data, 16)
    if data[8:16] != b"\0\0\0\x0dIHDR":
        raise NotAPicture("damaged")
    kept, exif, at, parts = [data[:8]], b"", 8, 0
    clear = bool(data[25] & 4)  # the colour type has alpha
    while at + 12 <= len(data):
        parts = _counted(parts)
        length, name = struct.unpack_from(">I4s", data, at)
        if name in _PNG_PIXELS:
            kept.append(data[at : at + 12 + length])
            clear = clear or name == b"tRNS"
        elif name == b"eXIf":
            exif = data[at + 8 : at + 8 + length]
        if name == b"IEND":
            break
        at += 12 + length
    return _Head("PNG", width, height, b"".join(kept), whole=clear, exif=exif)


def _webp(data: bytes) -> _Head:
    """WebP (RFC 9649). The decoder allocates what the first chunk says."""
    name, body = data[12:16], data[20:30]
    if name == b"VP8X":
        width, height = (1 + int.from_bytes(body[at : at + 3], "little") for at in (4, 7))
    elif name == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = (each & 0x3FFF for each in struct.unpack_from("<HH", body, 6))
    elif name == b"VP8L" and body[:1] == b"\x2f":
        (bits,) = struct.unpack_from("<I", body, 1)
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    else:
        raise NotAPicture("damaged")
    exif, at, parts = b"", 12, 0
    while at + 8 <= len(data):
        parts = _counted(parts)
        name, length = struct.unpack_from("<4sI", data, at)
        if name == b"EXIF":
            exif = data[at + 8 : at + 8 + length].removeprefix(b"Exif\0\0")
        at += 8 + length + length % 2
    return _Head("WEBP", width, height, data, whole=True, exif=exif)


_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by EXIF's Orientation."""


def _orientation(exif: bytes) -> int:
    """The tag 0x0112 in the first directory of a TIFF header (EXIF 2.32, §4.6.2); 1, upright, where there is none."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, start)
        for at in range(start + 2, start + 2 + 12 * count, 12):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", exif, at)
            if tag == 0x0112:
                return int(value)
    except struct.error:
        pass
    return 1


def _again(head: _Head, side: int) -> bytes:
    """Decode and encode. The decoder must find the size that the check was about."""
    # Only the decoder whose header was checked: Pillow would choose by its own look at the bytes.
    with Image.open(io.BytesIO(head.pixels), formats=(head.format,)) as image:
        # Before `draft`, which changes `size`.
        if image.size != (head.width, head.height):
            raise NotAPicture("damaged")
        scale = min(1.0, side / max(image.size))
        size = max(1, round(head.width * scale)), max(1, round(head.height * scale))
        image.draft("RGB", size)  # a JPEG is decoded at 1/2, 1/4 or 1/8 where that is still enough
        upright = _flat(image if image.size == size else _scaled(image, size))
        turn = _TURNS.get(_orientation(head.exif))
        if turn is not None:
            upright = upright.transpose(turn)
        return _encoded(upright)


def _encoded(image: Image.Image) -> bytes:
    """As JPEG."""
    with _in_memory() as out:
        image.save(out, "JPEG", quality=QUALITY, exif=b"", icc_profile=None)
        out.seek(0)
        return out.read()


def _in_memory() -> BinaryIO:
    """A file without a disk, where the system has those and one may still be opened.

    Pillow keeps the interpreter's lock while it encodes into an object of Python's, and gives it up, as the voices
    beside it need it to, while it encodes into a file.
    """
    try:
        return open(os.memfd_create("picture"), "w+b")
    except (AttributeError, OSError):
        return io.BytesIO()


def _scaled(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Smaller; few colours first become many, or thin lines and letters would be left out."""
    if image.mode in ("1", "P"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return _eight_bits(image).resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)


def _flat(image: Image.Image) -> Image.Image:
    """RGB, and the same object where it is (a copy of a frame costs as much as a third of decoding it).

    What is transparent lies on white, as most drawings mean it.
    """
    if image.has_transparency_data:
        drawn = image.convert("RGBA")
        paper = Image.new("RGBA", drawn.size, "white")
        return Image.alpha_composite(paper, drawn).convert("RGB")
    return image if image.mode == "RGB" else _eight_bits(image).convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Of sixteen bits of grey `convert` would keep the darkest 256 shades only."""
    return image.point(lambda grey: grey * (1 / 256)).convert("L") if image.mode.startswith("I") else image
