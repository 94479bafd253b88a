"""From the command to the closing words, in a simulated Discord and against a simulated Gemini."""

from tests.cogs.conftest import Open
from tests.launch import House, labels, say

ANSWER = "I have looked after the book club's channel for a year."


async def begin(house: House) -> None:
    """Start and agree; the first question stands in the thread."""
    panel = await house.ada.slash(house.channel, "interview start")
    assert panel.response is not None
    await house.ada.click(panel.response, label=say("start-agree"))
    await house.post_with("Question 1 of 5", button=say("edge-button-skip"))


async def test_whole_interview(open_house: Open) -> None:
    """Start, consent, agree, five questions with follow-ups, closing: each planned question verbatim, once."""
    async with open_house() as house:
        panel = await house.ada.slash(house.channel, "interview start")
        assert panel.response is not None
        assert panel.response.ephemeral
        assert labels(panel.response) == [say("start-agree"), say("start-not-now")]
        assert await house.store.running() == []
        agreed = await house.ada.click(panel.response, label=say("start-agree"))
        assert agreed.response is not None
        await house.post_with("Question 1 of 5", button=say("edge-button-skip"))
