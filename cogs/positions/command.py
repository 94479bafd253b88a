"""`/position add | edit | list | archive`: what people can be interviewed for, for those with Manage Server."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import BadInput, Refused
from bot.interview.plan.grammar import parse_languages, parse_questions, read_questions
from bot.interview.plan.languages import language_name
from bot.review.safe_text import inline
from bot.store.records import NewPosition, Position
from bot.words import nearest
from cogs.history.embeds import fitting
from cogs.interview.command import SUGGESTIONS, holds
from cogs.interview.start_panel import SHOWN_POSITIONS
from cogs.positions import draft
from cogs.positions.preview import preview
from cogs.ui.components import PersistentForm, PersistentItem, board
from cogs.ui.custom_ids import NUMBER, number
from cogs.ui.errors import words_for
from cogs.ui.groups import described
from cogs.ui.guild_settings import get_or_create
from cogs.ui.interaction import BotInteraction, guild_of, say, translator
from cogs.ui.permissions import require_manager
from cogs.ui.services import BotServices

TITLE, TEXT, CLOSING = 80, 4000, 1000
"""Longest entries, in characters."""

NEW = 0
"""In the place of a position's id, where there is none yet."""


class PositionForm(PersistentForm, template=rf"position-form:(?P<id>{NUMBER}):{NUMBER}"):
    """One position in five fields, empty or filled in. `position_id` is the one to change, `NEW` for a new one."""

    def __init__(self, interaction: BotInteraction, position_id: int, draft: NewPosition) -> None:
        title = say(interaction, "position-form-add" if position_id == NEW else "position-form-edit")
        super().__init__(title=title, custom_id=f"position-form:{position_id}:{interaction.id}")
        self.field(interaction, "title", draft.title, TITLE, long=False)
        self.field(interaction, "brief", draft.brief, TEXT, required=False)
        self.field(interaction, "questions", draft.questions, TEXT)
        self.field(interaction, "closing", draft.closing, CLOSING, required=False)
        self.field(interaction, "languages", ", ".join(draft.languages), 100, long=False)

    def field(
        self, interaction: BotInteraction, name: str, text: str, most: int, *, long: bool = True, required: bool = True
    ) -> None:
        """One labelled text field, added to the form."""
        made: discord.ui.TextInput[Self] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
            default=text[:most] or None,
            max_length=most,
            required=required,
            placeholder=say(interaction, "position-example") if name == "questions" else None,
            custom_id=name,
        )
        label, hint = say(interaction, f"position-field-{name}"), say(interaction, f"position-hint-{name}")
        self.add_item(discord.ui.Label(text=label, description=hint, component=made))

    @classmethod
    async def submitted(
        cls, interaction: BotInteraction, carried: Mapping[str, str], values: Mapping[str, str]
    ) -> None:
        require_manager(interaction.permissions)
        position_id, written = number(carried["id"]), written_in(values)
        checked, mistakes = check(written)
        if position_id == NEW:
            mistakes += await too_many(interaction)
        if mistakes:
            await show_mistakes(interaction, position_id, written, mistakes)
        else:
            await keep(interaction, position_id, checked)


def written_in(values: Mapping[str, str]) -> NewPosition:
    """What stands in the fields, unchecked; the languages as one piece, the way they were typed."""
    return NewPosition(
        title=" ".join(values.get("title", "").split()),
        brief=values.get("brief", "").strip(),
        questions=values.get("questions", ""),
        closing=values.get("closing", "").strip(),
        languages=(values.get("languages", "").strip(),),
    )


def check(written: NewPosition) -> tuple[NewPosition, tuple[BadInput, ...]]:
    """The position with its languages parsed, and all mistakes in it; with one it is as it was written."""
    _, mistakes = read_questions(written.questions)
    if not written.title:
        mistakes = (BadInput("position-bad-title"), *mistakes)
    try:
        return replace(written, languages=parse_languages(" ".join(written.languages))), mistakes
    except BadInput as mistake:
        return written, (*mistakes, mistake)


async def too_many(interaction: BotInteraction) -> tuple[BadInput, ...]:
    """A mistake when as many are offered as a select can show."""
    full = len(await interaction.client.store.positions(guild_of(interaction).id)) >= SHOWN_POSITIONS
    return (BadInput("position-too-many", most=SHOWN_POSITIONS),) if full else ()


async def keep(interaction: BotInteraction, position_id: int, checked: NewPosition) -> None:
    """Store it and say so. Raises Refused when the one to change is gone."""
    guild, store = guild_of(interaction), interaction.client.store
    if position_id == NEW:
        await store.add_position(guild.id, checked)
    else:
        now = await find(interaction, str(position_id))
        await store.save_position(
            replace(
                now,
                title=checked.title,
                brief=checked.brief,
                questions=checked.questions,
                closing=checked.closing,
                languages=checked.languages,
            )
        )
    key = "position-added" if position_id == NEW else "position-saved"
    count = len(parse_questions(checked.questions))
    words = say(interaction, key, title=inline(checked.title), count=count)
    if interaction.message is not None:  # the card with the mistakes
        await interaction.response.edit_message(
            content=words, embed=preview(translator(interaction), checked), view=None, attachments=[]
        )
    else:
        await interaction.response.send_message(words, embed=preview(translator(interaction), checked), ephemeral=True)


