"""A receiver under any conditions: loss, reorder, copies, bursts and pauses, in virtual time."""

from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.media.jitter_buffer import WAIT
from tests.media.hearing import CONCEALED, FRAME, Arrival, Heard, hush, talk


@dataclass(frozen=True, slots=True)
class Spurt:
    """Some words, the weather they pass through, and the pause after them."""

    words: int
    fates: tuple[str, ...]
    """What happens to each packet in turn, over and over."""
    stall: int
    """So many packets at its end come together with the last."""
    hushed: bool
    pause: float


SPURTS = st.lists(
    st.builds(
        Spurt,
        words=st.integers(1, 60),
        fates=st.lists(st.sampled_from(["ok"] * 6 + ["lost", "late", "twice"]), min_size=1, max_size=20).map(tuple),
        stall=st.integers(0, 20),
        hushed=st.booleans(),
        pause=st.floats(0.1, 3.0),
    ),
    min_size=1,
    max_size=6,
)


def _schedule(spurts: list[Spurt]) -> tuple[list[Arrival], set[int], float]:
    """All arrivals, the words that came in time, and the time of the end."""
    arrivals: list[Arrival] = []
    came: set[int] = set()
    now, number = 1.0, 1
    for spurt in spurts:
        sent = talk(number, spurt.words, at=now)
        stalled = sent[-1].at
        for index, packet in enumerate(sent):
            fate = spurt.fates[index % len(spurt.fates)]
            if fate == "lost":
                continue
            at = stalled if index >= spurt.words - spurt.stall else packet.at
            at += 0.8 * WAIT if fate == "late" else 0
            came.add(packet.sequence)
            arrivals += [Arrival(at + 0.03 * copy, packet.sequence, packet.slot, packet.opus) for copy in range(2)][
                : 2 if fate == "twice" else 1
            ]
        number += spurt.words
        now += spurt.words * FRAME
        if spurt.hushed:
            arrivals += hush(number, at=now)
            number += 5
        now += spurt.pause
    return arrivals, came, now + 5


@given(SPURTS)
def test_weather_changes_neither_order_nor_time(spurts: list[Spurt]) -> None:
    """Words come once, in order; those in time are not missed; an open stream lasts as long as its time."""
    arrivals, came, end = _schedule(spurts)
    heard = Heard(hangover=1.0)
    heard.run(arrivals, until=end)
    words = [word for word in heard.words if word != CONCEALED]
    assert all(earlier < later for earlier, later in pairwise(words))
    assert set(words) <= came
    first = min(came, default=0)
    missed = {word for word in came - set(words) if word > first}
    assert len(missed) <= heard.receiver.counters["late"]
    assert heard.numbers[-1:] in ([], [-1])
    _check_time(heard)


def _check_time(heard: Heard) -> None:
    """Each open stretch, from its first frame to its end, holds as many frames as fit."""
    opened, count = None, 0
    for at, number in heard.frames:
        if number == -1:
            assert opened is not None
            assert abs(count * FRAME - (at - opened)) < 0.12
            opened, count = None, 0
        else:
            opened = at if opened is None else opened
            count += 1
            assert count * FRAME < at - opened + 0.5, "at most the longest stall ahead"


@given(
    st.lists(
        st.tuples(
            st.integers(0, 65535),
            st.integers(0, (1 << 32) - 1),
            st.binary(max_size=3),
            st.floats(0, 2.0),
        ),
        max_size=60,
    )
)
def test_nothing_makes_it_raise_or_hang(packets: list[tuple[int, int, bytes, float]]) -> None:
    """Any numbers and bytes: every deadline leads on, and in the end the stream is closed."""
    heard = Heard(hangover=0.5)
    now = 0.0
    for sequence, timestamp, opus, later in packets:
        now += later
        heard.run([], until=now)
        heard.receiver.packet(sequence, timestamp, opus, now)
    heard.run([], until=now + 10)
    assert heard.receiver.deadline() is None
    assert not heard.receiver.speaking
