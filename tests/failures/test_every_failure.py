"""Every failure of the simulated Gemini, by name, in whole interviews: nothing lost, nothing doubled, and it goes on.

Each interview has two questions with one follow-up each, so four answers; the last is for the record alone.
"""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.errors import Refused
from bot.gemini.api.failures import BY_NAME, Retry
from bot.gemini.api.settings import Timeouts
from bot.interview.models import Status
from bot.ports.posts import Action
from sims.gemini import FAULTS, ContextEntry, GeminiSim, Moment, Reply, ToolCall, canned
from tests.failures.test_voice_faults import ALOUD
from tests.harness.live_peers import ROW_OF
from tests.harness.paper_thread import PaperTown
from tests.harness.service_world import new_interview
from tests.harness.text_world import TIMEOUTS, WORDS, Person, Room, room, running
from tests.harness.virtual_time import in_virtual_time, loop, until

NO_REPLY = {
    "silent": "silent",
    "no_transcription": "silent",
    "empty_turn": "silent",
    "decline_input": "declined",
    "decline_output": "declined",
}
"""The connection stands, no usable reply comes, however often it strikes: in which words."""
BORNE = {
    "resume_refused": "live_resume_refused",
    "silent_once": "live_nudged",
    "malformed_frame": "live_malformed_frame",
    "unknown_frame": "live_unknown_fields",
    "go_away": "live_go_away",
    "go_away_then_close": "live_go_away",
    "go_away_mid_reply": "",
    "text_frame": "",
    "no_turn_complete": "",
    "late_turn_complete": "",
    "text_part": "live_nudged",
    "picture_part": "live_nudged",
    "late_words": "",
    "cut_mid_sentence": "broken_off",
    "rest_after_the_end": "",
    "thought_part": "",
    "no_pongs": "",
    "zeros": "",
    "twice": "live_unasked",
    "stray_end": "",
    "filler": "",
    "stalls": "live_rotated",
    "no_end": "live_rotated",
    "tone": "live_rotated",
}
"""What the candidate never notices, struck once; and the line of the event log that tells of it, if it is worth one."""
ELSEWHERE = {*ALOUD, "picture_refused", "resume_forgotten"}
"""Met where somebody speaks (`test_voice_faults`), with pictures (`gemini.test_client_pictures`), and in interviews
that are longer than these (`gemini.test_forgotten`)."""
WRITTEN = sorted(set(FAULTS) - ELSEWHERE)
UNSPOKEN = {"text_part", "picture_part", "stalls", "tone"}
"""A nudge heals it once, or a new socket. When it lasts it is silence."""
DROPPED = {"cut_mid_sentence"}
"""Asked once more it is whole. When it lasts, only the follow-up is lost."""
BORNE_ALWAYS = set(BORNE) - {"silent_once"} - UNSPOKEN - DROPPED
"""The same, struck every time."""
EVERYBODY = sorted(name for name, row in ROW_OF.items() if BY_NAME[row].everyone)


def test_every_failure_is_here() -> None:
    """Whoever adds one to the simulator says here what a candidate may notice of it."""
    assert set(WRITTEN) == {*ROW_OF, *NO_REPLY, *BORNE}
    assert {name for name, fault in FAULTS.items() if fault.at in {Moment.SPEECH, Moment.INTERRUPT}} == set(ALOUD)


def eager(context: Sequence[ContextEntry], setup: Mapping[str, Any]) -> Reply:
    """Finds the first answers enough at once, so that a function is called while a follow-up is left."""
    if context and context[-1].role == "user" and "Follow-up: " not in context[-1].text:
        return Reply(tool_calls=(ToolCall("answer_is_enough"),))
    return canned(context, setup)


def struck(name: str) -> bool:
    """Whether a single strike leaves it to the candidate: all but what is dialled again at once, or borne."""
    if name in ROW_OF:
        return BY_NAME[ROW_OF[name]].retry is not Retry.NOW
    return name in {"decline_input", "decline_output"}


