"""What the simulated Discord refuses: by close codes on the voice websocket, in `errors` for UDP, by codes in REST."""

import contextlib
import ssl
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest

from sims.discord import DiscordSim
from sims.discord.rtp import MODES, Transport
from sims.discord.tls import Loopback
from sims.discord.world import BOT, CANDIDATE, CHANNEL, GUILD, LOUNGE, STAGE
from tests.sims.caller import logged_in, until

Socket = aiohttp.ClientWebSocketResponse


@contextlib.asynccontextmanager
async def offered(sim: DiscordSim, channel: int = LOUNGE) -> AsyncIterator[tuple[Socket, dict[str, Any]]]:
    """A raw voice websocket after its Hello, and what an identify must say."""
    await sim.voice.asked("s-1", {"channel_id": channel, "self_mute": False, "self_deaf": False})
    assert sim.voice.bot is not None
    identify = {"server_id": str(GUILD), "user_id": str(BOT), "session_id": "s-1", "token": sim.voice.bot.token}
    trust = ssl.create_default_context(cadata=sim.authority)
    connector = aiohttp.TCPConnector(resolver=Loopback(sim.port), ssl=trust)
    async with (
        aiohttp.ClientSession(connector=connector) as http,
        http.ws_connect("wss://sim-1.discord.media/?v=8") as socket,
    ):
        hello = await socket.receive_json()
        assert hello["op"] == 8
        yield socket, {**identify, "max_dave_protocol_version": 1}


async def closed_with(socket: Socket) -> int | None:
    async for _ in socket:
        pass
    return socket.close_code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token": "other"}, 4004),
        ({"session_id": "old"}, 4006),
        ({"server_id": "1"}, 4011),
        ({"max_dave_protocol_version": 0}, 4017),
    ],
)
async def test_a_wrong_identify(changes: dict[str, Any], code: int) -> None:
    async with DiscordSim() as sim, offered(sim) as (socket, identify):
        await socket.send_json({"op": 0, "d": identify | changes})
        assert await closed_with(socket) == code


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        (['{"op": 1, "d": {}}'], 4003),
        (["not JSON"], 4002),
        (["identify", '{"op": 99, "d": {}}'], 4001),
        (["identify", "identify"], 4005),
        (["identify", '{"op": 1, "d": {"protocol": "webrtc"}}'], 4012),
        (
            [
                "identify",
                '{"op": 1, "d": {"protocol": "udp", "data": {"address": "1", "port": 1, "mode": "xsalsa20"}}}',
            ],
            4016,
        ),
    ],
)
async def test_wrong_frames(frames: list[str], code: int) -> None:
    async with DiscordSim() as sim, offered(sim) as (socket, identify):
        for frame in frames:
            if frame == "identify":
                await socket.send_json({"op": 0, "d": identify})
            else:
                await socket.send_str(frame)
        assert await closed_with(socket) == code


async def test_heartbeats_are_wanted() -> None:
    async with DiscordSim() as sim:
        sim.voice.websocket.heartbeat_ms = 100
        async with offered(sim) as (socket, _):
            assert await closed_with(socket) == 4009


async def test_a_resume_is_answered_with_resumed_alone() -> None:
    """And what was numbered since is sent again; after 4006 there is nothing to resume."""
    async with DiscordSim() as sim:
        async with offered(sim, STAGE) as (socket, identify):
            await socket.send_json({"op": 0, "d": identify})
            bot = sim.voice.bot
            assert bot is not None
            assert (await socket.receive_json())["op"] == 2
            bot.address = ("127.0.0.1", 9)
            chosen = {"protocol": "udp", "data": {"address": "127.0.0.1", "port": 9, "mode": MODES[0]}}
            await socket.send_json({"op": 1, "d": chosen})
            assert (await socket.receive_json())["op"] == 4
            sim.voice.abort()
            await closed_with(socket)
        await sim.voice.people[CANDIDATE].join(STAGE)
        trust = ssl.create_default_context(cadata=sim.authority)
        connector = aiohttp.TCPConnector(resolver=Loopback(sim.port), ssl=trust)
        async with aiohttp.ClientSession(connector=connector) as http:
            for code in (None, 4006):
                async with http.ws_connect("wss://sim-1.discord.media/?v=8") as again:
                    await again.receive_json()
                    await again.send_json({"op": 7, "d": {**identify, "seq_ack": 0}})
                    if code is None:
                        assert [(await again.receive_json())["op"] for _ in range(5)] == [9, 11, 18, 20, 12]
                        sim.voice.close(4006)
                    assert await closed_with(again) == 4006


