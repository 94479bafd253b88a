"""Errors of commands, components and forms: plain words for one person; in the log a reference, nobody's words."""

import logging
from collections.abc import Mapping
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.errors import BadInput, EdgeGone, Reason, Refused
from cogs.ui.components import PersistentForm, PersistentItem, board
from cogs.ui.interaction import BotInteraction
from cogs.ui.services import BotServices
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, say

SECRET = "what a candidate wrote"


class Breaking(PersistentItem, template=r"break:me"):
    """A button that fails the way `fault` says."""

    fault: Exception = RuntimeError(SECRET)

    async def pressed(self, press: BotInteraction) -> None:
        raise self.fault


class BreakingForm(PersistentForm, template=r"break-form"):
    """A form that fails."""

    def __init__(self) -> None:
        super().__init__(title="Break", custom_id="break-form")
        word: discord.ui.TextInput[Any] = discord.ui.TextInput(custom_id="word")
        self.add_item(discord.ui.Label(text="Word", component=word))

    @classmethod
    async def submitted(cls, press: BotInteraction, carried: Mapping[str, str], values: Mapping[str, str]) -> None:
        raise RuntimeError(SECRET)


async def with_commands(house: House, fault: Exception) -> None:
    """A command `/break`, a button and a form that fail with `fault`, on the running bot."""

    async def callback(press: discord.Interaction[BotServices]) -> None:
        raise fault

    async def show(press: discord.Interaction[BotServices]) -> None:
        view = board(Breaking(discord.ui.Button(label="Break", custom_id="break:me")))
        await press.response.send_message("x", view=view, ephemeral=True)

    async def form(press: discord.Interaction[BotServices]) -> None:
        await press.response.send_modal(BreakingForm())

    for name, call in (("break", callback), ("show", show), ("form", form)):
        house.bot.tree.add_command(app_commands.Command(name=name, description="x", callback=call))
    house.bot.add_dynamic_items(Breaking)
    await house.bot.tree.sync()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Refused("access-no-role-gone"), say("access-no-role-gone")),
        (Refused("access-no-role-gone", until=1_800_000_000.0), "<t:1800000000:R>"),
        (BadInput("grammar-no-questions"), say("grammar-no-questions")),
        (EdgeGone(Reason.PERMISSIONS), say("access-permissions-gone")),
        (EdgeGone(Reason.THREAD_DELETED), say("access-place-gone")),
        (app_commands.MissingPermissions(["manage_guild"]), "**Manage Server**"),
        (app_commands.CheckFailure(), say("access-not-for-you")),
    ],
)
async def test_expected_errors_are_words(
    open_house: Open, fault: Exception, expected: str, caplog: pytest.LogCaptureFixture
) -> None:
    """From a command and from a button alike; nothing of it is an error in the log."""
    async with open_house() as house:
        await with_commands(house, fault)
        Breaking.fault = fault
        caplog.set_level(logging.ERROR)
        shown = await house.ada.slash(house.channel, "show")
        assert shown.response is not None
        for answered in (
            await house.ada.slash(house.channel, "break"),
            await house.ada.click(shown.response, label="Break"),
        ):
            said: Any = answered.response
            assert said is not None
            assert said.ephemeral
            assert expected in said.content
        assert not [record for record in caplog.records if record.name.startswith("cogs")]
        assert len(house.env.errors) == 1


async def test_unknown_errors_get_a_reference(open_house: Open, caplog: pytest.LogCaptureFixture) -> None:
    """Command, button and form: one sentence, a reference that is in the log, and no text of the error anywhere."""
    async with open_house() as house:
        await with_commands(house, RuntimeError(SECRET))
        Breaking.fault = RuntimeError(SECRET)
        shown = await house.ada.slash(house.channel, "show")
        assert shown.response is not None
        opened = await house.ada.slash(house.channel, "form")
        answers = [
            await house.ada.slash(house.channel, "break"),
            await house.ada.click(shown.response, label="Break"),
            await house.ada.submit_modal(opened, {"word": "x"}),
        ]
        for answered in answers:
            assert answered.response is not None
            assert answered.response.ephemeral
            reference = answered.response.content.split("`")[1]
            assert answered.response.content == say("common-unexpected", reference=f"`{reference}`")
            assert reference in caplog.text
        ours = [record.getMessage() for record in caplog.records if record.name == "cogs.ui.errors"]
        assert len(ours) == 3
        assert SECRET not in "".join(ours)
        assert len(house.env.errors) == 1


async def test_button_outside_the_allowed_servers(open_house: Open) -> None:
    """A posted button goes on standing when a server is taken off the list; it then says so."""
    async with open_house(allowed_guilds=frozenset({1})) as house:
        channel = house.bot.get_channel(house.channel.id)
        assert isinstance(channel, discord.TextChannel)
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Start", custom_id="start:open"))
        await channel.send("x", view=view)
        pressed = await house.ada.click(house.channel.history()[-1], label="Start")
        assert pressed.response is not None
        assert pressed.response.content == say("access-not-enabled")
