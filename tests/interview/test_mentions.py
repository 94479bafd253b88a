"""Names for numbers: what people read in Discord is what stands in the record."""

import pytest

from bot.interview.mentions import MentionNames, by_name, mentioned

NAMES = MentionNames({1: "Robin", 4: "two\nlines"}, {2: "Helpers", 5: "@Mods"}, {3: "interviews"})


@pytest.mark.parametrize(
    ("carried", "shown"),
    [
        ("Ask <@1> or <@!1>.", "Ask @Robin or @Robin."),
        ("<@&2> and <@&5>", "@Helpers and @Mods"),
        ("in <#3>", "in #interviews"),
        ("<:party:9> <a:wave_2:9>", ":party: :wave_2:"),
        ("at <t:1760000000:t> or <t:1760000000>", "at 08:53 UTC or 2025-10-09 08:53 UTC"),
        ("on <t:1760000000:D>, <t:1760000000:R>", "on 2025-10-09, 2025-10-09 08:53 UTC"),
        ("</interview start:9>", "/interview start"),
        ("<id:customize>", "#customize"),
        ("<@4>", "@two lines"),
    ],
)
def test_by_name(carried: str, shown: str) -> None:
    """Each kind of mention that Discord knows."""
    assert by_name(carried, NAMES) == shown


@pytest.mark.parametrize(
    "text",
    [
        "<@77> <@&77> <#77>",
        "`<@1>`",
        "```\n<#3>\n<t:1>```",
        "``<@1> ` ``",
        "<t:999999999999999>",
        "a < b > c",
        "<@>",
        "<3",
    ],
)
def test_what_stays(text: str) -> None:
    """What nobody knows a name for, code, times that no calendar has, and what only looks like it."""
    assert by_name(text, NAMES) == text


def test_what_has_to_be_looked_up() -> None:
    """The ids by kind; none of those in code."""
    found = mentioned("<@1> <@&2> <#3> `<@9>`")
    assert (set(found.members), set(found.roles), set(found.channels)) == ({1}, {2}, {3})
