"""What stands with a message beside its words: a recording, files that may hold words, pictures."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import discord

from bot.edges.chat.files import fetched
from bot.edges.chat.incoming import images, recording, replace_surrogates, texts
from bot.edges.refusals import FEW, Trouble, with_retries
from bot.errors import EdgeGone
from bot.interview.text import message_content
from bot.ports.messages import File

T = TypeVar("T")

MOST_BYTES = 10 * 2**20
MOST_SECONDS = 600.0
"""A voice message beyond either is not fetched; nobody answers one question for ten minutes. Nor is a picture beyond
the first."""
MOST_PICTURES = 4
"""Of one message; as many as are kept for the model while they cannot be sent."""


async def voice_message(channel: discord.PartialMessageable, message_id: int) -> bytes | None:
    """See `Edge.voice_message`."""
    message = await _message(channel, message_id)
    sound = None if message is None else recording(message)
    if sound is None or sound.size > MOST_BYTES or (sound.duration or 0.0) > MOST_SECONDS:
        return None
    return await _content(sound)


async def files(channel: discord.PartialMessageable, message_id: int) -> tuple[File, ...]:
    """See `Edge.files`."""
    message = await _message(channel, message_id)
    found = [] if message is None else texts(message)
    most = message_content.MOST_BYTES
    return tuple([File(replace_surrogates(file.filename), await _content(file, most)) for file in found])


async def pictures(channel: discord.PartialMessageable, message_id: int) -> list[bytes]:
    """See `Edge.pictures`; the first `MOST_PICTURES`."""
    message = await _message(channel, message_id)
    shown = [] if message is None else images(message)[:MOST_PICTURES]
    found = [await _content(image) for image in shown]
    return [data for data in found if data is not None]


async def _message(channel: discord.PartialMessageable, message_id: int) -> discord.Message | None:
    return await _or_none(partial(channel.fetch_message, message_id))


async def _content(file: discord.Attachment, most: int = MOST_BYTES) -> bytes | None:
    return await _or_none(partial(fetched, file, most))


async def _or_none(call: Callable[[], Awaitable[T]]) -> T | None:
    try:
        return await with_retries(call, tries=FEW)
    except (EdgeGone, *Trouble):
        return None
