"""Things bent by a seed: bytes, and JSON as Python holds it."""

import json
from random import Random
from typing import Any

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2**16, 2**31, 2**64, 10**400, 0.5, float("inf"), float("-inf"), float("nan")),
    *("", "0", "x", "٣", "9" * 5000, "\udc80", [], {}, [None], {"d": {}}, [[[[]]]]),
)
"""Values that a field of another type may turn out to have."""


def bent_bytes(pick: Random, data: bytes) -> bytes:
    """Cut, grown, shifted, flipped, or something else altogether."""
    changed = bytearray(data)
    match pick.randrange(6):
        case 0:
            return pick.randbytes(pick.randrange(120))
        case 1:
            del changed[pick.randrange(len(changed) + 1) :]
        case 2:
            changed += pick.randbytes(pick.randrange(40))
        case 3:
            at = pick.randrange(len(changed) + 1)
            changed[at:at] = pick.randbytes(4)
        case _:
            for _ in range(pick.randrange(1, 4)):
                if changed:
                    changed[pick.randrange(len(changed))] ^= 1 << pick.randrange(8)
    return bytes(changed)


def bent_value(pick: Random, value: Any) -> Any:
    """The same shape with one place changed: a key gone or strange, an odd value, an item twice."""
    if isinstance(value, dict) and value and pick.random() < 0.85:
        key = pick.choice(list(value))
        rest = {name: item for name, item in value.items() if name != key}
        match pick.randrange(5):
            case 0:
                return rest
            case 1:
                return {**rest, pick.choice(("", "x", key + "s")): value[key]}
            case _:
                return {**rest, key: bent_value(pick, value[key])}
    if isinstance(value, list) and value and pick.random() < 0.7:
        at = pick.randrange(len(value))
        match pick.randrange(4):
            case 0:
                return value[:at]
            case 1:
                return value + value[:at]
            case _:
                return [*value[:at], bent_value(pick, value[at]), *value[at + 1 :]]
    if isinstance(value, int) and not isinstance(value, bool) and pick.random() < 0.4:
        return value + pick.choice((-value, -1, 1, 256, 2**16, 2**32))
    return pick.choice(ODD)


def bent_text(pick: Random, message: object) -> str:
    """A JSON frame, bent as a value or as text; sometimes one that is no JSON."""
    match pick.randrange(8):
        case 0:
            text = json.dumps(message)
            at = pick.randrange(len(text) + 1)
            return pick.choice((text[:at], text[:at] + pick.choice('{}[]",:0e\\') + text[at:], text + text))
        case 1:
            return pick.choice(("", "null", "[]", "{}", '"op"', "1e999", "[" * 100_000, '{"op":5}', '{"d":{}}'))
        case 2:
            return json.dumps(bent_value(pick, bent_value(pick, message)))
        case _:
            return json.dumps(bent_value(pick, message))
