"""The sound between one voice edge and one Live client, and the pictures: what must not wait for the machine.

The interviewer's sound goes from the socket's callback straight to the edge, and an interruption silences the edge in
that same callback. The candidate's sound goes straight to the client while the microphone is open. Everything that
the machine has to know goes to the inbox as usual.
"""

import math
from collections import deque
from typing import Protocol

from bot.ports.events import EdgeEvent, OthersPresent, PictureSent, Played, ShownSource, Source
from bot.ports.model import AudioChunk, Interrupted, LiveEvent, ModelTurn, Voided
from bot.ports.voice import VoiceEdge
from bot.runtime.inbox import Inbox

KEPT_FRAMES = 150
"""3 s in frames of 20 ms: as much of an utterance as is given to the model when the microphone opens within it."""
OVER_FRAMES = 15
"""300 ms of zeros (the ear's, in place of what Discord does not send): whoever was speaking has stopped."""


class AudioSink(Protocol):
    """What the call needs of a Live client."""

    def hear(self, pcm: bytes) -> None:
        """20 ms of the candidate (PCM16, mono, 16 kHz)."""

    def end_of_audio(self) -> None:
        """The stream ends; the next `hear` opens it again."""

    def see(self, jpeg: bytes, *, keep: bool = False) -> None:
        """A picture; with `keep` a newer one does not take its place while it cannot be sent."""

    def look_away(self) -> None:
        """A picture that could not be sent yet is not to be, unless it was to be kept."""


class AudioBridge:
    """Fulfils the ports `Listener` and `Watcher`, and takes in what the Live client says (`live`). One for each life of
    a relay.

    The microphone is closed at first. While it is closed what is heard goes nowhere, with one exception: until it is
    opened for the first time (that is while we greet, or apologize for a restart), the last 3 s of an utterance that is
    still going on are held in memory, so that somebody who begins to answer in our last word keeps their first
    syllable. After that, and from `forget` on (a pause), nothing is ever held. Of pictures none is, at any time.
    """

    def __init__(self, edge: VoiceEdge, inbox: Inbox, *, hold: bool) -> None:
        """`hold`: whether the first opening gives what was begun before it; not where the interview is paused."""
        self._edge = edge
        self._inbox = inbox
        self._client: AudioSink | None = None
        self._mic = False
        self._held: deque[bytes] | None = deque(maxlen=KEPT_FRAMES) if hold else None
        self._zeros = 0  # frames of digital silence at the end of what is held
        self._least = 0.0  # items below this are silent: they were stopped; inf while nothing new was asked for
        self._played = 0  # the newest item whose `Played` came
        self._over = False

    def __repr__(self) -> str:
        return f"<Call mic={'open' if self._mic else 'closed'} client={self._client is not None} over={self._over}>"

    @property
    def listening(self) -> bool:
        """Whether what is said is for us. While it is not, in a rest or a pause, not a packet of it may be kept."""
        return not self._over and (self._mic or self._held is not None)

    @property
    def looking(self) -> bool:
        """Whether a picture would be shown to the model now."""
        return self._mic and self._client is not None

    # What the relay says

    def carry(self, client: AudioSink | None) -> None:
        """Whom the candidate's words go to; None: nobody, they are dropped."""
        self._client = client

    def open_mic(self, *, on: bool) -> None:
        """Open or close it. Closing ends the stream, so that the model does not wait for the rest of a sentence."""
        if on and not self._mic:
            self._mic = True
            self._give_held()
        elif self._mic and not on:
            self._mic = False
            if self._client is not None:
                self._client.end_of_audio()
                self._client.look_away()

    def forget(self) -> None:
        """A pause: what was said before the microphone opens is not for us."""
        self._held = None

    def stop_speaking(self) -> None:
        """Silence now, and nothing more of what the model is still saying, until something new is `expected`."""
        self._least = math.inf
        self._edge.flush()

    def expected(self, item_id: int) -> None:
        """The model was asked, or listens: its sound for this item, and for later ones, is wanted."""
        if math.isinf(self._least):
            self._least = item_id
        self._played = min(self._played, item_id - 1)  # it may be the same item once more

    def hang_up(self) -> None:
        """The relay ends: what edge and client still say concerns nobody."""
        self._over = True
        self._client = None
        self._held = None

    # What the Live client says

    def live(self, event: LiveEvent) -> None:
        """Sound goes to the edge at once and nowhere else; all others to the machine."""
        if self._over:
            return
        match event:
            case AudioChunk(item_id=item_id, pcm=pcm):
                if item_id >= self._least:
                    self._edge.say(item_id, pcm)
                return
            case Interrupted():
                self._edge.flush()
            case Voided(item_id=item_id):
                self._played = min(self._played, item_id - 1)  # another reply to the same item may follow
            case ModelTurn(item_id=item_id) if item_id > self._played:
                self._edge.said(item_id)
        self._inbox.put_own(event)

    # What the candidate shows

    def see(self, source: Source, jpeg: bytes) -> bool:
        """A picture of the page's: to the model at once, or to nobody."""
        shown = self._show(jpeg, keep=False)
        if shown:
            self._inbox.put(PictureSent(source))
        return shown

    def show(self, jpeg: bytes) -> bool:
        """A picture that was posted in the chat; whoever posted it is told when nobody saw it."""
        return self._show(jpeg, keep=True)

    def _show(self, jpeg: bytes, *, keep: bool) -> bool:
        if self.looking and self._client is not None:
            self._client.see(jpeg, keep=keep)
            return True
        return False

    # What the edge says

    def hear(self, pcm: bytes) -> None:
        """20 ms of the candidate."""
        if self._mic:
            if self._client is not None:
                self._client.hear(pcm)
        elif self._held is not None:
            self._held.append(pcm)
            self._zeros = 0 if any(pcm) else self._zeros + 1

    def end_of_audio(self) -> None:
        """They have been silent long enough."""
        if self._held is not None:
            self._held.clear()
        if self._mic and self._client is not None:
            self._client.end_of_audio()

    def happened(self, event: EdgeEvent) -> None:
        """Everything else that the edge knows."""
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
        """What was begun while the microphone was closed, if it still goes on."""
        held, self._held = self._held, None
        if held and self._client is not None and self._zeros < OVER_FRAMES:
            for pcm in held:
                self._client.hear(pcm)
