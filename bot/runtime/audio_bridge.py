"""The sound between one voice edge and one Live client, and the pictures: what must not wait for the machine.

The interviewer's sound goes from the socket's callback straight to the edge, and an interruption silences the edge in
that same callback: one pass through the inbox would be heard as a delay. The candidate's sound goes straight to the
client while the microphone is open. Everything that the machine has to know goes to the inbox as usual.
"""

import math
from collections import deque
from typing import Protocol

from bot.ports.events import EdgeEvent, OthersPresent, PictureSent, Played, ShownSource, Source
from bot.ports.model import AudioChunk, Interrupted, LiveEvent, ModelTurn, Voided
from bot.ports.voice import VoiceEdge
from bot.runtime.inbox import Inbox
from bot.runtime.reply_wait import SpokenReplyWait

KEPT_FRAMES = 150
"""3 s in frames of 20 ms: as much of an utterance as is given to the model when the microphone opens within it."""
OVER_FRAMES = 15
"""300 ms of zeros (which the receiver puts for what Discord does not send): the candidate has stopped."""


class AudioSink(Protocol):
    """What the bridge needs of a Live client."""

    def hear(self, pcm: bytes) -> None:
        """20 ms of the candidate (PCM16, mono, 16 kHz)."""

    def end_of_audio(self) -> None:
        """The stream ends; the next `hear` opens it again."""

    def see(self, jpeg: bytes, *, keep: bool = False) -> None:
        """A picture; with `keep` a newer one does not take its place while it cannot be sent."""

    def look_away(self) -> None:
        """A picture that could not be sent yet is not to be, unless it was to be kept."""


class AudioBridge:
    """Fulfils the ports `Listener` and `Watcher`, and receives the Live client's events (`on_live_event`). Each runner
    makes its own.

    The microphone is closed at first. While it is closed the candidate's sound goes nowhere, with one exception: until
    it is opened for the first time (while we greet, or apologize for a restart), the last 3 s of an utterance that is
    still going on are held in memory, so that somebody who begins to answer in our last word keeps their first
    syllable. After that, and from `forget` on (a pause), nothing is ever held. No picture is, at any time.
    """

    def __init__(self, edge: VoiceEdge, inbox: Inbox, *, hold: bool, wait: SpokenReplyWait | None = None) -> None:
        """`hold`: whether the first opening gives what was begun before it; not where the interview is paused.
        `wait` is told of both sides' sound."""
        self._edge = edge
        self._inbox = inbox
        self._client: AudioSink | None = None
        self._mic = False
        self._held: deque[bytes] | None = deque(maxlen=KEPT_FRAMES) if hold else None
        self._zeros = 0  # frames of digital silence at the end of what is held
        self._least = 0.0  # items below this are silent: they were stopped; inf while nothing new was asked for
        self._played = 0  # the newest item whose `Played` came
        self._over = False
        self._wait = wait

    def __repr__(self) -> str:
        return (
            f"<AudioBridge mic={'open' if self._mic else 'closed'} client={self._client is not None} over={self._over}>"
        )

    @property
    def listening(self) -> bool:
        """Whether what the candidate says is for us. If not, as in a pause, no packet of it may be kept."""
        return not self._over and (self._mic or self._held is not None)

    @property
    def looking(self) -> bool:
        """Whether a picture would be shown to the model now."""
        return self._mic and self._client is not None

    # For the runner

    def carry(self, client: AudioSink | None) -> None:
        """Send the candidate's sound to this client from now on; None: drop it."""
        self._client = client

    def open_mic(self, *, on: bool) -> None:
        """Open or close the microphone. Closing ends the stream, so that the model does not wait for the rest of a
        sentence."""
        if on and not self._mic:
            self._mic = True
            self._give_held()
        elif self._mic and not on:
            self._mic = False
            if self._client is not None:
                self._client.end_of_audio()
                self._client.look_away()

    def forget(self) -> None:
        """Drop what is held, and hold nothing from now on: in a pause nothing is heard."""
        self._held = None

    def stop_speaking(self) -> None:
        """Be silent now, and play nothing more of what the model is still saying, until something new is `expected`."""
        self._least = math.inf
        self._edge.flush()

    def expected(self, item_id: int) -> None:
        """Play the model's sound for this item, and for later ones: it was asked, or listens."""
        if math.isinf(self._least):
            self._least = item_id
        self._played = min(self._played, item_id - 1)  # it may be the same item once more

    def hang_up(self) -> None:
        """Ignore everything from now on: the runner ends."""
        self._over = True
        self._client = None
        self._held = None

    # For the Live client

    def on_live_event(self, event: LiveEvent) -> None:
        """Send sound to the edge at once and nowhere else; all other events to the inbox."""
        if self._over:
            return
        match event:
            case AudioChunk(item_id=item_id, pcm=pcm):
                if item_id >= self._least:
                    self._edge.say(item_id, pcm)
                    if self._wait is not None:
                        self._wait.said(item_id)
                return
            case Interrupted():
                self._edge.flush()
            case Voided(item_id=item_id):
                self._played = min(self._played, item_id - 1)  # another reply to the same item may follow
            case ModelTurn(item_id=item_id) if item_id > self._played:
                self._edge.end_item(item_id)
        self._inbox.put_own(event)

    # For the camera page and the chat

    def see(self, source: Source, jpeg: bytes) -> bool:
        """Show the model a picture from the page, at once; False when it was dropped."""
        shown = self._show(jpeg, keep=False)
        if shown:
            self._inbox.put(PictureSent(source))
        return shown

    def show(self, jpeg: bytes) -> bool:
        """Show the model a picture posted in the chat; False when it was dropped. The caller tells the sender."""
        return self._show(jpeg, keep=True)

    def _show(self, jpeg: bytes, *, keep: bool) -> bool:
        if self.looking and self._client is not None:
            self._client.see(jpeg, keep=keep)
            return True
        return False

    # For the edge

    def hear(self, pcm: bytes) -> None:
        """Take 20 ms of the candidate's sound (PCM16, mono, 16 kHz)."""
        if self._mic:
            if self._client is not None:
                self._client.hear(pcm)
            if self._wait is not None:
                self._wait.heard(pcm)
        elif self._held is not None:
            self._held.append(pcm)
            self._zeros = 0 if any(pcm) else self._zeros + 1

    def end_of_audio(self) -> None:
        """End the stream: the candidate has been silent long enough."""
        if self._held is not None:
            self._held.clear()
        if self._mic and self._client is not None:
            self._client.end_of_audio()

    def happened(self, event: EdgeEvent) -> None:
        """Take every other event of the edge."""
        if self._over:
            return
        if isinstance(event, ShownSource) and self._client is not None:
            self._client.look_away()  # they hid it, or show something else: what still waits is not for us
        if isinstance(event, OthersPresent | ShownSource):
            self._inbox.put(event)  # nobody limits how often people cause it, and the next one tells the same
            return
        if isinstance(event, Played):
            self._played = max(self._played, event.item_id)
        self._inbox.put_own(event)

    def _give_held(self) -> None:
        """Send what the candidate began while the microphone was closed, if they still speak."""
        held, self._held = self._held, None
        if held and self._client is not None and self._zeros < OVER_FRAMES:
            for pcm in held:
                self._client.hear(pcm)
