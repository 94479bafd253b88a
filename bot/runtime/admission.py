"""Whether one more interview may start: a pure decision, and for each No the reason and when it will work.

The counts are the last 24 hours', so "when" is when the oldest start leaves that window.
"""

from dataclasses import dataclass

from bot.clock import DAY
from bot.errors import Refused
from bot.gemini.api.failures import Failure, FailureSide
from bot.store.records import Counts, GuildSettings

SOON = 300.0
"""Seconds to wait when nobody knows better."""


@dataclass(frozen=True, slots=True)
class AdmissionState:
    """All that the decision looks at. `awake` interviews hold a connection, or are about to: `awake_here` of them in
    this server, `awake_limit` at most in this process, which is in so many `servers`. `blocked` is why the provider is
    paused; from `blocked_until` on a start may be the probe that finds out whether it works again. `is_voice` is
    whether it is to be a voice interview, `voice_taken` whether another one holds the server's voice slot; `with_video`
    whether it is one with video, `has_camera_page` whether there is a page for them."""

    now: float
    counts: Counts
    settings: GuildSettings
    already_running: bool
    awake: int
    awake_here: int
    awake_limit: int
    servers: int = 2
    is_voice: bool = False
    can_speak: bool = True
    voice_taken: bool = False
    with_video: bool = False
    has_camera_page: bool = True
    blocked: Failure | None = None
    blocked_until: float | None = None
    stopping: bool = False


def refusal(at: AdmissionState) -> Refused | None:
    """None when it may start. What the person can do something about comes first."""
    if at.stopping:
        return Refused("edge-refused-stopping", until=at.now + 60)
    if at.already_running:
        return Refused("edge-refused-running")
    if at.counts.started_by_user >= at.settings.starts_per_day:
        again = after_a_day(at, at.counts.oldest_by_user)
        return Refused("edge-refused-user-day", until=again, limit=at.settings.starts_per_day)
    if at.counts.started_in_guild >= at.settings.interviews_per_day:
        return Refused("edge-refused-guild-day", until=after_a_day(at, at.counts.oldest_in_guild))
    if at.counts.cost_usd_in_guild >= at.settings.cost_per_day_usd:
        return Refused("edge-refused-guild-cost", until=after_a_day(at, at.counts.oldest_in_guild))
    if at.with_video and not (at.settings.video and at.has_camera_page):
        return Refused("edge-refused-video-off")
    if at.is_voice:
        no = voice_refusal(settings=at.settings, can_speak=at.can_speak, voice_taken=at.voice_taken)
        if no is not None:
            return no
    if at.awake >= at.awake_limit or at.awake_here >= share(at):
        return Refused("edge-refused-process", until=at.now + SOON)
    if at.blocked is not None and (at.blocked_until is None or at.blocked_until > at.now):
        ours_to_fix = at.blocked.side in (FailureSide.OPERATOR, FailureSide.OURS)
        key = "edge-refused-provider-fix" if ours_to_fix else "edge-refused-provider"
        return Refused(key, until=max(at.now + 1, at.blocked_until or at.now + SOON))
    return None


def share(at: AdmissionState) -> int:
    """How many of the process's interviews may be this server's: where there are others, its members alone do not fill
    it."""
    return at.awake_limit if at.servers < 2 else max(1, at.awake_limit // 2)


def voice_refusal(*, settings: GuildSettings, can_speak: bool, voice_taken: bool) -> Refused | None:
    """None when one more interview may be held by voice. Who is refused can write instead, or wait in the queue."""
    if not (settings.voice and can_speak):
        return Refused("edge-refused-voice-off")
    return Refused("edge-refused-voice-busy") if voice_taken else None


def after_a_day(at: AdmissionState, oldest: float | None) -> float:
    return at.now + SOON if oldest is None else max(at.now + 1, oldest + DAY)
