"""`/position`: written in a form, a mistake fixed with a click, changed, archived; this server's only."""

from typing import Any

import pytest
import simcord

from bot.interview.plan.grammar import parse_questions
from bot.store.records import NewPosition, Position
from cogs.positions import draft
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, say

FIELDS = {
    "title": "Moderator",
    "brief": "We have two moderators for a thousand members.",
    "questions": "Why would you like to? [required]\nTell us about a quarrel. [follow-ups: 2]",
    "closing": "Thank you!",
    "languages": "en, DE",
}


async def fill(house: House, form: simcord.InteractionResult, **changes: str) -> simcord.InteractionResult:
    assert form.modal is not None
    return await house.alex.submit_modal(form, FIELDS | changes)


async def titled(house: House, title: str) -> Position:
    return next(each for each in await house.store.positions(house.guild.id) if each.title == title)


def defaults(form: simcord.InteractionResult) -> dict[str, Any]:
    """What stands in a form's fields when it opens."""
    assert form.modal is not None
    fields = [label["component"] for label in form.modal["components"]]
    return {field["custom_id"]: field.get("value") for field in fields}


async def test_add(open_house: Open) -> None:
    """Stored as written, languages in their usual form, and offered at once beside the ready-made one."""
    async with open_house() as house:
        added = await fill(house, await house.alex.slash(house.channel, "position add"))
        assert added.response is not None
        assert added.response.ephemeral
        assert added.response.content == say("position-added", title="Moderator", count=2)
        position = await titled(house, "Moderator")
        assert position.questions == FIELDS["questions"]
        assert position.languages == ("en", "de")
        titles = [each.title for each in await house.store.positions(house.guild.id)]
        assert titles == [say("default-position-title"), "Moderator"]


async def test_what_was_saved_is_shown_as_it_will_be_asked(open_house: Open) -> None:
    """Numbered, with what the brackets mean, the closing words, and which languages are translations."""
    async with open_house() as house:
        added = await fill(house, await house.alex.slash(house.channel, "position add"), closing="")
        assert added.response is not None
        (embed,) = added.response.embeds
        assert embed.title == say("position-preview")
        assert (embed.description or "").split("\n") == [
            "**1.** Why would you like to?",
            f"-# {say('position-required')} · {say('position-follow-ups', most=1)}",
            "**2.** Tell us about a quarrel.",
            f"-# {say('position-optional')} · {say('position-follow-ups', most=2)}",
            "",
            f"**{say('position-field-closing')}:** {say('interview-closing')}",
            "",
            f"**{say('position-field-languages')}:** English",
            say("position-translated", languages="Deutsch"),
        ]


async def test_the_empty_form_shows_the_grammar_and_the_servers_language(open_house: Open) -> None:
    """An example that the grammar takes stands in the field; a server's own language is already filled in."""
    async with open_house() as house:
        form = await house.alex.slash(house.channel, "position add")
        assert form.modal is not None
        fields = {label["component"]["custom_id"]: label for label in form.modal["components"]}
        example = fields["questions"]["component"]["placeholder"]
        assert [question.required for question in parse_questions(example)] == [True, False]
        assert "Candidates may learn" in fields["brief"]["description"]
        assert defaults(form)["languages"] == "en"


LINE_1, LINE_2 = (f"**{say('position-mistake-line', line=number)}** " for number in (1, 2))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"questions": "Why?\nHow? [follow-ups: 9]"},
            [f"• {LINE_2}{say('grammar-follow-ups', value='9', most=3)}", "-# How? \\[follow-ups: 9\\]"],
        ),
        ({"languages": "en, klingon"}, [f"• {say('grammar-language-unknown', language='klingon')}"]),
        ({"title": "   "}, [f"• {say('position-bad-title')}"]),
        (
            {"title": " ", "questions": "Why? [reqired]\n[required]", "languages": ","},
            [
                f"• {say('position-bad-title')}",
                f"• {LINE_1}{say('grammar-suffix-unknown', suffix='reqired')}",
                "-# Why? \\[reqired\\]",
                f"• {LINE_2}{say('grammar-no-text')}",
                "-# \\[required\\]",
                f"• {say('grammar-no-language')}",
            ],
        ),
    ],
)
@pytest.mark.parametrize("restart", [False, True])
async def test_mistakes_and_fix_it(open_house: Open, changes: dict[str, str], told: list[str], restart: bool) -> None:
    """All at once, in one card that stays; Fix it opens the form with every field as it was written, by whichever
    process is there."""
    async with open_house() as house:
        form = await house.alex.slash(house.channel, "position add")
        if restart:
            await house.restart()
        wrong = await fill(house, form, **changes)
        assert wrong.response is not None
        embed = wrong.response.embeds[0]
        assert (embed.description or "").splitlines() == told
        assert embed.title == say("position-mistakes", count=sum(line.startswith("•") for line in told))
        if restart:
            await house.restart()
        again = await house.alex.click(wrong.response, label=say("position-fix"))
        expected = FIELDS | changes
        kept = {name: text for name, text in defaults(again).items() if name != "title"}
        assert kept == {name: text or None for name, text in expected.items() if name != "title"}
        worse = await fill(house, again, questions="[required]")
        assert worse.response is not None
        assert worse.response.id == wrong.response.id
        assert worse.response.embeds[0].title == say("position-mistakes", count=1)
        fixed = await fill(house, await house.alex.click(worse.response, label=say("position-fix")))
        assert fixed.response is not None
        assert fixed.response.id == wrong.response.id
        assert fixed.response.content == say("position-added", title="Moderator", count=2)
        assert fixed.response.message.attachments == []


