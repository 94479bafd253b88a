"""`/interview history` through simulated Discord: who may read what, at the command, while typing, at every click."""

import json
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import discord
import simcord

from bot.interview.models import TurnKind
from cogs.history import views
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, custom_ids, say
from tests.harness.store_parts import older_file
from tests.harness.stored_interviews import TURNS, stored, turn


async def history(who: simcord.MemberActor, channel: simcord.ChannelHandle, **options: str) -> discord.Message:
    """What the command shows: always to its own reader only."""
    shown = await who.slash(channel, "interview history", **options)
    assert shown.response is not None
    assert shown.response.ephemeral
    return shown.response.message


def text(message: discord.Message) -> str:
    """The words of an answer: its own and its embed's."""
    return "\n".join([message.content, *(embed.description or "" for embed in message.embeds)])


def ids(message: discord.Message) -> Sequence[int]:
    """The interviews that the select offers, in order."""
    selects = [item for row in message.components for item in row.children if isinstance(item, discord.SelectMenu)]  # type: ignore[union-attr]  # rows only
    return [int(option.value) for select in selects for option in select.options]


async def opened(who: simcord.MemberActor, page: discord.Message, number: int) -> discord.Message:
    """Choose an interview in the select."""
    shown = await who.select(page, [str(number)], custom_id="hist:open")
    assert shown.response is not None
    assert shown.response.ephemeral
    return shown.response.message


def refused(shown: Any) -> str:
    """The words of a new ephemeral answer, which a refusal is."""
    assert shown.response is not None
    assert shown.response.ephemeral
    return str(shown.response.content)


async def reviewed(house: House) -> None:
    """Robin's role reviews."""
    await house.set_up(reviewer_role_id=house.reviewers.id)


async def test_no_interviews(open_house: Open) -> None:
    """An empty page says so, and offers nothing to press."""
    async with open_house() as house:
        await reviewed(house)
        page = await history(house.robin, house.channel)
        assert say("review-none") in text(page)
        assert custom_ids(page) == []


async def test_a_reviewer_reads_and_everyone_else_only_their_own(open_house: Open) -> None:
    """The role decides; Manage Server alone does not once a role is set."""
    async with open_house() as house:
        await reviewed(house)
        first = await stored(house.store, house.guild.id, house.ada.id)
        second = await stored(house.store, house.guild.id, house.sam.id, name="Sam")
        assert ids(await history(house.robin, house.channel)) == [second, first]
        assert ids(await history(house.ada, house.channel)) == [first]
        assert ids(await history(house.alex, house.channel)) == []
        await house.set_up(reviewer_role_id=None)
        assert ids(await history(house.alex, house.channel)) == [second, first]
        assert ids(await history(house.robin, house.channel)) == []


async def test_somebody_who_left_keeps_their_name(open_house: Open) -> None:
    """The name at the time is shown, and found while typing."""
    async with open_house() as house:
        await reviewed(house)
        number = await stored(house.store, house.guild.id, house.ada.id, name="Ada of Old")
        house.guild.remove_member(house.ada)
        assert "Ada of Old" in text(await history(house.robin, house.channel))
        choices = await house.robin.autocomplete(house.channel, "interview history", "candidate", "ada")
        assert [(each["name"], each["value"]) for each in choices] == [("Ada of Old", str(house.ada.id))]
        assert ids(await history(house.robin, house.channel, candidate="ada of old")) == [number]


