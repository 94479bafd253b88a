"""A town in which people also show something: the bot serves its page, and a real Chromium opens it."""

import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.person import MISSING, find_chromium
from bot.demo.spoken_stage import free_port
from sims.discord.world import CANDIDATE, CHANNEL
from sims.gemini import SeenPicture
from tests.harness.voice_town import VoiceTown, voice_town


def chromium() -> str:
    """The browser; without one the test is skipped with words, which CI does not allow."""
    found = find_chromium()
    if found is None:
        if os.environ.get("NO_SKIPS"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)  # a fresh machine has no Chromium; CI installs it and sets NO_SKIPS
    return found


@contextlib.asynccontextmanager
async def video_town(folder: Path) -> AsyncIterator[VoiceTown]:
    """`voice_town`, and video is offered."""
    port = str(free_port())
    async with voice_town(folder) as here:
        here.more.update(PUBLIC_URL=f"http://localhost:{port}", WEB_PORT=port)
        yield here


async def begin_filmed(here: VoiceTown) -> tuple[int, str]:
    """/interview start type:video, Agree and start; the voice channel's id, and the link to the page."""
    where = {"user": CANDIDATE, "channel": CHANNEL}
    asked = await here.do("command", path=["interview", "start"], options={"type": "video"}, **where)
    await here.answer_of(asked["id"])
    await here.press("start:agree", interaction=asked["id"], **where)
    await here.wait(lambda: here.rows("SELECT room_id FROM interview_sessions WHERE room_id > 0"), "there is a room")
    return int(here.rows("SELECT room_id FROM interview_sessions")[0][0]), await link(here)


async def link(here: VoiceTown) -> str:
    """The newest link that only the candidate was given."""

    def newest() -> str:
        answers = [made.response for made in here.sim.world.interactions.values() if made.response]
        buttons = [item for answer in answers for row in answer.get("components", ()) for item in row["components"]]
        return next((item["url"] for item in reversed(buttons) if "/camera#" in item.get("url", "")), "")

    await here.wait(newest, "there is a link to the page")
    return newest()


def seen(here: VoiceTown) -> list[SeenPicture]:
    """Every picture that arrived at the simulated Gemini."""
    return [each for session in here.gemini.sessions for each in session.pictures]


def counted(here: VoiceTown) -> dict[str, int]:
    """How many pictures the record knows of, by source."""
    return dict(here.rows("SELECT source, SUM(count) FROM pictures GROUP BY source"))
