"""By keyboard, by screen reader, on a phone, in the dark, in German; small, and from nowhere else."""

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

import bot.web
from bot.ports.camera import PageEnd
from bot.web.site import CameraSite
from bot.web.texts import operator_text
from bot.words import Words
from tests.harness.page_world import browser, house, visited
from tests.harness.virtual_time import clock

STATIC = Path(bot.web.__file__).parent / "camera" / "static"
EXAMPLES = sorted((Path(__file__).parents[2] / "docs" / "examples").glob("*.md"))
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
NARROW = {"viewport": {"width": 320, "height": 640}}
FAILS = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', 'NotReadableError') }"


async def check(page: Page, state: str) -> None:
    """Axe finds nothing, and nothing is wider than the window."""
    found = await Axe().run(page)
    assert found.violations_count == 0, f"{state}: {found.generate_report()}"
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{state} is too wide"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("desktop-light", {"color_scheme": "light"}),
        ("phone-dark", {"color_scheme": "dark", "locale": "de-DE", **PHONE}),
        ("narrow-dark", {"color_scheme": "dark", **NARROW}),
    ],
)
async def test_axe_finds_nothing_in_any_state(tmp_path: Path, name: str, options: dict[str, Any]) -> None:
    """Each state is also photographed, into the test's folder."""
    german = options.get("locale") == "de-DE"
    async with visited(tmp_path, **options) as (here, visitor):
        page = visitor.page
        assert await page.evaluate("document.documentElement.lang") == ("de" if german else "en")
        await check(page, "before")
        await page.screenshot(path=tmp_path / f"{name}-before.png", full_page=True)
        await visitor.presses("Kamera einschalten" if german else "Turn camera on")
        await visitor.standing("Der Interviewer kann dich sehen." if german else "The interviewer can see you.")
        here.room.caption(1, "What would you do if two members quarrel?", final=True)
        await visitor.reads("What would you do if two members quarrel?")
        await check(page, "seen")
        await page.screenshot(path=tmp_path / f"{name}-seen.png", full_page=True)
        here.room.end(PageEnd.OVER)
        await visitor.standing("Das Interview ist zu Ende." if german else "The interview is over.")
        await check(page, "over")
        await page.screenshot(path=tmp_path / f"{name}-over.png", full_page=True)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_in_an_alert(tmp_path: Path, scheme: str) -> None:
    async with visited(tmp_path, script=FAILS, color_scheme=scheme) as (_, visitor):
        await visitor.presses("Turn camera on")
        await visitor.warned("Another program uses your camera.")
        await check(visitor.page, "alert")
        await visitor.page.screenshot(path=tmp_path / f"alert-{scheme}.png", full_page=True)


@pytest.mark.browser
async def test_by_keyboard_alone(tmp_path: Path) -> None:
    """Tab and Enter; the focus is never lost with the button that was pressed."""
    async with visited(tmp_path) as (_, visitor):
        keys = visitor.page.keyboard
        await keys.press("Tab")
        await expect(visitor.button("Turn camera on")).to_be_focused()
        await keys.press("Enter")
        await visitor.standing("The interviewer can see you.")
        await expect(visitor.button("Hide my picture")).to_be_focused()
        await keys.press("Enter")
        await visitor.standing("Hidden. You are not seen.")
        await expect(visitor.button("Show my picture")).to_be_focused()
        await keys.press("Space")
        await visitor.standing("The interviewer can see you.")


