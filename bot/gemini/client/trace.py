"""A trace of the real frames, one JSON object a line, without keys, sound or words: for a report about a failure."""

import json
import os
import stat
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from bot.clock import Clock
from bot.redact import redact


class Trace:
    """Writes what passed and when; use it as a context manager around the sockets it is given to."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._file: TextIO | None = None
        self._began = clock()

    def __repr__(self) -> str:
        return f"<Trace {'open' if self._file else 'closed'}>"

    def __enter__(self) -> Self:
        """Opens the file anew, for the owner alone. Raises OSError when it cannot be written."""
        handle = os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            if stat.S_ISREG(os.fstat(handle).st_mode):  # not a terminal, or /dev/null
                os.fchmod(handle, 0o600)  # the mode above is for a new file only
                os.ftruncate(handle, 0)
        except OSError:
            os.close(handle)
            raise
        self._file = os.fdopen(handle, "w", encoding="utf-8")
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def sent(self, frame: str) -> None:
        """A frame that left us."""
        self._frame("sent", frame)

    def received(self, frame: str | bytes) -> None:
        """A frame that reached us, as the socket gave it."""
        self._frame("received", frame)

    def happened(self, what: str, **facts: str | int | float | None) -> None:
        """A stage that passed, or an end; `facts` hold names and numbers only."""
        self._write({"what": what, **facts})

    def _frame(self, what: str, frame: str | bytes) -> None:
        try:
            shown: object = redact(json.loads(frame))
        except ValueError:  # a UnicodeDecodeError is one too
            shown = "<not JSON>"
        kind = "binary" if isinstance(frame, bytes) else "text"
        self._write({"what": what, "kind": kind, "size": len(frame), "frame": shown})

    def _write(self, line: dict[str, object]) -> None:
        if self._file is not None:
            milliseconds = round((self._clock() - self._began) * 1000)
            self._file.write(json.dumps({"ms": milliseconds, **line}, ensure_ascii=False) + "\n")
            self._file.flush()
