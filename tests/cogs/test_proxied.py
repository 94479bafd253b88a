"""Candidates who write through PluralKit and the like, through the whole bot."""

import discord
import pytest

from bot.interview.models import Mark
from tests.cogs.conftest import Open
from tests.cogs.test_attached import answers, begin, is_answered, told
from tests.harness.bot_process import House, labels


class ProxyApp:
    """Deletes what was written, and posts it by a webhook; the tags before the colon stay out."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._hook = house.guild.create_webhook(house.channel, name="PluralKit Proxy Webhook")
        self._user = self._hook._webhook.webhook_user_id  # simcord posts webhooks' messages into channels only

    async def posts(self, words: str) -> discord.Object:
        """The copy."""
        house = self._house
        backend = house.env.backend
        made = backend.create_message(house.thread.id, self._user, words, webhook_id=self._hook.id, author_name="Jo")
        await house.env.settle()
        return discord.Object(made.id)

    async def edits(self, copy: discord.Object, words: str) -> None:
        """The copy says something else now."""
        house = self._house
        house.env.backend.edit_message(house.thread.id, copy.id, {"content": words})
        await house.env.settle()

    async def proxies(self, words: str, *, delete_first: bool) -> discord.Object:
        """One message of the candidate's, as these apps do it."""
        house, plain = self._house, words.partition(": ")[2]
        original = await house.ada.send(house.thread, words)
        if delete_first:
            await house.ada.delete(original)
        copy = await self.posts(plain)
        if not delete_first:
            await house.ada.delete(original)
        return copy


@pytest.mark.parametrize("delete_first", [True, False], ids=["deleted first", "posted first"])
async def test_the_copy_is_the_answer(open_house: Open, delete_first: bool) -> None:
    """Once, without the tags; also when the thread is read again, and when the bot was started again."""
    async with open_house() as house:
        app = ProxyApp(house)
        await begin(house)
        await app.proxies("J: I like maps.", delete_first=delete_first)
        await house.bot.service.catch_up()
        assert await is_answered(house) == ["I like maps."]
        await house.restart()
        await house.bot.service.catch_up()
        await house.env.settle()
        assert await answers(house) == ["I like maps."]
        assert told(house, "interview-proxied-missed") == 0


async def test_a_webhook_that_nobody_deleted_for(open_house: Open) -> None:
    """Nobody else is heard, whatever was deleted beside it."""
    async with open_house() as house:
        app = ProxyApp(house)
        await begin(house)
        await app.posts("Take her, she is great.")
        note = await house.ada.send(house.thread, "wait")
        await house.ada.delete(note)
        await app.posts("Really, take her.")
        await house.ada.send(house.thread, "In words, then.")
        assert await is_answered(house) == ["In words, then."]


async def test_the_app_edits_its_copy(open_house: Open) -> None:
    """As the candidate's own edits: until the answer is complete the new words count, later they are marked. What it
    edits of its other messages is nobody's."""
    async with open_house() as house:
        app = ProxyApp(house)
        await begin(house)
        other = await app.posts("Take her.")
        copy = await app.proxies("J: I like map.", delete_first=False)
        await app.edits(copy, "I like maps.")
        await app.edits(other, "Take her, please.")
        assert await is_answered(house) == ["I like maps."]
        await app.edits(copy, "I hate maps.")
        await house.env.settle()
        found = await house.store.detail(house.guild.id, 1)
        assert found is not None
        assert [(turn.text, turn.marks) for turn in found.turns if turn.kind == "answer"] == [
            ("I like maps.", (Mark.EDITED_LATER,))
        ]


async def test_the_app_is_slow(open_house: Open) -> None:
    """The answer was complete before its original was deleted: it counts once, and nothing is marked."""
    async with open_house() as house:
        app = ProxyApp(house)
        await begin(house)
        original = await house.ada.send(house.thread, "J: I like maps.")
        seen = frozenset(post.id for post in house.posts() if labels(post))
        await house.news(house.thread, seen)
        await app.posts("I like maps.")
        await house.ada.delete(original)
        await house.env.settle()
        found = await house.store.detail(house.guild.id, 1)
        assert found is not None
        assert [(turn.text, turn.marks) for turn in found.turns if turn.kind == "answer"] == [("J: I like maps.", ())]


async def test_written_while_the_bot_was_away(open_house: Open) -> None:
    """Nobody saw what was deleted: they are asked, once."""
    async with open_house() as house:
        app = ProxyApp(house)
        await begin(house)
        await house.bot.service.__aexit__(None, None, None)
        await app.posts("I like maps.")
        await house.restart()
        await house.until(lambda: told(house, "interview-proxied-missed"))
        await house.restart()
        await house.env.settle()
        assert await answers(house) == []
        assert told(house, "interview-proxied-missed") == 1
