"""The sound of an interview in the history: who gets it, what does not fit, and what is said of a spoken interview."""

import io
import json
from functools import partial
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.interview.models import InterviewType, Medium, Speaker
from bot.media.ogg import read_packets
from bot.media.rtp import SILENCE
from bot.ports.accommodations import Accommodations
from bot.words import Words
from cogs.history import views
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, labels, say
from tests.harness.stored_interviews import NOON, detail, stored

COMFORTS = Accommodations(slower=True, patient=True, breaks=True)


async def recorded(house: House, who: Any, seconds: int = 1) -> int:
    """A spoken interview that is over, with a recording; its id."""
    number = await stored(
        house.store, house.guild.id, who.id, kind=InterviewType.VOICE, record=True, accommodations=COMFORTS
    )
    recorder = house.store.recording(number)
    for packet in range(50 * seconds):
        recorder.candidate(SILENCE, NOON + packet / 50)
        recorder.interviewer(SILENCE, NOON + packet / 50)
    recorder.turn(3, Speaker.CANDIDATE, NOON, NOON + 0.5)
    recorder.close()
    return number


async def overview(house: House, who: Any, number: int) -> Any:
    shown = await who.slash(house.channel, "interview history")
    assert shown.response is not None
    opened = await who.select(shown.response, [str(number)], custom_id="hist:open")
    return opened.response


async def test_a_reviewer_gets_the_sound(open_house: Open) -> None:
    """Both files and the times of the turns, seen by nobody else; names that tell nobody who it was."""
    async with open_house() as house:
        await house.set_up(reviewer_role_id=house.reviewers.id)
        number = await recorded(house, house.ada)
        answer = await house.robin.click(await overview(house, house.robin, number), label=say("review-recording"))
        said = next(each for each in (answer.response, *answer.followups) if each and each.attachments)
        assert said.ephemeral
        assert said.content == say("review-recording-ready")
        files = {file.filename: await file.read() for file in said.attachments}
        names = [f"interview-{number}-{name}" for name in ("candidate-1.ogg", "interviewer-1.ogg", "turns.json")]
        assert list(files) == names
        assert len(read_packets(files[names[0]])) >= 50
        assert json.loads(files[names[2]])["parts"][0]["turns"][0]["seq"] == 3


async def test_scoped_like_the_other_files(open_house: Open) -> None:
    """The candidate gets their own; nobody gets another's, or anything from another server, not by an old button."""
    async with open_house(check_errors=False) as house:
        await house.set_up(reviewer_role_id=house.reviewers.id)
        number = await recorded(house, house.ada)
        own = await house.ada.click(await overview(house, house.ada, number), label=say("review-recording"))
        assert any(each.attachments for each in (own.response, *own.followups) if each)
        old = await overview(house, house.robin, number)
        await house.set_up(reviewer_role_id=4242)
        refused = await house.robin.click(old, label=say("review-recording"))
        told = [each for each in (refused.response, *refused.followups) if each]
        assert say("review-not-found") in [each.content for each in told]
        assert not any(each.attachments for each in told)


async def test_no_button_without_sound(open_house: Open) -> None:
    """Agreed to is not yet recorded; and what was deleted meanwhile is said in words."""
    async with open_house(check_errors=False) as house:
        await house.set_up(reviewer_role_id=house.reviewers.id)
        silent = await stored(house.store, house.guild.id, house.sam.id, kind=InterviewType.VOICE, record=True)
        assert say("review-recording") not in labels(await overview(house, house.robin, silent))
        number = await recorded(house, house.ada)
        page = await overview(house, house.robin, number)
        for path in house.store.recordings(number):
            path.unlink()
        gone = await house.robin.click(page, label=say("review-recording"))
        assert say("review-no-recording") in [each.content for each in (gone.response, *gone.followups) if each]


