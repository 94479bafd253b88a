"""What an admin wrote and could not save yet, as a file under the card that names the mistakes: it outlives the
process, and the person who wrote it can read and copy it there."""

import asyncio
import io
import json

import discord

from bot.edges.chat.files import fetched
from bot.edges.refusals import Trouble
from bot.store.records import NewPosition

NAME = "what-you-wrote.json"
MOST_BYTES = 64 * 1024
FETCH_SECONDS = 1.5
"""Discord waits three for the form."""
TEXTS = ("brief", "questions", "closing")
"""Fields that may have several lines; they stand line by line, so that people can read them."""


def file(written: NewPosition) -> discord.File:
    """The draft as a file."""
    texts = {name: getattr(written, name).split("\n") for name in TEXTS}
    kept = {"title": written.title, **texts, "languages": " ".join(written.languages)}
    return discord.File(io.BytesIO(json.dumps(kept, ensure_ascii=False, indent=2).encode()), filename=NAME)


async def read(message: discord.Message | None) -> NewPosition | None:
    """The draft that stands under this message of ours; None where it cannot be had now."""
    for attachment in message.attachments if message is not None else ():
        if attachment.filename == NAME:
            try:
                async with asyncio.timeout(FETCH_SECONDS):
                    return parsed(await fetched(attachment, MOST_BYTES))
            except (TimeoutError, *Trouble):
                return None
    return None


def parsed(data: bytes | None) -> NewPosition | None:
    """The draft in a file of ours; None for anything else."""
    try:
        kept = json.loads(data or b"")
        texts = {name: "\n".join(kept[name]) for name in TEXTS}
        return NewPosition(title=kept["title"], languages=(kept["languages"],), **texts)
    except (ValueError, LookupError, TypeError):
        return None
