"""`python -m tests.interop.run`: discord.js, an independent client, talks through the simulated Discord.

If our simulator misread Discord's protocol the way our bot does, this would show it. Exit 0, or words.
It needs npm, with its package index.
"""

import asyncio
import json
import os
import shutil
import sys
import tempfile
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

from sims import whistle
from sims.discord import DiscordSim
from sims.discord.rtp import MODES, SILENCE
from sims.discord.server import TOKEN
from sims.discord.world import CANDIDATE, GUILD, LOUNGE

HERE = Path(__file__).parent
NODE = HERE / "node_modules" / ".bin" / "node"
"""From npm: what a system calls node may be too old for @discordjs/voice."""
PERSON_SAYS, BOT_SAYS = 7, 0xBEEF
PATIENCE = 60.0


def fail(words: str) -> None:
    sys.exit(f"interop: {words}")


async def install() -> None:
    npm = shutil.which("npm")
    if npm is None:
        fail("npm was not found; install Node.js with npm")
        return
    installing = await asyncio.create_subprocess_exec(npm, "ci", "--no-audit", "--no-fund", cwd=HERE)
    if await installing.wait() != 0:
        fail("npm ci failed; is its registry reachable?")


def stereo(mono: bytes) -> bytes:
    return b"".join(mono[at : at + 2] * 2 for at in range(0, len(mono), 2))


def left(interleaved: bytes) -> bytes:
    return b"".join(interleaved[at : at + 2] for at in range(0, len(interleaved), 4))


async def talk(mode: str, folder: Path) -> None:
    """One call with this transport encryption. Raises AssertionError with what was not so."""
    async with DiscordSim() as sim:
        sim.voice.websocket.modes = (mode,)
        authority, say, heard = folder / "authority.pem", folder / "say.pcm", folder / "heard.pcm"
        authority.write_text(sim.authority)
        say.write_bytes(stereo(whistle.speak(BOT_SAYS, 48_000)))
        person = sim.voice.people[CANDIDATE]
        await person.join(LOUNGE)
        ids = {"guild": str(GUILD), "channel": str(LOUNGE), "user": str(CANDIDATE)}
        settings = {"port": sim.port, "token": TOKEN, **ids, "say": str(say), "heard": str(heard), "packets": 60}
        node = await asyncio.create_subprocess_exec(
            *(str(NODE), "call.mjs", json.dumps(settings)),
            cwd=HERE,
            env={**os.environ, "NODE_EXTRA_CA_CERTS": str(authority)},
            stdout=PIPE,
        )
        assert node.stdout is not None
        try:
            async with asyncio.timeout(PATIENCE):
                steps: dict[str, dict[str, Any]] = {}
                async for line in node.stdout:
                    told = json.loads(line)
                    steps[told["step"]] = told
                    print(f"  {line.decode().strip()}", flush=True)
                    if told["step"] == "listening":
                        await person.say(PERSON_SAYS)
                assert await node.wait() == 0, f"discord.js ended after {list(steps)}: {sim.voice.websocket.log}"
        finally:
            if node.returncode is None:
                node.kill()
                await node.wait()
        spoken = [each for each in person.heard if each.opus != SILENCE]
        assert steps["group"]["protocolVersion"] == 1, "no DAVE"
        assert steps["group"]["mode"] == mode
        assert whistle.Hearer(48_000).feed(left(heard.read_bytes())) == [PERSON_SAYS], "the person was not understood"
        assert person.marks == [BOT_SAYS], f"the bot was not understood: {person.as_json()}"
        assert all(each.encrypted for each in spoken), "sound in the clear"
        assert sim.world.errors == [], sim.world.errors


async def main() -> None:
    if not NODE.exists():
        await install()
    for mode in MODES:
        print(f"discord.js, {mode}:", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            try:
                await talk(mode, Path(folder))
            except AssertionError as error:
                fail(str(error))
    print("discord.js understands the simulator, and is understood.")


if __name__ == "__main__":
    asyncio.run(main())
