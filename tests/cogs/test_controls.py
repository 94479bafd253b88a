"""A running interview's thread: whose buttons they are, and what its events become."""

import discord
import pytest

from bot.edges.chat.panel import panel
from bot.errors import Reason
from bot.interview.models import Mark, Speaker, Status
from bot.ports.posts import Action
from bot.store.records import Filters, InterviewDetail
from sims.gemini.brain import FOLLOW_UPS
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, labels, say
from tests.harness.store_parts import new_interview

FOLLOW_UP = FOLLOW_UPS[1]
"""What the canned interviewer says to an answer to the first question."""


async def begun(house: House) -> discord.Message:
    """Ada's interview runs; her first question's post."""
    shown = await house.ada.slash(house.channel, "interview start")
    assert shown.response is not None
    await house.ada.click(shown.response, label=say("start-agree"))
    return await house.post_with("Question 1 of 5", button=say("edge-button-pause"))


async def detail(house: House) -> InterviewDetail:
    found = await house.store.detail(house.guild.id, 1)
    assert found is not None
    return found


async def ended(house: House) -> InterviewDetail:
    await house.until(lambda: house.bot.service.running_count() == 0)
    return await detail(house)


async def answers(house: House) -> list[str]:
    return [turn.text for turn in (await detail(house)).turns if turn.speaker is Speaker.CANDIDATE and turn.text]


@pytest.mark.parametrize("button", ["pause", "ask", "end"])
async def test_nobody_else_presses(open_house: Open, button: str) -> None:
    """A quiet sentence for that person alone, and nothing changes."""
    async with open_house() as house:
        question = await begun(house)
        pressed = await house.sam.click(question, label=say(f"edge-button-{button}"))
        assert pressed.response is not None
        assert pressed.response.ephemeral
        assert pressed.response.content == say("start-not-yours")
        assert (await detail(house)).row.status is Status.ACTIVE


async def test_reviewers_may_pause_and_end_only(open_house: Open) -> None:
    """Whatever else they pressed would stand in the candidate's record as theirs."""
    async with open_house() as house:
        await house.set_up(reviewer_role_id=house.reviewers.id)
        question = await begun(house)
        skipped = await house.robin.click(question, label=say("edge-button-ask"))
        assert skipped.response is not None
        assert skipped.response.content == say("start-reviewers-only-some")
        await house.robin.click(question, label=say("edge-button-pause"))
        paused = await house.post_with("aused", button=say("edge-button-continue"))
        assert (await detail(house)).row.status is Status.PAUSED
        asked = await house.robin.click(paused, label=say("edge-button-end"))
        assert asked.response is not None
        assert asked.response.content == say("start-end-sure-reviewer")
        await house.robin.click(asked.response, label=say("start-end-now"))
        row = (await ended(house)).row
        assert (row.status, row.status_reason) == (Status.ENDED, "staff")


async def test_who_asks_for_a_person_stands_out_in_the_history(open_house: Open) -> None:
    """Also where no channel is told; what the candidate reads is true."""
    async with open_house() as house:
        await house.set_up(reviewer_role_id=house.reviewers.id)
        question = await begun(house)
        (row,) = await house.store.history(house.guild.id, Filters())
        assert (row.planned, row.answered, row.asked_for_person) == (5, 0, False)
        await house.ada.click(question, label=say("edge-button-ask"))
        await house.post_with(say("interview-asked-nobody"))
        listed = await house.robin.slash(house.channel, "interview history")
        assert listed.response is not None
        assert f"🙋 {say('review-asked-person')}" in (listed.response.embeds[0].description or "")
        assert "asked_for_person" in {event.kind for event in (await detail(house)).events}


async def test_end_asks_first(open_house: Open) -> None:
    """Keep going changes nothing; End it now ends, and old buttons then say that it is over."""
    async with open_house() as house:
        question = await begun(house)
        asked = await house.ada.click(question, label=say("edge-button-end"))
        assert asked.response is not None
        assert asked.response.ephemeral
        stayed = await house.ada.click(asked.response, label=say("start-end-stay"))
        assert stayed.response is not None
        assert stayed.response.content == say("start-end-stayed")
        assert (await detail(house)).row.status is Status.ACTIVE
        sure, second = [await house.ada.click(question, label=say("edge-button-end")) for _ in range(2)]
        assert sure.response is not None
        assert second.response is not None
        await house.ada.click(sure.response, label=say("start-end-now"))
        row = (await ended(house)).row
        assert (row.status, row.status_reason) == (Status.ENDED, "candidate")
        late = await house.ada.click(second.response, label=say("start-end-now"))
        assert late.response is not None
        assert [say("start-over")] == [late.response.content]


