"""A person's own data: export, deletion that survives a crash, and dates that are kept."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.clock import DAY
from bot.errors import StoreError
from bot.interview.models import Mark, Medium, PictureSpan, Status, Utterance
from bot.media.rtp import SILENCE
from bot.ports.accommodations import Accommodations
from bot.ports.events import Source
from bot.ports.model import Handle
from bot.store import Store
from bot.store.records import ErasureStep, GuildSettings
from bot.store.sqlite import schema
from tests.harness.store_parts import NOON, SetClock, answer, new_interview, older_file, rows

IMPERSONAL = {"positions", "guild_settings", "erasures", "backups", "deleted_interviews"}
PERSONAL = sorted(schema.tables() - IMPERSONAL)
"""A table added later is personal until somebody says otherwise."""
MARKED = "a sentence nobody else would write"
LINK, COOKIE = b"stands for a link's fingerprint.", b"stands for that of the cookie..."


async def somebody(store: Store, guild_id: int = 1, candidate_id: int = 2, thread_id: int = 70) -> int:
    """An interview that is over, with an answer, sound of it and pictures shown; they wait in a line for the next."""
    accommodations = Accommodations(slower=True)
    interview_id = await store.create_interview(
        new_interview(guild_id, candidate_id, accommodations=accommodations, record=True)
    )
    await store.set_thread(interview_id, thread_id)
    await store.add_turn(interview_id, answer(1, f"{MARKED} {candidate_id}", guild_id * 1000 + candidate_id))
    await store.mark_turn(interview_id, 1, Mark.EDITED_LATER)
    await store.save_spoken(interview_id, 1, Utterance(f"{MARKED} {candidate_id} aloud", NOON, NOON + 1))
    await store.save_draft(interview_id, f"{MARKED} {candidate_id} in a draft")
    recorder = store.recording(interview_id)
    recorder.candidate(SILENCE, NOON)
    recorder.close()
    await store.new_link(interview_id, LINK, NOON + 600)
    assert await store.claim_link(interview_id, LINK, COOKIE, NOON)
    await store.save_pictures(interview_id, PictureSpan(Source.SCREEN, NOON, NOON + 60, 41))
    await store.join_queue(guild_id, candidate_id, 50, None, "en", "en-GB")
    await store.set_status(interview_id, Status.COMPLETED, "finished")
    return interview_id


def on_the_disk(path: Path, words: str | bytes) -> bool:
    """Whether words stand in any file of the folder."""
    sought = words.encode() if isinstance(words, str) else words
    return any(sought in file.read_bytes() for file in path.parent.rglob("*") if file.is_file())


async def test_the_export_holds_everything_and_only_theirs(store: Store) -> None:
    """Ready for JSON, in one server or all; without the keys to a Live session or a page: they say nothing of them."""
    first = await somebody(store)
    await somebody(store, guild_id=7, thread_id=71)
    await somebody(store, candidate_id=3, thread_id=72)
    await store.save_handle(first, Handle("opens-the-session", covers=2, at=NOON))
    text = json.dumps(await store.export(2))
    assert "opens-the-session" not in text
    assert "hash" not in text
    assert text.count('"source": "screen", "started_at": 1760000000.0, "ended_at": 1760000060.0, "count": 41') == 2
    assert text.count('"link_until": 1760000600000, "link_used": 1') == 2
    assert text.count(f"{MARKED} 2") == 6
    assert text.count("aloud") == text.count("in a draft") == 2
    assert text.count('slower\\":true') == 2
    assert [one["guild_id"] for one in json.loads(text)["waiting"]] == [1, 7]
    assert [each["name"] for each in json.loads(text)["recordings"][str(first)]] == [
        "candidate-1.ogg",
        "interviewer-1.ogg",
        "turns.json",
    ]
    assert "I agree." in text
    assert f"{MARKED} 3" not in text
    assert json.dumps(await store.export(2, 7)).count(MARKED) == 3
    assert [row.guild_id for row in await store.my_interviews(2)] == [7, 1]
    assert [row.guild_id for row in await store.my_interviews(2, 7)] == [7]
    assert (await store.export(99))["interviews"] == []


async def test_a_deletion_leaves_nothing_but_its_receipt(store: Store, path: Path) -> None:
    """No row, no name, and no word on the disk, neither in the file nor in its log."""
    interview_id = await somebody(store)
    for table in PERSONAL:
        assert rows(path, f"SELECT count(*) FROM {table}") != [(0,)], table  # noqa: S608 - names above
    for words in (MARKED, LINK, COOKIE):
        assert on_the_disk(path, words)
    erasure = await store.request_erasure(2)
    assert await store.queue_of(1) == []
    assert erasure.threads == ((1, 70),)
    await store.advance_erasure(erasure.id, ErasureStep.THREADS)
    await store.advance_erasure(erasure.id, ErasureStep.ROWS)
    for table in PERSONAL:
        assert rows(path, f"SELECT count(*) FROM {table}") == [(0,)], table  # noqa: S608 - names above
    for gone in (MARKED, "Änne", LINK, COOKIE):
        assert not on_the_disk(path, gone)
    assert store.recordings(interview_id) == []
    assert list((path.parent / "recordings").iterdir()) == []
    await store.advance_erasure(erasure.id, ErasureStep.DONE)
    assert await store.erasures() == []
    assert rows(path, "SELECT user_id, step, threads FROM erasures") == [(2, "done", "[]")]


async def test_a_deletion_goes_on_after_a_crash(path: Path, clock: SetClock) -> None:
    """At every step the next process finds what is left to do; a step done twice changes nothing."""
    async with Store.open(path, clock=clock) as store:
        await somebody(store)
        erasure = await store.request_erasure(2)
    for step in (ErasureStep.THREADS, ErasureStep.ROWS):
        async with Store.open(path, clock=clock) as store:
            assert await store.erasures() == [erasure]
            await store.advance_erasure(erasure.id, step)
            await store.advance_erasure(erasure.id, ErasureStep.REQUESTED)
            [erasure] = await store.erasures()
            assert erasure.step is step
    assert erasure.threads == ()
    async with Store.open(path, clock=clock) as store:
        assert await store.my_interviews(2) == []
        with pytest.raises(StoreError):
            await store.advance_erasure(99, ErasureStep.DONE)


async def test_one_server_only_and_nothing_begun_later(store: Store, clock: SetClock) -> None:
    """What is deleted is what was there when it was asked for."""
    kept = [await somebody(store, guild_id=7), await somebody(store, candidate_id=3)]
    gone = await somebody(store)
    erasure = await store.request_erasure(2, 1)
    clock.now += 5
    kept.append(await somebody(store))
    await store.advance_erasure(erasure.id, ErasureStep.ROWS)
    assert await store.snapshot(gone) is None
    for interview_id in kept:
        assert await store.snapshot(interview_id) is not None
    assert await store.candidate_names(1, "") == [(2, "Änne"), (3, "Änne")]


async def test_a_deletion_takes_the_voice_channel_too(store: Store) -> None:
    """One made for the interview stands among what is to be deleted; a channel that was there before does not."""
    first = await somebody(store)
    await store.set_place(first, Medium.VOICE, 80, own_room=True)
    second = await somebody(store, guild_id=7, thread_id=71)
    await store.set_place(second, Medium.VOICE, 81, own_room=False)
    assert (await store.request_erasure(2)).threads == ((1, 70), (1, 80), (7, 71))


async def test_retention_names_the_voice_channel_where_there_is_no_thread(store: Store) -> None:
    """So that it does not outlive the row that knows it."""
    interview_id = await store.create_interview(new_interview(delete_after=NOON))
    await store.set_place(interview_id, Medium.VOICE, 80, own_room=True)
    assert await store.expired(NOON) == [(interview_id, 1, 80)]


async def test_retention_finds_what_was_promised_to_be_gone(store: Store) -> None:
    """By the date in the consent; a later change of the server's setting plays no part."""
    soon = await store.create_interview(new_interview(candidate_id=2, delete_after=NOON + 10))
    await store.set_thread(soon, 70)
    sooner = await store.create_interview(new_interview(candidate_id=3, delete_after=NOON + 5))
    later = await store.create_interview(new_interview(candidate_id=4, delete_after=NOON + 99))
    assert await store.expired(NOON) == []
    assert await store.expired(NOON + 10) == [(sooner, 1, None), (soon, 1, 70)]
    await store.erase_interview(soon)
    await store.erase_interview(soon)
    assert await store.expired(NOON + 10) == [(sooner, 1, None)]
    assert await store.snapshot(later) is not None


