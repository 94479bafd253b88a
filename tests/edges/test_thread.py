"""The thread, spoken to through real discord.py: what stands there, who is pinged, what happens when it is gone."""

import asyncio
from dataclasses import replace

import discord
import pytest

from bot.edges.chat.incoming import replace_surrogates
from bot.edges.chat.panel import panel, with_answer
from bot.edges.chat.thread import thread_name
from bot.errors import EdgeGone, EdgeRefused, Reason
from bot.ports.messages import Typed
from bot.ports.places import NewPlace
from bot.ports.posts import Action, Phrase, Post
from tests.edges.conftest import INTERVIEW, Place

MESSAGES = "/channels/*/messages"
QUESTION = Post("Why here?", number=1, total=2, buttons=(Action.SKIP, Action.END))


async def test_the_thread_is_private_and_named_after_its_interview(place: Place) -> None:
    """`ThreadPlaces.open` asks Discord for exactly this; simcord does not model `invitable` and slow mode."""
    asked = next(body for body in place.sent("POST", "/threads"))
    assert asked["name"] == "Ada · Moderator · #3"
    assert asked["type"] == discord.ChannelType.private_thread.value
    assert asked["invitable"] is False
    assert asked["rate_limit_per_user"] == 0
    assert asked["auto_archive_duration"] == 10080
    await place.ada.send(place.thread, "I am in.")


def test_a_long_name_keeps_its_number() -> None:
    """100 characters are Discord's limit."""
    name = thread_name("n" * 80, "A very long title " * 9, 12345)
    assert len(name) == 100
    assert name.endswith(" · #12345")


async def test_only_the_newest_panel_has_buttons(place: Place) -> None:
    """Also when the edge that set up the former one is gone with its process."""
    await place.edge().post(QUESTION)
    await place.edge().post(Post("And then?", number=2, total=2, buttons=(Action.SKIP,)))
    assert place.buttons() == {"-# Question 2 of 2\nAnd then?": ["iv:skip:3"]}


async def test_a_notice_leaves_the_panel_alone(place: Place) -> None:
    """Buttons go only when others come."""
    edge = place.edge()
    await edge.post(QUESTION)
    await edge.post(Post("A notice."))
    assert place.buttons() == {"-# Question 1 of 2\nWhy here?": ["iv:skip:3", "iv:end:3"]}


async def test_nobody_is_pinged_whatever_is_said(place: Place) -> None:
    """Neither everyone, nor a role, nor a person in the text."""
    await place.edge().post(Post(f"@everyone @here <@{place.ada.id}> <@&{place.guild.default_role.id}>"))
    assert place.sent("POST", "/messages")[-1]["allowed_mentions"] == {"parse": []}


async def test_the_candidate_is_pinged_when_asked(place: Place) -> None:
    """By one mention in front, and nobody else by it."""
    await place.edge().post(Post("@everyone, welcome.", ping=True))
    assert place.texts()[-1].startswith(f"<@{place.ada.id}>\n")
    allowed = place.sent("POST", "/messages")[-1]["allowed_mentions"]
    assert allowed == {"parse": [], "users": [place.ada.id]}


async def test_a_long_post_is_several_messages_with_the_buttons_under_the_last(place: Place) -> None:
    """And all their ids are returned, oldest first."""
    ids = await place.edge().post(Post("A sentence. " * 400, buttons=(Action.END,)))
    messages = [message for message in place.thread.history() if message.id in ids]
    assert len(ids) == len(messages) == 3
    assert list(ids) == sorted(ids)
    assert [bool(message.components) for message in messages] == [False, False, True]


