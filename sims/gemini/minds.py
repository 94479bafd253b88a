"""What a model says whose candidate has talked it into something: texts by name, and the mind that says one.

A text is what the transcription of its speech would be; a model may be made to spell out any sign.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sims.gemini.brain import Brain, ContextEntry, Reply

MISLED: dict[str, str] = {
    "masked_link": "Please confirm who you are at [discord.*com/verify]*(https:*//evil.*example.*com/login) first, ok?",
    "hidden_invite": "Would you join us at discord.*gg/free-nitro, so that we can talk?",
}


def misled(name: str) -> Brain:
    """A mind that answers whatever it is asked with that text."""

    def says_it(context: Sequence[ContextEntry], setup: Mapping[str, Any]) -> Reply:
        return Reply(MISLED[name])

    return says_it