def words_of(name: str) -> str:
    """What the candidate reads of it."""
    if name in {*NO_REPLY, *UNSPOKEN, "silent_once"}:
        return WORDS.say("en", f"interview-choice-{NO_REPLY.get(name, 'silent')}")
    return WORDS.say("en", f"live-{ROW_OF[name].replace('_', '-')}-candidate")


def simulated(name: str) -> GeminiSim:
    """A service that is late by less than we wait for."""
    sim = GeminiSim(brain=eager if FAULTS[name].at is Moment.TOOL else canned)
    sim.late = 0.5
    sim.go_away_time_left = 8.0
    if name == "quota_late":
        sim.delay = 2.0
    return sim


async def pause_and_go_on(person: Person) -> str:
    """What a patient candidate does with the choice: comes back when it may work again. What comes then."""
    await person.presses(Action.PAUSE)
    assert await person.becomes(Status.PAUSED) == "provider"
    person.room.sim.heal()
    wait_for_the_breaker(person.room)
    await until(lambda: person.offered(Action.CONTINUE), lambda: f"not paused:\n{person}")
    before = person.newest
    await person.presses(Action.CONTINUE)
    return await person.comes(after=before)


def wait_for_the_breaker(here: Room) -> None:
    """Until the next probe is allowed."""
    if here.breaker.until is not None:
        loop().jump(max(0.0, here.breaker.until - here.now()) + 1.0)


async def says(person: Person, text: str) -> str:
    """Answer; what comes then."""
    before = person.newest
    person.says(text)
    return await person.comes(after=before)


async def falls_asleep(here: Room) -> None:
    """Nobody types for a while."""
    loop().jump(80.0)
    await until(lambda: not here.sim.live, lambda: "it does not sleep")


async def over(person: Person) -> None:
    """Everything that holds at the end of a whole interview."""
    await until(lambda: person.room.service.owner(person.thread.id) is None, lambda: f"it does not end:\n{person}")
    await person.is_whole()
    assert person.thread.panel() is None
    number = str(person.interview_id)
    await until(lambda: not any(number in name.split() for name in running()), lambda: f"still there: {running()}")


def timeouts(name: str) -> Timeouts:
    """Short where they are what is tested. Elsewhere generous: on this fast loop a busy machine has only half a
    second for what may take ten."""
    waits = name.startswith("silent") or name in ("slow_upgrade", "no_setup_complete", "no_transcription", "empty_turn")
    return TIMEOUTS if waits else Timeouts(dns=60, tcp=60, tls=60, upgrade=60, setup=60, first_reply=60, turn=120)


@pytest.mark.parametrize("name", WRITTEN)
def test_struck_once(name: str, tmp_path: Path) -> None:
    """At the first answer, and again at the second, on a resumed socket: what can heal by itself does."""
    in_virtual_time(once(name, tmp_path / "interviews.db"))


async def once(name: str, path: Path) -> None:
    async with simulated(name) as sim, room(path, sim, PaperTown(), timeouts=timeouts(name)) as here:
        ada = await here.begin()
        choices = 0
        for number in range(1, 5):
            if number <= 2:
                sim.fail_next(name)
            came = await says(ada, f"Answer {number} of Ada.")
            if came == "choice":
                choices += 1
                assert ada.shown(words_of(name)) == choices
                came = await pause_and_go_on(ada)
                assert came != "choice", f"again, although it is healed:\n{ada}"
            if came == "over":
                break
            await falls_asleep(here)
        sim.heal()
        await over(ada)
        assert await ada.becomes(Status.COMPLETED)
        assert ada.choices == choices <= 2
        assert (choices > 0) is struck(name)
        declined = {turn.text for turn in await ada.turns() if "provider_declined" in turn.marks}
        known = [text for text in ada.said[:3] if text not in declined]  # the fourth is for the record alone
        assert ada.told() == known or not known
        assert is_told_of(name, await ada.events())


def is_told_of(name: str, events: list[tuple[str, dict[str, object]]]) -> bool:
    """Whether the event log names it."""
    if name in ROW_OF:
        return any(ROW_OF[name] in (detail.get("failure"), detail.get("name")) for _, detail in events)
    if name in NO_REPLY:
        kinds = {"silent": {"live_nudged", "model_silent"}, "declined": {"declined"}}[NO_REPLY[name]]
        return any(kind in kinds for kind, _ in events)
    return not BORNE[name] or any(kind == BORNE[name] for kind, _ in events)