async def test_a_post_is_amended_in_its_place(place: Place) -> None:
    """The same message, its panel and its number stay; it pings nobody."""
    edge = place.edge()
    ids = await edge.post(QUESTION)
    assert await edge.amend(replace(QUESTION, body="Why here? And @everyone else?"), ids)
    assert place.buttons() == {"-# Question 1 of 2\nWhy here? And @everyone else?": ["iv:skip:3", "iv:end:3"]}
    assert place.sent("PATCH", f"/messages/{ids[0]}")[-1]["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize("how", ["longer", "gone"])
async def test_what_cannot_be_amended_is_said_to_be_left(place: Place, how: str) -> None:
    """More words than its messages hold, or a message that is gone: nothing is posted instead."""
    edge = place.edge()
    ids = await edge.post(QUESTION)
    before = place.texts()
    if how == "gone":
        place.fail("PATCH", "/channels/*/messages/*", 404, 10008)
    body = "Why here? " * (400 if how == "longer" else 2)
    assert not await edge.amend(replace(QUESTION, body=body), ids)
    assert place.texts() == before


async def test_after_a_crash_a_post_that_stands_there_is_adopted(place: Place) -> None:
    """Nobody knows whether the last one arrived: look first."""
    ids = await place.edge().post(QUESTION)
    await place.ada.send(place.thread, "An answer already.")
    assert await place.edge().post(QUESTION, look_first=True) == ids
    assert place.texts().count("-# Question 1 of 2\nWhy here?") == 1


async def test_a_post_is_known_with_and_without_its_ping(place: Place) -> None:
    """Going on after an outage pings; what was said before it did not."""
    ids = await place.edge().post(QUESTION)
    assert await place.edge().post(replace(QUESTION, ping=True), look_first=True) == ids
    pinged = await place.edge().post(replace(QUESTION, ping=True))
    assert await place.edge().post(QUESTION, look_first=True, after=ids[-1]) == pinged


async def test_a_panel_without_its_buttons_is_not_adopted(place: Place) -> None:
    """It was taken over by another panel since; who is asked to choose must be able to."""
    old = await place.edge().post(QUESTION)
    await place.edge().post(Post("Paused.", buttons=(Action.CONTINUE,)))
    new = await place.edge().post(QUESTION, look_first=True)
    assert new != old
    assert list(place.buttons()) == ["-# Question 1 of 2\nWhy here?"]


async def test_half_a_post_is_completed(place: Place) -> None:
    """The crash came between two messages of one post."""
    post = Post("A sentence. " * 400)
    first, *_ = whole = await place.edge().post(post)
    for message in place.thread.history():
        if message.id in whole and message.id != first:
            await place.client.get_partial_messageable(place.thread_id).get_partial_message(message.id).delete()
    ids = await place.edge().post(post, look_first=True)
    assert ids[0] == first
    assert len(ids) == len(whole)


async def test_the_same_words_further_up_are_not_adopted(place: Place) -> None:
    """Two questions may read alike: only what is newer than the record is looked at."""
    old = await place.edge().post(Post("Anything else?"))
    new = await place.edge().post(Post("Anything else?"), look_first=True, after=old[-1])
    assert new != old


async def test_a_failure_that_passes_is_retried_with_the_same_nonce(place: Place) -> None:
    """Discord knows the nonce: had the first attempt arrived after all, it would not be repeated."""
    place.fail("POST", MESSAGES, 502)
    await place.edge().post(Post("Hello."))
    attempts = [body for body in place.sent("POST", "/messages") if body["content"] == "Hello."]
    assert len(attempts) == 2
    assert place.texts().count("Hello.") == 1
    assert all(attempt["enforce_nonce"] for attempt in attempts)
    assert len({attempt["nonce"] for attempt in attempts}) == 1


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (404, 10003, Reason.THREAD_DELETED),
        (403, 50001, Reason.PERMISSIONS),
        (403, 50013, Reason.PERMISSIONS),
        (403, 160005, Reason.THREAD_LOCKED),
        (404, 10004, Reason.BOT_REMOVED),
    ],
)
async def test_a_lost_place_has_its_reason(place: Place, status: int, code: int, reason: Reason) -> None:
    """Each refusal for good is EdgeGone, at once."""
    place.fail("POST", MESSAGES, status, code)
    with pytest.raises(EdgeGone) as gone:
        await place.edge().post(QUESTION)
    assert gone.value.reason == reason


@pytest.mark.parametrize(
    ("status", "code"), [(400, 50035), (400, 50006), (400, 200000), (400, 240000), (403, 50009), (413, 40005)]
)
async def test_a_refused_message_is_no_lost_place(place: Place, status: int, code: int) -> None:
    """At once, and with Discord's numbers: trying the same again would change nothing."""
    place.fail("POST", MESSAGES, status, code, times=None)
    with pytest.raises(EdgeRefused) as refused:
        await place.edge().post(QUESTION)
    assert (refused.value.status, refused.value.code) == (status, code)
    assert len(place.sent("POST", "/messages")) == 1


