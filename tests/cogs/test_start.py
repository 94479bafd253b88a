"""The way in: the panel, the consent, the click; and one interview from the command to the closing words."""

from dataclasses import replace

import discord
import pytest

from bot.edges.invite import invite_link
from bot.errors import Reason
from bot.interview.models import InterviewType, Speaker, Status, TurnKind
from bot.store.records import NewPosition
from cogs.interview import consent
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, custom_ids, labels, say

HELPER = NewPosition("Helper", "", "Why?\nWhen?", "", ("en", "de"))


async def panel_of(house: House) -> discord.Message:
    """What `/interview start` shows ada."""
    shown = await house.ada.slash(house.channel, "interview start")
    assert shown.response is not None
    assert shown.response.ephemeral
    return shown.response.message


async def agree(house: House, panel: discord.Message) -> discord.Message:
    """Press Agree; return the first question's post."""
    await house.ada.click(panel, label=say("start-agree"))
    return await house.post_with("Question 1 of", button=say("edge-button-pause"))


async def test_whole_interview(open_house: Open) -> None:
    """Every planned question stands once, verbatim, with follow-ups between, and each answer is in the record."""
    async with open_house() as house:
        await agree(house, await panel_of(house))
        thread, answers = house.thread, 0
        assert house.ada.mention in house.posts()[0].content
        while not any(say("default-position-closing") in post.content for post in house.posts(thread)):
            seen = frozenset(post.id for post in house.posts(thread))
            answers += 1
            await house.ada.send(thread, f"This is answer number {answers}.")
            await house.news(thread, seen)
        assert answers == 8
        questions = say("default-position-questions").splitlines()
        posted = "\n".join(post.content for post in house.posts(thread))
        for line in questions:
            assert posted.count(line.partition(" [")[0]) == 1
        await house.until(lambda: house.bot.service.running_count() == 0)
        detail = await house.store.detail(house.guild.id, 1)
        assert detail is not None
        assert detail.row.status is Status.COMPLETED
        assert detail.row.interview_type is InterviewType.TEXT
        said = [turn.text for turn in detail.turns if turn.speaker is Speaker.CANDIDATE]
        assert said == [f"This is answer number {number}." for number in range(1, 9)]
        assert sum(turn.kind is TurnKind.FOLLOW_UP for turn in detail.turns) == 3
        assert not any(labels(post) for post in house.posts(thread))


async def test_consent_is_stored_as_shown(open_house: Open) -> None:
    """Version, time, the very text, and the date that was in it; nothing at all before the click."""
    async with open_house() as house:
        panel = await panel_of(house)
        assert await house.store.running() == []
        assert house.sim.handshakes == []
        full = await house.in_full(panel)
        await agree(house, panel)
        detail = await house.store.detail(house.guild.id, 1)
        assert detail is not None
        assert detail.consent is not None
        assert detail.consent.text == full
        for line in (panel.embeds[0].description or "").splitlines():
            assert line in detail.consent.text
        assert detail.consent.version == consent.VERSION
        assert f"<t:{int(detail.consent.delete_after)}:D>" in detail.consent.text
        assert 89 * 86_400 < detail.consent.delete_after - detail.consent.at <= 90 * 86_400


async def test_in_full_and_short_again(open_house: Open) -> None:
    """One message that is edited, also after a restart; Agree is there both times and stands for the whole, and a text
    that changed meanwhile is shown anew, short."""
    async with open_house() as house:
        panel = await panel_of(house)
        await house.restart()
        more = await house.ada.click(panel, label=say("start-more"))
        assert more.response is not None
        assert more.response.id == panel.id
        assert [labels(each) for each in (panel, more.response)] == [
            [say("start-agree"), say("start-more"), say("start-not-now")],
            [say("start-agree"), say("start-less"), say("start-not-now")],
        ]
        assert [each for each in custom_ids(panel) if "agree" in each] == [
            each for each in custom_ids(more.response) if "agree" in each
        ]
        brief, details = (embed.description or "" for embed in more.response.embeds)
        assert brief + f"\n\n{say('start-consent-adult')}" == panel.embeds[0].description
        assert say("start-consent-stop") in details
        assert details.endswith(say("start-consent-adult"))
        await house.set_up(retention_days=5)
        again = await house.ada.click(more.response, label=say("start-agree"))
        assert again.response is not None
        assert again.response.content == say("start-changed")
        assert len(again.response.embeds) == 1
        assert await house.store.running() == []


