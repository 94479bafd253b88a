"""Standing in line for the one voice channel a server's bot can be in: asked into, and given up again."""

from typing import Self

import discord

from bot.interview.waiting_line import expected_minutes
from cogs.doors import Door, board
from cogs.entry import may_begin
from cogs.offer import Choice
from cogs.place import place
from cogs.press import Press, say, server

CHANGED = "line_changed"
"""The event by which a door tells whoever keeps the lines; it carries the server's id."""


async def taken(press: Press) -> bool:
    """Whether this person cannot have the voice channel now: an interview has it, or it is somebody else's turn."""
    guild_id = server(press).id
    if press.client.desk.voice_in(guild_id) is not None:
        return True
    called = [each for each in await press.client.store.line(guild_id) if each.called_at is not None]
    return any(each.user_id != press.user.id for each in called)


async def embed(press: Press) -> discord.Embed:
    """That it is taken, and how long somebody who joins now would wait, as far as the last interviews tell."""
    store, guild_id = press.client.store, server(press).id
    people = len(await store.line(guild_id))
    minutes = expected_minutes(people + 1, await store.voice_minutes(guild_id))
    told = say(press, "line-taken", people=people, minutes=minutes)
    return discord.Embed(title=say(press, "line-taken-title"), description=told)


class JoinLine(Door, template=r"line:join:(?P<position>[0-9]+):(?P<language>[A-Za-z0-9-]*)"):
    """A place in line. Nothing is agreed to yet: the consent comes when it is their turn."""

    @classmethod
    def drawn(cls, press: Press, choice: Choice) -> Self:
        custom_id = f"line:join:{choice.position}:{choice.language}"
        return cls(discord.ui.Button(label=say(press, "line-join"), custom_id=custom_id))

    async def pressed(self, press: Press) -> None:
        settings = await may_begin(press)
        guild_id, store = server(press).id, press.client.store
        number = await store.join_line(
            guild_id,
            press.user.id,
            place(press, settings).id,
            int(self.carried["position"]),
            self.carried["language"],
            press.locale.value,
        )
        minutes = expected_minutes(number, await store.voice_minutes(guild_id))
        told = say(press, "line-joined", place=number, minutes=minutes, channel=place(press, settings).mention)
        await press.response.edit_message(content=told, embed=None, view=board(LeaveLine.drawn(press)))
        press.client.dispatch(CHANGED, guild_id)


class LeaveLine(Door, template=r"line:leave"):
    """Give up the place."""

    @classmethod
    def drawn(cls, press: Press) -> Self:
        return cls(discord.ui.Button(label=say(press, "line-leave"), custom_id="line:leave"))

    async def pressed(self, press: Press) -> None:
        await press.client.store.leave_line(server(press).id, press.user.id)
        await press.response.edit_message(content=say(press, "line-left"), embed=None, view=None)
        press.client.dispatch(CHANGED, server(press).id)


DOORS: tuple[type[Door], ...] = (JoinLine, LeaveLine)
