"""Where the machine stands and what it orders: the phase, and the few ways to say, show and log something."""

from collections.abc import Callable, Mapping

from bot.interview import posts
from bot.interview.commands import AmendPost, CloseInterview, Command, Log, ShowPost, ShowTyping, SwitchMedium
from bot.interview.models import Medium, Turn
from bot.interview.phases import WORKING, Phase, may_follow
from bot.interview.record import Record
from bot.ports.posts import Phrase, Post

UNFORESEEN = "unforeseen_phase"
"""The event of a phase that is not in the table."""


class PostQueue:
    """The phase, and the orders. One of each, shared by the session, the candidate's side and the interviewer."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.phase = Phase.NEW
        self.posts = 0
        """How many were ordered."""
        self.offered = False  # whether anything with buttons was ordered: if not, those that live are an older one's
        self._typing = False
        self.ping_next = False  # the next post tells a candidate who waited that we are back
        self.ends_at: float | None = None  # when the time in a voice channel ends
        self.before_end: Callable[[], None] = lambda: None  # orders what must be done before the last command

    def enter(self, phase: Phase) -> None:
        """Change the phase; the typing sign is on exactly while we work.

        A phase that may not follow is logged, and entered all the same: it is a bug, but no phase outlives the process,
        and an interview that crashed here would come here again from its record. The worlds of the tests refuse it.
        """
        if not may_follow(self.record.snapshot.medium, self.phase, phase):
            self.log(UNFORESEEN, {"from": self.phase.value, "to": phase.value})
        self.show_typing(phase in WORKING)
        self.phase = phase

    def show_typing(self, on: bool) -> None:
        """Show or hide the typing sign. Does nothing if it is so already."""
        if self._typing is not on:
            self._typing = on
            self.do(ShowTyping(on))

    def over(self) -> None:
        """The end; nothing is received after it."""
        self.before_end()
        self.enter(Phase.OVER)
        self.do(CloseInterview())

    def leave_for(self, medium: Medium) -> None:
        """It goes on elsewhere; nothing is received after it."""
        self.before_end()
        self.enter(Phase.OVER)
        self.do(SwitchMedium(medium))

    def do(self, command: Command) -> None:
        """Order it."""
        self.record.orders.append(command)

    def log(self, kind: str, detail: Mapping[str, str | int | float | bool] | None = None) -> None:
        """Order an entry of the event log: names and numbers only."""
        self.do(Log(kind, detail or {}))

    def show(self, post: Post, *, look_first: bool = False) -> None:
        """Order a post."""
        if self.ping_next:
            post, self.ping_next = posts.pinging(post), False
        self.posts += 1
        self.offered |= bool(post.buttons)
        self.do(ShowPost(post, look_first=look_first))

    def show_turn(self, turn: Turn, *, look_first: bool = False) -> None:
        """Order a turn of the interviewer to be shown."""
        self.show(posts.turn_post(self.record.snapshot, turn, until=self.ends_at), look_first=look_first)

    def amend(self, turn: Turn) -> None:
        """Order that its messages say what it says now."""
        self.do(AmendPost(posts.turn_post(self.record.snapshot, turn, until=self.ends_at), turn.message_ids))

    def note(self, key: str) -> None:
        """Order a notice of ours."""
        self.show(posts.notice(key))

    def answer_to(self, message_id: int, body: Phrase) -> None:
        """Order words about one message. They are said once, however often it is read from the thread."""
        self.do(ShowPost(Post(body), look_first=True, after=message_id))

    def choose(self, why: Phrase, *, look_first: bool = False) -> None:
        """The model failed: let the candidate choose."""
        self.enter(Phase.CHOOSING)
        self.show(posts.choice(why), look_first=look_first)

    def try_again(self, why: Phrase, *, saved: bool) -> None:
        """The same in a spoken interview. `saved`: what the candidate said is in the record."""
        self.enter(Phase.CHOOSING)
        self.show(posts.trying(why, saved=saved))
