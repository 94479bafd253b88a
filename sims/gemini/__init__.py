"""A strict Gemini Live server on loopback, with every failure by name. Written from Google's documents.

`GeminiSim` is the server, `canned` its usual mind, `FAULTS` what can be made to fail.
In a session whose setup has a `realtimeInputConfig` it whistles what it says (`sims.whistle`), and it hears whistling.
Pictures are decoded and counted; what a brain is shown of them is nothing. Not modelled: ephemeral tokens, and of
compression only that pictures never fill the context.
"""

from sims.gemini.brain import Brain, ContextEntry, Reply, ToolCall, canned, obeys_silence
from sims.gemini.eyes import SeenPicture
from sims.gemini.facts import AS_DOCUMENTED, SILENCES_TRIED, EarFacts
from sims.gemini.faults import FAULTS, Fault, Moment
from sims.gemini.server import GeminiSim
from sims.gemini.session import SimSession

__all__ = [
    "AS_DOCUMENTED",
    "FAULTS",
    "SILENCES_TRIED",
    "Brain",
    "ContextEntry",
    "EarFacts",
    "Fault",
    "GeminiSim",
    "Moment",
    "Reply",
    "SeenPicture",
    "SimSession",
    "ToolCall",
    "canned",
    "obeys_silence",
]
