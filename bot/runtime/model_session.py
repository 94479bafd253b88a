"""One interview's connection to the model: a Live client that is made from the record when it is first needed."""

from collections import deque
from collections.abc import Callable

from bot.gemini.api.settings import Resolution
from bot.gemini.client.live_client import LiveClient
from bot.gemini.live.session import LiveSession
from bot.interview.commands import AnswerTool, Command, LookCloser, Remember, SleepModel
from bot.interview.models import InterviewSnapshot, InterviewType, Medium
from bot.interview.text.prompts import TOOLS, history_items, written_instruction
from bot.interview.voice.prompts import speech_of, spoken_instruction
from bot.ports.model import LiveEvent
from bot.runtime.services import RunnerServices

WAITING_PICTURES = 4
"""As many posted pictures wait for a client; of more the oldest goes."""


class ModelSession:
    """Holds at most one client. An interview that only waits holds none: the record and the stored handle make another,
    and that is what a new process does, too. Call `leave` in the end.

    `on_event` is called in order from the client's own tasks.
    """

    def __init__(
        self,
        interview_id: int,
        services: RunnerServices,
        on_event: Callable[[LiveEvent], None],
    ) -> None:
        self.client: LiveClient | None = None
        self._interview_id = interview_id
        self._services = services
        self._on_event = on_event
        self._closer = False
        self._posted: deque[bytes] = deque(maxlen=WAITING_PICTURES)

    def __repr__(self) -> str:
        return f"<ModelSession {self.client!r}>"

    async def open(self, asking: int | None = None) -> LiveClient:
        """The client, made and entered if there is none.

        The item that it is about to be asked, and later ones, are left out of its history, so that each answer stands
        in the context once.
        """
        # No lock: only the runner calls this, and it carries out one command after another.
        if self.client is None:
            self.client = await self._make(asking)
            await self.client.__aenter__()
        while self._posted:
            self.client.see(self._posted.popleft(), keep=True)
        return self.client

    def show(self, jpeg: bytes) -> None:
        """Show a posted picture. No socket is opened for it: if there is none, it waits for what is asked next."""
        if self.client is None or self.client.asleep:
            self._posted.append(jpeg)
        else:
            self.client.see(jpeg, keep=True)

    def _look_closer(self, *, on: bool) -> None:
        """Set whether pictures are seen in more detail, also by clients that are made later."""
        self._closer = on
        if self.client is not None:
            self.client.look_closer(on=on)

    def carry_out(self, command: Command) -> None:
        """Carry out what concerns a client that is there. Does nothing if there is none, and for other commands."""
        match command:
            case LookCloser(on):
                self._look_closer(on=on)
            case SleepModel() if self.client is not None:
                self.client.sleep()
            case AnswerTool(call_id, name, output) if self.client is not None:
                self.client.answer_tool(call_id, name, output)
            case Remember(item) if self.client is not None:
                self.client.remember(item)

    async def leave(self, *, even_awake: bool = True) -> bool:
        """Give the client up; True when there is none any more."""
        if self.client is not None and (even_awake or self.client.asleep):
            client, self.client = self.client, None
            await client.__aexit__(None, None, None)
        return self.client is None

    async def _make(self, asking: int | None) -> LiveClient:
        services = self._services
        snapshot = await services.store.snapshot(self._interview_id)
        if snapshot is None:
            raise AssertionError("an interview that runs has its row")
        is_voice = snapshot.medium is Medium.VOICE
        session = LiveSession(
            services.live,
            instructions=spoken_instruction(snapshot) if is_voice else written_instruction(snapshot),
            tools=TOOLS,
            history=[item for item in history_items(snapshot) if asking is None or item.id < asking],
            handle=snapshot.handle,
            speech=speech_of(snapshot) if is_voice else None,
            resolution=resolution_of(snapshot),
        )
        if self._closer:
            session.look_closer(True, services.clock())
        return LiveClient(
            session,
            services.live,
            breaker=services.breaker,
            clock=services.clock,
            on_event=self._on_event,
            label=str(self._interview_id),
            tallies=services.tallies,
        )


def resolution_of(snapshot: InterviewSnapshot) -> Resolution | None:
    """How closely pictures are looked at to begin with; None where none are shown. In writing a picture is posted now
    and then, and often has text in it."""
    if snapshot.interview_type is not InterviewType.VIDEO:
        return None
    return Resolution.LOW if snapshot.medium is Medium.VOICE else Resolution.MEDIUM
