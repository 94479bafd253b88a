"""What Discord's refusals mean, and retries for those that pass.

There are four kinds. What passes is tried again: connections, 5xx, 429, and some codes. What is about the place is in
`REASONS`. What comes without any code of Discord's own comes from something in front of it, and passes as a rule, but
not for ever. All the rest refuses what we sent (its words, a link, a button), and never the place.

Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord

from bot.errors import EdgeGone, Reason

log = logging.getLogger(__name__)

T = TypeVar("T")

ATTEMPT_SECONDS = 60.0
"""One attempt, with discord.py's own waiting for rate limits inside."""

WAITS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
"""Seconds between attempts; the last one repeats."""

UNKNOWN_CHANNEL = 10003
MISSING_ACCESS = 50001
ARCHIVED = 50083
REASONS = {
    UNKNOWN_CHANNEL: Reason.THREAD_DELETED,
    10004: Reason.BOT_REMOVED,
    MISSING_ACCESS: Reason.PERMISSIONS,
    50013: Reason.PERMISSIONS,
    30013: Reason.NO_SPACE,
    ARCHIVED: Reason.THREAD_LOCKED,  # we un-archive first: what still is archived then is locked
    160005: Reason.THREAD_LOCKED,
}

MAKING = {
    **REASONS,
    UNKNOWN_CHANNEL: Reason.PERMISSIONS,  # the channel or category around it: people are sent to the settings
    ARCHIVED: Reason.REFUSED,
    160006: Reason.THREADS_FULL,
    160007: Reason.THREADS_FULL,
    60003: Reason.TWO_FACTOR,
    50035: Reason.NAME_REFUSED,  # or the category is full; all else that we send is the same for everybody
    20031: Reason.NAME_REFUSED,  # words that are not allowed in names of channels
    200000: Reason.NAME_REFUSED,  # AutoMod, of a message
    200001: Reason.NAME_REFUSED,  # AutoMod, of a title
    10007: Reason.NOT_ADMITTED,
    10013: Reason.NOT_ADMITTED,
    30033: Reason.NOT_ADMITTED,  # a thread has as many people as Discord allows
    40007: Reason.NOT_ADMITTED,  # banned
    50007: Reason.NOT_ADMITTED,
    50033: Reason.NOT_ADMITTED,
}
"""The same codes where a place is made, or a candidate is let in. Nothing is gone then."""

PASSING = frozenset({20016, 20028, 20029, 40004, 40006, 40062, 130000})
"""Slow mode and write limits, a feature that is switched off for a while, an overloaded resource."""

FEW = 3
"""Attempts where somebody waits, or where it may be left."""

BARE = frozenset({400, 403})
BARE_TRIES = 3
"""Attempts where such a status comes without a code."""

Trouble = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)
"""All that a call to Discord can raise without a bug of ours; for what is only tried."""


def passes(error: BaseException) -> bool:
    """Whether trying again may help: connections, time-outs, rate limits, 5xx."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status == 429 or error.code in PASSING
    return isinstance(error, discord.RateLimited | aiohttp.ClientError | OSError | TimeoutError)


def bare(error: BaseException) -> bool:
    """Whether the answer is not from Discord's API, which gives each refusal a code."""
    return isinstance(error, discord.HTTPException) and error.code == 0 and error.status in BARE


def reason_for(error: BaseException) -> Reason | None:
    """Why the place is gone; None when the error says nothing about the place."""
    return REASONS.get(error.code) if isinstance(error, discord.HTTPException) else None


def not_made(error: BaseException) -> EdgeGone:
    """Why Discord makes no place, or lets nobody in: of what `with_retries` raised, its `EdgeGone` among it."""
    cause = error.__cause__ if isinstance(error, EdgeGone) else error
    if not isinstance(cause, discord.HTTPException):
        return error if isinstance(error, EdgeGone) else EdgeGone(Reason.INTERNAL)
    if passes(cause):
        return EdgeGone(Reason.INTERNAL, cause.code or cause.status)
    return EdgeGone(MAKING.get(cause.code, Reason.REFUSED), cause.code or cause.status)


async def made(*ways: Callable[[], Awaitable[T]]) -> T:
    """What the first of these makes; where Discord does not take what we ask for, the next one's. Each is tried once.
    Raises EdgeGone: nothing was made."""
    gone = EdgeGone(Reason.INTERNAL)
    for make in ways:
        try:
            return await with_retries(make, tries=1)
        except (EdgeGone, *Trouble) as error:
            gone = not_made(error)
            gone.__cause__ = error
            log.warning("Discord makes no place for an interview: %s", error_label(error.__cause__ or error))
        if gone.reason != Reason.NAME_REFUSED:
            break
    raise gone


async def with_retries(call: Callable[[], Awaitable[T]], *, tries: int | None = None) -> T:
    """The call's result, however long Discord is away (or after at most `tries` attempts).

    Raises EdgeGone when the place is gone, and the last error when it is neither that nor passing.

    Discord may have done what an attempt asked for, and only its answer was lost. What must not be done twice needs a
    nonce, or `tries=1`.
    """
    attempt = 0
    while True:
        try:
            async with asyncio.timeout(ATTEMPT_SECONDS):
                return await call()
        except Trouble as error:
            reason = reason_for(error)
            if reason is not None:
                raise EdgeGone(reason) from error
            attempt += 1
            again = passes(error) or (bare(error) and attempt < BARE_TRIES)
            if not again or attempt == tries:
                raise
            wait = WAITS[min(attempt, len(WAITS)) - 1]
            log.warning(
                "Discord did not take a call (%s), attempt %d, next in %.1f s", error_label(error), attempt, wait
            )
            await asyncio.sleep(max(wait, getattr(error, "retry_after", 0.0)))


def error_label(error: BaseException) -> str:
    """An error's name and number, without its text."""
    if isinstance(error, discord.HTTPException):
        return f"{type(error).__name__} {error.status}/{error.code}"
    return type(error).__name__
