"""What the store keeps of an interview by voice: its place, what was spoken, what was heard before a crash."""

import json
import sqlite3
from dataclasses import replace

import pytest

from bot.errors import StoreError
from bot.interview.accommodations_json import accommodations_from_json, accommodations_to_json
from bot.interview.models import InterviewType, Mark, Medium, Speaker, Status, Turn, TurnKind, Utterance
from bot.ports.accommodations import Accommodations
from bot.store import Store
from bot.store.records import GuildSettings
from tests.harness.store_parts import NOON, SetClock, answer, new_interview

ACCOMMODATIONS = Accommodations(slower=True, captions=False, breaks=True)
SPOKEN = Utterance("Because I really like it here.", NOON + 1.25, NOON + 9.5)


async def by_voice(store: Store, candidate_id: int = 2) -> int:
    kind = InterviewType.VOICE
    return await store.create_interview(
        new_interview(1, candidate_id, kind=kind, accommodations=ACCOMMODATIONS, record=True)
    )


async def test_an_interview_by_voice_comes_back_with_all_that_is_needed(store: Store) -> None:
    """The candidate's choices, the server's settings, and what had been heard of an answer."""
    await store.save_settings(GuildSettings(1, return_seconds=90, pause_on_company=True))
    interview_id = await by_voice(store)
    snapshot = await store.snapshot(interview_id)
    assert snapshot is not None
    assert (snapshot.interview_type, snapshot.medium, snapshot.place_id) == (InterviewType.VOICE, Medium.VOICE, None)
    assert (snapshot.accommodations, snapshot.record) == (ACCOMMODATIONS, True)
    assert (snapshot.return_seconds, snapshot.pause_on_company) == (90.0, True)
    await store.set_place(interview_id, Medium.VOICE, 80, own_room=True)
    snapshot = await store.snapshot(interview_id)
    assert snapshot is not None
    assert (snapshot.room_id, snapshot.own_room, snapshot.place_id) == (80, True, 80)
    assert await store.running_for(1, 2) == (interview_id, 80)
    assert [row.room_id for row in await store.history(1)] == [80]


async def test_it_goes_on_in_writing_and_back(store: Store) -> None:
    """Its own channel stays noted until it is deleted; one that was there before is forgotten at once."""
    interview_id = await by_voice(store)
    await store.set_place(interview_id, Medium.VOICE, 80, own_room=True)
    await store.set_place(interview_id, Medium.TEXT, 70, own_room=False)
    snapshot = await store.snapshot(interview_id)
    assert snapshot is not None
    assert (snapshot.interview_type, snapshot.medium, snapshot.place_id) == (InterviewType.VOICE, Medium.TEXT, 70)
    assert (snapshot.room_id, snapshot.own_room) == (80, True)
    assert await store.running_for(1, 2) == (interview_id, 70)
    assert [row.room_id for row in await store.history(1)] == [None]
    assert await store.rooms() == await store.rooms(1) == [(interview_id, 80)]
    assert await store.rooms(7) == []
    await store.forget_room(interview_id)
    assert await store.rooms() == []
    await store.set_place(interview_id, Medium.VOICE, 81, own_room=False)
    snapshot = await store.snapshot(interview_id)
    assert snapshot is not None
    assert (snapshot.place_id, snapshot.thread_id) == (81, 70)
    assert await store.rooms() == []
    await store.set_place(interview_id, Medium.TEXT, 70, own_room=False)
    snapshot = await store.snapshot(interview_id)
    assert snapshot is not None
    assert (snapshot.place_id, snapshot.room_id) == (70, None)


async def test_forgetting_the_old_room_leaves_the_new_one(store: Store) -> None:
    """The deletion of the room before may come late, when the interview is by voice once more."""
    interview_id = await by_voice(store)
    await store.set_place(interview_id, Medium.VOICE, 81, own_room=True)
    await store.forget_room(interview_id)
    assert await store.rooms() == [(interview_id, 81)]
    await store.set_status(interview_id, Status.ENDED, "candidate")
    await store.forget_room(interview_id)
    assert await store.rooms() == []


async def test_a_room_is_noted_beyond_the_end(store: Store) -> None:
    """A process killed before deleting it finds it at the next start; the history names no place any more."""
    interview_id = await by_voice(store)
    await store.set_place(interview_id, Medium.VOICE, 80, own_room=True)
    await store.set_status(interview_id, Status.COMPLETED, "finished")
    assert await store.rooms() == [(interview_id, 80)]
    assert [row.room_id for row in await store.history(1)] == [None]


