"""Protobuf's JSON mapping, as strict as Google's front end: unknown names and wrong types are refused.

Accepts lowerCamelCase and snake_case names and both base64 alphabets, as the mapping demands; gives everything back in
camelCase. https://protobuf.dev/programming-guides/json/
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class BadPayload(Exception):
    """The client's JSON does not fit the message; the text is the close reason (code 1007)."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A plain value; `proto` is its name in error texts."""

    proto: str


STRING = Scalar("TYPE_STRING")
BOOL = Scalar("TYPE_BOOL")
INT = Scalar("TYPE_INT64")
NUMBER = Scalar("TYPE_FLOAT")
BYTES = Scalar("TYPE_BYTES")
ANYTHING = Scalar("google.protobuf.Struct")
"""JSON that belongs to the user: arguments, responses, JSON schemas. Its keys are left alone."""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """One of these names."""

    name: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A list of `of`."""

    of: "Spec"


@dataclass(frozen=True, slots=True)
class Table:
    """A map from the user's own names to `of`."""

    of: "Spec"


@dataclass(frozen=True, slots=True)
class Message:
    """A message with exactly these fields (camelCase)."""

    fields: dict[str, "Spec"] = field(default_factory=dict)


Spec = Scalar | Enumeration | Repeated | Table | Message


def read(spec: Spec, value: Any, path: str = "") -> Any:
    """Check `value` against `spec`; return it in camelCase. Raises BadPayload."""
    match spec:
        case Message():
            return _read_message(spec, value, path)
        case Repeated(of):
            if not isinstance(value, list):
                raise BadPayload(f"Invalid value at '{path}' (repeated field), {value!r}")
            return [read(of, item, f"{path}[{index}]") for index, item in enumerate(value)]
        case Table(of):
            if not isinstance(value, dict):
                raise BadPayload(f"Invalid value at '{path}' (map field), {value!r}")
            return {name: read(of, item, f"{path}[{name}]") for name, item in value.items()}
        case Enumeration(name, values):
            if value not in values:
                raise BadPayload(f"Invalid value at '{path}' ({name}), {value!r}")
            return value
        case Scalar():
            return _read_scalar(spec, value, path)


def camel(name: str) -> str:
    """snake_case to lowerCamelCase; a camelCase name stays as it is."""
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)


def _read_message(spec: Message, value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise BadPayload(f"Invalid value at '{path}' (message), {value!r}")
    found: dict[str, Any] = {}
    for key, item in value.items():
        name = camel(key)
        inner = spec.fields.get(name)
        if inner is None:
            where = f" at '{path}'" if path else ""
            raise BadPayload(f'Invalid JSON payload received. Unknown name "{key}"{where}: Cannot find field.')
        if name in found:
            raise BadPayload(f"Invalid JSON payload received. Field '{key}' is set twice.")
        if item is not None:  # null means absent
            found[name] = read(inner, item, f"{path}.{key}" if path else key)
    return found


def _read_scalar(spec: Scalar, value: Any, path: str) -> Any:
    if spec is ANYTHING:
        return value
    if spec is INT:
        return _read_int(value, path)
    if spec is BYTES:
        return _read_bytes(value, path)
    is_bool = isinstance(value, bool)
    fits = (
        (spec is STRING and isinstance(value, str))
        or (spec is BOOL and is_bool)
        or (spec is NUMBER and isinstance(value, int | float) and not is_bool)
    )
    if not fits:
        raise BadPayload(f"Invalid value at '{path}' ({spec.proto}), {value!r}")
    return value


def _read_int(value: Any, path: str) -> int:
    """int64 may come as a JSON string."""
    if isinstance(value, str) and value.removeprefix("-").isdigit():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise BadPayload(f"Invalid value at '{path}' ({INT.proto}), {value!r}")


def _read_bytes(value: Any, path: str) -> bytes:
    if not isinstance(value, str):
        raise BadPayload(f"Invalid value at '{path}' ({BYTES.proto}), {value!r}")
    standard = value.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except binascii.Error:
        raise BadPayload(f"Invalid value at '{path}' ({BYTES.proto}), Base64 decoding failed") from None
