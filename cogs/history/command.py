"""`/interview history`: who was interviewed here, and what was said. Only the person who asks sees the answers.

The pages are in `embeds`, the buttons in `views`; who may read what, in `bot.review.access`.
"""

from collections.abc import Iterable

from discord import app_commands
from discord.ext import commands

from bot.interview.models import InterviewType, Status
from bot.store.records import Filters
from cogs.history import access, views
from cogs.history.page_state import PageState, parse_since
from cogs.interview.command import SUGGESTIONS
from cogs.ui.custom_ids import one_of
from cogs.ui.groups import described, interview_group
from cogs.ui.interaction import BotInteraction, translator
from cogs.ui.services import BotServices


def shortened(name: str) -> str:
    """What fits into a suggestion; the end, which tells people of one name apart, stays."""
    return name if len(name) <= 100 else f"{name[:70]}…{name[-29:]}"


def told_apart(people: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """The same, with the number behind a name that several of them have."""
    listed = list(dict.fromkeys(people))
    ids: dict[str, set[int]] = {}
    for user_id, name in listed:
        ids.setdefault(name.casefold(), set()).add(user_id)
    return [(user_id, f"{name} · {user_id}" if len(ids[name.casefold()]) > 1 else name) for user_id, name in listed]


OPTIONS = ("candidate", "type", "status", "position", "since")


class Reviews(commands.Cog):
    """Puts `history` into the shared `/interview` group."""

    def __init__(self, bot: BotServices) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(*views.ITEMS)
        interview_group(self.bot.tree).add_command(
            app_commands.Command(name="history", description=described("review-command"), callback=self.history)
        )

    async def cog_unload(self) -> None:
        interview_group(self.bot.tree).remove_command("history")
        self.bot.remove_dynamic_items(*views.ITEMS)

    async def candidates(self, interaction: BotInteraction, current: str) -> list[app_commands.Choice[str]]:
        history = await access.history_of(interaction)
        found = told_apart(await history.names(current))
        return [app_commands.Choice(name=shortened(name), value=str(user_id)) for user_id, name in found[:SUGGESTIONS]]

    async def positions(self, interaction: BotInteraction, current: str) -> list[app_commands.Choice[str]]:
        found = await (await access.history_of(interaction)).titles(current)
        fitting = [title for title in found if len(title) <= 100]
        return [app_commands.Choice(name=title, value=title) for title in fitting[:SUGGESTIONS]]

    async def since_when(self, interaction: BotInteraction, current: str) -> list[app_commands.Choice[str]]:
        say = translator(interaction)
        offered = [app_commands.Choice(name=say(f"review-since-{span}"), value=span) for span in ("7d", "30d", "90d")]
        return offered if not current else []

    @app_commands.describe(**{name: described(f"review-option-{name}") for name in OPTIONS})
    @app_commands.choices(
        type=[app_commands.Choice(name=described(f"review-type-{kind}"), value=kind.value) for kind in InterviewType],
        status=[
            app_commands.Choice(name=described(f"review-status-{status}"), value=status.value) for status in Status
        ],
    )
    @app_commands.autocomplete(candidate=candidates, position=positions, since=since_when)
    async def history(
        self,
        interaction: BotInteraction,
        candidate: str | None = None,
        type: str | None = None,
        status: str | None = None,
        position: str | None = None,
        since: str | None = None,
    ) -> None:
        readable = await access.history_of(interaction)
        filters = Filters(
            candidate_id=await readable.candidate(candidate) if candidate else None,
            interview_type=one_of(InterviewType, type) if type else None,
            status=one_of(Status, status) if status else None,
            title=position or None,
            since=parse_since(since, self.bot.clock()) if since else None,
        )
        embed, view = await views.list_message(interaction, PageState(filters))
        await interaction.response.send_message(embed=embed, view=view, ephemeral=True)


async def setup(bot: BotServices) -> None:
    await bot.add_cog(Reviews(bot))
