"""Accommodations as JSON and back: the choices stored with each interview. Pure.

What an older bot did not write has its default, and what a newer one wrote beside is not ours to judge.
"""

import json
from dataclasses import asdict, fields

from bot.ports.accommodations import Accommodations

NAMES = tuple(field.name for field in fields(Accommodations))


def accommodations_to_json(accommodations: Accommodations) -> str:
    """One line of JSON; give it back to `accommodations_from_json`."""
    return json.dumps(asdict(accommodations), separators=(",", ":"))


def accommodations_from_json(text: str) -> Accommodations:
    """The choices that `accommodations_to_json` wrote. Raises ValueError (without the text) for something else."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError:
        data = None
    if not isinstance(data, dict):
        raise ValueError("not the choices of a candidate")
    return Accommodations(**{name: data[name] is True for name in NAMES if name in data})
