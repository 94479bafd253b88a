"""Every failure of the simulated Gemini happens as its name says, once or always, and nothing is left behind."""

import asyncio
import json

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from sims.gemini import FAULTS, Fault, GeminiSim, Moment, Reply, ToolCall, obeys_silence
from sims.gemini.brain import BRIDGES
from sims.gemini.faults import FaultPlan
from sims.gemini.mouth import Transcript
from sims.gemini.speech import LATE_WORDS
from tests.sims.wire import SETUP, Frame, Wire, content, handle_of, relay, tool_response, words

LONG = "One two three four five six seven eight nine ten."


def speaker() -> GeminiSim:
    """A service that always says LONG, and whose late things come soon."""
    sim = GeminiSim(brain=lambda context, setup: Reply(LONG))
    sim.late = sim.go_away_time_left = 0.1
    return sim


def named(moment: Moment, *, closing: bool) -> list[Fault]:
    return [fault for fault in FAULTS.values() if fault.at is moment and bool(fault.code) is closing]


def test_one_shot_failures_strike_once_and_in_order_before_permanent_ones() -> None:
    """`heal` forgets all of them."""
    plan = FaultPlan()
    plan.fail_always("quota")
    plan.fail_next("internal")
    plan.fail_next("bad_key")
    plan.fail_next("drop", at=Moment.SETUP)
    struck = [fault.name for _ in range(5) if (fault := plan.take(Moment.SETUP))]
    assert struck == ["internal", "bad_key", "drop", "quota", "quota"]
    assert plan.take(Moment.TURN) is None
    plan.heal()
    assert plan.take(Moment.SETUP) is None


def test_a_failure_can_wait_for_a_turn() -> None:
    """Counted from 1."""
    plan = FaultPlan()
    plan.fail_on_turn(2, "internal")
    assert [bool(plan.take(Moment.TURN)) for _ in range(3)] == [False, True, False]


def test_an_unknown_failure_is_an_error() -> None:
    """A typing mistake in a test must not pass as health."""
    with pytest.raises(KeyError):
        FaultPlan().fail_next("qouta")


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 429, 500, 503])
async def test_the_upgrade_is_refused(status: int) -> None:
    """With that HTTP status, before there is a session; once only."""
    async with GeminiSim() as sim:
        sim.fail_next(f"refuse_http_{status}")
        with pytest.raises(InvalidStatus) as refused:
            async with Wire(sim):
                pass
        assert refused.value.response.status_code == status
        async with Wire(sim, setup=SETUP):
            assert len(sim.sessions) == 1


async def test_the_upgrade_is_never_answered() -> None:
    """The client has to give up; the simulator still closes cleanly, with one request hanging."""
    async with GeminiSim() as sim:
        sim.fail_always("slow_upgrade")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1), Wire(sim):
                pass
        hanging = asyncio.create_task(Wire(sim).__aenter__())
        await sim.until(lambda sim: len(sim.handshakes) == 2)
    with pytest.raises(InvalidStatus):
        await hanging


@pytest.mark.parametrize("fault", named(Moment.SETUP, closing=True), ids=lambda fault: fault.name)
async def test_setup_is_answered_by_a_close(fault: Fault) -> None:
    """After the upgrade, before setupComplete."""
    async with GeminiSim() as sim:
        sim.fail_next(fault.name)
        async with Wire(sim) as wire:
            await wire.send({"setup": SETUP})
            assert await wire.closing() == (fault.code, fault.reason)
        assert sim.sessions[0].sent == []
        assert len(fault.reason.encode()) <= 123


async def test_setup_is_never_answered() -> None:
    """no_setup_complete: the socket is open, nothing comes."""
    async with GeminiSim() as sim:
        sim.fail_next("no_setup_complete")
        async with Wire(sim) as wire:
            await wire.send({"setup": SETUP})
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(wire.frame(), 0.05)
        assert not sim.sessions[0].ready


async def test_quota_can_fail_late() -> None:
    """A little after setupComplete, although nothing was asked."""
    async with speaker() as sim:
        sim.fail_next("quota_late")
        async with Wire(sim, setup=SETUP) as wire:
            assert await wire.closing() == (FAULTS["quota_late"].code, FAULTS["quota_late"].reason)


async def test_a_good_handle_can_be_refused() -> None:
    """resume_refused leaves fresh sessions alone."""
    async with GeminiSim() as sim:
        sim.fail_next("resume_refused")
        async with Wire(sim, setup=SETUP) as wire:
            handle = handle_of(await wire.turn(content("hi")))
        async with Wire(sim) as wire:
            await wire.send({"setup": {**SETUP, "sessionResumption": {"handle": handle}}})
            assert (await wire.closing())[0] == 1008


