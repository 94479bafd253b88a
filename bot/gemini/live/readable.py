"""Whether a frame of the server's can be read at all, and if not, why. Pure.

A field that is new stands beside others that are known and is no trouble; a frame that says nothing to us is.
"""

import json
from enum import StrEnum

from bot.gemini.api.messages import CONTENT_KEYS, TOP_KEYS, Malformed, parse_server


class UnreadableFrame(StrEnum):
    """Why nothing could be made of a frame."""

    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    UNKNOWN = "unknown"
    """An object in which not one field is known, or whose content has none that is."""
    SOUND = "sound"
    """It holds sound, and that cannot be decoded."""


def unreadable(raw: bytes | str) -> UnreadableFrame | None:
    """Why this frame cannot be read; None if it can."""
    message = parse_server(raw, sound=True)
    if isinstance(message, Malformed):
        return UnreadableFrame.NOT_AN_OBJECT if message.why == "not an object" else UnreadableFrame.NOT_JSON
    if message.audio and not message.sound:
        return UnreadableFrame.SOUND
    frame = json.loads(raw)
    content = frame.get("serverContent")
    known = (TOP_KEYS & frame.keys()) - {"serverContent"}
    if isinstance(content, dict):
        known |= CONTENT_KEYS & content.keys()
    return None if known or not frame or content == {} else UnreadableFrame.UNKNOWN
