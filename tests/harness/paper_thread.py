"""Threads on paper: a strict in-memory place of interviews that fulfils `Places` and `Edge` as Discord does.

It keeps messages like Discord does (growing ids, at most 2,000 characters, buttons on messages), can be away for a
while, and loses threads. Nothing about it is scripted: a test writes as the candidate and reads what stands there.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.edges.chat.render import LIMIT, render, size
from bot.errors import EdgeGone, EdgeRefused, Reason
from bot.ports.events import EdgeEvent, VoiceMessage
from bot.ports.messages import File, Typed
from bot.ports.places import Address, NewPlace
from bot.ports.posts import Action, Phrase, Post
from bot.words import Words

BOT = 1
HARMFUL_LINK = 240000
"""Discord's code for a message with a link that it does not let through."""


@dataclass(slots=True)
class Message:
    """One message in a thread."""

    id: int
    author: int
    text: str
    buttons: tuple[Action, ...] = ()
    pings: bool = False


@dataclass(slots=True)
class Thread:
    """A private thread; `gone` is why it cannot be used any more."""

    id: int
    name: str
    candidate: int
    messages: list[Message] = field(default_factory=list)
    archived: bool = False
    gone: Reason | None = None
    typings: int = 0
    inside: bool = True
    """Whether the candidate is in it; who left sees nothing of it."""
    let_in: int = 0
    """How often they were let in."""

    def said(self) -> list[str]:
        """What the bot wrote, oldest first."""
        return [message.text for message in self.messages if message.author == BOT]

    def panel(self) -> Message | None:
        """The newest message with live buttons."""
        return next((message for message in reversed(self.messages) if message.buttons), None)


class PaperTown:
    """Fulfils `Places`. Outlives the service, as Discord outlives the bot."""

    def __init__(self) -> None:
        self.threads: dict[int, Thread] = {}
        self.reviewers: list[str] = []
        self.members: set[int] = set()
        self.recordings: dict[int, bytes] = {}
        """The files of voice messages."""
        self.fetches: list[int] = []
        """The voice messages whose file was asked for, in order."""
        self.delivers = asyncio.Event()
        """Cleared while no file arrives."""
        self.delivers.set()
        self.pictures: dict[int, list[bytes]] = {}
        """The image files of messages."""
        self.files: dict[int, list[File]] = {}
        """The files of messages that call themselves text."""
        self.file_server = asyncio.Event()
        """Cleared while it does not answer."""
        self.file_server.set()
        self.reads: list[tuple[int, int]] = []  # (thread, the message after which)
        """The threads that were read, in order."""
        self.refuse: Reason | None = None
        """Why no thread can be made."""
        self.on_open: Callable[[], None] = lambda: None
        """Called when a thread was made."""
        self.faults: deque[Exception] = deque()
        """What the next posts fail with, one each."""
        self.forbidden = ""
        """Posts that hold this are refused, and nothing else is."""
        self.present = asyncio.Event()
        """Cleared while this Discord is away: who calls waits, as behind discord.py's and our own retries."""
        self.present.set()
        self._next_id = 1000

    def new_id(self) -> int:
        self._next_id += 1
        return self._next_id

    async def open(self, new: NewPlace) -> int:
        await self.present.wait()
        if self.refuse is not None:
            raise EdgeGone(self.refuse)
        thread = Thread(self.new_id(), f"{new.candidate_name} · {new.title} · #{new.interview_id}", new.candidate_id)
        self.threads[thread.id] = thread
        self.members.add(new.candidate_id)
        self.on_open()
        return thread.id

    def edge(self, address: Address) -> "PaperEdge":
        return PaperEdge(self, address.place_id, address.locale)

    async def sweep(self, *, guild_id: int, interview_id: int, since: float) -> None:
        await self.present.wait()
        for thread in [each for each in self.threads.values() if each.name.endswith(f" · #{interview_id}")]:
            del self.threads[thread.id]

    async def delete(self, *, guild_id: int, place_id: int) -> bool:
        await self.present.wait()
        self.threads.pop(place_id, None)
        return True


