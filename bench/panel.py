"""How long a person waits for our share of a panel: consent, the history's first page, `/my-data`.

    python -m bench.panel [rounds]

The whole bot in simcord's Discord, so no network: from the moment when discord.py has the command to the end of its
callback, the answer sent; beside a command that sends one empty sentence. The difference is our share, its budget
100 ms. The record holds 2,000 interviews.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import discord
import simcord
from discord import app_commands

from bot.interview.models import InterviewType, Status
from tests.harness.bot_process import House, launch
from tests.harness.stored_interviews import stored

BUDGET_MS = 100.0
INTERVIEWS = 2000
FILTERS = {"type": InterviewType.TEXT.value, "status": Status.ENDED.value, "since": "7d"}


@app_commands.command(name="empty", description="An answer with nothing in it")
async def empty(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("\u200b", ephemeral=True)


class Stopwatch:
    """Times commands inside the bot, so that the simulator's own work before and after is not counted."""

    def __init__(self, house: House) -> None:
        self._begun = 0.0
        self._taken: list[float] = []
        house.bot.add_listener(self.begun, "on_interaction")
        house.bot.add_listener(self.ended, "on_app_command_completion")

    async def begun(self, interaction: discord.Interaction) -> None:
        self._begun = time.perf_counter()

    async def ended(self, interaction: discord.Interaction, command: object) -> None:
        self._taken.append((time.perf_counter() - self._begun) * 1000)

    async def timed(
        self, who: simcord.MemberActor, where: simcord.ChannelHandle, command: str, rounds: int, **options: Any
    ) -> tuple[float, float]:
        """(median, worst) in milliseconds, after one round to warm up."""
        await who.slash(where, command, **options)
        self._taken.clear()
        for _ in range(rounds):
            await who.slash(where, command, **options)
        assert len(self._taken) == rounds
        return statistics.median(self._taken), max(self._taken)


async def run(house: House, rounds: int) -> bool:
    """Print the table; True when every panel is within the budget."""
    await house.set_up(reviewer_role_id=house.reviewers.id, interviews_per_day=INTERVIEWS * 2)
    house.bot.tree.add_command(empty)
    await house.bot.tree.sync()
    for n in range(INTERVIEWS):
        await stored(house.store, house.guild.id, 10**17 + n % 500, name=f"Person {n % 500}", turns=())
    await stored(house.store, house.guild.id, house.ada.id)
    watch = Stopwatch(house)
    lines: list[tuple[str, simcord.MemberActor, str, dict[str, str]]] = [
        ("consent panel (/interview start)", house.sam, "interview start", {}),
        ("history, first page", house.robin, "interview history", {}),
        ("history, three filters", house.robin, "interview history", FILTERS),
        ("/my-data", house.ada, "my-data", {}),
    ]
    print("milliseconds; floor: an empty ephemeral answer of the same bot, measured beside each line\n")
    print(f"{'panel':<36}{'median':>8}{'worst':>8}{'floor':>8}{'our share':>11}")
    slowest = 0.0
    for name, who, command, options in lines:
        floor, _ = await watch.timed(house.sam, house.channel, "empty", rounds)
        median, worst = await watch.timed(who, house.channel, command, rounds, **options)
        slowest = max(slowest, median - floor)
        print(f"{name:<36}{median:>8.2f}{worst:>8.2f}{floor:>8.2f}{median - floor:>11.2f}")
    kept = slowest < BUDGET_MS
    print(f"\nlargest share {slowest:.1f} ms, budget {BUDGET_MS:.0f} ms: {'kept' if kept else 'BROKEN'}")
    return kept


async def main(rounds: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        async with launch(Path(folder)) as house:
            return 0 if await run(house, rounds) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)))
