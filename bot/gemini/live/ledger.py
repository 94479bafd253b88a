"""The items of one interview, and which of them the context of a socket or a handle already holds.

Pure accounting. Items enter a context in the order of their ids and never twice, so one number is enough to say what a
context holds: the highest id in it.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.gemini.api.messages import Said
from bot.ports.model import ContextItem, Handle

HANDLE_AGE = 7200.0
"""Seconds a handle can be resumed after its session's end (gemini-live §3)."""
KEPT = 0.25
"""A resumed context with a smaller share of its tokens was lost: 351 of 17,706 were seen."""


class Ledger:
    """The items, the newest handle, and how many of the items the present socket covers."""

    def __init__(self, history: Sequence[ContextItem], handle: Handle | None) -> None:
        self._items: dict[int, ContextItem] = {}
        self._declined: set[int] = set()
        self._seed_limit: int | None = None
        self.handle = handle
        self._weight = 0  # tokens of the context that the handle stands for; 0 where nobody counted them
        self.covered = 0
        """The highest id in the context of the present socket."""
        for item in sorted(history, key=lambda each: each.id):
            self._append(item)
        if self.pending is not None:
            self._forget_if_covering(self.pending)

    @property
    def items(self) -> tuple[ContextItem, ...]:
        return tuple(self._items.values())

    @property
    def pending(self) -> ContextItem | None:
        """The newest item, if it waits for a reply."""
        last = next(reversed(self._items.values()), None)
        return last if last is not None and last.reply is None else None

    def add(self, item: ContextItem) -> None:
        """A new item; an earlier one without a reply will get none. The newest may be put again: it is asked anew."""
        self._append(item)
        self._forget_if_covering(item)

    def _append(self, item: ContextItem) -> None:
        newest = next(reversed(self._items), 0)
        if item.id < newest:
            raise ValueError(f"item {item.id} comes after {newest}")
        earlier = self.pending
        if earlier is not None and earlier.id != item.id:
            self.answer(earlier.id, "")
        self._items[item.id] = item
        self._declined.discard(item.id)

    def _forget_if_covering(self, item: ContextItem) -> None:
        """A handle that holds an exchange which is now to be had (again) would make the model hear it twice."""
        if self.handle is not None and self.handle.covers >= item.id:
            self.handle = None

    def answer(self, item_id: int, reply: str) -> None:
        self._items[item_id] = replace(self._items[item_id], reply=reply)

    def remember(self, item: ContextItem) -> None:
        """Another wording of an item that is known; of any other, nothing."""
        known = self._items.get(item.id)
        if known is not None:
            self._items[item.id] = replace(item, reply=known.reply if item.reply is None else item.reply)

    def word(self, item_id: int, text: str) -> None:
        """The words of an item that has none yet."""
        if not self._items[item_id].text:
            self._items[item_id] = replace(self._items[item_id], text=text)

    def decline(self, item_id: int) -> None:
        """The provider refused this item: it gets no reply, and no later context is given it, or it refuses again."""
        self.answer(item_id, "")
        self._declined.add(item_id)

    def open(self, now: float) -> Handle | None:
        """A new socket: returns the handle to resume by, if there is one young enough."""
        if self.handle is not None and now >= self.handle.at + HANDLE_AGE:
            self.handle = None
        self.covered = 0 if self.handle is None else self.handle.covers
        return self.handle

    def uncovered(self) -> list[ContextItem]:
        """What the present socket lacks, oldest first, without the one that waits for a reply."""
        pending = self.pending
        found = [
            item
            for item in self._items.values()
            if item.id > self.covered and item is not pending and item.id not in self._declined
        ]
        return found if self._seed_limit is None else found[-self._seed_limit :]

    def keep(self, value: str, now: float) -> Handle:
        """A handle for the context as it stands now, at the end of a turn."""
        self.handle, self._weight = Handle(value, covers=self.covered, at=now), 0
        return self.handle

    def weigh(self, prompt: int) -> None:
        """So many tokens are in the present socket's context, and in the handle's, if it is of the same moment."""
        if self.handle is not None and self.handle.covers == self.covered:
            self._weight = prompt

    def forgotten(self, prompt: int) -> bool:
        """Whether a context that was resumed and has so many tokens cannot be what the handle stood for. Half of it may
        be missing where the service compressed it."""
        return 0 < prompt < self._weight * KEPT

    def forget_handle(self) -> None:
        self.handle = None

    def shorten(self) -> None:
        """The context was too much: from now on a fresh socket is seeded with half of what it would be given."""
        self.handle = None
        count = len(self._items) if self._seed_limit is None else self._seed_limit
        self._seed_limit = max(1, count // 2)


def spoken(items: Sequence[ContextItem]) -> list[Said]:
    """Items as turns of a context. An exchange without a reply is a user's turn alone; words nobody knows are none."""
    turns: list[Said] = []
    for item in items:
        if item.text:
            turns.append(Said("user", item.text))
        if item.reply:
            turns.append(Said("model", item.reply))
    return turns
