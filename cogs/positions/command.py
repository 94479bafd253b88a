"""`/position add | edit | list | archive`: what people can be interviewed for, for those with Manage Server."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import BadInput, Refused
from bot.interview.plan.grammar import parse_languages, parse_questions, read_questions
from bot.review.safe_text import inline
from bot.store.records import NewPosition, Position
from bot.words import nearest
from cogs.history.embeds import fitting
from cogs.interview.command import SUGGESTIONS, holds
from cogs.interview.start_panel import SHOWN_POSITIONS
from cogs.positions import draft as positions_draft
from cogs.positions.preview import preview
from cogs.ui.components import PersistentForm, PersistentItem, board
from cogs.ui.custom_ids import NUMBER, number
from cogs.ui.errors import words_for
from cogs.ui.groups import described
from cogs.ui.guild_settings import get_or_create
from cogs.ui.interaction import BotInteraction, guild_of, say, translator
from cogs.ui.languages import language_name
from cogs.ui.permissions import require_manager
from cogs.ui.services import BotServices

TITLE, TEXT, CLOSING = 80, 4000, 1000
"""Longest entries, in characters."""

NEW = 0
"""In the place of a position's id, where there is none yet."""


class PositionForm(PersistentForm, template=rf"position-form:(?P<id>{NUMBER}):{NUMBER}"):
    """One position in five fields, empty or filled in. `position_id` is the one to change, `NEW` for a new one."""

    def __init__(self, press: BotInteraction, position_id: int, draft: NewPosition) -> None:
        title = say(press, "position-form-add" if position_id == NEW else "position-form-edit")
        super().__init__(title=title, custom_id=f"position-form:{position_id}:{press.id}")
        self.field(press, "title", draft.title, TITLE, long=False)
        self.field(press, "brief", draft.brief, TEXT, required=False)
        self.field(press, "questions", draft.questions, TEXT)
        self.field(press, "closing", draft.closing, CLOSING, required=False)
        self.field(press, "languages", ", ".join(draft.languages), 100, long=False)

    def field(
        self, press: BotInteraction, name: str, text: str, most: int, *, long: bool = True, required: bool = True
    ) -> None:
        """One labelled text field, added to the form."""
        made: discord.ui.TextInput[Self] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
            default=text[:most] or None,
            max_length=most,
            required=required,
            placeholder=say(press, "position-example") if name == "questions" else None,
            custom_id=name,
        )
        label, hint = say(press, f"position-field-{name}"), say(press, f"position-hint-{name}")
        self.add_item(discord.ui.Label(text=label, description=hint, component=made))

    @classmethod
    async def submitted(cls, press: BotInteraction, carried: Mapping[str, str], values: Mapping[str, str]) -> None:
        require_manager(press.permissions)
        position_id, written = number(carried["id"]), written_in(values)
        checked, mistakes = check(written)
        if position_id == NEW:
            mistakes += await too_many(press)
        if mistakes:
            await show_mistakes(press, position_id, written, mistakes)
        else:
            await keep(press, position_id, checked)


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


async def too_many(press: BotInteraction) -> tuple[BadInput, ...]:
    """A mistake when as many are offered as a select can show."""
    full = len(await press.client.store.positions(guild_of(press).id)) >= SHOWN_POSITIONS
    return (BadInput("position-too-many", most=SHOWN_POSITIONS),) if full else ()


async def keep(press: BotInteraction, position_id: int, checked: NewPosition) -> None:
    """Store it and say so. Raises Refused when the one to change is gone."""
    guild, store = guild_of(press), press.client.store
    if position_id == NEW:
        await store.add_position(guild.id, checked)
    else:
        now = await find(press, str(position_id))
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
    words = say(press, key, title=inline(checked.title), count=count)
    if press.message is not None:  # the card with the mistakes
        await press.response.edit_message(
            content=words, embed=preview(translator(press), checked), view=None, attachments=[]
        )
    else:
        await press.response.send_message(words, embed=preview(translator(press), checked), ephemeral=True)


async def show_mistakes(
    press: BotInteraction, position_id: int, written: NewPosition, mistakes: tuple[BadInput, ...]
) -> None:
    """All of them in one card, which stays the same one however often; what was written is in a file below, and the
    button opens the form again with everything still in it."""
    lines = [line for mistake in mistakes for line in mistake_lines(press, written, mistake)]
    embed = discord.Embed(
        title=say(press, "position-mistakes", count=len(mistakes)),
        description="\n".join(fitting(lines, 4000)),
        colour=discord.Colour.orange(),
    )
    view, draft = board(FixIt.drawn(press, position_id)), positions_draft.file(written)
    if press.message is not None:
        await press.response.edit_message(embed=embed, view=view, attachments=[draft])
    else:
        await press.response.send_message(embed=embed, view=view, file=draft, ephemeral=True)


