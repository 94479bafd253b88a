"""What the store keeps of a video interview: who may show pictures, and how many were shown."""

import asyncio
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.interview.models import InterviewType, Medium, PictureSpan, Status
from bot.ports.events import Source
from bot.store import Store
from bot.store.records import CameraPass, GuildSettings
from tests.harness.store_parts import NOON, PLAN, SetClock, new_interview

LINK, COOKIE, OTHER = (sha256(word).digest() for word in (b"link", b"cookie", b"other"))
UNTIL = NOON + 600


async def with_camera(store: Store, candidate_id: int = 2) -> int:
    return await store.create_interview(new_interview(1, candidate_id, kind=InterviewType.VIDEO))


async def pass_of(store: Store, interview_id: int) -> CameraPass:
    found = await store.camera_pass(interview_id)
    assert found is not None
    return found


async def shown(store: Store, interview_id: int) -> tuple[PictureSpan, ...]:
    detail = await store.detail(1, interview_id)
    assert detail is not None
    return detail.pictures


async def test_it_begins_in_a_voice_channel(store: Store) -> None:
    """Its type stays, wherever it goes on."""
    interview_id = await with_camera(store)
    for medium, place_id in ((Medium.VOICE, 80), (Medium.TEXT, 70)):
        await store.set_place(interview_id, medium, place_id, own_room=medium is Medium.VOICE)
        snapshot = await store.snapshot(interview_id)
        assert snapshot is not None
        assert (snapshot.interview_type, snapshot.medium, snapshot.place_id) == (InterviewType.VIDEO, medium, place_id)
        assert await store.running_for(1, 2) == (interview_id, place_id)
        assert (await pass_of(store, interview_id)).medium is medium


async def test_pictures_are_counted_by_source_and_time(store: Store) -> None:
    """In the order in which they began; a span noted again replaces the earlier one."""
    interview_id, another = await with_camera(store), await with_camera(store, 3)
    assert await shown(store, interview_id) == ()
    screen = PictureSpan(Source.SCREEN, NOON + 60.25, NOON + 60.25, 1)
    grown = replace(screen, ended_at=NOON + 90, count=21)
    camera = PictureSpan(Source.CAMERA, NOON, NOON + 9.5, 8)
    chat = PictureSpan(Source.CHAT, NOON, NOON, 2)
    for span in (screen, camera, grown, chat):
        await store.save_pictures(interview_id, span)
    await store.save_pictures(another, camera)
    assert await shown(store, interview_id) == (camera, chat, grown)
    assert await shown(store, another) == (camera,)
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        await store.save_pictures(99, camera)


async def test_there_is_a_pass_before_the_first_link(store: Store) -> None:
    """It says what the page is told, and that nothing opens it; of no interview there is none."""
    interview_id = await with_camera(store)
    assert await store.camera_pass(interview_id) == CameraPass(interview_id, PLAN.title, Status.STARTING, Medium.VOICE)
    assert await store.camera_pass(99) is None
    assert not await store.claim_link(interview_id, LINK, COOKIE, NOON)
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        await store.new_link(99, LINK, UNTIL)


async def test_a_link_is_claimed_once(store: Store) -> None:
    """By the browser that came first; the fingerprints stand in no repr."""
    interview_id = await with_camera(store)
    await store.new_link(interview_id, LINK, UNTIL)
    fresh = CameraPass(interview_id, PLAN.title, Status.STARTING, Medium.VOICE, LINK, UNTIL)
    assert not await store.claim_link(interview_id, OTHER, COOKIE, NOON)
    assert await pass_of(store, interview_id) == fresh
    assert await store.claim_link(interview_id, LINK, COOKIE, NOON + 599.999)
    used = replace(fresh, link_used=True, cookie_hash=COOKIE)
    assert await pass_of(store, interview_id) == used
    assert not await store.claim_link(interview_id, LINK, OTHER, NOON)
    assert await pass_of(store, interview_id) == used
    for fingerprint in (LINK, COOKIE):
        assert repr(fingerprint) not in repr(used)
        assert fingerprint.hex() not in repr(used)


async def test_a_new_link_replaces_the_old_one_but_not_the_browser(store: Store) -> None:
    """Only when it is claimed, the browser before it is out."""
    interview_id = await with_camera(store)
    await store.new_link(interview_id, LINK, UNTIL)
    assert await store.claim_link(interview_id, LINK, COOKIE, NOON)
    newer, newest = sha256(b"newer").digest(), sha256(b"newest").digest()
    await store.new_link(interview_id, newer, UNTIL + 10)
    await store.new_link(interview_id, newest, UNTIL + 20)
    found = await pass_of(store, interview_id)
    assert (found.link_hash, found.link_until, found.link_used) == (newest, UNTIL + 20, False)
    assert found.cookie_hash == COOKIE
    for old in (LINK, newer):
        assert not await store.claim_link(interview_id, old, OTHER, NOON)
    assert await store.claim_link(interview_id, newest, OTHER, NOON)
    assert (await pass_of(store, interview_id)).cookie_hash == OTHER


