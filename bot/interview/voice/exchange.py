"""One item of a spoken interview: what was heard and said in it so far. Pure bookkeeping."""

from dataclasses import dataclass, field

from bot.gemini.api.transcript import has_words, once
from bot.interview.voice.transcript import Fragment, heard_text, joined, share_of
from bot.ports.events import Played
from bot.ports.model import ModelTurn, SaidWords, ToolCalled

FASTEST = 100
"""Characters a second: nobody speaks half as fast. Words whose sound is shorter than that were not said."""
SHORTEST_MS = 300
UNDERSTOOD = 0.6
"""This share of the planned words must be in what was said, or it was something else."""


@dataclass(slots=True)
class SpokenItem:
    """Either something is said (`listens` is false), or the candidate is listened to and the model replies.

    `turn` is the interviewer's turn that is being said, `answer` the stored turn of what was heard; both are numbers of
    turns. `planned` are the exact words to be said, empty where they need not be recognised.
    """

    item_id: int
    until: float | None
    """When we stop waiting: for a reply, for a late transcription, for the end of the sound."""
    listens: bool = False
    turn: int | None = None
    planned: str = field(default="", repr=False)
    answer: int | None = None
    heard: list[str] = field(default_factory=list, repr=False)
    voided: str = field(default="", repr=False)
    """What was heard before the sound was sent once more; it counts until something comes of that."""
    first_at: float | None = None
    last_at: float | None = None
    said: list[Fragment] = field(default_factory=list, repr=False)
    reply: str | None = field(default=None, repr=False)
    """What the model said in all, once it is through."""
    reply_cut: bool = False
    audible_ms: int | None = None
    """How much of its sound can be heard, once that is known."""
    remark: str | None = field(default=None, repr=False)
    """What the model said where it is no turn."""
    played: Played | None = None
    unwritten: bool = False
    """The model reacted to it although nothing of it was transcribed; that is counted."""
    calls: int = 0
    call: ToolCalled | None = None
    """The model has enough; its call waits for the transcription of what it heard."""

    @property
    def words(self) -> str:
        """What was heard of the candidate, once; labels for noises and dots are no words."""
        heard = once(joined(self.heard))
        return heard if has_words(heard) else self.voided

    @property
    def replied(self) -> str:
        """What the model said, as far as it is known."""
        return self.reply or joined([fragment.text for fragment in self.said])

    @property
    def cut(self) -> bool:
        """The candidate spoke before it was said to its end."""
        if self.played is None or not self.played.total_ms:  # nothing was there to be cut
            return self.reply_cut
        return self.played.cut

    @property
    def lost(self) -> bool:
        """Its end never came, and nobody interrupted it: the socket went."""
        return self.reply_cut and not self.cut

    @property
    def audible_words(self) -> str:
        """The part of the reply that was really played to the candidate."""
        if self.played is None:
            return self.replied
        if not self.played.cut:
            return joined([fragment.text for fragment in self.said]) or self.replied
        return heard_text(self.said, self.played.heard_ms, self.played.total_ms)

    def unsaid(self, text: str) -> bool:
        """Whether it was to say this text, nobody cut it short, and next to nothing of it sounded, or what sounded was
        broken off without a word: a tone."""
        sounded = self.audible_ms
        if sounded is None:
            sounded = 0 if self.played is None else self.played.total_ms
        wordless = self.lost and not has_words(self.audible_words)
        return not self.cut and (wordless or sounded < max(SHORTEST_MS, 1000 * len(text) // FASTEST))

    @property
    def share_heard(self) -> float:
        """How much of the planned words was heard; where there are no words to compare, how much of the sound."""
        if self.planned and self.audible_words:
            return share_of(self.planned, self.audible_words)
        return self.played.heard_ms / self.played.total_ms if self.played is not None and self.played.total_ms else 0.0

    @property
    def misread(self) -> bool:
        """Whether other words were heard than those that were to be said."""
        said = self.audible_words
        return bool(self.planned and said) and share_of(self.planned, said) < UNDERSTOOD

    def through(self, event: ModelTurn) -> None:
        """Note that the model finished its turn."""
        self.reply, self.reply_cut = event.text.strip() or self.replied, event.cut
        self.audible_ms = event.audible_ms

    def hear(self, text: str, now: float, *, anew: bool) -> None:
        """Add a fragment of what the candidate says; `anew`: what was heard before is void."""
        if anew:
            self.voided = self.words
            self.heard.clear()
        self.heard.append(text)
        self.first_at = now if self.first_at is None else self.first_at
        self.last_at = now

    def forget_reply(self) -> None:
        """Drop what the model said so far."""
        self.said.clear()
        self.played = self.audible_ms = None

    def say(self, event: SaidWords) -> None:
        """Add a fragment of what the model says."""
        self.said.append(Fragment(event.at_ms, event.text))
