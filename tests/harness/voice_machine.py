"""The room of `room.py` for spoken interviews: the candidate's voice, the model's, and the playout, by hand."""

from dataclasses import dataclass, field, replace

from bot.interview.commands import (
    AnswerTool,
    AskModel,
    Caption,
    Command,
    Listen,
    OpenMic,
    Remember,
    SaveDraft,
    SaveSpoken,
    ShowPost,
    StopHearing,
    StopSpeaking,
    SwitchMedium,
)
from bot.interview.events import ResumedElsewhere
from bot.interview.models import InterviewSnapshot, InterviewType, Medium, Plan
from bot.interview.session import InterviewSession
from bot.interview.timing import Timing
from bot.ports.accommodations import Accommodations
from bot.ports.events import CandidateAway, CandidateReady, Played
from bot.ports.model import HeardWords, ModelTurn, SaidWords, ToolCalled
from tests.harness.text_machine import PLAN, Room, snapshot


def spoken(plan: Plan = PLAN, **changes: object) -> InterviewSnapshot:
    """A spoken interview that was just consented to, in a room of its own."""
    made = replace(
        snapshot(plan),
        interview_type=InterviewType.VOICE,
        medium=Medium.VOICE,
        room_id=77,
        own_room=True,
        thread_id=None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of InterviewSnapshot, by name


@dataclass
class Hall(Room):
    """Also holds what the voice edge and the Live session were told. `item` is the last one asked or listened to."""

    snapshot: InterviewSnapshot = field(default_factory=spoken)
    items: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """What the model was asked to say, and the results of its calls."""
    mic: bool = False
    listening: bool = False
    captions: dict[int, str] = field(default_factory=dict)
    remembered: list[tuple[int, str]] = field(default_factory=list)
    moved: Medium | None = None

    @property
    def item(self) -> int:
        return self.items[-1]

    def joined(self) -> "Hall":
        """The candidate is there, and the greeting was said."""
        self.begin()
        self.tell(CandidateReady())
        self.play("Hello!")
        return self

    def play(self, text: str, *, cut: bool = False, heard: float = 1.0) -> list[Command]:
        """The model says this in the item that is under way; so much of it is heard."""
        item = self.item
        total = max(5_000, 60 * len(text))  # a word may stand for a whole sentence
        out = list(self.tell(SaidWords(item, text, 0)))
        if cut:
            out += self.tell(Played(item, int(total * heard), total, cut=True))
            return out + self.tell(ModelTurn(item, text, cut=True))
        out += self.tell(ModelTurn(item, text))
        return out + self.tell(Played(item, total, total))

    def hear(self, text: str, *, item: int | None = None, anew: bool = False) -> list[Command]:
        """The candidate says this."""
        return self.tell(HeardWords(item or self.item, text, anew))

    def enough(self) -> list[Command]:
        """The model has enough."""
        return self.tell(ToolCalled(self.item, f"call{self.item}", "answer_is_enough"))

    def leave(self) -> list[Command]:
        return self.tell(CandidateAway())

    def restart(self) -> list[Command]:
        """As before; the Live session, and its numbers, begin anew."""
        self.mic = self.listening = False
        self.items = []
        return super().restart()

    def arrive(self, medium: Medium) -> list[Command]:
        """The runner moved it: a new machine in the other place."""
        self.moved, self.mic, self.listening, self.items = None, False, False, []
        self.snapshot = replace(
            self.snapshot,
            medium=medium,
            room_id=77 if medium is Medium.VOICE else None,
            thread_id=self.snapshot.thread_id or 99,
        )
        self.machine = InterviewSession(self.snapshot, Timing(), self.now)
        return self.tell(ResumedElsewhere())

    def _carry_out(self, command: Command) -> None:
        assert self.moved is None, f"{command} after Move"
        match command:
            case AskModel(item):
                self._new_item(item.id)
                self.asked.append(item.id)
                self.texts.append(item.text)
                self.listening = False
            case Listen(item_id):
                self._new_item(item_id)
                assert self.mic, "nobody hears the answer"
                self.listening = True
            case OpenMic(on):
                assert self.mic is not on or not on
                self.mic = on
            case AnswerTool():
                self.texts.append(command.output)
            case SaveSpoken(seq, said):
                assert self.turn(seq).spoken is None, "stored twice"
                self._swap(replace(self.turn(seq), spoken=said))
            case SaveDraft(text):
                self.snapshot = replace(self.snapshot, draft=text)
            case Caption(key, _, text, _):
                self.captions[key] = text
            case Remember(item):
                self.remembered.append((item.id, item.reply or ""))
            case SwitchMedium(medium):
                self.moved = medium
            case StopHearing() | StopSpeaking():
                pass
            case _:
                super()._carry_out(command)

    def _new_item(self, id_: int) -> None:
        once_more = self.snapshot.medium is Medium.TEXT and self.items[-1:] == [id_]
        assert once_more or id_ > max(self.items, default=0), "numbers grow"
        self.items.append(id_)


def hall(plan: Plan = PLAN, *, accommodations: Accommodations | None = None, **changes: object) -> Hall:
    """Begun, the candidate there, the greeting said, the first question under way."""
    return Hall(spoken(plan, accommodations=accommodations or Accommodations(), **changes)).joined()


def listening(plan: Plan = PLAN, *, accommodations: Accommodations | None = None, **changes: object) -> Hall:
    """The same, and the first question was said: it is the candidate's turn."""
    made = hall(plan, accommodations=accommodations, **changes)
    made.play(plan.questions[0].text)
    return made


def shown(commands: list[Command]) -> list[str]:
    """The keys and texts of posts."""
    posts = [command.post for command in commands if isinstance(command, ShowPost)]
    return [post.body if isinstance(post.body, str) else post.body.key for post in posts]
