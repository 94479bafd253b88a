"""The model's mind, replaced: what a Live model would say, decided by plain code.

A brain is any callable `brain(context, setup) -> Reply`. `canned` understands the relay format of our interviews;
tests write hostile ones. A brain sees exactly the context the session holds, and nothing else.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

ENOUGH = "answer_is_enough"

FOLLOW_UPS = (
    "Thank you for telling me. Could you walk me through one example of that?",
    "Thank you. What did you learn from it?",
    "Thanks for explaining. What would you do differently next time?",
)
BRIDGES = (
    "Thank you, that gives the people who read this something to go on.",
    "Thanks for taking the time to explain that.",
    "Thank you for going into that.",
)
GENERIC = "Hello, the line works."

_HEAD = re.compile(r"\AQuestion (\d+) of (\d+)\. Follow-ups left: (\d+)\.", re.MULTILINE)
_ASKED = re.compile(r"^Follow-up: ", re.MULTILINE)
_LAST_HEAD = re.compile(r"^Question (\d+) of (\d+)\. Follow-ups left: (\d+)\.", re.MULTILINE)
_SAY = re.compile(r"^Say (?:exactly )?this(?:, word for word,)? in ([\w-]+)(, translated faithfully)?", re.MULTILINE)
_NO_MORE = re.compile(r"\bsay nothing\b", re.IGNORECASE)
_NUDGE = re.compile(r"\A\([^)]*\breply\b[^)]*\bmissing\b", re.IGNORECASE)
_LAST_FENCE = re.compile(r".*^<<<\n(.*?)\n>>>", re.MULTILINE | re.DOTALL)
_TRANSLATE = re.compile(r"\ATranslate into (\S+)\. Say only the translation\.\s*")
_FENCE = re.compile(r"^<<<\n(.*)\n>>>\s*\Z", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """One entry of what the model knows.

    `role` is user or model for words; `call` for a function call of the model (`name`, its arguments as JSON in
    `text`) and `tool` for what the client answered to it.
    """

    role: Literal["user", "model", "call", "tool"]
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A function the model wants called."""

    name: str
    args: Mapping[str, Any] = field(default_factory=dict)


FILLER = "Let me think about that."
"""What the model says with the fault `filler` before it thinks. Asked again it says its reply, and that not."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model does in one go: it speaks `text`, it calls functions, or both.

    `text_first` says it speaks before it calls. With neither, the model chooses to stay silent: an empty turn.
    """

    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    text_first: bool = False


Brain = Callable[[Sequence[ContextEntry], Mapping[str, Any]], Reply]


def canned(context: Sequence[ContextEntry], setup: Mapping[str, Any]) -> Reply:
    """A friendly interviewer: one follow-up where any is left, then `answer_is_enough`, then one bridging sentence."""
    if context and context[-1].role == "tool":
        told = _LAST_FENCE.match(_output(context[-1].text))
        return Reply(f"{_bridge(context)} {told[1]}" if told else _bridge(context))
    relayed = _pending(context)
    newest = next((entry for entry in reversed(context) if not _NUDGE.match(entry.text)), None)
    if _NUDGE.match(relayed) and newest is not None and newest.role != "user":
        # It is asked for what it said already, and what nobody heard; or it had called.
        return Reply(newest.text.removeprefix(FILLER) if newest.role == "model" else _bridge(context))
    if order := _SAY.search(relayed.partition("<<<")[0]):
        words = _fenced_last(relayed)
        return Reply(f"[{order[1]}] {words}" if order[2] else words)
    if "realtimeInputConfig" in setup:
        return _after_speech(context, setup)
    if translation := _TRANSLATE.match(relayed):
        return Reply(f"[{translation[1]}] {_fenced(relayed[translation.end() :])}")
    head = _HEAD.match(relayed)
    if head is None:
        return Reply(GENERIC)
    before_answer = relayed.partition("<<<")[0]
    if int(head[3]) > 0 and not _ASKED.search(before_answer):
        return Reply(FOLLOW_UPS[int(head[1]) % len(FOLLOW_UPS)])
    if ENOUGH in declared_functions(setup):
        return Reply(tool_calls=(ToolCall(ENOUGH),))
    return Reply(_bridge(context))


def obeys_silence(context: Sequence[ContextEntry], setup: Mapping[str, Any]) -> Reply:
    """As `canned`, but told to say nothing more to a call it really says nothing: its turn is empty."""
    if context and context[-1].role == "tool" and _NO_MORE.search(_output(context[-1].text)):
        return Reply()
    return canned(context, setup)


def declared_functions(setup: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The functions a setup declares, by name."""
    return {
        function["name"]: function
        for tool in setup.get("tools", ())
        for function in tool.get("functionDeclarations", ())
    }


def _pending(context: Sequence[ContextEntry]) -> str:
    """The newest relayed text the model has not answered; else the newest words of the user.

    A nudge that follows an unanswered relay must not hide it.
    """
    unanswered: list[str] = []
    for entry in reversed(context):
        if entry.role != "user":
            break
        unanswered.append(entry.text)
    for text in unanswered:
        if _SAY.search(text.partition("<<<")[0]) and text is not unanswered[0] and not unanswered[0].startswith("("):
            continue  # it was interrupted by the candidate, who is answered now
        if _HEAD.match(text) or _TRANSLATE.match(text) or _SAY.match(text):
            return text
    return unanswered[0] if unanswered else ""


def _after_speech(context: Sequence[ContextEntry], setup: Mapping[str, Any]) -> Reply:
    """The candidate spoke: a follow-up while any is left of the last question, then the function."""
    number = left = asked = 0
    for entry in context:
        told = _output(entry.text) if entry.role == "tool" else entry.text
        if entry.role in ("user", "tool") and (heads := _LAST_HEAD.findall(told)):
            number, left, asked = int(heads[-1][0]), int(heads[-1][2]), 0
        asked += entry.role == "model" and any(known.startswith(entry.text.strip()) for known in FOLLOW_UPS)
    if not number:
        return Reply(GENERIC)
    if left > asked:
        return Reply(FOLLOW_UPS[(number + asked) % len(FOLLOW_UPS)])
    return Reply(tool_calls=(ToolCall(ENOUGH),)) if ENOUGH in declared_functions(setup) else Reply(_bridge(context))


def _output(answer: str) -> str:
    """What a function's answer holds as its output."""
    found = json.loads(answer)
    return str(found.get("output", "")) if isinstance(found, dict) else ""


def _fenced_last(text: str) -> str:
    fence = _LAST_FENCE.match(text)
    return fence[1] if fence else text


def _fenced(text: str) -> str:
    fence = _FENCE.search(text)
    return fence[1] if fence else text


def _bridge(context: Sequence[ContextEntry]) -> str:
    return BRIDGES[sum(entry.role == "tool" for entry in context) % len(BRIDGES)]
