"""Logging: text or JSON lines, with secrets scrubbed from whatever is printed.

Libraries print secrets at DEBUG (websockets the key in its request headers, discord.py voice keys), so they never go
below INFO; and every line passes the scrubber, tracebacks included.
"""

import json
import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

from bot.live.redact import scrub

NEVER_DEBUG = ("websockets", "discord", "aiohttp", "aiosqlite", "asyncio")


class Scrubbed(logging.Formatter):
    """Formats a record, then takes every known secret out of the finished text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self.secrets = tuple(sorted(secrets, key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record), self.secrets)


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
    """Once, at the start of a command. Everything goes to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(ScrubbedJson(secrets) if form == "json" else Scrubbed(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in NEVER_DEBUG:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLevelName(level)))
