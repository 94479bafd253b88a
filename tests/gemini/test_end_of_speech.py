"""`interview-bot diag --end-of-speech`: one sentence with three endings, in every world that may be the real one."""

from array import array
from collections.abc import Iterator

import pytest

from bot.gemini.api.failures import BY_NAME, ConnectionStage
from bot.gemini.api.settings import Timeouts
from bot.gemini.client.try_endings import SENTENCE, at_16_khz, trimmed, try_endings
from bot.gemini.live.end_of_speech import Ending, Tried, conclusion, silence_wanted
from sims.gemini import SILENCES_TRIED, EarFacts, GeminiSim
from sims.whistle import Hearer, mark, speak
from tests.harness.live_peers import settings_for
from tests.harness.virtual_time import clock

BROKEN = BY_NAME["dropped"].failure(ConnectionStage.LIVE)
REFUSED = BY_NAME["bad_setup"].failure(ConnectionStage.SETUP, 1007)


async def tried(sim: GeminiSim) -> dict[Ending, Tried]:
    """Where every ending ends a turn, but for what is wrong."""
    sim.ear = EarFacts(stream_end_ends_turn=True, silence_s=0.8)
    told: list[Tried] = []
    report = await try_endings(settings_for(sim.base_url, timeouts=Timeouts()), clock=clock, on_tried=told.append)
    assert report.failure is None
    assert list(report.tried) == told
    assert len(sim.sessions) == 4
    return {each.ending: each for each in told}


@pytest.mark.parametrize("explicit", [True, False], ids=["explicit", "refused"])
@pytest.mark.parametrize("late", [False, True], ids=["words at once", "words at the end"])
@pytest.mark.parametrize("stream_end", [False, True], ids=["silence alone ends it", "the stream's end ends it"])
@pytest.mark.parametrize("wants", SILENCES_TRIED)
async def test_every_world_is_told_from_the_others(
    sim: GeminiSim, wants: float, stream_end: bool, late: bool, explicit: bool
) -> None:
    """What the model does is what is found out, and said."""
    sim.delay = 0.4
    sim.ear = EarFacts(stream_end, wants, transcript_at_end=late, explicit_activity=explicit)
    report = await try_endings(settings_for(sim.base_url, timeouts=Timeouts()), clock=clock)
    found = {each.ending: each for each in report.tried}
    half = stream_end or wants == 0.5
    assert {ending: each.ends for ending, each in found.items()} == {
        Ending.STREAM_END: half,
        Ending.SILENCE: True,
        Ending.EXPLICIT: explicit,
    }
    heard = found[Ending.SILENCE].heard
    assert heard is not None
    assert (heard >= 0) is late
    assert found[Ending.SILENCE].replied == pytest.approx(wants + 0.4, abs=0.05)
    assert report.as_json()["silence_wanted_s"] == (pytest.approx(wants, abs=0.1) if explicit else None)
    said = " ".join(report.conclusion)
    assert "Interviews by voice work" in said
    if not half:
        assert "It does not end one at audioStreamEnd." in said
    elif wants > 0.5:
        assert said.startswith("This model ends a turn at audioStreamEnd and at ")
    elif explicit:
        assert "whether it heeds that cannot be seen" in said
    assert ("Voice messages are understood." in said) is explicit
    assert report.ok


async def test_a_model_that_hears_nothing(sim: GeminiSim) -> None:
    """Nothing comes, three times; and where to go from there."""
    sim.fail_always("deaf_ear")
    found = await tried(sim)
    assert all((each.heard, each.replied, each.ends) == (None, None, False) for each in found.values())
    assert found[Ending.SILENCE].line() == "silence only, up to 6 s: nothing came within 12 s"
    assert conclusion(list(found.values()))[0].startswith("No ending brought a reply.")


async def test_a_model_that_transcribes_nothing(sim: GeminiSim) -> None:
    sim.fail_always("no_input_transcription")
    found = await tried(sim)
    assert all(each.heard is None and each.ends for each in found.values())
    assert conclusion(list(found.values()))[-1].startswith("But nothing was transcribed")


@pytest.mark.parametrize(("fault", "name"), [("drop", "dropped"), ("deadline_expired", "server_error")])
@pytest.mark.parametrize(("number", "ending"), list(enumerate(Ending, 2)))
async def test_a_connection_that_breaks_is_no_verdict(
    sim: GeminiSim, number: int, ending: Ending, fault: str, name: str
) -> None:
    """The other endings are tried all the same."""
    sim.fail_on_turn(number, fault)
    found = await tried(sim)
    broken = found.pop(ending)
    assert broken.failure is not None
    assert (broken.failure.name, broken.ends) == (name, None)
    assert all(each.ends for each in found.values())


