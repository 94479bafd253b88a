"""Every failure a Live client can meet, by name. `FAULTS` is the list; `FaultPlan` says when the next one strikes.

Codes and words are those the real service was seen to use; where nobody wrote its words down, the reason is empty.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum


class Moment(StrEnum):
    """When a failure strikes."""

    UPGRADE = "upgrade"
    """The HTTP request, before there is a websocket."""
    SETUP = "setup"
    """The setup frame was read; setupComplete not yet sent."""
    RESUME = "resume"
    """A setup frame that carries a handle was read."""
    READY = "ready"
    """setupComplete was just sent."""
    TURN = "turn"
    """The model is asked for a reply."""
    TOOL = "tool"
    """The client answered a function call; the model should go on."""
    SPEECH = "speech"
    """Somebody begins to speak."""
    PICTURE = "picture"
    """A picture came."""
    INTERRUPT = "interrupt"
    """Somebody begins to speak while the model does."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure. `status` is an HTTP status, `code` and `reason` a websocket close; else the name says it all."""

    name: str
    at: Moment
    status: int = 0
    code: int = 0
    reason: str = ""


_HTTP = tuple(
    Fault(f"refuse_http_{code}", Moment.UPGRADE, status=code) for code in (400, 401, 402, 403, 404, 429, 500, 503)
)
_QUOTA = (
    "You exceeded your current quota, please check your plan and billing details. For more information on this error, "
    "head to: h"
)
_FOR_THE_OPERATOR = tuple(
    Fault(name, Moment.SETUP, code=code, reason=reason)
    # Google's words over HTTP, cut as a close frame cuts them; which of them come as a close, and by which code, is not
    # known of all.
    for name, code, reason in (
        ("key_not_found", 1007, "API Key not found. Please pass a valid API key."),
        (
            "unregistered",
            1008,
            "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or "
            "other form of AP",
        ),
        (
            "credentials",
            1008,
            "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other "
            "valid authenticat",
        ),
        (
            "api_disabled",
            1008,
            "Generative Language API has not been used in project 123456789 before or it is disabled. Enable it by "
            "visiting https://",
        ),
        (
            "method_blocked",
            1008,
            "Requests to this API generativelanguage.googleapis.com method google.ai.generativelanguage.v1beta."
            "GenerativeService.Bidi",
        ),
        ("referer_blocked", 1008, "Requests from referer <empty> are blocked."),
        (
            "ip_blocked",
            1008,
            "The provided API key has an IP address restriction. The originating IP address of the call (192.0.2.1) "
            "violates this r",
        ),
        ("project_denied", 1008, "Your project has been denied access. Please contact support."),
        (
            "closed_to_new_users",
            1008,
            "This model models/X is no longer available to new users. Please update your code to use a newer model for "
            "the latest",
        ),
        ("shut_down", 1008, "models/X has been shut down. Please use a newer model."),
        ("exhausted", 1011, "Resource exhausted. Please try again later."),
        (
            "quota_exceeded",
            1011,
            "Quota exceeded for quota metric 'Generate Content API requests per minute' and limit 'GenerateContent "
            "request limit per m",
        ),
        ("sessions", 1011, "Too many concurrent sessions."),
        (
            "spending_cap",
            1011,
            "Your project has exceeded its monthly spending cap. Please go to AI Studio at https://ai.studio/spend to "
            "manage your pr",
        ),
        (
            "billing",
            1011,
            "This API method requires billing to be enabled. Please enable billing on project #123456789 by visiting "
            "https://console",
        ),
    )
)
_CLOSINGS = (
    *_FOR_THE_OPERATOR,
    Fault("bad_key", Moment.SETUP, code=1007, reason="API key not valid. Please pass a valid API key."),
    Fault("expired_key", Moment.SETUP, code=1007, reason="API key expired. Please renew the API key."),
    Fault(
        "leaked_key",
        Moment.SETUP,
        code=1008,
        reason="Your API key was reported as leaked. Please use another API key.",
    ),
    Fault("region", Moment.SETUP, code=1007, reason="User location is not supported for the API use."),
    Fault(
        "model_not_found",
        Moment.SETUP,
        code=1008,
        reason="models/X is not found for API version v1beta, or is not supported for bidiGenerateContent.",
    ),
    Fault(
        "modality",
        Moment.SETUP,
        code=1007,
        reason="The requested combination of response modalities (TEXT) is not supported by the model.",
    ),
    Fault("voices", Moment.SETUP, code=1007, reason="Cannot extract voices from a non-audio request."),
    Fault(
        "unknown_name",
        Moment.SETUP,
        code=1007,
        reason="Invalid JSON payload received. Unknown name \"x\" at 'setup': Cannot find field.",
    ),
    Fault("invalid_argument", Moment.SETUP, code=1007, reason="Request contains an invalid argument."),
    Fault("quota", Moment.SETUP, code=1011, reason=_QUOTA),
    Fault("quota_late", Moment.READY, code=1011, reason=_QUOTA),
    Fault("prepayment", Moment.SETUP, code=1011, reason="Your prepayment credits are depleted."),
    Fault("internal", Moment.SETUP, code=1011, reason="Internal error occurred."),
    Fault("unavailable", Moment.SETUP, code=1011, reason="The service is currently unavailable."),
    Fault("resume_refused", Moment.RESUME, code=1008, reason="Requested entity was not found."),
    Fault("deadline_expired", Moment.TURN, code=1011, reason="Deadline expired before operation could complete."),
    Fault(
        "not_implemented",
        Moment.TOOL,
        code=1008,
        reason="Operation is not implemented, or supported, or enabled.",
    ),
    Fault("entity_not_found", Moment.TOOL, code=1008, reason="Requested entity was not found."),
    Fault(
        "picture_refused",
        Moment.PICTURE,
        code=1007,
        reason="Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/",
    ),
    Fault("close_1000", Moment.TURN, code=1000),
    Fault("close_1001", Moment.TURN, code=1001),
    Fault("close_1012", Moment.TURN, code=1012),
    Fault("close_1013", Moment.TURN, code=1013),
)
_OTHERS = (
    Fault("slow_upgrade", Moment.UPGRADE),
    Fault("no_setup_complete", Moment.SETUP),
    Fault("resume_forgotten", Moment.RESUME),  # the handle is taken, and nothing of its context is there
    Fault("silent", Moment.TURN),  # this socket's model never says another word
    Fault("silent_once", Moment.TURN),
    Fault("drop", Moment.TURN),  # TCP reset, no close frame
    Fault("drop_mid_reply", Moment.TURN),
    Fault("too_big", Moment.TURN),  # one message of more than 16 MiB
    Fault("malformed_frame", Moment.TURN),
    Fault("unknown_frame", Moment.TURN),
    Fault("text_frame", Moment.TURN),  # JSON in TEXT frames
    Fault("no_turn_complete", Moment.TURN),  # generationComplete only
    Fault("late_turn_complete", Moment.TURN),
    Fault("decline_input", Moment.TURN),
    Fault("decline_output", Moment.TURN),
    Fault("no_transcription", Moment.TURN),  # sound only
    Fault("cut_mid_sentence", Moment.TURN),  # it stops in the middle of a sentence, the sound does not
    Fault("rest_after_the_end", Moment.TURN),  # likewise, and the rest of it comes after the turn's end
    Fault("stalls", Moment.TURN),  # half of it, and then nothing, not even its end; the socket stands
    Fault("no_end", Moment.TURN),  # all of it, and no end of any kind
    Fault("tone", Moment.TURN),  # a minute and a half of sound, and not a word
    Fault("twice", Moment.TURN),  # all of it, in order, and then all of it again
    Fault("zeros", Moment.TURN),  # sound of its full length, with its transcription, and all of it silence
    Fault("empty_turn", Moment.TURN),  # begun and ended in order, and nothing in it
    Fault("stray_end", Moment.TURN),  # the end of a turn before it begins
    Fault("text_part", Moment.TURN),  # modelTurn text, neither sound nor transcription: unspoken reasoning
    Fault("picture_part", Moment.TURN),  # the same, with a picture beside it
    Fault("late_words", Moment.TURN),  # generationComplete, and then more words, before the end
    Fault("thought_part", Moment.TURN),  # an unspoken thought goes before the reply
    Fault("filler", Moment.TURN),  # a sentence with its end, then IN_PROGRESS, and late the reply, which ends with IDLE
    Fault("no_pongs", Moment.TURN),  # answers as ever, but hears nothing, not even pings, for a while
    Fault("go_away", Moment.TURN),
    Fault("go_away_then_close", Moment.TURN),
    Fault("go_away_mid_reply", Moment.TURN),
    Fault("cough", Moment.SPEECH),  # a noise: it interrupts, but there are no words in it and no reply to it
    Fault("cut_at_once", Moment.SPEECH),  # a noise, too: it is replied to, and that is cut at its first word
    Fault("deaf_ear", Moment.SPEECH),  # this socket hears nothing from here on: no words, no reply, no interruption
    Fault("noise_label", Moment.SPEECH),  # in place of the words, or of none, their transcription is `Controls.label`
    Fault("no_input_transcription", Moment.SPEECH),  # the model understands and replies, but what, it does not say
    Fault("heard_twice", Moment.SPEECH),  # each utterance is transcribed twice, word for word
    Fault("late_input_transcription", Moment.SPEECH),  # after the reply began
    Fault("out_of_order", Moment.SPEECH),  # half of the transcription before the reply began, half after
    Fault("go_away_mid_speech", Moment.SPEECH),
    Fault("drop_mid_speech", Moment.SPEECH),  # TCP reset, when the first words were understood
    Fault("interrupted_without_turn_complete", Moment.INTERRUPT),
    Fault("late_audio_after_interrupt", Moment.INTERRUPT),
)
FAULTS = {fault.name: fault for fault in (*_HTTP, *_CLOSINGS, *_OTHERS)}


