"""The share of `make fuzz` that every test run has: seeds are fixed, so that a failure can be seen again."""

from bot.edges.voice.client import POISON
from bot.media.pictures import REASONS
from tests.fuzz.pictures import RESIDENT_GROWTH
from tests.fuzz.run import gateway, hearing, pictures
from tests.fuzz.wire import disturb
from tests.harness.memory import GROWTH, OBJECTS


async def test_the_hearing_takes_any_datagram_and_any_announcement() -> None:
    counters, growth, objects = await hearing(20_000, seed=5)
    assert growth < GROWTH
    assert objects < OBJECTS
    kinds = {"received", "heard", "others", "unknown", "bad_op", "forged", "clear", "no_cryptor", "dave_refused"}
    assert kinds <= counters.keys()


async def test_any_frame_of_the_voice_gateway_is_taken_or_ends_the_connection_with_a_word() -> None:
    counters, growth, objects = await gateway(4_000, seed=5)
    assert growth < GROWTH
    assert objects < OBJECTS
    assert counters[f"end: {POISON}"] > 50


async def test_a_file_becomes_a_fresh_picture_or_is_refused_with_its_reason() -> None:
    counters, growth, objects, resident = await pictures(10_000, seed=5)
    assert growth < GROWTH
    assert objects < OBJECTS
    assert resident < RESIDENT_GROWTH
    assert {"taken", *REASONS} - {"empty"} <= counters.keys()
    assert counters["taken"] > 1000


async def test_a_connected_line_is_up_again_after_each() -> None:
    ends = await disturb(12, seed=7)
    assert ends["stays"] > 0
    assert ends[POISON] > 0
