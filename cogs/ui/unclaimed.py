"""Takes the forms that are handed in, and answers components that no class here knows.

discord.py takes only forms that this very process has opened, and drops the rest without an answer; so all are taken
here, by what their custom_id says. What is from an earlier version of this bot, or made up, is answered in words, and
what somebody typed is given back.
"""

from collections.abc import Iterator, Mapping
from typing import cast

import discord
from discord.ext import commands

from bot.store.sqlite.connection import somebody_waits
from cogs.interview.controls import give_back
from cogs.ui.components import PersistentForm, PersistentItem
from cogs.ui.errors import answer, check_enabled, check_member, tell
from cogs.ui.interaction import BotInteraction, say
from cogs.ui.services import BotServices


class Unclaimed(commands.Cog):
    """Takes every form, and every component that no other class claims."""

    @commands.Cog.listener()
    async def on_interaction(self, interaction: BotInteraction) -> None:
        """Called for every interaction, also for those that another class answers."""
        custom_id = str(sent(interaction).get("custom_id", ""))
        if interaction.type is discord.InteractionType.modal_submit:
            await take(interaction, custom_id)
        elif interaction.type is discord.InteractionType.component and not PersistentItem.known(custom_id):
            await tell(interaction, say(interaction, "door-unknown"))


async def take(interaction: BotInteraction, custom_id: str) -> None:
    """Hand a form to the class that knows its custom_id."""
    somebody_waits()
    values = written(interaction)
    try:
        check_enabled(interaction)
        check_member(interaction)
        for kind in PersistentForm.kinds:
            found = kind.template.fullmatch(custom_id)
            if found is not None:
                await kind.submitted(interaction, found.groupdict(), values)
                return
        await tell(interaction, say(interaction, "door-unknown"))
        await give_back(interaction, "\n\n".join(text for text in values.values() if text))
    except Exception as error:
        await answer(interaction, error)


def sent(interaction: BotInteraction) -> Mapping[str, object]:
    """What Discord sent; discord.py does not tell which of its TypedDicts it is."""
    return cast("Mapping[str, object]", interaction.data or {})


def written(interaction: BotInteraction) -> dict[str, str]:
    """What stands in a form's text fields, by their custom_ids."""
    return dict(fields(sent(interaction).get("components")))


def fields(components: object) -> Iterator[tuple[str, str]]:
    """(custom_id, text) of each, wherever it stands: in a Label, or in a row of an older form."""
    for each in components if isinstance(components, list) else ():
        if "custom_id" in each:
            yield each["custom_id"], str(each.get("value") or "")
        yield from fields(each.get("components"))
        yield from fields([each["component"]] if "component" in each else None)


async def setup(bot: BotServices) -> None:
    await bot.add_cog(Unclaimed())
