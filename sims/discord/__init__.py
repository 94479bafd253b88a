"""A Discord on loopback for unmodified discord.py: gateway v10, the REST routes that an interview touches, and voice.

Strict: what Discord would refuse is refused here with its code, and an unknown route is remembered as an error.
It runs in a process of its own (`python -m sims.discord`), so that the bot can be killed while Discord lives on; a
plain HTTP port (`control.py`) plays the people. TLS names real hosts; a client needs `Loopback` and the CA.
Voice is the gateway v8 over its own host, UDP with both ciphers, and DAVE: `mls` and `dave_group` are Discord's half,
`people` use Discord's libdave and discord.py's Opus, so that no misreading of ours agrees with itself.
Written from Discord's developer documentation (API v10).
"""

from sims.discord.server import DiscordSim

__all__ = ["DiscordSim"]
