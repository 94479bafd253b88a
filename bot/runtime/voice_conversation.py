"""The conversation of a spoken interview: the call, the model, the recording; and by video the camera page."""

from bot.errors import EdgeGone, Reason
from bot.interview.commands import (
    AskModel,
    Caption,
    Listen,
    OpenMic,
    StopHearing,
    StopSpeaking,
    WakeModel,
)
from bot.interview.models import Speaker, Utterance
from bot.ports.camera import CameraEdge, PageEnd, Watcher
from bot.ports.posts import Post
from bot.ports.voice import SoundRecorder, VoiceEdge
from bot.runtime.audio_bridge import AudioBridge, AudioSink
from bot.runtime.conversation import ConversationCommand
from bot.runtime.model_session import ModelSession
from bot.store.blobs.recordings import Recorder


class ConsentGate:
    """Fulfils `bot.ports.voice.SoundRecorder`: records the candidate only while the bridge listens."""

    def __init__(self, recorder: SoundRecorder, bridge: AudioBridge) -> None:
        self._recorder = recorder
        self._bridge = bridge

    def candidate(self, opus: bytes, at: float) -> None:
        """Record a packet of theirs, except in a pause: there they were told that nothing is heard."""
        if self._bridge.listening:
            self._recorder.candidate(opus, at)

    def interviewer(self, opus: bytes, at: float) -> None:
        """Record a packet of ours."""
        self._recorder.interviewer(opus, at)


class NoCamera:
    """Fulfils `bot.ports.camera.CameraEdge` where there is no page: nothing is watched, and nothing shown."""

    def watch(self, watcher: Watcher | None) -> None:
        """Do nothing."""

    def question(self, number: int, total: int, ends_at: float | None, words: str) -> None:
        """Do nothing."""

    def rest(self, *, on: bool) -> None:
        """Do nothing."""

    def caption(self, key: int, text: str, *, final: bool) -> None:
        """Do nothing."""

    def end(self, why: PageEnd) -> None:
        """Do nothing."""


class VoiceConversation:
    """Fulfils `Conversation`: who hears whom, and what of it is recorded. The camera page is told what goes on."""

    is_voice = True

    def __init__(
        self, edge: VoiceEdge, model: ModelSession, bridge: AudioBridge, camera: CameraEdge, *, captions: bool
    ) -> None:
        """`captions`: whether the candidate wants to read on the page what is said."""
        self.edge = edge
        self._model = model
        self._bridge = bridge
        self._camera = camera
        self._captions = captions
        self._recorder: Recorder | None = None

    def __repr__(self) -> str:
        return f"<VoiceConversation live={self._model.client!r} bridge={self._bridge!r}>"

    @property
    def recording_failed(self) -> bool:
        """Whether sound is missing that should have been kept."""
        return self._recorder is not None and self._recorder.broken

    async def join(self, recorder: Recorder | None) -> Reason | None:
        """Enter the voice channel, with the recorder, and watch the page."""
        self._camera.rest(on=True)
        self._camera.watch(self._bridge)
        self._recorder = recorder
        # Before `join`: a stay begins with its recorder, or goes without.
        if recorder is not None:
            self.edge.record(ConsentGate(recorder, self._bridge))
        try:
            await self.edge.join(self._bridge)
        except EdgeGone as gone:
            return gone.reason
        return None

    async def hang_up(self) -> None:
        """Leave the call and close the client. The interview may go on: its next runner joins again."""
        try:
            # In this order: the inbox outlives this runner and is not to hear how it leaves, and there is sound to
            # record until the channel is left.
            self._camera.watch(None)
            self._bridge.hang_up()
            await self.edge.leave()
            if self._recorder is not None:
                self._recorder.close()
        finally:
            await self._model.leave()

    async def rest(self) -> None:
        """See `Conversation.rest`."""
        if await self._model.leave(even_awake=False):
            self._bridge.carry(None)

    async def carry_out(self, command: ConversationCommand) -> None:
        """See `Conversation.carry_out`."""
        match command:
            case AskModel(item):
                asked = await self._model.open(asking=item.id)
                self._expect(asked, item.id)
                asked.ask(item)
            case Listen(item_id):
                listening = await self._model.open(asking=item_id)
                self._expect(listening, item_id)
                listening.listen(item_id)
            case WakeModel():
                woken = await self._model.open()
                self._bridge.carry(woken)
                woken.wake()
            case OpenMic(on):
                self._bridge.open_mic(on=on)
                self._camera.rest(on=not on)  # while it is off no picture reaches the model, and the page says so
            case StopHearing():
                self._bridge.forget()
            case StopSpeaking():
                self._bridge.stop_speaking()
            case Caption():
                self._caption(command)
            case _:
                self._model.carry_out(command)

    def _expect(self, client: AudioSink, item_id: int) -> None:
        """Let this client hear the candidate, and speak for this item."""
        self._bridge.carry(client)
        self._bridge.expected(item_id)

    def _caption(self, caption: Caption) -> None:
        """Show a caption in the call, and the interviewer's on the page, too."""
        self.edge.caption(caption.key, candidate=caption.candidate, text=caption.text, final=caption.final)
        if not caption.candidate:
            self._camera.caption(caption.key, caption.text, final=caption.final)

    @property
    def looking(self) -> bool:
        """Whether a picture that is posted now can be shown: not while the microphone is closed."""
        return self._bridge.looking

    def show(self, jpeg: bytes) -> bool:
        """See `Conversation.show`."""
        return self._bridge.show(jpeg)

    def spoken(self, seq: int, speaker: Speaker, spoken: Utterance) -> None:
        """Tie a turn to its place in the recording."""
        if self._recorder is not None:
            self._recorder.turn(seq, speaker, spoken.started_at, spoken.ended_at)

    def ask_about(self, number: int, total: int, ends_at: float | None, words: str) -> None:
        """Show this planned question on the page."""
        self._camera.question(number, total, ends_at, words)

    def posted(self, post: Post) -> None:
        """Show on the page what is posted in the chat: which question it is, and its words."""
        if post.number:
            self.ask_about(post.number, post.total, post.ends_at, post.body if isinstance(post.body, str) else "")
        if post.turn is not None and self._captions:
            words = " ".join(part for part in (post.lead, post.body) if isinstance(part, str))
            self._camera.caption(-post.turn, words, final=True)  # a translation of it has a key of its own

    def over(self) -> None:
        """End the camera page: the interview is over."""
        self._camera.end(PageEnd.OVER)
