"""A voice channel as the place of an interview: its sound, its own chat, and whether the two can hear each other."""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Coroutine
from functools import partial
from typing import Any, Protocol

import discord

from bot.clock import Clock
from bot.edges.chat.captions import CallBudget
from bot.edges.chat.channel import ChannelEdge, SettingsSource
from bot.edges.chat.presence import others, presence, voice_channel
from bot.edges.refusals import Trouble, error_label
from bot.edges.voice.caption_writer import CaptionWriter
from bot.edges.voice.connection import ConnectionState
from bot.edges.voice.metronome import Metronome
from bot.edges.voice.mic_check import BUTTONS, MicCheckMessage, MicCheckView
from bot.edges.voice.room_access import RoomAccess, RoomKeeper
from bot.edges.voice.sound import RoomSound
from bot.errors import EdgeGone, Reason
from bot.log import where
from bot.media.mic_check import MicCheck, Presence
from bot.ports.events import CandidateAway, CandidateReady, EdgeEvent, OthersPresent, PlaceLost, Played
from bot.ports.messages import File
from bot.ports.places import Address
from bot.ports.posts import Action, Phrase, Post
from bot.ports.voice import Listener, SoundRecorder
from bot.words import Words

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.3
"""How often the microphone check, and then whether somebody is muted, is looked at."""
HANGOVER = 6.0
"""Seconds of silence handed on after speech, at most: twice what the slowest detector known waits for. The Live session
drops the rest once the model shows that it noticed (docs/decisions/0007-end-of-speech.md)."""
LAST_CAPTIONS = 6.0
"""Seconds that closing waits for the last words to stand in the chat: a window of the budget, and a bit."""


class RoomRegistry(RoomKeeper, Protocol):
    """Passes on what happens in voice channels: `VoicePlaces`."""

    def entered(self, guild_id: int, room: "VoiceRoom") -> None: ...
    def left(self, guild_id: int, room: "VoiceRoom") -> None: ...
    def call_ended(self, *, heard: bool) -> None: ...


