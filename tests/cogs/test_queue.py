"""The waiting line through simulated Discord: asked in, called, come, not come, gone; also across a restart.

The voice channel is held by something else the whole time that it is "taken" here: nobody can speak in these tests.
"""

import asyncio
from typing import Any

import discord

from bot.interview.voice_queue import GRACE
from bot.store.records import QueuedCandidate
from cogs.interview import queue
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, custom_ids, labels, say


async def wanted(house: House, who: Any = None) -> Any:
    """What `/interview start type:voice` answers."""
    shown = await (who or house.ada).slash(house.channel, "interview start", type="voice")
    assert shown.response is not None
    assert shown.response.ephemeral
    return shown.response


def words(shown: Any) -> str:
    return (shown.content or "") + "\n".join(embed.description or "" for embed in shown.embeds)


def calls(house: House, who: Any) -> list[discord.Message]:
    """The messages that call this person."""
    return [each for each in house.channel.history() if who.mention in each.content]


async def place_of(house: House, who: Any) -> QueuedCandidate | None:
    """This person in the line."""
    return next((each for each in await house.store.queue_of(house.guild.id) if each.user_id == who.id), None)


async def called(house: House, who: Any) -> discord.Message:
    """Wait until their turn has come, in the record as well."""
    await house.until(lambda: calls(house, who))
    mine = await place_of(house, who)
    while mine is not None and mine.called_at is None:
        await house.env.settle()
        mine = await place_of(house, who)
    return calls(house, who)[-1]


async def joined(house: House, who: Any) -> Any:
    """In line, by the button."""
    return (await who.click(await wanted(house, who), label=say("line-join"))).response


async def come_late(house: House, who: Any) -> None:
    """As if they had been called longer ago than their time lasts."""
    mine = await place_of(house, who)
    assert mine is not None
    await house.store.set_called(house.guild.id, who.id, house.clock() - GRACE - 1, mine.message_id or 0)


async def order(house: House) -> list[int]:
    return [each.user_id for each in await house.store.queue_of(house.guild.id)]


async def test_taken_offers_writing_or_a_place(open_house: Open) -> None:
    """Both can be had from there; who stands in line reads their place and may leave."""
    async with open_house() as house:
        await house.set_up()
        with house.bot.service.borrowed_voice_slot(house.guild.id):
            offer = await wanted(house)
            assert words(offer) == say("line-taken", people=0, minutes=8)
            assert labels(offer)[-2:] == [say("line-join"), say("start-not-now")]
            in_line = await joined(house, house.ada)
            assert in_line.content == say("line-joined", place=1, minutes=8, channel=house.channel.mention)
            assert await order(house) == [house.ada.id]
            assert words(await wanted(house, house.sam)) == say("line-taken", people=1, minutes=23)
            again = await wanted(house)
            assert words(again) == say("line-joined", place=1, minutes=8, channel=house.channel.mention)
            assert say("line-join") not in labels(again)
            left = await house.ada.click(again, label=say("line-leave"))
            assert left.response is not None
            assert left.response.content == say("line-left")
            assert await order(house) == []
            kind = next(each for each in custom_ids(offer) if each.startswith("start:kind:"))
            written = await house.ada.select(await wanted(house), ["text"], custom_id=kind)
            assert say("start-agree") in labels(written.response)


async def test_called_when_the_line_is_free(open_house: Open) -> None:
    """Pinged where they joined; the button leads to the consent, once with time to read; nobody else takes the turn."""
    async with open_house() as house:
        await house.set_up()
        with house.bot.service.borrowed_voice_slot(house.guild.id):
            await joined(house, house.ada)
            await joined(house, house.sam)
            assert calls(house, house.ada) == []
        ping = await called(house, house.ada)
        assert say("line-begin") in labels(ping)
        assert [each.id for each in ping.mentions] == [house.ada.id]
        assert calls(house, house.sam) == []
        stolen = await house.sam.click(ping, label=say("line-begin"))
        assert stolen.response is not None
        assert stolen.response.content == say("line-not-yours")
        assert words(await wanted(house, house.robin)).startswith(say("line-taken", people=2, minutes=38)[:20])
        mine = await place_of(house, house.ada)
        assert mine is not None
        await house.store.set_called(house.guild.id, house.ada.id, house.clock() - GRACE + 30, ping.id)
        panel = await house.ada.click(ping, label=say("line-begin"))
        assert panel.response is not None
        assert panel.response.ephemeral
        assert say("start-consent-voice-encryption") in await house.in_full(panel.response)
        assert labels(calls(house, house.ada)[-1]) == []
        renewed = await place_of(house, house.ada)
        assert renewed is not None
        assert (renewed.called_at or 0.0) > house.clock() - 30
        await house.ada.click(panel.response, label=say("start-agree"))
        assert await order(house) == [house.sam.id]
        assert calls(house, house.ada) == []
        assert calls(house, house.sam) == []
        assert house.bot.service.voice_in(house.guild.id) == 1


