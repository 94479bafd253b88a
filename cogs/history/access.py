"""The history for the person of an interaction, and what they are sent as files.

Who may read what is `bot.review.access`'s to say, and is asked anew at every command, choice and click.
"""

import asyncio
import io
from pathlib import Path

import discord

from bot.errors import Refused
from bot.review.access import History
from bot.review.json_export import as_json
from bot.review.markdown import markdown
from bot.review.report import report_of
from cogs.ui.interaction import BotInteraction, translator
from cogs.ui.permissions import reader


async def history_of(interaction: BotInteraction) -> History:
    """What this person may read here. Raises Refused in direct messages."""
    return await History.open(interaction.client.store, reader(interaction))


async def file(interaction: BotInteraction, interview_id: int, ending: str) -> discord.File:
    """One interview as a file, `md` or `json`. Raises Refused like `History.interview`."""
    detail, plan = await (await history_of(interaction)).interview(interview_id)

    def write() -> str:
        report = report_of(detail, plan)
        return markdown(translator(interaction), report) if ending == "md" else as_json(report)

    text = await interaction.client.long_work.run(interaction.user.id, write)
    return discord.File(io.BytesIO(text.encode()), filename=file_name(interview_id, ending))


def file_name(interview_id: int, ending: str) -> str:
    """Without the candidate's name: a download folder should not tell who was interviewed."""
    return f"interview-{interview_id}.{ending}"


async def sound_file(interview_id: int, path: Path) -> discord.File:
    """One file of a recording, named like the interview's other files. Raises Refused when it was deleted meanwhile."""
    try:
        data = await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError as deleted:
        raise Refused("review-no-recording") from deleted
    return discord.File(io.BytesIO(data), filename=f"interview-{interview_id}-{path.name}")
