"""What is no picture, or too much of one, is refused with its reason: by its header, before a pixel is allocated."""

import zlib

import pytest
from PIL import Image

from bot.media.pictures import (
    LARGEST_FRAME,
    LARGEST_POSTED,
    PARTS,
    POSTED_SIDE,
    SCANS,
    NotAPicture,
    PictureOrigin,
    checked,
)
from tests.harness.memory import peak
from tests.media.photos import (
    chunk,
    claiming,
    corners,
    inserted,
    jpeg,
    many_scans,
    photo,
    png,
    read,
    segment,
    webp_claiming,
    written,
    zip_bomb,
)

FRAME, POSTED = PictureOrigin.FRAME, PictureOrigin.POSTED
FRAME_HEADER = segment(0xC0, b"\x08\0\x10\0\x10\1\1\x11\0")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'

REFUSED = {
    "nothing": (FRAME, b"", "empty"),
    "text": (FRAME, b"<html>", "type"),
    "a PNG for a frame": (FRAME, written(corners(), "PNG"), "type"),
    "a WebP for a frame": (FRAME, written(corners(), "WEBP"), "type"),
    "a GIF": (POSTED, written(corners(), "GIF"), "type"),
    "an SVG": (POSTED, SVG, "type"),
    "a TIFF": (POSTED, written(corners(), "TIFF"), "type"),
    "a JPEG 2000": (POSTED, written(corners(), "JPEG2000"), "type"),
    "a PostScript": (POSTED, b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "type"),
    "a RIFF of sound": (POSTED, b"RIFF\x24\0\0\0WAVEfmt ", "type"),
    "a frame of too many bytes": (FRAME, jpeg() + bytes(LARGEST_FRAME), "bytes"),
    "a post of too many bytes": (POSTED, jpeg() + bytes(LARGEST_POSTED), "bytes"),
    "too wide": (FRAME, jpeg(1025, 100), "sides"),
    "too high": (FRAME, jpeg(100, 1025), "sides"),
    "a claim of 4 gigapixels": (FRAME, claiming(jpeg(), 65_535, 65_535), "sides"),
    "a posted claim of 4 gigapixels": (POSTED, claiming(jpeg(), 65_535, 65_535), "sides"),
    "no width": (FRAME, claiming(jpeg(), 0, 432), "sides"),
    "a height to be told later": (FRAME, claiming(jpeg(), 768, 0), "sides"),
    "progressive and large": (POSTED, claiming(written(photo(), progressive=True), 5000, 4000), "sides"),
    "a PNG's claim": (POSTED, png(100_000, 100_000, [chunk(b"IDAT", b"x")]), "sides"),
    "a PNG without height": (POSTED, png(100, 0, [chunk(b"IDAT", b"x")]), "sides"),
    "a zip bomb": (POSTED, zip_bomb(7000, 6000), "sides"),
    "a transparent PNG's claim": (POSTED, png(5000, 4000, [chunk(b"IDAT", b"x")], colour=6), "sides"),
    "one with a transparent colour": (POSTED, png(5000, 4000, [chunk(b"tRNS", bytes(6))]), "sides"),
    "a WebP's claim": (POSTED, webp_claiming(16_384, 16_384), "sides"),
    "a WebP of another size": (POSTED, webp_claiming(100, 100), "damaged"),
    "a flood of scans": (FRAME, many_scans(SCANS), "scans"),
    "a posted flood of scans": (POSTED, many_scans(3000, 2000), "scans"),
    "a flood of comments": (POSTED, inserted(jpeg(), segment(0xFE, b"") * PARTS), "parts"),
    "a flood of tables": (POSTED, inserted(jpeg(), segment(0xDB, b"") * PARTS), "parts"),
    "a flood of chunks": (POSTED, png(8, 8, [chunk(b"teSt", b"")] * PARTS), "parts"),
    "a flood of empty data": (POSTED, png(8, 8, [chunk(b"IDAT", b"")] * PARTS), "parts"),
    "a WebP's flood of chunks": (POSTED, webp_claiming(60, 40) + b"JUNK\0\0\0\0" * PARTS, "parts"),
    "one column": (POSTED, zip_bomb(1, POSTED_SIDE + 1), "sides"),
    "one row": (POSTED, zip_bomb(POSTED_SIDE + 1, 1), "sides"),
    "cut in the header": (FRAME, jpeg()[:100], "damaged"),
    "cut in the picture": (FRAME, jpeg()[:-5000], "damaged"),
    "a PNG cut": (POSTED, written(photo(), "PNG")[:-5000], "damaged"),
    "a PNG that begins otherwise": (POSTED, b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"x" * 20), "damaged"),
    "a PNG's beginning": (POSTED, b"\x89PNG\r\n\x1a\n", "damaged"),
    "a WebP's beginning": (POSTED, b"RIFF\x24\0\0\0WEBPVP8L", "damaged"),
    "a WebP of nothing": (POSTED, b"RIFF\x24\0\0\0WEBPJUNK" + bytes(30), "damaged"),
    "a JPEG's beginning": (FRAME, b"\xff\xd8\xff", "damaged"),
    "only its ends": (FRAME, b"\xff\xd8\xff\xd9", "damaged"),
    "two beginnings": (FRAME, jpeg()[:2] + jpeg(), "damaged"),
    "two frames": (FRAME, inserted(jpeg(), FRAME_HEADER), "damaged"),
    "a lossless frame": (FRAME, jpeg().replace(b"\xff\xc0", b"\xff\xc3", 1), "damaged"),
    "arithmetic coding": (FRAME, jpeg().replace(b"\xff\xc0", b"\xff\xc9", 1), "damaged"),
    "a length of nothing": (FRAME, inserted(jpeg(), b"\xff\xe5\0\0"), "damaged"),
    "a length beyond the end": (FRAME, b"\xff\xd8" + segment(0xE5, bytes(60_000))[:100], "damaged"),
    "a frame without a scan": (FRAME, b"\xff\xd8" + FRAME_HEADER + b"\xff\xd9", "damaged"),
    "twelve bits": (FRAME, jpeg().replace(b"\xff\xc0\0\x11\x08", b"\xff\xc1\0\x11\x0c", 1), "damaged"),
    "a picture behind a page": (POSTED, b"<html><script>/*" + jpeg(), "type"),
    "a picture behind an archive": (FRAME, b"PK\3\4" + jpeg(), "type"),
}
"""Name: (kind, bytes, reason)."""


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """Each with its own word."""
    kind, data, reason = REFUSED[name]
    with pytest.raises(NotAPicture) as refused:
        checked(data, kind)
    assert str(refused.value) == reason