async def test_not_now(open_house: Open) -> None:
    """Nothing is stored, no thread is made, and the panel says so."""
    async with open_house() as house:
        panel = await panel_of(house)
        declined = await house.ada.click(panel, label=say("start-not-now"))
        assert declined.response is not None
        assert declined.response.content == say("start-declined")
        assert labels(declined.response) == []
        assert house.channel.threads == []
        assert await house.store.my_interviews(house.ada.id) == []


async def test_agree_works_after_a_restart(open_house: Open) -> None:
    """The panel's buttons carry their choices themselves."""
    async with open_house() as house:
        panel = await panel_of(house)
        await house.restart()
        await agree(house, panel)
        assert len(house.channel.threads) == 1


async def test_running_interview_leads_back(open_house: Open) -> None:
    """The command, the panel that was left open: both lead to the thread that is there."""
    async with open_house() as house:
        first, second = await panel_of(house), await panel_of(house)
        await agree(house, first)
        for shown in (
            await house.ada.slash(house.channel, "interview start"),
            await house.ada.click(second, label=say("start-agree")),
        ):
            assert shown.response is not None
            assert f"<#{house.thread.id}>" in (shown.response.embeds[0].description or "")
            assert labels(shown.response) == [say("start-go")]
        assert len(house.channel.threads) == 1


async def test_only_real_choices_are_offered(open_house: Open) -> None:
    """Two positions make a choice, two languages make a choice; Agree comes when all is chosen."""
    async with open_house() as house:
        await panel_of(house)
        helper = await house.store.add_position(house.guild.id, HELPER)
        panel = await panel_of(house)
        assert custom_ids(panel) == ["start:kind:0:", "start:position:text", "start:not-now"]
        chosen = await house.ada.select(panel, [str(helper)], custom_id="start:position:text")
        assert chosen.response is not None
        *choices, agree, more, not_now = custom_ids(chosen.response)
        assert choices == [f"start:kind:{helper}:en", "start:position:text", f"start:language:text:{helper}"]
        assert agree.startswith(f"start:agree:text:{helper}:en:")
        assert (more, not_now) == (f"start:more:text:{helper}:en", "start:not-now")
        german = await house.ada.select(chosen.response, ["de"], custom_id=f"start:language:text:{helper}")
        assert german.response is not None
        assert any(each.startswith(f"start:agree:text:{helper}:de:") for each in custom_ids(german.response))
        await house.ada.click(german.response, label=say("start-agree"))
        await house.post_with("[de] Why?")


async def test_command_options_choose_ahead(open_house: Open) -> None:
    """Autocomplete offers this server's positions and their languages; a chosen one needs no select."""
    async with open_house() as house:
        await panel_of(house)
        helper = await house.store.add_position(house.guild.id, HELPER)
        await house.store.add_position(house.guild.id + 1, replace(HELPER, title="Helper elsewhere"))
        found = await house.ada.autocomplete(house.channel, "interview start", "position", "help")
        assert found == [{"name": "Helper", "value": str(helper)}]
        spoken = await house.ada.autocomplete(house.channel, "interview start", "language", "deu", position=str(helper))
        assert spoken == [{"name": "Deutsch", "value": "de"}]
        shown = await house.ada.slash(
            house.channel, "interview start", type="text", position=str(helper), language="de"
        )
        assert any(each.startswith(f"start:agree:text:{helper}:de:") for each in custom_ids(shown.response))


@pytest.mark.parametrize(
    ("options", "key"),
    [({"position": "No such thing"}, "start-position-gone"), ({"language": "fr"}, "start-language-gone")],
)
async def test_what_is_not_offered(open_house: Open, options: dict[str, str], key: str) -> None:
    """Typed by hand, or archived meanwhile: said in words."""
    async with open_house() as house:
        shown = await house.ada.slash(house.channel, "interview start", **options)
        assert shown.response is not None
        assert shown.response.content == say(key)
        assert len(house.env.errors) == 1