async def test_a_receipt_stays_as_long_as_a_backup_may_hold_the_person(path: Path, clock: SetClock) -> None:
    """The person is told when; then both are gone."""
    path.parent.mkdir()
    older_file(path, "legacy-no-type")
    async with Store.open(path, clock=clock, backup_days=3) as store:
        assert await store.last_backup_expiry() == NOON + 3 * DAY
        clock.now += 60
        erasure = await store.request_erasure(202)
        await store.advance_erasure(erasure.id, ErasureStep.DONE)
        assert await store.my_interviews(202) == []
        await store.purge_backups()
        assert rows(path, "SELECT user_id FROM erasures") == [(202,)]
        clock.now = NOON + 3 * DAY
        await store.purge_backups()
        assert await store.last_backup_expiry() is None
        assert rows(path, "SELECT user_id FROM erasures") == []
    assert not on_the_disk(path, "Tell me about a system you built.")


async def test_unknown_tables_do_not_stand_in_the_way_of_a_deletion(path: Path, clock: SetClock) -> None:
    """A table kept from an older file that points at an interview loses the rows about it."""
    path.parent.mkdir()
    older_file(
        path,
        "legacy-no-type",
        'CREATE TABLE "sco""res" (n INTEGER, "of" INTEGER REFERENCES interview_sessions (id))',
        'INSERT INTO "sco""res" VALUES (5, 1), (6, 2)',
    )
    async with Store.open(path, clock=clock) as store:
        await store.erase_interview(1)
        assert rows(path, 'SELECT n, "of" FROM "sco""res"') == [(6, 2)]


