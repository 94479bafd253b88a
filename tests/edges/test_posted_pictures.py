"""Pictures in a chat: counted by what they call themselves, fetched when asked, left alone when too large."""

from bot.edges.chat.attachments import MOST_BYTES, MOST_PICTURES
from bot.ports.messages import Typed
from tests.edges.conftest import Place

PNG = b"\x89PNG and so on"


def post(place: Place, *files: tuple[str, str, int], text: str = "Look.") -> int:
    """The candidate posts files (name, type, size as Discord tells it); the message's id."""
    backend = place.env.backend
    stored = backend.store_attachments(place.thread_id, [(name, PNG + name.encode()) for name, _, _ in files])
    attachments = [
        {**each, "content_type": kind, "size": size} for each, (_, kind, size) in zip(stored, files, strict=True)
    ]
    return backend.create_message(place.thread_id, place.ada.id, text, attachments=attachments).id


async def test_images_are_counted(place: Place) -> None:
    """Among the attachments, by their type; a text file is none, and named for who reads it."""
    message_id = post(place, ("a.png", "image/png", 99), ("b.txt", "text/plain", 9), ("c.webp", "image/webp", 9))
    [event] = await place.edge().missed(0)
    assert event == Typed(message_id, "Look.", 3, pictures=2, texts=("b.txt",))


async def test_they_are_fetched_in_order(place: Place) -> None:
    """As they are; what is no image is not."""
    message_id = post(place, ("a.png", "image/png", 99), ("b.txt", "text/plain", 9), ("c.jpg", "image/jpeg", 9))
    assert await place.edge().pictures(message_id) == [PNG + b"a.png", PNG + b"c.jpg"]


async def test_a_large_one_is_left_out(place: Place) -> None:
    """By what Discord says about it; the others are there."""
    message_id = post(place, ("a.png", "image/png", MOST_BYTES + 1), ("b.png", "image/png", 9))
    assert await place.edge().pictures(message_id) == [PNG + b"b.png"]


async def test_the_first_few(place: Place) -> None:
    """As many as can be kept for the model."""
    message_id = post(place, *((f"{number}.png", "image/png", 9) for number in range(MOST_PICTURES + 2)))
    assert len(await place.edge().pictures(message_id)) == MOST_PICTURES


async def test_what_is_gone_is_gone(place: Place) -> None:
    """Deleted, never there, or refused: no failure of the interview's."""
    edge = place.edge()
    message_id = post(place, ("a.png", "image/png", 9))
    assert await edge.pictures(4711) == []
    place.fail("GET", f"/channels/*/messages/{message_id}", 403, 50001)
    assert await edge.pictures(message_id) == []
