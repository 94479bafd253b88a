"""`/my-data` through simulated Discord, and the deletions and retention behind it."""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from bot.jobs import retention
from bot.jobs.retention import PATIENCE, TRIES, Retention, carry_out, housekeep
from bot.ports.places import Places
from bot.store import Store
from bot.store.records import ErasureStep, InterviewSummary
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, labels, say
from tests.harness.stored_interviews import DAY, NOON, stored


def text(shown: Any) -> str:
    """The words of an answer's embed."""
    assert shown.response is not None
    return "\n".join(embed.description or "" for embed in shown.response.embeds)


async def mine(who: simcord.MemberActor, channel: simcord.ChannelHandle) -> Any:
    shown = await who.slash(channel, "my-data")
    assert shown.response is not None
    assert shown.response.ephemeral
    return shown


async def private_thread(house: House) -> simcord.ChannelHandle:
    """A private thread that the bot made."""
    channel = house.bot.get_channel(house.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.create_thread(name="Ada", type=discord.ChannelType.private_thread)
    return house.thread


async def press(who: Any, shown: Any, key: str) -> Any:
    return await who.click(shown.response, label=say(key))


async def test_nothing_kept(open_house: Open) -> None:
    """Says so, and offers nothing to delete."""
    async with open_house() as house:
        shown = await mine(house.ada, house.channel)
        assert say("mydata-nothing-here") in text(shown)
        assert labels(shown.response) == [say("mydata-everywhere")]


async def test_seeing_and_taking_along(open_house: Open) -> None:
    """Only one's own, here or on all servers; the file holds every word."""
    async with open_house() as house:
        await stored(house.store, house.guild.id, house.ada.id, title="Mine here")
        await stored(house.store, 4242, house.ada.id, title="Mine there")
        await stored(house.store, house.guild.id, house.sam.id, title="Not mine")
        shown = await mine(house.ada, house.channel)
        assert "Mine here" in text(shown)
        assert "Mine there" not in text(shown)
        assert "Not mine" not in text(shown)
        shown = await press(house.ada, shown, "mydata-everywhere")
        assert "Mine there" in text(shown)
        assert "4242" in text(shown)
        answer = await press(house.ada, shown, "mydata-button-export")
        (file,) = answer.response.attachments
        kept = json.loads(await file.read())
        assert [each["row"]["title"] for each in kept["interviews"]] == ["Mine there", "Mine here"]
        assert "Because I like it." in json.dumps(kept)


async def test_deleting_here(open_house: Open) -> None:
    """Asked twice; then rows and thread are gone, elsewhere and other people's stay."""
    async with open_house() as house:
        thread = await private_thread(house)
        await stored(house.store, house.guild.id, house.ada.id, thread_id=thread.id)
        await stored(house.store, 4242, house.ada.id)
        await stored(house.store, house.guild.id, house.sam.id)
        asked = await press(house.ada, await mine(house.ada, house.channel), "mydata-button-ask")
        assert say("mydata-sure-what") in text(asked)
        kept = await press(house.ada, asked, "mydata-keep")
        assert len(await house.store.my_interviews(house.ada.id)) == 2
        done = await press(house.ada, await press(house.ada, kept, "mydata-button-ask"), "mydata-button-delete")
        assert say("mydata-done") in text(done)
        assert "backups)" not in text(done)
        assert [row.guild_id for row in await house.store.my_interviews(house.ada.id)] == [4242]
        assert len(await house.store.my_interviews(house.sam.id)) == 1
        assert house.channel.threads == []
        assert await house.store.erasures() == []


async def test_after_leaving_in_a_direct_message(open_house: Open) -> None:
    """A person who left sees and deletes everything, everywhere; a button from before a restart works."""
    async with open_house() as house:
        await stored(house.store, house.guild.id, house.ada.id, title="Left behind")
        await house.ada.send_dm("hello")
        house.guild.remove_member(house.ada)
        shown = await house.ada.user.slash("my-data")
        assert shown.response is not None
        assert "Left behind" in text(shown)
        asked = await press(house.ada.user, shown, "mydata-button-ask")
        await house.restart()
        done = await press(house.ada.user, asked, "mydata-button-delete")
        assert say("mydata-done") in text(done)
        assert await house.store.my_interviews(house.ada.id) == []


async def test_a_backup_is_named_with_its_end(open_house: Open, tmp_path: Path) -> None:
    """The person is told when the last copy goes."""
    async with open_house() as house:
        await stored(house.store, house.guild.id, house.ada.id)
        tmp_path.joinpath("test.db.v0-20990101T000000000Z.backup").write_bytes(b"")
        asked = await press(house.ada, await mine(house.ada, house.channel), "mydata-button-ask")
        done = await press(house.ada, asked, "mydata-button-delete")
        until = await house.store.last_backup_expiry()
        assert until is not None
        assert say("mydata-backup", day=f"<t:{int(until)}:D>") in text(done)


async def test_a_running_interview_ends_first(open_house: Open) -> None:
    """Deleting while one runs stops it, and nothing writes into the record afterwards."""
    async with open_house() as house:
        await house.set_up()
        panel = await house.ada.slash(house.channel, "interview start")
        assert panel.response is not None
        await house.ada.click(panel.response.message, label=say("start-agree"))
        await house.post_with("Question 1 of")
        asked = await press(house.ada, await mine(house.ada, house.channel), "mydata-button-ask")
        done = await press(house.ada, asked, "mydata-button-delete")
        assert say("mydata-done") in text(done)
        assert house.bot.service.running_count() == 0
        assert await house.store.my_interviews(house.ada.id) == []
        assert house.channel.threads == []


@dataclass
class Threads:
    """The places, of which deleting is all that matters here."""

    stuck: bool = False
    asked: list[tuple[int, int]] = field(default_factory=list)

    async def delete(self, *, guild_id: int, place_id: int) -> bool:
        self.asked.append((guild_id, place_id))
        return not self.stuck


@dataclass
class Stopped:
    """The service, of which stopping is all that matters here."""

    ids: list[int] = field(default_factory=list)

    async def stop_interview(self, interview_id: int, reason: object) -> None:
        self.ids.append(interview_id)


class Dies(Exception):
    """The process was killed here."""


@pytest.fixture
def threads() -> Threads:
    return Threads()


def sweep(store: Store, threads: Threads, now: float, service: Stopped | None = None) -> Retention:
    service = service or Stopped()
    return Retention(store, service, as_places(threads), clock=lambda: now)  # type: ignore[arg-type]  # it only stops


def as_places(threads: Threads) -> Places:
    return threads  # type: ignore[return-value]  # places that erase


@pytest.mark.parametrize("dies_at", list(ErasureStep)[1:])
async def test_a_crash_in_the_middle(tmp_path: Path, threads: Threads, dies_at: ErasureStep) -> None:
    """Wherever it dies, the next start finishes the deletion, and nothing of the person is left in the file."""
    path = tmp_path / "test.db"

    class Fragile(Store):
        async def advance_erasure(self, erasure_id: int, step: ErasureStep) -> None:
            if step is dies_at:
                raise Dies
            await super().advance_erasure(erasure_id, step)

    async with Fragile.open(path, clock=lambda: NOON) as store:
        await stored(store, 1, 7, name="Unforgettable", thread_id=77)
        erasure = await store.request_erasure(7, None)
        with pytest.raises(Dies):
            await carry_out(store, Stopped(), as_places(threads), erasure)  # type: ignore[arg-type]  # it only stops
    async with Store.open(path, clock=lambda: NOON + 60) as again:
        await sweep(again, threads, NOON + 60).round()
        assert await again.my_interviews(7) == []
        assert await again.erasures() == []
        assert set(threads.asked) == {(1, 77)}
    assert b"Unforgettable" not in path.read_bytes()


async def test_an_interview_begun_later_is_not_meant(tmp_path: Path, threads: Threads) -> None:
    """A deletion that goes on after a restart takes nothing that began after it was asked for."""
    now = NOON
    async with Store.open(tmp_path / "test.db", clock=lambda: now) as store:
        await stored(store, 1, 7, thread_id=77)
        erasure = await store.request_erasure(7, 1)
        now = NOON + 10
        later = await stored(store, 1, 7, thread_id=78, over=False)
        service = Stopped()
        await carry_out(store, service, as_places(threads), erasure)  # type: ignore[arg-type]  # it only stops
        assert [row.id for row in await store.my_interviews(7)] == [later]
        assert threads.asked == [(1, 77)]
        assert service.ids == []


async def test_retention(tmp_path: Path, threads: Threads) -> None:
    """What was promised to be gone is stopped, and gone with its thread on the day; what was promised longer stays."""
    service = Stopped()
    async with Store.open(tmp_path / "test.db", clock=lambda: NOON) as store:
        goes = await stored(store, 1, 7, thread_id=77, delete_after=NOON + DAY)
        stays = await stored(store, 1, 8, thread_id=78, delete_after=NOON + 2 * DAY)
        await sweep(store, threads, NOON + DAY - 1, service).round()
        assert (threads.asked, service.ids) == ([], [])
        await sweep(store, threads, NOON + DAY, service).round()
        assert (threads.asked, service.ids) == ([(1, 77)], [goes])
        assert [row.id for row in await store.history(1)] == [stays]


async def test_a_thread_that_cannot_be_deleted(tmp_path: Path, threads: Threads) -> None:
    """It is tried for a day, also by a bot that is restarted every hour; then the promise comes first."""
    threads.stuck = True
    now = NOON
    async with Store.open(tmp_path / "test.db", clock=lambda: now) as store:
        await stored(store, 1, 7, thread_id=77, delete_after=NOON)
        await stored(store, 1, 8, thread_id=78)
        await store.request_erasure(8, None)
        for hour in range(24):
            now = NOON + hour * 3600
            await sweep(store, threads, now).round()
            assert len(await store.history(1)) == 2
        now = NOON + PATIENCE
        rounds = sweep(store, threads, now)
        for _ in range(TRIES):
            assert len(await store.history(1)) == 2
            await rounds.round()
        assert await store.history(1) == []
        assert await store.erasures() == []


async def test_one_that_fails_holds_up_nothing_else(
    tmp_path: Path, threads: Threads, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither other deletions, nor the retention, nor the end of the backups."""
    path = tmp_path / "test.db"

    class Cursed(Store):
        async def my_interviews(self, user_id: int, guild_id: int | None = None) -> list[InterviewSummary]:
            if user_id == 7:
                raise ValueError("a candidate's words")
            return await super().my_interviews(user_id, guild_id)

        async def expired(self, now: float) -> list[tuple[int, int, int | None]]:
            raise ValueError("a candidate's words")

    async with Cursed.open(path, clock=lambda: NOON) as store:
        for user_id in (7, 8):
            await stored(store, 1, user_id, thread_id=70 + user_id)
            await store.request_erasure(user_id, None)
        old = path.with_name("test.db.v0-20200101T000000000Z.backup")
        old.write_bytes(b"")
        await sweep(store, threads, NOON).round()
        assert [row.candidate_id for row in await store.history(1)] == [7]
        assert not old.exists()
    assert "ValueError" in caplog.text
    assert "words" not in caplog.text


async def test_housekeeping_outlives_a_bad_round(
    tmp_path: Path, threads: Threads, caplog: pytest.LogCaptureFixture
) -> None:
    """A round that fails is named in the log, without its text, and the next one does the work."""

    class Flaky(Store):
        crashes = True

        async def expired(self, now: float) -> list[tuple[int, int, int | None]]:
            if self.crashes:
                self.crashes = False
                raise OSError("a candidate's words")
            return await super().expired(now)

    async with Flaky.open(tmp_path / "test.db", clock=lambda: NOON) as store:
        await stored(store, 1, 7, thread_id=77, delete_after=NOON)
        job = asyncio.create_task(
            housekeep(store, Stopped(), as_places(threads), clock=lambda: NOON, every=0.01)  # type: ignore[arg-type]  # it only stops
        )
        async with asyncio.timeout(5):
            while await store.history(1):  # noqa: ASYNC110 - nobody tells when a round is over
                await asyncio.sleep(0.01)
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)
    assert "OSError" in caplog.text
    assert "words" not in caplog.text
    assert retention.EVERY >= 60
