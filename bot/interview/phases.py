"""What an interview waits for from moment to moment, as tables: what may follow what, and which button means something.

Everything about the phases is here and only here. What must outlast the process is the status (`lifecycle`); a phase
is found again from the record. `docs/lifecycle.md` shows these tables, too.
"""

from enum import StrEnum

from bot.interview.models import Medium
from bot.ports.posts import Action


class Phase(StrEnum):
    """What the machine waits for. PAUSED and AWAY are the two faces of the status `paused`."""

    NEW = "new"
    LISTENING = "listening"
    THINKING = "thinking"
    TRANSLATING = "translating"
    CHOOSING = "choosing"
    JOINING = "joining"
    SPEAKING = "speaking"
    COMPANY = "company"
    PAUSED = "paused"
    AWAY = "away"
    CLOSING = "closing"
    OVER = "over"


MEANINGS: dict[Phase, str] = {
    Phase.NEW: "its first event: it begins, goes on after a restart, or comes from another place",
    Phase.LISTENING: "the candidate",
    Phase.THINKING: "the model, about an answer",
    Phase.TRANSLATING: "the model, for a planned question or the closing words",
    Phase.CHOOSING: "the candidate's choice, because the model failed",
    Phase.JOINING: "the candidate in the voice channel, with a microphone that is heard",
    Phase.SPEAKING: "the end of what is being said by voice",
    Phase.COMPANY: "that nobody else is in the room",
    Phase.PAUSED: "the candidate: **Continue**, or simply writing, goes on",
    Phase.AWAY: "the thread: it cannot be used, nothing can be shown",
    Phase.CLOSING: "what was written before the closing words could be read",
    Phase.OVER: "nothing: the interview is over, or goes on in another place",
}
"""What is waited for in each phase."""

EVERY = frozenset(Phase)
NEVER: frozenset[Phase] = frozenset()
WORKING = frozenset({Phase.THINKING, Phase.TRANSLATING})
RUNNING = WORKING | {Phase.LISTENING, Phase.CHOOSING}
TALKING = frozenset({Phase.JOINING, Phase.SPEAKING, Phase.COMPANY, Phase.LISTENING, Phase.CHOOSING})
"""What `RUNNING` is in a spoken interview."""
ASKABLE = RUNNING | TALKING | {Phase.PAUSED}
"""When a person can be asked for."""

_RECORDED = RUNNING | {Phase.CLOSING}
"""What a record may wait for in writing."""
_LEFT = frozenset({Phase.JOINING, Phase.COMPANY, Phase.PAUSED, Phase.OVER})
"""How talking stops."""

FOLLOWING: dict[Medium, dict[Phase, frozenset[Phase]]] = {
    Medium.TEXT: {
        Phase.NEW: _RECORDED | {Phase.PAUSED, Phase.AWAY, Phase.OVER},
        Phase.LISTENING: _RECORDED | {Phase.PAUSED, Phase.AWAY, Phase.OVER},
        Phase.THINKING: RUNNING | {Phase.PAUSED, Phase.AWAY, Phase.OVER},
        Phase.TRANSLATING: WORKING | {Phase.LISTENING, Phase.PAUSED, Phase.AWAY, Phase.OVER},
        Phase.CHOOSING: WORKING | {Phase.LISTENING, Phase.PAUSED, Phase.AWAY, Phase.OVER},
        Phase.PAUSED: WORKING | {Phase.LISTENING, Phase.CLOSING, Phase.OVER},
        Phase.AWAY: _RECORDED | {Phase.OVER},
        Phase.CLOSING: frozenset({Phase.OVER}),
        Phase.OVER: NEVER,
    },
    Medium.VOICE: {
        Phase.NEW: frozenset({Phase.JOINING, Phase.PAUSED, Phase.OVER}),
        Phase.JOINING: frozenset({Phase.SPEAKING, Phase.COMPANY, Phase.PAUSED, Phase.OVER}),
        Phase.SPEAKING: _LEFT | {Phase.SPEAKING, Phase.LISTENING, Phase.CHOOSING},
        Phase.LISTENING: _LEFT | {Phase.SPEAKING, Phase.LISTENING, Phase.CHOOSING},
        Phase.CHOOSING: _LEFT | {Phase.SPEAKING},
        Phase.COMPANY: frozenset({Phase.SPEAKING, Phase.JOINING, Phase.PAUSED, Phase.OVER}),
        Phase.PAUSED: frozenset({Phase.SPEAKING, Phase.JOINING, Phase.COMPANY, Phase.OVER}),
        Phase.OVER: NEVER,
    },
}
"""What may be entered from each phase. Where a phase follows itself, the same is waited for anew."""

