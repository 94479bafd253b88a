"""The queue for the one voice channel a server's bot can be in: joined, and left again."""

import contextlib
from typing import Self

import discord

from bot.edges.refusals import Trouble
from bot.errors import Refused
from bot.interview.models import InterviewType
from bot.interview.voice_queue import QueueEntry, expected_minutes, place_of
from bot.store.records import GuildSettings, QueuedCandidate
from cogs.interview import choice_codec
from cogs.interview.channel import place, room
from cogs.interview.start_checks import may_begin
from cogs.interview.terms import StartChoice, resolve
from cogs.ui.components import PersistentItem, board
from cogs.ui.custom_ids import NUMBER, number
from cogs.ui.interaction import BotInteraction, guild_of, say
from cogs.ui.services import BotServices

CHANGED = "line_changed"
"""The event that tells the queue runner of a change; it carries the server's id."""

BUSY = "edge-refused-voice-busy"
"""The refusal that is answered with a place in the queue."""


async def entrance(interaction: BotInteraction, kind: InterviewType) -> tuple[GuildSettings, bool]:
    """The server's settings, and whether the voice channel that is asked for has to be waited for.

    Raises Refused when this person may not begin now, queued or not.
    """
    if not kind.is_voice:
        return await may_begin(interaction, kind), False
    if not await turn_of_another(interaction):
        try:
            return await may_begin(interaction, kind), False
        except Refused as no:
            if no.key != BUSY:
                raise
    return await may_begin(interaction), True


async def turn_of_another(interaction: BotInteraction) -> bool:
    """Whether the voice channel is kept for somebody else who was called."""
    called = [
        each for each in await interaction.client.store.queue_of(guild_of(interaction).id) if each.called_at is not None
    ]
    return any(each.user_id != interaction.user.id for each in called)


async def standing(client: BotServices, guild_id: int, user_id: int) -> QueuedCandidate | None:
    """This person's place in the queue, if they have one."""
    return next((each for each in await client.store.queue_of(guild_id) if each.user_id == user_id), None)


async def leave(client: BotServices, guild_id: int, user_id: int) -> None:
    """Take this person out of the queue, and delete a message that called them. Does nothing for others."""
    mine = await standing(client, guild_id, user_id)
    if mine is None:
        return
    await client.store.leave_queue(guild_id, user_id)
    await take_away(client, mine)
    client.dispatch(CHANGED, guild_id)


async def take_away(client: BotServices, one: QueuedCandidate) -> None:
    """Delete the message that called them, if it still stands."""
    if one.message_id is None:
        return
    channel = client.get_partial_messageable(one.channel_id, guild_id=one.guild_id)
    with contextlib.suppress(*Trouble):
        await channel.get_partial_message(one.message_id).delete()


async def embed(interaction: BotInteraction) -> discord.Embed:
    """That it is taken, and how long somebody who joins now would wait, as far as the last interviews tell."""
    store, guild_id = interaction.client.store, guild_of(interaction).id
    people = len(await store.queue_of(guild_id))
    minutes = expected_minutes(people + 1, await store.voice_minutes(guild_id))
    told = say(interaction, "line-taken", people=people, minutes=minutes)
    return discord.Embed(title=say(interaction, "line-taken-title"), description=told)


async def number_words(interaction: BotInteraction, mine: QueuedCandidate) -> str:
    """Their place, the time it should take, and where they are called."""
    store, waiting = interaction.client.store, await interaction.client.store.queue_of(mine.guild_id)
    entries = [QueueEntry(each.user_id, each.joined_at, each.called_at) for each in waiting]
    number = place_of(entries, mine.user_id) or len(entries)
    minutes = expected_minutes(number, await store.voice_minutes(mine.guild_id))
    return say(interaction, "line-joined", place=number, minutes=minutes, channel=f"<#{mine.channel_id}>")


class JoinQueue(
    PersistentItem, template=rf"line:join:(?P<type>[a-z]+):(?P<position>{NUMBER}):(?P<language>[A-Za-z0-9-]*)"
):
    """Joins the queue for an interview by voice, with a camera or without. Nothing is agreed to yet: the consent comes
    at their turn."""

    @classmethod
    def build(cls, interaction: BotInteraction, choice: StartChoice) -> Self:
        custom_id = f"line:join:{choice.type.value}:{choice.position}:{choice.language}"
        return cls(discord.ui.Button(label=say(interaction, "line-join"), custom_id=custom_id))

    async def pressed(self, interaction: BotInteraction) -> None:
        settings = await may_begin(interaction)
        kind, _ = choice_codec.parsed(self.carried["type"])
        choice_codec.require_offered(interaction, settings, kind)
        guild_id, store = guild_of(interaction).id, interaction.client.store
        wanted = StartChoice(kind, number(self.carried["position"]), self.carried["language"])
        choice, _ = resolve(wanted, await store.positions(guild_id), interaction.locale.value)
        room(interaction, settings)
        channel_id = place(interaction, settings).id
        locale = interaction.locale.value
        await store.join_queue(
            guild_id, interaction.user.id, channel_id, choice.position, choice.language, locale, interview_type=kind
        )
        mine = await standing(interaction.client, guild_id, interaction.user.id)
        told = await number_words(interaction, mine) if mine is not None else say(interaction, "line-over")
        await interaction.response.edit_message(content=told, embed=None, view=board(LeaveQueue.build(interaction)))
        interaction.client.dispatch(CHANGED, guild_id)


class LeaveQueue(PersistentItem, template=r"line:leave"):
    """Give up the place."""

    @classmethod
    def build(cls, interaction: BotInteraction) -> Self:
        return cls(discord.ui.Button(label=say(interaction, "line-leave"), custom_id="line:leave"))

    async def pressed(self, interaction: BotInteraction) -> None:
        await interaction.response.edit_message(content=say(interaction, "line-left"), embed=None, view=None)
        await leave(interaction.client, guild_of(interaction).id, interaction.user.id)


ITEMS: tuple[type[PersistentItem], ...] = (JoinQueue, LeaveQueue)
