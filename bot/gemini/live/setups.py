"""What a socket is opened with: the handle it resumes by, its setup frame, how closely it looks at pictures."""

import re
from collections.abc import Sequence

from bot.gemini.api.failures import ConnectionStage, Failure
from bot.gemini.api.messages import Tool
from bot.gemini.api.settings import LiveSettings, Resolution, Speech
from bot.gemini.live.dialect import Dialect
from bot.gemini.live.ledger import Ledger, spoken
from bot.gemini.live.recovery import SocketHistory
from bot.gemini.live.setup_frame import setup_frame

_OPTION = re.compile("language|vocabulary", re.IGNORECASE)
_UNCLEAR = frozenset(("bad_setup", "invalid_argument", "unknown"))


def may_be_an_option(failure: Failure) -> bool:
    """Whether a setup was refused for what it could do without: that is named, or nothing is that we know."""
    if failure.code not in (1007, 1008) or failure.name not in _UNCLEAR:
        return False
    return failure.stage is ConnectionStage.SETUP or _OPTION.search(failure.detail) is not None


class Setups:
    """One for each session. `resolution` None: it is shown no pictures."""

    def __init__(
        self,
        settings: LiveSettings,
        dialect: Dialect,
        *,
        instructions: str,
        tools: Sequence[Tool],
        speech: Speech | None,
        resolution: Resolution | None,
    ) -> None:
        self._settings = settings
        self._dialect = dialect
        self._instructions = instructions
        self._tools = tuple(tools)
        self._speech = speech
        self._wanted = resolution
        self._present = resolution
        self._socket = SocketHistory()
        self._proven = False  # a reply came on a socket with all that we ask for
        self._plain = False

    @property
    def too_coarse(self) -> bool:
        """Whether the present socket looks less closely than is wanted: only another one can (gemini-live §1.2)."""
        return self._wanted is Resolution.MEDIUM and self._present is Resolution.LOW

    def look_closer(self, *, on: bool) -> None:
        """From the next socket on. Nothing where no pictures are shown."""
        if self._wanted is not None:
            self._wanted = Resolution.MEDIUM if on else Resolution.LOW

    def leave_out(self, failure: Failure) -> bool:
        """A socket ended so. Whether the next one is asked for less than this one was: once, and not where a handle is
        rather to blame, or a setup like that has worked."""
        self._proven = self._proven or self._socket.turns > 0
        if self._speech is None or self._plain or self._proven or self._socket.resumed:
            return False
        self._plain = may_be_an_option(failure)
        return self._plain

    def open(self, ledger: Ledger, now: float) -> tuple[SocketHistory, str]:
        """The upgrade is done: the new socket, and the first frame on it."""
        handle = ledger.open(now)
        early = self._dialect.realtime or self._speech is not None
        if handle is not None and early and spoken(ledger.uncovered()):
            ledger.forget_handle()  # this family takes history only at the beginning of a session
            handle = ledger.open(now)
        socket = SocketHistory(
            opened_at=now,
            setup_due=now + self._settings.timeouts.setup,
            resumed=handle is not None,
            seeded=handle is None and bool(spoken(ledger.uncovered())),
        )
        self._proven = self._proven or self._socket.turns > 0
        self._socket, self._present = socket, self._wanted
        frame = setup_frame(
            self._settings,
            self._dialect,
            instructions=self._instructions,
            tools=self._tools,
            handle=None if handle is None else handle.value,
            seeded=socket.seeded,
            speech=self._speech,
            resolution=self._present,
            plain=self._plain,
        )
        return socket, frame
