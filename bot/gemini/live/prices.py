"""What a turn costs, as an estimate: one dated table. Google's bill is the truth.

Source: gemini-live §3.2 (LiteLLM's price map and quotes of Google's pricing page), to be confirmed there; every turn
bills the whole context anew, so the sum over turns is the estimate.
"""

from dataclasses import dataclass

from bot.ports.model import Usage

AS_OF = "2026-11"


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens."""

    text_in: float
    audio_in: float
    image_in: float
    text_out: float
    audio_out: float


PRICES: tuple[tuple[str, Price], ...] = (
    # (beginning of the model's name, its price). The first that fits wins.
    ("gemini-3.8-live", Price(text_in=0.75, audio_in=3.00, image_in=1.00, text_out=4.50, audio_out=12.00)),
    ("gemini-3.1-flash-live", Price(text_in=0.75, audio_in=3.00, image_in=1.00, text_out=4.50, audio_out=12.00)),
)
UNKNOWN_MODEL = PRICES[0][1]
"""An unknown model is counted like the newest: a limit on cost must not be passed by a name."""


def cost_usd(model: str, usage: Usage) -> float:
    """The estimated price of one turn in US dollars (paid tier; an unpaid key is billed nothing)."""
    bare = model.removeprefix("models/")
    price = next((found for start, found in PRICES if bare.startswith(start)), UNKNOWN_MODEL)
    return (
        usage.text_in * price.text_in
        + usage.audio_in * price.audio_in
        + usage.image_in * price.image_in
        + usage.text_out * price.text_out
        + usage.audio_out * price.audio_out
    ) / 1_000_000
