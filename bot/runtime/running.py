"""One running interview: its place, what waits for it, and the task that runs it."""

import asyncio
import math
from dataclasses import dataclass, field

from bot.errors import Reason
from bot.interview.models import InterviewSnapshot, Medium
from bot.ports.camera import CameraEdge
from bot.ports.chat import Edge
from bot.ports.places import Address
from bot.ports.voice import VoiceEdge
from bot.runtime.crashes import Crashes
from bot.runtime.inbox import Inbox

QUIET_SECONDS = 1800.0
"""After so long without activity a text interview is asleep, and its connection closed."""


@dataclass(frozen=True, slots=True)
class Place:
    """A thread or a voice channel, and its edge; `voice` is that edge where it carries sound, `camera` the candidate's
    page beside it."""

    medium: Medium
    id: int
    edge: Edge
    voice: VoiceEdge | None = None
    camera: CameraEdge | None = None


def address_of(snapshot: InterviewSnapshot, place_id: int) -> Address:
    """The address of this place of an interview, be it the one where it is, or another one of its own."""
    return Address(
        snapshot.interview_id,
        snapshot.guild_id,
        place_id,
        snapshot.candidate_id,
        snapshot.locale,
        snapshot.accommodations,
        snapshot.own_room,
    )


@dataclass(slots=True)
class RunningInterview:
    """One running interview. It stays when its runner crashes; `task` is None while no runner runs."""

    interview_id: int
    guild_id: int
    candidate_id: int
    place: Place
    inbox: Inbox = field(default_factory=Inbox)
    task: asyncio.Task[None] | None = None
    removed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once it is over, or the process stops: nothing of it runs here any more."""
    waiting: bool = True
    """Scheduled, not started yet."""
    crashes: Crashes = field(default_factory=Crashes)
    ending: Reason | None = None
    """It was told to end, for this reason: so it does, by the record alone if no runner can end it."""
    failed_moves: int = 0
    """How often in a row the place that it was to move to could not be made."""
    room_id: int | None = None
    """The voice channel that the next move is to use; None: one is made."""
    deadline_at: float = math.inf
    """Epoch seconds; known once its first runner was made."""
    moved: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once it was decided where it goes on after a move, then replaced by a new one."""
    alarm: asyncio.TimerHandle | None = None
    """Starts another runner after a crash."""
    active_at: float = -math.inf
    """When somebody last did something here, in epoch seconds; long ago where only the record knows of it."""

    def notify_moved(self) -> None:
        """Tell those who wait for a move that it goes on at `place`, another one or not. Requests that came meanwhile
        meant this one."""
        self.inbox.forget_moves()
        self.moved.set()
        self.moved = asyncio.Event()

    def awake(self, now: float) -> bool:
        """Whether it holds a connection to the model, or is about to. In writing it may rest for days between two
        answers."""
        return self.place.medium is Medium.VOICE or now - self.active_at < QUIET_SECONDS

    @property
    def idle(self) -> bool:
        """Whether its runner crashed, and no other was scheduled yet."""
        return self.task is None and not self.waiting
