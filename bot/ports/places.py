"""The port between an interview and the place where its candidate is: the words, and the Protocol an edge fulfils.

Events go in (`EdgeEvent`), posts go out (`Edge`). Nothing here knows Discord.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Accommodations:
    """What a candidate chose to make a spoken interview easier; nobody asks why, and no reviewer sees it."""

    slower: bool = False
    """The interviewer speaks slowly."""
    patient: bool = False
    """A longer silence counts as the end of an answer."""
    captions: bool = True
    countdown: bool = True
    """The panel shows the time left."""
    breaks: bool = False
    """A pause may last longer before the room is given back."""
    skip: bool = False
    """The panel has a Skip button."""


class Action(StrEnum):
    """What a button of a running interview asks for; the value stands in the button's custom_id."""

    PAUSE = "pause"
    CONTINUE = "continue"
    SKIP = "skip"
    FINISH = "finish"
    """Skip the last question, said twice."""
    ASK = "ask"
    END = "end"
    WITHOUT = "without"
    ANSWER = "answer"
    REPEAT = "repeat"
    WRITE = "write"
    """Go on in writing, in a private thread."""
    TALK = "talk"
    """Go on by voice."""
    CAMERA = "camera"
    """A new link to the page that sends pictures. A door answers it; it never reaches an interview."""


class Source(StrEnum):
    """Where a picture comes from."""

    CAMERA = "camera"
    SCREEN = "screen"
    CHAT = "chat"
    """Posted as an image in the interview's chat."""


class Enclosure(StrEnum):
    """What words stand in that are not the message's own."""

    FILE = "file"
    FORWARD = "forward"
    POLL = "poll"


@dataclass(frozen=True, slots=True)
class Enclosed:
    """Words that a message carries beside its own."""

    kind: Enclosure
    text: str = field(repr=False)
    name: str = field(default="", repr=False)
    """Of a file."""
    whole: bool = True
    """Of a long file only the beginning is taken."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that may hold words, as Discord handed it out; `data` is None when it could not be had."""

    name: str = field(repr=False)
    data: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Typed:
    """The candidate's message arrived (live, or read later from the thread)."""

    message_id: int
    text: str = field(repr=False)
    attachments: int = 0
    """How many files and stickers the message carries whose words are not `enclosed`."""
    form: bool = False
    """Sent by a form: complete as it is, and it stands nowhere but here."""
    pictures: int = 0
    """How many of the attachments call themselves images; in a video interview they are shown to the model."""
    texts: tuple[str, ...] = field(default=(), repr=False)
    """The names of the attachments that may hold words; empty once they were looked into."""
    enclosed: tuple[Enclosed, ...] = ()
    lost: int = 0
    """How many of the attachments may hold words, and could not be had from Discord."""
    edited: bool = False
    """What a message has become that is in no turn yet."""
    changed: bool = field(default=True, compare=False)
    """Whether it may say something else than when it was sent."""


@dataclass(frozen=True, slots=True)
class Typing:
    """The candidate started typing."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The candidate edited a message; the fields are those of `Typed`, as they are now."""

    message_id: int
    text: str = field(repr=False)
    attachments: int = 0
    pictures: int = 0
    texts: tuple[str, ...] = field(default=(), repr=False)

    @property
    def typed(self) -> Typed:
        """The message as it is now."""
        return Typed(
            self.message_id, self.text, self.attachments, pictures=self.pictures, texts=self.texts, edited=True
        )


@dataclass(frozen=True, slots=True)
class Deleted:
    """The candidate's message was deleted, by whomever."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Proxied:
    """A webhook wrote in the thread, or changed what it wrote: somebody's words, by an app. Whose, nobody says."""

    message: Typed = field(repr=False)
    edited: bool = False
    missed: bool = False
    """Read later from the thread, so that nobody knows what was deleted at that time."""


@dataclass(frozen=True, slots=True)
class OutsiderWrote:
    """Somebody else wrote in the thread."""

    user_id: int


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    """A button, already checked to be the candidate's (END and PAUSE may be a reviewer's: then `by` is set)."""

    action: Action
    by: int | None = None


@dataclass(frozen=True, slots=True)
class VoiceMessage:
    """The candidate recorded a voice message; the relay has it transcribed and hands in `Typed`."""

    message_id: int
    seconds: float


@dataclass(frozen=True, slots=True)
class CandidateReady:
    """The candidate is in the room, encryption stands, and their microphone was heard: we may speak."""


@dataclass(frozen=True, slots=True)
class CandidateLeft:
    """The candidate is not in the room (any more), or cannot be heard there; `CandidateReady` follows when they are
    back."""


