"""`/position add | edit | list | archive`: what people can be interviewed for, for those with Manage Server."""

from dataclasses import replace
from typing import Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import BadInput, Refused
from bot.interview.grammar import parse_languages, parse_questions
from bot.store.records import NewPosition, Position
from bot.words import nearest
from cogs.access import require_manager
from cogs.doors import Form, Passing
from cogs.errors import words_for
from cogs.fresh import settings_of
from cogs.groups import described
from cogs.host import Host
from cogs.interviews import SUGGESTIONS, holds
from cogs.languages import named
from cogs.position_preview import preview
from cogs.press import Press, say, say_to, server
from cogs.review_pages import fitting
from cogs.safe_text import inline
from cogs.start import SHOWN_POSITIONS

TITLE, TEXT, CLOSING = 80, 4000, 1000
"""Longest entries, in characters."""

FIX_SECONDS = 14 * 60.0
"""How long a mistake can be fixed with a click; Discord takes no answer to it after 15 minutes."""


class PositionForm(Form):
    """One position in five fields, empty or filled in. `position` is the one to change, None for a new one."""

    def __init__(self, press: Press, position: Position | None, draft: NewPosition | None) -> None:
        super().__init__(title=say(press, "position-form-add" if position is None else "position-form-edit"))
        self.position = position
        shown = draft or NewPosition("", "", "", "", ())
        self.name = self.field(press, "title", shown.title, TITLE, long=False)
        self.brief = self.field(press, "brief", shown.brief, TEXT, required=False)
        self.questions = self.field(press, "questions", shown.questions, TEXT)
        self.closing = self.field(press, "closing", shown.closing, CLOSING, required=False)
        self.languages = self.field(press, "languages", ", ".join(shown.languages), 100, long=False)

    def field(
        self, press: Press, name: str, text: str, most: int, *, long: bool = True, required: bool = True
    ) -> discord.ui.TextInput[Self]:
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
        return made

    async def on_submit(self, press: Press, /) -> None:  # type: ignore[override]  # only ever called with our client
        require_manager(press.permissions)
        written = self.written()
        try:
            checked = check(written)
            if self.position is None:
                await room_for_one_more(press)
        except BadInput as mistake:
            await show_mistake(press, self.position, written, mistake)
            return
        await keep(press, self.position, checked)

    def written(self) -> NewPosition:
        """What stands in the fields, unchecked; the languages as one piece, the way they were typed."""
        return NewPosition(
            title=" ".join(self.name.value.split()),
            brief=self.brief.value.strip(),
            questions=self.questions.value,
            closing=self.closing.value.strip(),
            languages=(self.languages.value.strip(),),
        )


def check(written: NewPosition) -> NewPosition:
    """The position with its languages parsed. Raises BadInput, with the line where it is about a question."""
    if not written.title:
        raise BadInput("position-bad-title")
    parse_questions(written.questions)
    return replace(written, languages=parse_languages(" ".join(written.languages)))


async def room_for_one_more(press: Press) -> None:
    """Raises BadInput when as many are offered as a select can show."""
    if len(await press.client.store.positions(server(press).id)) >= SHOWN_POSITIONS:
        raise BadInput("position-too-many", most=SHOWN_POSITIONS)


async def keep(press: Press, position: Position | None, checked: NewPosition) -> None:
    """Store it and say so. Raises Refused when the one to change is gone."""
    guild, store = server(press), press.client.store
    if position is None:
        await store.add_position(guild.id, checked)
    else:
        now = await find(press, str(position.id))
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
    key = "position-added" if position is None else "position-saved"
    count = len(parse_questions(checked.questions))
    words = say(press, key, title=inline(checked.title), count=count)
    await press.response.send_message(words, embed=preview(say_to(press), checked), ephemeral=True)


