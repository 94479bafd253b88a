"""Without the message content intent: the Answer button, its form, and a `kill -9` right after."""

from pathlib import Path

from tests.harness.town import ASKED, town


async def test_answers_by_form(tmp_path: Path) -> None:
    """It starts, warns, says how to switch the intent on; a form's words stand nowhere but with us: stored at once."""
    async with town(tmp_path, "--no-content", short=True) as here:
        await here.start_bot()
        assert "Message Content intent is off" in here.log()
        thread = await here.begin()
        await here.until_asked(thread, ASKED[0])
        await here.says(thread, "Can you read this?")
        await here.until_said(thread, "**Answer**")
        await here.answer_by_form(thread, "I like maps.")
        await here.kill_bot()
        assert here.answers() == ["I like maps."]
        await here.start_bot()
        await here.until_asked(thread, "What did you learn")
        await here.answer_by_form(thread, "Patience.")
        await here.until_asked(thread, ASKED[1])
        here.gemini.delay = 60.0
        await here.answer_by_form(thread, "I listen to both.")
        assert await here.stop_bot() < 10
        assert here.answers() == ["I like maps.", "Patience.", "I listen to both."]
        assert "Can you read this?" not in "\n".join(here.answers())
        assert "Traceback" not in here.log()