async def test_two_people_of_one_name(open_house: Open) -> None:
    """Told apart in the suggestions, in the list and in its select; the name alone is not taken for one of them."""
    async with open_house() as house:
        await house.set_up(reviewer_role_id=house.reviewers.id)
        first = await stored(house.store, house.guild.id, house.ada.id, name="Alex")
        second = await stored(house.store, house.guild.id, house.sam.id, name="alex")
        await stored(house.store, house.guild.id, house.alex.id, name="Robin")
        choices = await house.robin.autocomplete(house.channel, "interview history", "candidate", "al")
        assert sorted((choice["name"], choice["value"]) for choice in choices) == sorted(
            [(f"Alex · {house.ada.id}", str(house.ada.id)), (f"alex · {house.sam.id}", str(house.sam.id))]
        )
        shown = await house.robin.slash(house.channel, "interview history", candidate="Alex")
        assert shown.response is not None
        assert shown.response.content == say("review-candidate-several", count=2)
        assert len(house.env.errors) == 1
        assert ids(await history(house.robin, house.channel, candidate=str(house.ada.id))) == [first]
        page = await history(house.robin, house.channel)
        assert f"**Alex** ({house.ada.id})" in text(page)
        assert f"**alex** ({house.sam.id})" in text(page)
        assert f"({house.alex.id})" not in text(page)
        assert second in ids(page)


async def test_whose_candidate_left_is_noticed_when_somebody_looks(open_house: Open) -> None:
    """Without the members intent nobody tells us. Who is there, or looks at their own, changes nothing."""
    async with open_house() as house:
        await house.set_up(reviewer_role_id=house.reviewers.id)
        panel = (await house.ada.slash(house.channel, "interview start")).response
        assert panel is not None
        await house.ada.click(panel, label=say("start-agree"))
        await house.post_with("Question 1 of")
        shown = await opened(house.robin, await history(house.robin, house.channel), 1)
        assert say("review-status-active") in text(shown)
        house.guild.remove_member(house.ada)
        shown = await opened(house.robin, await history(house.robin, house.channel), 1)
        assert say("review-status-ended") in text(shown)
        assert say("review-reason-candidate-left") in text(shown)
        assert house.bot.service.running_count() == 0


async def test_filters(open_house: Open) -> None:
    """Each narrows the page; together they narrow it further."""
    async with open_house() as house:
        await reviewed(house)
        done = await stored(house.store, house.guild.id, house.ada.id)
        runs = await stored(house.store, house.guild.id, house.sam.id, name="Sam", title="Guide", over=False)
        for options, expected in (
            ({"status": "ended"}, [done]),
            ({"status": "active"}, [runs]),
            ({"position": "Guide"}, [runs]),
            ({"type": "voice"}, []),
            ({"type": "text", "since": "7d"}, [runs, done]),
            ({"candidate": f"<@{house.ada.id}>", "position": "Guide"}, []),
        ):
            assert ids(await history(house.robin, house.channel, **options)) == expected


async def test_filters_that_nobody_can_read(open_house: Open) -> None:
    """A mistake is answered with what would be right."""
    async with open_house(check_errors=False) as house:
        await reviewed(house)
        unclear = await house.robin.slash(house.channel, "interview history", since="soon")
        assert refused(unclear) == say("review-since-unclear")
        nobody = await house.robin.slash(house.channel, "interview history", candidate="Nobody")
        assert refused(nobody) == say("review-candidate-not-found")


async def test_fifty_interviews_back_and_forth(open_house: Open) -> None:
    """Older and Newer meet every interview once, keep the filter, and stop at both ends."""
    title = "A title so long that no button can carry it, " * 2
    async with open_house() as house:
        await reviewed(house)
        numbers = [
            await stored(house.store, house.guild.id, 10**17 + n, name=f"P{n}", title=title.strip(), turns=())
            for n in range(50)
        ]
        await stored(house.store, house.guild.id, house.sam.id, name="Sam", turns=())
        page = await history(house.robin, house.channel, position=title.strip())
        seen = [ids(page)]
        for _ in range(4):
            shown = await house.robin.click(page, label=say("review-older"))
            page = page if shown.response is None else shown.response.message
            seen.append(ids(page))
        assert [number for each in seen for number in each] == numbers[::-1]
        assert older_is_off(page)
        for expected in seen[-2::-1]:
            shown = await house.robin.click(page, label=say("review-newer"))
            page = page if shown.response is None else shown.response.message
            assert ids(page) == expected


