"""What a runner talks through: the place, the model, and by voice the call. In writing, or by voice."""

from typing import Protocol

from bot.errors import Reason
from bot.interview.commands import (
    AnswerTool,
    AskModel,
    Caption,
    Listen,
    LookCloser,
    OpenMic,
    Remember,
    SleepModel,
    StopHearing,
    StopSpeaking,
    WakeModel,
)
from bot.interview.models import Speaker, Utterance
from bot.ports.chat import Edge
from bot.ports.posts import Post
from bot.store.blobs.recordings import Recorder

ConversationCommand = (
    AskModel
    | AnswerTool
    | WakeModel
    | SleepModel
    | Listen
    | Remember
    | OpenMic
    | StopHearing
    | StopSpeaking
    | Caption
    | LookCloser
)
"""Commands that concern the model or the sound, and are carried out here."""


class Conversation(Protocol):
    """`TextConversation` or `VoiceConversation`. Call `join` first, and `hang_up` in the end."""

    @property
    def edge(self) -> Edge:
        """The place, as a channel of messages."""

    @property
    def is_voice(self) -> bool:
        """Whether it goes on in a voice channel."""

    @property
    def looking(self) -> bool:
        """Whether a picture that is posted now can be shown to the model, be it with what is asked next."""

    @property
    def recording_failed(self) -> bool:
        """Whether sound is missing that should have been kept."""

    async def join(self, recorder: Recorder | None) -> Reason | None:
        """Enter the place; returns the reason when that is not possible. May take a while."""

    async def hang_up(self) -> None:
        """Leave, and close the client. The interview may go on: its next runner joins again."""

    async def rest(self) -> None:
        """Give the client up if it is asleep: nobody needs it for a while."""

    async def carry_out(self, command: ConversationCommand) -> None:
        """Carry out one command. Some make the client that they need; the others do nothing if there is none."""

    def show(self, jpeg: bytes) -> bool:
        """Show the model a picture that the candidate posted; False when that was not possible."""

    def spoken(self, seq: int, speaker: Speaker, spoken: Utterance) -> None:
        """Tie a turn to its place in the recording."""

    def ask_about(self, number: int, total: int, ends_at: float | None, words: str) -> None:
        """Show this planned question where the candidate sees it beside the chat."""

    def posted(self, post: Post) -> None:
        """Take in what is about to be posted in the chat."""

    def over(self) -> None:
        """Take in that the interview is over."""
