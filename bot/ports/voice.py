"""The place as a voice channel: sound in, sound out, and who receives it."""

from typing import Protocol

from bot.ports.chat import Edge
from bot.ports.events import EdgeEvent


class Listener(Protocol):
    """Receives what a voice edge hears. Called on the event loop, never slow, never raises."""

    def hear(self, pcm: bytes) -> None:
        """20 ms of the candidate (PCM16, mono, 16 kHz), in order and without gaps while the stream is open."""

    def end_of_audio(self) -> None:
        """The candidate has been silent long enough: the stream ends; the next `hear` opens it again."""

    def happened(self, event: EdgeEvent) -> None:
        """`CandidateReady`, `CandidateAway`, `OthersPresent`, `Played`, `PlaceLost`."""


class SoundRecorder(Protocol):
    """Keeps the sound of an interview whose candidate agreed to that. Called on the event loop; never raises."""

    def candidate(self, opus: bytes, at: float) -> None:
        """One Opus packet of the candidate's as it arrived, decrypted; epoch seconds."""

    def interviewer(self, opus: bytes, at: float) -> None:
        """One Opus packet of ours as it was sent, before encryption; epoch seconds."""


class VoiceEdge(Edge, Protocol):
    """An edge that also carries sound. `post` goes to the voice channel's own chat, with the panel as its last message.

    `close` leaves the channel, too, and deletes it if it was made for this interview.
    """

    def record(self, recorder: SoundRecorder) -> None:
        """Hand every packet of both sides to the recorder as well, until `leave` or `close`. Call before `join`."""

    async def join(self, listener: Listener) -> None:
        """Enter the channel and begin the microphone check; `CandidateReady` says that it went well. Raises
        EdgeGone."""

    async def leave(self) -> None:
        """Leave the channel and forget listener and recorder; the room stays, and `join` may follow. Never raises."""

    def say(self, item_id: int, pcm: bytes) -> None:
        """Play this (PCM16, mono, 24 kHz, any length) after what is already waiting."""

    def end_item(self, item_id: int) -> None:
        """Say that nothing more comes for this item; `Played` follows when the last of it was played."""

    def flush(self) -> None:
        """Stop playing within 20 ms; `Played(cut=True)` follows at once for what was not played to its end."""

    def caption(self, key: int, *, candidate: bool, text: str, final: bool) -> None:
        """Show the words of a turn, as one message for each key, edited within Discord's budget; never waits."""
