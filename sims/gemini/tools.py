"""The function calls of one session: which are open, and what an answer to them sets going."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sims.gemini.brain import ContextEntry, declared_functions
from sims.gemini.protocol import INVALID_ARGUMENT, Refuse


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a toolResponse."""

    entries: tuple[ContextEntry, ...]
    goes_on: bool
    """Whether the model should speak now."""
    interrupts: bool = False
    """Whether what the model is saying is cut off for it."""


class ToolBox:
    """Open, answered and cancelled calls."""

    def __init__(self) -> None:
        self._blocking: dict[str, bool] = {}
        self._default = False
        self._open: dict[str, str] = {}
        self._cancelled: set[str] = set()
        self._called_at = 0.0

    def declare(self, setup: Mapping[str, Any], *, block_by_default: bool) -> None:
        """Learn which functions block the model until they are answered."""
        self._default = block_by_default
        for name, function in declared_functions(setup).items():
            behavior = function.get("behavior", "UNSPECIFIED")
            self._blocking[name] = block_by_default if behavior == "UNSPECIFIED" else behavior == "BLOCKING"

    def call(self, call_id: str, name: str) -> None:
        """A call goes out."""
        self._open[call_id] = name
        self._called_at = asyncio.get_running_loop().time()

    @property
    def waiting(self) -> bool:
        """Whether the model waits for the answer to a blocking call."""
        return any(self._blocks(name) for name in self._open.values())

    @property
    def waiting_since(self) -> float | None:
        """Loop time of the last call, while the model waits for an answer."""
        return self._called_at if self.waiting else None

    def cancel_waiting(self) -> list[str]:
        """New input came: the open blocking calls are void. Their ids."""
        ids = [call_id for call_id, name in self._open.items() if self._blocks(name)]
        for call_id in ids:
            del self._open[call_id]
        self._cancelled.update(ids)
        return ids

    def answer(self, responses: Sequence[Mapping[str, Any]]) -> Answered:
        """Take the answers. Raises Refuse for a call that was never made. A cancelled one is passed over."""
        if not responses:
            raise Refuse(1007, INVALID_ARGUMENT)
        entries: list[ContextEntry] = []
        goes_on = interrupts = False
        for response in responses:
            call_id, name = response.get("id"), response.get("name")
            if call_id in self._cancelled:
                continue
            if call_id is None or not name or self._open.get(call_id) != name:
                raise Refuse(1007, INVALID_ARGUMENT)
            del self._open[call_id]
            entries.append(ContextEntry("tool", json.dumps(response.get("response", {}), ensure_ascii=False), name))
            scheduling = response.get("scheduling", "WHEN_IDLE")
            goes_on |= self._blocks(name) or scheduling != "SILENT"
            interrupts |= not self._blocks(name) and scheduling == "INTERRUPT"
        return Answered(tuple(entries), goes_on and not self.waiting, interrupts)

    def _blocks(self, name: str) -> bool:
        return self._blocking.get(name, self._default)
