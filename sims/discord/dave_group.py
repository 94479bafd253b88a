"""The voice server's side of one channel's DAVE group: who is in, who must be added or removed, whose commit counts.

It compares who is there with who is in the group and proposes the difference, one commit at a time.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from sims.discord import mls
from sims.discord.world import BOT

PATIENCE = 20.0
"""Seconds for the bot to commit, and to say that it is ready for a transition. Both take it milliseconds of computing;
a process that shares two cores with six busy ones was seen to get none for three seconds."""


class Member(Protocol):
    """Somebody in the channel: a simulated person, or the bot behind its websocket."""

    def external_sender(self, package: bytes) -> None: ...

    def start_anew(self) -> None:
        """The group was given up: a new key package is wanted (op 24, epoch 1)."""

    def proposals(self, payload: bytes, users: set[int]) -> bytes | None:
        """Returns a commit with its welcome, where the member makes one at once; the bot's comes as op 28."""

    def commit(self, transition: int, message: bytes, users: set[int]) -> None: ...

    def welcome(self, transition: int, message: bytes, users: set[int]) -> None: ...

    def execute(self, transition: int) -> None:
        """Everybody is ready: send with the new keys from now on."""


@dataclass
class Proposed:
    """Proposals that wait for the first commit."""

    committers: set[int]
    joiners: list[int]
    leavers: set[int]
    names: dict[bytes, int]
    """Reference of a proposal to the user it is about."""
    offers: list[tuple[int, bytes]] = field(default_factory=list)


