"""Hostile pictures through the one door for them: bent files, bombs, floods, and one kind called another."""

import struct
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from bot.media.pictures import LARGEST_FRAME, LARGEST_POSTED, PARTS, SCANS, NotAPicture, PictureOrigin, checked
from tests.fuzz.mutate import bent_bytes
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
    with_orientation,
    written,
    zip_bomb,
)

RESIDENT_GROWTH = 64 * 2**20
"""Bytes; the allocator holds some megabytes now and then, a decoder that kept its pictures would hold hundreds."""
_SIDE = 256
"""Of what leaves, at most: most of the files are small, so that there is time for many."""


class PictureFuzz:
    """Somebody who sends files, by a seed."""

    def __init__(self, seed: int) -> None:
        self._pick = Random(seed)
        small = [photo(96, 64), corners(40, 90), photo(17, 3)]
        self._jpegs = [written(image, **how) for image in small for how in _JPEGS] + [
            written(photo(96, 64).convert("L")),
            written(photo(96, 64).convert("CMYK")),
            with_orientation(photo(96, 64), 6),
        ]
        self._others = [
            *(written(image.convert(mode), "PNG") for image in small for mode in ("RGB", "RGBA", "P", "L", "1")),
            *(written(image, "WEBP", lossless=lossless) for image in small for lossless in (False, True)),
            *(with_orientation(photo(96, 64), 8, kind) for kind in ("PNG", "WEBP")),
            written(photo(96, 64), "GIF"),
            written(photo(96, 64), "BMP"),
        ]
        self._special: list[Callable[[], bytes]] = [
            self._claim,
            self._scans,
            self._lengths,
            self._polyglot,
            self._noise,
            self._parts,
        ]
        self._floods = [
            inserted(self._jpegs[0], segment(0xFE, b"") * PARTS),
            png(8, 8, [chunk(b"IDAT", b"")] * PARTS),
            webp_claiming(60, 40) + b"JUNK\0\0\0\0" * PARTS,
        ]
        self.counters: Counter[str] = Counter()

    def step(self) -> None:
        """One file. It becomes a small fresh JPEG, or is refused with a reason; anything else is a fault of ours."""
        kind = self._pick.choice(tuple(PictureOrigin))
        try:
            fresh = checked(self._file(), kind, side=_SIDE)
        except NotAPicture as refused:
            self.counters[str(refused)] += 1
            return
        image = read(fresh)
        assert image.format == "JPEG"
        assert image.mode == "RGB"
        assert max(image.size) <= _SIDE
        assert not image.info.keys() & {"exif", "icc_profile", "comment", "photoshop", "mp"}
        self.counters["taken"] += 1

    def _file(self) -> bytes:
        pick = self._pick
        dice = pick.random()
        if dice < 0.15:
            return pick.choice(self._special)()
        file = pick.choice(pick.choice((self._jpegs, self._others)))
        if dice < 0.2:
            return file
        if dice < 0.5:
            return bent_bytes(pick, file)
        changed = bytearray(file)  # in the header, where most of the decisions are made
        for _ in range(pick.randrange(1, 5)):
            changed[pick.randrange(min(len(changed), 700))] = pick.choice((0, 1, 0xD8, 0xDA, 0xFF, pick.randrange(256)))
        return bytes(changed)

    def _claim(self) -> bytes:
        """A size that is not the picture's: hundreds of megapixels, or a hundred megabytes of them."""
        pick = self._pick
        width, height = (pick.choice((0, 1, 90, 1024, 1025, 5800, 16_384, 65_535)) for _ in range(2))
        match pick.randrange(3):
            case 0:
                return claiming(pick.choice(self._jpegs), width, height)
            case 1:
                depth, colour = pick.choice(((8, 2), (8, 6), (16, 6), (1, 0), (3, 9)))
                size = (
                    width * height <= 10**6 or width * height > 40 * 10**6
                )  # in between it is a slow picture, no bomb
                rows = [chunk(b"IDAT", b"x\x9c" + pick.randbytes(30))]
                return png(width if size else 99_999, height, rows, depth=depth, colour=colour)
            case _:
                return webp_claiming(max(1, width), max(1, min(height, 100)))

    def _scans(self) -> bytes:
        """Scan upon scan over a picture of one megapixel."""
        pick = self._pick
        return many_scans(pick.choice((1, SCANS, SCANS, 2000, 2000)), 128)

    def _parts(self) -> bytes:
        """Far more segments or chunks than a picture has."""
        return self._pick.choice(self._floods)

    def _lengths(self) -> bytes:
        """Segments and chunks whose lengths lie."""
        pick = self._pick
        length = pick.choice((0, 1, 2, 3, 255, 65_535))
        lie = struct.pack(">BBH", 0xFF, pick.randrange(256), length) + pick.randbytes(pick.choice((0, 20, 70_000)))
        if pick.random() < 0.5:
            return inserted(pick.choice(self._jpegs), lie)
        name = pick.choice((b"IDAT", b"PLTE", b"tRNS", b"eXIf", b"zTXt", b"IEND", pick.randbytes(4)))
        long = struct.pack(">I", pick.choice((0, 2**31, 2**32 - 1, 13))) + name + pick.randbytes(20)
        file = written(photo(96, 64), "PNG")
        return file[:33] + long + file[33:]

    def _polyglot(self) -> bytes:
        """Two kinds in one file, for readers to disagree on; one may be a bomb, or have millions of bytes behind it."""
        pick = self._pick
        parts = [
            pick.choice(self._jpegs),
            pick.choice(self._others),
            b"<script>",
            b"PK\x03\x04",
            zip_bomb(3000, 13_400),
        ]
        pick.shuffle(parts)
        hidden = inserted(pick.choice(self._jpegs), segment(0xE1, b"Exif\0\0" + pick.choice(self._others)[:60_000]))
        padding = bytes(pick.choice((LARGEST_FRAME, LARGEST_POSTED))) if pick.random() < 0.1 else b""
        return pick.choice((b"".join(parts[:2]), hidden, parts[0])) + padding

    def _noise(self) -> bytes:
        """Nothing but the first bytes are right."""
        pick = self._pick
        first = pick.choice(
            (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBPVP8 ", b"RIFF\0\0\0\0WEBPVP8L", b"")
        )
        return first + pick.randbytes(pick.randrange(2000)) if pick.random() < 0.9 else jpeg()


_JPEGS: tuple[dict[str, Any], ...] = (
    {},
    {"progressive": True},
    {"subsampling": 0},
    {"restart_marker_rows": 1},
    {"quality": 1, "optimize": True},
)


def resident() -> int:
    """Bytes of memory this process holds (the decoders' are not Python's); 0 where the system does not say."""
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[1]) * 4096 if told.exists() else 0
