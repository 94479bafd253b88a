"""Pictures of 50 video interviews at once, beside the least that could carry them, and beside the voices.

    python -m bench.video            # about 2 min
    python -m bench.video 20         # so many interviews

A run has the two processes of `bench.voice`; the load also plays the browsers, each with one changed 768x432 JPEG a
second (`bench.picture` has one picture's cost by itself). Ours is the page's real server, store, rooms, gate and
picture thread, and a real call and Live client for each interview. The floor is Pillow's decode and encode, base64, and
one websocket frame in and one out, in one thread. The gate lets a page send one picture in two seconds on average; a
scene is 12 s, which is within the burst that it begins with, so that one a second comes through.

CPU is the measured process's, all threads and the kernel's work for it, less that of the same scene without pages. Not
in it: TLS, the machine (tallies, the store's `pictures`), and a browser.

Budgets: 6 ms of CPU a picture; half a core for 50 a second; sound in p99 10 ms with the pages sending. Exit code 1 when
one is broken.
"""

import sys
from dataclasses import replace

from bench.voice.__main__ import play, verdict
from bench.voice.figures import best, share, whole
from bench.voice.scene import Scene, Seen, Used

SECONDS = 12.0
ROUNDS = 2
"""Of the talking scenes, in turn without and with pages; the better counts: other work comes and goes."""


def show(scene: Scene) -> tuple[Used, Seen]:
    """Run it and print its line."""
    used, seen = play(scene)
    parts = [f"{scene.kind:5} {scene.interviews:3} {scene.talk:6} {scene.pages:2} pages  {cores(used):5.3f} cores"]
    if seen.pictures:
        late = [whole(seen.pictures, part) for part in (0.5, 0.99)]
        parts.append(
            f"{len(seen.pictures) // 2} pictures, p50 {late[0]:.1f} p99 {late[1]:.1f} ms to the model's socket"
        )
    if seen.heard:
        p50, p99 = (best(seen.heard, part, scene.seconds) for part in (0.5, 0.99))
        parts.append(f"sound in p50 {p50:.2f} p99 {p99:.2f} ms (whole window {whole(seen.heard, 0.99):.2f})")
    if seen.gaps:
        parts.append(f"gaps p99.9 {whole(seen.gaps, 0.999):.1f} ms")
    parts.append(f"(load late p99.9 {1000 * share(seen.late[1::2], 0.999):.1f} ms)")
    if seen.gone:
        parts.append(f"{seen.gone} pages CLOSED")
    print("  ".join(parts), flush=True)
    return used, seen


def cores(used: Used) -> float:
    return used.cpu_seconds / used.wall_seconds


def each(run: tuple[Used, Seen], without: Used) -> float:
    """Milliseconds of CPU for a picture."""
    used, seen = run
    taken = used.cpu_seconds - without.cpu_seconds * used.wall_seconds / without.wall_seconds
    return 1000 * taken / (len(seen.pictures) / 2)


def main(count: int) -> int:
    """Print the figures; 1 when a budget is broken."""
    quiet = Scene("ours", "silent", count, SECONDS)
    idle, _ = show(quiet)
    ours = show(replace(quiet, pages=count))
    bare_idle, _ = show(replace(quiet, kind="floor"))
    floor = show(replace(quiet, kind="floor", pages=count))
    talking = replace(quiet, talk="always")
    runs = [(show(talking), show(replace(talking, pages=count))) for _ in range(ROUNDS)]
    wanted = count * (SECONDS - 1)
    whole_rate = all(len(seen.pictures) / 2 >= wanted for _, seen in (ours, *(with_video for _, with_video in runs)))

    def heard(run: int, part: float) -> float:
        return min(best(both[run][1].heard, part, SECONDS) for both in runs)

    spoken = min(each(with_video, plain[0]) for plain, with_video in runs)
    memory = (ours[0].grown_bytes - idle.grown_bytes) / 1e3 / count
    print(f"memory of a page {memory:.0f} kB   a picture's CPU while all talk {spoken:.2f} ms")
    verdicts = [
        verdict("CPU of a picture", each(ours, idle), 6, "ms", each(floor, bare_idle)),
        verdict("CPU of all", cores(ours[0]) - cores(idle), 0.5, "cores", cores(floor[0]) - cores(bare_idle)),
        verdict("sound in, p50, with pages (beside: without)", heard(1, 0.5), 1, "ms", heard(0, 0.5)),
        verdict("sound in, p99, with pages (beside: without)", heard(1, 0.99), 10, "ms", heard(0, 0.99)),
    ]
    if not whole_rate:
        print("fewer pictures came through than one a second: the figures are of less than they say")
    return 0 if all(verdicts) and whole_rate else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
