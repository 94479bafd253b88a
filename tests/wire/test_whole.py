"""One whole interview on the wire, and `kill -9` in the middle of one: nothing lost, nothing said twice."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

from tests.harness.town import Town, town


async def answer(here: Town, thread: int, words: str) -> None:
    await here.do("write", channel=thread, content=words)


def stored(here: Town) -> list[Any]:
    """The turns as the database holds them, read from outside."""
    with sqlite3.connect(here.database) as reader:
        rows = reader.execute("SELECT speaker, kind, text FROM turns ORDER BY seq").fetchall()
    reader.close()
    return rows


async def interview(here: Town, thread: int, first: int = 1) -> list[str]:
    """Answer every question once and every follow-up once, until the bot closes the thread."""
    given: list[str] = []
    for number in range(first, 100):
        state = await here.until(
            lambda state: waits_for_us(here, state, thread) or archived(state, thread), "a question or the end"
        )
        if archived(state, thread):
            return given
        given.append(f"Answer number {number}.")
        await answer(here, thread, given[-1])
    raise AssertionError("it never ends")


def archived(state: dict[str, Any], thread: int) -> bool:
    return bool(state["threads"][str(thread)]["thread_metadata"]["archived"])


def waits_for_us(here: Town, state: dict[str, Any], thread: int) -> bool:
    """The newest message is the bot's and carries live buttons."""
    messages = state["messages"][str(thread)]
    return bool(messages) and messages[-1]["author"]["bot"] and bool(messages[-1]["components"])


async def test_a_whole_interview_on_the_wire(tmp_path: Path) -> None:
    """Command, consent, thread, every question, the record: with real HTTP, a real gateway, a real database."""
    async with town(tmp_path) as here:
        await here.start_bot()
        thread = await here.begin()
        given = await interview(here, thread)
        state = await here.state()
        assert state["threads"][str(thread)]["thread_metadata"]["invitable"] is False
        assert not state["threads"][str(thread)]["thread_metadata"]["locked"]
        answers = [text for speaker, _, text in stored(here) if speaker == "candidate"]
        assert answers == given
        context = "\n".join(entry.text for session in here.gemini.sessions[-1:] for entry in session.context)
        for words in given[:-1]:
            assert context.count(words) == 1
        assert await here.stop_bot() < 10
        assert not state["errors"], state["errors"]
        assert all(words not in here.log() for words in given)


async def test_kill_nine_in_the_middle(tmp_path: Path) -> None:
    """Killed while the model thinks; what was written meanwhile is answered once; buttons work."""
    async with town(tmp_path) as here:
        await here.start_bot()
        thread = await here.begin()
        await here.until(lambda state: waits_for_us(here, state, thread), "the first question")
        here.gemini.delay = 60.0
        await answer(here, thread, "Given before the fall.")
        await here.until(lambda state: any(row[2] == "Given before the fall." for row in stored(here)), "it is stored")
        await here.kill_bot()
        here.gemini.delay = 0.0
        await answer(here, thread, "Written while nobody listened.")
        await here.start_bot()
        await here.until(lambda state: waits_for_us(here, state, thread), "the bot goes on")
        given = await interview(here, thread)
        answers = [text for speaker, _, text in stored(here) if speaker == "candidate"]
        assert "\n".join(answers).count("Given before the fall.") == 1
        assert "\n".join(answers).count("Written while nobody listened.") == 1
        assert [text for text in answers if text in given] == given
        shown = here.said(await here.state(), thread)
        assert len(shown) == len(set(shown)), shown
        questions = [text for _, kind, text in stored(here) if kind == "question"]
        assert len(questions) == len(set(questions))


async def test_a_gap_in_the_gateway(tmp_path: Path) -> None:
    """Discord forgets the session while the candidate writes: the thread is read, and answered once."""
    async with town(tmp_path) as here:
        await here.start_bot()
        thread = await here.begin()
        await here.until(lambda state: waits_for_us(here, state, thread), "the first question")
        await here.do("weather", drop="forgotten")
        await answer(here, thread, "Written into the gap.")
        await here.until(lambda state: any(row[2] == "Written into the gap." for row in stored(here)), "it is stored")
        await asyncio.sleep(1)
        assert [row[2] for row in stored(here)].count("Written into the gap.") == 1
