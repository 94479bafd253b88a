"""A room for the interview machine: carries out its commands on an in-memory record, in virtual time.

No loop, no database. What is committed survives `crash()`; everything else is gone, as in life.
"""

from dataclasses import dataclass, field, replace

from bot.errors import Reason
from bot.gemini.api.failures import ConnectionStage, Failure, FailureSide, Retry
from bot.interview.commands import (
    AmendPost,
    AnswerTool,
    AskModel,
    CheckCandidate,
    CloseInterview,
    Command,
    Log,
    LookBack,
    LookCloser,
    MarkTurn,
    SavePictures,
    SaveSpoken,
    SaveTurn,
    SetFollowUps,
    SetReminded,
    SetStatus,
    ShowPost,
    ShowTyping,
    SleepModel,
    TellReviewers,
    WakeModel,
)
from bot.interview.events import Begin, InterviewEvent, NothingMissed, Restored, ReviewersTold, Shown
from bot.interview.models import InterviewSnapshot, Limits, PictureSpan, Plan, Question, Status, Turn
from bot.interview.post_queue import UNFORESEEN
from bot.interview.session import InterviewSession
from bot.interview.timing import Timing
from bot.ports.events import PlaceLost, Source
from bot.ports.messages import Typed
from bot.ports.model import LiveDown, ModelTurn, ToolCalled
from bot.ports.posts import Action, Phrase, Post

START = 1_800_000_000.0
DAY = 86_400.0
DOWN = LiveDown(Failure("quota", FailureSide.OPERATOR, Retry.LATER, ConnectionStage.LIVE))
PANEL = (Action.PAUSE, Action.SKIP, Action.ASK, Action.END)
REQUIRED_PANEL = (Action.PAUSE, Action.ASK, Action.END)
PLAN = Plan(
    title="Community application",
    questions=(Question("What draws you here?", 1, required=True), Question("What would you do?", 2)),
    closing="Thank you, that was all.",
)


def snapshot(
    plan: Plan = PLAN,
    *,
    language: str | None = None,
    limits: Limits | None = None,
    days: float = 7.0,
    locale: str = "en",
) -> InterviewSnapshot:
    """An interview that was just consented to."""
    return InterviewSnapshot(
        interview_id=7,
        guild_id=1,
        candidate_id=42,
        plan=plan,
        language=language or plan.language,
        locale=locale,
        status=Status.STARTING,
        follow_ups=True,
        turns=(),
        limits=limits or Limits(),
        started_at=START,
        deadline_at=START + days * DAY,
        reminded=False,
        tokens=0,
        thread_id=99,
    )


class Killed(Exception):
    """The process died between two commands."""