@pytest.mark.parametrize("fault", named(Moment.TURN, closing=True), ids=lambda fault: fault.name)
async def test_a_turn_is_answered_by_a_close(fault: Fault) -> None:
    """Before a word was said."""
    async with GeminiSim() as sim:
        sim.fail_next(fault.name)
        async with Wire(sim, setup=SETUP) as wire:
            await wire.send(content("hi"))
            assert await wire.closing() == (fault.code, fault.reason)
        assert [item.text for item in sim.sessions[0].context] == ["hi"]


@pytest.mark.parametrize("fault", named(Moment.TOOL, closing=True), ids=lambda fault: fault.name)
async def test_a_tool_response_is_answered_by_a_close(fault: Fault) -> None:
    """The bugs around function calls."""
    async with GeminiSim(brain=lambda context, setup: Reply(tool_calls=(ToolCall("answer_is_enough"),))) as sim:
        sim.fail_next(fault.name)
        async with Wire(sim, setup=SETUP) as wire:
            await wire.send(content("hi"))
            call = (await wire.frames_until("toolCall"))[-1]["toolCall"]["functionCalls"][0]
            await wire.send(tool_response(call))
            assert await wire.closing() == (fault.code, fault.reason)


@pytest.mark.parametrize("at", [Moment.SETUP, Moment.READY, Moment.TURN])
async def test_a_failure_can_strike_at_another_moment(at: Moment) -> None:
    """Any close, and the drop, at any moment of a session."""
    async with speaker() as sim:
        for name, code in (("internal", 1011), ("drop", 1006)):
            sim.fail_next(name, at=at)
            async with Wire(sim) as wire:
                await wire.send({"setup": SETUP})
                if at is Moment.TURN:
                    await wire.frame()
                    await wire.send(content("hi"))
                assert (await wire.closing())[0] == code
            await sim.until(lambda sim: not sim.live)
            assert sim.sessions[-1].closed == code


async def test_silent_lasts_as_long_as_the_socket_and_silent_once_one_turn() -> None:
    """A nudge wakes the model after the one, not after the other."""
    async with speaker() as sim:
        for name, wakes in (("silent_once", True), ("silent", False)):
            sim.fail_next(name)
            async with Wire(sim, setup=SETUP) as wire:
                await wire.send(content("hi"))
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(wire.frame(), 0.05)
                await wire.send({"realtimeInput": {"text": "Are you there?"}})
                if wakes:
                    assert words(await wire.turn()) == LONG
                else:
                    with pytest.raises(TimeoutError):
                        await asyncio.wait_for(wire.frame(), 0.05)


async def test_drop_mid_reply() -> None:
    """Some words, then no close frame."""
    async with speaker() as sim:
        sim.fail_next("drop_mid_reply")
        async with Wire(sim, setup=SETUP) as wire:
            await wire.send(content("hi"))
            assert await wire.closing() == (1006, "")
        spoken = words(sim.sessions[0].sent)
        assert spoken
        assert LONG.startswith(spoken)
        assert spoken != LONG


async def test_too_big() -> None:
    """More than a client with 16 MiB takes: it closes with 1009 itself."""
    async with speaker() as sim:
        sim.fail_next("too_big")
        async with Wire(sim, setup=SETUP) as wire:
            await wire.send(content("hi"))
            await wire.frame()
            with pytest.raises(ConnectionClosed) as closed:
                await wire.frame()
            assert closed.value.sent is not None
            assert closed.value.sent.code == 1009
        await sim.until(lambda sim: not sim.live)
        assert sim.sessions[0].closed == 1009


async def test_a_malformed_frame_comes_before_the_reply() -> None:
    """Half a JSON object; the turn is whole all the same."""
    async with speaker() as sim:
        sim.fail_next("malformed_frame")
        async with Wire(sim, setup=SETUP) as wire:
            await wire.send(content("hi"))
            await wire.frame()
            with pytest.raises(json.JSONDecodeError):
                await wire.frame()
            assert words(await wire.turn()) == LONG


async def test_an_unknown_frame_comes_before_the_reply() -> None:
    """Keys that nobody has documented yet."""
    async with speaker() as sim:
        sim.fail_next("unknown_frame")
        async with Wire(sim, setup=SETUP) as wire:
            frames = await wire.turn(content("hi"))
    assert any("somethingNew" in frame for frame in frames)
    assert words(frames) == LONG


async def test_text_frames() -> None:
    """The same JSON, in TEXT frames."""
    async with speaker() as sim:
        sim.fail_next("text_frame")
        async with Wire(sim, setup=SETUP) as wire:
            await wire.send(content("hi"))
            await wire.frame()
            assert isinstance(await wire.ws.recv(), str)


