"""The one voice line of a server."""

import asyncio

from bot.runtime.voice_slots import VoiceSlots

GUILD = 10


async def test_one_holder_a_server() -> None:
    """Another server is not concerned; the holder may ask again."""
    lines = VoiceSlots()
    assert lines.reserve(GUILD, 1)
    assert lines.reserve(GUILD, 1)
    assert not lines.reserve(GUILD, 2)
    assert lines.reserve(11, 2)
    assert lines.holder(GUILD) == 1


async def test_who_waits_is_told_a_moment_later() -> None:
    """Not inside the release, and only when it was a release."""
    lines, freed = VoiceSlots(), list[int]()
    lines.on_free = freed.append
    lines.reserve(GUILD, 1)
    lines.release(GUILD, 2)
    assert lines.holder(GUILD) == 1
    lines.release(GUILD, 1)
    lines.release(GUILD, 1)
    assert freed == []
    await asyncio.sleep(0)
    assert freed == [GUILD]
    assert lines.holder(GUILD) is None
