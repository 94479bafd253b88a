"""`python -m sims.gemini --port N`: the simulated service alone, until Ctrl-C."""

import argparse
import asyncio
import contextlib

from sims.gemini.faults import FAULTS
from sims.gemini.server import GeminiSim


async def _serve(port: int, key: str, fault: str | None) -> None:
    async with GeminiSim(key=key, port=port) as sim:
        if fault is not None:
            sim.fail_always(fault)
        print(f"Simulated Gemini Live on {sim.base_url} (its interviewer is canned), key {key!r}. Ctrl-C stops it.")
        await asyncio.Event().wait()


def main() -> None:
    """Parse the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m sims.gemini", description=__doc__)
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--key", default="sim-key", help="the only key it accepts")
    parser.add_argument("--fail", choices=sorted(FAULTS), help="fail like this every time")
    arguments = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(arguments.port, arguments.key, arguments.fail))


if __name__ == "__main__":
    main()
