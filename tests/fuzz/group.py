"""A real DAVE group of the bot and one other, and Discord's side of it by the simulator: frames with meaning."""

from dataclasses import dataclass, field

import davey

from sims.discord.mls import ExternalSender, Malformed, appended, read_commit

BOT, OTHER, CHANNEL = 900, 11, 5


@dataclass
class Group:
    """What the voice server knows of one group; `other` is the other member's session."""

    sender: ExternalSender = field(default_factory=lambda: ExternalSender(CHANNEL))
    other: davey.DaveSession = field(default_factory=lambda: davey.DaveSession(1, OTHER, CHANNEL))

    def __post_init__(self) -> None:
        self.other.set_external_sender(self.sender.package)
        self._proposal = self.sender.add(0, self.other.get_serialized_key_package())

    @property
    def proposals(self) -> bytes:
        """Op 27 for the bot: add the other one."""
        return appended([self._proposal])

    def accept(self, offer: bytes) -> bytes | None:
        """The bot's op 28: the other one is welcomed; the commit is given back, to be announced to the bot (op 29)."""
        try:
            commit = read_commit(offer)
        except Malformed:
            return None
        self.other.process_welcome(commit.welcome)
        return commit.message


def pair() -> tuple[davey.DaveSession, davey.DaveSession]:
    """Two sessions in one group: the bot's and the other one's."""
    group = Group()
    mine = davey.DaveSession(1, BOT, CHANNEL)
    mine.set_external_sender(group.sender.package)
    made = mine.process_proposals(davey.ProposalsOperationType.append, group.proposals[1:])
    assert made is not None
    assert made.welcome is not None
    message = group.accept(made.commit + made.welcome)
    assert message is not None
    mine.process_commit(message)
    return mine, group.other