async def test_what_came_from_an_older_file_is_kept_as_long_as_the_server_says(path: Path, clock: SetClock) -> None:
    """Nobody promised a date, so the retention counts from the day it arrived; the person and reviewers see the day."""
    path.parent.mkdir()
    older_file(path, "legacy-no-type")
    async with Store.open(path, clock=clock) as store:
        assert [row.delete_after for row in await store.my_interviews(202)] == [NOON + 90 * DAY]
        await store.save_settings(GuildSettings(guild_id=5000, retention_days=30))
        assert [row.delete_after for row in await store.history(5000)] == [NOON + 30 * DAY] * 2
        assert await store.expired(NOON + 30 * DAY - 1) == []
        assert await store.expired(NOON + 30 * DAY) == [(1, 5000, None), (2, 5000, None)]
        assert len(await store.expired(NOON + 90 * DAY)) == 3


async def test_the_export_holds_what_an_older_file_knew(path: Path, clock: SetClock) -> None:
    """Columns and tables that this bot does not know are about the person too."""
    path.parent.mkdir()
    older_file(
        path,
        "legacy-no-type",
        "ALTER TABLE interview_sessions ADD COLUMN mood TEXT",
        "UPDATE interview_sessions SET mood = 'a kept mood'",
        "ALTER TABLE interview_messages ADD COLUMN tone TEXT",
        "UPDATE interview_messages SET tone = 'a kept tone'",
        "CREATE TABLE notes (session_id INTEGER REFERENCES interview_sessions (id), note TEXT)",
        "INSERT INTO notes VALUES (1, 'a kept note'), (2, 'of somebody else')",
    )
    async with Store.open(path, clock=clock) as store:
        text = json.dumps(await store.export(202))
    for words in ("a kept mood", "a kept tone", "a kept note"):
        assert words in text
    assert "somebody else" not in text


@pytest.mark.real_time  # SQLite's own waiting is no time of the loop's
@pytest.mark.parametrize("by", ["interview", "person"])
async def test_somebody_elses_read_holds_up_nothing(
    path: Path, clock: SetClock, caplog: pytest.LogCaptureFixture, by: str
) -> None:
    """A backup that reads the file: the deletion is done at once, and its last traces go with the next round."""
    async with Store.open(path, clock=clock) as store:
        interview_id = await somebody(store)
        with closing(sqlite3.connect(path, isolation_level=None)) as backup:
            backup.execute("BEGIN")
            backup.execute("SELECT count(*) FROM turns").fetchone()
            async with asyncio.timeout(4):  # it was five seconds for each of up to three times
                if by == "interview":
                    await store.erase_interview(interview_id)
                else:
                    erasure = await store.request_erasure(2, 1)
                    for step in (ErasureStep.THREADS, ErasureStep.ROWS, ErasureStep.DONE):
                        await store.advance_erasure(erasure.id, step)
            assert "tried again within the hour" in caplog.text
            assert await store.snapshot(interview_id) is None
            assert on_the_disk(path, MARKED)
            backup.execute("COMMIT")
        await store.wipe_log()
        assert not on_the_disk(path, MARKED)


async def test_a_log_left_by_a_killed_process_is_emptied_at_the_next_start(path: Path, clock: SetClock) -> None:
    """Killed between the deletion and the emptying of the log, which still holds the deleted pages."""

    class Killed(Exception):
        pass

    class Mortal(Store):
        async def wipe_log(self) -> None:
            if getattr(self, "dying", False):
                raise Killed

    async with Mortal.open(path, clock=clock) as store:
        interview_id = await somebody(store)
        store.dying = True  # type: ignore[attr-defined]  # set from here on
        with pytest.raises(Killed):
            await store.erase_interview(interview_id)
        assert on_the_disk(path, MARKED)
        twin = path.parent.parent / "twin" / path.name
        twin.parent.mkdir()
        for file in filter(
            Path.is_file, path.parent.iterdir()
        ):  # what a kill -9 leaves: the file and its log, never checkpointed
            (twin.parent / file.name).write_bytes(file.read_bytes())
    async with Store.open(twin, clock=clock):
        assert not on_the_disk(twin, MARKED)
