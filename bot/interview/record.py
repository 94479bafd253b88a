"""The interview's own record while it runs: what is, or is about to be, in the database. Pure bookkeeping.

Whatever changes the record here also orders the same change of the database, so the two cannot drift apart.
"""

from dataclasses import replace

from bot.errors import Reason
from bot.interview import agenda, lifecycle
from bot.interview.commands import (
    Command,
    MarkTurn,
    SaveDraft,
    SaveSpoken,
    SaveTurn,
    SetFollowUps,
    SetReminded,
    SetStatus,
)
from bot.interview.lifecycle import Verb
from bot.interview.models import InterviewSnapshot, Mark, Plan, Speaker, Status, Turn, TurnKind, Utterance
from bot.interview.text.collector import CollectedAnswer
from bot.ports.model import Usage


class Record:
    """Grows only. `status` changes by the lifecycle's table and by nothing else.

    `orders` collects what must be done, in order, by us and by the machine; `take_orders` empties it.
    """

    def __init__(self, snapshot: InterviewSnapshot) -> None:
        self.snapshot = snapshot
        self.plan: Plan = snapshot.plan
        self.status: Status = snapshot.status
        self.reason: str = snapshot.status_reason
        self.turns: list[Turn] = list(snapshot.turns)
        self.follow_ups: bool = snapshot.follow_ups
        self.reminded: bool = snapshot.reminded
        self.tokens: int = snapshot.tokens
        self.orders: list[Command] = []
        self._by_message = {id_: turn.seq for turn in snapshot.turns for id_ in turn.message_ids}

    @property
    def next_seq(self) -> int:
        return self.turns[-1].seq + 1 if self.turns else 1

    @property
    def last_at(self) -> float | None:
        """When somebody last said something."""
        return None if not self.turns else self.turns[-1].ended_at or self.turns[-1].at

    @property
    def over_limit(self) -> str | None:
        """Which limit is reached, if any: from then on it goes on without follow-ups."""
        if len(self.turns) >= self.snapshot.limits.turns:
            return "turns"
        return "tokens" if self.over_tokens else None

    @property
    def over_tokens(self) -> bool:
        return self.tokens >= self.snapshot.limits.tokens

    @property
    def follow_ups_left(self) -> int:
        """How often the model may still dig into the current question, all limits considered."""
        if not self.follow_ups or self.over_limit:
            return 0
        return agenda.follow_ups_left(self.plan, self.turns)

    def take_orders(self) -> list[Command]:
        """Return the commands ordered since the last call, and forget them."""
        orders, self.orders = self.orders, []
        return orders

    def move(self, verb: Verb, reason: Reason | None = None) -> None:
        """Change the state; raises KeyError for what cannot happen."""
        self.status, self.reason = lifecycle.after(self.status, verb), reason or ""
        self.orders.append(SetStatus(self.status, reason))

    def drop_follow_ups(self) -> None:
        """Ask only planned questions from here on."""
        if self.follow_ups:
            self.follow_ups = False
            self.orders.append(SetFollowUps(False))

    def remind(self) -> None:
        """Store that the one reminder went out."""
        self.reminded = True
        self.orders.append(SetReminded())

    def answer(self, gathered: CollectedAnswer) -> Turn:
        """Append the candidate's answer to the question that is open."""
        return self._candidate(TurnKind.ANSWER, gathered)

    def skip(self, now: float) -> Turn:
        """Append that the candidate skipped the question that is open."""
        return self._candidate(TurnKind.SKIP, CollectedAnswer((), (), now, now))

    def interviewer(
        self,
        kind: TurnKind,
        text: str,
        at: float,
        *,
        question: int | None = None,
        lead: str | None = None,
        source_text: str | None = None,
        marks: tuple[Mark, ...] = (),
    ) -> Turn:
        """Append a turn of the interviewer; its message ids follow when it is shown."""
        return self._append(
            Turn(
                seq=self.next_seq,
                speaker=Speaker.INTERVIEWER,
                kind=kind,
                text=text,
                at=at,
                question=question,
                lead=lead,
                source_text=source_text,
                marks=marks,
            )
        )

    def shown(self, seq: int, message_ids: tuple[int, ...]) -> None:
        """Store the ids of the messages that show the turn."""
        turn = self.turn(seq)
        self._replace(turn, message_ids=message_ids)
        self._by_message.update(dict.fromkeys(message_ids, seq))

    def mark(self, seq: int, mark: Mark) -> None:
        """Add a mark. Idempotent."""
        turn = self.turn(seq)
        if mark not in turn.marks:
            self._replace(turn, marks=(*turn.marks, mark))
            self.orders.append(MarkTurn(seq, mark))

    def spoken(self, seq: int, said: Utterance) -> None:
        """Store what was really said of the turn. Idempotent: the first time counts."""
        turn = self.turn(seq)
        if turn.spoken is None:
            self.turns[self.turns.index(turn)] = replace(turn, spoken=said)
            self.orders.append(SaveSpoken(seq, said))

    def adopt_draft(self, now: float) -> bool:
        """What was heard before a crash becomes an answer, unless it is in the last one; whether it did."""
        draft, last = self.snapshot.draft, self.turns[-1] if self.turns else None
        if not draft:
            return False
        self.orders.append(SaveDraft(""))
        stored = last is None or (last.kind is TurnKind.ANSWER and last.text.startswith(draft))
        if stored or agenda.open_turn(self.turns) is None or agenda.step(self.turns) is agenda.NextStep.FINISH:
            return False
        self.answer(CollectedAnswer((draft,), (), now, now))
        return True

    def turn(self, seq: int) -> Turn:
        return next(turn for turn in self.turns if turn.seq == seq)

    def carrying(self, message_id: int) -> Turn | None:
        """The turn that a message is part of."""
        seq = self._by_message.get(message_id)
        return None if seq is None else self.turn(seq)

    def spend(self, usage: Usage) -> None:
        self.tokens += usage.total

    def paused_for(self) -> Reason:
        """Return why it is paused; CANDIDATE if the record does not say."""
        return Reason(self.reason) if self.reason in set(Reason) else Reason.CANDIDATE

    def _candidate(self, kind: TurnKind, said: CollectedAnswer) -> Turn:
        return self._append(
            Turn(
                seq=self.next_seq,
                speaker=Speaker.CANDIDATE,
                kind=kind,
                text=said.text,
                at=said.at,
                ended_at=said.ended_at,
                question=agenda.current(self.turns),
                message_ids=said.message_ids,
            )
        )

    def _append(self, turn: Turn) -> Turn:
        self.turns.append(turn)
        self.orders.append(SaveTurn(turn))
        self._by_message.update(dict.fromkeys(turn.message_ids, turn.seq))
        return turn

    def _replace(
        self, turn: Turn, *, message_ids: tuple[int, ...] | None = None, marks: tuple[Mark, ...] | None = None
    ) -> None:
        self.turns[self.turns.index(turn)] = replace(
            turn,
            message_ids=turn.message_ids if message_ids is None else message_ids,
            marks=turn.marks if marks is None else marks,
        )