async def test_pause_and_continue_over_a_restart(open_house: Open) -> None:
    """The thread's buttons belong to the record, not to the process."""
    async with open_house() as house:
        question = await begun(house)
        await house.ada.click(question, label=say("edge-button-pause"))
        paused = await house.post_with("Paused", button=say("edge-button-continue"))
        await house.restart()
        await house.until(lambda: house.bot.service.owner(house.thread.id))
        await house.ada.click(paused, label=say("edge-button-continue"))
        await house.until(lambda: sum("Question 1 of 5" in post.content for post in house.posts()) > 1)
        assert (await detail(house)).row.status is Status.ACTIVE


async def test_only_the_candidate_is_heard(open_house: Open) -> None:
    """What others write is no answer, and they get one quiet note, once."""
    async with open_house() as house:
        await begun(house)
        await house.robin.send(house.thread, "Good luck!")
        await house.robin.send(house.thread, "You can do it!")
        note = say("interview-stranger")
        await house.post_with(note)
        await house.ada.send(house.thread, "Thank you all.")
        await house.post_with(FOLLOW_UP)
        assert await answers(house) == ["Thank you all."]
        assert sum(note in post.content for post in house.posts()) == 1


async def test_edit_before_it_is_relayed_counts_later_is_noted(open_house: Open) -> None:
    """The record keeps what was relayed, and says that it was edited or deleted later."""
    async with open_house() as house:
        await begun(house)
        sent = await house.ada.send(house.thread, "I like boks.")
        await house.ada.edit(sent, "I like books.")
        await house.post_with(FOLLOW_UP)
        assert await answers(house) == ["I like books."]
        await house.ada.edit(sent, "I like films.")
        await house.ada.delete(sent)

        def marks() -> set[Mark]:
            return {mark for turn in seen.turns for mark in turn.marks}

        seen = await detail(house)
        for _ in range(100):
            if marks() == {Mark.EDITED_LATER, Mark.DELETED_LATER}:
                break
            await house.env.settle()
            seen = await detail(house)
        assert marks() == {Mark.EDITED_LATER, Mark.DELETED_LATER}
        assert await answers(house) == ["I like books."]


async def test_thread_deleted(open_house: Open) -> None:
    """The interview ends with the reason stored."""
    async with open_house() as house:
        await begun(house)
        thread = house.bot.get_channel(house.thread.id)
        assert isinstance(thread, discord.Thread)
        await thread.delete()
        row = (await ended(house)).row
        assert (row.status, row.status_reason) == (Status.FAILED, "thread_deleted")


async def test_thread_locked_and_unlocked(open_house: Open) -> None:
    """Locked pauses without a word; unlocked goes on where it was."""
    async with open_house() as house:
        await begun(house)
        thread = house.bot.get_channel(house.thread.id)
        assert isinstance(thread, discord.Thread)
        await thread.edit(locked=True)

        async def status() -> Status:
            return (await detail(house)).row.status

        while await status() is not Status.PAUSED:
            await house.env.settle()
        await thread.edit(locked=False)
        await house.post_with(say("interview-back"))
        assert await status() is Status.ACTIVE


async def test_bot_removed_from_the_server(open_house: Open) -> None:
    """Its interviews there end, with the reason."""
    async with open_house() as house:
        await begun(house)
        guild = house.bot.get_guild(house.guild.id)
        assert guild is not None
        await guild.leave()
        row = (await ended(house)).row
        assert (row.status, row.status_reason) == (Status.FAILED, "bot_removed")


async def test_typing_holds_the_answer_back(open_house: Open) -> None:
    """While the candidate types, several messages stay one answer."""
    async with open_house() as house:
        await begun(house)
        await house.ada.send(house.thread, "First half,")
        await house.ada.typing(house.thread)
        await house.ada.send(house.thread, "second half.")
        await house.post_with(FOLLOW_UP)
        assert await answers(house) == ["First half,\nsecond half."]


