"""A plan survives its JSON; anything else is refused without repeating it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.interview.models import Plan, Question
from bot.interview.plan.plan_json import plan_from_json, plan_to_json

questions = st.builds(Question, text=st.text(), follow_ups=st.integers(0, 3), required=st.booleans())
plans = st.builds(
    Plan,
    title=st.text(),
    questions=st.lists(questions, max_size=5).map(tuple),
    language=st.sampled_from(["en", "de", "pt-BR"]),
    brief=st.text(),
    closing=st.text(),
)


@given(plans)
def test_a_plan_comes_back_as_it_was(plan: Plan) -> None:
    """Whatever an admin typed."""
    assert plan_from_json(plan_to_json(plan)) == plan


@pytest.mark.parametrize(
    "change",
    [{"version": 2}, {"questions": [{"text": "marked"}]}, {"questions": [{"text": "marked", "follow_ups": "1"}]}],
)
def test_another_shape_is_refused_without_its_words(change: dict[str, object]) -> None:
    """The error may reach a log."""
    data = json.loads(plan_to_json(Plan(title="marked", questions=())))
    with pytest.raises(ValueError, match="plan") as caught:
        plan_from_json(json.dumps({**data, **change}))
    assert "marked" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "marked", "[]", "{}"])
def test_no_plan_at_all(text: str) -> None:
    """Also what is no JSON."""
    with pytest.raises(ValueError, match="not a plan of version 1"):
        plan_from_json(text)
