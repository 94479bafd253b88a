"""What the machine of an interview waits for."""

from enum import StrEnum


class Phase(StrEnum):
    """What the machine waits for. PAUSED and AWAY are the two faces of the status `paused`."""

    NEW = "new"
    """`Begin` or `Restored`."""
    LISTENING = "listening"
    """The candidate."""
    THINKING = "thinking"
    """The model, about an answer."""
    TRANSLATING = "translating"
    """The model, for a planned question or the closing words."""
    CHOOSING = "choosing"
    """The candidate's choice, because the model failed."""
    JOINING = "joining"
    """The candidate in the voice channel, with a microphone that is heard."""
    SPEAKING = "speaking"
    """The end of what is being said by voice."""
    COMPANY = "company"
    """That nobody else is in the room."""
    PAUSED = "paused"
    """The candidate: **Continue**, or simply writing, goes on."""
    AWAY = "away"
    """The thread: it cannot be used, nothing can be shown."""
    CLOSING = "closing"
    """What was written before the closing words could be read."""
    OVER = "over"
    """Nothing: the interview is over, or goes on in another place."""


WORKING = frozenset({Phase.THINKING, Phase.TRANSLATING})
RUNNING = WORKING | {Phase.LISTENING, Phase.CHOOSING}
TALKING = frozenset({Phase.JOINING, Phase.SPEAKING, Phase.COMPANY, Phase.LISTENING, Phase.CHOOSING})
"""What `RUNNING` is in a spoken interview."""
ASKABLE = RUNNING | TALKING | {Phase.PAUSED}
"""When a person can be asked for."""
ENDABLE = ASKABLE | {Phase.AWAY}
