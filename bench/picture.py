"""The CPU of one picture on its way in, beside the floor of decoding and encoding it alone.

    python -m bench.picture [rounds]

A frame is what a page sends: a photo of 768x432 (camera) or written text of 1024x576 (screen). Ours is all that happens
between the web socket and the JPEG for the model: the gate, the look at the header, decode, encode, and the JSON frame.
The floor is Pillow's decode and encode of the same bytes. The budget is 6 ms for a camera's frame.
"""

import base64
import io
import json
import statistics
import sys
import time
from collections.abc import Callable

from PIL import Image, ImageDraw

from bot.media.frame_gate import FrameGate
from bot.media.pictures import QUALITY, PictureOrigin, checked
from bot.ports.events import Source

BUDGET_MS = 6.0
WARM_UP = 20


def camera() -> bytes:
    """Soft shapes under noise: as large as a cheap webcam's pictures are."""
    grey = Image.radial_gradient("L").resize((768, 432))
    noise = Image.effect_noise((768, 432), 40).convert("RGB")
    return as_jpeg(Image.blend(Image.merge("RGB", (grey,) * 3), noise, 0.3), 70)


def screen() -> bytes:
    """Black on white, in lines."""
    image = Image.new("RGB", (1024, 576), "white")
    draw = ImageDraw.Draw(image)
    for line in range(40):
        draw.text(
            (10, 14 * line), f"{line:3}    for candidate in interviews[{line}]: await candidate.answers()", "black"
        )
    return as_jpeg(image, 80)


def as_jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def floor(data: bytes) -> None:
    """What cannot be saved."""
    with Image.open(io.BytesIO(data)) as image:
        image.save(io.BytesIO(), "JPEG", quality=QUALITY)


class Way:
    """Ours, with a clock that lets every picture pass."""

    def __init__(self) -> None:
        self._now = 0.0
        self._gate = FrameGate(0.0)

    def __call__(self, data: bytes) -> None:
        self._now += 60
        self._gate.arrives(len(data), self._now)
        encoded = base64.b64encode(checked(data, PictureOrigin.FRAME)).decode()
        json.dumps({"realtimeInput": {"video": {"data": encoded, "mimeType": "image/jpeg"}}})
        self._gate.wait_ms(Source.CAMERA, self._now)


def measure(rounds: int, data: bytes, *ways: Callable[[bytes], None]) -> list[list[float]]:
    """Milliseconds of CPU, in order, for each way; they take turns, so that both meet the same machine."""
    taken: list[list[float]] = [[] for _ in ways]
    for number in range(rounds + WARM_UP):
        for way, list_ in zip(ways, taken, strict=True):
            began = time.thread_time()
            way(data)
            if number >= WARM_UP:
                list_.append((time.thread_time() - began) * 1000)
    return [sorted(list_) for list_ in taken]


def main(rounds: int) -> int:
    """Print both; 1 when a camera's frame is over the budget."""
    kept = True
    for name, data in (("camera 768x432", camera()), ("screen 1024x576", screen())):
        bare, ours = measure(rounds, data, floor, Way())
        for what, times in (("decode, encode", bare), ("ours", ours)):
            p95 = times[int(len(times) * 0.95)]
            shown = f"median {statistics.median(times):5.2f} ms   p95 {p95:5.2f} ms"
            print(f"{name:16} {len(data) // 1000:3} kB  {what:15} {shown}")
        print(f"{name:16} ratio {statistics.median(ours) / statistics.median(bare):.2f}")
        if name.startswith("camera"):
            kept = statistics.median(ours) < BUDGET_MS
    print(f"budget {BUDGET_MS} ms: {'kept' if kept else 'BROKEN'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