@pytest.mark.parametrize("status", [400, 403])
async def test_what_discord_did_not_say_passes(place: Place, status: int) -> None:
    """Without a code it comes from something in front of Discord: tried again, but not for ever."""
    place.fail("POST", MESSAGES, status, times=2)
    await place.edge().post(Post("Hello."))
    assert place.texts().count("Hello.") == 1
    place.fail("POST", MESSAGES, status, times=None)
    with pytest.raises(EdgeRefused):
        await place.edge().post(QUESTION)


@pytest.mark.parametrize(("status", "code"), [(400, 40006), (403, 130000), (500, 0), (503, 0)])
async def test_twenty_minutes_without_discord(place: Place, status: int, code: int) -> None:
    """However Discord says that it does not work for a while."""
    place.fail("POST", MESSAGES, status, code, times=5 * 45 if status >= 500 else 45)
    began = asyncio.get_running_loop().time()
    await place.edge().post(Post("Hello."))
    assert asyncio.get_running_loop().time() - began > 15 * 60
    assert place.texts().count("Hello.") == 1


async def test_an_archived_thread_is_opened_again(place: Place) -> None:
    """Discord archives after a week of quiet; that is no reason to end anything."""
    place.fail("POST", MESSAGES, 400, 50083)
    await place.edge().post(Post("Still here."))
    assert place.texts()[-1] == "Still here."
    assert {"archived": False} in place.sent("PATCH", str(place.thread_id))


async def test_a_thread_that_stays_archived_is_locked(place: Place) -> None:
    """Who may not un-archive faces a lock."""
    place.fail("POST", MESSAGES, 400, 50083)
    place.fail("PATCH", f"/channels/{place.thread_id}", 403, 50013)
    with pytest.raises(EdgeGone) as gone:
        await place.edge().post(QUESTION)
    assert gone.value.reason == Reason.THREAD_LOCKED


async def test_what_was_written_meanwhile_is_read_in_order(place: Place) -> None:
    """By message id, since clocks may stand; only the candidate's messages, only what people write."""
    bob = place.guild.add_member(place.env.create_user("bob"))
    (asked,) = await place.edge().post(QUESTION)
    first = await place.ada.send(place.thread, "One.")
    second = await place.ada.send(place.thread, "Two.", attachments=[("a.txt", b"x")])
    assert bob.id != place.ada.id
    assert await place.edge().missed(asked) == [Typed(first.id, "One."), Typed(second.id, "Two.", 1, texts=("a.txt",))]
    assert await place.edge().missed(first.id) == [Typed(second.id, "Two.", 1, texts=("a.txt",))]
    assert len(await place.edge().missed(0)) == 2


async def test_who_left_is_known_to_be_gone(place: Place) -> None:
    """Asked by GET member; an outage is no leave."""
    edge = place.edge()
    assert await edge.candidate_here() is True
    place.fail("GET", "/guilds/*/members/*", 500, times=3)
    assert await edge.candidate_here() is None
    place.guild.remove_member(place.ada)
    assert await edge.candidate_here() is False


async def test_reviewers_are_told_with_a_link_and_no_ping(place: Place) -> None:
    """In the channel the server named; where it named none, nothing is said."""
    staff = place.guild.create_text_channel("staff")
    await place.env.settle()
    phrase = Phrase("edge-progress", {"number": 1, "total": 2})
    assert await place.edge().tell_reviewers(phrase) is None
    assert staff.last_message is None
    place.settings.notify_channel_id = staff.id
    assert await place.edge().tell_reviewers(phrase)
    assert staff.last_message is not None
    assert f"https://discord.com/channels/{place.guild.id}/{place.thread_id}" in staff.last_message.content
    assert place.sent("POST", f"{staff.id}/messages")[-1]["allowed_mentions"] == {"parse": []}
    place.fail("POST", f"/channels/{staff.id}/messages", 403, 50001)
    assert await place.edge().tell_reviewers(phrase) is False


