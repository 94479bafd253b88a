"""What a person's message becomes: an event, or nothing where Discord wrote it by itself.

Everything that somebody sends is words, or an event that says how little of it is: nobody sends something and hears
nothing. What is words is decided in `bot.interview.text.message_content`.
"""

from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

import discord

from bot.interview.mentions import MentionNames, by_name, mentioned
from bot.interview.text.message_content import clean_name, may_be_words
from bot.ports.events import Edited, Proxied, VoiceMessage
from bot.ports.messages import Enclosed, Enclosure, Typed


class WordsOf(Enum):
    """Whose words a message of some type holds."""

    PERSON = auto()
    APP = auto()
    """An app that somebody used by a command; what it wrote are not that person's words."""
    DISCORD = auto()
    """A notice of something that happened, in the name of the person who did it."""


Type = discord.MessageType
WRITERS: Final = {
    **dict.fromkeys((Type.default, Type.reply), WordsOf.PERSON),
    **dict.fromkeys((Type.chat_input_command, Type.context_menu_command), WordsOf.APP),
    **dict.fromkeys(
        (
            *(Type.recipient_add, Type.recipient_remove, Type.call, Type.channel_name_change, Type.channel_icon_change),
            *(Type.pins_add, Type.new_member, Type.premium_guild_subscription, Type.premium_guild_tier_1),
            *(Type.premium_guild_tier_2, Type.premium_guild_tier_3, Type.channel_follow_add, Type.guild_stream),
            *(Type.guild_discovery_disqualified, Type.guild_discovery_requalified),
            *(Type.guild_discovery_grace_period_initial_warning, Type.guild_discovery_grace_period_final_warning),
            *(Type.thread_created, Type.thread_starter_message, Type.guild_invite_reminder),
            *(Type.auto_moderation_action, Type.role_subscription_purchase, Type.interaction_premium_upsell),
            *(Type.stage_start, Type.stage_end, Type.stage_speaker, Type.stage_raise_hand, Type.stage_topic),
            *(Type.guild_application_premium_subscription, Type.guild_incident_alert_mode_enabled),
            *(Type.guild_incident_alert_mode_disabled, Type.guild_incident_report_raid),
            *(Type.guild_incident_report_false_alarm, Type.purchase_notification, Type.poll_result, Type.emoji_added),
        ),
        WordsOf.DISCORD,
    ),
}
"""All types that discord.py knows; a test misses a new one. The sender of an unknown type is told it has no words."""


def sender(message: discord.Message, us: int) -> int | None:
    """Who sent it: the person who wrote it, or had an app write it; None for us, and where there is no person."""
    if not message.author.bot:
        return message.author.id
    used = message.interaction_metadata
    return None if used is None or message.author.id == us else used.user.id


def typed(message: discord.Message, *, content: bool = True) -> Typed | VoiceMessage | None:
    """The candidate's message as an event; None when Discord wrote it.

    Also None where it came empty and we may not read `content`: nobody knows then what was in it.
    """
    writer = WRITERS.get(message.type)
    if writer is WordsOf.DISCORD:
        return None
    if message.author.bot or writer is not WordsOf.PERSON:
        return Typed(message.id, "")
    recorded = recording(message)
    if recorded is not None:
        return VoiceMessage(message.id, recorded.duration or 0.0)
    return _words(message, content=content)


def proxied(message: discord.Message, *, content: bool = True, edited: bool = False) -> Proxied | None:
    """What a webhook wrote as an event; None for what no webhook wrote, or an app did in answer to a command."""
    by_app = message.webhook_id is None or message.interaction_metadata is not None
    if by_app or message.author.id != message.webhook_id or WRITERS.get(message.type) is not WordsOf.PERSON:
        return None
    found = _words(message, content=content)
    return None if found is None else Proxied(found, edited=edited)


