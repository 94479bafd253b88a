"""The hearing side of a session: from sound to transcriptions and turns, with the failures on the way."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from sims.gemini import replies
from sims.gemini.controls import Controls
from sims.gemini.ear import RATE, Began, Ear, Ended, Heard, ToldEar, Words
from sims.gemini.facts import EarFacts
from sims.gemini.faults import Moment
from sims.gemini.protocol import INVALID_ARGUMENT, Refuse

if TYPE_CHECKING:
    from sims.gemini.session import SimSession

_WORDLESS = ("cough", "cut_at_once", "noise_label", "no_input_transcription")
_FIRST_WORD_MS = 150


class Listening:
    """Hears one socket's sound."""

    def __init__(
        self,
        session: "SimSession",
        controls: Controls,
        *,
        on_speech: Callable[[], Awaitable[None]],
        on_words: Callable[[str], None],
    ) -> None:
        self.pcm = bytearray()
        """Everything heard, 16 kHz mono."""
        self._session = session
        self._controls = controls
        self._on_speech = on_speech
        self._on_words = on_words
        self._ear: Ear | ToldEar = ToldEar()
        self._transcribed = self._at_end = self._deaf = False
        self._fault = ""
        self._known: set[str] = set()  # words that it would not know by itself
        self._spoken: list[str] = []  # transcription that comes when the turn ends
        self._kept: list[str] = []  # and that comes later than it

    def set_up(self, setup: dict[str, Any], facts: EarFacts) -> None:
        """Listen as the setup asks, and as the model is known to. Raises Refuse if it cannot."""
        detection = setup.get("realtimeInputConfig", {}).get("automaticActivityDetection", {})
        if detection.get("disabled") and not facts.explicit_activity:
            raise Refuse(1007, INVALID_ARGUMENT)
        self._ear = ToldEar() if detection.get("disabled") else Ear(detection, facts)
        self._transcribed = "inputAudioTranscription" in setup
        self._known = set(setup.get("inputAudioTranscription", {}).get("customVocabulary", ()))
        self._at_end = facts.transcript_at_end

    @property
    def tokens(self) -> int:
        """What the sound so far costs."""
        return len(self.pcm) * replies.AUDIO_TOKENS_PER_S // (2 * RATE)

    async def feed(self, pcm: bytes) -> None:
        """More sound."""
        self.pcm += pcm
        await self._take(self._ear.feed(pcm))

    async def start(self) -> None:
        """activityStart: the client says that somebody speaks."""
        assert isinstance(self._ear, ToldEar), "refused otherwise"
        await self._take(self._ear.start())

    async def finish(self) -> None:
        """The stream was ended by the client: audioStreamEnd or activityEnd."""
        await self._take(self._ear.finish())

    async def _take(self, heard: list[Heard]) -> None:
        for each in heard:
            if self._deaf:
                return
            match each:
                case Began():
                    await self._begin()
                case Words(text) if self._at_end:
                    self._spoken.append(text)
                case Words(text):
                    await self._understand(text)
                case Ended(text):
                    spoken, self._spoken = self._spoken, []
                    for words in spoken:
                        await self._understand(words)
                    await self._end(text)

    async def _begin(self) -> None:
        fault = self._controls.take(Moment.SPEECH)
        self._fault = fault.name if fault else ""
        self._deaf = self._fault == "deaf_ear"
        if self._deaf:
            return
        if self._fault == "go_away_mid_speech":
            await self._session.go_away(self._controls.go_away_time_left)
        await self._on_speech()

    async def _understand(self, text: str) -> None:
        for word in self._controls.mishears.keys() - self._known:
            text = text.replace(word, self._controls.mishears[word])
        parts = replies.fragments(text)
        if self._fault == "heard_twice":
            parts += [f" {parts[0]}", *parts[1:]]
        if self._fault in _WORDLESS or not self._transcribed:
            return
        if self._fault == "late_input_transcription":
            now = 0
        else:
            now = len(parts) // 2 if self._fault == "out_of_order" else len(parts)
        for part in parts[:now]:
            await self._session.send(replies.heard(part))
        self._kept += parts[now:]
        if self._fault == "drop_mid_speech":
            await self._session.dropped()

    async def _end(self, text: str) -> None:
        if self._fault == "noise_label":
            text = self._controls.label
            await self._transcribe([text] if self._transcribed else [])
        if self._fault == "cut_at_once":
            await self._reply_and_stop()
        if not text or self._fault in ("cough", "cut_at_once"):
            return
        if self._kept:
            kept, self._kept = self._kept, []
            self._session.later(self._controls.late, self._transcribe(kept))
        self._on_words(text)

    async def _reply_and_stop(self) -> None:
        """The first word of a reply, which the service then takes for interrupted."""
        await self._session.send(replies.spoken("Okay.", replies.tone(_FIRST_WORD_MS)))
        await self._session.send(replies.interrupted())
        await self._session.send(replies.stray_end())

    async def _transcribe(self, parts: list[str]) -> None:
        for part in parts:
            await self._session.send(replies.heard(part))
