"""Somebody at the demo's page, in a real Chromium: for the test of the page and for the README's pictures."""

import contextlib
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Locator, Page, async_playwright, expect

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "There is no Chromium; on Debian: apt-get install chromium fonts-noto-color-emoji"


def find_chromium() -> str | None:
    """The path of the first one there is; None wants `MISSING` said."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Person:
    """Does what somebody at the page does, by what they read there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.messages = page.locator("#channel-message-list")
        self.box = page.locator("#channel-composer-input")
        self.send = page.locator("#channel-composer button[type=submit]:visible").last

    def button(self, name: str) -> Locator:
        """The newest one of that name."""
        return self.messages.get_by_role("button", name=name, exact=True).last

    async def reads(self, words: str | re.Pattern[str]) -> None:
        await expect(self.messages.get_by_text(words).last).to_be_visible(timeout=10_000)

    async def writes(self, words: str) -> None:
        await self.box.press_sequentially(words, delay=2)
        for _ in range(4):
            await expect(self.send).to_be_enabled()
            await self.box.press("Enter")
            with contextlib.suppress(AssertionError):  # the page was busy with an update, and took no key
                await expect(self.box).to_have_value("", timeout=3_000)
                break
        await self.reads(words)

    async def commands(self, command: str) -> None:
        """Type a command, take it from the list, send it."""
        await self.box.press_sequentially(f"/{command}", delay=2)
        await expect(self.page.locator(".command-entry").first).to_be_visible()
        await self.box.press("Enter")
        await self.send.click()

    async def becomes(self, name: str) -> None:
        """Choose another viewer."""
        await self.page.select_option("#viewer-picker", label=name)
        await expect(self.page.locator("#action-status")).to_have_text(re.compile("Preview ready|Viewer switched"))


@contextlib.asynccontextmanager
async def at_the_page(
    chromium: str, url: str, profile: Path, *, width: int = 1100, height: int = 800, sharpness: float = 1.0
) -> AsyncIterator[Person]:
    """A person who has opened the page. An error in the page's script ends it with an AssertionError."""
    trouble: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium,
            args=["--no-sandbox"],
            viewport={"width": width, "height": height},
            device_scale_factor=sharpness,
            bypass_csp=True,  # the pictures bring a style of their own
        )
        try:
            page = browser.pages[0]
            page.set_default_timeout(10_000)
            page.on("pageerror", lambda error: trouble.append(str(error)))
            await page.goto(url)
            yield Person(page)
        finally:
            await browser.close()
    if trouble:
        raise AssertionError(f"the page's script failed: {trouble}")
