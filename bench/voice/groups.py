"""A group of two for end-to-end encryption, for each interview: the load is the voice server and the candidate."""

import davey

from bench.voice.scene import Person
from sims.discord.mls import ExternalSender, appended, read_commit


class Group:
    """The load's end. `sender.package` goes to the other end, its key package comes back, `welcome` goes there."""

    def __init__(self, channel_id: int, candidate_id: int) -> None:
        self.sender = ExternalSender(channel_id)
        self.session = davey.DaveSession(1, candidate_id, channel_id)
        self.session.set_external_sender(self.sender.package)
        self.session.get_serialized_key_package()

    def welcome(self, key_package: bytes) -> bytes:
        """Let the other end in."""
        payload = appended([self.sender.add(0, key_package)])[1:]
        made = self.session.process_proposals(davey.ProposalsOperationType.append, payload)
        assert made is not None, "somebody is added, so there is something to commit"
        commit = read_commit(made.commit + (made.welcome or b""))
        self.session.process_commit(commit.message)
        return commit.welcome


def joiner(person: Person) -> davey.DaveSession:
    """The measured end, before its welcome."""
    session = davey.DaveSession(1, person.bot_id, person.channel_id)
    session.set_external_sender(person.external_sender)
    return session
