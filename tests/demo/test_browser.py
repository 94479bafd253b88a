"""A person plays a whole interview on the demo's page: as the candidate, then as a reviewer."""

import asyncio
import contextlib
import os
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.demo.chromium import MISSING, find_chromium
from tests.demo.launch import demo, printed

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]
QUIET = 2.5
"""Seconds that the bot waits for more words; the canned interviewer then thinks for 0.4 s."""


@pytest.fixture
def chromium() -> str:
    found = find_chromium()
    if found is None:
        if os.environ.get("NO_SKIPS"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return found


class Person:
    """Does what somebody at the page does, by what they read there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.messages = page.locator("#channel-message-list")
        self.box = page.locator("#channel-composer-input")

    def button(self, name: str) -> Locator:
        return self.messages.get_by_role("button", name=name, exact=True).last

    async def reads(self, words: str | re.Pattern[str], seconds: float = 10.0) -> None:
        await expect(self.messages.get_by_text(words).last).to_be_visible(timeout=seconds * 1000)

    async def writes(self, words: str) -> None:
        await self.box.press_sequentially(words, delay=2)
        await self.box.press("Enter")
        await self.reads(words)
        await expect(self.box).to_have_value("")

    async def commands(self, command: str) -> None:
        await self.box.press_sequentially(f"/{command}", delay=2)
        await expect(self.page.locator(".command-entry").first).to_be_visible()
        await self.box.press("Enter")
        await self.page.locator("#channel-composer button[type=submit]:visible").last.click()


@contextlib.asynccontextmanager
async def at_the_page(chromium: str, url: str, profile: Path) -> AsyncIterator[Person]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=["--no-sandbox"], viewport={"width": 1100, "height": 800}
        )
        try:
            page = browser.pages[0]
            page.set_default_timeout(10_000)
            trouble: list[str] = []
            page.on("pageerror", lambda error: trouble.append(str(error)))
            await page.goto(url)
            yield Person(page)
            assert trouble == []
        finally:
            await browser.close()


async def test_a_whole_interview_from_the_button_to_the_transcript(chromium: str, tmp_path: Path) -> None:
    async with demo(tmp_path, "--port", "0") as process:
        text = await printed(process, "Ctrl+C ends")
        url = re.search(r"http://127\S+", text)
        assert url is not None
        async with at_the_page(chromium, url[0], tmp_path / "profile") as person:
            await person.button("Start an interview").click()
            await person.reads("An AI takes part.")
            await person.button("Agree and start").click()
            await person.reads("Question 1 of 3")

            await person.writes("A quiz night about our own server: three rounds, and a tie-break nobody expects.")
            asked = time.monotonic()
            await person.reads(re.compile("What did you learn"))
            assert time.monotonic() - asked < QUIET + 0.4 + 2.0, (
                "it appears by itself, about a second after it is there"
            )
            await person.writes("Short rounds: late guests can join in at any time.")
            await person.reads("Question 2 of 3")
            await person.button("Skip").click()
            await person.reads("Question 3 of 3")
            await person.page.reload()
            await person.reads("Question 3 of 3")
            await person.writes("Three evenings a month.")
            await person.reads(re.compile("reads every application by Sunday"))
            await expect(person.messages.get_by_role("button", name="Skip", exact=True)).to_have_count(0)

            await person.page.select_option("#viewer-picker", label="robin")
            await expect(person.page.locator("#channel-name")).to_have_text("applications")
            await person.commands("interview history")
            await person.messages.get_by_role("combobox").last.click()
            await person.messages.get_by_role("option").first.click()
            await person.button("Read the transcript").click()
            await person.reads("Three evenings a month.")
            assert person.page.url == url[0]


async def test_a_person_can_press_at_any_moment(chromium: str, tmp_path: Path) -> None:
    """Clicks fall into every phase of the page's refresh; each one counts."""
    async with demo(tmp_path, "--port", "0") as process:
        url = re.search(r"http://127\S+", await printed(process, "Ctrl+C ends"))
        assert url is not None
        async with at_the_page(chromium, url[0], tmp_path / "profile") as person:
            await person.button("Start an interview").click()
            await person.button("Agree and start").click()
            await person.reads("Question 1 of 3")
            for attempt in range(6):
                await asyncio.sleep(0.13 * attempt)
                await person.button("Pause").click()
                await person.button("Continue").click()
                await expect(person.button("Pause")).to_be_visible()
            await person.button("End").click()
            await person.button("End it now").click()
            await person.reads(re.compile("The interview is ended"))
