"""The microphone check: why we do not hear somebody yet, and since when we do. Pure; the sentences are in `room.ftl`.

Muting is what people will ask about first, so every state that keeps two people from hearing each other has a name.

    check = MicCheck(now)
    check.look(presence, now)      # who is where, muted or not: at every change
    check.packet(now)              # a packet of the candidate's arrived
    check.heard(level)             # 20 ms of them were decoded
    check.settle(now)              # True once they were heard, False once they are gone, None while nothing changed
"""

from dataclasses import dataclass
from enum import StrEnum
from math import log10
from typing import Final

SPEECH_LEVEL: Final = 0.005
"""Root mean square, 1 = full scale (-46 dB): quiet speech is above it, a quiet room below."""
SPEECH_SECONDS: Final = 0.6
"""So much speech passes the check: a word or two; a click does not."""
FRAME: Final = 0.02
FORGETTING: Final = 0.25
"""What a quiet frame takes away, as a part of what a loud one gives: clicks do not add up over a minute."""
PUSH_TO_TALK_AFTER: Final = 6.0
"""Seconds without any packet after which a key that must be held is the likeliest reason."""
NOTHING_AFTER: Final = 18.0
SILENCE_AFTER: Final = 4.0
"""Seconds of packets that hold no sound."""
HINT_AFTER: Final = 10.0
"""Seconds for which somebody is muted in the interview before they are told, once."""
BAR: Final = 10
_LOUDEST_DB: Final = -12.0
_QUIETEST_DB: Final = -52.0


class MicFinding(StrEnum):
    """What stands in the way, the first that applies; the value is the end of a key in the catalogue."""

    ABSENT = "absent"
    CONNECTING = "connecting"
    WE_ARE_MUTED = "we-are-muted"
    WE_ARE_DEAF = "we-are-deaf"
    DEAFENED = "deafened"
    SELF_DEAFENED = "self-deafened"
    SUPPRESSED = "suppressed"
    MUTED = "muted"
    SELF_MUTED = "self-muted"
    ENCRYPTING = "encrypting"
    PUSH_TO_TALK = "push-to-talk"
    NOTHING = "nothing"
    SILENCE = "silence"
    LISTENING = "listening"
    HEARD = "heard"


SOUND: Final = frozenset(
    (MicFinding.PUSH_TO_TALK, MicFinding.NOTHING, MicFinding.SILENCE, MicFinding.LISTENING, MicFinding.HEARD)
)
"""Findings about the sound itself: nothing that Discord knows of stands in the way."""


@dataclass(frozen=True, slots=True)
class Presence:
    """What Discord says about both sides, and our voice connection about itself."""

    here: bool = False
    """The candidate is in the channel that we are in."""
    self_muted: bool = False
    muted: bool = False
    """Muted by the server's team."""
    suppressed: bool = False
    """Not allowed to speak in this channel."""
    self_deafened: bool = False
    deafened: bool = False
    push_to_talk: bool = False
    """The channel lets them speak only while they hold a key."""
    we_are_muted: bool = False
    we_are_deaf: bool = False
    connected: bool = False
    encrypted: bool = False

    def obstacle(self) -> MicFinding | None:
        """Return the first thing in the way that Discord, or our connection, knows of."""
        found = (
            (not self.here, MicFinding.ABSENT),
            (not self.connected, MicFinding.CONNECTING),
            (self.we_are_muted, MicFinding.WE_ARE_MUTED),
            (self.we_are_deaf, MicFinding.WE_ARE_DEAF),
            (self.deafened, MicFinding.DEAFENED),
            (self.self_deafened, MicFinding.SELF_DEAFENED),
            (self.suppressed, MicFinding.SUPPRESSED),
            (self.muted, MicFinding.MUTED),
            (self.self_muted, MicFinding.SELF_MUTED),
            (not self.encrypted, MicFinding.ENCRYPTING),
        )
        return next((finding for applies, finding in found if applies), None)


