"""The place as a channel of messages: what an interview needs of it."""

from typing import Protocol

from bot.ports.events import EdgeEvent
from bot.ports.messages import File
from bot.ports.posts import Phrase, Post


class Edge(Protocol):
    """What a runner needs of the place. Raises EdgeGone when Discord refuses for good; retries what may pass."""

    async def post(self, post: Post, *, look_first: bool = False, after: int = 0) -> tuple[int, ...]:
        """Show it; return the ids of the messages that carry it, oldest first.

        With `look_first` our messages after message `after` are read, and a post that already stands there is adopted
        instead of repeated (nobody knows, after a crash, whether the last one arrived). Raises EdgeRefused when Discord
        does not take these words.
        """

    async def amend(self, post: Post, message_ids: tuple[int, ...]) -> bool:
        """Have these messages, which carry an earlier form of the post, say what it says now; whether they do."""

    async def typing(self, *, on: bool) -> None:
        """Show or stop the typing sign; failure is not worth an exception."""

    async def missed(self, after: int) -> list[EdgeEvent]:
        """What the candidate, and webhooks, wrote after message `after`, oldest first."""

    async def candidate_here(self) -> bool | None:
        """Whether the candidate is still a member of the guild (asked of Discord, not of a cache); None if unknown."""

    async def let_in(self) -> None:
        """Let the candidate in again who left, or was taken out with the server; nothing happens to who is there.

        Only when they ask for the way, and at the one reminder: nobody is pulled back who left on purpose. Raises
        EdgeGone; INTERNAL means that it may work in a moment.
        """

    async def tell_reviewers(self, phrase: Phrase) -> bool | None:
        """Tell the guild's reviewers where they agreed to be told; False when Discord did not take it, None where no
        such place was chosen."""

    async def voice_message(self, message_id: int) -> bytes | None:
        """The Ogg/Opus file of a `VoiceMessage`; None when it is gone or too large."""

    async def files(self, message_id: int) -> tuple[File, ...]:
        """The files of a message that may hold words (`Typed.texts`), in order; none when the message is gone."""

    async def pictures(self, message_id: int) -> list[bytes]:
        """The image files of a message, unchecked, in order; without those that are gone or too large."""

    async def close(self) -> None:
        """Take the buttons off the last post and archive, without locking."""
