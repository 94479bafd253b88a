"""A plan as JSON and back: the snapshot stored with each interview. Pure.

The version is in the text, so that a plan stored by an older bot can still be read when the shape changes.
"""

import functools
import json
from collections.abc import Mapping

from bot.interview.models import Plan, Question

VERSION = 1


def plan_to_json(plan: Plan) -> str:
    """One line of JSON; give it back to `plan_from_json`."""
    return json.dumps(
        {
            "version": VERSION,
            "title": plan.title,
            "language": plan.language,
            "brief": plan.brief,
            "closing": plan.closing,
            "questions": [
                {"text": question.text, "follow_ups": question.follow_ups, "required": question.required}
                for question in plan.questions
            ],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


@functools.lru_cache(maxsize=128)
def plan_from_json(text: str) -> Plan:
    """The plan that `plan_to_json` wrote. Raises ValueError, without a word of the plan, when it is something else.

    Interviews of one position share one plan in memory.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError:
        data = None
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise ValueError(f"not a plan of version {VERSION}")
    try:
        return Plan(
            title=str(data["title"]),
            questions=tuple(_question(item) for item in data["questions"]),
            language=str(data["language"]),
            brief=str(data["brief"]),
            closing=str(data["closing"]),
        )
    except (KeyError, TypeError) as mistake:
        raise ValueError(f"a plan lacks {mistake.args[0]!r}") from None


def _question(item: Mapping[str, object]) -> Question:
    follow_ups = item["follow_ups"]
    if not isinstance(follow_ups, int):
        raise TypeError("follow_ups as a number")
    return Question(text=str(item["text"]), follow_ups=follow_ups, required=item["required"] is True)
