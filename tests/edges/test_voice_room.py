"""A voice channel as the place of an interview, in the simulated Discord: who is there, what is heard and said."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import discord
import pytest

from bot.clock import steady_clock
from bot.edges.voice.metronome import Metronome
from bot.edges.voice.places import VoicePlaces
from bot.edges.voice.room import VoiceRoom
from bot.media import opus
from bot.media.rtp import SILENCE
from bot.ports.events import CandidateAway, CandidateReady, EdgeEvent, OthersPresent, Played
from bot.ports.places import Address, NewPlace
from bot.ports.posts import Action, Post
from bot.store import Store
from bot.store.records import NewPosition
from bot.words import Words
from sims.discord.world import BOT, CANDIDATE, CHANNEL, GUILD, LOUNGE, REVIEWER, VOICE_CHANNEL
from sims.whistle import Hearer, speak
from tests.harness.discord_voice import Room, room, until

INTERVIEW = 3
POSITION = NewPosition("Helper", "", "Why?", "Thanks.", ("en",))


@dataclass
class RecordingListener:
    """Fulfils `bot.ports.voice.Listener`, and keeps what came."""

    pcm: bytearray = field(default_factory=bytearray)
    numbers: list[int] = field(default_factory=list)
    ends: int = 0
    events: list[EdgeEvent] = field(default_factory=list)
    whistle: Hearer = field(default_factory=lambda: Hearer(16_000))

    def hear(self, pcm: bytes) -> None:
        self.pcm += pcm
        self.numbers += self.whistle.feed(pcm)

    def end_of_audio(self) -> None:
        self.ends += 1

    def happened(self, event: EdgeEvent) -> None:
        self.events.append(event)


@dataclass
class Stay:
    """One interview's room, and everybody's view of it."""

    here: Room
    places: VoicePlaces
    listener: RecordingListener = field(default_factory=RecordingListener)
    made: list[VoiceRoom] = field(default_factory=list)

    def edge(self, channel_id: int, *, own_room: bool) -> VoiceRoom:
        edge = self.places.edge(
            Address(
                interview_id=INTERVIEW,
                guild_id=GUILD,
                place_id=channel_id,
                candidate_id=CANDIDATE,
                locale="en",
                own_room=own_room,
            )
        )
        self.made.append(edge)
        return edge

    async def comes(self, *events: EdgeEvent) -> None:
        """These events came, and no others since the last time."""
        await until(lambda: len(self.listener.events) >= len(events), lambda: self.listener.events)
        assert self.listener.events == list(events)
        self.listener.events.clear()

    async def reads(self, channel_id: int, words: str) -> None:
        """These words stand in the channel's chat."""
        written = self.here.sim.world.messages[channel_id]
        await until(lambda: any(words in post["content"] for post in written.values()), lambda: (words, written))

    async def passes_the_check(self) -> None:
        """Casey says something, and is heard."""
        await until(lambda: self.here.casey.dave and self.here.casey.dave.ready, self.here.status)
        await self.here.casey.say(7, seconds=0.8)


@asynccontextmanager
async def stay(folder: Path) -> AsyncIterator[Stay]:
    opus.load()
    async with room() as here, Store.open(folder / "test.db", clock=steady_clock()) as store:
        await store.ensure_guild(GUILD, POSITION)
        places = VoicePlaces(here.client, store, Words(), Metronome(), closing_seconds=0.0)

        async def on_voice_state_update(
            member: discord.Member, before: discord.VoiceState, after: discord.VoiceState
        ) -> None:
            places.voice_state(member, before, after)

        here.client.event(on_voice_state_update)
        made = Stay(here, places)
        try:
            yield made
        finally:
            for edge in made.made:
                await edge.leave()
            await places.close()


async def test_heard_and_said_in_a_room_that_is_lent(tmp_path: Path) -> None:
    """The check goes to nobody, the answer does, with its silence; what is said arrives; interrupted, it stops."""
    async with stay(tmp_path) as here:
        casey = here.here.casey
        edge = here.edge(LOUNGE, own_room=False)
        await edge.join(here.listener)
        await here.reads(LOUNGE, "Say anything, a word or two")
        await here.passes_the_check()
        await here.comes(CandidateReady())
        await casey.say(0x1234)
        await until(lambda: here.listener.ends, lambda: here.listener)
        assert here.listener.numbers == [0x1234]
        assert not any(here.listener.pcm[-16_000:])  # half a second of zeros, which Discord did not send
        edge.say(5, speak(0xBEEF, 24_000, seconds=0.6))
        edge.end_item(5)
        await here.comes(Played(5, 600, 600))
        await until(lambda: casey.marks == [0xBEEF], here.here.status)
        edge.say(7, speak(0xCAFE, 24_000, seconds=3.0))
        heard = len(casey.heard)
        await until(lambda: len(casey.heard) > heard + 10, here.here.status)
        edge.flush()
        await until(lambda: here.listener.events, here.here.status)
        (cut,) = here.listener.events
        assert isinstance(cut, Played)
        assert cut.cut
        assert 200 <= cut.heard_ms < 3000
        await until(lambda: [each.opus for each in casey.heard[-5:]] == [SILENCE] * 5, here.here.status)
        during = here.places.counters
        assert during["heard"] > 20
        assert during["sent"] > 20
        await edge.close()
        after = here.places.counters
        assert after["heard"] >= during["heard"]
        assert after["sent"] >= during["sent"]
        await edge.leave()
        assert here.places.counters == after, "a stay is counted once"
        assert here.places.deaf_calls == 0
        assert BOT not in here.here.sim.world.voice_states
        assert LOUNGE in here.here.sim.world.channels
        assert here.here.sim.world.errors == []