BUTTONS: dict[Medium, dict[Action, frozenset[Phase]]] = {
    Medium.TEXT: {
        Action.PAUSE: RUNNING | {Phase.PAUSED},
        Action.CONTINUE: frozenset({Phase.PAUSED, Phase.AWAY, Phase.LISTENING}),
        Action.SKIP: frozenset({Phase.LISTENING, Phase.THINKING}),
        Action.FINISH: frozenset({Phase.LISTENING, Phase.THINKING}),
        Action.ASK: RUNNING | {Phase.PAUSED},
        Action.END: RUNNING | {Phase.PAUSED, Phase.AWAY},
        Action.WITHOUT: frozenset({Phase.CHOOSING}),
        Action.ANSWER: NEVER,  # opens a form, which comes as `Typed`
        Action.REPEAT: NEVER,
        Action.WRITE: NEVER,
        Action.TALK: NEVER,  # comes as `MoveRequested`
        Action.CAMERA: NEVER,
    },
    Medium.VOICE: {
        Action.PAUSE: TALKING,
        Action.CONTINUE: frozenset({Phase.PAUSED, Phase.CHOOSING}),
        Action.SKIP: frozenset({Phase.LISTENING, Phase.SPEAKING}),
        Action.FINISH: frozenset({Phase.LISTENING, Phase.SPEAKING}),
        Action.ASK: TALKING | {Phase.PAUSED},
        Action.END: TALKING | {Phase.PAUSED},
        Action.WITHOUT: NEVER,
        Action.ANSWER: NEVER,
        Action.REPEAT: frozenset({Phase.LISTENING, Phase.SPEAKING}),
        Action.WRITE: TALKING | {Phase.PAUSED},
        Action.TALK: NEVER,
        Action.CAMERA: NEVER,
    },
}
"""In which phases each button means something; at any other time it was pressed too late, and nothing follows."""


def may_follow(medium: Medium, before: Phase, phase: Phase) -> bool:
    """Whether this phase may be entered from that one."""
    return phase in FOLLOWING[medium].get(before, NEVER)


def page() -> str:
    """The part of `docs/lifecycle.md` about phases and buttons."""
    following = [
        f"| `{phase}` | {meaning} | {_named(FOLLOWING[Medium.TEXT].get(phase, NEVER))} "
        f"| {_named(FOLLOWING[Medium.VOICE].get(phase, NEVER))} |"
        for phase, meaning in MEANINGS.items()
    ]
    buttons = [
        f"| `{action}` | {_named(BUTTONS[Medium.TEXT][action])} | {_named(BUTTONS[Medium.VOICE][action])} |"
        for action in Action
    ]
    return "\n".join(
        [
            "## What it waits for",
            "",
            "While it runs, it is always in one of these phases. They and the buttons are tables in "
            "`bot/interview/phases.py`.",
            "",
            "| phase | it waits for | after it in writing | after it by voice |",
            "|---|---|---|---|",
            *following,
            "",
            "| button | what it asks for is done in writing in | by voice in |",
            "|---|---|---|",
            *buttons,
            "",
        ]
    )


def _named(phases: frozenset[Phase]) -> str:
    return ", ".join(f"`{phase}`" for phase in Phase if phase in phases) or "-"
