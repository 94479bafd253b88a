"""Whose words an app sends: the candidate's only where their own message with these words went at the same time."""

import pytest

from bot.interview.text.proxied import WINDOW, ProxiedPair, ProxyPairing, copies
from bot.ports.events import Proxied
from bot.ports.messages import Typed

ORIGINAL, COPY = Typed(1, "J: I like maps."), Typed(2, "I like maps.")


def test_deleted_first_and_posted_first() -> None:
    """Both orders, and each pair once."""
    deleting = ProxyPairing()
    deleting.typed(ORIGINAL, 0.0)
    assert deleting.deleted(1, 1.0) is None
    assert deleting.wrote(Proxied(COPY), 2.0) == ProxiedPair(1, COPY)
    assert deleting.wrote(Proxied(COPY), 2.0) is None
    posting = ProxyPairing()
    posting.typed(ORIGINAL, 0.0)
    assert posting.wrote(Proxied(COPY), 1.0) is None
    assert posting.deleted(1, 2.0) == ProxiedPair(1, COPY)
    assert posting.deleted(1, 2.0) is None


@pytest.mark.parametrize(
    ("own", "copy", "later"),
    [
        (ORIGINAL, COPY, WINDOW + 1),
        (ORIGINAL, Typed(2, "I hate maps."), 1.0),
        (Typed(1, "J:", attachments=1), Typed(2, ""), 1.0),
        (Typed(1, "J:"), Typed(2, "", attachments=1), 1.0),
    ],
    ids=["late", "other words", "no file", "another's file"],
)
def test_what_is_nobodys(own: Typed, copy: Typed, later: float) -> None:
    """Other words, or these at another time."""
    proxies = ProxyPairing()
    proxies.typed(own, 0.0)
    proxies.deleted(1, 0.0)
    assert proxies.wrote(Proxied(copy), later) is None


def test_somebody_elses_deletion() -> None:
    """A reviewer's message that an app copies: nobody heard the original."""
    proxies = ProxyPairing()
    proxies.deleted(1, 0.0)
    assert proxies.wrote(Proxied(COPY), 1.0) is None


def test_an_edit_before_the_deletion() -> None:
    """The app corrected its copy: that is what counts."""
    proxies = ProxyPairing()
    proxies.typed(ORIGINAL, 0.0)
    proxies.wrote(Proxied(Typed(2, "I like")), 0.5)
    proxies.wrote(Proxied(COPY, edited=True), 0.6)
    assert proxies.deleted(1, 1.0) == ProxiedPair(1, COPY)


def test_files_without_words() -> None:
    """Only a file between the tags."""
    assert copies(Typed(2, "", attachments=1), Typed(1, "J:", attachments=1))
