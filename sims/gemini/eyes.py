"""The seeing side of a session: pictures are decoded, counted, and kept for the test that sent them."""

import io
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from sims.gemini.protocol import INVALID_ARGUMENT, Refuse
from sims.loop_time import now

LOW, MEDIUM = "MEDIA_RESOLUTION_LOW", "MEDIA_RESOLUTION_MEDIUM"
TOKENS = {LOW: 66, MEDIUM: 258, "MEDIA_RESOLUTION_HIGH": 258}
"""A picture; without a word in the setup it is looked at like MEDIUM."""
WINDOW = 131_072
"""Tokens of context; with compression the oldest go when it is full, without it the session ends."""
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
SECOND = 0.9
"""Between two pictures; what is sooner is written down."""


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """One picture as it came; `at` is by `loop_time`."""

    at: float
    jpeg: bytes = field(repr=False)
    width: int
    height: int
    resolution: str


class Eyes:
    """Sees what one socket is shown."""

    def __init__(self) -> None:
        self.pictures: list[SeenPicture] = []
        self.too_fast = 0
        """Pictures that came sooner than a second after the one before."""
        self._resolution = MEDIUM
        self._compressed = False

    def set_up(self, setup: dict[str, Any]) -> None:
        """Look as the setup asks."""
        self._resolution = setup.get("generationConfig", {}).get("mediaResolution", MEDIUM)
        self._compressed = "contextWindowCompression" in setup

    @property
    def tokens(self) -> int:
        """What stands in the context of it."""
        seen = len(self.pictures) * TOKENS.get(self._resolution, TOKENS[MEDIUM])
        return min(seen, WINDOW) if self._compressed else seen

    def see(self, blob: dict[str, Any]) -> None:
        """One more. Raises Refuse for what is no such picture, or too much."""
        at = now()
        try:
            with Image.open(io.BytesIO(blob["data"]), formats=(FORMATS[blob["mimeType"]],)) as image:
                image.load()
                width, height = image.size
        except Exception:
            raise Refuse(1007, INVALID_ARGUMENT) from None
        self.too_fast += bool(self.pictures) and at - self.pictures[-1].at < SECOND
        self.pictures.append(SeenPicture(at, blob["data"], width, height, self._resolution))
        if self.tokens > WINDOW:
            raise Refuse(1007, "The input token count exceeds the maximum number of tokens allowed.")