@pytest.mark.parametrize("name", [name for name, (_, _, reason) in REFUSED.items() if reason in ("sides", "scans")])
def test_a_bomb_allocates_nothing(name: str) -> None:
    """The header is enough: no copy of the data, and nothing of the size it claims."""
    kind, data, _ = REFUSED[name]

    def refused() -> None:
        with pytest.raises(NotAPicture):
            checked(data, kind)

    assert peak(refused) < 2 * len(data) + 100_000


def test_as_many_scans_as_allowed() -> None:
    """The limit is no smaller than what encoders make."""
    assert read(checked(many_scans(SCANS - 10), PictureOrigin.FRAME)).size == (1024, 1024)


def test_parts_that_cost_nothing_are_not_counted() -> None:
    """Restart markers are found without a turn of Python each; a large honest PNG has thousands of small chunks."""
    data = jpeg()
    at = data.rindex(b"\xff\xd9")
    assert checked(data[:at] + b"\xff\xd0" * (2 * PARTS) + data[at:], PictureOrigin.FRAME)
    packed = zlib.compress(bytes(25 * 8))
    small = [chunk(b"IDAT", packed[at : at + 1]) for at in range(len(packed))]
    assert read(checked(png(8, 8, small + [chunk(b"IDAT", b"")] * 2500), PictureOrigin.POSTED)).size == (8, 8)


def test_scans_are_counted_where_the_decoder_finds_them() -> None:
    """What looks like a scan inside a segment is none, and one behind garbage is one."""
    inside = inserted(jpeg(), segment(0xE5, b"\xff\xda\0\x08" * 100))
    assert checked(inside, PictureOrigin.FRAME)
    data = written(Image.new("L", (64, 64)), progressive=True)
    at, end = data.rindex(b"\xff\xda"), data.rindex(b"\xff\xd9")
    hidden = data[:at] + (b"\0\xff\0\xff\xff" + data[at:end]) * 40 + data[end:]
    with pytest.raises(NotAPicture, match=r"^scans$"):
        checked(hidden, PictureOrigin.FRAME)


def test_a_bomb_that_is_allowed_fits() -> None:
    """Forty megapixels of nothing, 120 kB: taken, scaled, and gone again."""
    assert read(checked(zip_bomb(7000, 5700), PictureOrigin.POSTED)).size == (1024, 834)
