"""What a browser is served: the page, its files, and nothing else."""

import asyncio
from pathlib import Path

import pytest

from bot.store import Store
from bot.web.camera.check import check_page
from bot.web.camera.links import CameraLinks
from bot.web.camera.page_report import NEEDED
from bot.web.camera.rooms import Cameras
from bot.web.site import STATIC, CameraSite
from bot.words import Words
from tests.harness.virtual_time import clock
from tests.harness.web_front import nobody
from tests.harness.web_small import site


async def test_the_page(tmp_path: Path) -> None:
    """In the browser's language, never kept, with the headers that guard it."""
    async with site(tmp_path) as made:
        for accept, language in (("de-AT,en;q=0.5", "de"), ("en", "en"), ("xx", "en")):
            async with made.browser.get(made.at, headers={"Accept-Language": accept}) as answer:
                assert (answer.status, answer.content_type) == (200, "text/html")
                assert f'<html lang="{language}"' in await answer.text()
                assert answer.headers["Cache-Control"] == "no-store"
                assert all(word in answer.headers[name] for name, words in NEEDED.items() for word in words)
                assert "Server" not in answer.headers


async def test_its_files(tmp_path: Path) -> None:
    """Scripts and styles, with a tag by which an unchanged one is not sent again."""
    async with site(tmp_path) as made:
        for name, kind in (("camera.js", "text/javascript"), ("camera.css", "text/css")):
            async with made.browser.get(f"{made.at}/static/{name}") as answer:
                assert (answer.status, answer.content_type) == (200, kind)
                assert await answer.read() == (STATIC / name).read_bytes()
                tag = answer.headers["ETag"]
            for known in (tag, f"W/{tag}", f'"other", {tag}'):
                async with made.browser.get(f"{made.at}/static/{name}", headers={"If-None-Match": known}) as answer:
                    assert answer.status == 304


async def test_nothing_else(tmp_path: Path) -> None:
    """No other path and no way out of the folder; refusals have the same headers."""
    async with site(tmp_path) as made:
        base = made.at.removesuffix("/camera")
        for path in ("/", "/camera/", "/camera/static/", "/camera/static/camera.html", "/camera/static/..%2fserver.py"):
            async with made.browser.get(f"{base}{path}") as answer:
                assert answer.status == 404
                assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        async with made.browser.get(f"{made.at}/socket") as answer:
            assert answer.status == 400
        async with made.browser.get(f"{made.at}/health") as answer:
            assert await answer.json() == {"bot": "interview-bot", "instance": made.page.instance}


@pytest.mark.parametrize(
    "bad",
    [
        b"GET /camera HTTP/1.1\r\nHost: a\r\nCookie: secret\0word\r\n\r\n",
        b"GET /camera HTTP/1.1\r\nHost: a\r\nse cret: word\r\n\r\n",
        b"\x16\x03\x01secretword\r\n\r\n",
        b"GET /camera HTTP/1.1\r\nHost: a\r\nX: secretword" + b"x" * 20_000 + b"\r\n\r\n",
        b"POST /camera/claim HTTP/1.1\r\nHost: a\r\nContent-Length: secretword\r\n\r\n",
    ],
)
async def test_what_is_no_http(tmp_path: Path, bad: bytes) -> None:
    """Is answered with a number and our headers: not with what was sent, nor with what answers."""
    async with site(tmp_path) as made:
        reader, writer = await asyncio.open_connection("127.0.0.1", made.page.port)
        writer.write(bad)
        said = (await reader.read()).decode()
        writer.close()
    assert said.partition("\r\n")[0].endswith(" 400 Bad Request")
    assert "\r\nContent-Security-Policy: default-src 'none'" in said
    assert said.endswith("\r\n\r\n400")
    assert not any(each in said.lower() for each in ("aiohttp", "python", "secret", "word"))


async def test_the_check_finds_it_whole(tmp_path: Path) -> None:
    """All that the check asks of a page is there: headers, a web socket both ways, the Origin, the clock."""
    async with Store.open(tmp_path / "interviews.db", clock=clock) as store:
        async with nobody() as port:
            url = f"http://localhost:{port}"
        links = CameraLinks(store, url, clock=clock)
        async with CameraSite(links, Cameras(), Words(), url, "127.0.0.1", port, clock=clock) as page:
            report = await check_page(url, here=page.instance, clock=clock)
        assert [finding for finding in report.findings if finding.ok is False] == []
        assert len(report.findings) > 5
