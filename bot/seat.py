"""One interview at the desk: where it is, what waits for it, and the task that runs it."""

import asyncio
import math
from dataclasses import dataclass, field

from bot.edge import Edge
from bot.inbox import Inbox


@dataclass(slots=True)
class Seat:
    """One interview at the desk. It stays when its relay falls; `task` is None while no relay runs."""

    interview_id: int
    guild_id: int
    candidate_id: int
    thread_id: int
    edge: Edge
    inbox: Inbox = field(default_factory=Inbox)
    task: asyncio.Task[None] | None = None
    left: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: bool = True
    """Handed to the runner, not started yet."""
    falls: int = 0
    deadline_at: float = math.inf
    """Epoch seconds; known once its first relay was made."""
    overdue: asyncio.TimerHandle | None = None
    """Wakes it at the deadline, should its relay have fallen."""

    @property
    def idle(self) -> bool:
        """Its relay fell, and nobody started another yet."""
        return self.task is None and not self.waiting