async def test_a_link_opens_nothing_later(store: Store) -> None:
    """Neither when its time is over, nor when the interview is."""
    interview_id = await with_camera(store)
    await store.new_link(interview_id, LINK, UNTIL)
    assert not await store.claim_link(interview_id, LINK, COOKIE, UNTIL)
    await store.set_status(interview_id, Status.PAUSED)
    assert await store.claim_link(interview_id, LINK, COOKIE, NOON)
    await store.new_link(interview_id, OTHER, UNTIL)
    await store.set_status(interview_id, Status.COMPLETED, "finished")
    assert not await store.claim_link(interview_id, OTHER, OTHER, NOON)
    found = await pass_of(store, interview_id)
    assert (found.status, found.link_used, found.cookie_hash) == (Status.COMPLETED, False, COOKIE)


async def test_a_link_opens_its_own_interview_only(store: Store) -> None:
    """Another interview's link is no link."""
    mine, theirs = await with_camera(store), await with_camera(store, 3)
    await store.new_link(theirs, LINK, UNTIL)
    await store.new_link(mine, OTHER, UNTIL)
    assert not await store.claim_link(mine, LINK, COOKIE, NOON)
    assert await store.claim_link(theirs, LINK, COOKIE, NOON)


async def test_of_many_claims_at_once_one_succeeds(store: Store, path: Path, clock: SetClock) -> None:
    """Also over two connections: the file itself decides, and holds the winner's cookie."""
    interview_id = await with_camera(store)
    await store.new_link(interview_id, LINK, UNTIL)
    cookies = [sha256(bytes([number])).digest() for number in range(20)]
    async with Store.open(path, clock=clock) as second:
        claims = [
            (store, second)[number % 2].claim_link(interview_id, LINK, cookie, NOON)
            for number, cookie in enumerate(cookies)
        ]
        succeeded = await asyncio.gather(*claims)
    assert succeeded.count(True) == 1
    assert (await pass_of(store, interview_id)).cookie_hash == cookies[succeeded.index(True)]


async def test_only_fingerprints_are_taken(store: Store) -> None:
    """What has not the length of a SHA-256 may be a secret itself; the error does not repeat it."""
    interview_id = await with_camera(store)
    for wrong in (b"marked", b"", b"marked as longer than a fingerprint"):
        with pytest.raises(StoreError, match="CHECK constraint failed") as caught:
            await store.new_link(interview_id, wrong, UNTIL)
        assert "marked" not in str(caught.value)
    await store.new_link(interview_id, LINK, UNTIL)
    with pytest.raises(StoreError, match="CHECK constraint failed"):
        await store.claim_link(interview_id, LINK, b"marked", NOON)
    assert await store.claim_link(interview_id, LINK, COOKIE, NOON)


async def test_what_opens_a_page_survives_a_restart(path: Path, clock: SetClock) -> None:
    """A page that was open connects again with its cookie; a link given before can still be claimed."""
    async with Store.open(path, clock=clock) as store:
        interview_id = await with_camera(store)
        await store.new_link(interview_id, LINK, UNTIL)
        assert await store.claim_link(interview_id, LINK, COOKIE, NOON)
        await store.new_link(interview_id, OTHER, UNTIL)
        before = await pass_of(store, interview_id)
    async with Store.open(path, clock=clock) as store:
        assert await pass_of(store, interview_id) == before
        assert await store.claim_link(interview_id, OTHER, COOKIE, NOON)


async def test_the_line_keeps_what_they_wait_for(store: Store) -> None:
    """The newest choice counts; it is voice where nobody said otherwise."""
    await store.join_queue(1, 30, 50, None, "en", "en-GB")
    await store.join_queue(1, 20, 50, None, "en", "en-GB", interview_type=InterviewType.VIDEO)
    assert [one.interview_type for one in await store.queue_of(1)] == [InterviewType.VOICE, InterviewType.VIDEO]
    await store.join_queue(1, 30, 50, None, "en", "en-GB", interview_type=InterviewType.VIDEO)
    await store.join_queue(1, 20, 50, None, "en", "en-GB")
    assert [one.interview_type for one in await store.queue_of(1)] == [InterviewType.VIDEO, InterviewType.VOICE]
    waiting = (await store.export(30))["waiting"]
    assert isinstance(waiting, list)
    assert [one["interview_type"] for one in waiting] == ["video"]
    with pytest.raises(StoreError, match="CHECK"):
        await store.join_queue(1, 40, 50, None, "en", "en-GB", interview_type=InterviewType.TEXT)


async def test_the_switch_of_a_server(store: Store) -> None:
    """On where nobody touched it; it comes back as true or false, not as a number."""
    assert (await store.settings(1)).video is True
    mine = GuildSettings(1, video=False)
    await store.save_settings(mine)
    assert repr(await store.settings(1)) == repr(mine)


async def test_the_expected_time_counts_both_kinds(store: Store, clock: SetClock) -> None:
    """The queue for a voice channel is also for interviews with a camera."""
    for kind, minutes in ((InterviewType.VOICE, 10), (InterviewType.VIDEO, 30), (InterviewType.TEXT, 900)):
        interview_id = await store.create_interview(new_interview(kind=kind))
        clock.now += minutes * 60
        await store.set_status(interview_id, Status.COMPLETED, "finished")
    assert await store.voice_minutes(1) == 20.0
