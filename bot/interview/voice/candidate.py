"""The candidate's side of a spoken interview: who is in the room, the buttons, and the ways out into writing."""

from collections.abc import Callable

from bot.errors import Reason
from bot.interview import agenda, policy, posts
from bot.interview.agenda import NextStep
from bot.interview.commands import SleepModel, StopHearing
from bot.interview.event_table import OTHERS, WRITTEN, EventRow, ignored, on
from bot.interview.events import InterviewEvent
from bot.interview.lifecycle import OVER, Verb
from bot.interview.models import InterviewType, Medium, Status
from bot.interview.phases import TALKING, Phase
from bot.interview.post_queue import PostQueue
from bot.interview.stopping import GONE, Stopping
from bot.interview.text import message_content
from bot.interview.text.interviewer import DECLINED, SILENT
from bot.interview.timing import Timing
from bot.interview.voice.interviewer import VoiceInterviewer
from bot.interview.voice.questions import SpokenQuestions
from bot.interview.voice.utterances import UtteranceControl
from bot.ports.events import ButtonPressed, CandidateAway, CandidateReady, OthersPresent, Played
from bot.ports.messages import Typed
from bot.ports.model import Declined, HeardWords, LiveDown, ModelTurn, SaidWords, Silent, ToolCalled, Unheard, Voided
from bot.ports.posts import Action, Phrase
from bot.words import Words

ONE_ACCOUNT_ONE_ROOM = frozenset({Reason.ROOM_LEFT, Reason.ROOM_QUIET, Reason.ROOM_TIME, Reason.LINE_LOST})
"""A pause for these reasons is held in writing: the channel is given back at once."""


WAITED_IN_VAIN = {Phase.CHOOSING: Reason.PROVIDER, Phase.LISTENING: Reason.ROOM_QUIET}
"""Why the channel is given back; in any other phase the candidate was not there."""

WITH_THE_CANDIDATE = frozenset({Phase.LISTENING, Phase.CHOOSING})


