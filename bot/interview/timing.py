"""How long the interview waits for what, in seconds."""

from dataclasses import dataclass

from bot.clock import DAY
from bot.interview.models import InterviewSnapshot

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Timing:
    """One place for every wait of the machine; tests shorten nothing, they move the clock."""

    quiet: float = 2.5
    """After this much quiet several messages are one answer."""
    typing_holds: float = 10.0
    """Discord shows a typing sign for about ten seconds, and sends the next one in time."""
    longest_answer: float = 60.0
    """Counted from the first message: then the answer is sent to the model even if the candidate still types."""
    thinking: float = 180.0
    """The Live session reports a failure long before; this guard is for the day when it does not."""
    standstill: float = 300.0
    """The longest that a candidate only waits: the longest question, 1,000 characters said slowly (100 s; no reply
    may take more than 120 s), twice, and what it takes to notice that nothing comes, twice. Then they are told, and can
    choose."""
    late_words: float = 1.0
    """How long the rest is waited for when a reply of the model's stops in the middle of a sentence."""
    last_look: float = 30.0
    """How long what was written before the closing words is waited for: one reading of the thread."""
    place_back: float = 600.0
    """The same where the place cannot be read just then; everything was asked, so nobody waits for longer."""
    noticeable: float = 60.0
    """An answer that waited longer than this for us is gone on with by a ping."""
    joining: float = 300.0
    """How long a candidate is waited for in the voice channel before it goes on in writing."""
    room_pause: float = 120.0
    """How long a pause, or company, may last in the voice channel before the channel is given back."""
    room_break: float = 600.0
    """The same for a candidate who chose breaks."""
    room_silence: float = 900.0
    """How long nothing may happen in the voice channel, while the candidate has the word, before it is given back."""
    room_limit: float = HOUR
    """How long one interview may hold the server's one voice channel without a break; then it goes on in writing."""
    room_warning: float = 300.0
    """This long before that the candidate is told."""
    room_grace: float = 120.0
    """An answer that is being given then may still be finished."""
    camera_wait: float = 30.0
    """How long no picture may come in a video interview before the candidate is told."""
    draft: float = 1.0
    """What is heard of an answer is stored at most this often."""
    transcript: float = 7.0
    """How long a late transcription is waited for once the model has enough. Words were seen six seconds late; who is
    asked to say it again, although they come, has answered twice."""
    last_words: float = 20.0
    """How long they can be read before a voice channel of ours is deleted."""
    playout: float = 5.0
    """Beside a quarter of a second for each character: the time after which a reply counts as played."""
    remind_before: float = DAY
    """The reminder comes this long before the deadline, or half-way, whichever is later."""
    undisturbed: float = HOUR
    """Nobody is reminded within this time of the last turn; an unanswered question about membership is asked again."""


def remind_at(timing: Timing, snapshot: InterviewSnapshot, *, last_at: float, not_before: float) -> float | None:
    """When the one reminder is due; None when that would be after the deadline.

    Half-way or a day before the deadline, whichever is later, and not while somebody is at it.
    """
    half_way = snapshot.started_at + (snapshot.deadline_at - snapshot.started_at) / 2
    at = max(half_way, snapshot.deadline_at - timing.remind_before, last_at + timing.undisturbed, not_before)
    return at if at < snapshot.deadline_at else None