class VoiceRoom:
    """Fulfils `bot.ports.voice.VoiceEdge` with one voice channel; its chat is a `ChannelEdge`."""

    def __init__(
        self,
        client: discord.Client,
        store: SettingsSource,
        words: Words,
        rooms: RoomRegistry,
        metronome: Metronome,
        clock: Clock,
        address: Address,
    ) -> None:
        self._client = client
        self._address = address
        self._chat = ChannelEdge(client, store, words, address, RoomAccess(client, words, rooms, address))
        self._say = partial(words.say, address.locale)
        self._rooms = rooms
        self._metronome = metronome
        self._clock = clock
        self._budget = CallBudget()
        self._captions = CaptionWriter(self._budget, self._chat.put)
        self._recorder: SoundRecorder | None = None
        # One stay, from `join` to `leave`:
        self._listener: Listener | None = None
        self._sound: RoomSound | None = None
        self._check = MicCheck(0.0)
        self._check_message = MicCheckMessage(self._say)
        self._check_id: int | None = None
        self._connected = False
        self._others = 0
        self._tasks: list[asyncio.Task[None]] = []

    def __repr__(self) -> str:
        return f"<VoiceRoom {self._address.interview_id} channel={self._address.place_id}>"

    # Coming and going

    def record(self, recorder: SoundRecorder) -> None:
        """See `VoiceEdge.record`."""
        self._recorder = recorder

    async def join(self, listener: Listener) -> None:
        """See `VoiceEdge.join`. We come whether the candidate is there or not: they shall see somebody waiting."""
        channel = voice_channel(self._client, self._address.guild_id, self._address.place_id)
        if channel is None:
            here = self._client.get_guild(self._address.guild_id) is not None
            raise EdgeGone(Reason.THREAD_DELETED if here else Reason.BOT_REMOVED)
        known = await self._known_here()
        self._check = MicCheck(now(), known=known)
        self._check_message, self._check_id = MicCheckMessage(self._say), None
        self._others = 0
        self._listener = listener
        self._sound = RoomSound(self, self._metronome, self._clock, recorder=self._recorder, hangover=HANGOVER)
        self._rooms.entered(self._address.guild_id, self)
        try:
            await self._sound.join(channel, self._address.candidate_id, self._connection_changed)
        except BaseException as error:
            if isinstance(error, EdgeGone) and error.reason is Reason.LINE_LOST:
                self._rooms.call_ended(heard=False)
            await self.leave()
            raise
        self._connected = True
        self._start(self._attend(), "attend")
        self._start(self._captions.run(), "captions")
        self.look()

    async def leave(self) -> None:
        """See `VoiceEdge.leave`."""
        self._listener = self._recorder = None
        heard = self._check.outcome(now()) if self._connected else None
        if heard is not None:
            self._rooms.call_ended(heard=heard)
        self._connected = False
        self._rooms.left(self._address.guild_id, self)
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        sound, self._sound = self._sound, None
        if sound is not None:
            try:
                await sound.leave()
            except (EdgeGone, *Trouble) as error:
                log.warning(
                    "interview %d: leaving the voice channel: %s", self._address.interview_id, error_label(error)
                )

    @property
    def counters(self) -> Counter[str]:
        """What was counted in this stay."""
        return Counter() if self._sound is None else self._sound.counters

    async def close(self) -> None:
        """See `VoiceEdge.close`."""
        if self._sound is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LAST_CAPTIONS):
                    await self._captions.all_shown()
        await self.leave()
        await self._chat.close()

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._tasks.append(asyncio.create_task(self._logged(work), name=f"{name} {self._address.interview_id}"))

    async def _logged(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` and log what it raises: captions and checks only help, and must not end the interview.

        When the chat is gone, the interview's own posts find out.
        """
        try:
            await work
        except EdgeGone as gone:
            log.warning("interview %d: its chat is gone: %s", self._address.interview_id, gone.reason)
        except Exception as bug:
            log.error("interview %d: its chat lost a task: %s", self._address.interview_id, where(bug))

    # Sound out

    def say(self, item_id: int, pcm: bytes) -> None:
        """See `VoiceEdge.say`."""
        if self._sound is not None:
            self._sound.say(item_id, pcm)

    def end_item(self, item_id: int) -> None:
        """See `VoiceEdge.end_item`."""
        if self._sound is not None:
            self._sound.end_item(item_id)

    def flush(self) -> None:
        """See `VoiceEdge.flush`."""
        if self._sound is not None:
            self._sound.flush()

    # Sound in (we are the `SoundListener`)

    def packet(self) -> None:
        """One packet of the candidate's arrived."""
        self._check.packet(now())

    def frame(self, pcm: bytes | None) -> None:
        """Hand on 20 ms of sound; sound before the microphone check is passed is dropped."""
        if self._listener is None or self._sound is None:
            return
        if not self._check.through:
            if pcm is not None:
                self._check.heard(self._sound.level)
                self._settle()
        elif pcm is None:
            self._listener.end_of_audio()
        else:
            self._listener.hear(pcm)

    def played(self, event: Played) -> None:
        """How far an item was played."""
        self._happened(event)

    # Who is where

    def look(self) -> None:
        """Look who is where, and report what changed."""
        seen, company = self._presence()
        self._check.look(seen, now())
        if self._address.own_room and company != self._others:
            self._others = company
            self._happened(OthersPresent(company))  # before `CandidateReady`: they may have to wait for being alone
        self._settle()

    def _presence(self) -> tuple[Presence, int]:
        where = self._sound.channel_id if self._sound is not None else None
        channel = voice_channel(self._client, self._address.guild_id, where or self._address.place_id)
        if channel is None or self._sound is None:
            return Presence(), 0
        seen = presence(channel, self._address.candidate_id, connected=self._connected, encrypted=self._sound.shared)
        return seen, others(channel, self._address.candidate_id)

    def _settle(self) -> None:
        change = self._check.settle(now())
        if change is not None:
            self._happened(CandidateReady() if change else CandidateAway())

    def _connection_changed(self, state: ConnectionState) -> None:
        log.info("interview %d: its voice connection is %s", self._address.interview_id, state.name.lower())
        self._connected = state is ConnectionState.UP
        if state is ConnectionState.LOST:
            self._happened(PlaceLost(Reason.LINE_LOST))
        elif self._sound is not None:
            self.look()

    def _happened(self, event: EdgeEvent) -> None:
        if self._listener is not None:
            self._listener.happened(event)

    # Chat

    async def post(self, post: Post, *, look_first: bool = False, after: int = 0) -> tuple[int, ...]:
        """See `Edge.post`. It never waits for captions; they wait for it."""
        for _ in range(2 if post.buttons else 1):  # the panel before loses its buttons by a call of its own
            self._budget.spend(now())
        return await self._chat.post(post, look_first=look_first, after=after)

    async def missed(self, after: int) -> list[EdgeEvent]:
        """See `Edge.missed`. Without a message to begin at nothing was: a channel may be older than its interview."""
        return await self._chat.missed(after) if after else []

    def caption(self, key: int, *, candidate: bool, text: str, final: bool) -> None:
        """See `VoiceEdge.caption`."""
        if self._address.accommodations.captions:
            label = self._say("room-caption-you" if candidate else "room-caption-interviewer")
            self._captions.show(key, label, text, final=final)

    async def amend(self, post: Post, message_ids: tuple[int, ...]) -> bool:
        """See `Edge.amend`."""
        return await self._chat.amend(post, message_ids)

    async def typing(self, *, on: bool) -> None:
        """See `Edge.typing`."""
        await self._chat.typing(on=on)

    async def candidate_here(self) -> bool | None:
        """See `Edge.candidate_here`."""
        return await self._chat.candidate_here()

    async def let_in(self) -> None:
        """See `Edge.let_in`."""
        await self._chat.let_in()

    async def tell_reviewers(self, phrase: Phrase) -> bool | None:
        """See `Edge.tell_reviewers`."""
        return await self._chat.tell_reviewers(phrase)

    async def voice_message(self, message_id: int) -> bytes | None:
        """See `Edge.voice_message`."""
        return await self._chat.voice_message(message_id)

    async def files(self, message_id: int) -> tuple[File, ...]:
        """See `Edge.files`."""
        return await self._chat.files(message_id)

    async def pictures(self, message_id: int) -> list[bytes]:
        """See `Edge.pictures`."""
        return await self._chat.pictures(message_id)

    # The microphone check in the chat

    async def _attend(self) -> None:
        """Keep the one message of the microphone check true, and hint at a muted microphone later on."""
        while True:
            self.look()
            if self._sound is not None and now() >= self._budget.free_at():
                view = self._check_message.next(self._check, self._sound.level, now())
                hint = self._check.hint(now(), quiet_since=self._sound.quiet_since)
                try:
                    if view is not None:
                        await self._show_check(view)
                    elif hint is not None:
                        self._budget.spend(now())
                        await self._chat.put(None, self._say(f"room-check-{hint.value}"))
                except Trouble as error:
                    log.warning(
                        "interview %d: the microphone check was not shown: %s",
                        self._address.interview_id,
                        error_label(error),
                    )
            await asyncio.sleep(LOOK_SECONDS)

    async def _show_check(self, view: MicCheckView) -> None:
        self._budget.spend(now())
        known = None if view.new else self._check_id
        self._check_id = await self._chat.put_panel(known, view.text, () if view.over else BUTTONS)

    async def _known_here(self) -> bool:
        """Whether this interview already went on in this channel: then a panel of it stands there."""
        try:
            return await self._chat.offers(Action.PAUSE)
        except Trouble:
            return False


def now() -> float:
    return asyncio.get_running_loop().time()
