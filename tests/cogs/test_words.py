"""The doors' words in every language: within Discord's limits, which it enforces by refusing the whole answer."""

import re

import discord
import pytest

from bot.words import FALLBACK, HERE, Words, languages
from tests.cogs.conftest import Open
from tests.harness.bot_process import say

LIMITS = {
    r"(position|setup)-field-.*": 45,
    r"position-form-.*|setup-change-.*|start-answer-(title|label)": 45,
    r"position-example|position-hint-.*|setup-number-hint|start-answer-hint": 100,
    r"position-(group|add|edit|list|archive|option)|setup-command|start-(command|option-.*)": 100,
    r"start-(agree|not-now|go|open|end-now|end-stay)|setup-post|position-fix": 80,
    r"start-choose-.*|setup-choose-.*|setup-voice-choose-rooms": 150,
    r"start-type-(text|voice|video)(-hint)?|start-comfort-.*|diag-command-.*": 100,
    r"setup-voice-(voice|video|record-voice|reviewers-listen|pause-on-company)-(on|off)": 80,
    r"line-(join|leave|begin)|edge-button-camera|review-(recording|room|thread)": 80,
}
"""Pattern of keys → characters: labels, titles, descriptions, buttons, placeholders."""


@pytest.mark.parametrize("language", languages())
def test_words_fit_where_they_stand(language: str) -> None:
    """A longer translation would be found only by the person who opens that form."""
    written = "\n".join(path.read_text(encoding="utf-8") for path in (HERE / FALLBACK).glob("*.ftl"))
    keys = re.findall(r"^([a-z][a-z0-9-]*) =", written, re.MULTILINE)
    limits = [(key, most) for pattern, most in LIMITS.items() for key in keys if re.fullmatch(pattern, key)]
    assert len(limits) > 40
    lengths = {key: len(Words().fill(language, key, {"low": "10000", "high": "10000000"})) for key, _ in limits}
    assert [(key, lengths[key]) for key, most in limits if lengths[key] > most] == []


async def test_commands_are_described_in_german(open_house: Open) -> None:
    """Discord is given every description in each language of the catalogue."""
    async with open_house() as house:
        commands = {command.name: command for command in await house.bot.tree.fetch_commands()}
        assert commands["setup"].description_localizations[discord.Locale.german] == say("setup-command", "de")