def mistake_lines(press: BotInteraction, written: NewPosition, mistake: BadInput) -> Iterator[str]:
    """What is wrong, and of a question which line it is and what stands there."""
    reason = words_for(press, mistake) or ""
    if not mistake.line:
        yield f"• {reason}"
        return
    yield f"• **{say(press, 'position-mistake-line', line=mistake.line)}** {reason}"
    yield f"-# {inline(written.questions.splitlines()[mistake.line - 1], 200)}"


class FixIt(PersistentItem, template=rf"position:fix:(?P<id>{NUMBER})"):
    """**Fix it**: the same form, filled in with what was written, which stands in the file of its message."""

    @classmethod
    def drawn(cls, press: BotInteraction, position_id: int) -> Self:
        label, style = say(press, "position-fix"), discord.ButtonStyle.primary
        return cls(discord.ui.Button(label=label, style=style, custom_id=f"position:fix:{position_id}"))

    async def pressed(self, press: BotInteraction) -> None:
        require_manager(press.permissions)
        draft = await positions_draft.read(press.message)
        if draft is None:
            raise Refused("position-draft-gone")
        await press.response.send_modal(PositionForm(press, number(self.carried["id"]), draft))


async def find(press: BotInteraction, wanted: str) -> Position:
    """The position picked from the list, or named by its title. Raises Refused for any other server's, too."""
    for each in await press.client.store.positions(guild_of(press).id):
        if str(each.id) == wanted or each.title.casefold() == wanted.casefold():
            return each
    raise Refused("position-not-found")


async def managed(press: BotInteraction, typed: str) -> list[app_commands.Choice[str]]:
    """Suggestions, for those who may manage positions only."""
    if not press.permissions.manage_guild:
        return []
    found = [each for each in await press.client.store.positions(guild_of(press).id) if holds(each.title, typed)]
    return [app_commands.Choice(name=each.title[:100], value=str(each.id)) for each in found[:SUGGESTIONS]]


async def manager(press: BotInteraction) -> None:
    """Raises Refused unless the person may manage positions; then the server has at least its ready-made one."""
    require_manager(press.permissions)
    await get_or_create(press)


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
    async def add(self, press: BotInteraction) -> None:
        await manager(press)
        # Most servers write in their own language, so it already stands there.
        language = nearest(guild_of(press).preferred_locale.value)
        await press.response.send_modal(PositionForm(press, NEW, NewPosition("", "", "", "", (language,))))

    @app_commands.command(name="edit", description=described("position-edit"))
    @app_commands.describe(position=described("position-option"))
    @app_commands.autocomplete(position=managed)
    async def edit(self, press: BotInteraction, position: str) -> None:
        await manager(press)
        found = await find(press, position)
        draft = NewPosition(found.title, found.brief, found.questions, found.closing, found.languages)
        await press.response.send_modal(PositionForm(press, found.id, draft))

    @app_commands.command(name="list", description=described("position-list"))
    async def show(self, press: BotInteraction) -> None:
        await manager(press)
        positions = await self.bot.store.positions(guild_of(press).id)
        lines = [
            say(
                press,
                "position-line",
                title=inline(each.title),
                count=len(parse_questions(each.questions)),
                languages=", ".join(language_name(tag) for tag in each.languages),
            )
            for each in positions
        ]
        text = "\n".join(fitting(lines, 4000)) or say(press, "position-none")
        embed = discord.Embed(title=say(press, "position-list-title"), description=text)
        await press.response.send_message(embed=embed, ephemeral=True)

    @app_commands.command(name="archive", description=described("position-archive"))
    @app_commands.describe(position=described("position-option"))
    @app_commands.autocomplete(position=managed)
    async def archive(self, press: BotInteraction, position: str) -> None:
        await manager(press)
        found = await find(press, position)
        await self.bot.store.archive_position(guild_of(press).id, found.id)
        await press.response.send_message(say(press, "position-archived", title=inline(found.title)), ephemeral=True)


async def setup(bot: BotServices) -> None:
    await bot.add_cog(Positions(bot))
