"""The page's server on loopback, with a real store: a link is claimed once, and its cookie shows a picture."""

import asyncio
from dataclasses import replace
from pathlib import Path

import aiohttp

from bot.interview.models import InterviewType
from bot.ports.events import Source
from bot.store import Store
from bot.web.camera.links import CameraLinks
from bot.web.camera.protocol import CloseCode
from bot.web.camera.rooms import Cameras
from bot.web.site import CameraSite
from bot.words import Words
from tests.harness.service_world import new_interview
from tests.harness.virtual_time import clock
from tests.harness.web_small import URL, Eyes, frame, jpeg

OURS = {"Origin": URL}


async def drained(line: aiohttp.ClientWebSocketResponse) -> None:
    """Read until it is closed."""
    while (await line.receive()).type is aiohttp.WSMsgType.TEXT:
        pass


async def test_from_the_link_to_a_picture(tmp_path: Path) -> None:  # noqa: PLR0915
    """Claimed once and by our page only; shown, refused as PNG, closed by a newer page and by the end."""
    async with Store.open(tmp_path / "i.db", clock=clock) as store:
        links, cameras = CameraLinks(store, URL, clock=clock), Cameras()
        new = replace(new_interview(7), interview_type=InterviewType.VIDEO)
        number = await store.create_interview(new)
        token = (await links.new(number)).partition("#")[2]
        jar = aiohttp.CookieJar(unsafe=True)
        async with CameraSite(links, cameras, Words(), URL, "127.0.0.1", 0, clock=clock) as page:
            at = f"http://127.0.0.1:{page.port}/camera"
            async with aiohttp.ClientSession(cookie_jar=jar, headers=OURS) as browser:

                async def claim(what: object, origin: str = URL) -> tuple[int, dict[str, str]]:
                    async with browser.post(f"{at}/claim", json=what, headers={"Origin": origin}) as answer:
                        return answer.status, await answer.json()

                async def code(**extra: str) -> int | None:
                    async with browser.ws_connect(f"{at}/socket", headers=extra) as line:
                        await line.receive()
                        return line.close_code

                assert await code() == CloseCode.UNKNOWN
                assert await claim({"token": token}, "http://evil.example") == (403, {"why": "foreign"})
                wrong: tuple[object, ...] = ({"token": "x"}, {"token": 1}, [], {"token": f"{number}.{'A' * 43}"})
                for bad in wrong:
                    assert await claim(bad) == (404, {"why": "unknown"})
                assert (await claim({"token": token}))[0] == 200
                assert await claim({"token": token}) == (409, {"why": "used"})
                assert await code(Origin="http://evil.example") == CloseCode.FOREIGN
                async with browser.get(f"http://127.0.0.1:{page.port}/") as answer:
                    assert answer.status == 404
                    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]

                eyes = Eyes()
                cameras.of(number).watch(eyes)
                async with browser.ws_connect(f"{at}/socket") as line:
                    await line.send_str('{"type": "hello", "version": 1}')
                    assert (await line.receive_json())["type"] == "welcome"
                    assert (await line.receive_json())["type"] == "state"
                    await line.send_str('{"type": "source", "source": "camera"}')
                    await line.send_bytes(frame(1, jpeg()))
                    acked = await line.receive_json()
                    assert (acked["type"], acked["number"], acked["shown"]) == ("ack", 1, True)
                    assert eyes.seen == [Source.CAMERA]
                    async with browser.ws_connect(f"{at}/socket") as newer:
                        await newer.send_str('{"type": "hello", "version": 1}')
                        await line.receive()
                        assert line.close_code == CloseCode.ELSEWHERE
                        await newer.send_str('{"type": "source", "source": "camera"}')
                        await newer.send_bytes(frame(1, b"\x89PNG\r\n\x1a\nno picture"))
                        await drained(newer)
                        assert newer.close_code == CloseCode.NO_PICTURE
                async with browser.ws_connect(f"{at}/socket") as last:
                    await last.send_str('{"type": "hello", "version": 1}')
                    assert (await last.receive_json())["type"] == "welcome"
                    reading = asyncio.create_task(drained(last))
                    await page.__aexit__()
                    await reading
                    assert last.close_code == CloseCode.RESTARTING
