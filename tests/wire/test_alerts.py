"""The whole bot, and an operator who is not there: told once of what is wrong, also over a restart."""

import asyncio
import json
from pathlib import Path

from tests.harness.town import ASKED, town
from tests.harness.webhook import SECRET, receiver


async def test_an_operator_is_told_once(tmp_path: Path) -> None:
    """An intent that is off, at the start; a key that is refused, when somebody answers; the next process knows."""
    with receiver() as hook:
        async with town(tmp_path, "--no-content", short=True) as here:
            here.more["ALERT_WEBHOOK_URL"] = hook.url
            await here.start_bot()
            await here.until(lambda _: hook.told() == [("intent", "began")], "the intent is told")
            thread = await here.begin()
            await here.until_asked(thread, ASKED[0])
            here.gemini.drop_all()
            here.gemini.fail_always("bad_key")
            await here.answer_by_form(thread, "I like maps.")
            await here.until(lambda _: ("gemini-key", "began") in hook.told(), "the key is told")
            await here.stop_bot()
            await here.start_bot()
            await asyncio.sleep(5)
            assert len(hook.bodies) == 2
        told = json.dumps(hook.bodies)
        assert hook.bodies[1]["interviews"] == 1
        assert "Google AI Studio" in str(hook.bodies[1]["fix"])
        assert "maps" not in told
        assert "sim-key" not in told
        assert SECRET not in here.log()
        assert "Traceback" not in here.log()
