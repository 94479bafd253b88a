"""The demo: the real bot, in a temporary folder, against a simulated Discord and (unless `--real`) a canned Gemini.

In the browser a person plays the candidate and the moderator; with `--script` it plays one interview by itself, with
`--script --voice` a spoken one, with `--script --video` one with a camera. Needs the extra `demo`; for the camera also
playwright, which is in the extra `test`.
"""

import asyncio
import logging

from bot.config import Config
from bot.errors import ConfigError
from bot.media import libraries


def play(config: Config | None, *, script: bool, voice: bool, video: bool, port: int) -> int:
    """`config` is given only for the real Gemini; a key that happens to be set is never used. Returns the exit code.

    Raises ConfigError where a library for voice does not load, or there is no Chromium for the camera.
    """
    logging.getLogger().setLevel(logging.WARNING)
    logging.getLogger("discord").setLevel(logging.ERROR)  # what it warns about is simulated
    if (voice or video) and (missing := libraries.missing()):
        raise ConfigError(f"There is no interview by voice: {missing[0]}")
    if video:
        from bot.demo import video as video_demo

        return asyncio.run(video_demo.run_interview())
    if voice:
        from bot.demo import spoken

        return asyncio.run(spoken.run_interview())
    from bot.demo.browser import serve
    from bot.demo.script import act

    return asyncio.run(act(config) if script else serve(config, port))
