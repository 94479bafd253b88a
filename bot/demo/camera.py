"""The candidate's other hand: the page that shows their camera, in a real Chromium with a simulated one."""

import contextlib
import re
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Error, Page, async_playwright, expect

from bot.demo.script import Unfinished

SIMULATED = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""Chromium's own test pattern in place of a camera, and of a screen; nobody has to allow it."""
QUIET = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
)
PATIENCE_MS = 20_000
SEEN = {"camera": re.compile("can see you"), "screen": re.compile("can see your screen")}


class DemoCamera:
    """Does what somebody at the page does, by what they read there. Each verb raises Unfinished when it cannot."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def turn_on(self) -> None:
        """The click that uses the link up."""
        await self._presses("Turn camera on")

    async def share_screen(self) -> None:
        await self._presses("Share screen")

    async def is_seen(self, source: str) -> None:
        """The page says that the interviewer sees it."""
        await self._reads(SEEN[source])

    async def is_over(self) -> None:
        """The page says that the interview is over."""
        await self._reads(re.compile("interview is over", re.IGNORECASE))

    async def photograph(self, path: Path) -> None:
        await self.page.screenshot(path=path)

    async def _presses(self, name: str) -> None:
        try:
            await self.page.get_by_role("button", name=name).click(timeout=PATIENCE_MS)
        except Error as wrong:
            raise Unfinished(f"the page has no button “{name}”") from wrong

    async def _reads(self, words: re.Pattern[str]) -> None:
        try:
            await expect(self.page.get_by_text(words).first).to_be_visible(timeout=PATIENCE_MS)
        except AssertionError as wrong:
            shown = " ".join((await self.page.locator("main").inner_text()).split())
            raise Unfinished(f"the page does not say “{words.pattern}”, but: {shown[:500]}") from wrong


@contextlib.asynccontextmanager
async def camera_page(chromium: str, url: str, *, width: int = 1000, height: int = 900) -> AsyncIterator[DemoCamera]:
    """A browser that has opened the link. An error in the page's script ends it with Unfinished."""
    trouble: list[str] = []
    with tempfile.TemporaryDirectory(prefix="interview-browser-", ignore_cleanup_errors=True) as profile:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch_persistent_context(
                profile,
                executable_path=chromium,
                args=[*SIMULATED, *QUIET],
                viewport={"width": width, "height": height},
                locale="en-GB",
            )
            try:
                page = browser.pages[0]
                page.on("pageerror", lambda error: trouble.append(str(error)))
                await page.goto(url)
                yield DemoCamera(page)
            finally:
                await browser.close()
    if trouble:
        raise Unfinished(f"the page's script failed: {trouble[:3]}")
