"""What `sims/facts.toml` says about the end of speech: for each model, and which silences nobody has measured."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FACTS = Path(__file__).parents[1] / "facts.toml"
_END_OF_SPEECH: Mapping[str, Any] = tomllib.loads(FACTS.read_text(encoding="utf-8"))["end_of_speech"]

SILENCES_TRIED: tuple[float, ...] = tuple(_END_OF_SPEECH["silence_tried_s"])
"""Seconds of silence that a detector may want: a product has to be right with each of them."""


@dataclass(frozen=True, slots=True)
class EarFacts:
    """How a model notices that somebody has finished speaking, when it is to notice by itself."""

    stream_end_ends_turn: bool
    """Whether audioStreamEnd does it; if not, what was said belongs to the next utterance."""
    silence_s: float
    """Seconds of silence that do it, unless the model is told how many and obeys."""
    silence_obeyed: bool = False
    """Whether it goes by silenceDurationMs."""
    transcript_at_end: bool = False
    """Whether the transcription comes when the turn ends; otherwise while it is spoken."""
    explicit_activity: bool = True
    """Whether a setup may switch detection off, to tell the turns by activityStart and activityEnd."""


def _read(facts: Mapping[str, Mapping[str, Any]]) -> EarFacts:
    return EarFacts(
        stream_end_ends_turn=facts["audio_stream_end"]["value"],
        silence_s=facts["silence_s"]["value"],
        silence_obeyed=facts["silence_obeyed"]["value"],
        transcript_at_end=facts["transcript_at_end"]["value"],
        explicit_activity=facts["explicit_activity"]["value"],
    )


EARS: Mapping[str, EarFacts] = {
    model: _read(facts) for model, facts in _END_OF_SPEECH.items() if model != "silence_tried_s"
}
"""For each model that the simulator knows."""

AS_DOCUMENTED = EarFacts(stream_end_ends_turn=True, silence_s=0.8, silence_obeyed=True)
"""As Google's documents read, which one report contradicts: for tests of what is transcribed while it is spoken."""