async def test_a_press_that_is_quicker_than_the_record(open_house: Open) -> None:
    """The message stands, the row does not say yet that they were called: it is their turn, if it is nobody else's."""
    async with open_house() as house:
        await house.set_up()
        with house.bot.service.borrowed_voice_slot(house.guild.id):
            await joined(house, house.ada)
        ping = await called(house, house.ada)
        await house.store.take_back_call(house.guild.id, house.ada.id)
        with house.bot.service.borrowed_voice_slot(house.guild.id):
            late = await house.ada.click(ping, label=say("line-begin"))
        assert late.response is not None
        assert late.response.content == say("line-over")
        ping = await called(house, house.ada)
        await house.store.take_back_call(house.guild.id, house.ada.id)
        panel = await house.ada.click(ping, label=say("line-begin"))
        assert say("start-consent-voice-encryption") in await house.in_full(panel.response)
        mine = await place_of(house, house.ada)
        assert mine is not None
        assert mine.called_at is not None
        assert mine.message_id == ping.id


async def test_beginning_in_writing_leaves_the_queue(open_house: Open) -> None:
    """Whoever has an interview waits for none."""
    async with open_house() as house:
        await house.set_up()
        with house.bot.service.borrowed_voice_slot(house.guild.id):
            await joined(house, house.ada)
            written = await house.ada.slash(house.channel, "interview start", type="text")
            assert written.response is not None
            await house.ada.click(written.response, label=say("start-agree"))
            assert await order(house) == []


async def test_who_does_not_come_makes_way(open_house: Open) -> None:
    """Their message says that it has passed, without its button; then the next one is called."""
    async with open_house() as house:
        await house.set_up()
        with house.bot.service.borrowed_voice_slot(house.guild.id):
            await joined(house, house.ada)
            await joined(house, house.sam)
        ping = await called(house, house.ada)
        await come_late(house, house.ada)
        house.bot.dispatch(queue.CHANGED, house.guild.id)
        await called(house, house.sam)
        assert await order(house) == [house.sam.id]
        passed = await house.bot.get_partial_messageable(house.channel.id).fetch_message(ping.id)
        assert passed.content == say("line-turn-passed")
        assert labels(passed) == []


async def test_not_now_gives_the_turn_up(open_house: Open) -> None:
    """Who was called and would rather not: the ping goes, and the next one need not wait for the time to run out."""
    async with open_house() as house:
        await house.set_up()
        with house.bot.service.borrowed_voice_slot(house.guild.id):
            await joined(house, house.ada)
            await joined(house, house.sam)
            shown = await wanted(house)
            await house.ada.click(shown, label=say("start-not-now"))
            assert await order(house) == [house.ada.id, house.sam.id]
        panel = await house.ada.click(await called(house, house.ada), label=say("line-begin"))
        assert panel.response is not None
        await house.ada.click(panel.response, label=say("start-not-now"))
        await called(house, house.sam)
        assert await order(house) == [house.sam.id]
        assert calls(house, house.ada) == []


async def test_a_turn_survives_a_restart(open_house: Open) -> None:
    """The time runs on, and the button works; whose time ran out while the bot was away is called once more."""
    async with open_house() as house:
        await house.set_up()
        with house.bot.service.borrowed_voice_slot(house.guild.id):
            await joined(house, house.ada)
        ping = await called(house, house.ada)
        await house.restart()
        await house.env.settle()
        assert [each.id for each in calls(house, house.ada)] == [ping.id]
        panel = await house.ada.click(ping, label=say("line-begin"))
        assert say("start-agree") in labels(panel.response)
        await come_late(house, house.ada)
        await house.restart()
        again = await called(house, house.ada)
        assert again.id != ping.id
        assert len(calls(house, house.ada)) == 1
        assert say("line-begin") in labels(again)


