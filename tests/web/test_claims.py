"""A link becomes a cookie once; a thousand bad ones of each kind become nothing, and nothing grows."""

import asyncio
import logging
from pathlib import Path

import pytest

from bot.interview.models import Status
from bot.web.camera.links import fingerprint
from tests.harness.web_small import HELLO, URL, Site, closed, frame, jpeg, site

MANY = 1000


def asks(kind: int, each: int) -> str:
    """An address that changes before its limit is reached."""
    return f"198.51.{kind}.{each // 15}"


async def bad(made: Site) -> dict[str, tuple[str, int, str]]:
    """A token of each kind: its text, and how it is refused."""
    used, expired, over, foreign = [await made.interview() for _ in range(4)]
    tokens = {each: await made.token(each) for each in (used, expired, over, foreign)}
    await made.cookie(foreign)
    await made.claim({"token": tokens[used]})
    await made.store.new_link(expired, fingerprint(tokens[expired]), 1.0)
    await made.store.set_status(over, Status.ABANDONED)
    return {
        "malformed": ("<b>", 404, "unknown"),
        "no interview": (f"999999.{'A' * 43}", 404, "unknown"),
        "wrong secret": (f"{used}.{'A' * 43}", 404, "unknown"),
        "foreign": (f"{foreign}.{tokens[used].partition('.')[2]}", 404, "unknown"),
        "used": (tokens[used], 409, "used"),
        "expired": (tokens[expired], 410, "expired"),
        "over": (tokens[over], 410, "over"),
    }


@pytest.mark.slow
async def test_a_thousand_of_each(tmp_path: Path) -> None:
    """Each with its reason and without a cookie; the rows of the store stay as many as they were."""
    async with site(tmp_path) as made:
        kinds = await bad(made)
        rows = await made.store.camera_pass(1), await made.store.camera_pass(3)
        for kind, (token, status, why) in enumerate(kinds.values()):
            for each in range(MANY):
                assert await made.claim({"token": token}, asks(kind, each)) == (status, {"why": why}, "")
        assert (await made.store.camera_pass(1), await made.store.camera_pass(3)) == rows
        assert len(made.cameras._rooms) == 0


async def test_bodies_that_are_none(tmp_path: Path) -> None:
    """Whatever is sent instead of a token."""
    async with site(tmp_path) as made:
        for body in (b"", b"{", b"\xff\xfe", b'{"token": 7}', b'{"token": "\\ud800"}', b"[" * 1000, b"9" * 1000):
            assert await made.claim(body) == (404, {"why": "unknown"}, "")
        assert (await made.claim(b"x" * 1025))[0] == 413


async def test_an_address_that_guesses(tmp_path: Path) -> None:
    """After twenty it learns no reason; a good link still opens there, until two hundred tries."""
    async with site(tmp_path) as made:
        number = await made.interview()
        for _ in range(20):
            assert (await made.claim({"token": "x"}))[0] == 404
        assert await made.claim({"token": "x"}) == (429, {"why": "too-many"}, "")
        assert (await made.claim({"token": "x"}, "192.0.2.2"))[0] == 404
        assert (await made.claim({"token": await made.token(number)}))[0] == 200
        for _ in range(178):
            assert (await made.claim({"token": "x"}))[0] == 429
        good = await made.token(number)
        assert await made.claim({"token": good}) == (429, {"why": "too-many"}, "")
        assert (await made.claim({"token": good}, "192.0.2.2"))[0] == 200


async def test_another_website(tmp_path: Path) -> None:
    """Uses nothing up."""
    async with site(tmp_path) as made:
        token = await made.token(await made.interview())
        for origin in ("https://evil.example", "null", ""):
            assert await made.claim({"token": token}, origin=origin) == (403, {"why": "foreign"}, "")
        assert (await made.claim({"token": token}))[0] == 200


async def test_of_many_at_once_one_gets_in(tmp_path: Path) -> None:
    """Though all have the right link."""
    async with site(tmp_path) as made:
        token = await made.token(await made.interview())
        answers = await asyncio.gather(*(made.claim({"token": token}) for _ in range(30)))
        assert sorted(status for status, *_ in answers) == [200] + [409] * 20 + [429] * 9


@pytest.mark.parametrize(
    ("url", "begins", "has"), [(URL, "camera=", set()), ("https://i.example.org", "__Host-camera=", {"Secure"})]
)
async def test_the_cookie(tmp_path: Path, url: str, begins: str, has: set[str]) -> None:
    """For this site's own requests, unreadable for scripts, bound to https where there is https."""
    async with site(tmp_path, url=url) as made:
        token = await made.token(await made.interview())
        _, said, cookie = await made.claim({"token": token}, origin=url)
        assert cookie.startswith(begins)
        assert {part.strip() for part in cookie.split(";")[1:]} == {"HttpOnly", "Path=/", "SameSite=Strict"} | has
        assert said.keys() == {"title"}


async def test_no_secret_in_any_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Not of a token, a cookie or a picture, whatever becomes of them."""
    caplog.set_level(logging.DEBUG)
    async with site(tmp_path) as made:
        number = await made.interview()
        token = await made.token(number)
        _, _, cookie = await made.claim({"token": token})
        value = cookie.partition(";")[0]
        await made.claim({"token": token})
        async with made.browser.get(f"{made.at}/static/{token}", headers={"Cookie": f"a b{value}"}) as answer:
            assert answer.status == 404
        line = await made.line(value)
        await line.send_str(HELLO)
        await line.send_str('{"type": "source", "source": "camera"}')
        await line.send_bytes(frame(1, jpeg()[:200]))
        await closed(line)
        broken = await made.line(f"{value}; a b={value}")
        await broken.send_str(token)
        await closed(broken)
        secrets = (token.partition(".")[2], value.partition(".")[2])
        assert not any(secret in line for secret in secrets for line in caplog.text.splitlines())
        assert "JFIF" not in caplog.text
