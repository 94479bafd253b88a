"""Finds libopus for discord.py's own codec classes: the system's, or the one in opuslib-next-bundled."""

import importlib.util
from pathlib import Path

import discord.opus


def load() -> None:
    """Afterwards `discord.opus.Encoder` and `Decoder` work. Raises RuntimeError where there is no libopus."""
    if discord.opus.is_loaded() or discord.opus._load_default():
        return
    spec = importlib.util.find_spec("opuslib_next")
    if spec is not None and spec.origin is not None:
        for found in sorted((Path(spec.origin).parent / "_native").glob("*opus.*")):
            discord.opus.load_opus(str(found))
            return
    raise RuntimeError("libopus was not found")