async def test_who_waited_before_a_restart_waits_after_it(open_house: Open) -> None:
    """Nobody was called yet: the free channel is theirs when the bot is back."""
    async with open_house() as house:
        await house.set_up()
        await house.store.join_queue(house.guild.id, house.ada.id, house.channel.id, None, "en", "en-GB")
        await house.restart()
        await called(house, house.ada)


async def test_overtaken(open_house: Open) -> None:
    """Somebody else has the channel while they could have come: the message goes, the place stays, they are called
    again."""
    async with open_house() as house:
        await house.set_up()
        await house.store.join_queue(house.guild.id, house.ada.id, house.channel.id, None, "en", "en-GB")
        house.bot.dispatch(queue.CHANGED, house.guild.id)
        first = await called(house, house.ada)
        with house.bot.service.borrowed_voice_slot(house.guild.id):
            house.bot.dispatch(queue.CHANGED, house.guild.id)
            await house.until(lambda: not calls(house, house.ada))
            assert await order(house) == [house.ada.id]
        assert (await called(house, house.ada)).id != first.id


async def test_whoever_left_the_server_is_not_called(open_house: Open) -> None:
    """The next one is; nobody waits for somebody who is not there."""
    async with open_house() as house:
        await house.set_up()
        with house.bot.service.borrowed_voice_slot(house.guild.id):
            await joined(house, house.ada)
            await joined(house, house.sam)
            house.guild.remove_member(house.ada)
        await called(house, house.sam)
        assert await order(house) == [house.sam.id]


async def test_left_while_the_ping_went_out(open_house: Open) -> None:
    """No traceback, and the message is taken back."""
    async with open_house() as house:
        await house.set_up()
        waiting = house.bot.get_cog("QueueRunner")
        assert waiting is not None
        await house.store.join_queue(house.guild.id, house.ada.id, house.channel.id, None, "en", "en-GB")
        (one,) = await house.store.queue_of(house.guild.id)
        await house.store.leave_queue(house.guild.id, house.ada.id)
        await waiting._call(one)  # type: ignore[attr-defined]  # the moment between reading the line and the ping
        assert calls(house, house.ada) == []
        assert await order(house) == []


async def test_a_channel_that_is_gone(open_house: Open) -> None:
    """Who cannot be called makes way for who can."""
    async with open_house() as house:
        await house.set_up()
        with house.bot.service.borrowed_voice_slot(house.guild.id):
            await house.store.join_queue(house.guild.id, house.ada.id, 4242, None, "en", "en-GB")
            await joined(house, house.sam)
        await called(house, house.sam)
        assert await order(house) == [house.sam.id]


async def test_somebody_was_quicker(open_house: Open) -> None:
    """The channel goes while their own is being made: a place in line, in the same panel, and nothing is left."""
    async with open_house() as house:
        await house.set_up()
        panel, over = await wanted(house), asyncio.Event()
        before, preparing = len(house.env.http_requests), say("start-preparing-voice")

        async def snatch() -> None:
            while not any(preparing in str(each.json) for each in house.env.http_requests[before:]):  # noqa: ASYNC110 -- simcord has no event for a call
                await asyncio.sleep(0)
            with house.bot.service.borrowed_voice_slot(house.guild.id) as free:
                assert free
                await over.wait()

        snatching = asyncio.create_task(snatch())
        answer = await house.ada.click(panel, label=say("start-agree"))
        assert words(answer.response) == say("line-taken", people=0, minutes=8)
        assert say("line-join") in labels(answer.response)
        over.set()
        await snatching
        assert house.bot.guilds[0].voice_channels == []
        assert await house.store.running() == []


async def test_what_is_missing_is_said_before_anybody_waits(open_house: Open) -> None:
    """Voice switched off, or no role: refused at the button as at the command."""
    async with open_house(check_errors=False) as house:
        await house.set_up()
        with house.bot.service.borrowed_voice_slot(house.guild.id):
            offer = await wanted(house)
            await house.set_up(voice=False)
            off = await house.ada.click(offer, label=say("line-join"))
            assert say("start-type-gone") in [each.content for each in (off.response, *off.followups) if each]
            await house.set_up(voice=True, candidate_role_id=house.reviewers.id)
            lacking = await house.ada.click(offer, label=say("line-join"))
            told = [each.content for each in (lacking.response, *lacking.followups) if each]
            assert say("access-no-role", role=house.reviewers.mention) in told
            assert await order(house) == []
