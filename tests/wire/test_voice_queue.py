"""One bot account holds one voice channel in a server: who comes second writes, or waits in line; and /diag voice."""

from pathlib import Path
from typing import Any

from sims.discord.world import CHANNEL, REVIEWER
from tests.harness.town import notified
from tests.harness.voice_town import VoiceTown, voice_town

ROBIN = {"user": REVIEWER, "channel": CHANNEL}


async def queue(here: VoiceTown) -> None:
    """Robin is offered writing, or a place in line, with the expected time."""
    asked = await here.do("command", path=["interview", "start"], options={"type": "voice"}, **ROBIN)
    offered = (await here.answer_of(asked["id"]))["message"]
    assert "being interviewed by voice right now" in offered["embeds"][0]["description"]
    assert "start:kind" in str(offered["components"])
    await here.press("line:join", interaction=asked["id"], **ROBIN)

    def told(state: dict[str, Any]) -> bool:
        found = next(each for each in state["interactions"] if each["id"] == asked["id"])
        return "number 1 in line" in found["message"]["content"]

    await here.until(told, "Robin has a place in line")


async def end(here: VoiceTown, room: int) -> None:
    asked = await here.click(room, "iv:end")
    await here.press("iv-end:", channel=room, interaction=asked["id"])
    await here.becomes("ended", "candidate")


async def called(here: VoiceTown) -> str:
    """The message that pings Robin."""

    def pinged() -> list[str]:
        posts, rules = here.sim.world.messages[CHANNEL].values(), here.sim.world.allowed_mentions
        return [str(post["id"]) for post in posts if notified(post, rules[post["id"]]) == {str(REVIEWER)}]

    await here.wait(pinged, "Robin is pinged")
    (message,) = pinged()
    return message


async def test_the_queue_is_kept_and_called(tmp_path: Path) -> None:
    """It survives `kill -9`; whoever is called begins with the button; the operator's check works in between."""
    async with voice_town(tmp_path) as here:
        robin = here.sim.voice.people[REVIEWER]
        await here.start_bot()
        room = await here.begin_aloud()
        await here.casey.join(room)
        await here.check()
        await queue(here)
        await here.kill_bot()
        await here.start_bot()
        await here.check()
        await end(here, room)
        message = await called(here)
        opened = await here.press("line:begin", message=message, **ROBIN)
        await here.press("start:agree", interaction=opened["id"], **ROBIN)
        await here.wait(lambda: here.made_rooms() - {room}, "Robin's room is made")
        (second,) = here.made_rooms() - {room}
        await robin.join(second)
        await here.wait(lambda: robin.dave is not None and robin.dave.ready, "the two can hear each other")
        await robin.say(9, seconds=0.8)
        await here.wait(lambda: len(robin.marks) == 1, "Robin is greeted")
        assert not here.rows("SELECT * FROM voice_line")
        assert here.sim.world.errors == []
        assert "Traceback" not in here.log()