async def show_mistakes(
    interaction: BotInteraction, position_id: int, written: NewPosition, mistakes: tuple[BadInput, ...]
) -> None:
    """All of them in one card, which stays the same one however often; what was written is in a file below, and the
    button opens the form again with everything still in it."""
    lines = [line for mistake in mistakes for line in mistake_lines(interaction, written, mistake)]
    embed = discord.Embed(
        title=say(interaction, "position-mistakes", count=len(mistakes)),
        description="\n".join(fitting(lines, 4000)),
        colour=discord.Colour.orange(),
    )
    view, file = board(FixIt.build(interaction, position_id)), draft.file(written)
    if interaction.message is not None:
        await interaction.response.edit_message(embed=embed, view=view, attachments=[file])
    else:
        await interaction.response.send_message(embed=embed, view=view, file=file, ephemeral=True)


def mistake_lines(interaction: BotInteraction, written: NewPosition, mistake: BadInput) -> Iterator[str]:
    """What is wrong, and of a question which line it is and what stands there."""
    reason = words_for(interaction, mistake) or ""
    if not mistake.line:
        yield f"• {reason}"
        return
    yield f"• **{say(interaction, 'position-mistake-line', line=mistake.line)}** {reason}"
    yield f"-# {inline(written.questions.splitlines()[mistake.line - 1], 200)}"


class FixIt(PersistentItem, template=rf"position:fix:(?P<id>{NUMBER})"):
    """**Fix it**: the same form, filled in with what was written, which stands in the file of its message."""

    @classmethod
    def build(cls, interaction: BotInteraction, position_id: int) -> Self:
        label, style = say(interaction, "position-fix"), discord.ButtonStyle.primary
        return cls(discord.ui.Button(label=label, style=style, custom_id=f"position:fix:{position_id}"))

    async def pressed(self, interaction: BotInteraction) -> None:
        require_manager(interaction.permissions)
        written = await draft.read(interaction.message)
        if written is None:
            raise Refused("position-draft-gone")
        await interaction.response.send_modal(PositionForm(interaction, number(self.carried["id"]), written))


async def find(interaction: BotInteraction, wanted: str) -> Position:
    """The position picked from the list, or named by its title. Raises Refused for any other server's, too."""
    for each in await interaction.client.store.positions(guild_of(interaction).id):
        if str(each.id) == wanted or each.title.casefold() == wanted.casefold():
            return each
    raise Refused("position-not-found")


async def managed(interaction: BotInteraction, typed: str) -> list[app_commands.Choice[str]]:
    """Suggestions, for those who may manage positions only."""
    if not interaction.permissions.manage_guild:
        return []
    found = [
        each for each in await interaction.client.store.positions(guild_of(interaction).id) if holds(each.title, typed)
    ]
    return [app_commands.Choice(name=each.title[:100], value=str(each.id)) for each in found[:SUGGESTIONS]]


async def manager(interaction: BotInteraction) -> None:
    """Raises Refused unless the person may manage positions; then the server has at least its ready-made one."""
    require_manager(interaction.permissions)
    await get_or_create(interaction)


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Positions(commands.GroupCog, group_name="position", group_description=described("position-group")):
    """The commands."""

    def __init__(self, bot: BotServices) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(FixIt)

    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(FixIt)

    @app_commands.command(name="add", description=described("position-add"))
    async def add(self, interaction: BotInteraction) -> None:
        await manager(interaction)
        # Most servers write in their own language, so it already stands there.
        language = nearest(guild_of(interaction).preferred_locale.value)
        await interaction.response.send_modal(PositionForm(interaction, NEW, NewPosition("", "", "", "", (language,))))

    @app_commands.command(name="edit", description=described("position-edit"))
    @app_commands.describe(position=described("position-option"))
    @app_commands.autocomplete(position=managed)
    async def edit(self, interaction: BotInteraction, position: str) -> None:
        await manager(interaction)
        found = await find(interaction, position)
        draft = NewPosition(found.title, found.brief, found.questions, found.closing, found.languages)
        await interaction.response.send_modal(PositionForm(interaction, found.id, draft))

    @app_commands.command(name="list", description=described("position-list"))
    async def show(self, interaction: BotInteraction) -> None:
        await manager(interaction)
        positions = await self.bot.store.positions(guild_of(interaction).id)
        lines = [
            say(
                interaction,
                "position-line",
                title=inline(each.title),
                count=len(parse_questions(each.questions)),
                languages=", ".join(language_name(tag) for tag in each.languages),
            )
            for each in positions
        ]
        text = "\n".join(fitting(lines, 4000)) or say(interaction, "position-none")
        embed = discord.Embed(title=say(interaction, "position-list-title"), description=text)
        await interaction.response.send_message(embed=embed, ephemeral=True)

    @app_commands.command(name="archive", description=described("position-archive"))
    @app_commands.describe(position=described("position-option"))
    @app_commands.autocomplete(position=managed)
    async def archive(self, interaction: BotInteraction, position: str) -> None:
        await manager(interaction)
        found = await find(interaction, position)
        await self.bot.store.archive_position(guild_of(interaction).id, found.id)
        await interaction.response.send_message(
            say(interaction, "position-archived", title=inline(found.title)), ephemeral=True
        )


async def setup(bot: BotServices) -> None:
    await bot.add_cog(Positions(bot))