class VoiceCandidate:
    """What the candidate and the room do; the interviewer's side is the `VoiceInterviewer`."""

    def __init__(self, queue: PostQueue, timing: Timing) -> None:
        self._queue = queue
        self._record = queue.record
        self._utterances = UtteranceControl(queue, timing)
        self._questions = SpokenQuestions(queue, self._utterances)
        self._interviewer = VoiceInterviewer(queue, self._utterances, self._questions, timing)
        self._stopping = Stopping(queue, self.flush)
        self._timing = timing
        self._words = Words()
        self._here = False
        self._others = 0
        self._until: float | None = None  # then we stop waiting for the candidate, or for the end of a pause
        self._limit: float | None = None  # then the channel is given back; set when it was joined
        self._warn = True  # the candidate is warned before that
        self._intro = ""  # the key of what is said before it goes on
        self._chat_told = False
        self.buttons: dict[Action, Callable[[float, Reason], None]] = {
            Action.PAUSE: self._pause,
            Action.CONTINUE: self._continue,
            Action.SKIP: self._skip,
            Action.FINISH: self._finish,
            Action.REPEAT: self._repeat,
            Action.WRITE: self._write,
        }

    # From the record

    def begin(self, now: float) -> None:
        """Tell how it goes, and wait for the candidate in the room."""
        self._join("interview-voice-joining", "", self._timing.joining, now)

    def restore(self, now: float, *, sign: bool | None) -> None:
        """A new process: what was heard is an answer, and the candidate is waited for once more, with words."""
        record = self._record
        if record.status in OVER:
            self._queue.over()
            return
        if record.status is Status.STARTING:
            record.move(Verb.BEGIN)
        self._adopt_draft(now)
        if record.status is Status.PAUSED:
            self._restore_pause(now)
        elif self._questions.closing:
            self._questions.finish()
        else:
            self._join("interview-voice-joining-again", "interview-voice-say-sorry", self._timing.joining, now)

    def moved(self, now: float) -> None:
        """It went on in writing until now."""
        self._adopt_draft(now)
        if self._record.status is Status.PAUSED:
            self._record.move(Verb.RESUME)
        if self._questions.closing:
            self._questions.finish()
        else:
            self._join("interview-voice-joining-moved", "interview-voice-say-moved", self._timing.joining, now)

    def _adopt_draft(self, now: float) -> None:
        if self._record.adopt_draft(now):
            self._questions.expect_more()

    def _restore_pause(self, now: float) -> None:
        if self._record.paused_for() in ONE_ACCOUNT_ONE_ROOM:
            self._queue.leave_for(Medium.TEXT)
        else:
            self._queue.enter(Phase.PAUSED)
            self._until = now + self._pause_seconds

    # Events

    @staticmethod
    def rows() -> "list[EventRow[VoiceCandidate]]":
        """What it takes beside what holds in both media: who is in the room, what is heard, and what the model says.

        After each of these, also the ignored ones, the wait for the candidate's word begins anew.
        """
        rows: list[EventRow[VoiceCandidate]] = [
            on(CandidateReady, VoiceCandidate._ready),
            on(CandidateAway, VoiceCandidate._left),
            on(OthersPresent, VoiceCandidate._company),
            on(Typed, VoiceCandidate._typed),
            on(HeardWords, lambda side, event, now: side._interviewer.heard(event, now), TALKING),
            on(SaidWords, lambda side, event, now: side._utterances.said(event, now), TALKING),
            on(ToolCalled, lambda side, event, now: side._interviewer.tool_called(event, now, SILENT), TALKING),
            on(ModelTurn, lambda side, event, now: side._interviewer.model_turn(event, now), TALKING),
            on(Played, lambda side, event, now: side._interviewer.played(event, now), TALKING),
            on(Declined, lambda side, event, now: side._interviewer.declined(event.item_id, now, DECLINED), TALKING),
            on(Silent, lambda side, event, now: side._interviewer.silent(event.item_id, now, SILENT), TALKING),
            on(Unheard, lambda side, event, now: side._interviewer.unheard(event.item_id, now), TALKING),
            on(Voided, lambda side, event, now: side._interviewer.voided(event.item_id, now), TALKING),
            on(LiveDown, VoiceCandidate._down, TALKING),
            *ignored(*WRITTEN, *OTHERS),
        ]
        waits = [EventRow(row.kind, VoiceCandidate._heard_of) for row in rows]
        return [*rows, *waits, on(ButtonPressed, VoiceCandidate._after_press)]

    def _heard_of(self, _event: InterviewEvent, now: float) -> None:
        self._wait_for_words(now)

    def _after_press(self, event: ButtonPressed, now: float) -> None:
        if event.action is not Action.ASK:  # that is no word to the interviewer
            self._wait_for_words(now)

    def _down(self, event: LiveDown, now: float) -> None:
        self._interviewer.down(event.item_id, now, Phrase(event.failure.candidate_key))

    def _typed(self, event: Typed, _now: float) -> None:
        """What is written here is no answer. A picture alone is none either, and was seen."""
        with_video = self._record.snapshot.interview_type is InterviewType.VIDEO
        if with_video and event.pictures and not (event.text or message_content.unread(event, with_video=with_video)):
            return
        if message_content.unread(event, with_video=with_video):
            self._queue.answer_to(event.message_id, Phrase("interview-voice-attached"))
        elif not self._chat_told:
            self._queue.note("interview-voice-chat")
        self._chat_told = True

    # Who is in the room

    def _join(self, key: str, intro: str, seconds: float, now: float) -> None:
        """Wait for `CandidateReady`, so long; then `intro` is said before it goes on."""
        if self._limit is None:
            self._limit = now + self._timing.room_limit
            self._queue.ends_at = min(self._limit, self._record.snapshot.deadline_at)
        self._wait(Phase.JOINING, intro, now + seconds)
        self._queue.show(posts.waited_for(key, now + seconds))

    def _wait(self, phase: Phase, intro: str, until: float) -> None:
        self._utterances.mic(False)
        if phase is not Phase.JOINING:
            self._queue.do(StopHearing())
        self._queue.enter(phase)
        self._intro, self._until = intro, until

    def _wait_for_words(self, now: float) -> None:
        """The word, or the choice, is the candidate's: so long without anything, and the channel is given back."""
        if self._queue.phase in WITH_THE_CANDIDATE:
            self._until = now + self._timing.room_silence

    def _ready(self, _event: CandidateReady, now: float) -> None:
        self._here = True
        if self._queue.phase is not Phase.JOINING:
            return
        if self._unwanted_company:
            self._rest_for_company(now)
        else:
            self._go_on(now)

    def _left(self, _event: CandidateAway, now: float) -> None:
        self._here = False
        if self._queue.phase in TALKING - {Phase.JOINING, Phase.COMPANY}:
            self.flush(now)
            if not self._finished():
                self._queue.log("left_room")
                seconds = self._record.snapshot.return_seconds
                self._join("interview-voice-left", "interview-voice-say-welcome", seconds, now)

    def _company(self, event: OthersPresent, now: float) -> None:
        before, others = self._others, event.others
        self._others = others
        if not self._record.snapshot.own_room or (others > 0) is (before > 0):
            return
        if others > 0 and self._queue.phase is not Phase.NEW:
            self._queue.log("company", {"others": others})
        if others == 0:
            if self._queue.phase is Phase.COMPANY:
                self._alone_again(now)
        elif self._unwanted_company and self._queue.phase in TALKING - {Phase.JOINING}:
            self.flush(now)
            if not self._finished():
                self._rest_for_company(now)
        elif self._queue.phase is not Phase.NEW:
            self._queue.note("interview-voice-company")

    @property
    def _unwanted_company(self) -> bool:
        snapshot = self._record.snapshot
        return self._others > 0 and snapshot.own_room and snapshot.pause_on_company

    def _rest_for_company(self, now: float) -> None:
        until = now + self._timing.room_break
        self._wait(Phase.COMPANY, self._intro or "interview-voice-say-alone", until)
        self._queue.show(posts.waited_for("interview-voice-company-rest", until))

    def _alone_again(self, now: float) -> None:
        if self._here:
            self._go_on(now)
        else:
            self._join("interview-voice-left", self._intro, self._record.snapshot.return_seconds, now)

    def _go_on(self, now: float) -> None:
        """Everybody is where they should be: say what the record waits for."""
        intro, self._intro, self._until = self._intro, "", None
        for turn in agenda.unseen(self._record.turns):
            self._queue.show_turn(turn, look_first=True)
        locale = self._record.snapshot.locale
        self._questions.go_on(now, self._words.say(locale, intro) if intro else "")

    # Pausing, and the ways out

    def _pause(self, now: float, by: Reason) -> None:
        why = Reason.PROVIDER if self._queue.phase is Phase.CHOOSING and by is Reason.CANDIDATE else by
        self.flush(now)
        if self._finished():
            return
        self._wait(Phase.PAUSED, "", now + self._pause_seconds)
        self._record.move(Verb.PAUSE, why)
        self._queue.do(SleepModel())
        key = "interview-voice-paused-staff" if by is Reason.STAFF else "interview-voice-paused"
        self._queue.show(posts.paused(key, self._record.snapshot))

    @property
    def _pause_seconds(self) -> float:
        timing = self._timing
        return timing.room_break if self._record.snapshot.accommodations.breaks else timing.room_pause

    def _continue(self, now: float, _by: Reason) -> None:
        if self._queue.phase is Phase.CHOOSING:
            self._intro = "interview-voice-say-thanks"
            self._go_on(now)
            return
        self._record.move(Verb.RESUME)
        self._intro = "interview-voice-say-welcome"
        if not self._here:
            self._join("interview-voice-joining-again", self._intro, self._timing.joining, now)
        elif self._unwanted_company:
            self._rest_for_company(now)
        else:
            self._go_on(now)

    def _write(self, now: float, _by: Reason) -> None:
        if self._queue.phase is Phase.PAUSED:
            self._record.move(Verb.RESUME)
        self.move(Medium.TEXT, now)

    def move(self, medium: Medium, now: float) -> None:
        """It is to go on in writing: what was said so far is stored first."""
        if medium is Medium.VOICE:
            return
        self.flush(now)
        if not self._finished():
            self._utterances.mic(False)
            self._queue.leave_for(medium)

    def _give_back(self, reason: Reason, now: float) -> None:
        """The room cannot be used, or is waited in no longer: pause, and go on in writing."""
        self.flush(now)
        if self._finished():
            return
        self._utterances.mic(False)
        if self._record.status is not Status.PAUSED:
            self._record.move(Verb.PAUSE, reason)
        self._queue.leave_for(Medium.TEXT)

    def gone(self, reason: Reason, now: float) -> None:
        """A room that is gone is not the end: there is the thread. A server, or a person, that is gone is."""
        if self._queue.phase is Phase.NEW or reason in {Reason.BOT_REMOVED, Reason.CANDIDATE_LEFT}:
            self._stopping.leave(GONE.get(reason, Verb.FAIL), reason, now)
        elif reason in GONE or reason in ONE_ACCOUNT_ONE_ROOM:
            self._give_back(Reason.LINE_LOST if reason is Reason.THREAD_DELETED else reason, now)
        else:
            self._stopping.leave(Verb.FAIL, reason, now)

    def shut_down(self, now: float) -> None:
        """What was heard is kept as a draft: the next process makes an answer of it, and asks once more."""
        running = self._queue.phase in TALKING
        self.flush(now, keep=True)
        self._utterances.mic(False)
        self._queue.enter(Phase.OVER)
        if running:
            self._queue.note("interview-restarting")

    def give_up(self, now: float) -> None:
        """Nothing moves: whatever is waited for, the candidate chooses."""
        self._interviewer.failed(SILENT, now)

    def flush(self, now: float, *, keep: bool = False) -> bool:
        """Store what was heard and is not stored yet, and stop speaking."""
        return self._interviewer.flush(now, as_draft=keep)

    def _finished(self) -> bool:
        """Whether nothing but the closing words was left; then it is completed."""
        if self._questions.closing and self._record.status is not Status.PAUSED:
            self._questions.finish()
            return True
        return False

    # The question

    def _repeat(self, now: float, _by: Reason) -> None:
        if agenda.open_turn(self._record.turns) is not None and not self._questions.closing:
            self.flush(now)
            self._questions.say_again(now)

    def _skip(self, now: float, by: Reason) -> None:
        """On to the next question; behind the last is the end, so there it is asked for once more."""
        if not self._questions.closing and policy.would_end(self._record, answered=self._has_answered):
            self._queue.show(posts.last(self._record.snapshot))
        else:
            self._finish(now, by)

    def _finish(self, now: float, _by: Reason) -> None:
        """On. What was said to this question already stays its answer."""
        record, answered = self._record, self._has_answered
        if agenda.current(record.turns) is None or self._questions.closing:
            return
        if not policy.may_go_on(record, answered=answered):
            self._queue.note("interview-required")
            return
        self.flush(now)
        if not answered:
            record.skip(now)
        self._questions.ask_next(now)

    @property
    def _has_answered(self) -> bool:
        return self._interviewer.has_heard or agenda.step(self._record.turns) is NextStep.CONSIDER

    # Time

    def next_at(self) -> list[float | None]:
        """When something may be due."""
        waits = self._until if self._queue.phase is not Phase.SPEAKING else None
        return [waits, self._interviewer.due(), self._limit_at(), self._record.snapshot.deadline_at]

    def _limit_at(self) -> float | None:
        """When to warn, then when to give the channel back: not in a sentence, unless that goes on for long."""
        if self._limit is None:
            return None
        if self._warn:
            return self._limit - self._timing.room_warning
        talking = self._queue.phase is Phase.SPEAKING or self._interviewer.has_heard
        return self._limit + (self._timing.room_grace if talking else 0.0)

    def _reach_limit(self, now: float) -> None:
        if self._warn:
            self._warn = False
            self._queue.note("interview-voice-limit")
        else:
            self._give_back(Reason.ROOM_TIME, now)

    def do_what_is_due(self, now: float) -> bool:
        """Do it; whether anything was due."""
        waits, due, limit, _ = self.next_at()
        if waits is not None and waits <= now:
            self._give_back(WAITED_IN_VAIN.get(self._queue.phase, Reason.ROOM_LEFT), now)
        elif limit is not None and limit <= now:
            self._reach_limit(now)
        elif due is not None and due <= now:
            self._interviewer.do_due(now, SILENT)
            self._wait_for_words(now)
        else:
            return False
        return True
