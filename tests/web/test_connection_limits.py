"""The limits of connections: never more than there is room for, and none that is being served is closed."""

import asyncio
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.address import HERE, stranger
from bot.web.connection import BREATH, Connection, Valve
from bot.web.connection_limits import ConnectionLimits

MOST, MOST_OF_ONE = 6, 3


class Visit:
    """One connection."""

    def __init__(self, key: str | None) -> None:
        self.key = key


def test_the_oldest_that_says_nothing_goes() -> None:
    limits = ConnectionLimits(3, 3)
    first, second, third, fourth, fifth = (Visit(None) for _ in range(5))
    assert [limits.enter(each) for each in (first, second, third)] == [None] * 3
    limits.served(first)
    assert limits.enter(fourth) is second
    limits.served(third)
    limits.waits(first)
    assert limits.enter(fifth) is fourth
    assert len(limits) == 3


def test_of_one_address_its_own_goes() -> None:
    """However much room there is for others; and where all of its are served, the newcomer."""
    limits = ConnectionLimits(100, 2)
    other, first, second, third, fourth = Visit("b"), *(Visit("a") for _ in range(4))
    for each in (other, first, second):
        assert limits.enter(each) is None
    assert limits.enter(third) is first
    limits.served(second)
    limits.served(third)
    assert limits.enter(fourth) is fourth
    limits.leave(third)
    assert limits.enter(fourth) is None


@given(
    st.lists(st.tuples(st.sampled_from(["enter", "served", "waits", "leave"]), st.sampled_from("abc-"), st.integers(0)))
)
def test_whatever_happens(steps: list[tuple[str, str, int]]) -> None:
    """The limits hold, and who was served is there until it leaves."""
    limits = ConnectionLimits(MOST, MOST_OF_ONE)
    inside: list[Visit] = []
    served: set[Visit] = set()
    for what, key, place in steps:
        if what == "enter":
            visit = Visit(None if key == "-" else key)
            goes = limits.enter(visit)
            assert goes not in served
            inside = [each for each in (*inside, visit) if each is not goes]
        elif inside:
            visit = inside[place % len(inside)]
            getattr(limits, what)(visit)
            if what == "leave":
                inside.remove(visit)
            (served.add if what == "served" else served.discard)(visit)
        assert len(limits) == len(inside) <= MOST
        for each in "abc":
            assert sum(visit.key == each for visit in inside) <= MOST_OF_ONE


@pytest.mark.parametrize(
    ("peer", "key"),
    [
        ("127.0.0.1", None),
        ("::1", None),
        ("172.18.0.3", "172.18.0.3"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("", None),
        ("203.0.113.5", "203.0.113.5"),
        ("8.8.8.8", "8.8.8.8"),
        ("2a00:1450:4001:81b::200e", "2a00:1450:4001:81b::/64"),
    ],
)
def test_who_counts_by_themselves(peer: str, key: str | None) -> None:
    """A proxy of ours brings everybody."""
    assert stranger(peer, HERE) == key


def test_the_limit_of_files_is_raised() -> None:
    """To what the system allows; a page then has a quarter of them."""
    code = (
        "import resource; soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE); "
        "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 256)); from bot.process import open_files; "
        "before = open_files.limit(); open_files.raise_limit(); print(before, open_files.limit())"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["64", "256"]


class Pipe(asyncio.Transport):
    """Says whether it is read from."""

    def __init__(self) -> None:
        super().__init__()
        self.flows = True

    def is_closing(self) -> bool:
        return False

    def pause_reading(self) -> None:
        self.flows = False

    def resume_reading(self) -> None:
        self.flows = True


async def test_others_have_a_turn_between_two_large_pieces() -> None:
    """And who holds it back for a reason of its own is not overruled, nor the other way round."""
    pipe = Pipe()
    valve = Valve(pipe, asyncio.get_running_loop())
    valve.breathe()
    assert not pipe.flows
    await asyncio.sleep(0)
    assert pipe.flows
    valve.breathe()
    valve.pause_reading()
    await asyncio.sleep(0)
    assert not pipe.flows
    valve.breathe()
    valve.resume_reading()
    assert not pipe.flows
    await asyncio.sleep(0)
    assert pipe.flows


async def test_a_large_piece_is_followed_by_a_turn() -> None:
    """However it comes: uvloop would hand over the next one at once."""
    heard: list[int] = []

    class Handler(asyncio.Protocol):
        def data_received(self, data: bytes) -> None:
            heard.append(len(data))

    pipe = Pipe()
    connection = Connection(Handler(), ConnectionLimits(1, 1), HERE)
    connection.connection_made(pipe)
    connection.data_received(bytes(BREATH - 1))
    assert pipe.flows
    connection.data_received(bytes(BREATH))
    assert not pipe.flows
    await asyncio.sleep(0)
    assert pipe.flows
    assert heard == [BREATH - 1, BREATH]
    connection.connection_lost(None)
