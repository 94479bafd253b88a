"""The base classes of buttons, selects and forms. All of them survive a restart.

All of them answer errors in the same words as commands; discord.py would only log them, and the person would read
"interaction failed".
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Self

import discord
from discord.ui.select import BaseSelect

from bot.errors import Refused
from bot.store.sqlite.connection import somebody_waits
from cogs.ui.errors import answer, check_enabled, check_member
from cogs.ui.interaction import BotInteraction

AnyInteraction = discord.Interaction[Any]
"""discord.py types its own callbacks for any client; ours are only ever called with the host's."""


# discord.py wants a template of this class, too. It matches nothing: what is pressed belongs to a subclass.
class PersistentItem(discord.ui.DynamicItem[discord.ui.Item[Any]], template=r"(?!)"):
    """A button or select whose whole state stands in its custom_id; `carried` holds the template's named groups.

    Subclass with a template and override `pressed`; register the class with `bot.add_dynamic_items`.
    """

    in_server: ClassVar[bool] = True
    """Whether it needs the bot as a member of the server where it is used."""
    templates: ClassVar[list[re.Pattern[str]]] = []

    def __init_subclass__(cls, *, template: str) -> None:
        super().__init_subclass__(template=template)
        PersistentItem.templates.append(re.compile(template))

    @staticmethod
    def known(custom_id: str) -> bool:
        """Whether one of our classes has this id."""
        return any(template.fullmatch(custom_id) for template in PersistentItem.templates)

    def __init__(self, item: discord.ui.Item[Any]) -> None:
        super().__init__(item)
        match = self.template.fullmatch(self.custom_id)
        self.carried: Mapping[str, str] = match.groupdict() if match else {}

    @classmethod
    async def from_custom_id(
        cls, interaction: AnyInteraction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item)

    @property
    def chosen(self) -> list[Any]:
        """What was chosen in a select; nothing for a button."""
        return list(self.item.values) if isinstance(self.item, BaseSelect) else []

    @property
    def choice(self) -> str:
        """What was chosen in a select that takes one. Raises Refused for an answer without any."""
        if not self.chosen:
            raise Refused("door-unknown")
        return str(self.chosen[0])

    async def callback(self, interaction: AnyInteraction) -> None:
        somebody_waits()
        try:
            check_enabled(interaction)
            if self.in_server:
                check_member(interaction)
            await self.pressed(interaction)
        except Exception as error:
            await answer(interaction, error)

    async def pressed(self, interaction: BotInteraction) -> None:
        """Do what the button says. An exception raised here is answered in words."""
        raise AssertionError(f"{type(self).__name__} says what it does")


def board(*items: discord.ui.Item[Any]) -> discord.ui.View:
    """Return a view of `items`, stopped from the start: discord.py keeps nothing for it, as items carry their state."""
    view = discord.ui.View(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view


class PersistentForm(discord.ui.Modal):
    """A form whose whole state stands in its custom_id, like a component's: the process that runs when it is handed in
    takes it (`cogs.ui.unclaimed`). Subclass with a template and override `submitted`.
    """

    template: ClassVar[re.Pattern[str]]
    kinds: ClassVar[list[type["PersistentForm"]]] = []

    def __init_subclass__(cls, *, template: str) -> None:
        super().__init_subclass__()
        cls.template = re.compile(template)
        PersistentForm.kinds.append(cls)

    async def on_submit(self, interaction: AnyInteraction, /) -> None:
        """discord.py calls this where this process opened the form; it is taken all the same elsewhere."""

    @classmethod
    async def submitted(
        cls, interaction: BotInteraction, carried: Mapping[str, str], values: Mapping[str, str]
    ) -> None:
        """Take what was written. `carried` holds the template's named groups, `values` the texts by their fields' ids.
        An exception raised here is answered in words."""
        raise AssertionError(f"{cls.__name__} says what it does")