def older_is_off(page: discord.Message) -> bool:
    buttons = [item for row in page.components for item in row.children if isinstance(item, discord.Button)]  # type: ignore[union-attr]  # rows only
    return next(button.disabled for button in buttons if button.label == say("review-older"))


async def test_reading_one(open_house: Open) -> None:
    """Overview, transcript, and back; the files; the thread."""
    async with open_house() as house:
        await reviewed(house)
        number = await stored(house.store, house.guild.id, house.ada.id, thread_id=777)
        shown = await opened(house.robin, await history(house.robin, house.channel), number)
        assert "answered 1 · skipped 1 · open 1" in text(shown)
        urls = [getattr(item, "url", None) for row in shown.components for item in row.children]  # type: ignore[union-attr]  # rows only
        assert f"https://discord.com/channels/{house.guild.id}/777" in urls
        pressed = await house.robin.click(shown, label=say("review-read"))
        assert pressed.response is not None
        assert "> Because I like it." in text(pressed.response.message)
        back = await house.robin.click(pressed.response.message, label=say("review-overview"))
        assert back.response is not None
        assert "answered 1" in text(back.response.message)
        for label, ending in (("review-file-markdown", "md"), ("review-file-json", "json")):
            answer = await house.robin.click(back.response.message, label=say(label))
            assert answer.response is not None
            assert answer.response.ephemeral
            (file,) = answer.response.attachments
            assert file.filename == f"interview-{number}.{ending}"
            content = (await file.read()).decode()
            assert "Because I like it." in content
            if ending == "json":
                assert [each["covered"] for each in json.loads(content)["planned_questions"]][2] == "not-asked"


async def test_a_transcript_of_a_hundred_thousand_characters(open_house: Open) -> None:
    """Page by page to the end, each one taken by Discord; the file holds it whole."""
    words = " ".join(f"word{number}" for number in range(12_000))
    async with open_house() as house:
        await reviewed(house)
        turns = (TURNS[0], turn(2, TurnKind.ANSWER, words))
        number = await stored(house.store, house.guild.id, house.ada.id, turns=turns)
        shown = await opened(house.robin, await history(house.robin, house.channel), number)
        pressed = await house.robin.click(shown, label=say("review-read"))
        assert pressed.response is not None
        total = int((pressed.response.embeds[0].footer.text or "").rsplit(maxsplit=1)[1])
        assert total > 20
        for page in range(2, total + 1):
            pressed = await house.robin.click(pressed.response.message, label=say("review-next"))
            assert pressed.response is not None
            assert pressed.response.embeds[0].footer.text == say("review-page", number=page, total=total)
        assert pressed.response is not None
        assert "word11999" in text(pressed.response.message)
        answer = await house.robin.click(pressed.response.message, label=say("review-file-markdown"))
        assert answer.response is not None
        assert words in (await answer.response.attachments[0].read()).decode()


async def test_another_servers_reviewer_sees_nothing(open_house: Open) -> None:
    """Not in the list, not while typing, not by an old select or button: a foreign id is not found."""
    async with open_house() as house:
        await reviewed(house)
        number = await stored(house.store, house.guild.id, house.ada.id, name="Ada", title="Secret title")
        elsewhere = house.env.create_guild("Elsewhere")
        channel = elsewhere.create_text_channel("general")
        managers = elsewhere.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
        spy = elsewhere.add_member(house.env.create_user("spy"), roles=[managers])
        assert ids(await history(spy, channel)) == []
        for option, typed in (("candidate", "a"), ("position", "s")):
            assert await spy.autocomplete(channel, "interview history", option, typed) == []
        assert ids(await history(spy, channel, candidate=str(house.ada.id))) == []
        own = await stored(house.store, elsewhere.id, spy.id, name="Spy")
        mine = await opened(spy, await history(spy, channel), own)
        for custom_id in of_one(mine):
            forged = custom_id.replace(f":{own}", f":{number}")
            answer = await press(house, spy, mine, forged)
            assert refused(answer) == say("review-not-found")


