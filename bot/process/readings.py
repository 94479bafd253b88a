"""How it stands with the process at one moment: values for `/metrics`. No ids, no words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.interview.models import InterviewType, Status
from bot.ports.tallies import Durations, Tallies


@dataclass(frozen=True, slots=True)
class Readings:
    """`tallies`, `loop_lag` and `database` go on counting; everything else is of this moment.

    `interviews`: how many of each type and state; None where the database cannot be read. `waits`: for how many seconds
    each candidate waits. `voice`: what arrived and left by voice, by the names of `VoiceConnection` and
    `AudioReceiver`. `disk_free` and `disk_total` in bytes; None where nobody can say.
    """

    tallies: Tallies
    loop_lag: Durations
    loop_lag_worst: float
    database: Mapping[str, Durations]
    connected: bool
    writable: bool
    interviews: Mapping[tuple[InterviewType, Status], int] | None = None
    under_way: int | None = None
    waits: tuple[float, ...] = ()
    model_down: bool = False
    voice: Mapping[str, int] = field(default_factory=dict)
    beats_skipped: int = 0
    disk_free: int | None = None
    disk_total: int | None = None
