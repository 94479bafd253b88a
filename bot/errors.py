"""Every exception that this project raises on purpose, and who can do something about it.

    BotError
    ├── ConfigError         operator: a setting is missing or wrong; the start stops with one sentence
    │   └── TokenRefused    Discord does not take the token
    ├── DiscordAway         network: Discord cannot be reached before the bot has connected
    ├── OpusMissing         operator: libopus is nowhere; text interviews work, voice does not
    ├── BackupRefused       operator: no backup is made or restored; everything is as it was
    ├── StoreError          operator: the database cannot be used
    │   ├── NotOurs         the file holds something else; left untouched
    │   ├── TooNew          a newer version of this bot wrote it; left untouched
    │   ├── SecondProcess   another process uses it
    │   ├── MigrationFailed the file is as it was; the reason is in the text
    │   ├── AlreadyRunning  this person already has a running interview in this server
    │   └── StoreUnavailable  not now: it is locked, full, may not be written; the same may work later
    ├── Refused             a rule says no: carries the catalogue key and when it will work
    ├── BadInput            a person's input has a mistake: carries the line and the catalogue key
    ├── EdgeGone            Discord will not take it: the place or the permission is gone
    └── EdgeRefused         Discord does not take this one message as it is

Texts never hold a secret or a candidate's words; they may reach a log.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar


class Reason(StrEnum):
    """Why the place is gone, or an interview stopped; stored as `status_reason`."""

    THREAD_DELETED = "thread_deleted"
    THREAD_LOCKED = "thread_locked"
    PERMISSIONS = "permissions"
    NO_SPACE = "no_space"
    """The server has as many channels as Discord allows."""
    THREADS_FULL = "threads_full"
    """The server has as many open threads as Discord allows."""
    NAME_REFUSED = "name_refused"
    """Discord does not take the name of the place, not even with a number only."""
    TWO_FACTOR = "two_factor"
    """The server asks for two-factor authentication, and the bot's owner has none."""
    NOT_ADMITTED = "not_admitted"
    """Discord does not let the candidate into the place."""
    REFUSED = "refused"
    """Discord does not take it, and says so with a number that means nothing to us."""
    BOT_REMOVED = "bot_removed"
    CANDIDATE_LEFT = "candidate_left"
    ROOM_LEFT = "room_left"
    """The candidate did not come back to the voice channel in time."""
    ROOM_QUIET = "room_quiet"
    """Nothing was said in the voice channel for long, or nobody chose how to go on."""
    ROOM_TIME = "room_time"
    """The time that one interview may hold the voice channel was over."""
    LINE_LOST = "line_lost"
    """The voice connection could not be had again."""
    CANDIDATE = "candidate"
    STAFF = "staff"
    DEADLINE = "deadline"
    PROVIDER = "provider"
    FINISHED = "finished"
    NEVER_STARTED = "never_started"
    ERASED = "erased"
    INTERNAL = "internal"


class BotError(Exception):
    """The base class. Catch it where a command, a button or the command line begins, not deeper."""

    exit_code: ClassVar[int] = 1
    """Exit code of the command that it ends; docs/operators.md has the table."""


class ConfigError(BotError):
    """A setting is missing or wrong; `str()` is the one sentence that says so and what would be right."""

    exit_code = 2


class TokenRefused(ConfigError):
    """Discord does not take the token, now and after a restart."""

    exit_code = 3


class DiscordAway(BotError):
    """Discord cannot be reached, or something on the way refuses. `passes`: another try may succeed."""

    exit_code = 4

    def __init__(self, text: str, *, passes: bool) -> None:
        super().__init__(text)
        self.passes = passes


class OpusMissing(BotError):
    """libopus was not found; `str()` says how to get it."""

    def __init__(self) -> None:
        super().__init__(
            "libopus (the voice codec) was not found. Install it (Debian: apt-get install libopus0, macOS: brew install"
            " opus), or install the Python package opuslib-next-bundled again."
        )


class BackupRefused(BotError):
    """No backup is made, or none is restored, and everything is as it was; `str()` says why and what to do."""


class StoreError(BotError):
    """The database cannot be used."""

    exit_code = 5


class SecondProcess(StoreError):
    """Another process uses this database; `str()` names it."""

    exit_code = 6


class NotOurs(StoreError):
    """The file is not empty and holds none of our tables."""


class TooNew(StoreError):
    """The file was written by a newer version."""


class MigrationFailed(StoreError):
    """A step did not succeed; the file is as it was."""


class AlreadyRunning(StoreError):
    """The person already has a running interview in this server (two clicks raced): lead them to it."""


class StoreUnavailable(StoreError):
    """The database takes nothing right now, and nothing of this was written; the same may work later.

    `remedy` follows the file's name in a sentence for the operator.
    """

    def __init__(self, text: str, remedy: str) -> None:
        super().__init__(text)
        self.remedy = remedy


class Refused(BotError):
    """A rule says no. `key` names the words in the catalogue; `until` is epoch seconds when it will work, if known."""

    def __init__(self, key: str, *, until: float | None = None, **words: str | int | float) -> None:
        super().__init__(key)
        self.key = key
        self.until = until
        self.words: Mapping[str, str | int | float] = words


class BadInput(BotError):
    """A mistake in what a person typed. `key` names the words; `line` counts from 1, 0 when it is not about a line."""

    def __init__(self, key: str, *, line: int = 0, **words: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.line = line
        self.words: Mapping[str, str | int] = words


class EdgeGone(BotError):
    """Discord refuses for good. `code` is Discord's own number for it, or its HTTP status; 0 where Discord was not
    asked."""

    def __init__(self, reason: Reason, code: int = 0) -> None:
        super().__init__(f"{reason} ({code})" if code else reason)
        self.reason = reason
        self.code = code


class EdgeRefused(BotError):
    """Discord refuses this post, and not the place: another version may pass. `status` and `code` are Discord's."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(f"Discord does not take this message (HTTP {status}, code {code})")
        self.status = status
        self.code = code