async def test_reviewers_are_told_on_their_own_server_only(place: Place) -> None:
    """However the number of another server's channel came into the settings."""
    foreign = place.env.create_guild("Elsewhere").create_text_channel("staff")
    await place.env.settle()
    place.settings.notify_channel_id = foreign.id
    assert await place.edge().tell_reviewers(Phrase("edge-progress", {"number": 1, "total": 2})) is False
    assert foreign.last_message is None


async def test_closing_takes_the_buttons_off_and_archives_without_locking(place: Place) -> None:
    """The candidate can still read, and the thread is out of the way."""
    edge = place.edge()
    await edge.post(QUESTION)
    await edge.close()
    assert place.buttons() == {}
    assert place.sent("PATCH", str(place.thread_id)) == [{"archived": True}]


async def test_what_is_only_a_courtesy_never_raises(place: Place) -> None:
    """Typing and closing in a thread that is gone."""
    edge = place.edge()
    assert await place.places.delete(guild_id=place.guild.id, place_id=place.thread_id)
    await edge.typing(on=True)
    await edge.close()
    assert await place.places.delete(guild_id=place.guild.id, place_id=place.thread_id)


async def test_an_orphan_is_found_by_its_number_and_its_age(place: Place) -> None:
    """A thread with that number from before the interview is somebody else's, of another database."""
    made_at = discord.utils.snowflake_time(place.thread_id).timestamp()

    def there() -> bool:
        return place.thread_id in {thread.id for thread in place.channel.threads}

    await place.places.sweep(guild_id=place.guild.id, interview_id=1, since=made_at)
    await place.places.sweep(guild_id=place.guild.id, interview_id=INTERVIEW, since=made_at + 3600)
    assert there()
    await place.places.sweep(guild_id=place.guild.id, interview_id=INTERVIEW, since=made_at + 10)
    assert not there()


async def test_a_thread_without_its_candidate_is_taken_back(place: Place) -> None:
    """Nothing is left behind when the candidate cannot be let in."""
    place.fail("PUT", "/channels/*/thread-members/*", 403, 50001)
    before = len(place.channel.threads)
    with pytest.raises(EdgeGone) as gone:
        await place.places.open(
            NewPlace(
                guild_id=place.guild.id,
                parent_id=place.channel.id,
                candidate_id=place.ada.id,
                candidate_name="Ada",
                interview_id=4,
                title="Moderator",
            )
        )
    assert gone.value.reason == Reason.PERMISSIONS
    assert len(place.channel.threads) == before


async def test_a_panel_keeps_no_state() -> None:
    """discord.py would remember every view of every thread; ours speak for themselves."""
    view = panel(7, (Action.PAUSE, Action.END), str)
    assert view.is_finished()
    assert [getattr(item, "custom_id", "") for item in view.children] == ["iv:pause:7", "iv:end:7"]


def test_without_message_content_questions_get_an_answer_button() -> None:
    """Only questions, required ones as well: a panel without “Ask a person” asks nothing."""
    assert with_answer((Action.ASK,), content=False) == (Action.ANSWER, Action.ASK)
    assert with_answer((Action.CONTINUE,), content=False) == (Action.CONTINUE,)
    assert with_answer((Action.ASK,), content=True) == (Action.ASK,)


def test_half_a_character_becomes_a_question_mark() -> None:
    """JSON can carry one; neither SQLite nor Discord takes it."""
    assert replace_surrogates("fox \ud83e, whole fox 🦊") == "fox ?, whole fox 🦊"


async def test_nothing_is_said_in_a_locked_thread(place: Place) -> None:
    """Discord would take it, since we manage threads; the candidate could not answer."""
    thread = await place.client.fetch_channel(place.thread_id)
    assert isinstance(thread, discord.Thread)
    await thread.edit(locked=True)
    await place.env.settle()
    before = len(place.sent("POST", "/messages"))
    with pytest.raises(EdgeGone) as gone:
        await place.edge().post(QUESTION)
    assert gone.value.reason == Reason.THREAD_LOCKED
    assert len(place.sent("POST", "/messages")) == before
