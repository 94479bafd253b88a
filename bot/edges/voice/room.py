"""A voice channel as the place of an interview: its sound, its own chat, and whether the two can hear each other."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from functools import partial
from typing import Any, Protocol

import discord

from bot.clock import Clock
from bot.edges.chat.captions import CallBudget, Captions, Write
from bot.edges.chat.channel import FEW, ChannelEdge, SettingsSource
from bot.edges.chat.panel import custom_id, panel
from bot.edges.chat.presence import others, presence, voice_channel
from bot.edges.refusals import Trouble, error_label, with_retries
from bot.edges.voice.connection import ConnectionState
from bot.edges.voice.metronome import Metronome
from bot.edges.voice.mic_check import BUTTONS, MicCheckMessage, MicCheckView
from bot.edges.voice.sound import RoomSound
from bot.errors import EdgeGone, Reason
from bot.log import where
from bot.media.mic_check import MicCheck, Presence
from bot.ports.events import CandidateAway, CandidateReady, EdgeEvent, OthersPresent, PlaceLost, Played
from bot.ports.places import Address
from bot.ports.posts import Action, Post
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
UNKNOWN_MESSAGE = 10008


class RoomRegistry(Protocol):
    """Passes on what happens in voice channels, and clears away what was made: `VoicePlaces`."""

    def entered(self, guild_id: int, room: "VoiceRoom") -> None: ...
    def left(self, guild_id: int, room: "VoiceRoom") -> None: ...
    async def admit(self, address: Address) -> None: ...
    def retire(self, address: Address, farewell: str) -> None: ...


class VoiceRoom(ChannelEdge):
    """Fulfils `bot.ports.voice.VoiceEdge` with one voice channel."""

    kind = discord.ChannelType.voice

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
        super().__init__(client, store, words, address)
        self._rooms = rooms
        self._metronome = metronome
        self._clock = clock
        self._budget = CallBudget()
        self._captions = Captions(self._budget)
        self._captions_changed = asyncio.Event()
        self._captions_shown = asyncio.Event()
        self._captions_shown.set()
        self._recorder: SoundRecorder | None = None
        # One stay, from `join` to `leave`:
        self._listener: Listener | None = None
        self._sound: RoomSound | None = None
        self._check = MicCheck(0.0)
        self._check_message = MicCheckMessage(partial(words.say, address.locale))
        self._check_id: int | None = None
        self._connected = False
        self._others = 0
        self._tasks: list[asyncio.Task[None]] = []

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
        self._check_message, self._check_id = MicCheckMessage(partial(self._words.say, self._address.locale)), None
        self._others = 0
        self._listener = listener
        self._sound = RoomSound(self, self._metronome, self._clock, recorder=self._recorder, hangover=HANGOVER)
        self._rooms.entered(self._address.guild_id, self)
        try:
            await self._sound.join(channel, self._address.candidate_id, self._connection_changed)
        except BaseException:
            await self.leave()
            raise
        self._connected = True
        self._start(self._attend(), "attend")
        self._start(self._write_captions(), "captions")
        self.look()

    async def leave(self) -> None:
        """See `VoiceEdge.leave`."""
        self._listener = self._recorder = None
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

    async def close(self) -> None:
        """See `VoiceEdge.close`. A room of our own is deleted a moment later, so that the last words can be read."""
        if self._sound is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LAST_CAPTIONS):
                    await self._captions_shown.wait()
        await self.leave()
        await self._take_buttons_off(keep=set())
        if self._address.own_room:
            self._rooms.retire(self._address, self._label("room-closes"))

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

    async def _add(self) -> None:
        if self._address.own_room:
            await self._rooms.admit(self._address)

    async def post(self, post: Post, *, look_first: bool = False, after: int = 0) -> tuple[int, ...]:
        """See `Edge.post`. It never waits for captions; they wait for it."""
        for _ in range(2 if post.buttons else 1):  # the panel before loses its buttons by a call of its own
            self._budget.spend(now())
        return await super().post(post, look_first=look_first, after=after)

    async def missed(self, after: int) -> list[EdgeEvent]:
        """See `Edge.missed`. Without a message to begin at nothing was: a channel may be older than its interview."""
        return await super().missed(after) if after else []

    def caption(self, key: int, *, candidate: bool, text: str, final: bool) -> None:
        """See `VoiceEdge.caption`."""
        if self._address.accommodations.captions:
            label = self._label("room-caption-you" if candidate else "room-caption-interviewer")
            self._captions.show(key, label, text, final=final)
            self._captions_shown.clear()
            self._captions_changed.set()

    async def _write_captions(self) -> None:
        while True:
            write = self._captions.next(now())
            if write is not None:
                await self._write(write)
                continue
            self._captions_changed.clear()
            deadline = self._captions.deadline()
            if deadline is None:
                self._captions_shown.set()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(deadline):
                    await self._captions_changed.wait()

    async def _write(self, write: Write) -> None:
        self._budget.spend(now())
        try:
            message_id = await self._put(write.message_id, write.text)
        except Trouble as error:
            if getattr(error, "code", 0) != UNKNOWN_MESSAGE:
                self._captions.postpone(write, now())
                return
            message_id = write.message_id or 0
        self._captions.written(write, message_id, now())

    async def _put(self, message_id: int | None, text: str, *, view: discord.ui.View | None = None) -> int:
        """A message of ours, new or edited, tried once: newer words are on their way. Raises Trouble, EdgeGone.

        An edit takes the buttons off unless they are given again.
        """
        nobody = discord.AllowedMentions.none()
        if message_id is not None:
            old = self._channel.get_partial_message(message_id)
            return (await with_retries(partial(old.edit, content=text, allowed_mentions=nobody, view=view), tries=1)).id
        send = partial(self._channel.send, text, allowed_mentions=nobody, suppress_embeds=True)
        return (await with_retries(send if view is None else partial(send, view=view), tries=1)).id

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
                        await self._put(None, self._label(f"room-check-{hint.value}"))
                except Trouble as error:
                    log.warning(
                        "interview %d: the microphone check was not shown: %s",
                        self._address.interview_id,
                        error_label(error),
                    )
            await asyncio.sleep(LOOK_SECONDS)

    async def _show_check(self, view: MicCheckView) -> None:
        """The interview's own panel keeps its buttons; the check has some only where there is no panel."""
        self._budget.spend(now())
        known = None if view.new else self._check_id
        others = (self._panels or set()) - {known}
        buttons = None if view.over or others else panel(self._address.interview_id, BUTTONS, self._label)
        self._check_id = await self._put(known, view.text, view=buttons)
        self._panels = others if buttons is None else {self._check_id}

    async def _known_here(self) -> bool:
        """Whether this interview already went on in this channel: then a panel of it stands there."""
        try:
            mine = await with_retries(self._ours, tries=FEW)
        except Trouble:
            return False
        pause = custom_id(Action.PAUSE, self._address.interview_id)
        return any(pause in custom_ids(message) for message in mine)


def custom_ids(message: discord.Message) -> set[str]:
    """Of the buttons under it."""
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    return {item.custom_id or "" for row in rows for item in row.children if isinstance(item, discord.Button)}


def now() -> float:
    return asyncio.get_running_loop().time()
