"""The way to the camera page: a button whose link works once, for the candidate alone.

The link is made when the button is drawn, and stands in that button only, which nobody else sees. A newer one makes
those that were never used worthless; a page that is open stays open until the newer one is.
"""

from typing import Any

import discord

from bot.errors import Refused
from bot.interview.lifecycle import OVER
from bot.interview.models import InterviewType, Medium
from bot.web.camera.links import LINK_SECONDS
from cogs.ui.components import board
from cogs.ui.interaction import BotInteraction, say

MINUTES = round(LINK_SECONDS / 60)


async def buttons(interaction: BotInteraction, interview_id: int) -> tuple[discord.ui.Button[Any], ...]:
    """Return a button with a new link, for the candidate of an interview with a camera. Empty for everybody else, in
    writing, when it is over, and where there is no page."""
    links = interaction.client.links
    snapshot = await interaction.client.store.snapshot(interview_id) if links is not None else None
    if (
        links is None
        or snapshot is None
        or snapshot.medium is Medium.TEXT
        or snapshot.interview_type is not InterviewType.VIDEO
    ):
        return ()
    if snapshot.candidate_id != interaction.user.id or snapshot.status in OVER:
        return ()
    url = await links.new(interview_id)
    return (discord.ui.Button(label=say(interaction, "edge-button-camera"), url=url),)


async def give(interaction: BotInteraction, interview_id: int) -> None:
    """Answer the candidate's Open camera. Raises Refused, in kind words, while there is nothing to open."""
    found = await interaction.client.store.camera_pass(interview_id)
    if found is not None and found.medium is Medium.TEXT:
        raise Refused("start-camera-in-writing")
    ways = await buttons(interaction, interview_id)
    if not ways:
        raise Refused("start-camera-gone")
    await interaction.response.send_message(
        say(interaction, "start-camera", minutes=MINUTES), view=board(*ways), ephemeral=True
    )
