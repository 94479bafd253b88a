"""One relay's talk with the model, and the call beside it where it is aloud: who is carried to whom, and recorded.

Beside the call there may be a camera: the candidate's page, which is told what the interview does.
"""

import logging

from bot.errors import EdgeGone
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
from bot.ports.reasons import Reason
from bot.ports.voice import SoundRecorder, VoiceEdge
from bot.runtime.audio_bridge import AudioBridge, AudioSink
from bot.runtime.model_session import ModelSession
from bot.store.blobs.recordings import Recorder

log = logging.getLogger(__name__)

TalkCommand = (
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
"""What concerns the model or the sound, and is carried out here."""


class ConsentGate:
    """Fulfils `bot.ports.voice.SoundRecorder`: keeps of the candidate only what is said while the call listens."""

    def __init__(self, recorder: SoundRecorder, bridge: AudioBridge) -> None:
        self._recorder = recorder
        self._bridge = bridge

    def candidate(self, opus: bytes, at: float) -> None:
        """A packet of theirs: in a pause they were told that nothing is heard, so nothing is kept either."""
        if self._bridge.listening:
            self._recorder.candidate(opus, at)

    def interviewer(self, opus: bytes, at: float) -> None:
        """A packet of ours."""
        self._recorder.interviewer(opus, at)


class Conversation:
    """`join` first; in the end `hang_up`. In writing there is no call, and only the model's commands mean anything."""

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
        return f"<Talk live={self._model.client!r} call={self._bridge!r}>"

    @property
    def is_voice(self) -> bool:
        """Whether it goes on in a voice channel."""
        return self._voice is not None

    @property
    def recording_failed(self) -> bool:
        """Whether sound is missing that should have been kept."""
        return self._recorder is not None and self._recorder.broken

    async def join(self, recorder: Recorder | None) -> Reason | None:
        """Enter the voice channel, if that is the place; the reason when it cannot be had."""
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
            return Reason(gone.reason)
        return None

    async def hang_up(self) -> None:
        """The call is over, whatever becomes of the interview; another relay calls again. The client goes, too."""
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
        """The client fell asleep: nobody needs it for a while."""
        if await self._model.leave(even_awake=False):
            self._carry(None)

    def spoken(self, seq: int, speaker: Speaker, spoken: Utterance) -> None:
        """Tie a turn to its place in the recording."""
        if self._recorder is not None:
            self._recorder.turn(seq, speaker, spoken.started_at, spoken.ended_at)

    def ask_about(self, number: int, total: int, ends_at: float | None, words: str) -> None:
        """The planned question that is talked about from now on, for the page."""
        if self._camera is not None:
            self._camera.question(number, total, ends_at, words)

    def posted(self, post: Post) -> None:
        """This comes into the chat: the page says which question it is, and the words, which are said from now on."""
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
        """A picture that the candidate posted; False when nobody was shown it."""
        if self._bridge is not None:
            return self._bridge.show(jpeg)
        self._model.show(jpeg)
        return True

    def over(self) -> None:
        """The interview is: nothing is filmed any more."""
        if self._camera is not None:
            self._camera.end(PageEnd.OVER)

    async def obey(self, command: TalkCommand) -> None:
        """Carry out one. What needs a client makes one; the others are nothing to one that is made later."""
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
        """With the microphone the camera: what is shown meanwhile reaches nobody, and the page says so."""
        bridge.open_mic(on=on)
        if self._camera is not None:
            self._camera.rest(on=not on)

    def _caption(self, voice: VoiceEdge, said: Caption) -> None:
        """On the page only the interviewer's."""
        voice.caption(said.key, candidate=said.candidate, text=said.text, final=said.final)
        if self._camera is not None and not said.candidate:
            self._camera.caption(said.key, said.text, final=said.final)

    def _carry(self, client: AudioSink | None) -> None:
        if self._bridge is not None:
            self._bridge.carry(client)

    def _expect(self, client: AudioSink, item_id: int) -> None:
        """In a call: this client hears the candidate, and may speak for this item."""
        self._carry(client)
        if self._bridge is not None:
            self._bridge.expected(item_id)
