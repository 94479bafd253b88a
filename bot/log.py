"""Logging: text or JSON lines, with secrets scrubbed, and without anything that a person wrote.

Libraries print secrets at DEBUG (websockets the key in its request headers, discord.py voice keys), so they never go
below INFO; and every line passes the scrubber, tracebacks included. An error's text may repeat what a person wrote
(Discord quotes what it refuses, a codec what it cannot write), so errors that are not ours show only their kind and
place.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from bot.errors import BotError
from bot.redact import HIDDEN, scrub

NEVER_DEBUG = ("websockets", "discord", "aiohttp", "aiosqlite", "asyncio")
PRINTS_FRAMES = ("discord.gateway", "discord.voice_state", "discord.voice_client", "discord.client", "discord.state")
"""discord.py's loggers that print whole frames at DEBUG: the voice token (op 0, 7), the `secret_key` (op 4)."""
SESSION = re.compile(r"session(?: id:)? (%s)[^%]*$", re.IGNORECASE)
"""How the session's id stands in them, as the last argument (discord.py 2.7.1, gateway.py, INFO)."""


ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Nameless(logging.Filter):
    """For asyncio, which prints tasks and futures with their results and errors: those may be a person's words."""

    def filter(self, record: logging.LogRecord) -> bool:
        first, *more = record.getMessage().splitlines() or [""]
        named = re.findall(r"\bname='([\w .-]{1,60})'", "\n".join(more) or first)
        record.msg = re.sub(r"<.*>", "a task", first, flags=re.DOTALL) + "".join(f" [{name}]" for name in named)
        record.args = ()
        return True


class NoFrames(logging.Filter):
    """Refuses a logger's frames whole, whatever its level is set to: a key as a list of numbers cannot be scrubbed.

    What discord.py says above that stays, but for the session's id, with which (and the token) one may resume it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        text, session = record.msg, SESSION.search(str(record.msg))
        if session is not None and isinstance(record.args, tuple) and record.args:
            record.msg = f"{text[: session.start(1)]}{HIDDEN}{text[session.end(1) :]}"
            record.args = record.args[:-1]
        return record.levelno >= logging.INFO


def safe_traceback(error: BaseException) -> str:
    """A traceback in which errors that are not ours show only their kind."""
    lines: list[str] = []
    if error.__cause__ is not None:
        lines += [safe_traceback(error.__cause__), "\nThe above was the cause of:\n"]
    elif error.__context__ is not None and not error.__suppress_context__:
        lines += [safe_traceback(error.__context__), "\nWhile that was handled:\n"]
    lines += traceback.format_tb(error.__traceback__)
    lines.append(error_label(error))
    if isinstance(error, BaseExceptionGroup):
        lines += [f"\n{safe_traceback(inner)}" for inner in error.exceptions]
    return "".join(lines)


def where(bug: BaseException) -> str:
    """An error's class and place, and what it says if it is ours (`bot.errors`). Of others only the numbers that
    Discord's have, and no lines of code: the rest may hold what a candidate wrote."""
    frames = traceback.extract_tb(bug.__traceback__)
    return " < ".join([error_label(bug), *(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))])


def error_label(error: BaseException) -> str:
    """What an error is, in as many words as may be shown."""
    kind = type(error).__name__
    if isinstance(error, BotError):
        return f"{kind}: {error}"
    status, code = getattr(error, "status", None), getattr(error, "code", None)
    return f"{kind} {status}/{code}" if isinstance(status, int) and isinstance(code, int) else kind


class Scrubbed(logging.Formatter):
    """Formats a record, then takes every known secret out of the finished text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self.secrets = tuple(sorted(secrets, key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have kept the whole
        return scrub(super().format(record), self.secrets)

    def formatException(self, ei: ErrorInfo) -> str:
        return safe_traceback(ei[1]) if ei[1] is not None else ""


class ScrubbedJson(Scrubbed):
    """One JSON object a line: at, level, logger, message, error."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, str] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return scrub(json.dumps(line, ensure_ascii=False), self.secrets)


def set_up(level: str, form: str, *, secrets: Iterable[str]) -> None:
    """Set up logging to stderr. Call it once, at the start of a command; a second call replaces the first."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(ScrubbedJson(secrets) if form == "json" else Scrubbed(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in NEVER_DEBUG:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLevelName(level)))
    _only("asyncio", Nameless())
    for name in PRINTS_FRAMES:
        _only(name, NoFrames())


def _only(name: str, new: logging.Filter) -> None:
    """Put a filter on a logger, in place of the one of its kind that an earlier call put there."""
    logger = logging.getLogger(name)
    for old in [each for each in logger.filters if isinstance(each, type(new))]:
        logger.removeFilter(old)
    logger.addFilter(new)