@dataclass(frozen=True, slots=True)
class OthersPresent:
    """How many people beside the candidate are in a room made for the interview; a reviewer who may be there counts."""

    others: int


@dataclass(frozen=True, slots=True)
class Played:
    """How far the sound for one item was played: to its end, or `cut` by an interruption. Once for each item."""

    item_id: int
    heard_ms: int
    total_ms: int
    cut: bool = False


@dataclass(frozen=True, slots=True)
class ShownSource:
    """What the candidate's page shows from now on; None: nothing (not opened, muted, hidden, lost)."""

    source: Source | None


@dataclass(frozen=True, slots=True)
class PictureSent:
    """One picture was handed to the model."""

    source: Source


class Reason(StrEnum):
    """Why the place is gone, or an interview stopped; stored as `status_reason`."""

    THREAD_DELETED = "thread_deleted"
    THREAD_LOCKED = "thread_locked"
    PERMISSIONS = "permissions"
    NO_SPACE = "no_space"
    """The server has as many channels as Discord allows."""
    THREADS_FULL = "threads_full"
    """The server has as many open threads as Discord allows."""
    NAME_REFUSED = "name_refused"
    """Discord does not take the name of the place, not even with a number only."""
    TWO_FACTOR = "two_factor"
    """The server asks for two-factor authentication, and the bot's owner has none."""
    NOT_ADMITTED = "not_admitted"
    """Discord does not let the candidate into the place."""
    REFUSED = "refused"
    """Discord does not take it, and says so with a number that means nothing to us."""
    BOT_REMOVED = "bot_removed"
    CANDIDATE_LEFT = "candidate_left"
    ROOM_LEFT = "room_left"
    """The candidate did not come back to the voice channel in time."""
    ROOM_QUIET = "room_quiet"
    """Nothing was said in the voice channel for long, or nobody chose how to go on."""
    ROOM_TIME = "room_time"
    """The time that one interview may hold the voice channel was over."""
    LINE_LOST = "line_lost"
    """The voice connection could not be had again."""
    CANDIDATE = "candidate"
    STAFF = "staff"
    DEADLINE = "deadline"
    PROVIDER = "provider"
    FINISHED = "finished"
    NEVER_STARTED = "never_started"
    ERASED = "erased"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class PlaceLost:
    """The place or the person is gone."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class PlaceRestored:
    """The place can be used again (thread unlocked, permission returned)."""


EdgeEvent = (
    Typed
    | Typing
    | Edited
    | Deleted
    | Proxied
    | OutsiderWrote
    | ButtonPressed
    | PlaceLost
    | PlaceRestored
    | VoiceMessage
    | CandidateReady
    | CandidateLeft
    | OthersPresent
    | Played
    | ShownSource
    | PictureSent
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of ours: a key of the catalogue and what fills it in. Rendered by the edge in the interview's locale."""

    key: str
    words: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Post:
    """One thing to show in the thread: an interviewer's turn, or a notice of ours.

    `lead` is the model's validated bridging sentence or a phrase; `body` the admin's words, the model's validated
    follow-up, or a phrase. `number`/`total` give the `-# Question 2 of 5` line when set. `buttons` stay live only
    on the newest post that has any: the edge takes them off the one before.
    """

    body: str | Phrase = field(repr=False)
    turn: int | None = None
    lead: str | Phrase | None = field(default=None, repr=False)
    number: int = 0
    total: int = 0
    buttons: tuple[Action, ...] = ()
    ping: bool = False
    ends_at: float | None = None
    """Epoch seconds at which the interview ends; shown on a voice interview's panel."""


class Edge(Protocol):
    """What a relay needs of the place. Raises EdgeGone when Discord refuses for good; retries what may pass."""

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


class Listener(Protocol):
    """Who takes in what a voice edge hears. Called on the event loop, never slow, never raises."""

    def hear(self, pcm: bytes) -> None:
        """20 ms of the candidate (PCM16, mono, 16 kHz), in order and without gaps while the stream is open."""

    def end_of_audio(self) -> None:
        """The candidate has been silent long enough: the stream ends; the next `hear` opens it again."""

    def happened(self, event: EdgeEvent) -> None:
        """`CandidateReady`, `CandidateLeft`, `OthersPresent`, `Played`, `PlaceLost`."""


class SoundRecorder(Protocol):
    """Who keeps the sound of an interview whose candidate agreed to that. Called on the event loop; never raises."""

    def candidate(self, opus: bytes, at: float) -> None:
        """One Opus packet of the candidate's as it arrived, decrypted; epoch seconds."""

    def interviewer(self, opus: bytes, at: float) -> None:
        """One Opus packet of ours as it was sent, before encryption; epoch seconds."""


