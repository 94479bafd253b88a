"""Pastes, files, stickers, forwards and polls as answers, through the whole bot: words, or a sentence at once."""

from typing import Any

import pytest
from simcord.backend.models import MessageSticker, Poll, PollAnswer

from bot.interview.models import Speaker
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, labels, say

PASTE = "I would listen first, and then say what I saw. " * 56
QUESTION, NEXT = "Question 1 of", "?"


async def begin(house: House) -> None:
    """To the first question."""
    shown = await house.ada.slash(house.channel, "interview start")
    assert shown.response is not None
    await house.ada.click(shown.response.message, label=say("start-agree"))
    await house.post_with(QUESTION, button=say("edge-button-pause"))


async def answers(house: House) -> list[str]:
    found = await house.store.detail(house.guild.id, 1)
    assert found is not None
    return [turn.text for turn in found.turns if turn.speaker is Speaker.CANDIDATE]


def told(house: House, key: str, **words: Any) -> int:
    """How often these words stand in the thread."""
    return sum(post.content == say(key, **words) for post in house.posts())


async def hears(house: House, key: str, **words: Any) -> None:
    await house.until(lambda: told(house, key, **words))


async def is_answered(house: House) -> list[str]:
    """Wait for the post after the answer; return what the record holds."""
    seen = frozenset(post.id for post in house.posts() if labels(post))
    await house.news(house.thread, seen)
    return await answers(house)


async def still_open(house: House, *expected: str) -> None:
    """Nothing was taken for an answer; what is written now is."""
    assert await answers(house) == []
    await house.ada.send(house.thread, "In words, then.")
    assert await is_answered(house) == ["In words, then."]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("message.txt", PASTE.encode(), PASTE.strip()),
        ("notes.md", b"\xef\xbb\xbf# Why\n\nBecause.", "# Why\n\nBecause."),
        ("answer.py", b"def fair(x):\n    return x\n", "def fair(x):\n    return x"),
        ("query.sql", b"SELECT 1;", "SELECT 1;"),
        ("from-notepad.txt", "Grüße".encode("utf-16"), "Grüße"),
    ],
    ids=["message.txt", "notes.md", "answer.py", "query.sql", "utf-16"],
)
async def test_a_text_file_is_the_answer(open_house: Open, name: str, data: bytes, words: str) -> None:
    """What Discord makes of a long paste, and what people attach instead of writing: stored, and relayed."""
    async with open_house() as house:
        await begin(house)
        await house.ada.send(house.thread, attachments=[(name, data)])
        [answer] = await is_answered(house)
        assert answer.rstrip() == f"[text file {name}]\n{words}"
        [session] = house.sim.sessions
        assert words in "".join(item.text for item in session.context)
        assert "not read" not in "".join(post.content for post in house.posts())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cv.pdf", b"%PDF-1.7\n%\xe2\xe3"),
        ("cv.docx", b"PK\x03\x04\x14\x00"),
        ("me.png", b"\x89PNG\r\n\x1a\n"),
        ("me.ogg", b"OggS\x00"),
        ("huge.txt", b"x" * 65_537),
        ("secretly.txt", b"\x7fELF\x02\x01\x00"),
    ],
    ids=["cv.pdf", "cv.docx", "me.png", "me.ogg", "huge.txt", "secretly.txt"],
)
async def test_what_is_no_text_is_said_at_once(open_house: Open, name: str, data: bytes) -> None:
    """And the question stays open."""
    async with open_house() as house:
        await begin(house)
        await house.ada.send(house.thread, attachments=[(name, data)])
        await hears(house, "interview-attached-alone", count=1)
        await still_open(house)


async def test_words_beside_it_count(open_house: Open) -> None:
    """The file is said to be unread; several in one message, once."""
    async with open_house() as house:
        await begin(house)
        files = [("cv.pdf", b"%PDF-"), ("me.png", b"\x89PNG\r\n\x1a\n"), ("why.txt", b"Because.")]
        await house.ada.send(house.thread, "See there.", attachments=files)
        await hears(house, "interview-attached-beside", count=2)
        [answer] = await is_answered(house)
        assert answer == "See there.\n[text file why.txt]\nBecause.\n[2 attachments, not read]"
        assert told(house, "interview-attached-beside", count=2) == 1


async def test_a_sticker(open_house: Open) -> None:
    """Holds no words."""
    async with open_house() as house:
        await begin(house)
        sticker = MessageSticker(5, "Wave", 1, house.guild.id)
        house.env.backend.create_message(house.thread.id, house.ada.id, stickers=[sticker])
        await hears(house, "interview-attached-alone", count=1)
        await still_open(house)


async def test_once_over_restarts(open_house: Open) -> None:
    """What was said to a message is not said again when the thread is read again; nor are its words lost."""
    async with open_house() as house:
        await begin(house)
        await house.ada.send(house.thread, attachments=[("cv.pdf", b"%PDF-")])
        await hears(house, "interview-attached-alone", count=1)
        for _ in range(2):
            await house.restart()
            await house.until(lambda: house.bot.service.running_count() == 1)
        await house.services.aclose()
        await house.ada.send(house.thread, attachments=[("message.txt", b"While you were away.")])
        await house.restart()
        assert await is_answered(house) == ["[text file message.txt]\nWhile you were away."]
        await house.restart()
        await house.ada.send(house.thread, "And on.")
        await is_answered(house)
        assert told(house, "interview-attached-alone", count=1) == 1
        found = await house.store.detail(house.guild.id, 1)
        assert found is not None
        assert [turn.marks for turn in found.turns if turn.marks] == []


