"""REST of the simulated Discord, over HTTP: its refusals, and the shape of its answers."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest
import simcord

from sims.discord import DiscordSim, world
from sims.discord.server import TOKEN
from tests.harness import request_rules
from tests.sims.bad_messages import BAD_MESSAGES

V2 = 1 << 15
TEXT = {"type": 10, "content": "Hello"}


class Bot:
    """Raw requests, as no library would send them."""

    def __init__(self, sim: DiscordSim, http: aiohttp.ClientSession) -> None:
        self.sim, self._http = sim, http

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        url = f"https://127.0.0.1:{self.sim.port}/api/v10{path}"
        headers = {"Authorization": f"Bot {TOKEN}"}
        async with self._http.request(method, url, json=body, ssl=False, headers=headers) as answer:
            return answer.status, await answer.json() if answer.status != 204 else None

    async def post(self, **body: Any) -> tuple[int, Any]:
        return await self.ask("POST", f"/channels/{world.CHANNEL}/messages", body)


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with DiscordSim() as sim, aiohttp.ClientSession() as http:
        yield Bot(sim, http)


async def test_it_stands_before_every_handler(bot: Bot) -> None:
    """Whatever the path: the tree of faults comes back, nothing happens, and `errors` says why."""
    for name in ("content that is an object", "link with custom_id", "41 with those inside"):
        sent, _ = BAD_MESSAGES[name]
        status, told = await bot.post(**sent.body)
        assert (status, told["code"], told["message"]) == (400, 50035, "Invalid Form Body")
        assert told["errors"]
    for method, path, body in (
        ("PUT", f"/applications/{world.APPLICATION}/commands", [{"name": "A", "description": "x"}]),
        ("POST", f"/guilds/{world.GUILD}/channels", {"name": "x", "rate_limit_per_user": 25_200}),
        ("POST", f"/channels/{world.CHANNEL}/threads", {"name": "t", "type": 12, "auto_archive_duration": 2880}),
        ("GET", f"/channels/{world.CHANNEL}/messages?limit=101", None),
    ):
        status, told = await bot.ask(method, path, body)
        assert (status, told["code"]) == (400, 50035)
    assert not bot.sim.world.messages[world.CHANNEL]
    assert not bot.sim.world.commands
    assert len(bot.sim.world.errors) == 7
    assert "link" not in bot.sim.world.errors[1]
    assert "components.0.components.0.custom_id: A custom id and url" in bot.sim.world.errors[1]


async def test_what_is_new_is_answered_with_201(bot: Bot) -> None:
    assert (await bot.ask("POST", f"/guilds/{world.GUILD}/channels", {"name": "x", "type": 2}))[0] == 201
    body = {"name": "t", "type": 12, "auto_archive_duration": 60}
    assert (await bot.ask("POST", f"/channels/{world.CHANNEL}/threads", body))[0] == 201
    assert (await bot.post(content="x"))[0] == 200


async def test_an_edit_is_held_to_what_stands_there(bot: Bot) -> None:
    """A message of Components V2 stays one, and no edit leaves a message that says nothing."""
    status, made = await bot.post(components=[TEXT], flags=V2)
    assert (status, made["flags"], made["components"][0]["content"]) == (200, V2, "Hello")
    path = f"/channels/{world.CHANNEL}/messages/{made['id']}"
    assert (await bot.ask("PATCH", path, {"content": "x"}))[1]["code"] == 50035
    assert (await bot.ask("PATCH", path, {"components": [TEXT, TEXT]}))[0] == 200
    _, plain = await bot.post(content="x", embeds=[{"title": "t"}])
    path = f"/channels/{world.CHANNEL}/messages/{plain['id']}"
    assert (await bot.ask("PATCH", path, {"components": [TEXT]}))[1]["code"] == 50035
    assert (await bot.ask("PATCH", path, {"content": None}))[0] == 200
    assert (await bot.ask("PATCH", path, {"embeds": []}))[1]["code"] == 50006
    assert (await bot.ask("PATCH", path, {"flags": V2, "embeds": None, "components": [TEXT]}))[1]["flags"] == V2


async def test_an_answer_invents_nothing(bot: Bot) -> None:
    """A nonce comes back to who sent one; whom a message may notify comes back to nobody."""
    _, made = await bot.post(content="x", allowed_mentions={"parse": []})
    assert not {"nonce", "allowed_mentions", "allowed_mentions_sent"} & set(made)
    assert made["author"]["flags"] == 0
    assert bot.sim.world.allowed_mentions[made["id"]] == {"parse": []}
    assert (await bot.post(content="x", nonce="n"))[1]["nonce"] == "n"
    _, member = await bot.ask("GET", f"/guilds/{world.GUILD}/members/{world.CANDIDATE}")
    assert (member["avatar"], member["pending"], member["premium_since"]) == (None, False, None)


@pytest.mark.parametrize(
    ("sent", "words"),
    [({"content": "x" * 2001}, "content: Must be 2000 or fewer"), ({"nonce": "n" * 26}, "nonce: Must be 25 or fewer")],
)
async def test_simcord_is_held_to_the_same(sent: dict[str, str], words: str) -> None:
    """Also where whoever sent it catches every error: the test would fail, with these words."""
    client = discord.Client(intents=discord.Intents.default())
    async with simcord.run(client) as env:
        channel = env.create_guild().create_text_channel("x")
        await env.settle()
        found = client.get_channel(channel.id)
        assert isinstance(found, discord.TextChannel)
        with contextlib.suppress(discord.HTTPException):
            await found.send(sent.get("content", "x"), nonce=sent.get("nonce", 1))
        with pytest.raises(AssertionError, match=words):
            request_rules.say()
        request_rules.say()
        assert not channel.history()
