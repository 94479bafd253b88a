"""What no Discord client sends: presses that somebody made up, with any custom_id and any choice."""

from typing import Any

import discord
import simcord
from simcord import actors, builders
from simcord.backend import serializers

from tests.harness.bot_process import House

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
    """A press on this message, as if it carried this component."""
    message = getattr(message, "message", message)
    backend = house.env.backend
    stored = backend.get_message(message.channel.id, message.id)
    component: dict[str, Any] = {"type": kind, "custom_id": custom_id}
    data: dict[str, Any] = {"component_type": kind, "custom_id": custom_id}
    if kind == BUTTON:
        component |= {"style": 2, "label": "?"}
    else:
        data |= {"values": list(values)} | ({"resolved": resolved} if resolved else {})
        component |= {"options": [{"label": "?", "value": each} for each in values]} if kind == STRINGS else {}
    shown = dict(serializers.message_payload(backend, stored))
    extra = {"message": shown | {"components": [{"type": 1, "components": [component]}]}}
    channel = builders.ChannelHandle(house.env, house.guild, backend.get_channel(stored.channel_id))
    pressed = discord.InteractionType.component.value
    dispatch = actors._dispatch_actor_interaction  # its own doors refuse to forge
    return await dispatch(who, pressed, channel, data, extra=extra, source_message_id=stored.id)


def told(shown: simcord.InteractionResult) -> str:
    """All that somebody was told by an answer."""
    answers = [each for each in [shown.response, *shown.followups] if each is not None]
    return "\n".join(f"{each.content}\n{embed.description}" for each in answers for embed in each.embeds or [NOTHING])


NOTHING = discord.Embed(description="")