async def test_a_turn_can_lack_its_end() -> None:
    """generationComplete only; the next turn is whole."""
    async with speaker() as sim:
        sim.fail_next("no_turn_complete")
        async with Wire(sim, setup=SETUP) as wire:
            await wire.send(content("hi"))
            await wire.frames_until("generationComplete")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(wire.frame(), 0.05)
            frames = await wire.turn(content("again"))
    assert words(frames) == LONG
    assert not any("interrupted" in frame.get("serverContent", {}) for frame in frames)


async def test_a_turn_can_end_late_and_is_not_interrupted_meanwhile() -> None:
    """New input ends it at once, without `interrupted`: the generation was complete."""
    async with speaker() as sim:
        for impatient in (False, True):
            sim.fail_next("late_turn_complete")
            async with Wire(sim, setup=SETUP) as wire:
                await wire.send(content("hi"))
                await wire.frames_until("generationComplete")
                frames = await wire.turn(content("again") if impatient else None)
                assert list(frames[0]["serverContent"]) == ["turnComplete"]
                if impatient:
                    assert words(await wire.turn()) == LONG


@pytest.mark.parametrize(
    ("name", "reason", "speaks"),
    [("decline_input", "PROHIBITED_INPUT_CONTENT", False), ("decline_output", "GENERATED_AUDIO_SAFETY", True)],
)
async def test_the_provider_declines(name: str, reason: str, speaks: bool) -> None:
    """A turn with a reason in place of a reply."""
    async with speaker() as sim:
        sim.fail_next(name)
        async with Wire(sim, setup=SETUP) as wire:
            frames = await wire.turn(content("hi"))
            assert frames[-2]["serverContent"] == {"turnComplete": True, "turnCompleteReason": reason}
            assert bool(words(frames)) is speaks
            assert words(await wire.turn(content("something else"))) == LONG


@pytest.mark.parametrize("name", ["no_transcription", "text_part", "picture_part"])
async def test_a_reply_can_lack_its_transcription(name: str) -> None:
    """Sound only; or, a known bug, text only, or text beside a picture. What is not spoken is not remembered."""
    async with speaker() as sim:
        sim.fail_next(name)
        async with Wire(sim, setup=SETUP) as wire:
            frames = await wire.turn(content("hi"))
    assert words(frames) == ""
    parts = [part for frame in frames for part in frame.get("serverContent", {}).get("modelTurn", {}).get("parts", ())]
    kinds = {"no_transcription": {"inlineData"}, "text_part": {"text"}, "picture_part": {"text", "inlineData"}}
    assert {key for part in parts for key in part} == kinds[name]
    assert (len(sim.sessions[0].said) > 0) is (name == "no_transcription")


async def test_words_can_come_after_the_generation() -> None:
    """Before the end of the turn."""
    async with speaker() as sim:
        sim.late = 0.02
        sim.fail_next("late_words")
        async with Wire(sim, setup=SETUP) as wire:
            frames = await wire.turn(content("hi"))
    assert words(frames) == LONG + LATE_WORDS
    kinds = [key for frame in frames for key in frame.get("serverContent", {})]
    assert kinds.index("generationComplete") < len(kinds) - 1 - kinds[::-1].index("outputTranscription")


async def test_a_thought_can_come_before_the_reply() -> None:
    """It is marked as one, and is not transcribed."""
    async with speaker() as sim:
        sim.fail_next("thought_part")
        async with Wire(sim, setup=SETUP) as wire:
            frames = await wire.turn(content("hi"))
    assert frames[1]["serverContent"]["modelTurn"]["parts"][0]["thought"] is True
    assert words(frames) == LONG


async def test_no_pongs_for_a_while() -> None:
    """The reply comes, the pong does not until later."""
    async with speaker() as sim:
        sim.fail_next("no_pongs")
        async with Wire(sim, setup=SETUP) as wire:
            assert words(await wire.turn(content("hi"))) == LONG
            pong = await wire.ws.ping()
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(asyncio.shield(pong), 0.03)
            await asyncio.wait_for(pong, 1)


async def test_go_away_is_announced_and_the_connection_closed_when_it_says_so() -> None:
    """Only the one of the two closes."""
    async with speaker() as sim:
        for name, closes in (("go_away", False), ("go_away_then_close", True)):
            sim.fail_next(name)
            async with Wire(sim, setup=SETUP) as wire:
                frames = await wire.turn(content("hi"))
                assert {"goAway": {"timeLeft": "0.1s"}} in frames
                if closes:
                    assert await wire.closing() == (1008, "")
                else:
                    assert words(await wire.turn(content("more"))) == LONG


