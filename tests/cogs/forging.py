"""What no Discord client sends: presses that somebody made up, with any custom_id and any choice."""

from typing import Any

import discord
import simcord
from simcord import actors

from tests.launch import House

BUTTON, STRINGS, ROLES, CHANNELS = 2, 3, 6, 8
"""Discord's numbers for kinds of components."""


async def press(
    house: House,
    who: simcord.MemberActor,
    message: Any,
    custom_id: str,
    *,
    kind: int = BUTTON,
    values: tuple[str, ...] = (),
    resolved: dict[str, Any] | None = None,
) -> simcord.InteractionResult:
    """A press on this message, whatever it carries."""
    message = getattr(message, "message", message)
    stored = house.env.backend.get_message(message.channel.id, message.id)
    data: dict[str, Any] = {"custom_id": custom_id, "component_type": kind}
    if kind != BUTTON:
        data |= {"values": list(values), "resolved": resolved or {}}
    return await actors._component_interaction(who, stored, data)  # its own doors refuse to forge


def told(shown: simcord.InteractionResult) -> str:
    """All that somebody was told by an answer."""
    answers = [each for each in [shown.response, *shown.followups] if each is not None]
    return "\n".join(f"{each.content}\n{embed.description}" for each in answers for embed in each.embeds or [NOTHING])


NOTHING = discord.Embed(description="")
