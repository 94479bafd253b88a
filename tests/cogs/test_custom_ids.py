"""What nobody can press: ids beyond all numbers, words that mean nothing, buttons and forms of nobody."""

import logging

import discord
import pytest
from discord import app_commands

from bot.errors import Refused
from bot.ports.posts import Action
from bot.store.records import LARGEST_ID
from cogs.ui.components import PersistentItem
from cogs.ui.custom_ids import number, one_of
from cogs.ui.services import BotServices
from tests.cogs.conftest import Open
from tests.harness import forged
from tests.harness.bot_process import say
from tests.harness.forged import BUTTON, STRINGS

HUGE = "9" * 19
UNKNOWN = say("door-unknown")

FORGED = [
    *((f"iv:{action}:{HUGE}", BUTTON, ()) for action in Action),
    ("iv:dance:1", BUTTON, ()),
    (f"iv-end:{HUGE}", BUTTON, ()),
    (f"mydata:show:{HUGE}", BUTTON, ()),
    (f"mydata:export:{HUGE}", BUTTON, ()),
    (f"mydata:delete:{HUGE}", BUTTON, ()),
    (f"hist:page:{HUGE}:1", BUTTON, ()),
    (f"hist:md:{HUGE}", BUTTON, ()),
    (f"hist:o:{'z' * 20}:--:::", BUTTON, ()),
    (f"hist:o::--:{'z' * 20}::", BUTTON, ()),
    (f"hist:o::--::{'z' * 20}.1:", BUTTON, ()),
    (f"hist:n::--::1.{'z' * 20}:", BUTTON, ()),
    ("hist:open", STRINGS, ("all",)),
    ("hist:open", STRINGS, (HUGE,)),
    ("hist:open", STRINGS, ("-1",)),
    ("start:kind:0:", STRINGS, ("mime",)),
    (f"start:kind:{HUGE}:", STRINGS, ("text",)),
    ("start:position:text", STRINGS, ("first",)),
    ("start:position:text", STRINGS, ()),
    ("start:kind:0:", STRINGS, ()),
    ("hist:open", STRINGS, ()),
    ("start:position:text", STRINGS, (HUGE,)),
    (f"start:agree:text:{HUGE}:en:00", BUTTON, ()),
    (f"position:fix:{HUGE}", BUTTON, ()),
    (f"line:begin:{HUGE}", BUTTON, ()),
    (f"line:join:text:{HUGE}:en", BUTTON, ()),
    ("iv:end:" + "9" * 60, BUTTON, ()),
    ("nobody:knows", BUTTON, ()),
    ("nobody:knows", STRINGS, ("this",)),
]


@pytest.mark.parametrize(("custom_id", "kind", "values"), FORGED)
async def test_what_is_made_up_is_refused(
    open_house: Open, caplog: pytest.LogCaptureFixture, custom_id: str, kind: int, values: tuple[str, ...]
) -> None:
    """In words, by one answer, and with nothing in the log that looks like a fault of ours."""
    async with open_house(check_errors=False) as house:
        panel = (await house.alex.slash(house.channel, "setup")).response
        shown = await forged.press(house, house.alex, panel, custom_id, kind=kind, values=values)
        told = forged.told(shown)
        assert told.strip(), "somebody waits for an answer"
        assert "reference" not in told
        assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


@pytest.mark.parametrize("text", ["", "x", "-1", str(LARGEST_ID + 1), "1.5", "9" * 200])
def test_numbers(text: str) -> None:
    """Everything that SQLite cannot hold, or that is none."""
    with pytest.raises(Refused):
        number(text)
    assert number(str(LARGEST_ID)) == LARGEST_ID


def test_words() -> None:
    assert one_of(Action, "end") is Action.END
    with pytest.raises(Refused):
        one_of(Action, "dance")


async def test_a_form_that_nobody_knows(open_house: Open) -> None:
    """From an earlier version: its writer is told, and gets back what they wrote."""
    async with open_house() as house:

        async def callback(press: discord.Interaction[BotServices]) -> None:
            form = discord.ui.Modal(title="Of old", custom_id="of-old")
            field: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(custom_id="text")
            form.add_item(discord.ui.Label(text="Text", component=field))
            await press.response.send_modal(form)

        house.bot.tree.add_command(app_commands.Command(name="old", description="x", callback=callback))
        await house.bot.tree.sync()
        form = await house.ada.slash(house.channel, "old")
        told = forged.told(await house.ada.submit_modal(form, {"text": "All my thoughts."}))
        assert UNKNOWN in told
        assert "All my thoughts." in told


def test_every_button_of_ours_is_known() -> None:
    """Every class that is drawn has registered its template."""
    for custom_id in ("iv:end:1", "iv-stay", "start:open", "setup:post", "line:leave", "hist:open", "position:fix:0"):
        assert PersistentItem.known(custom_id)
    assert not PersistentItem.known("nobody:knows")
