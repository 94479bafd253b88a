"""The kinds of doors beside commands: buttons and selects that survive a restart, forms, and views that expire.

All of them answer errors in the same words as commands; discord.py would only log them, and the person would read
"interaction failed".
"""

import re
from collections.abc import Mapping
from typing import Any, Self

import discord
from discord.ui.select import BaseSelect

from bot.store.lane import somebody_waits
from cogs.errors import answer, check_enabled
from cogs.press import Press

Pressed = discord.Interaction[Any]
"""discord.py types its own callbacks for any client; ours are only ever called with the host's."""


class Door(discord.ui.DynamicItem[discord.ui.Item[Any]], template=r"(?!)"):
    """A button or select whose whole state stands in its custom_id; `carried` holds the template's named groups.

    Subclass with a template and override `pressed`; register the class with `bot.add_dynamic_items`.
    """

    def __init__(self, item: discord.ui.Item[Any]) -> None:
        super().__init__(item)
        match = self.template.fullmatch(self.custom_id)
        self.carried: Mapping[str, str] = match.groupdict() if match else {}

    @classmethod
    async def from_custom_id(cls, press: Pressed, item: discord.ui.Item[Any], match: re.Match[str], /) -> Self:
        return cls(item)

    @property
    def chosen(self) -> list[Any]:
        """What was chosen in a select; nothing for a button."""
        return list(self.item.values) if isinstance(self.item, BaseSelect) else []

    async def callback(self, press: Pressed) -> None:
        somebody_waits()
        try:
            check_enabled(press)
            await self.pressed(press)
        except Exception as error:
            await answer(press, error)

    async def pressed(self, press: Press) -> None:
        """Do what the button says. Whatever this raises is answered in words."""
        raise AssertionError(f"{type(self).__name__} says what it does")


def board(*doors: discord.ui.Item[Any]) -> discord.ui.View:
    """A view of doors, stopped from the start: discord.py keeps nothing for it, the doors speak for themselves."""
    view = discord.ui.View(timeout=None)
    for door in doors:
        view.add_item(door)
    view.stop()
    return view


class Form(discord.ui.Modal):
    """A modal whose errors are answered like all others."""

    async def interaction_check(self, press: Pressed, /) -> bool:
        somebody_waits()
        return True

    async def on_error(self, press: Pressed, error: Exception, /) -> None:  # type: ignore[override]  # as in Modal itself
        await answer(press, error)


class Passing(discord.ui.View):
    """A view that lives in memory and expires; its errors are answered like all others."""

    async def interaction_check(self, press: Pressed, /) -> bool:
        somebody_waits()
        return True

    async def on_error(self, press: Pressed, error: Exception, item: discord.ui.Item[Any], /) -> None:
        await answer(press, error)
