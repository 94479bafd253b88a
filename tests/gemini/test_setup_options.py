"""What a setup can do without is left out once it is refused: a language code that the service does not know."""

import pytest

from bot.gemini.api.failures import Cause, CauseKind, ConnectionStage, classify
from bot.gemini.api.settings import Speech
from bot.gemini.live.setups import may_be_an_option
from bot.ports.model import LiveDown, Noted
from sims.gemini import GeminiSim
from sims.whistle import PHRASES
from tests.gemini.test_client_voice import SPEECH, sim, voice
from tests.gemini.test_transcribe import frames, words_of
from tests.harness.live_shell import Shell

__all__ = ["sim"]

REFUSALS = [
    (1007, "Request contains an invalid argument."),
    (1007, "Unsupported language code 'zh-CN' for voice 'Kore'."),
    (1008, "Unsupported language code 'zh-CN'."),
    (1007, "Invalid JSON payload received. Unknown name \"languageCodes\" at 'setup.input_audio_transcription'"),
]


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("field", ["languageCode", "languageCodes"])
async def test_a_refused_language_code_is_left_out(sim: GeminiSim, field: str, refusal: tuple[int, str]) -> None:
    """The candidate notices nothing; the log says it; each later socket of this interview does without."""
    sim.refused_field, sim.refusal = field, refusal
    async with voice(sim) as here:
        assert (await here.ask(1, "Why here?")).text == "Why here?"
        here.client.sleep()
        await sim.until(lambda sim: not sim.live)
        sim.forget_handles()
        assert (await here.ask(3, "And now?")).text == "And now?"
        assert len(here.received.noted("setup_without_options")) == 1
        assert not here.received.of(LiveDown)
    assert [session.ready for session in sim.sessions][:2] == [False, True]
    with_code, without = (session.setup for session in sim.sessions[:2])
    assert with_code["generationConfig"]["speechConfig"]["languageCode"] == SPEECH.language
    assert "languageCode" not in without["generationConfig"]["speechConfig"]
    assert without["inputAudioTranscription"] == {}
    assert without["generationConfig"]["speechConfig"]["voiceConfig"]


async def test_it_is_tried_once(sim: GeminiSim) -> None:
    sim.fail_always("invalid_argument")
    async with voice(sim) as here:
        here.client.listen(2)
        assert (await here.received.hear(LiveDown)).failure.name == "bad_setup"
    assert len(sim.sessions) == 2


@pytest.mark.parametrize("fault", ["bad_key", "quota", "model_not_found"])
async def test_what_has_another_reason_is_told_at_once(sim: GeminiSim, fault: str) -> None:
    sim.fail_always(fault)
    async with voice(sim) as here:
        here.client.listen(2)
        await here.received.hear(LiveDown)
    assert len(sim.sessions) == 1


def spoken() -> Shell:
    shell = Shell(speech=SPEECH)
    shell.ask(2)
    return shell


def left_out(shell: Shell) -> bool:
    return any(note.kind == "setup_without_options" for note in shell.take(Noted))


def refuse(shell: Shell, reason: str = "Request contains an invalid argument.") -> None:
    """Obey a Dial, and let the server refuse the setup."""
    shell.orders.pop(0)
    shell.session.socket_opened(shell.now)
    shell.look()
    shell.close(1007, reason)


def test_a_setup_that_has_worked_is_not_to_blame() -> None:
    shell = spoken()
    shell.open()
    shell.receive(
        {"serverContent": {"modelTurn": {"parts": [{"inlineData": {"mimeType": "audio/pcm", "data": "AAAA"}}]}}}
    )
    shell.receive({"serverContent": {"generationComplete": True, "turnComplete": True}})
    shell.close(1006)
    refuse(shell)
    assert not left_out(shell)
    assert shell.take(LiveDown)


def test_a_refusal_that_names_it_may_come_late() -> None:
    """Seen of the quota: the setup is accepted, and the socket closed a moment later."""
    shell = spoken()
    assert "languageCode" in shell.open()["generationConfig"]["speechConfig"]
    shell.close(1007, "Unsupported language code 'sw'.")
    assert left_out(shell)
    assert "languageCode" not in shell.open()["generationConfig"]["speechConfig"]


@pytest.mark.parametrize(
    ("stage", "code", "reason", "may_be"),
    [
        (ConnectionStage.SETUP, 1007, "Request contains an invalid argument.", True),
        (ConnectionStage.SETUP, 1007, "", True),
        (ConnectionStage.SETUP, 1008, "something new", True),
        (ConnectionStage.SETUP, 1008, "Operation is not implemented, or supported, or enabled.", False),
        (ConnectionStage.SETUP, 1011, "Internal error occurred.", False),
        (ConnectionStage.SETUP, 1007, "Requested voice api_name 'x' is not available", False),
        (ConnectionStage.SETUP, 1007, "Language en is not supported by this voice", True),
        (ConnectionStage.SETUP, 1007, "API key not valid. Please pass a valid API key.", False),
        (ConnectionStage.LIVE, 1007, "Request contains an invalid argument.", False),
        (ConnectionStage.LIVE, 1007, "Custom vocabulary is not supported", True),
    ],
)
def test_which_refusals_may_be_for_an_option(stage: ConnectionStage, code: int, reason: str, may_be: bool) -> None:
    assert may_be_an_option(classify(Cause(CauseKind.CLOSED, stage, code, reason))) is may_be


@pytest.mark.parametrize("field", ["languageCode", "languageCodes", "customVocabulary"])
async def test_a_voice_message_goes_round_it_too(sim: GeminiSim, field: str) -> None:
    sim.refused_field = field
    assert await words_of(sim, frames(5), speech=Speech("en-US", vocabulary=("SkyBlock",))) == PHRASES[5]
    assert [session.ready for session in sim.sessions] == [False, False, True]


async def test_words_of_the_position_are_understood(sim: GeminiSim) -> None:
    """What a transcription does not know it writes as something that it does."""
    word = PHRASES[5].split()[1]
    sim.mishears = {word: "sky block"}
    assert word not in (await words_of(sim, frames(5)) or "")
    assert await words_of(sim, frames(5), speech=Speech("en-US", vocabulary=(word,))) == PHRASES[5]
