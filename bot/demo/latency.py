"""How long everything took, from the moments that both simulators noted. Pure; seconds on one clock."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Protocol

LOUD = 600
"""A sample of the candidate's whistling; what Opus leaves of silence is far below."""
GAP = 0.2
"""Sound that has paused for so long has stopped."""
WHILE = 0.35
"""Who begins so soon after a sound has not waited for its end (the demo's caller waits 0.4 s for that). It is longer
than GAP: on a busy machine a packet may be late just then."""
FOREVER = float("inf")


class TimedTalk(Protocol):
    """One speech of the candidate's."""

    @property
    def began(self) -> float: ...
    @property
    def ended(self) -> float: ...


class TimedSocket(Protocol):
    """One connection of the simulated Gemini."""

    received: list[dict[str, Any]]
    received_at: list[float]
    sent: list[dict[str, Any]]
    sent_at: list[float]


@dataclass(frozen=True, slots=True)
class Moments:
    """What happened when: the candidate's speeches, the sound they heard, and what passed through Gemini's sockets."""

    talks: tuple[TimedTalk, ...]
    heard: tuple[float, ...]
    arrived: tuple[float, ...]
    """Sound of the candidate's, at Gemini."""
    replied: tuple[float, ...]
    """The first sound of each reply, from Gemini."""
    interrupted: tuple[float, ...]


def moments(talks: Sequence[TimedTalk], heard: Sequence[float], sockets: Sequence[TimedSocket]) -> Moments:
    """`heard`: when each packet that is not silence reached the candidate."""
    arrived: list[float] = []
    replied: list[float] = []
    interrupted: list[float] = []
    for socket in sockets:
        arrived += [at for at, frame in zip(socket.received_at, socket.received, strict=False) if loud(frame)]
        fresh = True
        for at, frame in zip(socket.sent_at, socket.sent, strict=False):
            content = frame.get("serverContent", {})
            if "modelTurn" in content and fresh:
                replied.append(at)
                fresh = False
            if "interrupted" in content:
                interrupted.append(at)
            if "interrupted" in content or "turnComplete" in content or "toolCall" in frame:
                fresh = True
    return Moments(tuple(talks), tuple(heard), tuple(arrived), tuple(replied), tuple(interrupted))


def loud(frame: dict[str, Any]) -> bool:
    """Whether a frame of the client's carries more than silence."""
    audio = frame.get("realtimeInput", {}).get("audio")
    return audio is not None and max(array("h", audio["data"]), default=0) >= LOUD


def first_sound(seen: Moments) -> list[float]:
    """The candidate's first packet → the first sound of it at Gemini's socket. What is said unheard does not count."""
    pairs = [(talk.began, first_in(seen.arrived, talk.began, talk.ended)) for talk in seen.talks]
    return [at - began for began, at in pairs if at is not None]


def first_chunk(seen: Moments) -> list[float]:
    """The first chunk of a reply → its first packet at the candidate, where no other sound was being played."""
    pairs = [(began, first_in(seen.heard, began, FOREVER)) for began in seen.replied]
    return [at - began for began, at in pairs if at is not None and first_in(seen.heard, began - GAP, began) is None]


def silence(seen: Moments) -> list[float]:
    """Gemini says that it was interrupted → the last packet of it at the candidate; 0 when none came after."""
    return [last_of_run(seen.heard, told) - told for told in seen.interrupted]


def interruption(seen: Moments) -> list[float]:
    """The candidate's first packet while they hear something → the last packet of that."""
    over = [talk.began for talk in seen.talks if first_in(seen.heard, talk.began - WHILE, talk.began) is not None]
    return [last_of_run(seen.heard, began) - began for began in over]


def answers(seen: Moments) -> list[float]:
    """The candidate's last sound → the first packet of the answer at the candidate."""
    spans = []
    for talk, then in zip(seen.talks, [*(each.began for each in seen.talks[1:]), FOREVER], strict=False):
        heard = first_in(seen.heard, talk.ended, then)
        if heard is not None and first_in(seen.arrived, talk.began, talk.ended) is not None:
            spans.append(heard - talk.ended)
    return spans


def first_in(moments: Sequence[float], begin: float, end: float) -> float | None:
    """The first of these (oldest first) from `begin` on and before `end`."""
    return next((at for at in moments if begin <= at < end), None)


def last_of_run(moments: Sequence[float], begin: float) -> float:
    """The end of the sound that goes on at `begin`, or `begin` itself."""
    last = begin
    for at in moments:
        if last <= at < last + GAP:
            last = at
    return last


def table(seen: Moments) -> list[str]:
    """The lines to print: how often, median and longest in milliseconds."""
    lines = [f"  {'':<64} {'times':>5} {'median':>8} {'longest':>8}"]
    for label, measure in ROWS:
        spans = [1000 * span for span in measure(seen)]
        figures = f"{median(spans):>5.0f} ms {max(spans):>5.0f} ms" if spans else "       –        –"
        lines.append(f"  {label:<64} {len(spans):>5} {figures}")
    return lines


ROWS = (
    ("the candidate's first packet → its sound at Gemini's socket", first_sound),
    ("Gemini's first chunk → the candidate hears it", first_chunk),
    ("Gemini says it was interrupted → the candidate hears nothing more", silence),
    ("the candidate interrupts → they hear nothing more", interruption),
    ("the candidate stops → they hear the answer", answers),
)
