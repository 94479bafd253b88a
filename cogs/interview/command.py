"""`/interview start`, and everything that happens in an interview's thread: handed to the service, nothing more.

The service owns the interviews. What is not about one of them is dropped here at once: most messages a bot sees.
"""

import discord
from discord import app_commands
from discord.ext import commands

from bot.edges.chat.incoming import edited, proxied, sender, typed
from bot.errors import Reason
from bot.interview.models import InterviewType
from bot.interview.plan.languages import known, language_name
from bot.ports.events import Deleted, OutsiderWrote, PlaceLost, PlaceRestored, Typing
from bot.words import FALLBACK
from cogs.interview import controls, start_panel
from cogs.interview.terms import StartChoice
from cogs.ui.custom_ids import one_of
from cogs.ui.groups import described, interview_group
from cogs.ui.interaction import BotInteraction, guild_of
from cogs.ui.services import BotServices

SUGGESTIONS = 25
"""Discord's limit for a list of suggestions."""


async def positions_for(interaction: BotInteraction, typed: str) -> list[app_commands.Choice[str]]:
    """This server's positions whose title holds what was typed."""
    found = [
        each for each in await interaction.client.store.positions(guild_of(interaction).id) if holds(each.title, typed)
    ]
    return [app_commands.Choice(name=each.title[:100], value=str(each.id)) for each in found[:SUGGESTIONS]]


async def languages_for(interaction: BotInteraction, typed: str) -> list[app_commands.Choice[str]]:
    """The languages of this server's positions; of the one already chosen, if it is."""
    positions = await interaction.client.store.positions(guild_of(interaction).id)
    chosen = str(getattr(interaction.namespace, "position", ""))
    of = [each for each in positions if str(each.id) == chosen] or positions
    tags = dict.fromkeys(tag for each in of for tag in each.languages if holds(f"{language_name(tag)} {tag}", typed))
    return [app_commands.Choice(name=language_name(tag), value=tag) for tag in list(tags)[:SUGGESTIONS]]


def holds(text: str, typed: str) -> bool:
    return typed.casefold() in text.casefold()


def usable(thread: discord.Thread | None, guild: discord.Guild) -> bool:
    """Whether, as far as we know, we can read and write there. (Archived threads are not known; trying tells.)"""
    if thread is None or thread.parent is None:
        return True
    ours = thread.permissions_for(guild.me)
    return ours.view_channel and ours.send_messages_in_threads and not thread.locked


def made_for_one(channel: object, us: int) -> bool:
    """Whether it is a private thread of ours, or may be (discord.py forgets what is archived): nothing else of what a
    bot sees is looked up in the record."""
    if isinstance(channel, discord.Thread):
        return channel.is_private() and channel.owner_id == us
    return isinstance(channel, discord.PartialMessageable)


