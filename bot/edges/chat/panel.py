"""The buttons under a post. They carry the interview's id in their custom_id and so outlive the process.

The cogs handle them as DynamicItems, which match `CUSTOM_ID`.
"""

from collections.abc import Callable, Sequence

import discord

from bot.ports.posts import Action

CUSTOM_ID = r"iv:(?P<action>[a-z]+):(?P<interview_id>[0-9]{1,19})"

STYLES = {
    Action.CONTINUE: discord.ButtonStyle.primary,
    Action.WITHOUT: discord.ButtonStyle.primary,
    Action.ANSWER: discord.ButtonStyle.primary,
    Action.TALK: discord.ButtonStyle.primary,
    Action.END: discord.ButtonStyle.danger,
}
"""An action that is not listed gets a grey button."""


def custom_id(action: Action, interview_id: int) -> str:
    return f"iv:{action}:{interview_id}"


def custom_ids(message: discord.Message) -> set[str]:
    """Of the buttons under it."""
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    return {item.custom_id or "" for row in rows for item in row.children if isinstance(item, discord.Button)}


def panel(interview_id: int, actions: Sequence[Action], label: Callable[[str], str]) -> discord.ui.View:
    """The view for `actions`; `label` says a key of the catalogue in the interview's locale.

    It is stopped from the start: discord.py keeps no state for it, since the buttons speak for themselves.
    """
    view = discord.ui.View(timeout=None)
    for action in actions:
        style = STYLES.get(action, discord.ButtonStyle.secondary)
        view.add_item(
            discord.ui.Button(
                style=style, label=label(f"edge-button-{action}"), custom_id=custom_id(action, interview_id)
            )
        )
    view.stop()
    return view


def with_answer(actions: tuple[Action, ...], *, content: bool) -> tuple[Action, ...]:
    """Without the message content intent the panel of what is asked, where a person can be asked for, leads with an
    Answer button."""
    if content or Action.ASK not in actions or Action.ANSWER in actions:
        return actions
    return (Action.ANSWER, *actions)