async def test_what_is_too_large_is_named(open_house: Open) -> None:
    """Larger than the server's limit: the others come, and the words say where that one is."""
    async with open_house() as house:
        await house.set_up(reviewer_role_id=house.reviewers.id)
        number = await recorded(house, house.ada)
        most = house.bot.guilds[0].filesize_limit
        (large,) = [path for path in house.store.recordings(number) if path.name == "candidate-1.ogg"]
        with large.open("r+b") as file:
            file.truncate(most + 1)
        answer = await house.robin.click(await overview(house, house.robin, number), label=say("review-recording"))
        said = next(each for each in (answer.response, *answer.followups) if each and each.attachments)
        assert [file.filename for file in said.attachments] == [
            f"interview-{number}-interviewer-1.ogg",
            f"interview-{number}-turns.json",
        ]
        large_words = say("review-recording-too-large", names="`candidate-1.ogg`", megabytes=str(most // 2**20))
        assert large_words in said.content


def test_parcels() -> None:
    """As many messages as are needed: none above the limit in all, none with more than ten files, nothing lost."""
    files = [(Path(str(number)), size) for number, size in enumerate([5, 4, 9, 11, 1, *[0] * 12])]
    parts, left = views.parcels(files, 10)
    sizes = dict(files)
    assert [path.name for path in left] == ["3"]
    assert [path for part in parts for path in part] == [path for path, size in files if size <= 10]
    assert all(sum(sizes[path] for path in part) <= 10 and len(part) <= 10 for part in parts)
    assert views.parcels([], 10) == ([], [])


async def test_comforts_are_nobodys_business(open_house: Open) -> None:
    """No page and no file of the history tells a reviewer what made it easier."""
    async with open_house() as house:
        await house.set_up(reviewer_role_id=house.reviewers.id)
        number = await recorded(house, house.ada)
        page = await overview(house, house.robin, number)
        texts = ["\n".join(embed.description or "" for embed in page.embeds)]
        for key in ("review-file-markdown", "review-file-json"):
            answer = await house.robin.click(page, label=say(key))
            assert answer.response is not None
            (file,) = answer.response.attachments
            texts.append((await file.read()).decode())
        for text in texts:
            for word in ("comfort", "slower", "patient", "countdown"):
                assert word not in text.casefold()
        assert '"recorded": true' in texts[2]


@pytest.mark.parametrize(("room_id", "key", "place"), [(None, "review-thread", 77), (88, "review-room", 88)])
def test_the_link_leads_to_where_it_is(room_id: int | None, key: str, place: int) -> None:
    """The thread; the voice channel while it goes on there."""
    exits = views.exits(partial(Words().say, "en"), detail(room_id=room_id))
    links = [each for each in exits if isinstance(each, discord.ui.Button) and each.url]
    assert [(each.label, each.url) for each in links] == [(say(key), f"https://discord.com/channels/1/{place}")]


async def test_filtered_by_voice(open_house: Open) -> None:
    """The history's type filter knows spoken interviews, and a line says that it was one."""
    async with open_house() as house:
        await house.set_up(reviewer_role_id=house.reviewers.id)
        spoken = await recorded(house, house.ada)
        await stored(house.store, house.guild.id, house.sam.id)
        shown = await house.robin.slash(house.channel, "interview history", type="voice")
        assert shown.response is not None
        text = shown.response.embeds[0].description or ""
        assert f"#{spoken}" in text
        assert text.count(" · #") == 1
        assert say("review-type-voice") in text


async def test_my_data_tells_of_the_sound(open_house: Open) -> None:
    """The overview says that sound is kept, the file lists it with what made it easier, and deleting deletes it."""
    async with open_house() as house:
        number = await recorded(house, house.ada)
        shown = await house.ada.slash(house.channel, "my-data")
        assert shown.response is not None
        text = shown.response.embeds[0].description or ""
        assert say("mydata-sound") in text
        assert say("review-type-voice") in text
        answer = await house.ada.click(shown.response, label=say("mydata-button-export"))
        assert answer.response is not None
        kept = json.load(io.BytesIO(await answer.response.attachments[0].read()))
        assert [file["name"] for file in kept["recordings"][str(number)]] == [
            "candidate-1.ogg",
            "interviewer-1.ogg",
            "turns.json",
        ]
        assert "slower" in json.dumps(kept["interviews"][0]["more"])
        asked = await house.ada.click(shown.response, label=say("mydata-button-ask"))
        assert asked.response is not None
        await house.ada.click(asked.response, label=say("mydata-button-delete"))
        assert house.store.recordings(number) == []


async def test_my_data_tells_of_the_queue(open_house: Open) -> None:
    """A place in a voice channel's queue is kept, too: named, in the file, and given up by deleting."""
    async with open_house() as house:
        await house.set_up()
        with house.bot.service.borrowed_voice_slot(house.guild.id):
            await house.store.join_queue(house.guild.id, house.ada.id, house.channel.id, None, "en", "en-GB")
            shown = await house.ada.slash(house.channel, "my-data")
            assert shown.response is not None
            text = shown.response.embeds[0].description or ""
            assert text == say("mydata-waiting", server="Lantern Harbour")
            assert say("mydata-nothing-here") not in text
            asked = await house.ada.click(shown.response, label=say("mydata-button-ask"))
            assert asked.response is not None
            assert "0" not in (asked.response.embeds[0].description or "")
            await house.ada.click(asked.response, label=say("mydata-button-delete"))
            assert await house.store.queue_of(house.guild.id) == []


async def test_deleting_takes_a_channel_that_was_left_behind(open_house: Open) -> None:
    """A voice channel of the interview's own, with captions in its chat, goes; one that was only lent stays."""
    async with open_house() as house:
        number, lent = await recorded(house, house.ada), house.guild.create_voice_channel("Lounge")
        guild = house.bot.guilds[0]
        ours = discord.PermissionOverwrite(manage_channels=True, move_members=True)
        own = await guild.create_voice_channel("ada · Helper · #1", overwrites={guild.me: ours})
        await house.store.set_place(number, Medium.VOICE, own.id, True)
        other = await recorded(house, house.ada)
        await house.store.set_place(other, Medium.VOICE, lent.id, False)
        shown = await house.ada.slash(house.channel, "my-data")
        assert shown.response is not None
        asked = await house.ada.click(shown.response, label=say("mydata-button-ask"))
        assert asked.response is not None
        await house.ada.click(asked.response, label=say("mydata-button-delete"))
        assert [channel.id for channel in guild.voice_channels] == [lent.id]
