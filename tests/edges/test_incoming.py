"""What each kind of message becomes: words, an event that says how little of it is, or nothing."""

from typing import Any

import discord
import pytest

from bot.edges.chat.incoming import WRITERS, WordsOf, edited, sender, typed
from bot.ports.events import Edited, VoiceMessage
from bot.ports.messages import Enclosed, Enclosure, Typed
from tests.edges.conftest import Place

US = 1
SYSTEM = [kind for kind, writer in WRITERS.items() if writer is WordsOf.DISCORD]
FILE = {"id": "5", "filename": "message.txt", "size": 9, "url": "https://x/", "proxy_url": "https://x/"}
STICKER = {"id": "6", "name": "Wave", "format_type": 1}
POLL = {
    "question": {"text": "Tea?"},
    "answers": [
        {"answer_id": 1, "poll_media": {"text": "yes", "emoji": {"id": None, "name": "🍵"}}},
        {"answer_id": 2, "poll_media": {"text": "no"}},
    ],
    "expiry": "2026-01-02T00:00:00+00:00",
    "allow_multiselect": False,
    "layout_type": 1,
}


def snapshot(text: str, **more: Any) -> dict[str, Any]:
    """A message that is passed on, as the API describes it."""
    message = {"type": 0, "content": text, "mentions": [], "mention_roles": [], "attachments": [], "embeds": []}
    times = {"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None}
    return {"message": {**message, **times, "flags": 0, "components": [], **more}}


def message(place: Place, text: str = "", **more: Any) -> discord.Message:
    """What discord.py makes of a message in the thread."""
    thread = place.client.get_channel(place.thread_id)
    assert isinstance(thread, discord.Thread)
    author = {"id": str(place.ada.id), "username": "ada", "discriminator": "0", "avatar": None}
    plain = {"id": "77", "type": 0, "channel_id": str(thread.id), "author": author, "content": text}
    lists: dict[str, Any] = {"attachments": [], "embeds": [], "mentions": [], "mention_roles": [], "components": []}
    times = {"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None}
    rest = {"tts": False, "mention_everyone": False, "pinned": False, "flags": 0}
    data: Any = {**plain, **lists, **times, **rest, **more}
    return discord.Message(state=place.client._connection, channel=thread, data=data)


def test_every_type_that_discord_py_knows_has_a_writer() -> None:
    """A new one in a new version is looked at by a person."""
    assert set(WRITERS) == set(discord.MessageType)


@pytest.mark.parametrize("kind", SYSTEM)
async def test_lines_of_discords_own(place: Place, kind: discord.MessageType) -> None:
    """Somebody pinned something, added somebody, ended a poll: nobody is told that this holds no words."""
    made = message(place, "anything", type=kind.value, message_reference={"channel_id": "1"})
    assert typed(made) is None


@pytest.mark.parametrize("number", [55, 199])
async def test_a_type_that_nobody_knows(place: Place, number: int) -> None:
    """Is not taken for words, and not passed over either."""
    assert typed(message(place, "What is this?", type=number)) == Typed(77, "")


@pytest.mark.parametrize(
    ("more", "event"),
    [
        ({"content": "Hello"}, Typed(77, "Hello")),
        ({"content": "Hello", "type": 19}, Typed(77, "Hello")),
        ({"attachments": [FILE]}, Typed(77, "", 1, texts=("message.txt",))),
        ({"attachments": [{**FILE, "content_type": "application/pdf", "size": 99_999}]}, Typed(77, "", 1)),
        ({"attachments": [{**FILE, "content_type": "image/png"}]}, Typed(77, "", 1, pictures=1)),
        ({"sticker_items": [STICKER]}, Typed(77, "", 1)),
        ({"poll": POLL}, Typed(77, "", enclosed=(Enclosed(Enclosure.POLL, "Tea?\n- 🍵 yes\n- no"),))),
        (
            {"message_snapshots": [snapshot("I said it there.")]},
            Typed(77, "", enclosed=(Enclosed(Enclosure.FORWARD, "I said it there."),)),
        ),
        (
            {"message_snapshots": [snapshot("", attachments=[FILE], sticker_items=[STICKER])]},
            Typed(77, "", 2, texts=("message.txt",)),
        ),
        ({"message_snapshots": [snapshot("")]}, Typed(77, "")),
        ({"embeds": [{"type": "rich", "title": "A preview"}]}, Typed(77, "")),
        ({"activity": {"type": 3, "party_id": "spotify:1"}}, Typed(77, "")),
        ({"components": [{"type": 10, "id": 1, "content": "Shown by an app"}]}, Typed(77, "")),
        ({"content": "half \ud83d"}, Typed(77, "half ?")),
    ],
)
async def test_what_people_send(place: Place, more: dict[str, Any], event: Typed) -> None:
    """Words are words wherever they stand; what holds none is an event all the same."""
    assert typed(message(place, **more)) == event


async def test_a_forwarded_voice_message_is_a_file(place: Place) -> None:
    """Only what somebody recorded here is their voice."""
    sound = {**FILE, "content_type": "audio/ogg", "duration_secs": 3.0, "waveform": "AAAA"}
    assert typed(message(place, attachments=[sound], flags=1 << 13)) == VoiceMessage(77, 3.0)
    passed_on = message(place, message_snapshots=[snapshot("", attachments=[sound], flags=1 << 13)])
    assert typed(passed_on) == Typed(77, "", 1)


async def test_what_an_app_wrote_for_somebody(place: Place) -> None:
    """It is theirs, and holds no words of theirs; our own answers, and those of other bots, are nobody's."""
    app = {"id": "9", "username": "app", "discriminator": "0", "avatar": None, "bot": True}
    ada = {"id": str(place.ada.id), "username": "ada", "discriminator": "0", "avatar": None}
    used = {"id": "8", "type": 2, "user": ada, "authorizing_integration_owners": {}}
    answer = message(place, "A picture of a cat", author=app, type=20, interaction_metadata=used)
    assert sender(answer, US) == place.ada.id
    assert typed(answer) == Typed(77, "")
    assert sender(answer, 9) is None
    assert sender(message(place, "Hello", author=app), US) is None
    assert sender(message(place, "Hello"), US) == place.ada.id


async def test_what_we_may_not_read(place: Place) -> None:
    """Without the intent it comes empty, and nobody knows what was in it."""
    assert typed(message(place), content=False) is None
    assert edited(message(place), content=False) is None
    assert typed(message(place, sticker_items=[STICKER]), content=False) == Typed(77, "", 1)


async def test_an_edit(place: Place) -> None:
    """All that the message holds now."""
    now = edited(message(place, "New", attachments=[FILE]))
    assert now is not None
    assert now.typed == Typed(77, "New", 1, texts=("message.txt",), edited=True)
    assert edited(message(place, type=6)) is None


async def test_names_for_numbers(place: Place) -> None:
    """In what they write, forward and ask, and in an edit; a channel that they may not see keeps its number."""
    robin = {"id": "31", "username": "robin", "global_name": "Robin", "discriminator": "0", "avatar": None}
    role = place.guild.create_role("Helpers")
    hidden = discord.PermissionOverwrite(view_channel=False)
    closed = place.guild.create_text_channel("closed", overwrites={place.guild.default_role: hidden})
    await place.env.settle()
    text = f"<@31> <@&{role.id}> <#{place.channel.id}> <#{closed.id}> <:party:9>"
    seen = f"@Robin @Helpers #{place.channel.name} <#{closed.id}> :party:"
    said = message(place, text, mentions=[robin], mention_roles=[str(role.id)])
    assert typed(said) == Typed(77, seen)
    assert edited(said) == Edited(77, seen)
    passed_on = typed(message(place, message_snapshots=[snapshot(f"<#{place.channel.id}> <t:0:d>")]))
    assert isinstance(passed_on, Typed)
    assert [each.text for each in passed_on.enclosed] == [f"#{place.channel.name} 1970-01-01"]
    party = {"answer_id": 1, "poll_media": {"text": "yes", "emoji": {"id": "9", "name": "party"}}}
    asked = typed(message(place, poll={**POLL, "answers": [party]}))
    assert isinstance(asked, Typed)
    assert [each.text for each in asked.enclosed] == ["Tea?\n- :party: yes"]
