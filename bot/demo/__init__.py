"""The demo: the real bot, in a temporary folder, against a simulated Discord and (unless `--real`) a canned Gemini.

In the browser a person plays the candidate and the moderator; with `--script` it plays one interview by itself.
Needs the test tools.
"""

import asyncio
import logging

from bot.config import Config
from bot.demo.browser import serve
from bot.demo.script import act


def play(config: Config | None, *, script: bool, port: int) -> int:
    """`config` is given only for the real Gemini; a key that happens to be set is never used. Returns the exit code."""
    logging.getLogger().setLevel(logging.WARNING)
    logging.getLogger("discord").setLevel(logging.ERROR)  # what it warns about is simulated
    return asyncio.run(act(config) if script else serve(config, port))