async def test_what_was_written_cannot_be_fetched(open_house: Open) -> None:
    """It stands in the file, which is said; nothing is lost, and it may work in a moment."""
    async with open_house(check_errors=False) as house:
        wrong = await fill(house, await house.alex.slash(house.channel, "position add"), title=" ")
        assert wrong.response is not None
        (file,) = wrong.response.message.attachments
        assert file.filename == draft.NAME
        kept = draft.parsed(await file.read())
        assert kept is not None
        assert (kept.brief, kept.questions) == (FIELDS["brief"], FIELDS["questions"])
        house.env.backend.edit_message(wrong.response.message.channel.id, wrong.response.id, {"attachments": []})
        refused = await house.alex.click(wrong.response, label=say("position-fix"))
        assert say("position-draft-gone") in [said.content for said in [refused.response, *refused.followups] if said]


@pytest.mark.parametrize("data", [None, b"", b"{}", b"[1]", b'{"title": 1}', b"\xff"])
def test_what_is_no_draft(data: bytes | None) -> None:
    """Nothing is opened with it."""
    assert draft.parsed(data) is None


async def test_edit(open_house: Open) -> None:
    """The form comes filled in; what is saved replaces it, under the same id."""
    async with open_house() as house:
        await fill(house, await house.alex.slash(house.channel, "position add"))
        before = await titled(house, "Moderator")
        form = await house.alex.slash(house.channel, "position edit", position=str(before.id))
        assert defaults(form) == FIELDS | {"languages": "en, de"}
        snapshot = await fill(house, form, title="Senior moderator", brief="", closing="")
        assert snapshot.response is not None
        assert snapshot.response.content == say("position-saved", title="Senior moderator", count=2)
        after = await titled(house, "Senior moderator")
        assert (after.id, after.brief, after.closing) == (before.id, "", "")


async def test_list_and_archive(open_house: Open) -> None:
    """Archived is no longer listed, offered, or found."""
    async with open_house() as house:
        await fill(house, await house.alex.slash(house.channel, "position add"))
        listed = await house.alex.slash(house.channel, "position list")
        assert listed.response is not None
        text = listed.response.embeds[0].description or ""
        assert "Moderator" in text
        assert "English, Deutsch" in text
        gone = await house.alex.slash(house.channel, "position archive", position="moderator")
        assert gone.response is not None
        assert gone.response.content == say("position-archived", title="Moderator")
        assert await house.alex.autocomplete(house.channel, "position edit", "position", "mod") == []
        missing = await house.alex.slash(house.channel, "position edit", position="Moderator")
        assert missing.response is not None
        assert missing.response.content == say("position-not-found")
        assert len(house.env.errors) == 1


async def test_another_servers_position_is_not_found(open_house: Open) -> None:
    """Neither suggested nor taken by its id."""
    async with open_house() as house:
        elsewhere = await house.store.add_position(
            house.guild.id + 1, NewPosition("Elsewhere", "secret", "Why?", "", ("en",))
        )
        assert await house.alex.autocomplete(house.channel, "position edit", "position", "else") == []
        for command in ("position edit", "position archive"):
            refused = await house.alex.slash(house.channel, command, position=str(elsewhere))
            assert refused.response is not None
            assert refused.response.content == say("position-not-found")
        assert len(house.env.errors) == 2


async def test_managers_only(open_house: Open) -> None:
    """Discord hides the command from others, and where a server shows it to them, the bot refuses."""
    async with open_house() as house:
        with pytest.raises(simcord.SetupError):
            await house.ada.slash(house.channel, "position add")
        commands = await house.bot.tree.fetch_commands()
        for command in commands:
            house.guild.set_command_permissions(command, {house.ada: True})
        refused = await house.ada.slash(house.channel, "position add")
        assert refused.response is not None
        assert refused.response.content == say("access-managers-only")
        await house.set_up()  # there is something to suggest
        assert await house.ada.autocomplete(house.channel, "position edit", "position", "") == []
        assert len(house.env.errors) == 1


async def test_as_many_as_can_be_shown(open_house: Open) -> None:
    """The 26th is refused with what was written kept."""
    async with open_house() as house:
        for number in range(24):
            await house.store.add_position(house.guild.id, NewPosition(f"Role {number}", "", "Why?", "", ("en",)))
        await house.set_up()
        await house.store.add_position(house.guild.id, NewPosition("Role 25", "", "Why?", "", ("en",)))
        refused = await fill(house, await house.alex.slash(house.channel, "position add"))
        assert refused.response is not None
        assert refused.response.embeds[0].description == f"• {say('position-too-many', most=25)}"
