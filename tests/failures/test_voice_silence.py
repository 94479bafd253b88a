"""By voice, a service that says nothing or hears nothing: the whole product, from the microphone to the record."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.interview.models import Status
from bot.ports.posts import Action
from sims.gemini import GeminiSim, Moment, obeys_silence
from sims.gemini.brain import BRIDGES
from sims.whistle import mark, phrase
from tests.harness.paper_thread import PaperTown
from tests.harness.paper_voice import PaperRooms
from tests.harness.text_world import CLOSING, FIRST, SECOND
from tests.harness.virtual_time import in_virtual_time, until
from tests.harness.voice_world import Caller, VoiceHouse, voice_house

Scene = Callable[[VoiceHouse, Caller], Awaitable[None]]


def played(path: Path, scene: Scene) -> None:
    """One candidate; the scene begins when the first question was heard."""

    async def main() -> None:
        async with (
            GeminiSim(brain=obeys_silence) as sim,
            voice_house(path / "i.db", sim, PaperRooms(PaperTown())) as here,
        ):
            ada = await here.begin()
            await ada.asked(FIRST)
            await scene(here, ada)

    in_virtual_time(main())


async def ends_well(ada: Caller, *answers: int) -> None:
    """Each question was heard, and each answer is in the record, once."""
    await ada.becomes(Status.COMPLETED)
    assert await ada.answered() == [phrase(number) for number in answers], await ada.story()
    for words in (FIRST, SECOND, CLOSING):
        assert sum(words in turn.text for turn in await ada.turns()) == 1, await ada.story()
    assert all(turn.spoken is not None for turn in await ada.turns()), await ada.story()


@pytest.mark.parametrize("fault", ["empty_turn", "silent_once", "zeros", "deadline_expired"])
def test_a_question_that_was_not_spoken_is_spoken(tmp_path: Path, fault: str) -> None:
    """After the function's result: a turn without sound, nothing at all, digital silence, or the end of the socket."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        here.sim.fail_next(fault, at=Moment.TOOL)
        await ada.says(3)
        await ada.asked(SECOND)
        aloud = {mark(SECOND), *(mark(f"{bridge} {SECOND}") for bridge in BRIDGES)}
        assert aloud & set(ada.heard())
        await ada.says(5)
        await ends_well(ada, 3, 5)

    played(tmp_path, scene)


@pytest.mark.parametrize("seconds", [2.5, 8.0])
def test_a_deaf_server_is_left_for_one_that_hears(tmp_path: Path, seconds: float) -> None:
    """The candidate says it once."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        here.sim.fail_next("deaf_ear")
        await ada.says(3, seconds=seconds)
        await ada.asked(SECOND)
        await ada.says(5)
        await ends_well(ada, 3, 5)
        assert "live_no_sign" in await ada.events()

    played(tmp_path, scene)


def test_a_service_that_stays_deaf_is_told_of(tmp_path: Path) -> None:
    """With a way out into writing; it is in the record as well."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        here.sim.fail_always("deaf_ear")
        await ada.says(3, seconds=4.0)
        await until(lambda: ada.offered(Action.WRITE) and ada.offered(Action.CONTINUE), lambda: "nothing to press")
        assert {"live_no_sign", "model_silent"} <= set(await ada.events())
        await ada.presses(Action.WRITE)
        await ada.reads(FIRST)
        assert await ada.answered() == []

    played(tmp_path, scene)


@pytest.mark.parametrize("label", ["[noise]", ".", "(silence)"])
def test_noise_is_no_answer(tmp_path: Path, label: str) -> None:
    """Whatever the model makes of it: the question stays open."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        here.sim.label = label
        here.sim.fail_next("noise_label")
        await ada.says(9, seconds=1.0)
        await ada.hears_out()
        await ada.hears_out()
        assert await ada.answered() == []
        await ada.says(3)
        await ada.asked(SECOND)
        await ada.says(5)
        await ends_well(ada, 3, 5)

    played(tmp_path, scene)


def test_answers_that_are_never_transcribed(tmp_path: Path) -> None:
    """At the second the candidate is told, and can write."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        here.sim.fail_always("no_input_transcription")
        await ada.says(3)
        await ada.hears_out()
        await ada.hears_out()
        await ada.says(4)
        await until(lambda: ada.offered(Action.CONTINUE), lambda: "nothing to press")
        assert "not_transcribed" in await ada.events()
        await ada.presses(Action.WRITE)
        await ada.reads(FIRST)
        await ada.writes("I like maps.")
        await ada.reads(SECOND)
        assert await ada.answered() == ["I like maps."]

    played(tmp_path, scene)
