"""A spoken session under random faults in virtual time: every reply answers the whole of what was said, heard once."""

import base64
import json
from collections.abc import Mapping

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.gemini.api.failures import Cause, CauseKind, ConnectionStage
from bot.gemini.api.messages import Tool
from bot.gemini.api.settings import LiveSettings, Speech
from bot.gemini.live.orders import Dial, Hang, LiveState
from bot.gemini.live.session import LiveSession
from bot.ports.model import AudioChunk, ContextItem, Interrupted, ModelTurn, Silent, ToolCalled

TOOL = Tool("answer_is_enough", "Enough.")
SOUND = base64.b64encode(b"\x01\x02" * 2400).decode()


class Voice(RuleBasedStateMachine):
    """A shell that obeys, a model that replies, is cut, or dies, and a candidate who speaks when they like."""

    @initialize()
    def begin(self) -> None:
        self.now = 1000.0
        self.session = LiveSession(
            LiveSettings(api_key="marked-key"), instructions="i", tools=[TOOL], speech=Speech("en-US")
        )
        self.dialing = self.hanging = self.up = self.ready = False
        self.item = 0
        self.listening = False
        self.frame = 0
        self.unanswered: list[int] = []  # frames said since the last reply began
        self.heard: list[int] = []  # of them, on this socket
        self.replying: int | None = None
        self.calling: str | None = None
        self.turns: list[int] = []
        self.calls: list[tuple[str, str]] = []

    def obey(self) -> None:
        for order in self.session.take_orders():
            match order:
                case Dial():
                    self.dialing = True
                case Hang():
                    self.hanging = True
        for frame in self.session.take_frames():
            if not self.hanging:
                self.hear(json.loads(frame))
        for event in self.session.take_events():
            match event:
                case ModelTurn(item_id) | Silent(item_id):
                    assert item_id not in self.turns
                    self.turns.append(item_id)
                    self.listening = self.listening and item_id != self.item
                case AudioChunk(item_id) | Interrupted(item_id):
                    assert item_id <= self.item
                case ToolCalled(_, call_id, name):
                    self.calls.append((call_id, name))

    def hear(self, message: Mapping[str, Mapping[str, object]]) -> None:
        if "realtimeInput" not in message:
            self.calling = None if "toolResponse" in message else self.calling
            return
        assert self.ready
        blob = message["realtimeInput"].get("audio")
        if isinstance(blob, dict):
            assert self.calling is None, "sound while a call is unanswered"
            pcm = base64.b64decode(blob["data"])
            numbers = [int.from_bytes(pcm[at : at + 4], "big") for at in range(0, len(pcm), 640)]
            self.heard += [number for number in numbers if number]  # 0 is silence

    def send(self, *messages: Mapping[str, object]) -> None:
        for message in messages:
            if self.ready and not self.hanging:
                self.session.received(json.dumps(message).encode(), self.now)
                self.obey()

    @precondition(lambda self: not self.listening)
    @rule()
    def converse(self) -> None:
        """A question, said to its end; now the candidate has the word."""
        self.ask()
        self.reply("whole", handle=True)
        if self.item in self.turns:
            self.listen()
            self.speak(2, end=False)

    @precondition(lambda self: not self.listening)
    @rule()
    def ask(self) -> None:
        self.item += 1
        self.session.ask(ContextItem(self.item, f"say {self.item}"), self.now)
        self.unanswered, self.heard = [], []
        self.obey()

    @precondition(lambda self: not self.listening and self.item in self.turns)
    @rule()
    def listen(self) -> None:
        self.item += 1
        self.listening = True
        self.session.listen(self.item, self.now)
        self.obey()

    @precondition(lambda self: self.listening)
    @rule(count=st.integers(1, 5), end=st.booleans())
    def speak(self, count: int, end: bool) -> None:
        for _ in range(count):
            self.frame += 1
            self.unanswered.append(self.frame)
            self.session.hear(self.frame.to_bytes(4, "big") * 160, self.now)
            self.now += 0.02
        if end:
            self.session.end_of_audio(self.now)
        self.obey()

    @precondition(lambda self: self.dialing and not self.hanging)
    @rule()
    def connect(self) -> None:
        self.dialing, self.up = False, True
        self.session.socket_opened(self.now)
        self.obey()

    @precondition(lambda self: self.up and not self.ready and not self.hanging)
    @rule()
    def set_up(self) -> None:
        self.ready = True
        self.send({"setupComplete": {}})

    @precondition(lambda self: self.up or self.dialing or self.hanging)
    @rule()
    def lose(self) -> None:
        code = 1000 if self.hanging else 1006
        self.dialing = self.hanging = self.up = self.ready = False
        self.heard, self.calling = [], None
        self.session.socket_closed(Cause(CauseKind.CLOSED, ConnectionStage.LIVE, code), self.now)
        self.obey()

    @precondition(lambda self: self.can_reply())
    @rule(how=st.sampled_from(["whole", "cut", "lost", "call"]), handle=st.booleans())
    def reply(self, how: str, handle: bool) -> None:
        """The silence was heard: the model replies to everything that was said, and only once."""
        self.go_well()
        if self.listening:
            self.session.end_of_audio(self.now)
            self.obey()
        if not self.ready or self.hanging:
            return
        if self.listening:
            assert self.heard == self.unanswered
        if how == "call" and self.listening:
            self.calling = f"c{self.now}"
            self.send({"toolCall": {"functionCalls": [{"id": self.calling, "name": TOOL.name, "args": {}}]}})
            for _ in range(3):  # the microphone goes on meanwhile
                self.session.hear(bytes(640), self.now)
                self.obey()
            if self.calls:
                self.session.answer_tool(*self.calls.pop(), "Next.", self.now)
                self.obey()
        self.unanswered, self.heard = [], []
        part = {"inlineData": {"mimeType": "audio/pcm;rate=24000", "data": SOUND}}
        content = {"modelTurn": {"role": "model", "parts": [part]}, "outputTranscription": {"text": "Well."}}
        if self.listening:  # a reply that is cut before any word was understood is void, and replies to nothing
            self.send({"serverContent": {"inputTranscription": {"text": "Yes."}}})
        self.send({"serverContent": content})
        if how == "lost":
            self.lose()
            return
        ends = {"interrupted": True} if how == "cut" else {"generationComplete": True}
        self.send({"serverContent": ends}, {"serverContent": {"turnComplete": True}})
        if handle:
            self.send({"sessionResumptionUpdate": {"newHandle": f"h{self.now}", "resumable": True}})

    def can_reply(self) -> bool:
        if self.item in self.turns or self.session.state is LiveState.DOWN:
            return False
        return bool(self.unanswered) if self.listening else self.item > 0

    @precondition(lambda self: self.ready and not self.hanging)
    @rule(left=st.sampled_from(["300s", "50s", "1s", "soon"]))
    def go_away(self, left: str) -> None:
        self.send({"goAway": {"timeLeft": left}})

    @rule(seconds=st.sampled_from([0.1, 1.0, 3.0, 600.0]))
    def pass_time(self, seconds: float) -> None:
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
        if self.item in self.turns:
            self.unanswered, self.heard = [], []
        elif seconds > 3:  # what was said without words is taken for a cough
            self.session.ask(ContextItem(self.item + 1, "say it"), self.now)
            self.item += 1
            self.listening = False
            self.unanswered, self.heard = [], []
            self.obey()

    @rule()
    def go_well(self) -> None:
        for _ in range(4):
            if self.hanging:
                self.lose()
            elif self.dialing:
                self.connect()
            elif self.up and not self.ready:
                self.set_up()


TestVoice = pytest.mark.slow(Voice.TestCase)
TestVoice.settings = hypothesis_settings(max_examples=300, stateful_step_count=40)
