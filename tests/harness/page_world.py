"""The page as a candidate has it: the real server and store, a real Chromium, and an interview that watches."""

import contextlib
import io
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import BrowserContext, ConsoleMessage, Locator, Page, Request, async_playwright, expect

from bot.demo.camera import QUIET, SIMULATED
from bot.demo.person import MISSING, find_chromium
from bot.demo.spoken_stage import free_port
from bot.interview.models import InterviewType
from bot.ports.events import EdgeEvent, ShownSource, Source
from bot.store import Store
from bot.web.camera.links import CameraLinks
from bot.web.camera.rooms import CameraRoom, Cameras
from bot.web.site import CameraSite
from bot.words import Words
from tests.harness.service_world import new_interview
from tests.harness.virtual_time import clock

QUESTION = "What would you do if two members <quarrel>?"
PATIENCE_MS = 120_000
"""Until a wait for an event is given up: only a test that fails waits so long."""


@dataclass
class Interviewer:
    """Fulfils `Watcher`: keeps what it is shown, while it listens."""

    listens: bool = True
    pictures: list[tuple[Source, Image.Image]] = field(default_factory=list)
    filmed: list[Source | None] = field(default_factory=list)

    def see(self, source: Source, jpeg: bytes) -> bool:
        if self.listens:
            self.pictures.append((source, Image.open(io.BytesIO(jpeg))))
        return self.listens

    def happened(self, event: EdgeEvent) -> None:
        if isinstance(event, ShownSource):
            self.filmed.append(event.source)


@dataclass
class House:
    """One video interview, its page, and who watches it."""

    store: Store
    url: str
    port: int
    number: int
    links: CameraLinks
    cameras: Cameras = field(default_factory=Cameras)
    interviewer: Interviewer = field(default_factory=Interviewer)
    serving: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    @property
    def room(self) -> CameraRoom:
        return self.cameras.of(self.number)

    def watch(self) -> None:
        """The interview listens, at its first question."""
        self.room.watch(self.interviewer)
        self.room.rest(on=False)
        self.room.question(1, 3, clock() + 1500, QUESTION)

    async def serve(self) -> None:
        """Also once more, on the same port and with the same database."""
        page = CameraSite(self.links, self.cameras, Words(), self.url, "127.0.0.1", self.port, clock=clock)
        await self.serving.enter_async_context(page)

    async def link(self) -> str:
        return await self.links.new(self.number)


@contextlib.asynccontextmanager
async def house(folder: Path, *, watched: bool = True) -> AsyncIterator[House]:
    """A house that serves."""
    port = free_port()
    url = f"http://localhost:{port}"
    async with Store.open(folder / "i.db", clock=clock) as store:
        number = await store.create_interview(replace(new_interview(7), interview_type=InterviewType.VIDEO))
        here = House(store, url, port, number, CameraLinks(store, url, clock=clock))
        if watched:
            here.watch()
        try:
            await here.serve()
            yield here
        finally:
            await here.serving.aclose()


@dataclass
class Visitor:
    """Somebody at the page, by what they read there."""

    page: Page
    trouble: list[str] = field(default_factory=list)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def presses(self, name: str) -> None:
        await self.button(name).click()

    async def reads(self, words: str) -> None:
        await expect(self.page.get_by_text(words).first).to_be_visible(timeout=PATIENCE_MS)

    async def standing(self, words: str) -> None:
        """What the line about being seen says."""
        await expect(self.page.locator("#state-text")).to_have_text(words, timeout=PATIENCE_MS)

    async def warned(self, words: str) -> None:
        """What the alert says."""
        await expect(self.page.get_by_role("alert")).to_contain_text(words, timeout=PATIENCE_MS)


def chromium() -> str:
    found = find_chromium()
    if found is None:
        if os.environ.get("NO_SKIPS"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)  # a fresh machine has no Chromium; CI installs it and sets NO_SKIPS
    return found


@contextlib.asynccontextmanager
async def browser(folder: Path, *, simulated: bool = True, **options: Any) -> AsyncIterator[BrowserContext]:
    """A fresh browser with a camera and a screen that nobody has to allow; not `simulated`: nobody allows anything."""
    options = {"locale": "en-GB", "viewport": {"width": 1000, "height": 900}, **options}
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=chromium(),
            args=[*QUIET, *(SIMULATED if simulated else SIMULATED[:1])],
            **options,
        )
        context.set_default_timeout(PATIENCE_MS)
        try:
            yield context
        finally:
            await context.close()


async def visit(context: BrowserContext, url: str, *, script: str = "", expected: tuple[str, ...] = ()) -> Visitor:
    """Open it in a tab of its own. Whatever the browser complains about, or a request to elsewhere, is trouble; of what
    is `expected` it may complain."""
    page = await context.new_page()
    visitor = Visitor(page)
    origin = url.partition("/camera")[0]

    def complained(said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and not any(each in said.text for each in expected):
            visitor.trouble.append(said.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((origin, origin.replace("http", "ws"), "data:", "blob:")):
            visitor.trouble.append(request.url)

    page.on("console", complained)
    page.on("pageerror", lambda error: visitor.trouble.append(str(error)))
    page.on("request", asked)
    if script:
        await page.add_init_script(script)
    await page.goto(url)
    return visitor


@contextlib.asynccontextmanager
async def visited(
    folder: Path, *, script: str = "", simulated: bool = True, expected: tuple[str, ...] = (), **options: Any
) -> AsyncIterator[tuple[House, Visitor]]:
    """The usual case: one house, one browser that has opened the link. Trouble fails the test."""
    async with house(folder) as here, browser(folder, simulated=simulated, **options) as context:
        visitor = await visit(context, await here.link(), script=script, expected=expected)
        yield here, visitor
        assert visitor.trouble == []


async def until(page: Page, holds: Callable[[], object], what: str) -> None:
    """Wait for something at the server's side."""
    for _ in range(PATIENCE_MS // 50):
        if holds():
            return
        await page.wait_for_timeout(50)
    raise AssertionError(f"never happened: {what}")
