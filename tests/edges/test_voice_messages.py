"""Voice messages in a thread: told apart from files, fetched when asked, left alone when too large."""

import pytest

from bot.edges.chat.attachments import MOST_BYTES, MOST_SECONDS
from bot.ports.events import VoiceMessage
from bot.ports.messages import Typed
from tests.edges.conftest import Place

VOICE = 1 << 13
SOUND = b"OggS and so on"


def record(place: Place, *, seconds: float = 3.5, size: int = len(SOUND), flags: int = VOICE) -> int:
    """The candidate records a voice message; its id."""
    backend = place.env.backend
    (stored,) = backend.store_attachments(place.thread_id, [("voice-message.ogg", SOUND)])
    sound = {**stored, "content_type": "audio/ogg", "duration_secs": seconds, "waveform": "AA==", "size": size}
    return backend.create_message(place.thread_id, place.ada.id, "", attachments=[sound], flags=flags).id


async def test_a_voice_message_is_an_event_of_its_own(place: Place) -> None:
    """Also when it was recorded while we were away; a file stays a file."""
    first = await place.ada.send(place.thread, "Wait, I will record it.")
    spoken = record(place)
    file = record(place, flags=0)
    assert await place.edge().missed(0) == [
        Typed(first.id, "Wait, I will record it."),
        VoiceMessage(spoken, 3.5),
        Typed(file, "", 1),
    ]


async def test_its_sound_is_fetched_as_it_is(place: Place) -> None:
    """Nothing is decoded here."""
    assert await place.edge().voice_message(record(place)) == SOUND


@pytest.mark.parametrize(("seconds", "size"), [(MOST_SECONDS + 1, 100), (10.0, MOST_BYTES + 1)])
async def test_what_is_too_large_is_not_fetched(place: Place, seconds: float, size: int) -> None:
    """By what Discord says about it, before a byte of it is read."""
    assert await place.edge().voice_message(record(place, seconds=seconds, size=size)) is None


async def test_what_is_gone_is_gone(place: Place) -> None:
    """Deleted, never there, or no voice message; and Discord refusing is no failure of the interview's."""
    edge = place.edge()
    spoken = record(place)
    assert await edge.voice_message(4711) is None
    assert await edge.voice_message(record(place, flags=0)) is None
    place.fail("GET", f"/channels/*/messages/{spoken}", 403, 50001)
    assert await edge.voice_message(spoken) is None