async def test_answer_button_without_message_content(open_house: Open) -> None:
    """The bot starts, the buttons offer Answer, a message gets one hint, and the form's text is the answer."""
    async with open_house(content=False) as house:
        question = await begun(house)
        assert say("edge-button-answer") in labels(question)
        await house.ada.send(house.thread, "I write here.")
        await house.ada.send(house.thread, "And here.")
        hints = [post for post in house.posts() if post.content == say("start-answer-button-only")]
        assert len(hints) == 1
        assert (await house.sam.click(question, label=say("edge-button-answer"))).modal is None
        form = await house.ada.click(question, label=say("edge-button-answer"))
        assert form.modal is not None
        sent = await house.ada.submit_modal(form, {"answer": "I like to help."})
        assert sent.response is not None
        assert sent.response.ephemeral
        assert sent.response.content == say("start-answer-sent")
        assert sent.response.embeds[0].description == "I like to help."
        assert await answers(house) == ["I like to help."]  # the receipt comes after the record
        await house.post_with(FOLLOW_UP)
        assert await answers(house) == ["I like to help."]


async def test_what_pings_the_bot_can_be_read(open_house: Open) -> None:
    """Discord hands out the words of a mention, and of a reply that pings, without the message content intent."""
    async with open_house(content=False) as house:
        question = await begun(house)
        await house.ada.send(house.thread, "I like to help.", reply_to=question)
        await house.post_with(FOLLOW_UP)
        assert await answers(house) == ["I like to help."]


@pytest.mark.parametrize("over", [False, True])
async def test_an_answer_from_a_form_of_an_earlier_process(open_house: Open, over: bool) -> None:
    """It is the answer; where it is over meanwhile, its writer is told so, and gets the text back."""
    async with open_house(content=False) as house:
        question = await begun(house)
        form = await house.ada.click(question, label=say("edge-button-answer"))
        if over:
            await house.bot.service.stop_interview(1, Reason.STAFF)
        await house.restart()
        await house.bot.service.restore()
        sent = await house.ada.submit_modal(form, {"answer": "I like to help."})
        assert sent.response is not None
        if over:
            assert sent.response.content == say("start-over")
            assert [each.embeds[0].description for each in sent.followups] == ["I like to help."]
            assert await answers(house) == []
        else:
            assert sent.response.content == say("start-answer-sent")
            assert await answers(house) == ["I like to help."]


async def test_just_started_is_not_over(open_house: Open) -> None:
    """An interaction before the service has taken the interview up again loses nothing, and is answered so."""
    async with open_house() as house:
        question = await begun(house)
        await house.services.aclose()
        pressed = await house.ada.click(question, label=say("edge-button-pause"))
        assert pressed.response is not None
        assert pressed.response.content == say("start-in-a-moment")


async def test_written_while_the_bot_was_away(open_house: Open) -> None:
    """Read from the thread when the bot is back, and answered once."""
    async with open_house() as house:
        await begun(house)
        await house.services.aclose()
        await house.ada.send(house.thread, "Is anybody there?")
        await house.restart()
        await house.post_with(FOLLOW_UP)
        assert await answers(house) == ["Is anybody there?"]
        assert sum(FOLLOW_UP in post.content for post in house.posts()) == 1


async def test_who_reviews_is_asked_at_the_second_click_too(open_house: Open) -> None:
    """Between the question and the click the right may be gone."""
    async with open_house() as house:
        await house.set_up(reviewer_role_id=house.reviewers.id)
        question = await begun(house)
        asked = await house.robin.click(question, label=say("edge-button-end"))
        assert asked.response is not None
        await house.set_up(reviewer_role_id=house.guild.create_role("Others").id)
        await house.robin.click(asked.response, label=say("start-end-now"))
        assert (await detail(house)).row.status is Status.ACTIVE


async def test_another_servers_interview_is_over_here(open_house: Open) -> None:
    """A person who makes up a button's number learns nothing of what runs elsewhere."""
    async with open_house() as house:
        elsewhere = await house.store.create_interview(new_interview(guild_id=house.guild.id + 1))
        channel = house.bot.get_channel(house.channel.id)
        assert isinstance(channel, discord.TextChannel)
        made_up = await channel.send("Skip it?", view=panel(elsewhere, (Action.SKIP,), say))
        pressed = await house.ada.click(made_up, label=say("edge-button-skip"))
        assert pressed.response is not None
        assert pressed.response.content == say("start-over")


async def test_the_bot_pings_nobody_unless_it_says_so(open_house: Open) -> None:
    """Whatever a component forgets to say about mentions."""
    async with open_house() as house:
        mentions = house.bot.allowed_mentions
        assert mentions is not None
        assert not any((mentions.everyone, mentions.roles, mentions.users, mentions.replied_user))
