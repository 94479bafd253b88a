"""The README's pictures: the real bot on the demo's page, photographed. `make screenshots` makes them anew.

The interviewer is simulated here too; what it asks back is written below.
"""

import asyncio
import contextlib
import dataclasses
import io
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import discord
from PIL import Image
from playwright.async_api import FloatRect, Locator, expect
from simcord.builders import ChannelHandle

from bot.config import load
from bot.demo import alert_pictures, script, video, voice_pictures
from bot.demo.browser import REFRESH_SECONDS, Threads
from bot.demo.page import LivePage, opened
from bot.demo.person import MISSING, Person, at_the_page, find_chromium
from bot.demo.stage import ADMIN, MODERATOR, SIM_KEY, DemoStage, stage
from sims.gemini import ContextEntry, GeminiSim, Reply, canned
from sims.gemini.brain import FOLLOW_UPS

FOLDER = Path("docs/pictures")
ROOM = "Casey · Event host"
WIDTH, HEIGHT, SHARPNESS = 760, 2000, 1.5
PANEL_WIDTH = 516
MARGIN = 8
COLOURS = 128
LOOKS = """
.message-actions { visibility: hidden; }
"""
"""Without what simcord lays over a message under the mouse."""

ANSWERS = (
    "A quiz night about our own server: three rounds, one of them by voice, and a tie-break nobody expects.",
    "Then that round is typed for everybody. I would rather have one quiz for all than two half ones.",
)
ASKED_BACK = {
    "Question 1": "A voice round sounds lively. What would you do for guests who cannot speak that evening?",
    "Question 2": "What if they go on after that?",
}


def interviewer(context: Sequence[ContextEntry], setup: Mapping[str, Any]) -> Reply:
    """The canned one, with follow-ups that fit the answers."""
    reply = canned(context, setup)
    question = context[-1].text[: len("Question 1")] if context else ""
    return Reply(ASKED_BACK[question]) if reply.text in FOLLOW_UPS and question in ASKED_BACK else reply


async def photograph(chromium: str) -> None:
    await video.photograph(chromium, FOLDER / "camera.png")
    print(FOLDER / "camera.png")
    chat = await voice_pictures.talked()
    async with contextlib.AsyncExitStack() as stack:
        gemini = await stack.enter_async_context(GeminiSim(brain=interviewer, key=SIM_KEY))
        config = load({"GEMINI_API_KEY": SIM_KEY, "GEMINI_BASE_URL": gemini.base_url})
        here = await stack.enter_async_context(stage(config))
        await earlier_interviews(here)
        viewers = [here.candidate, here.moderator, here.admin]
        page = await stack.enter_async_context(opened(here.env, here.channel, viewers, port=0))
        await stack.enter_async_context(kept_fresh(here, page))
        profile = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="screenshots-")))
        person = await stack.enter_async_context(
            at_the_page(chromium, page.url, profile, width=WIDTH, height=HEIGHT, sharpness=SHARPNESS)
        )
        await person.page.add_style_tag(content=LOOKS)
        await consent_by_voice(person)
        await candidate(person)
        for name, messages in (("microphone-check", chat.microphone_check), ("voice", chat.interview)):
            await page.move(here.candidate.id, await voice_pictures.post(here, ROOM, messages))
            await by_voice(person, name)
        await reviewer(person)
        await admin(person)
        await page.move(here.admin.id, alert_pictures.post(here))
        await person.reads("What to do")
        await shoot(person, "alert", all_messages(person).first, all_messages(person).last)


@contextlib.asynccontextmanager
async def kept_fresh(here: DemoStage, page: LivePage) -> AsyncIterator[None]:
    threads = Threads(here, page)

    async def refresh() -> None:
        while True:
            await page.tick()
            await threads.follow()
            await asyncio.sleep(REFRESH_SECONDS)

    task = asyncio.create_task(refresh())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def earlier_interviews(here: DemoStage) -> None:
    """Two for the history: one completed, one that waits for a person."""
    noor, jo = (here.guild.add_member(here.env.create_user(name)) for name in ("noor", "jo"))
    with contextlib.redirect_stdout(io.StringIO()):
        theirs = dataclasses.replace(here, candidate=noor)
        await script.converse(theirs, await script.start(theirs))
        thread = await script.start(dataclasses.replace(here, candidate=jo))
    await jo.click(await panel(thread), label="Ask a person")


async def panel(thread: ChannelHandle) -> discord.Message:
    """The first question, once it is there."""
    for _ in range(100):
        messages = thread.history()
        if messages and messages[-1].components:
            return messages[-1]
        await asyncio.sleep(0.1)
    raise script.Unfinished("no question came")


async def consent_by_voice(person: Person) -> None:
    await person.button("Start an interview").click()
    await person.messages.get_by_role("combobox").first.click()
    await person.messages.get_by_role("option", name=re.compile("By voice")).click()
    await person.reads("An AI talks with you, people decide.")
    await shoot(person, "consent-voice", all_messages(person).last)
    await person.button("Not now").click()


async def by_voice(person: Person, name: str) -> None:
    await expect(all_messages(person).last).to_be_visible()
    await shoot(person, name, all_messages(person).first, all_messages(person).last)


async def candidate(person: Person) -> None:
    await person.button("Start an interview").click()
    await person.button("Agree and start").wait_for()
    await shoot(person, "consent", all_messages(person).last)
    await person.button("Agree and start").click()
    await person.reads("Question 1 of 3")
    await person.writes(ANSWERS[0])
    await person.reads(ASKED_BACK["Question 1"])
    await person.writes(ANSWERS[1])
    await person.reads("Question 2 of 3")
    await shoot(person, "thread", all_messages(person).first, all_messages(person).last)


async def reviewer(person: Person) -> None:
    await person.becomes(MODERATOR)
    await person.commands("interview history")
    await person.reads("Newest first. Choose one below to read it.")
    await shoot(person, "history", all_messages(person).last)
    await person.messages.get_by_role("combobox").last.click()
    await person.messages.get_by_role("option", name=re.compile("noor")).click()
    await person.button("Read the transcript").wait_for()
    await shoot(person, "interview", all_messages(person).last)


async def admin(person: Person) -> None:
    await person.becomes(ADMIN)
    await person.commands("diag gemini")
    await person.reads("Gemini answers")
    await shoot(person, "diag", all_messages(person).last)


def all_messages(person: Person) -> Locator:
    return person.messages.locator(".channel-message")


async def shoot(person: Person, name: str, first: Locator, last: Locator | None = None) -> None:
    """Photograph from the top of one message to the bottom of another; or only one, which is as wide as a panel."""
    await person.page.mouse.move(0, 0)
    await asyncio.sleep(2 * REFRESH_SECONDS)
    top, bottom = await first.bounding_box(), await (last or first).bounding_box()
    if top is None or bottom is None:
        raise AssertionError("a message that was read is on the page")
    area = FloatRect(
        x=top["x"],
        y=top["y"] - MARGIN,
        width=top["width"] if last else PANEL_WIDTH,
        height=bottom["y"] + bottom["height"] - top["y"] + 2 * MARGIN,
    )
    picture = Image.open(io.BytesIO(await person.page.screenshot(clip=area)))
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
    print(FOLDER / f"{name}.png")


def main() -> int:
    chromium = find_chromium()
    if chromium is None:
        print(MISSING, file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    asyncio.run(photograph(chromium))
    return 0


if __name__ == "__main__":
    sys.exit(main())