class FaultPlan:
    """Which failures are to come. One-shot ones go first, in the order they were asked for."""

    def __init__(self) -> None:
        self._once: deque[tuple[Moment, Fault]] = deque()
        self._always: list[tuple[Moment, Fault]] = []
        self._on_turn: dict[int, Fault] = {}
        self.turns = 0
        """How often a model was asked for a reply so far, over all sockets."""

    def fail_next(self, name: str, *, at: Moment | None = None) -> None:
        """Let it strike once, at its usual moment or at another one."""
        self._once.append((at or FAULTS[name].at, FAULTS[name]))

    def fail_always(self, name: str, *, at: Moment | None = None) -> None:
        """Let it strike every time until `heal`."""
        self._always.append((at or FAULTS[name].at, FAULTS[name]))

    def fail_on_turn(self, number: int, name: str) -> None:
        """Let it strike when a model is asked for its `number`-th reply, counted from 1 over all sockets."""
        self._on_turn[number] = FAULTS[name]

    def heal(self) -> None:
        """Forget every failure still to come."""
        self._once.clear()
        self._always.clear()
        self._on_turn.clear()

    def take(self, moment: Moment) -> Fault | None:
        """The failure that strikes now. Call once per moment: a one-shot failure is used up by it."""
        if moment is Moment.TURN:
            self.turns += 1
            if fault := self._on_turn.pop(self.turns, None):
                return fault
        for planned in self._once:
            if planned[0] is moment:
                self._once.remove(planned)
                return planned[1]
        return next((fault for at, fault in self._always if at is moment), None)
