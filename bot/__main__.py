"""The command line: `interview-bot`, or `python -m bot`. Each command asks only for the settings that it uses."""

import argparse
import asyncio
import contextlib
import importlib.util
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot import __version__, log
from bot.clock import steady_clock
from bot.config import Config, load, read_environment
from bot.errors import BotError, ConfigError
from bot.process import heartbeat

if TYPE_CHECKING:
    from bot.gemini.client.trace import Trace
    from bot.web.camera.check import PageReport

SIMULATORS = ("simcord", "dave", "sims")
EXIT_CODES = """\
exit codes:
  0  it did what it was asked
  1  it did not (diag, health: not well), or something broke
  2  a setting is missing or wrong
  3  Discord does not take the token
  4  something on the way to Discord refuses for good, or Discord went away within the start
  5  the database cannot be used
  6  another process uses this database"""
NO_SIMULATORS = "The demo's simulators are not installed here; in a clone of the repository: make demo"
NO_BROWSER_DRIVER = 'What drives a browser is not installed here; in a clone: make demo ARGS="--script --video"'


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="interview-bot",
        description="Interviews people in Discord.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"interview-bot {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("run", help="run the bot")
    demo = commands.add_parser("demo", help="try it on this machine, without Discord and without a key")
    demo.add_argument("--script", action="store_true", help="play one whole interview and print it")
    demo.add_argument("--voice", action="store_true", help="with --script: a spoken interview")
    demo.add_argument("--video", action="store_true", help="with --script: one with a camera (needs Chromium)")
    demo.add_argument("--real", action="store_true", help="let the real Gemini interview (uses GEMINI_API_KEY)")
    demo.add_argument("--port", type=int, default=8765, help="the page's port on 127.0.0.1 (8765)")
    diag = commands.add_parser("diag", help="check the way to Gemini, the voice libraries and the camera page")
    diag.add_argument("--json", action="store_true", help="print one JSON object")
    diag.add_argument("--record", type=Path, metavar="FILE", help="write a redacted trace of the frames")
    diag.add_argument(
        "--end-of-speech",
        action="store_true",
        help="instead, find out what ends a turn of speech (a minute, some cents)",
    )
    migrate = commands.add_parser("migrate", help="bring the database to the newest layout")
    migrate.add_argument("--dry-run", action="store_true", help="only tell what would happen")
    backup = commands.add_parser("backup", help="copy the database to a file, also while the bot runs")
    backup.add_argument("file", type=Path, metavar="FILE", help="where to; it must not be there yet")
    backup.add_argument("--recordings", action="store_true", help="the recordings too, to the folder FILE.recordings")
    restore = commands.add_parser("restore", help="put a backup in the database's place; the bot must not run")
    restore.add_argument("file", type=Path, metavar="FILE", help="what `backup` wrote")
    restore.add_argument(
        "--recordings", action="store_true", help="the recordings too, from the folder FILE.recordings"
    )
    commands.add_parser("health", help="exit 0 if the running bot shows a sign of life")
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it did what it was asked, otherwise one of `EXIT_CODES`."""
    options = parser().parse_args(argv)
    try:
        return COMMANDS[options.command](options)
    except BotError as wrong:
        if options.command == "run" and logging.getLogger().hasHandlers():  # a bare sentence would be missed there
            logging.getLogger(__name__).critical("%s", wrong)
        else:
            print(f"interview-bot: {wrong}", file=sys.stderr)
        return wrong.exit_code
    except KeyboardInterrupt:
        return 130


def secrets_of(config: Config) -> tuple[str, ...]:
    """What no log line may show."""
    return config.discord_token, config.gemini.api_key, config.alert_webhook_url


def configured(*needs: str) -> Config:
    config = load(read_environment(), needs=frozenset(needs))
    log.set_up(config.log_level, config.log_format, secrets=secrets_of(config))
    return config


def run(options: argparse.Namespace) -> int:
    from bot import app  # noqa: PLC0415 -- the other commands start without discord
    from bot.process import open_files  # noqa: PLC0415

    open_files.raise_limit()
    if read_environment().get("LOG_FORMAT") == "json":  # also for a setting that is wrong
        log.set_up("INFO", "json", secrets=())
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(app.run(configured("DISCORD_TOKEN", "GEMINI_API_KEY")))
    return 0


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop, which keeps voices more even (docs/decisions/0005-one-clock.md); asyncio's own on Windows."""
    if importlib.util.find_spec("uvloop") is None:
        return None
    import uvloop  # noqa: PLC0415 -- not everywhere

    return uvloop.new_event_loop


def demo(options: argparse.Namespace) -> int:
    for kind in ("voice", "video"):
        if getattr(options, kind) and (options.real or not options.script):
            raise ConfigError(f"--{kind} goes with --script, and not with --real")
    if any(importlib.util.find_spec(tool) is None for tool in SIMULATORS):
        raise ConfigError(NO_SIMULATORS)
    if options.video and importlib.util.find_spec("playwright") is None:
        raise ConfigError(NO_BROWSER_DRIVER)
    from bot.demo import play  # noqa: PLC0415 -- needs the simulators

    config = configured("GEMINI_API_KEY") if options.real else None
    return play(config, script=options.script, voice=options.voice, video=options.video, port=options.port)


def diag(options: argparse.Namespace) -> int:
    from bot.gemini.client.check import check  # noqa: PLC0415 -- the other commands start without websockets
    from bot.gemini.client.report import print_stage, print_verdict  # noqa: PLC0415
    from bot.media import libraries  # noqa: PLC0415

    config = configured("GEMINI_API_KEY")
    with recording(options.record) as trace:
        if options.end_of_speech:
            return end_of_speech(config, trace, as_json=options.json)
        show = None if options.json else print_stage
        report = asyncio.run(check(config.gemini, clock=steady_clock(), on_stage=show, trace=trace))
    missing = libraries.missing()
    if not options.json:
        print_verdict(report)
        for sentence in missing or ["The libraries for voice load."]:
            print(sentence)
    page = diag_page(config, told=not options.json) if config.public_url else None
    if options.json:
        print(json.dumps({**report.as_json(), "voice_missing": missing, "page": page and page.as_json()}, indent=2))
    return 0 if report.ok and not missing and (page is None or page.ok) else 1


@contextlib.contextmanager
def recording(file: Path | None) -> "Iterator[Trace | None]":
    """The trace that is written to `file`, if there is to be one."""
    from bot.gemini.client.trace import Trace  # noqa: PLC0415

    try:
        with Trace(file, steady_clock()) if file else contextlib.nullcontext() as trace:
            yield trace
    except OSError as wrong:
        raise ConfigError(f"the trace cannot be written: {wrong.strerror}") from wrong


def end_of_speech(config: Config, trace: "Trace | None", *, as_json: bool) -> int:
    """Speak one sentence with three endings; tell what came of each as soon as it is known, and what follows."""
    from bot.gemini.client.report import print_conclusion, print_tried  # noqa: PLC0415 -- as above
    from bot.gemini.client.try_endings import try_endings  # noqa: PLC0415

    if not as_json:
        print("Gemini says a sentence, which is then spoken to it three times. It takes about a minute.", flush=True)
    show = None if as_json else print_tried
    report = asyncio.run(try_endings(config.gemini, clock=steady_clock(), on_tried=show, trace=trace))
    if as_json:
        print(json.dumps(report.as_json(), indent=2))
    else:
        print_conclusion(report)
    return 0 if report.ok else 1


def diag_page(config: Config, *, told: bool) -> "PageReport":
    """Try the camera page; with `told`, print each finding as it is made."""
    from bot.web.camera.check import check_page  # noqa: PLC0415 -- the other commands start without aiohttp
    from bot.web.camera.page_report import print_finding  # noqa: PLC0415

    show = print_finding if told else None
    return asyncio.run(check_page(config.public_url, here=None, clock=steady_clock(), on_finding=show))


def migrate(options: argparse.Namespace) -> int:
    from bot.store.migrations.steps import migrate as bring_up  # noqa: PLC0415
    from bot.store.sqlite import instance_lock  # noqa: PLC0415 -- the other commands need no database

    database = configured().database_path
    with contextlib.nullcontext() if options.dry_run else instance_lock.held(database):
        for line in bring_up(database, dry_run=options.dry_run).lines():
            print(line)
    return 0


def backup(options: argparse.Namespace) -> int:
    from bot.store.backup.making import make  # noqa: PLC0415 -- as above

    config = configured()
    now = steady_clock()()
    made = make(
        config.database_path, options.file, with_recordings=options.recordings, days=config.backup_days, now=now
    )
    print("\n".join(made.lines()))
    return 0


def restore(options: argparse.Namespace) -> int:
    from bot.store.backup.restoring import restore as put_back  # noqa: PLC0415 -- as above

    config = configured()
    now = steady_clock()()
    done = put_back(
        config.database_path, options.file, with_recordings=options.recordings, days=config.backup_days, now=now
    )
    print("\n".join(done.lines()))
    return 1 if done.trouble else 0


def health(options: argparse.Namespace) -> int:
    alive, sentence = heartbeat.judge(load(read_environment()).database_path, time.time())
    print(sentence)
    return 0 if alive else 1


COMMANDS = {
    "run": run,
    "demo": demo,
    "diag": diag,
    "migrate": migrate,
    "backup": backup,
    "restore": restore,
    "health": health,
}

if __name__ == "__main__":
    sys.exit(main())
