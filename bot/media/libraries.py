"""Checks at start whether the libraries load that a voice interview needs, so that none fails for lack of one."""

import importlib
from collections.abc import Callable, Mapping
from typing import Final

from bot.errors import OpusMissing
from bot.media import opus

_AGAIN: Final = "Install the bot's packages again (make install, or pip install with its lock file)."


def _cipher() -> None:
    cipher = importlib.import_module("bot.media.cipher")
    for mode in cipher.MODES:
        cipher.Cipher(mode, bytes(32)).seal(bytes(12), b"")


CHECKS: Final[Mapping[str, Callable[[], object]]] = {
    "libopus (the voice codec)": opus.load,
    "davey (Discord's end-to-end encryption)": lambda: importlib.import_module("davey"),
    "PyNaCl and cryptography (Discord's transport encryption)": _cipher,
}


def missing(checks: Mapping[str, Callable[[], object]] = CHECKS) -> list[str]:
    """Return one sentence for the operator for each library that does not load; empty when voice works."""
    sentences = []
    for name, check in checks.items():
        try:
            check()
        except OpusMissing as error:
            sentences.append(str(error))
        except (ImportError, OSError, AttributeError) as error:
            sentences.append(f"{name} does not load ({type(error).__name__}). {_AGAIN}")
    return sentences