@pytest.mark.parametrize("name", WRITTEN)
def test_lasting(name: str, tmp_path: Path) -> None:
    """Ada goes on without follow-ups, Bob pauses and comes back when it is over; both reach the end."""
    in_virtual_time(lasting(name, tmp_path / "interviews.db"))


async def lasting(name: str, path: Path) -> None:
    async with simulated(name) as sim, room(path, sim, PaperTown(), timeouts=timeouts(name)) as here:
        ada, bob = await here.begin(7), await here.begin(8)
        sim.fail_always(name)
        came = tuple(await asyncio.gather(says(ada, "Answer 1 of Ada."), says(bob, "Answer 1 of Bob.")))
        if name in BORNE_ALWAYS:
            assert came == ("question", "question")
            for person, text in ((ada, "of Ada."), (bob, "of Bob.")):
                for number in (2, 3, 4):
                    await falls_asleep(here)
                    await says(person, f"Answer {number} {text}")
        elif sim.brain is eager or name in DROPPED:  # it said that the answer is enough: only the bridge is lost
            assert came == ("question", "question")
            await asyncio.gather(says(ada, "Answer 2 of Ada."), says(bob, "Answer 2 of Bob."))
        else:
            assert came == ("choice", "choice")
            await goes_on_without(ada, name)
            await comes_back(bob, name)
        for person in (ada, bob):
            await over(person)
            await person.becomes(Status.COMPLETED)
            assert is_told_of(name, await person.events()) or name == "silent_once"


async def goes_on_without(ada: Person, name: str) -> None:
    assert ada.shown(words_of(name)) == ada.choices == 1
    await ada.presses(Action.WITHOUT)
    await ada.sees("conflict")
    assert await says(ada, "Answer 2 of Ada.") == "over"
    assert ada.choices == 1


async def comes_back(bob: Person, name: str) -> None:
    assert bob.shown(words_of(name)) == bob.choices == 1
    came = await pause_and_go_on(bob)
    number = 2
    while came == "question":
        came = await says(bob, f"Answer {number} of Bob.")
        number += 1
    assert came == "over"
    assert bob.choices == 1
    assert bob.told() == bob.said[name.startswith("decline") : -1]
    assert bob.room.breaker.blocked(bob.room.now()) is None


@pytest.mark.parametrize("name", EVERYBODY)
def test_what_concerns_everybody_stops_new_starts(name: str, tmp_path: Path) -> None:
    """In words, with a time; when that has come one interview tries, and if it works all may start again."""
    in_virtual_time(concerns_everybody(name, tmp_path / "interviews.db"))


async def concerns_everybody(name: str, path: Path) -> None:
    async with simulated(name) as sim, room(path, sim, PaperTown(), timeouts=timeouts(name)) as here:
        ada = await here.begin(7)
        sim.fail_always(name)
        assert await says(ada, "Answer 1 of Ada.") == "choice"
        dialled = len(sim.handshakes)
        with pytest.raises(Refused) as no:
            await here.service.start(new_interview(8))
        assert no.value.key == "edge-refused-provider-fix"
        assert no.value.until == here.breaker.until is not None
        first = here.breaker.until - here.now()
        # The time has come, but nothing is better: one probe is dialled, and the next one is further away.
        wait_for_the_breaker(here)
        bob, cyn = await here.begin(8), await here.begin(9)
        assert await says(bob, "Answer 1 of Bob.") == "choice"
        assert await says(cyn, "Answer 1 of Cyn.") == "choice"
        assert len(sim.handshakes) == dialled + 1
        assert here.breaker.until is not None
        assert here.breaker.until - here.now() > first
        with pytest.raises(Refused):
            await here.service.start(new_interview(10))
        # It is repaired.
        sim.heal()
        wait_for_the_breaker(here)
        dan = await here.begin(10)
        assert await says(dan, "Answer 1 of Dan.") == "question"
        assert here.breaker.blocked(here.now()) is None
        await here.begin(11)
