"""What a test can turn while the simulator runs: speed, failures, handles. Each session reads it."""

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from sims.gemini.brain import Brain, ContextEntry
from sims.gemini.facts import EarFacts
from sims.gemini.faults import FaultPlan
from sims.gemini.protocol import INVALID_ARGUMENT

HANDLE_LIFE_S = 7200.0
"""The Developer API keeps a handle two hours after the session's end."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a resumption handle stands for: the context at the end of one turn."""

    model: str
    context: tuple[ContextEntry, ...]
    at: float
    """Loop time when it was made."""


class Controls(FaultPlan):
    """Speed, failures and handles of one simulated service."""

    def __init__(self, brain: Brain, key: str) -> None:
        super().__init__()
        self.brain = brain
        self.key = key
        self.delay = 0.0
        """Seconds before each reply begins."""
        self.pace = 0.0
        """Seconds between two chunks of a reply."""
        self.speed = 4.0
        """How much faster than it sounds speech is sent, in a session that listens (`realtimeInputConfig`)."""
        self.drawl = 1.0
        """How much slower than usual it speaks: usually some ten words a second."""
        self.playback = 1.0
        """How much faster than it sounds the model believes it is played; turnComplete waits for that."""
        self.strict = True
        """Whether audio sent while a blocking call is unanswered ends the connection with 1008, as was seen."""
        self.late = 0.8
        """Seconds until what comes late comes: quota_late, late_turn_complete, words, what follows a filler; how long
        no_pongs lasts."""
        self.label = "[inaudible]"
        """What noise_label puts in place of the words."""
        self.malformed = b'{"serverContent": {"turnComp'
        """The frame that malformed_frame sends: half of a JSON object, or whatever cannot be read."""
        self.go_away_time_left = 50.0
        """Seconds that go_away announces, and after which go_away_then_close closes."""
        self.ear: EarFacts | None = None
        """How the model notices the end of speech, from the next setup on; None: as `sims/facts.toml` says of it."""
        self.heeds_activity = True
        """Whether activityStart and activityEnd do anything; nobody has seen that they do not."""
        self.mishears: dict[str, str] = {}
        """Words, and what the transcription makes of them where they do not stand in the setup's customVocabulary."""
        self.refused_field = ""
        """A field that ends each setup in which it stands, wherever; with `refusal`."""
        self.refusal = (1007, INVALID_ARGUMENT)
        self.handle_life = HANDLE_LIFE_S
        self.errors: list[Exception] = []
        """What went wrong inside the simulator (a brain that raised); raised again when the simulator is left."""
        self._handles: dict[str, Checkpoint] = {}
        self._numbers = itertools.count(1)
        self._changed = asyncio.Event()

    def next_number(self) -> int:
        """A number never used before, for handles and call ids."""
        return next(self._numbers)

    def keep(self, model: str, context: Sequence[ContextEntry]) -> str:
        """Checkpoint a context; its handle."""
        handle = f"handle-{self.next_number()}"
        self._handles[handle] = Checkpoint(model, tuple(context), asyncio.get_running_loop().time())
        return handle

    def checkpoint(self, handle: str) -> Checkpoint | None:
        """What `handle` stands for; None if it is unknown or too old."""
        found = self._handles.get(handle)
        if found is None or asyncio.get_running_loop().time() - found.at >= self.handle_life:
            return None
        return found

    def forget_handles(self) -> None:
        """Make every handle given so far stale."""
        self._handles.clear()

    def note_change(self) -> None:
        """Wake whoever waits in `changed`."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed(self) -> None:
        """Wait until a frame comes or goes, a turn begins, or a socket opens or closes."""
        await self._changed.wait()
