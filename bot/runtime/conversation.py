"""One runner's conversation with the model, and in a voice interview the call: who hears whom, and the recording.

In a video interview there is the camera page, too, which is told what the interview does.
"""

import logging

from bot.errors import EdgeGone, Reason
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
from bot.ports.camera import CameraEdge, PageEnd
from bot.ports.posts import Post
from bot.ports.voice import SoundRecorder, VoiceEdge
from bot.runtime.audio_bridge import AudioBridge, AudioSink
from bot.runtime.model_session import ModelSession
from bot.store.blobs.recordings import Recorder

log = logging.getLogger(__name__)

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


class Conversation:
    """Call `join` first, and `hang_up` in the end. In a text interview there is no call, and only the model's commands
    have an effect."""

    def __init__(
        self,
        model: ModelSession,
        *,
        voice: VoiceEdge | None,
        bridge: AudioBridge | None,
        camera: CameraEdge | None,
        captions: bool,
    ) -> None:
        """`captions`: whether the candidate wants to read on the page what is said."""
        self._model = model
        self._voice = voice
        self._bridge = bridge
        self._camera = camera
        self._captions = captions
        self._recorder: Recorder | None = None

    def __repr__(self) -> str:
        return f"<Conversation live={self._model.client!r} bridge={self._bridge!r}>"

    @property
    def is_voice(self) -> bool:
        """Whether it goes on in a voice channel."""
        return self._voice is not None

    @property
    def recording_failed(self) -> bool:
        """Whether sound is missing that should have been kept."""
        return self._recorder is not None and self._recorder.broken

    async def join(self, recorder: Recorder | None) -> Reason | None:
        """Enter the voice channel, if that is the place; returns the reason when that is not possible."""
        if self._voice is None or self._bridge is None:
            return None
        if self._camera is not None:
            self._camera.rest(on=True)
            self._camera.watch(self._bridge)
        self._recorder = recorder
        if recorder is not None:
            self._voice.record(ConsentGate(recorder, self._bridge))
        try:
            await self._voice.join(self._bridge)
        except EdgeGone as gone:
            return gone.reason
        return None

    async def hang_up(self) -> None:
        """Leave the call and close the client. The interview may go on: its next runner joins again."""
        try:
            if self._camera is not None:
                self._camera.watch(None)
            if self._bridge is not None:
                self._bridge.hang_up()
            if self._voice is not None:
                await self._voice.leave()
            if self._recorder is not None:
                self._recorder.close()
        finally:
            await self._model.leave()

    async def rest(self) -> None:
        """Give the client up if it is asleep: nobody needs it for a while."""
        if await self._model.leave(even_awake=False):
            self._carry(None)

    def spoken(self, seq: int, speaker: Speaker, spoken: Utterance) -> None:
        """Tie a turn to its place in the recording."""
        if self._recorder is not None:
            self._recorder.turn(seq, speaker, spoken.started_at, spoken.ended_at)

    def ask_about(self, number: int, total: int, ends_at: float | None, words: str) -> None:
        """Show this planned question on the page."""
        if self._camera is not None:
            self._camera.question(number, total, ends_at, words)

    def posted(self, post: Post) -> None:
        """Show on the page what is posted in the chat: which question it is, and its words."""
        if post.number:
            self.ask_about(post.number, post.total, post.ends_at, post.body if isinstance(post.body, str) else "")
        if self._camera is not None and post.turn is not None and self._captions:
            words = " ".join(part for part in (post.lead, post.body) if isinstance(part, str))
            self._camera.caption(-post.turn, words, final=True)  # a translation of it has a key of its own

    @property
    def looking(self) -> bool:
        """Whether a picture that is posted now can be shown to the model, be it with what is asked next."""
        return self._bridge is None or self._bridge.looking

    def show(self, jpeg: bytes) -> bool:
        """Show the model a picture that the candidate posted; False when that was not possible."""
        if self._bridge is not None:
            return self._bridge.show(jpeg)
        self._model.show(jpeg)
        return True

    def over(self) -> None:
        """End the camera page: the interview is over."""
        if self._camera is not None:
            self._camera.end(PageEnd.OVER)

    async def carry_out(self, command: ConversationCommand) -> None:
        """Carry out one command. Some make the client that they need; the others do nothing if there is none."""
        client = self._model.client
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
                self._carry(woken)
                woken.wake()
            case SleepModel() if client is not None:
                client.sleep()
            case AnswerTool(call_id, name, output) if client is not None:
                client.answer_tool(call_id, name, output)
            case Remember(item) if client is not None:
                client.remember(item)
            case OpenMic(on) if self._bridge is not None:
                self._open_mic(self._bridge, on=on)
            case StopHearing() if self._bridge is not None:
                self._bridge.forget()
            case StopSpeaking() if self._bridge is not None:
                self._bridge.stop_speaking()
            case Caption() if self._voice is not None:
                self._caption(self._voice, command)
            case LookCloser(on):
                self._model.look_closer(on=on)

    def _open_mic(self, bridge: AudioBridge, *, on: bool) -> None:
        """Switch the camera with the microphone: while it is off no picture reaches the model, and the page says so."""
        bridge.open_mic(on=on)
        if self._camera is not None:
            self._camera.rest(on=not on)

    def _caption(self, voice: VoiceEdge, caption: Caption) -> None:
        """Show a caption in the call, and the interviewer's on the page, too."""
        voice.caption(caption.key, candidate=caption.candidate, text=caption.text, final=caption.final)
        if self._camera is not None and not caption.candidate:
            self._camera.caption(caption.key, caption.text, final=caption.final)

    def _carry(self, client: AudioSink | None) -> None:
        if self._bridge is not None:
            self._bridge.carry(client)

    def _expect(self, client: AudioSink, item_id: int) -> None:
        """In a call let this client hear the candidate, and speak for this item."""
        self._carry(client)
        if self._bridge is not None:
            self._bridge.expected(item_id)
