"""What comes from outside leaves as a fresh JPEG of the same picture, or not at all."""

import errno
import io
import os
from typing import Any

import pytest
from PIL import Image, ImageOps

from bot.media import pictures
from bot.media.pictures import NotAPicture, PictureOrigin, checked
from bot.web.camera import protocol
from tests.media.photos import (
    claiming,
    corners,
    inserted,
    jpeg,
    markers,
    photo,
    png,
    read,
    segment,
    with_orientation,
    written,
)

FRESH = {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
"""JFIF, tables, a baseline frame, tables, its scan: all that may be in what leaves."""


def alike(one: Image.Image, other: Image.Image) -> bool:
    """The same picture to an eye: small copies differ by little."""
    small = [image.convert("RGB").resize((8, 8), Image.Resampling.BOX).tobytes() for image in (one, other)]
    return all(abs(a - b) < 24 for a, b in zip(*small, strict=True))


@pytest.mark.parametrize(
    "how",
    [{}, {"progressive": True}, {"subsampling": 0}, {"quality": 5}, {"restart_marker_rows": 1}, {"optimize": True}],
)
def test_a_frame(how: dict[str, Any]) -> None:
    """Every usual JPEG is taken, keeps its size and looks, and becomes a baseline JPEG."""
    sent = written(corners(320, 200), **how)
    fresh = checked(sent, PictureOrigin.FRAME)
    assert set(markers(fresh)) == FRESH
    image = read(fresh)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (320, 200))
    assert alike(image, corners(320, 200))


def test_a_frame_that_says_too_much() -> None:
    """One that holds less than its header says is filled with grey, within the size that was checked."""
    assert read(checked(claiming(jpeg(), 1024, 1024), PictureOrigin.FRAME)).size == (1024, 1024)


def test_a_grey_frame() -> None:
    """Comes out in colour, as everything does."""
    assert read(checked(written(photo().convert("L")), PictureOrigin.FRAME)).mode == "RGB"


def test_the_page_and_the_check_agree() -> None:
    """What the protocol allows is what is taken, in bytes and in pixels."""
    assert pictures.LARGEST_FRAME == protocol.LARGEST_FRAME
    assert read(checked(jpeg(1024, 1024), PictureOrigin.FRAME)).size == (1024, 1024)


def test_a_frame_scaled() -> None:
    """`side` bounds what leaves; the aspect stays."""
    assert read(checked(jpeg(1024, 576), PictureOrigin.FRAME, side=768)).size == (768, 432)
    assert read(checked(jpeg(300, 1000), PictureOrigin.FRAME, side=100)).size == (30, 100)


def test_nothing_else_leaves() -> None:
    """Places, names, texts, profiles, thumbnails, second images and whatever is tacked on stay behind."""
    secret = b"MARKED-48.137N-11.575E-MARKED"
    sent = inserted(
        jpeg(),
        segment(0xE1, b"Exif\0\0" + secret),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + secret),
        segment(0xE2, b"ICC_PROFILE\0\1\1" + secret),
        segment(0xE2, b"MPF\0" + secret),
        segment(0xED, b"Photoshop 3.0\0" + secret),
        segment(0xFE, secret),
    )
    fresh = checked(sent + b"PK\3\4<script>" + secret, PictureOrigin.FRAME)
    assert secret not in fresh
    assert b"script" not in fresh
    assert set(markers(fresh)) == FRESH
    assert alike(read(fresh), photo())


