"""What differs between the families of Live models: the one place that chooses (reference gemini-live §2).

A new model that behaves like the newest needs no line here. Those of 3.1 and 2.5 are dead by all signs (two previews
were shut down on 2026-11-17): they stay as witnesses that another dialect can be spoken.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one family is spoken to.

    `realtime`: a question goes as realtimeInput.text, and clientContent may only seed the beginning of a session
    (historyConfig); otherwise everything goes as clientContent. `behavior`: written on each function when set.
    `thinking_level`: must be in the setup when set. `hints`: the transcription of speech may be given its language
    and unusual words; only an empty configuration is safe across all models.
    """

    realtime: bool = False
    behavior: str | None = None
    thinking_level: str | None = None
    hints: bool = False


NEWEST = Dialect(behavior="BLOCKING", hints=True)
_FAMILIES: tuple[tuple[str, Dialect], ...] = (
    # (a piece of the model's name, its dialect). The first that fits wins.
    ("extended-thinking", Dialect(behavior="NON_BLOCKING", thinking_level="LOW", hints=True)),
    ("gemini-3.1", Dialect(realtime=True)),
    ("gemini-2.", Dialect()),
)


def dialect(model: str) -> Dialect:
    """The dialect of a model, by its name without `models/`."""
    return next((found for piece, found in _FAMILIES if piece in model), NEWEST)