def _words(message: discord.Message, *, content: bool) -> Typed | None:
    files = attachments(message)
    stickers = len(message.stickers) + sum(len(each.stickers) for each in message.message_snapshots)
    enclosed = (*forwarded(message), *asked(message))
    if not (content or message.content or enclosed or files or stickers):
        return None
    return Typed(
        message.id,
        words(message, message.content),
        len(files) + stickers,
        pictures=len(images(message)),
        texts=tuple(clean_name(replace_surrogates(each.filename)) for each in texts(message)),
        enclosed=enclosed,
        changed=message.edited_at is not None,
    )


def edited(message: discord.Message, *, content: bool = True) -> Edited | None:
    """What a message that was edited is now; None for what no edit makes an answer, and where `typed` is None."""
    now = typed(message, content=content)
    if not isinstance(now, Typed):
        return None
    return Edited(now.message_id, now.text, now.attachments, pictures=now.pictures, texts=now.texts)


def forwarded(message: discord.Message) -> tuple[Enclosed, ...]:
    """The words of the messages that it passes on."""
    passed_on = (words(message, each.content) for each in message.message_snapshots)
    return tuple(Enclosed(Enclosure.FORWARD, each) for each in passed_on if each.strip())


def asked(message: discord.Message) -> tuple[Enclosed, ...]:
    """A poll's question, and below it the answers to choose from: the sender wrote them."""
    if message.poll is None:
        return ()
    answers = (f"- {each.emoji or ''} {each.text or ''}".replace("-  ", "- ").rstrip() for each in message.poll.answers)
    return (Enclosed(Enclosure.POLL, words(message, "\n".join((message.poll.question or "", *answers)))),)


def attachments(message: discord.Message) -> Sequence[discord.Attachment]:
    """Its files, and those of the messages that it passes on."""
    return [*message.attachments, *(file for each in message.message_snapshots for file in each.attachments)]


def recording(message: discord.Message) -> discord.Attachment | None:
    """The sound of a voice message: Discord marks the message, and only then gives its one attachment a duration."""
    if not message.flags.voice:
        return None
    return next((each for each in message.attachments if each.duration is not None), None)


def images(message: discord.Message) -> list[discord.Attachment]:
    """The attachments that call themselves images, in order; the decoder finds out what they are."""
    return [each for each in attachments(message) if (each.content_type or "").startswith("image/")]


def texts(message: discord.Message) -> list[discord.Attachment]:
    """The attachments that may hold words, in order; reading them shows whether they do."""
    return [each for each in attachments(message) if may_be_words(each.content_type, each.size)]


def words(message: discord.Message, text: str) -> str:
    """What the message, or one that it passes on, says: as its author sees it."""
    return as_seen(replace_surrogates(text), message.guild, message.author, message.mentions)


def as_seen(
    text: str,
    guild: discord.Guild | None,
    author: discord.abc.User,
    mentions: Sequence[discord.abc.User] = (),
) -> str:
    """The text with names for numbers, as `author` sees them. A channel that they may not see keeps its number: the
    record is shown to them, too."""
    found = mentioned(text)
    if guild is None:
        return by_name(text, MentionNames())
    who = author if isinstance(author, discord.Member) else guild.get_member(author.id) or guild.default_role
    members = {each.id: each.display_name for each in mentions}
    members |= {id_: known.display_name for id_ in found.members if (known := guild.get_member(id_)) is not None}
    roles = {id_: role.name for id_ in found.roles if (role := guild.get_role(id_)) is not None}
    channels = {
        id_: channel.name
        for id_ in found.channels
        if (channel := guild.get_channel_or_thread(id_)) is not None
        and not (isinstance(channel, discord.Thread) and channel.is_private())
        and channel.permissions_for(who).view_channel
    }
    return by_name(text, MentionNames(members, roles, channels))


def replace_surrogates(text: str) -> str:
    """Half a surrogate pair can neither be stored nor sent; JSON can carry one, so it becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
