"""What a Live session orders its client to do, and the states that the client may read: plain values."""

from dataclasses import dataclass, replace
from enum import Enum, StrEnum

from bot.gemini.api.failures import Cause, ConnectionStage


class LiveState(StrEnum):
    """Where a session stands."""

    ASLEEP = "asleep"
    """No socket, none wanted; the next question or `wake` dials."""
    WANTED = "wanted"
    """A socket is wanted, none is there yet: the last one is closing, or a retry waits."""
    DIALING = "dialing"
    SETTING_UP = "setting_up"
    READY = "ready"
    WAITING = "waiting"
    """Asked; the reply is not complete."""
    DOWN = "down"
    """Gave up, and sent `LiveDown`; the next question or `wake` dials."""
    STOPPED = "stopped"


class SocketState(Enum):
    """How the present socket stands."""

    NONE = 0
    DIALING = 1
    SETTING_UP = 2
    READY = 3
    HANGING = 4


def state_of(socket: SocketState, *, quiet: bool) -> LiveState:
    """Where a session stands that wants a socket; `quiet`: nothing is asked."""
    match socket:
        case SocketState.DIALING:
            return LiveState.DIALING
        case SocketState.SETTING_UP:
            return LiveState.SETTING_UP
        case SocketState.READY:
            return LiveState.READY if quiet else LiveState.WAITING
        case _:
            return LiveState.WANTED


def located(cause: Cause, socket: SocketState, *, leaving: bool) -> Cause:
    """The cause with what only the session knows: the stage, and a goAway before it."""
    stages = {SocketState.SETTING_UP: ConnectionStage.SETUP, SocketState.READY: ConnectionStage.LIVE}
    return replace(cause, stage=stages.get(socket, cause.stage), after_go_away=leaving)


@dataclass(frozen=True, slots=True)
class Dial:
    """Open a socket now (waiting is done by the session's own deadline).

    Answer with `socket_opened`, with `socket_closed` when it did not come to that, or with `blocked` when the breaker
    forbids it.
    """


@dataclass(frozen=True, slots=True)
class Hang:
    """Close the socket with this code, or give up dialling it; answer with `socket_closed` when that is done.

    Frames that still arrive meanwhile may be handed in or not; they are ignored.
    """

    code: int


Order = Dial | Hang