def of_one(message: discord.Message) -> list[str]:
    """The buttons that name an interview: all but the way back to the list."""
    named = [custom_id for custom_id in custom_ids(message) if re.fullmatch(views.SHOW, custom_id)]
    assert len(named) == len(custom_ids(message)) - 1
    return named


async def press(house: House, who: simcord.MemberActor, message: discord.Message, custom_id: str) -> Any:
    """Press a button with another custom_id, as a changed client could try: the stored message is changed under it."""
    kept = house.env.backend.get_message(message.channel.id, message.id)
    original = json.dumps(kept.components)
    for row in kept.components:
        row["components"][0]["custom_id"] = custom_id
        break
    try:
        return await who.click(message, custom_id=custom_id)
    finally:
        kept.components = json.loads(original)


async def test_whoever_is_no_reviewer_cannot_open_others(open_house: Open) -> None:
    """Neither by a forged button nor while typing names."""
    async with open_house() as house:
        await reviewed(house)
        number = await stored(house.store, house.guild.id, house.ada.id, title="Ada's title")
        own = await stored(house.store, house.guild.id, house.sam.id, name="Sam")
        mine = await opened(house.sam, await history(house.sam, house.channel), own)
        for custom_id in of_one(mine):
            answer = await press(house, house.sam, mine, custom_id.replace(f":{own}", f":{number}"))
            assert refused(answer) == say("review-not-found")
        for option, typed, expected in (("candidate", "", ["Sam"]), ("position", "", ["Helper"])):
            choices = await house.sam.autocomplete(house.channel, "interview history", option, typed)
            assert [each["name"] for each in choices] == expected
        assert ids(await history(house.sam, house.channel, candidate=str(house.ada.id))) == []


async def test_an_old_button_after_losing_the_role(open_house: Open) -> None:
    """Roles are asked at every press: the open list shrinks to one's own, the open interview is not found."""
    async with open_house() as house:
        await reviewed(house)
        for n in range(12):
            number = await stored(house.store, house.guild.id, 10**17 + n, turns=TURNS)
        page = await history(house.robin, house.channel)
        shown = await opened(house.robin, await history(house.robin, house.channel), number)
        await house.set_up(reviewer_role_id=house.guild.create_role("New reviewers").id)
        for label in ("review-read", "review-file-markdown", "review-file-json"):
            assert refused(await house.robin.click(shown, label=say(label))) == say("review-not-found")
        older = await house.robin.click(page, label=say("review-older"))
        assert older.response is not None
        assert say("review-none-own") in text(older.response.message)


async def test_buttons_outlive_a_restart(open_house: Open) -> None:
    """Their whole state is in their custom_ids."""
    async with open_house() as house:
        await reviewed(house)
        numbers = [await stored(house.store, house.guild.id, 10**17 + n) for n in range(12)]
        page = await history(house.robin, house.channel)
        shown = await opened(house.robin, await history(house.robin, house.channel), numbers[-1])
        await house.restart()
        read = await house.robin.click(shown, label=say("review-read"))
        assert read.response is not None
        assert "Because I like it." in text(read.response.message)
        older = await house.robin.click(page, label=say("review-older"))
        assert older.response is not None
        assert ids(older.response.message) == numbers[1::-1]


