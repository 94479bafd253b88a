"""The wire vocabulary of Gemini Live: dataclasses to JSON and back (reference gemini-live §1.2 to §1.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tool:
    """One function the model may call. `parameters` is an OpenAPI schema, None for a function without any."""

    name: str
    description: str
    parameters: Mapping[str, object] | None = field(default=None)
