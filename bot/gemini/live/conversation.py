"""What a `LiveSession` asks of its conversation, in text or by voice. The session decides about sockets, this about
what is said on them."""

from typing import Protocol

from bot.gemini.api.messages import ServerMessage
from bot.gemini.live.exchange import ModelReply

GIVEN_UP = "given_up"


class LiveConversation(Protocol):
    """Asks, hears, waits, and says when a socket must be left. Pure.

    A method that returns a string gives a reason to leave the present socket ("silent", "reseed", …; GIVEN_UP: and to
    dial no new one).
    """

    @property
    def reply(self) -> ModelReply | None:
        """The reply that is waited for, or under way."""

    @property
    def quiet(self) -> bool:
        """Whether nothing is said, and nothing about to be."""

    @property
    def unsure(self) -> bool:
        """Whether words of an earlier turn may come on this socket, among those of what is asked next."""

    @property
    def may_show(self) -> bool:
        """Whether a picture can be sent at this moment."""

    def prepare_for_item(self, now: float) -> bool:
        """Another item is to be asked. Whether the socket must be left for that."""

    def put(self, now: float) -> str | None:
        """Tell this socket what it lacks, then ask what is pending."""

    def withdraw(self) -> None:
        """Take the question back, if no frame of it was taken: several items asked in one go become one question."""

    def new_socket(self) -> None:
        """A socket is set up; `put` follows."""

    def leave(self) -> None:
        """The socket is left: an unfinished reply gets no further."""

    def finish_if_complete(self, now: float) -> None:
        """Before a socket is left: a reply that was said to its end counts."""

    def hear(self, message: ServerMessage, now: float) -> str | None:
        """Take one message of the server."""

    def overdue(self, now: float) -> str | None:
        """The deadline of `reply`, or the socket's, has come."""