class Interviews(commands.Cog):
    """The command that starts an interview, and the listeners for what happens in its thread."""

    def __init__(self, bot: BotServices) -> None:
        self.bot = bot
        self.hinted: set[int] = set()
        """Threads where somebody was told to use the Answer button: answered once while this process runs."""

    @property
    def us(self) -> int:
        return self.bot.user.id if self.bot.user else 0

    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(*start_panel.ITEMS, *controls.ITEMS)
        interview_group(self.bot.tree).add_command(
            app_commands.Command(name="start", description=described("start-command"), callback=self.start)
        )

    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(*start_panel.ITEMS, *controls.ITEMS)
        interview_group(self.bot.tree).remove_command("start")

    @app_commands.rename(kind="type")
    @app_commands.describe(
        kind=described("start-option-type"),
        position=described("start-option-position"),
        language=described("start-option-language"),
    )
    @app_commands.autocomplete(position=positions_for, language=languages_for)
    @app_commands.choices(
        kind=[
            app_commands.Choice(name=described(f"start-type-{kind.value}"), value=kind.value) for kind in InterviewType
        ]
    )
    async def start(
        self,
        interaction: BotInteraction,
        kind: str | None = None,
        position: str | None = None,
        language: str | None = None,
    ) -> None:
        """Open the panel with what was given already chosen."""
        chosen = await self.position_id(interaction, position)
        tag = (known(language) or language) if language else ""
        await start_panel.open_panel(
            interaction, StartChoice(one_of(InterviewType, kind or InterviewType.TEXT), chosen, tag)
        )

    async def position_id(self, interaction: BotInteraction, wanted: str | None) -> int:
        """An id picked from the list, or a title typed by hand; 0 for nothing given, -1 for nothing found."""
        if not wanted:
            return 0
        positions = await self.bot.store.positions(guild_of(interaction).id)
        found = [each.id for each in positions if str(each.id) == wanted or each.title.casefold() == wanted.casefold()]
        return found[0] if found else -1

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """What the candidate writes; that somebody else wrote."""
        owner = self.bot.service.owner(message.channel.id)
        if owner is None:
            writer = sender(message, self.us)
            if writer is not None and made_for_one(message.channel, self.us) and not message.is_system():
                await self.bot.service.wrote_after_end(message.channel.id, writer)
            return
        if sender(message, self.us) != owner[1]:
            copy = proxied(message, content=self.bot.intents.message_content)
            if copy is not None:
                self.bot.service.deliver(message.channel.id, copy)
            elif not (message.author.bot or message.is_system()):
                self.bot.service.deliver(message.channel.id, OutsiderWrote(message.author.id))
            return
        event = typed(message, content=self.bot.intents.message_content)
        if event is not None:
            self.bot.service.deliver(message.channel.id, event)
        elif not self.bot.intents.message_content and not message.is_system():
            await self.hint(message)

    async def hint(self, message: discord.Message) -> None:
        """Their message came without its text, which Discord keeps from us here: say which button takes it instead."""
        if message.channel.id in self.hinted:
            return
        self.hinted.add(message.channel.id)
        locale = message.guild.preferred_locale.value if message.guild else FALLBACK
        await message.reply(self.bot.words.say(locale, "start-answer-button-only"))

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Only real edits: Discord sends the same event when a link gets its preview."""
        message = payload.message
        owner = self.bot.service.owner(payload.channel_id)
        if owner is None or message.edited_at is None:
            return
        content = self.bot.intents.message_content
        theirs = message.author.id == owner[1]
        event = edited(message, content=content) if theirs else proxied(message, content=content, edited=True)
        if event is not None:
            self.bot.service.deliver(payload.channel_id, event)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        self.bot.service.deliver(payload.channel_id, Deleted(payload.message_id))

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        for message_id in sorted(payload.message_ids):
            self.bot.service.deliver(payload.channel_id, Deleted(message_id))

    @commands.Cog.listener()
    async def on_raw_typing(self, payload: discord.RawTypingEvent) -> None:
        owner = self.bot.service.owner(payload.channel_id)
        if owner is not None and payload.user_id == owner[1]:
            self.bot.service.deliver(payload.channel_id, Typing())

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Also sent for every thread of a deleted channel."""
        self.bot.service.deliver(payload.thread_id, PlaceLost(Reason.THREAD_DELETED))

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A voice channel that was somebody's place."""
        self.bot.service.deliver(channel.id, PlaceLost(Reason.THREAD_DELETED))

    @commands.Cog.listener()
    async def on_voice_state_update(
        self, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState
    ) -> None:
        """Who is where, muted or not; the rooms know whom it concerns."""
        if self.bot.rooms is not None:
            self.bot.rooms.voice_state(member, before, after)

    @commands.Cog.listener()
    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """Locked or open again; the service knows which of the two is news."""
        locked = payload.data["thread_metadata"].get("locked", False)
        self.bot.service.deliver(payload.thread_id, PlaceLost(Reason.THREAD_LOCKED) if locked else PlaceRestored())

    @commands.Cog.listener()
    async def on_guild_channel_update(self, _: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        self.perhaps_back(after.guild)

    @commands.Cog.listener()
    async def on_guild_role_update(self, _: discord.Role, after: discord.Role) -> None:
        self.perhaps_back(after.guild)

    @commands.Cog.listener()
    async def on_member_update(self, _: discord.Member, after: discord.Member) -> None:
        """Without the members intent Discord tells of ourselves only: roles given or taken."""
        if after == after.guild.me:
            self.perhaps_back(after.guild)

    @commands.Cog.listener()
    async def on_thread_join(self, thread: discord.Thread) -> None:
        """Also sent for every thread of a channel that we may see again."""
        self.perhaps_back(thread.guild)

    def perhaps_back(self, guild: discord.Guild) -> None:
        """Permissions changed: runners that wait for ours may try again. For all others this is no news."""
        for thread_id in self.bot.service.threads_of(guild.id):
            if usable(guild.get_thread(thread_id), guild):
                self.bot.service.deliver(thread_id, PlaceRestored())

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.bot.service.guild_gone(guild.id)

    @commands.Cog.listener()
    async def on_resumed(self) -> None:
        """The gateway was away for a moment: what it did not repeat is read from the threads."""
        await self.bot.service.catch_up()


async def setup(bot: BotServices) -> None:
    await bot.add_cog(Interviews(bot))
