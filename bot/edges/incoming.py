"""What a person's message becomes: an event, or nothing."""

import discord

from bot.edge import Typed, VoiceMessage

PEOPLE_WRITE = (discord.MessageType.default, discord.MessageType.reply)


def typed(message: discord.Message) -> Typed | VoiceMessage | None:
    """The candidate's message as an event; None when it carries nothing that counts (system lines, empty ones)."""
    if message.type not in PEOPLE_WRITE:
        return None
    recorded = recording(message)
    if recorded is not None:
        return VoiceMessage(message.id, recorded.duration or 0.0)
    attachments = len(message.attachments) + len(message.stickers)
    if not (message.content or attachments):
        return None
    return Typed(message.id, whole(message.content), attachments, pictures=len(images(message)))


def recording(message: discord.Message) -> discord.Attachment | None:
    """The sound of a voice message: Discord marks the message, and only then gives its one attachment a duration."""
    if not message.flags.voice:
        return None
    return next((each for each in message.attachments if each.duration is not None), None)


def images(message: discord.Message) -> list[discord.Attachment]:
    """The attachments that call themselves images, in order; what they are is found out by whoever decodes them."""
    return [each for each in message.attachments if (each.content_type or "").startswith("image/")]


def whole(text: str) -> str:
    """Half a surrogate pair can neither be stored nor sent; JSON can carry one, so it becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
