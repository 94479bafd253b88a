"""What channels, threads, overwrites and members may be set to: https://docs.discord.com/developers/resources/channel."""

from collections.abc import Iterator

from sims.discord.forms import Check, Fault, among, array, flag, moment, record, snowflake, text, whole
from sims.discord.world import Json

SLOW_MODE = whole(0, 21_600)
"""Seconds; six hours at most."""
KEPT = among(60, 1440, 4320, 10_080)
"""Minutes until a silent thread is archived."""
NAME = text(1, 100)
CREATABLE = among(0, 2, 4, 5, 13, 14, 15, 16)


def both_at_once(overwrite: Json) -> Iterator[Fault]:
    """Discord would take it; whoever sends it has not said what they mean."""
    if int(overwrite.get("allow") or 0) & int(overwrite.get("deny") or 0):
        yield Fault("PERMISSION_OVERWRITE_AMBIGUOUS", "allowed and denied at once")


OVERWRITE = record(
    both_at_once, needs={"type": among(0, 1)}, may={"id": snowflake, "allow": snowflake, "deny": snowflake}
)
OVERWRITE_OF = record(OVERWRITE, needs={"id": snowflake})
SETTINGS: dict[str, Check] = {
    "position": whole(0, 2**31 - 1),
    "topic": text(0, 4096),
    "nsfw": flag,
    "rate_limit_per_user": SLOW_MODE,
    "bitrate": whole(8_000, 384_000),
    "user_limit": whole(0, 10_000),
    "parent_id": snowflake,
    "permission_overwrites": array(OVERWRITE_OF, 0, 100),
    "rtc_region": text(0, 100),
    "video_quality_mode": among(1, 2),
    "default_auto_archive_duration": KEPT,
    "default_thread_rate_limit_per_user": SLOW_MODE,
    "flags": whole(0, 2**31 - 1),
}
THREAD: dict[str, Check] = {
    "archived": flag,
    "locked": flag,
    "invitable": flag,
    "auto_archive_duration": KEPT,
    "rate_limit_per_user": SLOW_MODE,
    "applied_tags": array(snowflake, 0, 5),
}


def topic_rules(channel: Json) -> Iterator[Fault]:
    """Only a forum's guidelines may be longer."""
    if channel.get("type") not in (15, 16) and len(channel.get("topic") or "") > 1024:
        yield Fault("BASE_TYPE_MAX_LENGTH", "Must be 1024 or fewer in length.").under("topic")


def name_if_named(channel: Json) -> Iterator[Fault]:
    if "name" in channel:
        yield from record(needs={"name": NAME})(channel)


NEW_CHANNEL = record(topic_rules, needs={"name": NAME}, may={"type": CREATABLE, **SETTINGS})
EDITED_CHANNEL = record(name_if_named, may={"type": CREATABLE, **SETTINGS, **THREAD})
NEW_THREAD = record(needs={"name": NAME}, may={"type": among(10, 11, 12), **THREAD})
THREAD_OF_MESSAGE = record(needs={"name": NAME}, may=THREAD)
MEMBER = record(
    may={
        "nick": text(0, 32),
        "roles": array(snowflake, distinct=True),
        "mute": flag,
        "deaf": flag,
        "channel_id": snowflake,
        "communication_disabled_until": moment,
        "flags": whole(0, 2**31 - 1),
    }
)
OWN_VOICE_STATE = record(may={"channel_id": snowflake, "suppress": flag, "request_to_speak_timestamp": moment})
BULK_DELETE = record(needs={"messages": array(snowflake, 2, 100, distinct=True)})