class PaperEdge:
    """Fulfils `Edge` with one paper thread."""

    def __init__(self, town: PaperTown, thread_id: int, locale: str) -> None:
        self._town = town
        self._thread_id = thread_id
        self._locale = locale

    async def _thread(self) -> Thread:
        await self._town.present.wait()
        await asyncio.sleep(0)
        thread = self._town.threads.get(self._thread_id)
        if thread is None:
            raise EdgeGone(Reason.THREAD_DELETED)
        if thread.gone is not None:
            raise EdgeGone(thread.gone)
        return thread

    def _say(self, phrase: Phrase) -> str:
        return Words().fill(self._locale, phrase.key, phrase.words)

    async def post(self, post: Post, *, look_first: bool = False, after: int = 0) -> tuple[int, ...]:
        thread = await self._thread()
        parts = render(post, self._say)
        if self._town.faults:
            raise self._town.faults.popleft()
        if self._town.forbidden and any(self._town.forbidden in part for part in parts):
            raise EdgeRefused(400, HARMFUL_LINK)
        ids = standing(thread, parts, after, buttons=bool(post.buttons)) if look_first else []
        for part in parts[len(ids) :]:
            assert 0 < size(part) <= LIMIT, "Discord refuses such a message"
            thread.archived = False
            message = Message(self._town.new_id(), BOT, part, pings=post.ping and not ids)
            thread.messages.append(message)
            ids.append(message.id)
        if post.buttons:
            for message in thread.messages:
                message.buttons = post.buttons if message.id == ids[-1] else ()
        return tuple(ids)

    async def amend(self, post: Post, message_ids: tuple[int, ...]) -> bool:
        thread = await self._thread()
        parts = dict(zip(message_ids, render(post, self._say), strict=False))
        for message in thread.messages:
            message.text = parts.get(message.id, message.text)
        return True

    async def typing(self, *, on: bool) -> None:
        thread = self._town.threads.get(self._thread_id)
        if on and thread is not None and self._town.present.is_set():
            thread.typings += 1

    async def missed(self, after: int) -> list[EdgeEvent]:
        thread = await self._thread()
        self._town.reads.append((thread.id, after))
        return [
            VoiceMessage(message.id, 3.0) if message.id in self._town.recordings else self._typed(message)
            for message in thread.messages
            if message.id > after and message.author == thread.candidate
        ]

    def _typed(self, message: Message) -> Typed:
        pictures, texts = len(self._town.pictures.get(message.id, ())), self._town.files.get(message.id, ())
        names = tuple(file.name for file in texts)
        return Typed(message.id, message.text, pictures + len(texts), pictures=pictures, texts=names)

    async def candidate_here(self) -> bool | None:
        thread = await self._thread()
        return thread.candidate in self._town.members

    async def let_in(self) -> None:
        thread = await self._thread()
        thread.inside = True
        thread.let_in += 1

    async def tell_reviewers(self, phrase: Phrase) -> bool | None:
        await self._town.present.wait()
        self._town.reviewers.append(self._say(phrase))
        return True

    async def voice_message(self, message_id: int) -> bytes | None:
        self._town.fetches.append(message_id)
        await self._town.delivers.wait()
        return self._town.recordings.get(message_id)

    async def files(self, message_id: int) -> tuple[File, ...]:
        await self._town.file_server.wait()
        return tuple(self._town.files.get(message_id, ()))

    async def pictures(self, message_id: int) -> list[bytes]:
        return self._town.pictures.get(message_id, [])

    async def close(self) -> None:
        thread = await self._thread()
        for message in thread.messages:
            message.buttons = ()
        thread.archived = True


def standing(thread: Thread, parts: tuple[str, ...], after: int, *, buttons: bool) -> list[int]:
    """The ids of those of our messages after `after` that already carry the first of `parts`, in order."""
    ours = [message for message in thread.messages if message.author == BOT and message.id > after]
    starts = [index for index, message in enumerate(ours) if message.text == parts[0]]
    run = zip(ours[starts[-1] :] if starts else (), parts, strict=False)
    found = [message for message, part in run if message.text == part]
    pressable = not buttons or len(found) < len(parts) or found[-1].buttons
    return [message.id for message in found] if pressable else []