async def test_wrong_sound() -> None:
    """Before speaking, with a nonce twice, in the clear where DAVE stands: each is noted."""
    async with DiscordSim() as sim, offered(sim) as (socket, identify):
        await socket.send_json({"op": 0, "d": identify})
        assert (await socket.receive_json())["op"] == 2
        bot = sim.voice.bot
        assert bot is not None
        bot.address = ("127.0.0.1", 9)
        key = bytes(bot.new_key(MODES[1])["secret_key"])
        sim.voice.groups[LOUNGE].ready.add(BOT)
        sealed = Transport(MODES[1], key).seal(
            kind=120, sequence=1, timestamp=960, ssrc=bot.ssrc, payload=b"clear", extended=False
        )
        for _ in range(2):
            sim.voice.udp.datagram_received(sealed, bot.address)
        sim.voice.udp.datagram_received(sealed[:-1] + b"\xff", bot.address)
        await until(lambda: "op 5" in str(sim.world.errors), "it is noted")
        noted = "\n".join(sim.world.errors)
        for words in ("a nonce twice", "in the clear", "no key of its connection opens"):
            assert words in noted


async def test_refusals_over_rest() -> None:
    async with DiscordSim() as sim, logged_in(sim) as client:
        guild = client.guilds[0]
        member = await guild.fetch_member(CANDIDATE)
        with pytest.raises(discord.HTTPException) as refused:
            await member.move_to(discord.Object(LOUNGE))  # type: ignore[arg-type]  # an id is all that is needed
        assert refused.value.code == 40032
        with pytest.raises(discord.HTTPException) as refused:
            await guild.create_voice_channel("Room", user_limit=100)
        assert refused.value.code == 50035
        sim.world.missing = {"manage_channels"}
        with pytest.raises(discord.Forbidden) as refused:
            await guild.create_voice_channel("Room")
        assert refused.value.code == 50013
        with pytest.raises(discord.NotFound) as refused:
            await member.fetch_voice()
        assert refused.value.code == 10065


async def test_people_by_http() -> None:
    """The control port: a person joins, speaks into the void, is moved; a private room does not let a stranger in."""
    async with DiscordSim() as sim, aiohttp.ClientSession() as http:

        async def do(verb: str, **asked: Any) -> tuple[int, dict[str, Any]]:
            url = f"http://127.0.0.1:{sim.control_port}/voice/{verb}"
            async with http.post(url, json={"user": CANDIDATE, "channel": CHANNEL, **asked}) as answer:
                return answer.status, await answer.json()

        assert await do("join", channel=LOUNGE) == (200, {})
        assert await do("say", number=3, fast=50) == (200, {})
        assert await do("mute", self_mute=True) == (200, {})
        deny = [{"id": str(GUILD), "type": 0, "allow": "0", "deny": str(1 << 20)}]
        _, made = await do("channel", name="Closed", permission_overwrites=deny)
        assert (await do("join", channel=made["id"]))[0] == 403
        assert (await do("join", channel=CHANNEL))[0] == 403
        assert (await do("weather", loss=0.1))[0] == 200
        async with http.get(f"http://127.0.0.1:{sim.control_port}/voice/state") as answer:
            state = await answer.json()
        assert state["voice_states"][0]["self_mute"]
        assert state["people"][str(CANDIDATE)]["channel"] == LOUNGE


async def test_a_bot_that_does_not_come_back_is_taken_out() -> None:
    async with DiscordSim() as sim:
        sim.voice.patience = 0.05
        async with offered(sim) as (socket, identify):
            await socket.send_json({"op": 0, "d": identify})
            await socket.receive_json()
            sim.voice.abort()
            await closed_with(socket)
        await until(lambda: BOT not in sim.world.voice_states, "out")