async def test_the_verbs_for_open_connections() -> None:
    """go_away, close_all and drop_all reach every open socket, and no closed one."""
    async with speaker() as sim:
        async with Wire(sim, setup=SETUP):
            pass
        async with Wire(sim, setup=SETUP) as one, Wire(sim, setup=SETUP) as two:
            await sim.until(lambda sim: len(sim.live) == 2)
            await sim.go_away(9.5)
            assert await one.frame() == await two.frame() == {"goAway": {"timeLeft": "9.5s"}}
            await sim.close_all(1012)
            assert (await one.closing())[0] == (await two.closing())[0] == 1012
        async with Wire(sim, setup=SETUP) as one:
            sim.drop_all()
            assert (await one.closing())[0] == 1006


async def test_delay_and_pace_slow_the_model_down() -> None:
    """Seconds before the reply, and between its chunks."""
    async with speaker() as sim:
        sim.delay, sim.pace = 0.05, 0.02
        loop = asyncio.get_running_loop()
        async with Wire(sim, setup=SETUP) as wire:
            began = loop.time()
            await wire.turn(content(relay("hi")))
            assert loop.time() - began >= 0.05 + 4 * 0.02 * 0.9


async def test_leaving_with_everything_in_the_air() -> None:
    """A reply being spoken, a call unanswered, a late close planned: the simulator closes them all, with 1001."""
    sim = speaker()
    async with sim:
        sim.pace, sim.late = 0.5, 30.0
        sim.fail_next("quota_late")
        async with Wire(sim, setup=SETUP) as wire:
            await wire.send(content("hi"))
            await wire.frames_until("outputTranscription")
            await sim.__aexit__(None, None, None)
            assert (await wire.closing())[0] == 1001


@pytest.mark.parametrize("name", ["cut_mid_sentence", "rest_after_the_end"])
async def test_a_transcription_can_stop_in_the_middle_of_a_sentence(name: str) -> None:
    """Written or spoken; its rest comes never, or after the turn's end."""
    async with speaker() as sim:
        sim.speed = sim.playback = 40.0
        for setup in (SETUP, {**SETUP, "realtimeInputConfig": {}}):
            sim.fail_next(name)
            async with Wire(sim, setup=setup) as wire:
                begun = words(await wire.turn(content("hi")))
                assert begun == "One two three four five"
                if name == "rest_after_the_end":
                    assert begun + words([await wire.frame()]) == LONG
                assert words(await wire.turn(content("again"))) == LONG
            assert sim.sessions[-1].said == [LONG, LONG]


@pytest.mark.parametrize(
    ("text", "begun"), [("Yes.", "Yes."), ("Good. Why?", "Good."), ("One. Two. Three. Four five.", "One."), ("", None)]
)
def test_where_a_transcription_stops(text: str, begun: str | None) -> None:
    """In a sentence, where there is more than one word of one."""
    transcript = Transcript(text, wanted=True, fault="rest_after_the_end")
    assert transcript.of(text) == begun
    assert (begun or "") + transcript.late == text


async def test_a_turn_can_be_empty() -> None:
    """Begun and ended in order; also the one after a function's result."""
    brain = [Reply(tool_calls=(ToolCall("answer_is_enough"),)), Reply(LONG)]
    async with GeminiSim(brain=lambda context, setup: brain.pop(0)) as sim:
        sim.fail_next("empty_turn", at=Moment.TOOL)
        sim.fail_next("empty_turn")
        async with Wire(sim, setup=SETUP) as wire:
            assert ends_empty(await wire.turn(content("hi")))
            await wire.send(content("hi"))
            call = (await wire.frames_until("toolCall"))[-1]["toolCall"]["functionCalls"][0]
            await wire.send(tool_response(call))
            assert ends_empty(await wire.turn())
            assert words(await wire.turn(content("again"))) == LONG


async def test_a_mind_can_obey_when_it_is_told_to_say_nothing() -> None:
    """`canned` speaks a bridging sentence all the same."""
    async with GeminiSim(brain=obeys_silence) as sim, Wire(sim, setup=SETUP) as wire:
        await wire.send(content(relay("I help.", left=0)))
        call = (await wire.frames_until("toolCall"))[-1]["toolCall"]["functionCalls"][0]
        await wire.send(tool_response(call, "Noted. Say nothing more to this."))
        assert ends_empty(await wire.turn())
        await wire.send(content(relay("I help.", left=0)))
        call = (await wire.frames_until("toolCall"))[-1]["toolCall"]["functionCalls"][0]
        await wire.send(tool_response(call, "Noted."))
        assert words(await wire.turn()) in BRIDGES


def ends_empty(frames: list[Frame]) -> bool:
    """Whether the turn has its two ends, and no content."""
    contents = [frame["serverContent"] for frame in frames if "serverContent" in frame]
    return [next(iter(each)) for each in contents] == ["generationComplete", "turnComplete"]
