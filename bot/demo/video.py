"""One whole video interview that plays itself: a voice in the simulated Discord, a camera in a real Chromium."""

import contextlib
import io
import tempfile
import time
from collections import Counter
from pathlib import Path

import aiohttp

from bot.demo import spoken
from bot.demo.caller import Caller, until
from bot.demo.camera import DemoCamera, camera_page
from bot.demo.person import MISSING, find_chromium
from bot.demo.script import Unfinished
from bot.demo.spoken_stage import SpokenStage, spoken_stage
from bot.errors import ConfigError
from bot.interview.models import InterviewType
from bot.store.records import InterviewDetail
from sims.gemini import SeenPicture

SHARES_AFTER = 2
"""The answer after which the candidate shows their screen."""
EXPLAINING = """\
One video interview in a simulated Discord, with a canned interviewer (no key, nothing leaves this machine).
The voice whistles, as in the demo by voice. The camera is Chromium's simulated one, on the real page of the bot; its
pictures go the real way: page, websocket, check, Gemini's protocol.
"""


async def run_interview() -> int:
    """Returns the exit code: 0 when everything held. Raises ConfigError where there is no Chromium."""
    chromium = find_chromium()
    if chromium is None:
        raise ConfigError(MISSING)
    began = time.monotonic()
    print(EXPLAINING)
    try:
        async with spoken_stage(page=True) as here, aiohttp.ClientSession() as http:
            caller = Caller(here, http)
            room = await spoken.agree(here, caller, InterviewType.VIDEO)
            async with camera_page(chromium, await link(here)) as page:
                await turn_on(page)
                await spoken.join(here, caller, room)
                await spoken.pass_check(here, caller, room)
                await page.is_seen("camera")
                print("page         The interviewer can see what the camera shows.\n")
                await spoken.converse(here, caller, after=lambda place: share(here, page, place))
                await page.is_over()
                print("page         The interview is over; nothing is seen any more.")
            detail = await spoken.show_record(here)
            show_pictures(here, detail)
            spoken.check(here, caller, detail)
            check(here, detail)
    except Unfinished as wrong:
        print(f"\nThe demo stopped: {wrong}")
        return 1
    print(f"\nEverything held. Done in {time.monotonic() - began:.0f} s.")
    return 0


async def photograph(chromium: str, path: Path) -> None:
    """The page while the interviewer asks, for the README."""
    with contextlib.redirect_stdout(io.StringIO()):
        async with spoken_stage(page=True) as here, aiohttp.ClientSession() as http:
            caller = Caller(here, http)
            room = await spoken.agree(here, caller, InterviewType.VIDEO)
            async with camera_page(chromium, await link(here), width=760, height=880) as page:
                await page.turn_on()
                await spoken.join(here, caller, room)
                await spoken.pass_check(here, caller, room)
                await page.is_seen("camera")
                await caller.is_asked()
                await page.photograph(path)


async def link(here: SpokenStage) -> str:
    """The address behind **Open camera**, which only the candidate sees."""

    def found() -> str:
        answers = [made.response for made in here.discord.world.interactions.values() if made.response]
        buttons = [item for answer in answers for row in answer.get("components", ()) for item in row["components"]]
        return next((item["url"] for item in reversed(buttons) if "/camera#" in item.get("url", "")), "")

    await until(found, "there is no link to the page")
    shown, _, _ = found().partition("#")
    print(f"casey        presses “Open camera”: {shown}#… (works once)")
    return found()


async def turn_on(page: DemoCamera) -> None:
    """On the page; nothing is seen before the interview has begun."""
    print("casey        presses “Turn camera on” on the page\n")
    await page.turn_on()


async def share(here: SpokenStage, page: DemoCamera, place: int) -> None:
    """Between two answers the screen takes the camera's place; a picture of the page is kept."""
    if place != SHARES_AFTER:
        return
    folder = Path(tempfile.mkdtemp(prefix="interview-page-"))
    await page.photograph(folder / "page.png")
    print(f"page         (a screenshot of it: {folder / 'page.png'})")
    print("casey        presses “Share screen”")
    await page.share_screen()
    await page.is_seen("screen")
    print("page         The interviewer can see the screen.")


def show_pictures(here: SpokenStage, detail: InterviewDetail) -> None:
    """What the record says of them, and what arrived."""
    print("\nThe pictures (none is kept):")
    for span in detail.pictures:
        print(f"  {span.count:>3} from the {span.source:<7} within {span.ended_at - span.started_at:.0f} s")
    arrived = Counter((seen.width, seen.height, seen.resolution) for seen in seen_by(here))
    for (width, height, resolution), count in arrived.items():
        print(f"  {count:>3} arrived at Gemini: JPEG, {width}x{height}, {resolution}")


def seen_by(here: SpokenStage) -> list[SeenPicture]:
    """Every picture that the simulated Gemini has decoded."""
    return [seen for session in here.gemini.sessions for seen in session.pictures]


def check(here: SpokenStage, detail: InterviewDetail) -> None:
    """Whether both sides know the same. Raises Unfinished with the first thing that does not hold."""
    seen, counted = seen_by(here), Counter[str]()
    for span in detail.pictures:
        counted[span.source] += span.count
    held = (
        (detail.row.interview_type is InterviewType.VIDEO, "it is not stored as a video interview"),
        (counted["camera"] and counted["screen"], "the record does not know of camera and screen"),
        (abs(len(seen) - counted.total()) <= 1, f"{counted.total()} are recorded, {len(seen)} arrived"),
        (any(each.resolution.endswith("MEDIUM") for each in seen), "the screen was not looked at closely"),
        (not here.gemini.errors, f"the simulated Gemini complains: {here.gemini.errors[:3]}"),
    )
    for holds, otherwise in held:
        if not holds:
            raise Unfinished(otherwise)
