"""Latency, CPU, gaps and memory of voice interviews, each beside the floor, in one run of about 80 s.

    python -m bench.voice            # all of it
    python -m bench.voice ramp       # always talking, more and more of them, until the playout breaches its budget
    python -m bench.voice always 50  # one scene; `turns 100`, and then `voip`, `audio` or `lowdelay`, `asyncio`

Budgets: datagram in to frame out p50 1 ms, p99 10 ms with 50; first piece in to first packet out p50 5 ms;
`interrupted` to last packet 20 ms; CPU 1.5 times the floor; gaps p99.9 25 ms, none over 40, with 50 always talking and
with 100 taking turns; 3 MB each. Exit code 1 when one of them is broken.
"""

import multiprocessing
import sys
from collections.abc import Sequence
from dataclasses import replace

from bench.voice import floor, load, ours
from bench.voice.figures import best, cost, gaps, holds, mean, share, whole
from bench.voice.scene import Scene, Seen, Used
from bot.media.opus import APPLICATION, AUDIO, COMPLEXITY, LOWDELAY, VOIP

MODES = {"voip": VOIP, "audio": AUDIO, "lowdelay": LOWDELAY}
SECONDS = 6.0
KINDS = {"ours": ours.serve, "floor": floor.serve}


def play(scene: Scene) -> tuple[Used, Seen]:
    """Run one scene in two fresh processes."""
    spawn = multiprocessing.get_context("spawn")
    one, other = spawn.Pipe()
    used, uses = spawn.Pipe(duplex=False)
    seen, sees = spawn.Pipe(duplex=False)
    subject = spawn.Process(target=KINDS[scene.kind], args=(scene, one, uses), daemon=True)
    world = spawn.Process(target=load.serve, args=(scene, other, sees), daemon=True)
    for process in (subject, world):
        process.start()
    for end in (one, other, uses, sees):
        end.close()  # then the death of a process is the end of the other's pipe
    try:
        result = used.recv(), seen.recv()
    finally:
        for process in (subject, world):
            process.join(5)
            process.terminate()
    return result


def named(scene: Scene) -> str:
    mode = {value: name for name, value in MODES.items()}[scene.application or APPLICATION]
    return f"{scene.kind:5} {scene.interviews:3} {scene.talk:6} {scene.loop:7} {mode:8}"


def show(scene: Scene) -> tuple[Used, Seen]:
    """Run it and print its line."""
    used, seen = play(scene)
    late = 1000 * share(seen.late[1::2], 0.999)
    parts = [named(scene), f"CPU {cost(used, scene.interviews):5.2f} ms/s each"]
    if seen.heard:
        p50, p99 = (best(seen.heard, part, scene.seconds) for part in (0.5, 0.99))
        parts.append(f"in p50 {p50:5.2f} p99 {p99:5.2f} ms, every 20 ms on average {mean(seen.waited):5.2f} ms")
    if seen.answered:
        parts.append(f"first packet p50 {best(seen.answered, 0.5, scene.seconds):5.2f} ms")
    if seen.silenced:
        parts.append(f"interrupted max {whole(seen.silenced, 1):5.2f} ms")
    if scene.kind == "ours":
        parts.append(gaps(seen))
    parts.append(f"(load: CPU {100 * seen.cpu_seconds / scene.seconds:.0f} %, late p99.9 {late:.1f} ms)")
    print("  ".join(parts), flush=True)
    odd = {name: count for name, count in used.counters.items() if name not in USUAL and count}
    if odd:
        print(f"      {odd}")
    return used, seen


USUAL = {"received", "heard", "packets", "sent", "keepalive", "filled", "playout underruns"}
"""`underruns`: as the service does, the load ends a turn only once it must have been played."""


def everything() -> int:
    """The table, and whether every budget is kept."""
    one = Scene("ours", "always", 1, 4.0)
    many = Scene("ours", "always", 50, SECONDS)
    alone = show(one)[1]
    show(replace(one, talk="turns", seconds=9.0))
    used, seen = show(many)
    least, below = show(replace(many, kind="floor"))
    _, turned = show(Scene("ours", "turns", 100, SECONDS))
    show(replace(many, loop="asyncio"))
    show(replace(many, kind="floor", loop="asyncio"))
    show(Scene("ours", "turns", 100, SECONDS, loop="asyncio"))
    ratio = cost(used, 50) / cost(least, 50)
    megabytes, bare = used.grown_bytes / 50e6, least.grown_bytes / 50e6
    verdicts = [
        verdict("datagram in to frame out, p50, 1", best(alone.heard, 0.5, one.seconds), 1, "ms"),
        verdict("the same, 50", best(seen.heard, 0.5, many.seconds), 1, "ms", best(below.heard, 0.5, many.seconds)),
        verdict("the same, p99", best(seen.heard, 0.99, many.seconds), 10, "ms", best(below.heard, 0.99, many.seconds)),
        verdict("first piece in to first packet out, p50, 100", best(turned.answered, 0.5, SECONDS), 5, "ms"),
        verdict("interrupted to last packet, longest, 100", whole(turned.silenced, 1), 20, "ms"),
        verdict("CPU, ours to floor, 50", ratio, 1.5, "times", 1.0),
        verdict("gaps p99.9, 50 always", whole(seen.gaps, 0.999), 25, "ms"),
        verdict("longest gap, 50 always", whole(seen.gaps, 1), 40, "ms"),
        verdict("gaps p99.9, 100 in turns", whole(turned.gaps, 0.999), 25, "ms"),
        verdict("longest gap, 100 in turns", whole(turned.gaps, 1), 40, "ms"),
        verdict("memory each, of 50", megabytes, 3, "MB", bare),
    ]
    return 0 if all(verdicts) else 1


def verdict(what: str, measured: float, budget: float, unit: str, least: float | None = None) -> bool:
    """One line of the table; whether the budget is kept."""
    beside = "" if least is None else f"   floor {least:.2f}"
    kept = measured <= budget
    print(f"{what:46} {measured:6.2f} {unit:5}  budget {budget:g}: {'kept' if kept else 'BROKEN'}{beside}")
    return kept


def ramp(scene: Scene) -> int:
    """More and more of them, until the first breach."""
    for interviews in range(50, 301, 25):
        if not holds(show(replace(scene, interviews=interviews))[1]):
            print(f"first breach: {interviews} always talking, complexity {COMPLEXITY}")
            return 0
    return 0


def main(words: Sequence[str]) -> int:
    if not words:
        return everything()
    scene = Scene("ours", "always", 50, SECONDS)
    for word in words:
        if word.isdigit():
            scene = replace(scene, interviews=int(word))
        elif word in MODES:
            scene = replace(scene, application=MODES[word])
        elif word in ("asyncio", "uvloop"):
            scene = replace(scene, loop="asyncio" if word == "asyncio" else "uvloop")
        elif word in ("floor", "turns"):
            scene = replace(scene, kind="floor") if word == "floor" else replace(scene, talk="turns")
    if "ramp" in words:
        return ramp(scene)
    show(scene)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
