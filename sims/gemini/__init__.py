"""A strict Gemini Live server on loopback, with every failure by name. Written from Google's documents.

`GeminiSim` is the server, `canned` its usual mind, `FAULTS` what can be made to fail.
In a session whose setup has a `realtimeInputConfig` it whistles what it says (`sims.whistle`), and it hears whistling.
Not modelled: video, compression of the context, ephemeral tokens.
"""

from sims.gemini.brain import Brain, ContextEntry, Reply, ToolCall, canned
from sims.gemini.faults import FAULTS, Fault, Moment
from sims.gemini.server import GeminiSim
from sims.gemini.session import SimSession

__all__ = [
    "FAULTS",
    "Brain",
    "ContextEntry",
    "Fault",
    "GeminiSim",
    "Moment",
    "Reply",
    "SimSession",
    "ToolCall",
    "canned",
]
