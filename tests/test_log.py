"""Logging: no secret leaves, whatever prints it."""

import json
import logging

import pytest

from bot import log
from bot.live.redact import HIDDEN

SECRET = "marked-secret-value"


def record(message: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("bot.x", logging.INFO, "f.py", 1, message, args, info)


@pytest.mark.parametrize("made", [log.Scrubbed([SECRET]), log.ScrubbedJson([SECRET])])
def test_secrets_are_scrubbed(made: log.Scrubbed) -> None:
    """From the message, its arguments and the traceback."""
    try:
        raise ValueError(f"bad header {SECRET}")
    except ValueError as error:
        text = made.format(record("key=%s", SECRET, error=error))
    assert SECRET not in text
    assert HIDDEN in text


def test_json_lines_are_json() -> None:
    """One object a line."""
    line = log.ScrubbedJson([]).format(record("interview %d\nis over", 7))
    assert "\n" not in line
    assert json.loads(line)["message"] == "interview 7\nis over"


def test_libraries_stay_silent_at_debug() -> None:
    """websockets prints the key in its request headers at DEBUG; discord.py prints voice keys."""
    before = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        log.set_up("DEBUG", "text", secrets=[SECRET])
        assert not logging.getLogger("websockets.client").isEnabledFor(logging.DEBUG)
        assert not logging.getLogger("discord.gateway").isEnabledFor(logging.DEBUG)
        assert logging.getLogger("bot.relay").isEnabledFor(logging.DEBUG)
    finally:
        logging.getLogger().handlers[:] = before[0]
        logging.getLogger().setLevel(before[1])