async def test_what_was_said_aloud_stands_beside_its_turn(store: Store) -> None:
    """Said once: the record does not change under a reviewer. A mark tells that somebody spoke before its end."""
    interview_id = await by_voice(store)
    question = Turn(1, Speaker.INTERVIEWER, TurnKind.QUESTION, "Why here?", NOON, question=0)
    heard = Utterance("Why", NOON, NOON + 0.4, heard_ms=400, cut=True)
    await store.add_turn(interview_id, question)
    await store.add_turn(interview_id, answer(2))
    await store.save_spoken(interview_id, 1, heard)
    await store.mark_turn(interview_id, 1, Mark.INTERRUPTED)
    await store.save_spoken(interview_id, 2, SPOKEN)
    await store.save_spoken(interview_id, 2, replace(SPOKEN, text="Something else."))
    snapshot, detail = await store.snapshot(interview_id), await store.detail(1, interview_id)
    assert snapshot is not None
    assert detail is not None
    assert snapshot.turns == detail.turns
    assert snapshot.turns == (
        replace(question, spoken=heard, marks=(Mark.INTERRUPTED,)),
        replace(answer(2), spoken=SPOKEN),
    )
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        await store.save_spoken(interview_id, 3, SPOKEN)
    with pytest.raises(StoreError, match="what was said is append-only"):
        async with store.transaction() as connection:
            await connection.execute_fetchall("UPDATE spoken SET text = ''")


async def test_a_turn_may_bring_what_was_said(store: Store) -> None:
    """Both in one transaction."""
    interview_id = await by_voice(store)
    turn = replace(answer(), spoken=SPOKEN)
    await store.add_turn(interview_id, turn)
    snapshot = await store.snapshot(interview_id)
    assert snapshot is not None
    assert snapshot.turns == (turn,)


async def test_a_draft_is_kept_until_the_answer_is_a_turn(store: Store) -> None:
    """What was heard survives a crash, and never stands beside the answer that it became."""
    interview_id = await by_voice(store)
    for text in ("Because", "Because I like"):
        await store.save_draft(interview_id, text)
    snapshot = await store.snapshot(interview_id)
    assert snapshot is not None
    assert snapshot.draft == "Because I like"
    await store.add_turn(interview_id, Turn(1, Speaker.INTERVIEWER, TurnKind.FOLLOW_UP, "Why?", NOON))
    with pytest.raises(StoreError):
        await store.add_turn(interview_id, answer(1))
    snapshot = await store.snapshot(interview_id)
    assert snapshot is not None
    assert snapshot.draft == "Because I like"
    await store.add_turn(interview_id, answer(2))
    snapshot = await store.snapshot(interview_id)
    assert snapshot is not None
    assert snapshot.draft == ""
    await store.save_draft(interview_id, "More")
    await store.save_draft(interview_id, "")
    snapshot = await store.snapshot(interview_id)
    assert snapshot is not None
    assert snapshot.draft == ""


async def test_reviewers_never_see_the_comforts(store: Store) -> None:
    """Neither in the history nor in an interview; the person's own export has them."""
    interview_id = await by_voice(store)
    shown = repr([await store.history(1), await store.detail(1, interview_id)])
    assert "slower" not in shown
    assert "comforts" not in shown
    assert "slower" in json.dumps(await store.export(2))


async def test_settings_of_voice_come_back_as_they_were(store: Store) -> None:
    """With switches that are true or false, and channels in their order."""
    mine = GuildSettings(
        1,
        voice=False,
        room_ids=(9, 8),
        reviewers_listen=True,
        pause_on_company=True,
        record_voice=True,
        return_seconds=30,
    )
    await store.save_settings(mine)
    assert repr(await store.settings(1)) == repr(mine)


async def test_the_expected_time_is_that_of_the_last_interviews(store: Store, clock: SetClock) -> None:
    """Twenty of them, by voice to their end; one in writing, or one that failed, says nothing."""

    async def took(minutes: float, status: Status = Status.COMPLETED, *, moved: bool = False) -> None:
        interview_id = await by_voice(store)
        await store.set_place(interview_id, Medium.VOICE, 80, own_room=True)
        if moved:
            await store.set_place(interview_id, Medium.TEXT, 70, own_room=False)
        clock.now += minutes * 60
        await store.set_status(interview_id, status)

    assert await store.voice_minutes(1) is None
    await took(500)
    for _ in range(10):
        await took(10)
        await took(20, Status.ENDED)
        await took(900, Status.ABANDONED)
        await took(900, moved=True)
        await took(0, Status.FAILED)
    assert await store.voice_minutes(1) == 15.0
    assert await store.voice_minutes(2) is None


def test_comforts_as_json() -> None:
    """There and back; what is missing has its default, what is unknown is left alone."""
    assert accommodations_from_json(accommodations_to_json(ACCOMMODATIONS)) == ACCOMMODATIONS
    assert accommodations_from_json("{}") == Accommodations()
    assert accommodations_from_json('{"slower":true,"louder":true,"skip":"yes"}') == Accommodations(slower=True)
    for text in ("[]", "marked", ""):
        with pytest.raises(ValueError, match="not the choices of a candidate") as caught:
            accommodations_from_json(text)
        assert "marked" not in str(caught.value)


async def test_comforts_that_cannot_be_read_are_said(store: Store) -> None:
    """As with a plan: the interview's number, and nothing of the text."""
    interview_id = await by_voice(store)
    async with store.transaction() as connection:
        with pytest.raises(sqlite3.IntegrityError):
            await connection.execute_fetchall("UPDATE interview_sessions SET comforts = 'marked'")
        await connection.execute_fetchall("UPDATE interview_sessions SET comforts = '[]'")
    with pytest.raises(StoreError, match=f"the comforts of interview {interview_id} cannot be read"):
        await store.snapshot(interview_id)