class VoiceEdge(Edge, Protocol):
    """An edge that also carries sound. `post` goes to the voice channel's own chat, with the panel as its last message.

    `close` leaves the channel, too, and deletes it if it was made for this interview.
    """

    def record(self, recorder: SoundRecorder) -> None:
        """Hand every packet of both sides to the keeper as well, until `leave` or `close`. Said before `join`."""

    async def join(self, listener: Listener) -> None:
        """Enter the channel and begin the microphone check; `CandidateReady` says that it went well. Raises
        EdgeGone."""

    async def leave(self) -> None:
        """Leave the channel and forget listener and keeper; the room stays, and `join` may follow. Never raises."""

    def say(self, item_id: int, pcm: bytes) -> None:
        """Play this (PCM16, mono, 24 kHz, any length) after what is already waiting."""

    def said(self, item_id: int) -> None:
        """Nothing more comes for this item: `Played` follows when the last of it was played."""

    def flush(self) -> None:
        """Fall silent within 20 ms; `Played(cut=True)` follows at once for what was not played to its end."""

    def caption(self, key: int, *, candidate: bool, text: str, final: bool) -> None:
        """Show what is being said, as one message for each key, edited within Discord's budget; never waits."""


class Watcher(Protocol):
    """Who takes in what a candidate's page sends. Called on the event loop, never slow, never raises."""

    def see(self, source: Source, jpeg: bytes) -> bool:
        """One checked picture. Whether it was handed to the model: while the interview rests none is."""

    def happened(self, event: EdgeEvent) -> None:
        """`ShownSource`."""


class PageEnd(StrEnum):
    """Why a candidate's page is told to stop."""

    OVER = "over"
    """The interview is over."""
    WRITING = "writing"
    """It goes on in writing; the page may be used again when it goes on by voice."""


class CameraEdge(Protocol):
    """The candidate's page beside a voice channel: pictures come in, what stands on it goes out. Nothing waits.

    There is one for each running video interview, whether a page is open or not; it outlives relays, and tells whoever
    begins to watch what is filmed right now.
    """

    def watch(self, watcher: Watcher | None) -> None:
        """Hand pictures and `ShownSource` to this one from now on; None: to nobody, and the page says that it waits."""

    def question(self, number: int, total: int, ends_at: float | None, words: str) -> None:
        """The planned question that is being talked about, with its words as the chat has them; `ends_at` (epoch
        seconds) is None where it is not shown."""

    def rest(self, *, on: bool) -> None:
        """Whether the interview rests: then the page says that nothing is sent."""

    def caption(self, key: int, text: str, *, final: bool) -> None:
        """What the interviewer says; newer text for the same key replaces it."""

    def end(self, why: PageEnd) -> None:
        """Close the page's connection, with that word."""


class Places(Protocol):
    """Where interviews take place: makes the thread, and the edge that speaks in it."""

    async def open(
        self,
        *,
        guild_id: int,
        channel_id: int,
        candidate_id: int,
        candidate_name: str,
        interview_id: int,
        title: str,
        room_id: int | None = None,
    ) -> int:
        """Make the private thread (or voice channel), let the candidate in, return its id.

        With `room_id`, the voice channel that is to be used instead of one of its own. EdgeGone: nothing was made;
        its `code` is Discord's own number, and INTERNAL means that it may work in a moment.
        """

    def edge(
        self,
        *,
        interview_id: int,
        guild_id: int,
        thread_id: int,
        candidate_id: int,
        locale: str,
        accommodations: Accommodations = Accommodations(),
        own_room: bool = True,
    ) -> Edge:
        """The edge of an existing thread, or voice channel (then it is a `VoiceEdge`). Cheap; touches nothing."""

    async def sweep(self, *, guild_id: int, interview_id: int, since: float) -> None:
        """Delete the thread that was made for this interview by a process that died before the record knew it.

        Not one that is older than the interview (`since`, epoch seconds): numbers begin anew with a fresh database, or
        an older one that was put back, and the thread is somebody else's then.
        """

    async def erase(self, *, guild_id: int, thread_id: int) -> bool:
        """Delete the thread; True when it is gone (also when it already was), False when it may still be there."""


class RoomPlaces(Places, Protocol):
    """Places that are voice channels."""

    def edge(
        self,
        *,
        interview_id: int,
        guild_id: int,
        thread_id: int,
        candidate_id: int,
        locale: str,
        accommodations: Accommodations = Accommodations(),
        own_room: bool = True,
    ) -> VoiceEdge:
        """The edge of an existing voice channel. Cheap; touches nothing."""
