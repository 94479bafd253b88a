"""Makes safe what is printed: secrets are cut out, and websockets never shows what it sends.

The library's own DEBUG lines hold the request with its key, every header, and every frame with the candidate's words.
So it is handed `QUIET`, a logger that has no DEBUG, whatever level an operator sets.
"""

import logging
import re
from collections.abc import Iterable, Mapping

HIDDEN = "[hidden]"
SHORTEST = 6
"""Characters; anything shorter is no secret, and cutting it out would make a log unreadable."""


class QuietLogger(logging.LoggerAdapter[logging.Logger]):
    """A logger without DEBUG: hand it to a library that prints secrets there."""

    def isEnabledFor(self, level: int) -> bool:
        return level > logging.DEBUG and super().isEnabledFor(level)


QUIET = QuietLogger(logging.getLogger("websockets.client"), {})


def scrub(text: str, secrets: Iterable[str]) -> str:
    """The text without the secrets."""
    for secret in secrets:
        if len(secret) >= SHORTEST:
            text = text.replace(secret, HIDDEN)
    return text


# What a trace may show as it is. Everything else that is a string becomes its length: a field that Google invents
# tomorrow may hold a candidate's words.
PLAIN_FIELDS = frozenset(
    {
        "model",
        "voiceName",
        "role",
        "mimeType",
        "behavior",
        "scheduling",
        "mediaResolution",
        "responseModalities",
        "modality",
        "turnCoverage",
        "activityHandling",
        "startOfSpeechSensitivity",
        "endOfSpeechSensitivity",
        "turnCompleteReason",
        "interactionStatus",
        "timeLeft",
        "languageCode",
        "thinkingLevel",
        "type",
        "voiceActivityType",
    }
)
PLAIN_VALUE = re.compile(r"[\w./;=-]{1,64}")
NAME = re.compile(r"[A-Za-z_]{1,40}")
OPAQUE_FIELDS = frozenset({"args", "response", "parameters", "parametersJsonSchema"})
"""Objects whose very keys may be somebody's words: shown by their size only."""


def redact(value: object, field: str = "") -> object:
    """A decoded frame as a trace may show it: the shape stays; keys, sound and words become their lengths."""
    if isinstance(value, Mapping):
        if field in OPAQUE_FIELDS:
            return f"<{len(value)} fields>"
        return {name(str(key)): redact(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [redact(inner, field) for inner in value]
    if isinstance(value, str) and not (field in PLAIN_FIELDS and PLAIN_VALUE.fullmatch(value)):
        return f"<{len(value)} characters>"
    return value


def name(key: str) -> str:
    """A field's name as it is, if it looks like one: in an unknown message it may be anything."""
    return key if NAME.fullmatch(key) else f"<{len(key)} characters>"