@pytest.mark.parametrize(
    ("fault", "name"),
    [("bad_key", "bad_key"), ("zeros", "silent"), ("silent", "silent"), ("drop_mid_reply", "dropped")],
)
async def test_without_a_sentence_nothing_is_tried(sim: GeminiSim, fault: str, name: str) -> None:
    """The report says why."""
    sim.fail_next(fault)
    report = await try_endings(settings_for(sim.base_url, timeouts=Timeouts()), clock=clock)
    assert report.failure is not None
    assert (report.failure.name, report.tried, report.conclusion, report.ok) == (name, (), [], False)
    assert report.as_json()["failure"] == name


def outcomes() -> Iterator[tuple[Tried, ...]]:
    """Each ending heeded, not heeded, or not to be seen."""
    for first in (0.9, None):
        for second in (1.2, 4.0, None):
            for third in (0.4, None):
                for broken in (None, REFUSED, BROKEN):
                    yield (
                        Tried(Ending.STREAM_END, 0.5, first),
                        Tried(Ending.SILENCE, 0.5, second),
                        Tried(Ending.EXPLICIT, 0.5, third, None if third else broken),
                    )


@pytest.mark.parametrize("endings", list(outcomes()))
def test_whatever_comes_there_is_one_conclusion_about_each(endings: tuple[Tried, ...]) -> None:
    """Each ending is named, and voice interviews work exactly if silence ends a turn."""
    said = " ".join(conclusion(endings))
    if not any(each.ends for each in endings):
        assert said.startswith("No ending brought a reply.")
        return
    assert said.count("audioStreamEnd") == said.count("activityEnd") == 1
    assert ("Interviews by voice work with it." in said) is bool(endings[1].ends)
    assert ("Whether it ends one at activityEnd could not be seen." in said) is (endings[2].failure is BROKEN)
    assert said.count("Voice messages") == (endings[2].ends is not None)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Tried(Ending.STREAM_END), "0.5 s of silence, then audioStreamEnd: nothing came within 12 s"),
        (Tried(Ending.STREAM_END, heard=0.7), "transcribed after 0.7 s, but nothing was replied within 12 s"),
        (
            Tried(Ending.SILENCE, heard=-0.5, replied=1.26),
            "transcribed while it was spoken, the reply began after 1.3 s",
        ),
        (Tried(Ending.SILENCE, replied=1.0), "not transcribed, the reply began after 1.0 s"),
        (Tried(Ending.SILENCE, replied=-1.0), "the reply began before the sentence was over"),
        (Tried(Ending.EXPLICIT, failure=REFUSED), "automatic detection off: refused, bad_setup (1007)"),
        (Tried(Ending.EXPLICIT, failure=BROKEN), "automatic detection off: the connection failed, dropped"),
    ],
)
def test_what_happened_in_plain_words(one: Tried, words: str) -> None:
    assert one.line().endswith(words)


def test_a_reply_that_comes_too_early_says_nothing_about_the_end() -> None:
    assert Tried(Ending.SILENCE, replied=-1.0).ends is None
    assert silence_wanted([Tried(Ending.SILENCE, replied=-1.0), Tried(Ending.EXPLICIT, replied=0.5)]) is None


@pytest.mark.parametrize("extra", [0, 2, 4])
def test_the_sentence_at_its_new_rate(extra: int) -> None:
    """Two samples of three, and what is said is still understood."""
    pcm = speak(mark(SENTENCE), 24_000) + bytes(extra)
    made = at_16_khz(pcm)
    assert len(made) == len(pcm) // 6 * 4
    assert Hearer(16_000).feed(made) == [mark(SENTENCE)]
    assert array("h", at_16_khz(array("h", [0, 30, 60, 90, 120, 150]).tobytes())).tolist() == [0, 45, 90, 135]


@pytest.mark.parametrize(("pcm", "left"), [([0, 900, -900, 3, 0, 0], 3), ([0, 0], 0), ([], 0), ([-32768], 1)])
def test_the_quiet_behind_the_last_word_goes(pcm: list[int], left: int) -> None:
    assert len(trimmed(array("h", pcm).tobytes())) == 2 * left