async def test_calls_in_which_nothing_arrives_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are there and not muted, and no packet comes; a call in which they are heard ends the count."""
    monkeypatch.setattr("bot.media.mic_check.NOTHING_AFTER", 0.5)
    monkeypatch.setattr("bot.media.mic_check.PUSH_TO_TALK_AFTER", 0.3)
    async with stay(tmp_path) as here:
        assert here.places.deaf_calls is None
        edge = here.edge(LOUNGE, own_room=False)
        for calls in (1, 2):
            await edge.join(here.listener)
            await until(lambda: here.here.casey.dave and here.here.casey.dave.ready, here.here.status)
            await asyncio.sleep(1.0)
            await edge.leave()
            assert here.places.deaf_calls == calls
        await edge.join(here.listener)
        await here.passes_the_check()
        await until(lambda: CandidateReady() in here.listener.events, here.here.status)
        await edge.leave()
        assert here.places.deaf_calls == 0


async def test_a_room_of_its_own(tmp_path: Path) -> None:
    """Made for two and closed to others, with the candidate brought along; who comes and goes; deleted at the end."""
    async with stay(tmp_path) as here:
        sim, casey = here.here.sim, here.here.casey
        made = await here.places.open(
            NewPlace(
                guild_id=GUILD,
                parent_id=CHANNEL,
                candidate_id=CANDIDATE,
                candidate_name="Casey",
                interview_id=INTERVIEW,
                title="Helper",
            )
        )
        channel = sim.world.channels[made]
        assert (channel["type"], channel["user_limit"], casey.channel_id) == (VOICE_CHANNEL, 2, made)
        assert {each["id"] for each in channel["permission_overwrites"]} == {str(GUILD), str(BOT), str(CANDIDATE)}
        edge = here.edge(made, own_room=True)
        await casey.mute(self_mute=True)
        await edge.join(here.listener)
        await here.reads(made, "You are muted.")
        await casey.mute(self_mute=False)
        await here.passes_the_check()
        await here.comes(CandidateReady())
        await sim.voice.place(REVIEWER, made, {})
        await here.comes(OthersPresent(1))
        await sim.voice.people[REVIEWER].say(0x300, seconds=0.6)
        await sim.voice.people[REVIEWER].leave()
        await here.comes(OthersPresent(0))
        await casey.leave()
        await here.comes(CandidateAway())
        await casey.join(made)
        await here.comes(CandidateReady())  # heard before: no second check
        edge.say(9, speak(0xBEEF, 24_000, seconds=0.6))
        edge.end_item(9)
        await here.comes(Played(9, 600, 600))
        await until(lambda: casey.marks == [0xBEEF], here.here.status)
        assert casey.counters["undecryptable"] == 0  # not a packet was sent before Casey had the keys
        assert here.listener.numbers == []
        await edge.close()
        await until(lambda: made not in sim.world.channels, here.here.status)
        assert sim.world.errors == []


async def test_what_stands_in_the_chat(tmp_path: Path) -> None:
    """A caption is one message that is edited; a question has its buttons, and only the newest one."""
    async with stay(tmp_path) as here:
        edge = here.edge(LOUNGE, own_room=False)
        await edge.join(here.listener)
        await edge.post(Post("Why?", number=1, total=2, buttons=(Action.REPEAT, Action.PAUSE)))
        for words in ("I", "I like", "I like *maps*"):
            edge.caption(8, candidate=True, text=words, final=words.endswith("*"))
        await here.reads(LOUNGE, "**You:** I like \\*maps\\*")
        await edge.post(Post("What else?", number=2, total=2, buttons=(Action.REPEAT, Action.PAUSE)))
        await edge.close()
        posts = here.here.sim.world.messages[LOUNGE].values()
        assert sum("**You:**" in post["content"] for post in posts) == 1
        assert not any(post["components"] for post in posts)
        assert here.here.sim.world.errors == []
