"""Cost is an estimate from one dated table."""

import re

import pytest

from bot.gemini.api.settings import LiveSettings
from bot.gemini.live.prices import AS_OF, PRICES, cost_usd
from bot.ports.model import Usage

MILLION = 1_000_000


@pytest.mark.parametrize(
    ("usage", "dollars"),
    [
        (Usage(), 0.0),
        (Usage(text_in=MILLION), 0.75),
        (Usage(audio_in=MILLION), 3.0),
        (Usage(image_in=MILLION), 1.0),
        (Usage(text_in=400, audio_in=2500, image_in=66 * 900, audio_out=300), (300 + 7500 + 59_400 + 3600) / MILLION),
        (Usage(text_out=MILLION), 4.5),
        (Usage(audio_out=MILLION), 12.0),
        (Usage(text_in=522, text_out=136, audio_out=42), (522 * 0.75 + 136 * 4.5 + 42 * 12) / MILLION),
    ],
)
def test_each_kind_of_token_has_its_price(usage: Usage, dollars: float) -> None:
    assert cost_usd("gemini-3.8-live", usage) == pytest.approx(dollars)


def test_the_default_model_is_in_the_table_and_the_table_is_dated() -> None:
    assert LiveSettings(api_key="k").model in dict(PRICES)
    assert re.fullmatch(r"20\d\d-\d\d", AS_OF)


def test_a_name_with_its_prefix_or_a_suffix_is_found() -> None:
    usage = Usage(text_in=1000)
    assert cost_usd("models/gemini-3.8-live-extended-thinking", usage) == cost_usd("gemini-3.8-live", usage)


def test_an_unknown_model_is_not_free() -> None:
    assert cost_usd("somebody-elses-model", Usage(audio_out=MILLION)) == pytest.approx(12.0)
