"""Pictures for tests, made here: what a camera, a screen and an attacker send."""

import io
import struct
import zlib
from collections.abc import Iterable
from functools import cache
from typing import Any

from PIL import Image, ImageDraw


@cache
def photo(width: int = 768, height: int = 432) -> Image.Image:
    """Soft shapes with some noise, as a cheap camera gives: its JPEG is about 60 kB at 768x432."""
    grey = Image.radial_gradient("L").resize((width, height))
    soft = Image.merge("RGB", (grey, grey.rotate(90), grey.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    return Image.blend(soft, Image.effect_noise((width, height), 40).convert("RGB"), 0.3)


@cache
def corners(width: int = 60, height: int = 40) -> Image.Image:
    """Black, but for a red corner at the top left and a blue one at the bottom right."""
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 3, height // 3), "red")
    draw.rectangle((width * 2 // 3, height * 2 // 3, width, height), "blue")
    return image


def written(image: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    """The image's file."""
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


@cache
def jpeg(width: int = 768, height: int = 432) -> bytes:
    return written(photo(width, height), quality=70)


def read(data: bytes) -> Image.Image:
    """Decoded, with the help of the library alone."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image


def segment(marker: int, body: bytes) -> bytes:
    """One of a JPEG's."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def inserted(data: bytes, *segments: bytes) -> bytes:
    """A JPEG with these right after its beginning."""
    return data[:2] + b"".join(segments) + data[2:]


def markers(data: bytes) -> list[int]:
    """A JPEG's markers up to its first scan."""
    found, at = [], 2
    while True:
        found.append(data[at + 1])
        if data[at + 1] == 0xDA:
            return found
        at += 2 + int.from_bytes(data[at + 2 : at + 4])


def claiming(data: bytes, width: int, height: int) -> bytes:
    """A JPEG whose frame header says another size."""
    at = next(i for i in range(len(data)) if data[i : i + 2] in (b"\xff\xc0", b"\xff\xc2"))
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def many_scans(count: int, side: int = 1024) -> bytes:
    """A progressive JPEG whose scans say nothing, so many times: a pass over all blocks each (libjpeg's old flood)."""
    data = written(Image.new("L", (side, side), 128), progressive=True)
    at = data.rindex(b"\xff\xda")
    end = data.rindex(b"\xff\xd9")
    return data[:at] + data[at:end] * count + data[end:]


def chunk(name: bytes, body: bytes) -> bytes:
    """One of a PNG's."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, chunks: Iterable[bytes], *, depth: int = 8, colour: int = 2) -> bytes:
    """A PNG of these chunks, whatever its header says."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IEND", b"")


@cache
def zip_bomb(width: int, height: int) -> bytes:
    """A PNG of nothing but zeros: a thousandth of what it unpacks to."""
    rows = zlib.compressobj(9)
    row = bytes(1 + 3 * width)
    packed = b"".join(rows.compress(row) for _ in range(height)) + rows.flush()
    return png(width, height, [chunk(b"IDAT", packed)])


def webp_claiming(width: int, height: int) -> bytes:
    """A WebP whose VP8X header says this size, with a small picture in it."""
    data = written(corners().convert("RGBA"), "WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0")
    assert data[12:16] == b"VP8X"
    return data[:24] + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little") + data[30:]


def with_orientation(image: Image.Image, turn: int, kind: str = "JPEG") -> bytes:
    """A file whose EXIF says how to turn it."""
    exif = Image.Exif()
    exif[0x0112] = turn
    return written(image, kind, exif=exif.tobytes())
