"""A shell without a network: obeys a Live session by hand, so that a test reads like the wire."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from bot.gemini.api.failures import Cause, CauseKind, ConnectionStage
from bot.gemini.api.messages import Tool
from bot.gemini.api.settings import LiveSettings, Resolution, Speech
from bot.gemini.live.orders import Dial, Hang, Order
from bot.gemini.live.session import LiveSession
from bot.ports.model import ContextItem, Handle, LiveEvent, ModelTurn

Event = TypeVar("Event")
TOOL = Tool("answer_is_enough", "Say that the answer is enough.")


def turn_end(**more: object) -> dict[str, object]:
    return {"serverContent": {"turnComplete": True, **more}}


def said(text: str) -> dict[str, object]:
    return {"serverContent": {"outputTranscription": {"text": text}}}


def handle(value: str) -> dict[str, object]:
    return {"sessionResumptionUpdate": {"newHandle": value, "resumable": True}}


ALL_SAID = {"serverContent": {"generationComplete": True}}
CALL = {"toolCall": {"functionCalls": [{"id": "c1", "name": "answer_is_enough", "args": {}}]}}


class Shell:
    """Holds the clock, the frames sent on the present socket, and the events since they were last looked at."""

    def __init__(
        self,
        model: str = "gemini-3.8-live",
        history: tuple[ContextItem, ...] = (),
        resume: Handle | None = None,
        speech: Speech | None = None,
        resolution: Resolution | None = None,
    ) -> None:
        self.now = 1000.0
        settings = LiveSettings(api_key="marked-key", model=model)
        self.session = LiveSession(
            settings,
            instructions="i",
            tools=[TOOL],
            history=history,
            handle=resume,
            speech=speech,
            resolution=resolution,
        )
        self.sent: list[dict[str, Any]] = []
        self.events: list[LiveEvent] = []
        self.orders: list[Order] = []

    def look(self) -> None:
        self.orders += self.session.take_orders()
        self.sent += [json.loads(frame) for frame in self.session.take_frames()]
        self.events += self.session.take_events()

    def ask(self, item_id: int, text: str = "") -> None:
        self.session.ask(ContextItem(item_id, text or f"item {item_id}"), self.now)
        self.look()

    def open(self) -> dict[str, Any]:
        """Obey a Dial, and let the server accept the setup; returns the setup frame."""
        assert self.orders.pop(0) == Dial()
        self.sent.clear()
        self.session.socket_opened(self.now)
        self.look()
        setup: dict[str, Any] = self.sent.pop(0)["setup"]
        self.receive({"setupComplete": {}})
        return setup

    def hang(self) -> None:
        """Obey a Hang."""
        assert self.orders.pop(0) == Hang(1000)
        self.close(1000)

    def close(self, code: int, reason: str = "") -> None:
        self.session.socket_closed(Cause(CauseKind.CLOSED, ConnectionStage.LIVE, code, reason), self.now)
        self.look()

    def receive(self, *frames: Mapping[str, object]) -> None:
        for frame in frames:
            self.session.received(json.dumps(frame).encode(), self.now)
            self.look()

    def reply(self, text: str) -> None:
        """A whole reply, as it should be."""
        self.receive(said(text), ALL_SAID, turn_end())

    def wait(self, seconds: float) -> None:
        """Let time pass; the timer is served on the way."""
        end = self.now + seconds
        while (due := self.session.deadline()) is not None and due <= end:
            self.now = max(self.now, due)
            self.session.handle_deadline(self.now)
            self.look()
        self.now = end

    def said_to_model(self) -> list[str]:
        """The texts sent as context on the present socket, `=` before the model's own."""
        turns = [turn for frame in self.sent if "clientContent" in frame for turn in frame["clientContent"]["turns"]]
        return [("=" if turn["role"] == "model" else "") + turn["parts"][0]["text"] for turn in turns]

    def take(self, kind: type[Event]) -> list[Event]:
        """The events of one kind since the last look; the others are kept."""
        found: list[Event] = [event for event in self.events if isinstance(event, kind)]
        self.events = [event for event in self.events if not isinstance(event, kind)]
        return found


def asking(item_id: int) -> Shell:
    """A session that has just asked its first item."""
    shell = Shell()
    shell.ask(item_id)
    shell.open()
    return shell


def awake() -> Shell:
    """A session with one exchange behind it, idle."""
    shell = asking(2)
    shell.reply("Reply 2.")
    shell.take(ModelTurn)
    return shell
