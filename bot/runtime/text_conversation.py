"""The conversation of an interview in writing: a thread, and the model."""

from bot.errors import Reason
from bot.interview.commands import AskModel, WakeModel
from bot.interview.models import Speaker, Utterance
from bot.ports.chat import Edge
from bot.ports.posts import Post
from bot.runtime.conversation import ConversationCommand
from bot.runtime.model_session import ModelSession
from bot.store.blobs.recordings import Recorder


class TextConversation:
    """Fulfils `Conversation`. There is no call: nothing is entered, heard, played or recorded."""

    is_voice = False
    looking = True
    recording_failed = False

    def __init__(self, edge: Edge, model: ModelSession) -> None:
        self.edge = edge
        self._model = model

    def __repr__(self) -> str:
        return f"<TextConversation live={self._model.client!r}>"

    async def join(self, recorder: Recorder | None) -> Reason | None:
        """Do nothing: a thread is not entered."""
        return None

    async def hang_up(self) -> None:
        """See `Conversation.hang_up`."""
        await self._model.leave()

    async def rest(self) -> None:
        """See `Conversation.rest`."""
        await self._model.leave(even_awake=False)

    async def carry_out(self, command: ConversationCommand) -> None:
        """See `Conversation.carry_out`. Commands for sound have no effect."""
        match command:
            case AskModel(item):
                (await self._model.open(asking=item.id)).ask(item)
            case WakeModel():
                (await self._model.open()).wake()
            case _:
                self._model.carry_out(command)

    def show(self, jpeg: bytes) -> bool:
        """Show it now, or with what is asked next."""
        self._model.show(jpeg)
        return True

    def spoken(self, seq: int, speaker: Speaker, spoken: Utterance) -> None:
        """Do nothing: there is no recording."""

    def ask_about(self, number: int, total: int, ends_at: float | None, words: str) -> None:
        """Do nothing: the question stands in the chat."""

    def posted(self, post: Post) -> None:
        """Do nothing."""

    def over(self) -> None:
        """Do nothing."""