RULES = """async () => {
  const {brightness, changed, fit, GRID} = await import('/camera/static/frames.js');
  const noise = () => 120 + 6 * (Math.random() - 0.5);
  const still = () => Float32Array.from({length: GRID.camera[0] * GRID.camera[1]}, noise);
  const face = still(), waves = still();
  for (let at = 0; at < 300; at += 1) waves[at] += 60;
  const screen = Object.assign(document.createElement('canvas'), {width: 1920, height: 1080}).getContext('2d');
  const [wide, high] = GRID.screen;
  const low = Object.assign(document.createElement('canvas'), {width: wide, height: high});
  const small = low.getContext('2d', {willReadFrequently: true});
  small.imageSmoothingQuality = 'high';
  const read = () => {
    small.drawImage(screen.canvas, 0, 0, wide, high);
    return brightness(small.getImageData(0, 0, wide, high).data);
  };
  const missed = [], blinked = [];
  for (const [ground, ink] of [['#fff', '#111'], ['#1e1e1e', '#d4d4d4']]) for (let row = 3; row < 40; row += 1) {
    screen.fillStyle = ground;
    screen.fillRect(0, 0, 1920, 1080);
    screen.fillStyle = ink;
    screen.font = '14px monospace';
    for (let at = 0; at < row; at += 1) screen.fillText('value = compute(argument, other)', 300, 60 + 19 * at);
    const before = read();
    screen.fillRect(600, 48 + 19 * row, 2, 16);
    if (changed('screen', before, read())) blinked.push([ground, row]);
    screen.fillText('return value', 300, 60 + 19 * row);
    if (!changed('screen', before, read())) missed.push([ground, row]);
  }
  return {first: changed('camera', null, face), still: changed('camera', face, still()),
          waves: changed('camera', face, waves), screen: changed('screen', read(), read()), missed, blinked,
          fits: [fit(1920, 1080, 768), fit(1080, 1920, 1024), fit(320, 200, 768), fit(0, 0, 768)]};
}"""


@pytest.mark.browser
async def test_what_has_changed_enough(tmp_path: Path) -> None:
    """A still face with a camera's noise is not sent; a wave of the hand is, and a short line of code on a large
    screen, wherever it stands. A cursor that blinks is not."""
    async with visited(tmp_path) as (_, visitor):
        assert await visitor.page.evaluate(RULES) == {
            "first": True,
            "still": False,
            "waves": True,
            "screen": False,
            "missed": [],
            "blinked": [],
            "fits": [[768, 432], [576, 1024], [320, 200], [1, 1]],
        }


def test_it_is_small_and_says_every_word() -> None:
    """Under 60 kB with its words; every word that its script reads is in the catalogue, and no other."""
    words = (Path(bot.web.__file__).parents[1] / "words" / "de" / "page.ftl").read_text(encoding="utf-8")
    assert sum(len(file.read_bytes()) for file in STATIC.iterdir()) + len(words.encode()) < 60_000
    script = "".join(file.read_text(encoding="utf-8") for file in STATIC.glob("*.js"))
    known = set(re.findall(r"^page-js-([a-z-]+) =", words, re.MULTILINE))
    claims = {"claim-unknown", "claim-used", "claim-expired", "claim-many"}
    seen = {"seen-camera", "seen-screen"}
    literal = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', script))
    assert known <= literal | claims | seen
    assert not re.search(r"https?://", script + (STATIC / "camera.html").read_text(encoding="utf-8"))


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_in_the_operators_texts(tmp_path: Path, scheme: str) -> None:
    """The examples, filled in, on a narrow phone; and where there is none."""
    for text in EXAMPLES:
        ours = re.sub(r"\{[^{}]+\}", "https://ours.example/a-rather-long-address-of-ours", text.read_text("utf-8"))
        (tmp_path / text.name).write_text(ours)
    said: list[str] = []
    texts: operator_text.Texts = {
        "privacy": operator_text.load("", tmp_path / "privacy.md", lambda _: {}),
        "terms": operator_text.load("", tmp_path / "terms.md", lambda _: {}),
    }
    options: dict[str, Any] = {"color_scheme": scheme, **NARROW}
    async with house(tmp_path) as here, browser(tmp_path, simulated=True, **options) as context:
        page = await context.new_page()
        page.on("console", lambda message: said.append(message.text))
        async with CameraSite(
            here.links, here.cameras, Words(), here.url, "127.0.0.1", 0, clock=clock, texts=texts
        ) as site:
            for path in ("privacy", "terms"):
                await page.goto(f"http://localhost:{site.port}/{path}")
                await check(page, path)
                await page.screenshot(path=tmp_path / f"{path}-{scheme}.png", full_page=True)
        assert said == []
        await page.goto(f"{here.url}/privacy")
        await check(page, "none")