async def test_what_was_told_between_two_answers(open_house: Open) -> None:
    """A file that came after the words of an answer lies behind what is read again, and before what was asked since."""
    async with open_house() as house:
        await begin(house)
        await house.ada.send(house.thread, "In words.")
        await house.ada.send(house.thread, attachments=[("cv.pdf", b"%PDF-")])
        assert await is_answered(house) == ["In words."]
        await house.restart()
        await house.ada.send(house.thread, "More words.")
        assert await is_answered(house) == ["In words.", "More words."]
        assert told(house, "interview-attached-alone", count=1) == 1


async def test_an_edit_that_brings_words(open_house: Open) -> None:
    """Whoever adds to the message what they were asked to write has answered."""
    async with open_house() as house:
        await begin(house)
        sent = await house.ada.send(house.thread, attachments=[("cv.pdf", b"%PDF-")])
        await hears(house, "interview-attached-alone", count=1)
        await house.ada.edit(sent, "I have moderated for two years.")
        assert await is_answered(house) == ["I have moderated for two years.\n[1 attachment, not read]"]


async def test_an_edit_that_brings_a_file(open_house: Open) -> None:
    """To an answer that is still being written, and to one that was relayed."""
    async with open_house() as house:
        await begin(house)
        backend = house.env.backend
        sent = await house.ada.send(house.thread, "First.")
        more = backend.store_attachments(house.thread.id, [("message.txt", b"Second.")])
        backend.edit_message(house.thread.id, sent.id, {"attachments": more})
        assert await is_answered(house) == ["First.\n[text file message.txt]\nSecond."]
        worse = backend.store_attachments(house.thread.id, [("cv.pdf", b"%PDF-")])
        backend.edit_message(house.thread.id, sent.id, {"attachments": [*more, *worse]})
        await hears(house, "interview-attached-beside", count=1)


async def test_a_forwarded_message_is_words(open_house: Open) -> None:
    """Marked as what it is, with what it carries."""
    async with open_house() as house:
        await begin(house)
        there = await house.ada.send(house.channel, "I said it there.", attachments=[("why.txt", b"Because.")])
        await house.ada.forward(there, house.thread)
        assert await is_answered(house) == ["[forwarded message]\nI said it there.\n[text file why.txt]\nBecause."]


async def test_a_poll_is_words(open_house: Open) -> None:
    """Its question and its answers are the sender's."""
    async with open_house() as house:
        await begin(house)
        poll = Poll("Tea?", [PollAnswer(1, "yes"), PollAnswer(2, "no")], "2026-01-02T00:00:00+00:00")
        house.env.backend.create_message(house.thread.id, house.ada.id, poll=poll)
        assert await is_answered(house) == ["[poll]\nTea?\n- yes\n- no"]


async def sent_while_away(house: House, *, forward: bool) -> None:
    """A forward, or a message that is nothing but a preview, into a thread that nobody listens to."""
    if forward:
        there = await house.ada.send(house.channel, "I said it there.")
        await house.ada.forward(there, house.thread)
    else:
        preview = [{"type": "rich", "title": "A preview"}]
        house.env.backend.create_message(house.thread.id, house.ada.id, embeds=preview)


@pytest.mark.parametrize("away", [False, True])
async def test_what_holds_no_words_is_said(open_house: Open, away: bool) -> None:
    """Live, and when it is read from the thread after a restart."""
    async with open_house() as house:
        await begin(house)
        if away:
            await house.services.aclose()
        await sent_while_away(house, forward=False)
        if away:
            await house.restart()
        await hears(house, "interview-no-words")
        await still_open(house)


async def test_a_forward_that_is_read_after_a_restart(open_house: Open) -> None:
    """Is the answer."""
    async with open_house() as house:
        await begin(house)
        await house.services.aclose()
        await sent_while_away(house, forward=True)
        await house.restart()
        assert await is_answered(house) == ["[forwarded message]\nI said it there."]


async def test_a_pinned_message_is_nothing(open_house: Open) -> None:
    """Discord writes a line in the candidate's name: nobody is told anything."""
    async with open_house() as house:
        await begin(house)
        before = len(house.posts())
        house.env.backend.set_pinned(house.thread.id, house.posts()[-1].id, True, actor_id=house.ada.id)
        assert [each for each in house.thread.history() if each.author.id == house.ada.id]
        await still_open(house)
        assert len(house.posts()) == before + 1


async def test_names_as_they_were(open_house: Open) -> None:
    """The record and the model have names, also when the thread is read again under other names."""
    async with open_house() as house:
        await begin(house)
        await house.ada.send(house.thread, f"I would ask <@{house.robin.id}> in <#{house.channel.id}>.")
        words = f"I would ask @{house.robin.name} in #{house.channel.name}."
        assert await is_answered(house) == [words]
        assert words in "".join(item.text for item in house.sim.sessions[0].context)
        house.env.backend.edit_channel(house.channel.id, {"name": "elsewhere"})
        await house.env.settle()
        await house.restart()
        await house.ada.send(house.thread, "And that is all.")
        assert (await is_answered(house))[-1] == "And that is all."
        found = await house.store.detail(house.guild.id, 1)
        assert found is not None
        [first, _] = [turn for turn in found.turns if turn.speaker is Speaker.CANDIDATE]
        assert (first.text, first.marks) == (words, ())
