"""Logging: no secret leaves, whatever prints it."""

import asyncio
import json
import logging
from collections.abc import Iterator

import pytest

from bot import log
from bot.errors import StoreError
from bot.redact import HIDDEN

SECRET = "marked-secret-value"


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """`set_up` writes to the stream of this test, which is closed before the next one logs."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


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


def test_a_secret_inside_another_leaves_no_rest() -> None:
    """The longer one goes first."""
    assert log.Scrubbed([SECRET, f"{SECRET}-2"]).format(record(f"{SECRET}-2.")).endswith(f"{HIDDEN}.")


def test_json_lines_are_json() -> None:
    """One object a line."""
    line = log.ScrubbedJson([]).format(record("interview %d\nis over", 7))
    assert "\n" not in line
    assert json.loads(line)["message"] == "interview 7\nis over"


def test_libraries_stay_silent_at_debug() -> None:
    """websockets prints the key in its request headers at DEBUG; discord.py prints voice keys."""
    log.set_up("DEBUG", "text", secrets=[SECRET])
    assert not logging.getLogger("websockets.client").isEnabledFor(logging.DEBUG)
    assert not logging.getLogger("discord.gateway").isEnabledFor(logging.DEBUG)
    assert logging.getLogger("bot.runtime.runner").isEnabledFor(logging.DEBUG)


WORDS = "a candidate's own words"


@pytest.mark.parametrize("made", [log.Scrubbed([]), log.ScrubbedJson([])])
def test_an_error_keeps_its_text_to_itself(made: log.Scrubbed) -> None:
    """Whatever a library repeats of what a person wrote; of our own errors the text is ours."""
    try:
        try:
            try:
                WORDS.encode() + "\ud800".encode()
            except UnicodeEncodeError as error:
                raise ValueError(WORDS) from error
        except ValueError as error:
            raise ExceptionGroup(WORDS, [KeyError(WORDS), StoreError("the database is closed")]) from error
    except ExceptionGroup as error:
        text = made.format(record("it fell", error=error))
    assert WORDS not in text
    for shown in ("UnicodeEncodeError", "ValueError", "KeyError", "the database is closed", "test_log.py"):
        assert shown in text


def test_where_it_fell_says_what_is_ours_to_say() -> None:
    """The text of our own errors, the numbers of Discord's, and no text of anybody else's."""

    class Quoting(Exception):
        status, code = 400, 50035

    assert log.where(StoreError("database or disk is full")).startswith("StoreError: database or disk is full")
    assert log.where(Quoting(WORDS)).startswith("Quoting 400/50035")
    assert log.where(KeyError(WORDS)) == "KeyError"


async def test_asyncio_tells_no_results(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither in debug mode, where slow tasks are printed with what they return, nor of tasks nobody waited for."""
    loop = asyncio.get_running_loop()
    was = loop.get_debug(), loop.slow_callback_duration

    async def says() -> str:
        return WORDS

    async def crashes() -> None:
        raise ValueError(WORDS)

    try:
        log.set_up("DEBUG", "text", secrets=[])
        loop.set_debug(True)
        loop.slow_callback_duration = 0.0
        assert await asyncio.create_task(says(), name="interview 7") == WORDS
        loop.call_soon(len, WORDS)
        fallen = asyncio.create_task(crashes(), name="interview 8")
        await asyncio.wait({fallen})
        context = {"message": "Task exception was never retrieved", "exception": fallen.exception(), "future": fallen}
        loop.default_exception_handler(context)
        await asyncio.sleep(0.01)
    finally:
        loop.set_debug(was[0])
        loop.slow_callback_duration = was[1]
    printed = capsys.readouterr().err
    assert WORDS[:10] not in printed
    assert "Executing a task" in printed
    assert "[interview 8]" in printed
    assert "ValueError" in printed


def test_voice_keys_are_in_no_log_whatever_the_level(capsys: pytest.CaptureFixture[str]) -> None:
    """discord.py prints op 4 with its key, and op 0 with its token, at DEBUG."""
    log.set_up("DEBUG", "text", secrets=[])
    names = ("discord.gateway", "discord.voice_state", "discord.client")
    levels = {name: logging.getLogger(name).level for name in names}
    try:
        for name in names:
            logging.getLogger(name).setLevel(logging.DEBUG)
            logging.getLogger(name).debug("Voice websocket frame received: %s", {"op": 4, "d": {"secret_key": [7, 8]}})
            logging.getLogger(name).info("Voice connection complete.")
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
    printed = capsys.readouterr().err
    assert "secret_key" not in printed
    assert printed.count("Voice connection complete.") == len(names)