async def test_changed_terms_are_shown_again(open_house: Open) -> None:
    """Who reads it changed while the panel was open: nobody agrees to what they did not see."""
    async with open_house() as house:
        panel = await panel_of(house)
        await house.set_up(reviewer_role_id=house.reviewers.id)
        again = await house.ada.click(panel, label=say("start-agree"))
        assert again.response is not None
        assert again.response.content == say("start-changed")
        assert "Reviewers" in (again.response.embeds[0].description or "")
        assert house.channel.threads == []
        await agree(house, again.response.message)


async def test_role_is_asked_for(open_house: Open) -> None:
    """Only people with the role may be interviewed; the refusal names it."""
    async with open_house() as house:
        await house.set_up(candidate_role_id=house.reviewers.id)
        shown = await house.ada.slash(house.channel, "interview start")
        assert shown.response is not None
        assert shown.response.content == say("access-no-role", role=house.reviewers.mention)
        assert len(house.env.errors) == 1


async def test_missing_permissions_are_named_before_anything_starts(open_house: Open) -> None:
    """With the channel and the fix."""
    async with open_house() as house:
        everyone = house.guild.default_role
        narrow = house.guild.create_text_channel(
            "narrow", overwrites={everyone: discord.PermissionOverwrite(create_private_threads=False)}
        )
        await house.set_up(channel_id=narrow.id)
        shown = await house.ada.slash(house.channel, "interview start")
        assert shown.response is not None
        assert "**Create Private Threads**" in shown.response.content
        assert narrow.mention in shown.response.content
        assert len(house.env.errors) == 1
        assert await house.store.my_interviews(house.ada.id) == []


async def test_limit_says_when(open_house: Open) -> None:
    """One start a day: the second is refused with the time when it will work."""
    async with open_house() as house:
        await house.set_up(starts_per_day=1)
        await agree(house, await panel_of(house))
        await house.bot.service.stop_interview(1, Reason.STAFF)
        shown = await house.ada.slash(house.channel, "interview start")
        assert shown.response is not None
        assert say("edge-refused-user-day", limit=1) in shown.response.content
        assert "<t:" in shown.response.content
        assert len(house.env.errors) == 1


async def test_not_enabled_here(open_house: Open) -> None:
    """Outside ALLOWED_GUILDS the command and the posted button say so, and nothing is stored."""
    async with open_house(allowed_guilds=frozenset({1})) as house:
        shown = await house.ada.slash(house.channel, "interview start")
        assert shown.response is not None
        assert shown.response.ephemeral
        assert shown.response.content == say("access-not-enabled")
        assert await house.store.positions(house.guild.id) == []


async def test_where_the_bot_is_no_member(open_house: Open) -> None:
    """A server may have the commands alone: it is told so, with the way to invite; one's own data need no server."""
    async with open_house() as house:
        panel = (await house.alex.slash(house.channel, "setup")).response
        assert panel is not None
        await house.alex.click(panel, label=say("setup-post"))
        start = house.channel.history()[-1]
        house.bot._connection._remove_guild(house.bot.guilds[0])
        for person, command in ((house.ada, "interview start"), (house.alex, "setup"), (house.alex, "diag discord")):
            shown = await person.slash(house.channel, command)
            assert shown.response is not None
            link = invite_link(house.bot.application_id or 0)
            assert shown.response.content == say("access-not-member", link=link)
        pressed = await house.ada.click(start, label=say("start-open"))
        assert pressed.response is not None
        assert pressed.response.content == say("access-not-member", link=link)
        mine = await house.ada.slash(house.channel, "my-data")
        assert mine.response is not None
        everywhere = await house.ada.click(mine.response, label=say("mydata-everywhere"))
        assert everywhere.response is not None
        assert say("mydata-nothing-everywhere") in (everywhere.response.embeds[0].description or "")


async def test_discord_refuses_the_thread(open_house: Open) -> None:
    """The panel goes, the person is told, and the next start is free."""
    async with open_house() as house:
        panel = await panel_of(house)
        house.env.inject_error("POST", "/channels/*/threads", status=403, code=50013)
        refused = await house.ada.click(panel, label=say("start-agree"))
        assert [said.content for said in refused.followups] == [say("access-permissions-gone")]
        assert refused.response is None
        await agree(house, await panel_of(house))