@dataclass
class Room:
    """Runs one interview. `posts` is what stands in the thread, `out` what the last event made the machine want."""

    snapshot: InterviewSnapshot = field(default_factory=snapshot)
    now: float = START
    broken: Reason | None = None
    """The edge refuses for good with this reason; the machine is told as the runner would tell it."""
    fuse: int | None = None
    """So many commands are still carried out, then the process dies."""
    notify: bool = True
    """Whether the reviewers have a channel in which they are told."""
    posts: list[Post] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    out: list[Command] = field(default_factory=list)
    closed: bool = False
    missed: list[InterviewEvent] = field(default_factory=list)
    """What stands in the thread and was told to nobody, when it is read."""
    typing: bool = False
    pictures: dict[tuple[Source, float], PictureSpan] = field(default_factory=dict)
    closer: list[bool] = field(default_factory=list)
    _message: int = 1_000

    def __post_init__(self) -> None:
        self._soon: list[InterviewEvent] = []
        self.machine = InterviewSession(self.snapshot, Timing(), self.now)

    def begin(self) -> "Room":
        self.tell(Begin())
        return self

    def message_id(self) -> int:
        self._message += 1
        return self._message

    def tell(self, event: InterviewEvent) -> list[Command]:
        """Hand in an event; carry out what comes; return it."""
        self.out = []
        self._soon.append(event)
        self._run()
        return self.out

    def say(self, text: str) -> int:
        """The candidate writes; returns the message's id."""
        id_ = self.message_id()
        self.tell(Typed(id_, text))
        return id_

    def answer(self, text: str) -> list[Command]:
        """The candidate writes and falls silent; returns what that led to."""
        self.say(text)
        return self.wait(2.5)

    def model(self, text: str, *, enough: bool = False) -> list[Command]:
        """The model reacts to what it was asked last."""
        out: list[Command] = []
        if enough:
            out += self.tell(ToolCalled(self.asked[-1], "call", "answer_is_enough"))
        out += self.tell(ModelTurn(self.asked[-1], text))
        return out

    def wait(self, seconds: float) -> list[Command]:
        """Let time pass, every deadline at its moment; return all that was wanted."""
        self.out = []
        until = self.now + seconds
        while (at := self.machine.deadline()) is not None and at <= until and not self.closed:
            self.now = max(self.now, at)
            self._obey(self.machine.handle_deadline(self.now))
            self._run()
        self.now = until
        return self.out

    def restart(self) -> list[Command]:
        """A new process that knows the record alone."""
        self.typing = False
        self.fuse = None
        self.asked = []
        self._soon = []
        self.machine = InterviewSession(self.snapshot, Timing(), self.now)
        return self.tell(Restored())

    def _run(self) -> None:
        while self._soon:
            self._obey(self.machine.receive(self._soon.pop(0), self.now))

    def _obey(self, commands: list[Command]) -> None:
        self.out += commands
        gone = False
        for command in commands:
            assert not self.closed, f"{command} after Close"
            self._burn()
            if self.broken is not None and isinstance(command, ShowPost | ShowTyping | TellReviewers):
                gone = gone or isinstance(command, ShowPost)
            else:
                self._carry_out(command)
        if gone and self.broken is not None:
            self._soon.append(PlaceLost(self.broken))

    def _burn(self) -> None:
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse < 0:
                raise Killed

    def _carry_out(self, command: Command) -> None:
        match command:
            case SaveTurn(turn):
                assert turn.seq == len(self.snapshot.turns) + 1
                self.snapshot = replace(self.snapshot, turns=(*self.snapshot.turns, turn))
            case MarkTurn(seq, mark):
                turn = self.turn(seq)
                assert mark not in turn.marks
                self._swap(replace(turn, marks=(*turn.marks, mark)))
            case SetStatus(status, reason):
                self.snapshot = replace(self.snapshot, status=status, status_reason=reason or "")
            case SetFollowUps(on):
                self.snapshot = replace(self.snapshot, follow_ups=on)
            case SetReminded():
                self.snapshot = replace(self.snapshot, reminded=True)
            case ShowPost(post, look_first):
                self._show(post, look_first)
            case SaveSpoken(seq, spoken):
                assert self.turn(seq).spoken is None, "what was said is append-only"
                self._swap(replace(self.turn(seq), spoken=spoken))
            case AmendPost(post, ids):
                assert ids == self.turn(post.turn or 0).message_ids != ()
                self.posts = [post if old.turn == post.turn else old for old in self.posts]
            case ShowTyping(on):
                self.typing = on
            case AskModel(item):
                assert self.snapshot.status is Status.ACTIVE, (
                    "nothing is sent to the model before consent, or in a pause"
                )
                assert item.id >= max(self.asked, default=0)
                self.asked.append(item.id)
            case SavePictures(span):
                key = (span.source, span.started_at)
                assert key not in self.pictures or span.count > self.pictures[key].count, "stored for nothing"
                assert span.ended_at >= span.started_at
                self.pictures[key] = span
            case LookCloser(on):
                self.closer.append(on)
            case LookBack():
                self._soon += self.missed or [NothingMissed()]
                self.missed = []
            case CloseInterview():
                self.closed = True
            case TellReviewers():
                self._soon.append(ReviewersTold(self.notify))
            case Log(kind, detail):
                assert kind != UNFORESEEN, f"no phase may follow so: {detail}"
            case AnswerTool() | WakeModel() | SleepModel() | CheckCandidate():
                pass

    def _show(self, post: Post, look_first: bool) -> None:
        stands = post.turn is not None and any(old.turn == post.turn for old in self.posts)
        assert look_first or not stands, "shown twice without looking"
        if not stands:
            self.posts.append(post)
        self._burn()  # nobody knows, after a crash, whether the last one arrived
        if post.turn is not None:
            ids = (self.message_id(),)
            self._swap(replace(self.turn(post.turn), message_ids=ids))
            self._soon.append(Shown(post.turn, ids))

    def _swap(self, turn: Turn) -> None:
        self.snapshot = replace(
            self.snapshot, turns=tuple(turn if old.seq == turn.seq else old for old in self.snapshot.turns)
        )

    def turn(self, seq: int) -> Turn:
        return next(turn for turn in self.snapshot.turns if turn.seq == seq)

    @property
    def last(self) -> Turn:
        return self.snapshot.turns[-1]

    @property
    def kinds(self) -> list[str]:
        return [str(turn.kind) for turn in self.snapshot.turns]

    @property
    def notices(self) -> list[str]:
        """The keys of our own phrases in the thread."""
        return [post.body.key for post in self.posts if isinstance(post.body, Phrase)]


def begun(**changes: object) -> Room:
    return Room(replace(snapshot(), **changes)).begin()  # type: ignore[arg-type]  # fields of InterviewSnapshot, by name
