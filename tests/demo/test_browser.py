"""A person plays a whole interview on the demo's page: as the candidate, then as a reviewer."""

import asyncio
import os
import re
import time
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.demo.person import MISSING, at_the_page, find_chromium
from tests.harness.demo_launch import demo, printed

pytestmark = pytest.mark.browser
QUIET = 2.5
"""Seconds that the bot waits for more words; the canned interviewer then thinks for 0.4 s."""


@pytest.fixture
def chromium() -> str:
    found = find_chromium()
    if found is None:
        if os.environ.get("NO_SKIPS"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)  # a fresh machine has no Chromium; CI installs it and sets NO_SKIPS
    return found


async def test_a_whole_interview_from_the_button_to_the_transcript(chromium: str, tmp_path: Path) -> None:
    async with demo(tmp_path, "--port", "0") as process:
        text = await printed(process, "Ctrl+C ends")
        url = re.search(r"http://127\S+", text)
        assert url is not None
        async with at_the_page(chromium, url[0], tmp_path / "profile") as person:
            await person.button("Start an interview").click()
            await person.reads("An AI asks, people decide.")
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

            await person.becomes("robin")
            await expect(person.page.locator("#channel-name")).to_have_text("applications")
            await person.commands("interview history")
            await person.messages.get_by_role("combobox").last.click()
            await person.messages.get_by_role("option").first.click()
            await person.button("Read the transcript").click()
            await person.reads("Three evenings a month.")
            assert person.page.url == url[0]
            await person.messages.get_by_role("link", name="Go to the thread").last.click()
            await expect(person.page.locator("#channel-name")).to_have_text(re.compile("Event host"))
            assert len(person.page.context.pages) == 1, "nobody is led to the real Discord"
            for tool in ("Inspector", "Capture", "Refresh preview", "(edited)"):
                await expect(person.page.get_by_text(tool).first).to_be_hidden()


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
