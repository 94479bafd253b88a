"""`python -m sims.discord`: prints one JSON line with its ports and its authority, then serves until it is stopped."""

import argparse
import asyncio
import json

from sims.discord.server import TOKEN, DiscordSim


async def serve(*, content_allowed: bool) -> None:
    async with DiscordSim(content_allowed=content_allowed) as sim:
        told = {"port": sim.port, "control": sim.control_port, "authority": sim.authority, "token": TOKEN}
        print(json.dumps(told), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--no-content", action="store_true", help="the message content intent is switched off")
    asyncio.run(serve(content_allowed=not parser.parse_args().no_content))