class MicCheck:
    """One candidate in one voice channel, from our joining to our leaving. After a first pass a return needs no second
    test."""

    def __init__(self, now: float, *, known: bool = False) -> None:
        """`known`: they were heard in this interview before, by a process that is gone."""
        self._presence = Presence()
        self._since = now  # when the newest obstacle came or went
        self._obstacle: MicFinding | None = MicFinding.ABSENT
        self._speech = 0.0  # seconds, see FORGETTING
        self._first_packet: float | None = None  # since the last obstacle went
        self._last_packet = 0.0
        self._known = known  # passed once
        self._hinted = False
        self.through = False
        """They are here and were heard: the interview may go on."""

    def look(self, presence: Presence, now: float) -> None:
        """Take who is where, muted or not."""
        self._presence = presence
        obstacle = presence.obstacle()
        if obstacle is self._obstacle:
            return
        self._obstacle, self._since, self._hinted = obstacle, now, False
        self._first_packet = None

    def packet(self, now: float) -> None:
        """Take note that a packet of the candidate's arrived."""
        self._last_packet = now
        if self._first_packet is None:
            self._first_packet = now

    def heard(self, level: float) -> None:
        """Take 20 ms of the candidate; `level` is the root mean square, 1 = full scale."""
        change = FRAME if level >= SPEECH_LEVEL else -FRAME * FORGETTING
        self._speech = max(0.0, self._speech + change)

    def settle(self, now: float) -> bool | None:
        """Whether something changed: True when they are to be heard from now on, False when they went."""
        if self.through and not self._presence.here:
            self.through = False
            return False
        if not self.through and self.finding(now) is MicFinding.HEARD:
            self.through = self._known = True
            return True
        return None

    def finding(self, now: float) -> MicFinding:
        """Return what stands in the way, or how far the check is."""
        if self._obstacle is not None:
            return self._obstacle
        if self._known or self._speech >= SPEECH_SECONDS - FRAME / 2:
            return MicFinding.HEARD
        if self._first_packet is None:
            waited = now - self._since
            if self._presence.push_to_talk or waited >= PUSH_TO_TALK_AFTER:
                return MicFinding.NOTHING if waited >= NOTHING_AFTER else MicFinding.PUSH_TO_TALK
            return MicFinding.LISTENING
        flowing = now - self._last_packet < 1.0
        if flowing and not self._speech and now - self._first_packet >= SILENCE_AFTER:
            return MicFinding.SILENCE
        return MicFinding.LISTENING

    def outcome(self, now: float) -> bool | None:
        """Whether the candidate was heard; False where nothing arrived although nothing known stands in the way on
        their side, so that it may be ours. None where nobody can say."""
        if self._known:
            return True
        finding = self.finding(now)
        stuck = finding in {MicFinding.CONNECTING, MicFinding.ENCRYPTING} and now - self._since >= NOTHING_AFTER
        return False if stuck or finding in {MicFinding.NOTHING, MicFinding.WE_ARE_DEAF} else None

    def hint(self, now: float, *, quiet_since: float) -> MicFinding | None:
        """Return what has kept us from hearing each other for a while in the interview, once each time; else None.

        `quiet_since`: since when we say nothing. While we speak it is polite to be muted, so no hint is given.
        """
        wrong = self._obstacle not in {None, MicFinding.ABSENT, MicFinding.CONNECTING, MicFinding.ENCRYPTING}
        if not wrong or self._hinted or not self.through:
            return None
        if now - max(self._since, quiet_since) < HINT_AFTER:
            return None
        self._hinted = True
        return self._obstacle


def steps(level: float) -> int:
    """Loudness as 0 to `BAR` steps, even to the ear (in decibels)."""
    if level <= 0:
        return 0
    part = (20 * log10(level) - _QUIETEST_DB) / (_LOUDEST_DB - _QUIETEST_DB)
    return max(0, min(BAR, round(part * BAR)))


def bar(level: float) -> str:
    """The same to look at: filled and empty blocks, so that no colour is needed."""
    filled = steps(level)
    return "▰" * filled + "▱" * (BAR - filled)
