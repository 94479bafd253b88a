"""The one voice slot of a server."""

import asyncio

from bot.runtime.voice_slots import VoiceSlots

GUILD = 10


async def test_one_holder_a_server() -> None:
    """Another server is not concerned; the holder may ask again."""
    slots = VoiceSlots()
    assert slots.reserve(GUILD, 1)
    assert slots.reserve(GUILD, 1)
    assert not slots.reserve(GUILD, 2)
    assert slots.reserve(11, 2)
    assert slots.holder(GUILD) == 1


async def test_who_waits_is_told_a_moment_later() -> None:
    """Not inside the release, and only when it was a release."""
    slots, freed = VoiceSlots(), list[int]()
    slots.on_free = freed.append
    slots.reserve(GUILD, 1)
    slots.release(GUILD, 2)
    assert slots.holder(GUILD) == 1
    slots.release(GUILD, 1)
    slots.release(GUILD, 1)
    assert freed == []
    await asyncio.sleep(0)
    assert freed == [GUILD]
    assert slots.holder(GUILD) is None
