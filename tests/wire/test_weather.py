"""Discord away, slow, or losing its answers; and the process told to stop in the middle of that."""

import asyncio
from pathlib import Path

from sims.discord.world import REVIEWER
from tests.harness.town import ASKED, town


async def test_rest_away_and_answers_lost(tmp_path: Path) -> None:
    """Posts that Discord took and whose answer got lost, 429s, a real outage: said once, each answer kept once."""
    async with town(tmp_path, short=True) as here:
        await here.start_bot()
        thread = await here.begin()
        await here.until_asked(thread, ASKED[0])
        await here.do("weather", lose=2)
        await here.says(thread, "I like maps.")
        await here.until_asked(thread, "What did you learn")
        await here.do("weather", limit=2)
        await here.says(thread, "Patience.")
        await here.until_asked(thread, ASKED[1])
        await here.do("weather", down=True)
        await here.says(thread, "I listen to both.")
        await asyncio.sleep(3)
        await here.do("weather", drop="forgotten")
        await here.says(thread, "And I wait a night.")
        await here.do("weather", down=False)
        await here.until(lambda _: "And I wait a night." in "\n".join(here.answers()), "the gap is read")
        state = await here.state()
        said = here.said(state, thread)
        assert len(said) == len(set(said)), said
        assert here.answers()[:2] == ["I like maps.", "Patience."]
        assert "\n".join(here.answers()[2:]) == "I listen to both.\nAnd I wait a night."


async def test_gemini_away_in_another_language(tmp_path: Path) -> None:
    """Translated, both texts kept; without Gemini the original and a choice; a quota closes the door to new starts."""
    async with town(tmp_path, short=True) as here:
        await here.start_bot()
        thread = await here.begin(language="de")
        await here.until_asked(thread, f"[de] {ASKED[0]}")
        kept = here.rows("SELECT text, source_text FROM turns WHERE kind = 'question'")
        assert kept == [(f"[de] {ASKED[0]}", ASKED[0])]
        here.gemini.drop_all()
        here.gemini.fail_always("quota")
        await here.says(thread, "Ich mag Karten.")
        await here.click(thread, "iv:without")
        await here.until_asked(thread, ASKED[1])
        await here.says(thread, "Ich höre zu.")
        await here.until_asked(thread, ASKED[2])
        assert ("untranslated",) in here.rows("SELECT mark FROM turn_marks")
        refused = await here.do("command", user=REVIEWER, path=["interview", "start"])
        said = (await here.answer_of(refused["id"]))["message"]["content"]
        assert "does not work" in said
        assert "<t:" in said
        await here.says(thread, "Zwei Abende.")
        await here.becomes("completed", "finished")
        assert here.answers() == ["Ich mag Karten.", "Ich höre zu.", "Zwei Abende."]


async def test_told_to_stop_while_somebody_waits(tmp_path: Path) -> None:
    """Saved, told, in that order, within ten seconds; the next process goes on without a second greeting."""
    async with town(tmp_path, short=True) as here:
        await here.start_bot()
        thread = await here.begin()
        await here.until_asked(thread, ASKED[0])
        here.gemini.delay = 60.0
        await here.says(thread, "I like maps.")
        await here.until(lambda _: here.answers(), "it is stored")
        await here.says(thread, "And towns.")
        await asyncio.sleep(0.1)
        assert await here.stop_bot() < 10
        said = here.said(await here.state(), thread)
        assert "restarts for a moment" in said[-1]
        assert here.answers() == ["I like maps.", "And towns."]
        here.gemini.delay = 0.0
        await here.start_bot()
        await here.until_asked(thread, "What did you learn")
        said = here.said(await here.state(), thread)
        assert len(said) == len(set(said)), said
        assert "Traceback" not in here.log()


async def test_told_to_stop_while_discord_is_away(tmp_path: Path) -> None:
    """Nobody can be told; it ends in time all the same, and nothing is lost."""
    async with town(tmp_path, short=True) as here:
        await here.start_bot()
        thread = await here.begin()
        await here.until_asked(thread, ASKED[0])
        reading = f"GET /channels/{thread}/messages"
        await here.until(lambda state: reading in state["requests"], "what was written at the very start is read")
        await here.do("weather", down=True)
        await here.says(thread, "I like maps.")
        await here.until(lambda _: here.answers(), "it is stored")
        await here.says(thread, "And towns.")
        assert await here.stop_bot() < 10
        await here.do("weather", down=False)
        await here.start_bot()
        await here.until_asked(thread, "What did you learn")
        await here.until(lambda _: "And towns." in "\n".join(here.answers()), "the second half is read")
        assert "\n".join(here.answers()) == "I like maps.\nAnd towns."
        assert "Traceback" not in here.log()


async def test_told_to_stop_before_it_is_ready(tmp_path: Path) -> None:
    """Discord does not answer at the start: SIGTERM ends that, too."""
    async with town(tmp_path, short=True) as here:
        await here.do("weather", slow=60.0)
        await here.start_bot(ready=False)
        await here.until(lambda state: "GET /users/@me" in state["requests"], "it asks Discord")
        assert await here.stop_bot() < 10
        assert "Traceback" not in here.log()
