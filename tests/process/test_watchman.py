"""The watchman against a real receiver: it tells once, again until it is taken, also of a loop that hangs."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.process import disk, watchman
from bot.process.alerting import AWAY
from bot.process.conditions import MANY_STARTS, Vitals
from bot.process.watchman import Watchman, path_of
from tests.harness.webhook import SECRET, Receiver, receiver

FAST = 200.0
"""How much faster than real time its clock goes."""
BROKEN = Vitals(refusal="x.db cannot be written: the disk is full.", under_way=3, waiting=2)

pytestmark = pytest.mark.real_time


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as here:
        yield here


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine's own disk calls nobody."""
    monkeypatch.setattr(disk, "LEAST_BYTES", 0)
    monkeypatch.setattr(disk, "LEAST_SHARE", 0.0)
    monkeypatch.setattr(watchman, "TRIES", (0.05,))


def fast_clock() -> Callable[[], float]:
    began, real = time.time(), time.monotonic()
    return lambda: began + FAST * (time.monotonic() - real)


def until(happened: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def watch(hook: Receiver, folder: Path, clock: Callable[[], float] | None = None) -> Watchman:
    now = clock or fast_clock()
    return Watchman(hook.url, folder / "x.db", clock=now, count=now, look=0.02)


@pytest.mark.usefixtures("roomy")
def test_a_cause_is_told_once_and_its_end_once(hook: Receiver, tmp_path: Path) -> None:
    with watch(hook, tmp_path) as here:
        here.post(BROKEN)
        until(lambda: bool(hook.bodies), "nothing is told")
        time.sleep(0.5)
        assert hook.told() == [("database", "began")]
        assert hook.bodies[0]["waiting"] == 2
        here.post(Vitals())
        until(lambda: len(hook.bodies) > 1, "its end is not told")
        time.sleep(0.3)
    assert hook.told() == [("database", "began"), ("database", "over")]


@pytest.mark.usefixtures("roomy")
@pytest.mark.parametrize("answer", [500, 404, 302, 429])
def test_what_is_not_taken_is_told_again(
    hook: Receiver, tmp_path: Path, answer: int, caplog: pytest.LogCaptureFixture
) -> None:
    """A redirect is no receipt. The log names the trouble and not the address."""
    hook.answer = answer
    with watch(hook, tmp_path) as here:
        here.post(BROKEN)
        until(lambda: hook.calls > 1, "it is not tried again")
        hook.answer = 204
        until(lambda: bool(hook.bodies), "it is given up")
    assert f"HTTP {answer}" in caplog.text
    assert SECRET not in caplog.text + repr(here)


@pytest.mark.usefixtures("roomy")
def test_a_restart_tells_nothing_twice(hook: Receiver, tmp_path: Path) -> None:
    """What was told is known to the next process, which tells the end as well."""
    clock = fast_clock()
    with watch(hook, tmp_path, clock) as first:
        first.post(BROKEN)
        until(lambda: bool(hook.bodies), "nothing is told")
    with watch(hook, tmp_path, clock) as second:
        time.sleep(0.3)  # nothing is known yet
        second.post(BROKEN)
        time.sleep(0.5)
        assert hook.told() == [("database", "began")]
        second.post(Vitals())
        until(lambda: len(hook.bodies) > 1, "its end is not told")
    assert path_of(tmp_path / "x.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("roomy")
def test_a_loop_that_hangs(hook: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing comes from it: the watchman has a thread of its own."""
    monkeypatch.setattr("bot.process.conditions.SILENT_SECONDS", 0.2)
    with watch(hook, tmp_path) as here:
        here.post(Vitals())
        until(lambda: hook.told() == [("loop-late", "began")], "nobody is told")


@pytest.mark.usefixtures("roomy")
def test_a_bot_that_ends_at_once(hook: Receiver, tmp_path: Path) -> None:
    """Each start is over in a moment; the fifth tells, before it ends."""
    clock = time.time
    for number in range(MANY_STARTS):
        assert hook.told() == []
        with watch(hook, tmp_path, clock):
            assert number < MANY_STARTS
    assert hook.told() == [("crash-loop", "began")]


@pytest.mark.usefixtures("roomy")
def test_a_file_that_is_broken(hook: Receiver, tmp_path: Path) -> None:
    """It begins anew, and writes a sound one of the same size."""
    file = path_of(tmp_path / "x.db")
    file.write_text('{"open": {"nonsense": 1}}')
    with watch(hook, tmp_path) as here:
        here.post(BROKEN)
        until(lambda: bool(hook.bodies), "nothing is told")
    assert file.stat().st_size == watchman.SIZE
    assert set(json.loads(file.read_text())["open"]) == {"database"}


@pytest.mark.usefixtures("roomy")
def test_an_end_that_could_not_be_noted_is_noted_later(
    hook: Receiver, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Otherwise the next process would tell it once more. The log says it once, however often it is tried."""
    file = path_of(tmp_path / "x.db")
    with watch(hook, tmp_path) as here:
        here.post(BROKEN)
        until(lambda: bool(hook.bodies), "nothing is told")
        file.rename(tmp_path / "kept")
        file.mkdir()  # in its place: nothing can be written there
        here.post(Vitals())
        until(lambda: len(hook.bodies) > 1, "its end is not told")
        file.rmdir()
        until(file.exists, "it is not noted")
    assert json.loads(file.read_text())["open"] == {}
    assert caplog.text.count("cannot be noted") == 1


@dataclass
class Machine:
    """Its clock is fast, and can be set."""

    off: float = 0.0
    count: Callable[[], float] = field(default_factory=fast_clock)

    def clock(self) -> float:
        return self.count() + self.off

    def watch(self, hook: Receiver, folder: Path) -> Watchman:
        return Watchman(hook.url, folder / "x.db", clock=self.clock, count=self.count, look=0.02)


@pytest.mark.usefixtures("roomy")
@pytest.mark.parametrize("by", [-7200.0, 7200.0])
def test_a_clock_that_is_set_ends_nothing_and_begins_nothing(hook: Receiver, tmp_path: Path, by: float) -> None:
    """It is over two minutes after it was there: not at once, and not in hours."""
    machine = Machine()
    with machine.watch(hook, tmp_path) as here:
        here.post(BROKEN)
        until(lambda: bool(hook.bodies), "nothing is told")
        here.post(Vitals())
        machine.off, well = by, machine.count()
        until(lambda: len(hook.bodies) > 1, "its end is not told")
        assert machine.count() - well > AWAY / 2  # it may have been seen last a look before
    assert hook.told() == [("database", "began"), ("database", "over")]
    assert hook.bodies[1]["seconds"] < 600  # type: ignore[operator]  # a number, in its JSON


@pytest.mark.usefixtures("roomy")
def test_a_clock_that_was_set_back_between_two_processes(
    hook: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The end of what the first one told does not wait until the clock has caught up."""
    machine = Machine()
    with monkeypatch.context() as full, machine.watch(hook, tmp_path):
        full.setattr(disk, "LEAST_BYTES", 2**62)
        until(lambda: bool(hook.bodies), "nothing is told")
    machine.off = -7200.0
    with machine.watch(hook, tmp_path):
        until(lambda: len(hook.bodies) > 1, "its end is not told")
    assert hook.told() == [("disk", "began"), ("disk", "over")]
