"""The scraped metrics over the run, as a picture for the docs (SVG). Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from tests.reliability.probes import Probe

WIDTH, HEIGHT = 860, 150
LEFT, RIGHT, TOP, BOTTOM = 56, 190, 28, 26
COLOURS = ("#1f6feb", "#bf5700", "#2da44e", "#8250df", "#57606a")
DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 3")
"""A line is told by its dashes as well: colour alone is no sign."""


@dataclass(frozen=True, slots=True)
class Line:
    """One metric over time; `value` is None where nobody answered."""

    name: str
    value: Callable[[Probe], float | None]


def metric(name: str, scale: float = 1.0, **labels: str) -> Callable[[Probe], float | None]:
    def value(probe: Probe) -> float | None:
        found = probe.of(name, **labels)
        return None if found is None else found * scale

    return value


def in_state(state: str) -> Callable[[Probe], float | None]:
    return lambda probe: None if probe.values is None else float(probe.interviews()[state])


PANELS: tuple[tuple[str, tuple[Line, ...]], ...] = (
    ("interviews", tuple(Line(state, in_state(state)) for state in ("active", "paused", "completed"))),
    (
        "connections and waiting",
        (Line("live_sockets", metric("live_sockets")), Line("answers_waiting", metric("answers_waiting"))),
    ),
    ("seconds late (worst of half a minute)", (Line("loop_lag_worst_seconds", metric("loop_lag_worst_seconds")),)),
)


def draw(probes: Sequence[Probe]) -> str:
    """All panels, one below the other, over minutes."""
    height = len(PANELS) * (HEIGHT + TOP + BOTTOM)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif"'
        ' font-size="12" role="img" aria-label="Scraped metrics over a run with faults">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for number, (title, lines) in enumerate(PANELS):
        parts += panel(title, lines, probes, number * (HEIGHT + TOP + BOTTOM) + TOP)
    return "\n".join((*parts, "</svg>", ""))


def panel(title: str, lines: Sequence[Line], probes: Sequence[Probe], top: int) -> list[str]:
    end = max((probe.at for probe in probes), default=0.0) or 1.0
    most = max((value for line in lines for probe in probes if (value := line.value(probe)) is not None), default=0.0)
    most = most or 1.0
    right, bottom = WIDTH - RIGHT, top + HEIGHT
    parts = [
        f'<text x="{LEFT}" y="{top - 9}" font-weight="bold" fill="#1f2328">{escape(title)}</text>',
        f'<path d="M{LEFT} {top}V{bottom}H{right}" fill="none" stroke="#57606a"/>',
        f'<text x="{LEFT - 8}" y="{top + 5}" text-anchor="end" fill="#1f2328">{most:.3g}</text>',
        f'<text x="{LEFT - 8}" y="{bottom}" text-anchor="end" fill="#1f2328">0</text>',
        f'<text x="{right}" y="{bottom + 16}" text-anchor="end" fill="#1f2328">{end / 60:.0f} minutes</text>',
    ]
    for number, line in enumerate(lines):
        look = f'stroke="{COLOURS[number]}" stroke-width="1.6" stroke-dasharray="{DASHES[number]}"'
        for piece in pieces(line, probes):
            points = " ".join(
                f"{LEFT + at / end * (right - LEFT):.1f},{bottom - value / most * HEIGHT:.1f}" for at, value in piece
            )
            parts.append(f'<polyline points="{points}" fill="none" {look}/>')
        at = top + 14 + 20 * number
        parts.append(f'<path d="M{right + 12} {at - 4}h26" {look}/>')
        parts.append(f'<text x="{right + 44}" y="{at}" fill="#1f2328">{escape(line.name)}</text>')
    return parts


def pieces(line: Line, probes: Sequence[Probe]) -> list[list[tuple[float, float]]]:
    """The line in pieces: where nobody answered there is a gap."""
    found: list[list[tuple[float, float]]] = [[]]
    for probe in probes:
        value = line.value(probe)
        if value is None:
            found.append([])
        else:
            found[-1].append((probe.at, value))
    return [piece for piece in found if piece]