async def test_reading_many_stays_one_message(open_house: Open) -> None:
    """An interview opens in the list's place, and Back leads to the very page, filters and all."""
    async with open_house() as house:
        await reviewed(house)
        numbers = [await stored(house.store, house.guild.id, 10**17 + n, title="Guide") for n in range(25)]
        await stored(house.store, house.guild.id, house.ada.id)
        page = await history(house.robin, house.channel, position="Guide")
        for expected in (numbers[:14:-1], numbers[14:4:-1], numbers[4::-1]):
            assert ids(page) == expected
            shown = await opened(house.robin, page, expected[3])
            assert shown.id == page.id
            read = await house.robin.click(shown, label=say("review-read"))
            assert read.response is not None
            over = await house.robin.click(read.response.message, label=say("review-overview"))
            assert over.response is not None
            back = await house.robin.click(over.response.message, label=say("review-back"))
            assert back.response is not None
            assert ids(back.response.message) == expected
            if not older_is_off(back.response.message):
                older = await house.robin.click(back.response.message, label=say("review-older"))
                assert older.response is not None
                page = older.response.message


async def test_what_came_from_an_older_database(open_house: Open, tmp_path: Path) -> None:
    """Without name, title, plan and consent it is shown all the same, with the day on which it goes."""
    path = older_file(tmp_path / "test.db", "legacy-text-video")
    async with open_house() as house:
        await reviewed(house)
        with closing(sqlite3.connect(path)) as connection, connection:
            where = (house.guild.id, house.ada.id)
            connection.execute("UPDATE interview_sessions SET guild_id = ?, candidate_id = ?", where)
        page = await history(house.robin, house.channel)
        assert ids(page) == [3, 1]
        assert say("review-no-title") in text(page)
        assert say("review-no-name", id=str(house.ada.id)) in text(page)
        shown = await opened(house.robin, page, 3)
        assert say("review-no-consent") in text(shown)
        (row, _) = await house.store.history(house.guild.id)
        assert row.delete_after is not None
        assert f"<t:{int(row.delete_after)}:D>" in text(shown)
        for label, words in (
            ("review-read", "Can you see me?"),
            ("review-file-json", ""),
            ("review-file-markdown", ""),
        ):
            answer = await house.robin.click(shown, label=say(label))
            assert answer.response is not None
            assert words in text(answer.response.message)
        for option in ("candidate", "position"):
            assert await house.ada.autocomplete(house.channel, "interview history", option, "") == []
        mine = await house.ada.slash(house.channel, "my-data")
        assert mine.response is not None
        assert "****" not in text(mine.response.message)
        assert f"<t:{int(row.delete_after)}:D>" in text(mine.response.message)


async def test_a_number_larger_than_any_person_is_nobody(open_house: Open) -> None:
    """Nineteen digits can be more than the database's numbers hold."""
    async with open_house() as house:
        await reviewed(house)
        assert ids(await history(house.robin, house.channel, candidate="9" * 19)) == []


async def test_words_of_a_candidate_ping_nobody(open_house: Open) -> None:
    """Mentions in a name and in an answer are no mentions where a reviewer reads them."""
    async with open_house() as house:
        await reviewed(house)
        hostile = f"@everyone @here {house.alex.mention} {house.reviewers.mention}"
        turns = (TURNS[0], turn(2, TurnKind.ANSWER, hostile))
        number = await stored(house.store, house.guild.id, house.ada.id, name=hostile[:32], title=hostile, turns=turns)
        page = await history(house.robin, house.channel)
        shown = await opened(house.robin, page, number)
        read = await house.robin.click(shown, label=say("review-read"))
        file = await house.robin.click(shown, label=say("review-file-markdown"))
        assert read.response is not None
        assert file.response is not None
        for message in (page, read.response.message, file.response.message):
            assert message.mentions == []
            assert message.role_mentions == []
            assert not message.mention_everyone
            assert "@everyone" not in text(message)


async def test_not_where_the_bot_is_not_enabled(open_house: Open) -> None:
    """A server that the operator has not listed reads nothing, not even by an old button."""
    async with open_house(allowed_guilds=frozenset({1})) as house:
        await reviewed(house)
        shown = await house.robin.slash(house.channel, "interview history")
        assert refused(shown) == say("access-not-enabled")