@pytest.mark.parametrize("turn", range(9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_upright(turn: int, kind: str) -> None:
    """A photo taken with the phone on its side is turned; an orientation that there is not is none."""
    sent = with_orientation(corners(), turn, kind)
    with Image.open(io.BytesIO(sent)) as original:
        upright = ImageOps.exif_transpose(original)
    image = read(checked(sent, PictureOrigin.POSTED))
    assert image.size == upright.size
    assert alike(image, upright)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_posted_png(mode: str) -> None:
    """Every kind of PNG; sixteen bits of grey keep their shades."""
    sent = written(_of_mode(mode), "PNG")
    for side in (50, 20):
        shade = read(checked(sent, PictureOrigin.POSTED, side=side)).getpixel((10, 10))
        assert isinstance(shade, tuple)
        assert all(abs(value - (255 if mode == "1" else 150)) < 8 for value in shade), shade


def _of_mode(mode: str) -> Image.Image:
    if mode == "I;16":
        return Image.new("I;16", (50, 50), 150 * 256)
    return Image.new("RGB", (50, 50), (150, 150, 150)).convert(mode, dither=Image.Dither.NONE)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_transparency_is_paper(kind: str) -> None:
    """A drawing on nothing is a drawing on white."""
    drawn = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    drawn.paste((0, 0, 0, 255), (20, 20, 40, 40))
    image = read(checked(written(drawn, kind, **({"lossless": True} if kind == "WEBP" else {})), PictureOrigin.POSTED))
    assert [image.getpixel(at) for at in ((5, 5), (30, 30))] == [(255, 255, 255), (0, 0, 0)]


@pytest.mark.parametrize("mode", ["1", "P"])
def test_letters_of_few_colours(mode: str) -> None:
    """A line of one pixel in a large screenshot leaves its shade, wherever it lies."""
    sheet = Image.new("RGB", (3000, 300), "white")
    for left in range(0, 3000, 61):
        sheet.paste("black", (left, 0, left + 1, 300))
    fresh = read(checked(written(sheet.convert(mode), "PNG"), PictureOrigin.POSTED)).convert("L")
    row = fresh.crop((0, 50, 1024, 51)).tobytes()
    for left in range(61, 2900, 61):
        at = left * 1024 // 3000
        assert min(row[at - 1 : at + 2]) < 220, left


def test_a_transparent_colour() -> None:
    """The same for a PNG that names one colour, or one of its palette."""
    flat = Image.new("RGB", (64, 64), (1, 2, 3))
    for image, clear in ((flat, (1, 2, 3)), (flat.quantize(4), 0)):
        assert read(checked(written(image, "PNG", transparency=clear), PictureOrigin.POSTED)).getpixel((9, 9)) == (
            255,
            255,
            255,
        )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_posted_picture(kind: str) -> None:
    """As phones make them: scaled to fit, with its aspect."""
    image = read(checked(written(corners(4000, 3000), kind), PictureOrigin.POSTED))
    assert image.size == (1024, 768)
    assert alike(image, corners(4000, 3000))


def test_a_print_jpeg() -> None:
    """CMYK is taken from the chat."""
    image = read(checked(written(corners().convert("CMYK"), "JPEG"), PictureOrigin.POSTED))
    assert image.mode == "RGB"
    assert alike(image, corners())


def test_a_strip() -> None:
    """Very long and one pixel high: still a picture."""
    assert read(checked(written(Image.new("RGB", (6000, 1)), "PNG"), PictureOrigin.POSTED)).size == (1024, 1)


def test_a_moving_picture() -> None:
    """Its first one counts."""
    several = [Image.new("RGB", (50, 50), colour) for colour in ("red", "blue")]
    for kind in ("PNG", "WEBP"):
        sent = written(several[0], kind, save_all=True, append_images=several[1:], duration=100)
        assert alike(read(checked(sent, PictureOrigin.POSTED)), several[0])


def test_texts_of_a_png_are_never_unpacked() -> None:
    """What is no pixel is cut out before the library sees it."""
    sent = written(corners(), "PNG")
    bad = png(1, 1, [])[8:33].replace(b"IHDR", b"zTXt")  # a text chunk whose checksum is wrong
    assert alike(read(checked(sent[:33] + bad + sent[33:], PictureOrigin.POSTED)), corners())


def test_every_reason_is_a_word() -> None:
    """For logs: a reason holds nothing of what was sent."""
    assert all(reason.isalpha() for reason in pictures.REASONS)
    with pytest.raises(NotAPicture) as refused:
        checked(b"MARKED", PictureOrigin.FRAME)
    assert str(refused.value) in pictures.REASONS
    assert refused.value.__cause__ is None


class Watched(io.FileIO):
    """A file that notes what Python itself writes into it."""

    def __init__(self, file: int) -> None:
        super().__init__(file, "w+b")
        self.written = 0

    def write(self, data: Any) -> int:
        self.written += len(data)
        return super().write(data)


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="this system has no files in memory")
def test_pillow_encodes_into_a_file_by_itself() -> None:
    """The pin: it does so without the interpreter's lock, and never hands the bytes to Python."""
    with Watched(os.memfd_create("test")) as file:
        Image.effect_noise((640, 480), 50).convert("RGB").save(file, "JPEG")
        assert (file.written, file.tell() > 10_000) == (0, True)


def test_no_file_can_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the process's limit a picture is still looked at, in the old way."""

    def full(name: str) -> int:
        raise OSError(errno.EMFILE, "Too many open files")

    picture = written(corners(320, 200))
    usual = checked(picture, PictureOrigin.FRAME)
    monkeypatch.setattr(os, "memfd_create", full, raising=False)
    assert checked(picture, PictureOrigin.FRAME) == usual