async def show_mistake(press: Press, position: Position | None, written: NewPosition, mistake: BadInput) -> None:
    """The line, the reason, and the button that opens the form again with everything still in it."""
    reason = words_for(press, mistake) or ""
    title = say(press, "position-mistake-line", line=mistake.line) if mistake.line else say(press, "position-mistake")
    embed = discord.Embed(title=title, description=reason, colour=discord.Colour.orange())
    if mistake.line:
        line = written.questions.splitlines()[mistake.line - 1]
        embed.add_field(name=say(press, "position-mistake-written"), value=f"```\n{fenced(line)}\n```")
    await press.response.send_message(embed=embed, view=FixIt(press, position, written), ephemeral=True)


def fenced(line: str) -> str:
    """A line that cannot leave its code block, short enough for an embed's field."""
    return line[:900].replace("`", "ˋ")


class FixIt(Passing):
    """**Fix it**: the same form, filled in with what was written."""

    def __init__(self, press: Press, position: Position | None, written: NewPosition) -> None:
        super().__init__(timeout=FIX_SECONDS)
        self.position = position
        self.draft = written
        self.fix.label = say(press, "position-fix")

    @discord.ui.button(style=discord.ButtonStyle.primary)
    async def fix(self, press: Press, button: discord.ui.Button[Self]) -> None:
        await press.response.send_modal(PositionForm(press, self.position, self.draft))


async def find(press: Press, wanted: str) -> Position:
    """The position picked from the list, or named by its title. Raises Refused for any other server's, too."""
    for each in await press.client.store.positions(server(press).id):
        if str(each.id) == wanted or each.title.casefold() == wanted.casefold():
            return each
    raise Refused("position-not-found")


async def managed(press: Press, typed: str) -> list[app_commands.Choice[str]]:
    """Suggestions, for those who may manage positions only."""
    if not press.permissions.manage_guild:
        return []
    found = [each for each in await press.client.store.positions(server(press).id) if holds(each.title, typed)]
    return [app_commands.Choice(name=each.title[:100], value=str(each.id)) for each in found[:SUGGESTIONS]]


async def manager(press: Press) -> None:
    """Raises Refused unless the person may manage positions; then the server has at least its ready-made one."""
    require_manager(press.permissions)
    await settings_of(press)


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Positions(commands.GroupCog, group_name="position", group_description=described("position-group")):
    """The commands."""

    def __init__(self, bot: Host) -> None:
        self.bot = bot

    @app_commands.command(name="add", description=described("position-add"))
    async def add(self, press: Press) -> None:
        await manager(press)
        # Most servers write in their own language, so it already stands there.
        language = nearest(server(press).preferred_locale.value)
        await press.response.send_modal(PositionForm(press, None, NewPosition("", "", "", "", (language,))))

    @app_commands.command(name="edit", description=described("position-edit"))
    @app_commands.describe(position=described("position-option"))
    @app_commands.autocomplete(position=managed)
    async def edit(self, press: Press, position: str) -> None:
        await manager(press)
        found = await find(press, position)
        draft = NewPosition(found.title, found.brief, found.questions, found.closing, found.languages)
        await press.response.send_modal(PositionForm(press, found, draft))

    @app_commands.command(name="list", description=described("position-list"))
    async def show(self, press: Press) -> None:
        await manager(press)
        positions = await self.bot.store.positions(server(press).id)
        lines = [
            say(
                press,
                "position-line",
                title=inline(each.title),
                count=len(parse_questions(each.questions)),
                languages=", ".join(named(tag) for tag in each.languages),
            )
            for each in positions
        ]
        text = "\n".join(fitting(lines, 4000)) or say(press, "position-none")
        embed = discord.Embed(title=say(press, "position-list-title"), description=text)
        await press.response.send_message(embed=embed, ephemeral=True)

    @app_commands.command(name="archive", description=described("position-archive"))
    @app_commands.describe(position=described("position-option"))
    @app_commands.autocomplete(position=managed)
    async def archive(self, press: Press, position: str) -> None:
        await manager(press)
        found = await find(press, position)
        await self.bot.store.archive_position(server(press).id, found.id)
        await press.response.send_message(say(press, "position-archived", title=inline(found.title)), ephemeral=True)


async def setup(bot: Host) -> None:
    await bot.add_cog(Positions(bot))
