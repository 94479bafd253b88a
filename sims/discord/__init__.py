"""A Discord on loopback for unmodified discord.py: gateway v10 and the REST routes that a text interview touches.

Strict: what Discord would refuse is refused here with its code, and an unknown route is remembered as an error.
It runs in a process of its own (`python -m sims.discord`), so that the bot can be killed while Discord lives on; a
plain HTTP port (`control.py`) plays the people. TLS names real hosts; a client needs `Loopback` and the CA.
Written from Discord's developer documentation (API v10).
"""

from sims.discord.server import DiscordSim

__all__ = ["DiscordSim"]
