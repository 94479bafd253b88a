"""What needs no network: whose address, how often, which headers."""

import ipaddress

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from bot.web.address import HERE, address
from bot.web.camera.page_report import NEEDED, SECURE
from bot.web.headers import cookie, headers, origins, ours
from bot.web.limiter import Limiter
from bot.web.site import preferred


@pytest.mark.parametrize(
    ("peer", "forwarded", "key"),
    [
        ("9.9.9.9", [], "9.9.9.9"),
        ("9.9.9.9", ["198.51.100.1"], "9.9.9.9"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
        ("172.17.0.1", ["6.6.6.6", "198.51.100.1"], "172.17.0.1"),
        ("10.1.0.9", ["6.6.6.6", "198.51.100.1"], "198.51.100.1"),
        ("::ffff:10.1.0.9", ["198.51.100.1"], "198.51.100.1"),
        ("10.2.0.9", ["198.51.100.1"], "10.2.0.9"),
        ("127.0.0.1", ["<script>"], "127.0.0.1"),
        ("::1", ["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        ("::ffff:9.9.9.9", [], "9.9.9.9"),
        ("fe80::1%eth0", ["198.51.100.1"], "fe80::/64"),
        ("", ["198.51.100.1"], "unknown"),
    ],
)
def test_who_asks(peer: str, forwarded: list[str], key: str) -> None:
    """The peer; behind a proxy that was named what that one wrote last. A private address alone is no proxy."""
    assert address(peer, forwarded, (*HERE, ipaddress.ip_network("10.1.0.0/16"))) == key


def test_so_many_in_so_many_seconds() -> None:
    """For each key by itself, and again when the time has passed."""
    limiter = Limiter(3, 10.0)
    for now in (0.0, 1.0, 2.0):
        assert limiter.allows("a", now)
        limiter.count("a", now)
    assert not limiter.allows("a", 9.9)
    assert limiter.allows("b", 9.9)
    assert limiter.allows("a", 10.0)


def test_its_memory_is_bounded() -> None:
    """By the number of keys, and what is too old goes without being asked for."""
    limiter = Limiter(3, 10.0, addresses=100)
    for each in range(1000):
        limiter.count(str(each), 0.0)
    assert len(limiter) == 100
    limiter.count("new", 11.0)
    assert len(limiter) == 1


@pytest.mark.parametrize("url", ["https://interviews.example.org", "https://bücher.example:443"])
def test_the_headers_that_the_check_asks_for(url: str) -> None:
    """All of them, in plain ASCII."""
    made = headers(url)
    for name, words in (NEEDED | SECURE).items():
        assert all(word in made[name] for word in words)
    assert all(value.isascii() for value in made.values())
    assert "microphone=()" in made["Permissions-Policy"]
    assert "unsafe" not in made["Content-Security-Policy"]


def test_no_secure_transport_on_localhost() -> None:
    """It would bind every other thing that is developed there."""
    assert not SECURE.keys() & headers("http://localhost:8080").keys()


def test_origins() -> None:
    """As a browser writes ours; one, and no other."""
    allowed = origins("https://bücher.example:443")

    def sent(*values: str) -> bool:
        return ours(CIMultiDictProxy(CIMultiDict([("Origin", value) for value in values])), allowed)

    assert sent("https://xn--bcher-kva.example")
    for wrong in ((), ("null",), ("http://xn--bcher-kva.example",), ("https://xn--bcher-kva.example",) * 2):
        assert not sent(*wrong)


def test_one_cookie_of_many() -> None:
    """Found by its whole name."""
    many = CIMultiDictProxy(CIMultiDict([("Cookie", "acamera=1; camera=2.x; b"), ("Cookie", "c=3")]))
    assert [cookie(many, name) for name in ("camera", "c", "b", "d")] == ["2.x", "3", "", ""]


@pytest.mark.parametrize(
    ("accept", "language"),
    [("de-AT,de;q=0.9,en;q=0.8", "de-at"), ("fr,de;q=0.5", "de"), ("", "en"), ("*", "en"), ("../../etc;q=x", "en")],
)
def test_the_first_language_that_we_speak(accept: str, language: str) -> None:
    """In the browser's order; English where there is none."""
    assert preferred(accept) == language