class DaveGroup:
    """Members come with `join` and `key_package`, go with `leave`; commits arrive by `committed`."""

    def __init__(self, channel_id: int, complain: Callable[[str], None], *, bot_commits: Callable[[], bool]) -> None:
        self.sender = mls.ExternalSender(channel_id)
        self.epoch = 0
        self.leaves: dict[int, int] = {}
        self.ready: set[int] = set()
        """Members whose newest keys are in use."""
        self.with_bot = asyncio.Event()
        """Set while the bot is one of them."""
        self._complain, self._bot_commits = complain, bot_commits
        self._present: dict[int, Member] = {}
        self._packages: dict[int, bytes] = {}
        self._stale: set[int] = set()
        self._proposed: Proposed | None = None
        self._transition = self._executed = 0
        self._timers: list[asyncio.TimerHandle] = []

    def join(self, user_id: int, member: Member) -> None:
        """Its key package comes next (`key_package`)."""
        self._present[user_id] = member
        member.external_sender(self.sender.package)

    def key_package(self, user_id: int, package: bytes) -> None:
        """A member's op 26; one who is in the group already has begun anew, and is removed and added again."""
        self._packages[user_id] = package
        proposed = self._proposed
        if user_id in self.leaves or (proposed and user_id in (*proposed.joiners, *proposed.committers)):
            self._stale.add(user_id)
            self._not_ready(user_id)
        self._step()

    def invalid(self, user_id: int) -> None:
        """A member could not use what it was sent (op 31): it is removed, and added when its package comes."""
        self._packages.pop(user_id, None)
        if user_id in self.leaves:
            self._stale.add(user_id)
        self._step()

    def renew(self, user_id: int, member: Member) -> None:
        """The voice server wants a member to begin anew. From now on, and not only from when its answer is here, what
        is sent to it is lost: it has given up its keys."""
        self._not_ready(user_id)
        member.external_sender(self.sender.package)

    def leave(self, user_id: int) -> None:
        self._present.pop(user_id, None)
        self._packages.pop(user_id, None)
        self._not_ready(user_id)
        if self._proposed is not None and user_id in (*self._proposed.committers, *self._proposed.joiners):
            self._settle_without(user_id, self._proposed)
        self._step()

    def committed(self, user_id: int, payload: bytes) -> None:
        """A member's op 28. A late one is dropped, as Discord drops it. Raises mls.Malformed."""
        commit = mls.read_commit(payload)
        proposed = self._proposed
        if proposed is None or commit.epoch != self.epoch or user_id not in proposed.committers:
            return
        if commit.group != self.sender.group or set(commit.references) != self._expected(user_id, proposed):
            raise mls.Malformed("a commit of other proposals")
        self._accept(user_id, proposed, commit)

    def close(self) -> None:
        for timer in self._timers:
            timer.cancel()

    def _not_ready(self, user_id: int) -> None:
        self.ready.discard(user_id)
        if user_id == BOT:
            self.with_bot.clear()

    def _expected(self, user_id: int, proposed: Proposed) -> set[bytes]:
        return {name for name, about in proposed.names.items() if about != user_id}

    def _step(self) -> None:
        if self._proposed is not None:
            return
        gone = {user for user in self.leaves if user not in self._present or user in self._stale}
        if gone and gone == set(self.leaves):
            self.leaves, self.epoch = {}, 0
        elif gone:
            removals = {user: self.sender.remove(self.epoch, self.leaves[user]) for user in gone}
            self._propose(set(self.leaves) - gone, [], gone, removals)
            return
        self._stale.clear()
        new = [user for user in self._present if user in self._packages and user not in self.leaves]
        if not new or (not self.leaves and len(new) < 2):
            return
        additions = {user: self.sender.add(self.epoch, self._packages[user]) for user in new}
        self._propose(set(self.leaves) or set(new), new, set(), additions)

    def _propose(self, committers: set[int], joiners: list[int], leavers: set[int], made: dict[int, bytes]) -> None:
        names = {mls.reference(proposal): user for user, proposal in made.items()}
        self._proposed = proposed = Proposed(committers, joiners, leavers, names)
        users = set(self._present) | set(self.leaves)
        for user in committers:
            about = [proposal for other, proposal in made.items() if other != user]
            offer = self._present[user].proposals(mls.appended(about), users)
            if offer is not None:
                proposed.offers.append((user, offer))
        if BOT in committers and (self._bot_commits() or not proposed.offers):
            self._later(lambda: self._overdue(proposed))
        else:
            self._take_offer(proposed)

    def _overdue(self, proposed: Proposed) -> None:
        if proposed is self._proposed:
            self._complain("dave: the bot did not commit in time")
            if proposed.offers:
                self._take_offer(proposed)

    def _take_offer(self, proposed: Proposed) -> None:
        user, payload = proposed.offers[0]
        self._accept(user, proposed, mls.read_commit(payload))

    def _settle_without(self, user_id: int, proposed: Proposed) -> None:
        """Somebody left in the middle: another's commit counts, or the group is given up and founded again."""
        proposed.offers = [offer for offer in proposed.offers if offer[0] in self._present]
        committers = proposed.committers & set(self._present)
        if self.leaves and committers:
            if proposed.offers and BOT not in committers:
                self._take_offer(proposed)
            return
        self._proposed = None
        self.leaves, self.epoch = {}, 0
        self._packages.clear()
        for member in list(self._present.values()):
            member.start_anew()

    def _accept(self, committer: int, proposed: Proposed, commit: mls.Commit) -> None:
        self._proposed = None
        members = set(self.leaves) - proposed.leavers or {committer}
        if not self.leaves:
            self.leaves = {committer: 0}
        for user in proposed.leavers:
            del self.leaves[user]
        added = [proposed.names[name] for name in commit.references if proposed.names[name] in proposed.joiners]
        for user in added:
            taken = set(self.leaves.values())
            self.leaves[user] = next(leaf for leaf in range(len(taken) + 1) if leaf not in taken)
        self.epoch += 1
        self._transition = self._transition % 0xFFFF + 1
        self._announce(members, added, commit)
        self._step()

    def _announce(self, members: set[int], added: list[int], commit: mls.Commit) -> None:
        transition = self._transition
        users = set(self.leaves)
        for user in members:
            if user in self._present:
                self._present[user].commit(transition, commit.message, users)
        for user in added:
            if user in self._present:
                self._present[user].welcome(transition, commit.welcome, users)
        if BOT in self.leaves:
            self._later(lambda: self.execute(transition))
        else:
            self.execute(transition)

    def execute(self, transition: int) -> None:
        """The bot is ready (op 23), or too slow. Older transitions, and one that was carried out, are past."""
        if transition != self._transition or transition == self._executed:
            return
        self._executed = transition
        self.ready = set(self.leaves) - self._stale
        if BOT in self.ready:
            self.with_bot.set()
        for user in self.leaves:
            if user in self._present:
                self._present[user].execute(transition)

    def _later(self, do: Callable[[], None]) -> None:
        self._timers = [timer for timer in self._timers if not timer.cancelled() and timer.when() > self._now()]
        self._timers.append(asyncio.get_running_loop().call_later(PATIENCE, do))

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
