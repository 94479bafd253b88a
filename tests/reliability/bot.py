"""The bot's process and its supervisor: it is started again whenever it ends, and looked at while it lives."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, Process
from dataclasses import dataclass, field
from pathlib import Path

from tests.harness.town import PATIENCE, ROOT

WIDTH = 16
LOOK = 2.0
"""Seconds between two looks at the process."""
AGAIN = 1.0
"""Seconds until it is started again."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the process held at one moment. `at`: seconds since the run began; `age`: since the process did."""

    at: float
    age: float
    resident: int
    files: int
    sockets: int
    threads: int
    tasks: int


@dataclass
class Life:
    """One process, from start to end. Seconds since the run began."""

    pid: int
    began: float
    ready: float | None = None
    ended: float | None = None
    how: str = ""
    """`killed`, `stopped`, or what it said by itself."""
    code: int | None = None
    samples: list[Sample] = field(default_factory=list)


class Bot:
    """Keeps one process running from `begin` to `end`."""

    def __init__(self, folder: Path, database: Path, arguments: list[str], settings: dict[str, str]) -> None:
        self.folder, self.database = folder, database
        self.arguments, self.settings = arguments, settings
        self.lives: list[Life] = []
        self.began = time.monotonic()
        self._process: Process | None = None
        self._meant = ""
        self._over = False
        self._tasks: list[asyncio.Task[None]] = []
        for name in ("clock", "tasks"):
            (folder / name).write_text(f"{0:<{WIDTH}}")

    @property
    def now(self) -> float:
        return time.monotonic() - self.began

    @property
    def pid(self) -> int | None:
        """None between two lives."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    @property
    def ready(self) -> bool:
        return bool(self.lives) and self.lives[-1].ready is not None and self.lives[-1].ended is None

    def log_of(self, number: int) -> Path:
        return self.folder / f"bot-{number:03}.log"

    async def begin(self) -> None:
        self._tasks = [asyncio.create_task(self._supervise()), asyncio.create_task(self._look())]
        await self.until_ready()

    async def until_ready(self) -> None:
        """A process runs, and has said so."""
        end = time.monotonic() + PATIENCE
        while not self.ready:
            assert time.monotonic() < end, f"the bot does not get ready\n{self.log_of(len(self.lives) - 1).read_text()}"
            await self._failed()
            await asyncio.sleep(0.1)

    async def end(self) -> None:
        """SIGTERM, for good."""
        self._over = True
        await self.stop()
        await asyncio.gather(self._tasks[0])
        await self.abandon()

    async def abandon(self) -> None:
        """Whatever happened: nothing of ours runs any more."""
        self._over = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def kill(self) -> None:
        """SIGKILL."""
        await self._ends("killed", signal.SIGKILL)

    async def stop(self) -> None:
        """SIGTERM."""
        await self._ends("stopped", signal.SIGTERM)

    def send(self, what: signal.Signals) -> None:
        """Only to one that is ready and does not end: before and after, Python handles none, and one would kill it."""
        if self.ready and self.pid is not None and not self._meant:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, what)

    def set_clock(self, off: float) -> None:
        """By so many seconds the clock is off from now on, in this process and in those to come."""
        with (self.folder / "clock").open("r+b", buffering=0) as file:  # in its place: the process reads at any moment
            file.write(f"{off:<{WIDTH}}".encode())
        self.send(signal.SIGUSR1)

    async def _ends(self, how: str, what: signal.Signals) -> None:
        process, lives = self._process, len(self.lives)
        if process is None or process.returncode is not None:
            return
        self._meant = how
        process.send_signal(what)
        async with asyncio.timeout(PATIENCE):
            while self.lives[lives - 1].ended is None:  # noqa: ASYNC110 - the supervisor notes it
                await asyncio.sleep(0.05)

    async def _failed(self) -> None:
        for task in self._tasks:
            if task.done():
                await task

    async def _supervise(self) -> None:
        while not self._over:
            await self._live()
            if not self._over:
                await asyncio.sleep(AGAIN)

    async def _live(self) -> None:
        """One life. What remembers the starts of the last hour goes: it would make the ninth of them wait for minutes,
        as it should, and there is one a minute here."""
        self.database.with_name(self.database.name + ".starts").unlink(missing_ok=True)
        log = self.log_of(len(self.lives))
        with log.open("w") as out:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.reliability.launch", str(self.folder), *self.arguments),
                cwd=ROOT,
                env=self.settings,
                stdout=DEVNULL,
                stderr=out,
            )
        life = Life(self._process.pid, self.now)
        self.lives.append(life)
        watch = asyncio.create_task(self._until_said(log, life))
        try:
            life.code = await self._process.wait()
        finally:
            watch.cancel()
        life.how, self._meant, life.ended = self._meant, "", self.now
        if not life.how:
            life.how = log.read_text().strip().splitlines()[-1][:300] if log.stat().st_size else "without a word"

    async def _until_said(self, log: Path, life: Life) -> None:
        while not said(log, "ready:"):  # noqa: ASYNC110 - another process says it
            await asyncio.sleep(0.1)
        life.ready = self.now

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            self.send(signal.SIGUSR1)
            await asyncio.sleep(0.2)
            if self.ready and self.pid is not None and not self._meant:
                with contextlib.suppress(OSError, ValueError, IndexError):
                    self.lives[-1].samples.append(self._sample(self.pid, self.lives[-1]))

    def _sample(self, pid: int, life: Life) -> Sample:
        status = dict(
            line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line
        )
        opened = []
        for name in os.listdir(f"/proc/{pid}/fd"):
            with contextlib.suppress(FileNotFoundError):
                opened.append(os.readlink(f"/proc/{pid}/fd/{name}"))
        return Sample(
            at=self.now,
            age=self.now - life.began,
            resident=int(status["VmRSS"].split()[0]) * 1024,
            files=len(opened),
            sockets=sum(each.startswith("socket:") for each in opened),
            threads=int(status["Threads"]),
            tasks=int((self.folder / "tasks").read_text() or 0),
        )


def said(log: Path, words: str) -> bool:
    return words in log.read_text()
