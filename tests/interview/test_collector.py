"""Several messages in a row are one answer."""

from bot.interview.text.collector import Collector
from bot.interview.timing import Timing


def collector() -> Collector:
    return Collector(Timing())


def test_nothing_is_never_due() -> None:
    """Typing alone makes no answer."""
    empty = collector()
    empty.typing(0.0)
    assert empty.due() is None
    assert empty.take() is None


def test_quiet_completes_an_answer() -> None:
    """Each message starts the quiet anew."""
    held = collector()
    held.add(1, "one", 0.0)
    assert held.due() == 2.5
    held.add(2, "two", 2.0)
    assert held.due() == 4.5
    gathered = held.take()
    assert gathered is not None
    assert (gathered.text, gathered.message_ids, gathered.at, gathered.ended_at) == ("one\ntwo", (1, 2), 0.0, 2.0)
    assert not held


def test_typing_extends_it_and_a_message_ends_the_sign() -> None:
    """Discord's sign holds about ten seconds."""
    held = collector()
    held.add(1, "one", 0.0)
    held.typing(1.0)
    assert held.due() == 11.0
    held.add(2, "two", 3.0)
    assert held.due() == 5.5


def test_sixty_seconds_at_most() -> None:
    """Counted from the first message."""
    held = collector()
    held.add(1, "one", 0.0)
    for second in range(0, 60, 5):
        held.typing(float(second))
    assert held.due() == 60.0


def test_edits_and_deletions_count_until_it_is_taken() -> None:
    """What is noted beside a message changes with it."""
    held = collector()
    held.add(1, "one", 0.0, note="[1 attachment, not read]")
    held.add(2, "two", 0.0)
    held.edit(1, "uno", note="[1 attachment, not read]")
    held.delete(2)
    gathered = held.take()
    assert gathered is not None
    assert gathered.text == "uno\n[1 attachment, not read]"


def test_messages_stand_in_the_order_of_their_ids() -> None:
    """What a catch-up brings late still stands where it was written."""
    held = collector()
    held.add(9, "later", 0.0)
    held.add(3, "earlier", 0.1)
    gathered = held.take()
    assert gathered is not None
    assert gathered.texts == ("earlier", "later")
