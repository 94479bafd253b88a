"""Random faults in virtual time: whatever happens, each item stands once, in order, in the context that goes on."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.gemini.api.failures import Cause, CauseKind, ConnectionStage
from bot.gemini.api.messages import Tool
from bot.gemini.api.settings import LiveSettings
from bot.gemini.live.context import NUDGE
from bot.gemini.live.orders import Dial, Hang, LiveState
from bot.gemini.live.session import LiveSession
from bot.ports.model import ContextItem, Declined, HandleKept, LiveDown, ModelTurn, Silent, ToolCalled

SETTINGS = LiveSettings(api_key="marked-key")
TOOL = Tool("answer_is_enough", "Enough.")
# Reasons a socket may end for without anybody having to act. Exhausted contexts shorten the seed on purpose: not here.
TRANSIENT = [
    (1006, ""),
    (1000, ""),
    (1001, ""),
    (1011, "Internal error occurred."),
    (1008, "Operation is not implemented, or supported, or enabled."),
    (1008, "Requested entity was not found."),
]
FATAL = [
    (1011, "You exceeded your current quota"),
    (1007, "API key not valid."),
    (1007, "Invalid JSON payload received."),
]


class Model:
    """The far end of one socket: its context, and the handles it gave out (shared by all sockets of one service)."""

    def __init__(self, checkpoints: dict[str, list[str]]) -> None:
        self.checkpoints = checkpoints
        self.context: list[str] = []
        """Texts of the user's turns and, with a leading `=`, the model's."""
        self.ready = False
        self.asked = False
        self.saying = ""
        self.calling = False
        self.ending = False

    def hear(self, frame: str) -> bool:
        """Take one frame; True when it must be answered by setupComplete. Anything out of order fails."""
        message = json.loads(frame)
        assert len(message) == 1
        if "setup" in message:
            assert not self.context
            handle = message["setup"]["sessionResumption"].get("handle")
            self.context = list(self.checkpoints[handle]) if handle else []
            return True
        assert self.ready
        if "clientContent" in message:
            self.hear_content(message["clientContent"])
        elif "realtimeInput" in message:
            assert message["realtimeInput"]["text"] == NUDGE
            self.asked = True
        else:
            assert self.calling
            self.calling = False
        return False

    def hear_content(self, content: dict[str, object]) -> None:
        """Turns for the context. Ours never interrupt: a socket that is busy is left instead."""
        assert not self.asked
        turns = content["turns"]
        assert isinstance(turns, list)
        for turn in turns:
            text = turn["parts"][0]["text"]
            self.context.append(text if turn["role"] == "user" else f"={text}")
        self.asked = content["turnComplete"] is True


class Faults(RuleBasedStateMachine):
    """A shell that obeys, a model that may do anything, a candidate who may do anything."""

    @initialize()
    def begin(self) -> None:
        self.now = 1000.0
        self.session = LiveSession(SETTINGS, instructions="i", tools=[TOOL])
        self.checkpoints: dict[str, list[str]] = {}
        self.model: Model | None = None
        self.dialing = self.hanging = False
        self.next_id = 1
        self.asked: list[int] = []
        self.outcome: dict[int, str] = {}
        self.declined: set[int] = set()
        self.calls: list[tuple[str, str]] = []
        self.downs = 0

    # ---- the shell

    def obey(self) -> None:
        for order in self.session.take_orders():
            match order:
                case Dial():
                    assert self.model is None
                    assert not self.dialing
                    self.dialing = True
                case Hang():
                    assert self.dialing or self.model is not None
                    self.hanging = True
        frames = self.session.take_frames()
        if frames and not self.hanging:
            assert self.model is not None
            for frame in frames:
                self.hear(frame)
        for event in self.session.take_events():
            match event:
                case ModelTurn(item_id, text):
                    self.settle(item_id, text)
                case Silent(item_id):
                    self.settle(item_id, "")
                case Declined(item_id):
                    self.settle(item_id, "")
                    self.declined.add(item_id)
                case ToolCalled(_, call_id, name):
                    self.calls.append((call_id, name))
                case HandleKept(handle):
                    covered = [item for item in self.asked if item <= handle.covers and item not in self.declined]
                    assert user_turns(self.checkpoints[handle.value]) == [f"item {item}" for item in covered]
                case LiveDown():
                    self.downs += 1

    def hear(self, frame: str) -> None:
        assert self.model is not None
        if self.model.hear(frame):
            assert not self.model.ready

    def settle(self, item_id: int, text: str) -> None:
        """Each item gets one outcome, and the reply is one that the model gave to it."""
        assert item_id in self.asked[-4:]  # a reply that was just said in full is told when the next item is asked
        assert item_id not in self.outcome
        self.outcome[item_id] = text
        assert text in ("", f"Reply {item_id}."), text

    def send(self, message: Mapping[str, object]) -> None:
        self.session.received(json.dumps(message).encode(), self.now)
        self.obey()

    # ---- the candidate

    @rule()
    def ask(self) -> None:
        item = ContextItem(self.next_id, f"item {self.next_id}")
        self.next_id += 1
        self.asked.append(item.id)
        self.session.ask(item, self.now)
        self.obey()

    @rule(count=st.integers(2, 3))
    def ask_in_one_go(self, count: int) -> None:
        """Several items before the shell looks again."""
        for _ in range(count):
            item = ContextItem(self.next_id, f"item {self.next_id}")
            self.next_id += 1
            self.asked.append(item.id)
            self.session.ask(item, self.now)
        self.obey()

    @rule()
    def wake(self) -> None:
        self.session.wake(self.now)
        self.obey()

    @rule()
    def sleep(self) -> None:
        self.session.sleep(self.now)
        self.obey()

    @precondition(lambda self: self.calls)
    @rule()
    def answer_tool(self) -> None:
        call_id, name = self.calls.pop(0)
        self.session.answer_tool(call_id, name, "Noted.", self.now)
        self.obey()

    # ---- the network

    @precondition(lambda self: self.dialing and not self.hanging)
    @rule()
    def connect(self) -> None:
        self.dialing, self.model = False, Model(self.checkpoints)
        self.session.socket_opened(self.now)
        self.obey()

    @precondition(lambda self: self.dialing or self.model is not None)
    @rule(cause=st.sampled_from(TRANSIENT))
    def lose(self, cause: tuple[int, str]) -> None:
        self.end(Cause(CauseKind.CLOSED, ConnectionStage.LIVE, cause[0], cause[1]))

    @precondition(lambda self: self.dialing or self.model is not None)
    @rule(cause=st.sampled_from(FATAL))
    def break_for_good(self, cause: tuple[int, str]) -> None:
        self.end(Cause(CauseKind.CLOSED, ConnectionStage.LIVE, cause[0], cause[1]))

    @precondition(lambda self: self.hanging)
    @rule()
    def hung(self) -> None:
        self.end(Cause(CauseKind.CLOSED, ConnectionStage.LIVE, 1000))

    def end(self, cause: Cause) -> None:
        self.dialing = self.hanging = False
        self.model = None
        self.session.socket_closed(cause, self.now)
        self.obey()

    @rule(seconds=st.sampled_from([0.0, 0.5, 3.0, 11.0, 80.0, 600.0, 8000.0]))
    def pass_time(self, seconds: float) -> None:
        """Time passes, and nothing else happens meanwhile: the timer is served as the shell would."""
        end = self.now + seconds
        for _ in range(100):
            due = self.session.deadline()
            if due is None or due > end:
                break
            self.now = max(self.now, due)
            self.session.handle_deadline(self.now)
            self.obey()
        else:
            raise AssertionError("the timer never rests")
        self.now = end

    # ---- the model

    @precondition(lambda self: self.model is not None and not self.model.ready and not self.hanging)
    @rule()
    def set_up(self) -> None:
        assert self.model is not None
        self.model.ready = True
        self.send({"setupComplete": {}})

    @precondition(lambda self: self.speaking())
    @rule(piece=st.sampled_from(["part", "all"]))
    def speak(self, piece: str) -> None:
        assert self.model is not None
        whole = f"Reply {self.last_heard()}."
        rest = whole.removeprefix(self.model.saying)
        text = rest if piece == "all" else rest[:3]
        self.model.saying += text
        if text:
            self.send({"serverContent": {"outputTranscription": {"text": text}}})

    @precondition(lambda self: self.speaking() and not self.model.saying)
    @rule()
    def call(self) -> None:
        assert self.model is not None
        self.model.calling = True
        call = {"id": f"c{self.now}-{len(self.calls)}", "name": "answer_is_enough", "args": {}}
        self.send({"toolCall": {"functionCalls": [call]}})

    @precondition(lambda self: self.speaking() and self.model.saying == f"Reply {self.last_heard()}.")
    @rule(generation=st.booleans(), turn=st.booleans(), handle=st.sampled_from(["no", "with", "after"]))
    def end_turn(self, generation: bool, turn: bool, handle: str) -> None:
        """The model ends its turn with one mark, the other, or both, and gives a handle for what it knows now."""
        assert self.model is not None
        model = self.model
        model.asked, model.saying = False, ""
        model.context.append(f"=Reply {self.last_heard()}.")
        value = f"h{len(self.checkpoints)}"
        self.checkpoints[value] = list(model.context)
        update = {"sessionResumptionUpdate": {"newHandle": value, "resumable": True}}
        if generation or not turn:
            self.send({"serverContent": {"generationComplete": True}})
        if handle == "with":
            self.send(update)
        if turn:
            self.send({"serverContent": {"turnComplete": True}})
        if handle == "after" and self.model is model and not self.hanging and not model.asked:
            self.send(update)

    @precondition(lambda self: self.speaking() and not self.model.saying)
    @rule(reason=st.sampled_from(["PROHIBITED_INPUT_CONTENT", "", "NEW_WORD"]))
    def end_empty(self, reason: str) -> None:
        assert self.model is not None
        self.model.asked = False
        self.send({"serverContent": {"turnComplete": True, "turnCompleteReason": reason}})

    @precondition(lambda self: self.model is not None and not self.hanging)
    @rule(left=st.sampled_from(["300s", "50s", "1s", "soon"]))
    def go_away(self, left: str) -> None:
        self.send({"goAway": {"timeLeft": left}})

    @precondition(lambda self: self.model is not None and not self.hanging)
    @rule(
        raw=st.sampled_from([b"\xff", b"{", b"[]", b'{"new": 1}', b'{"serverContent": 5}', b'{"toolCall": {"x": []}}'])
    )
    def babble(self, raw: bytes) -> None:
        self.session.received(raw, self.now)
        self.obey()

    def speaking(self) -> bool:
        return self.model is not None and self.model.asked and not self.model.calling and not self.hanging

    def last_heard(self) -> int:
        assert self.model is not None
        return int(user_turns(self.model.context)[-1].removeprefix("item "))

    # ---- what must hold

    @invariant()
    def context_is_exact(self) -> None:
        """While the model is asked, it has heard every item once, in order, and nothing else."""
        if not hasattr(self, "model") or self.model is None or not self.model.asked or self.hanging:
            return
        expected = [f"item {item}" for item in self.asked if item not in self.declined]
        assert user_turns(self.model.context) == expected

    @invariant()
    def record_is_exact(self) -> None:
        if not hasattr(self, "session"):
            return
        assert [item.id for item in self.session.items] == self.asked
        for item in self.session.items[:-1]:
            assert item.reply is not None

    def teardown(self) -> None:
        """With a network and a model that work again, it settles: the last item is answered."""
        if not hasattr(self, "session"):
            return
        self.session.wake(self.now)
        self.obey()
        for _ in range(200):
            last = self.session.items[-1] if self.session.items else None
            if (last is None or last.reply is not None) and self.session.state in (LiveState.READY, LiveState.ASLEEP):
                break
            self.help_on()
        else:
            raise AssertionError(f"never settled: {self.session!r}")
        self.session.stop(self.now)
        self.obey()
        assert self.session.deadline() is None

    @rule(steps=st.integers(1, 12))
    def go_well(self, steps: int) -> None:
        """For a while everything works, or faults would never meet a long conversation."""
        for _ in range(steps):
            if self.session.state is not LiveState.ASLEEP:
                self.help_on()

    @rule()
    def converse(self) -> None:
        """One exchange, as it should be."""
        self.ask()
        for _ in range(8):
            if self.session.state is not LiveState.READY:
                self.help_on()

    def help_on(self) -> None:
        """The one thing that a working world would do next."""
        if self.session.state is LiveState.DOWN:
            self.wake()
        elif self.hanging:
            self.hung()
        elif self.dialing:
            self.connect()
        elif self.model is not None and not self.model.ready:
            self.set_up()
        elif self.calls:
            self.answer_tool()
        elif self.speaking():
            self.speak("all")
            if self.speaking():
                self.end_turn(generation=True, turn=True, handle="after")
        else:
            self.pass_time(80.0 if self.session.deadline() is None else 3.0)


def user_turns(context: list[str]) -> list[str]:
    return [text for text in context if not text.startswith("=")]


TestFaults = pytest.mark.slow(Faults.TestCase)
TestFaults.settings = hypothesis_settings(max_examples=150, stateful_step_count=40, report_multiple_bugs=False)
