"""What exists in the simulated Discord: one server, its channels, threads, messages, people. Plain data."""

import itertools
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

TEXT_CHANNEL, VOICE_CHANNEL, CATEGORY, PRIVATE_THREAD, STAGE_CHANNEL = 0, 2, 4, 12, 13
DISCORD_EPOCH_MS = 1_420_070_400_000
EPHEMERAL = 64

APPLICATION, BOT, OWNER, GUILD, CHANNEL = 101, 101, 1, 5000, 6000
LOUNGE, STAGE = 6001, 6002
CANDIDATE, REVIEWER = 202, 203
NAMES = {BOT: "interviewer", OWNER: "owner", CANDIDATE: "casey", REVIEWER: "robin"}
ALL = str((1 << 50) - 1)
ADMINISTRATOR, MANAGE_CHANNELS, VIEW, CONNECT, SPEAK, MOVE = 1 << 3, 1 << 4, 1 << 10, 1 << 20, 1 << 21, 1 << 24
MEMBER_PERMISSIONS = str(VIEW | 0x00000800 | 0x00010000 | 0x80000000 | 1 << 38 | CONNECT | SPEAK)
VOICE_RIGHTS = {"connect": CONNECT, "speak": SPEAK, "manage_channels": MANAGE_CHANNELS, "move_members": MOVE}
"""What may be in `World.missing` and is then gone from the bot's role, too."""

_count = itertools.count()


def snowflake() -> int:
    """A new id whose time is now, growing even within one millisecond."""
    return (int(time.time() * 1000) - DISCORD_EPOCH_MS) << 22 | next(_count) & 0x3FFFFF


def timestamp() -> str:
    return datetime.now(UTC).isoformat()


class Refusal(Exception):
    """What Discord answers instead: HTTP status, JSON error code, words, and the tree of what is wrong with a form.

    `noted`: the same in one line.
    """

    def __init__(self, status: int, code: int, message: str, *, errors: Json | None = None, noted: str = "") -> None:
        super().__init__(noted or message)
        self.status, self.code, self.message = status, code, message
        self.errors, self.noted = errors, noted or message

    def as_json(self) -> Json:
        told: Json = {"message": self.message, "code": self.code}
        return told if self.errors is None else {**told, "errors": self.errors}


UNKNOWN_CHANNEL = Refusal(404, 10003, "Unknown Channel")
UNKNOWN_MEMBER = Refusal(404, 10007, "Unknown Member")
UNKNOWN_MESSAGE = Refusal(404, 10008, "Unknown Message")
UNKNOWN_INTERACTION = Refusal(404, 10062, "Unknown interaction")
UNKNOWN_WEBHOOK = Refusal(404, 10015, "Unknown Webhook")
ACKNOWLEDGED = Refusal(400, 40060, "Interaction has already been acknowledged.")
MISSING_ACCESS = Refusal(403, 50001, "Missing Access")
MISSING_PERMISSIONS = Refusal(403, 50013, "Missing Permissions")
UNKNOWN_GUILD = Refusal(404, 10004, "Unknown Guild")
UNKNOWN_VOICE_STATE = Refusal(404, 10065, "Unknown Voice State")
NOT_IN_VOICE = Refusal(400, 40032, "Target user is not connected to voice.")
MAXIMUM_CHANNELS = Refusal(400, 30013, "Maximum number of server channels reached (500)")
THREAD_ARCHIVED = Refusal(400, 50083, "Thread is archived")


def user(id_: int) -> Json:
    return {
        "id": str(id_),
        "username": NAMES.get(id_, f"user{id_}"),
        "global_name": NAMES.get(id_, f"user{id_}").title(),
        "discriminator": "0",
        "avatar": None,
        "bot": id_ == BOT,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }


def member(id_: int) -> Json:
    return {
        "user": user(id_),
        "roles": [],
        "nick": None,
        "avatar": None,
        "banner": None,
        "pending": False,
        "premium_since": None,
        "communication_disabled_until": None,
        "joined_at": "2026-01-01T00:00:00+00:00",
        "deaf": False,
        "mute": False,
        "flags": 0,
        "permissions": ALL if id_ in (OWNER, REVIEWER, BOT) else MEMBER_PERMISSIONS,
    }


def plain_channel(id_: int, kind: int, name: str) -> Json:
    """A channel with nothing set, as GUILD_CREATE shows it."""
    made: Json = {
        "id": str(id_),
        "type": kind,
        "guild_id": str(GUILD),
        "name": name,
        "flags": 0,
        "position": 0,
        "permission_overwrites": [],
        "nsfw": False,
        "parent_id": None,
    }
    if kind == TEXT_CHANNEL:
        made |= {"topic": None, "rate_limit_per_user": 0}
    if kind in (VOICE_CHANNEL, STAGE_CHANNEL):
        made |= {"bitrate": 64_000, "user_limit": 0, "rtc_region": None, "rate_limit_per_user": 0}
    return made


def may_connect(channel: Json, user_id: int) -> bool:
    """Whether a person sees this channel and may enter it, by its overwrites."""
    if user_id in (OWNER, REVIEWER):
        return True
    allowed = int(MEMBER_PERMISSIONS)
    for who in (GUILD, user_id):
        for overwrite in channel["permission_overwrites"]:
            if overwrite["id"] == str(who):
                allowed = allowed & ~int(overwrite["deny"]) | int(overwrite["allow"])
    return allowed & (VIEW | CONNECT) == VIEW | CONNECT


def voice_state(user_id: int, channel_id: int) -> Json:
    """Of somebody who has just come in."""
    return {
        "guild_id": str(GUILD),
        "channel_id": str(channel_id),
        "user_id": str(user_id),
        "member": member(user_id),
        "session_id": f"voice-session-{user_id}",
        "deaf": False,
        "mute": False,
        "self_deaf": False,
        "self_mute": False,
        "self_video": False,
        "suppress": False,
        "request_to_speak_timestamp": None,
    }


@dataclass
class Interaction:
    """One click or command, and what the bot answered."""

    id: int
    token: str
    type: int
    user_id: int
    created: float
    callback: int | None = None
    ephemeral: bool = False
    response: Json | None = None
    modal: Json | None = None
    files: list[Json] = field(default_factory=list)
    """What was uploaded with the answer: names and texts."""
    followups: list[int] = field(default_factory=list)

    def as_json(self) -> Json:
        return {
            "id": self.id,
            "callback": self.callback,
            "ephemeral": self.ephemeral,
            "message": self.response,
            "modal": self.modal,
            "files": self.files,
        }


@dataclass
class World:
    """Everything, and what was refused or not simulated (a test looks at `errors`)."""

    members: set[int] = field(default_factory=lambda: {BOT, OWNER, CANDIDATE, REVIEWER})
    channels: dict[int, Json] = field(default_factory=dict)
    thread_members: dict[int, set[int]] = field(default_factory=dict)
    messages: dict[int, dict[int, Json]] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    commands: list[Json] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    """What the bot may not do in the channel and its threads: "view", "send"; and `VOICE_RIGHTS` in the server."""
    kicked: bool = False
    allowed_mentions: dict[str, Json | None] = field(default_factory=dict)
    """By message: whom its sender allowed it to notify."""
    files: dict[str, bytes] = field(default_factory=dict)
    """What stands on Discord's file server, by path."""
    file_server: str = ""
    """"hangs": it never answers; "floods": it sends a file a thousand times over, and tells no size."""
    flooded: int = 0
    """Bytes that a flood sent."""
    voice_states: dict[int, Json] = field(default_factory=dict)
    voice_strays: int = 0
    """Datagrams that belong to no connection."""

    def __post_init__(self) -> None:
        known = (
            (CHANNEL, TEXT_CHANNEL, "applications"),
            (LOUNGE, VOICE_CHANNEL, "Lounge"),
            (STAGE, STAGE_CHANNEL, "Stage"),
        )
        for id_, kind, name in known:
            self.channels[id_] = plain_channel(id_, kind, name)
            self.messages[id_] = {}

    def channel(self, id_: int) -> Json:
        if id_ not in self.channels:
            raise UNKNOWN_CHANNEL
        return self.channels[id_]

    def message(self, channel_id: int, id_: int) -> Json:
        self.channel(channel_id)
        found = self.messages[channel_id].get(id_)
        if found is None:
            raise UNKNOWN_MESSAGE
        return found

    def edited(self, path: str) -> Json | None:
        """The message that a request with this path is about, if there is one."""
        match path.split("/")[1:]:
            case ["channels", channel, "messages", id_]:
                return self.messages.get(int(channel), {}).get(int(id_))
            case ["webhooks" | "interactions", _, token, *_]:
                found = self.interactions.get(token)
                return found.response if found is not None else None
        return None

    def check_access(self, method: str, path: str) -> None:
        """Raises Refusal where the bot may not do this at all."""
        if self.kicked and path.startswith("/guilds/"):
            raise UNKNOWN_GUILD
        if not path.startswith("/channels/"):
            return
        if int(path.split("/")[2]) not in self.channels:
            raise UNKNOWN_CHANNEL
        if self.kicked or "view" in self.missing:
            raise MISSING_ACCESS
        if "send" in self.missing and method == "POST":
            raise MISSING_PERMISSIONS

    def everyone(self) -> Json:
        """The role that everybody has, and the bot has no other: what is missing is missing there."""
        lacking = sum(VOICE_RIGHTS[name] for name in self.missing & set(VOICE_RIGHTS))
        permissions = int(ALL) & ~(lacking | ADMINISTRATOR) if lacking else int(ALL)
        return {
            "id": str(GUILD),
            "name": "@everyone",
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "position": 0,
            "permissions": str(permissions),
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }

    def guild(self) -> Json:
        """The GUILD_CREATE payload: what a bot without the members intent is told."""
        threads = [c for c in self.channels.values() if c["type"] == PRIVATE_THREAD]
        live = [t for t in threads if not t["thread_metadata"]["archived"] and "view" not in self.missing]
        return {
            "id": str(GUILD),
            "name": "Acme",
            "owner_id": str(OWNER),
            "icon": None,
            "region": "x",
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "premium_tier": 0,
            "nsfw_level": 0,
            "system_channel_flags": 0,
            "preferred_locale": "en-US",
            "features": [],
            "emojis": [],
            "stickers": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "voice_states": list(self.voice_states.values()),
            "member_count": len(self.members),
            "large": False,
            "roles": [self.everyone()],
            "members": [member(BOT)],
            "channels": [c for c in self.channels.values() if c["type"] != PRIVATE_THREAD],
            "threads": live,
        }

    def new_thread(self, parent: int, body: Json) -> Json:
        id_ = snowflake()
        thread = {
            "id": str(id_),
            "type": PRIVATE_THREAD,
            "guild_id": str(GUILD),
            "parent_id": str(parent),
            "owner_id": str(BOT),
            "name": body["name"],
            "last_message_id": None,
            "message_count": 0,
            "total_message_sent": 0,
            "member_count": 1,
            "rate_limit_per_user": body.get("rate_limit_per_user") or 0,
            "flags": 0,
            "thread_metadata": {
                "archived": False,
                "locked": False,
                "invitable": body.get("invitable", True),
                "auto_archive_duration": body["auto_archive_duration"],
                "archive_timestamp": timestamp(),
                "create_timestamp": timestamp(),
            },
        }
        self.channels[id_] = thread
        self.messages[id_] = {}
        self.thread_members[id_] = {BOT}
        return thread

    def new_message(self, channel_id: int, author: int, body: Json) -> Json:
        id_ = snowflake()
        made: Json = {
            "id": str(id_),
            "type": 0,
            "channel_id": str(channel_id),
            "author": user(author),
            "content": body.get("content") or "",
            "timestamp": timestamp(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": shown(body.get("embeds") or []),
            "components": numbered(body.get("components") or []),
            "pinned": False,
            "flags": body.get("flags") or 0,
        }
        if body.get("nonce") is not None:
            made["nonce"] = body["nonce"]
        self.allowed_mentions[made["id"]] = body.get("allowed_mentions")
        self.messages[channel_id][id_] = made
        self.channels[channel_id]["last_message_id"] = str(id_)
        return made


def shown(embeds: list[Json]) -> list[Json]:
    """Discord says of each embed what it is, whatever it was sent as."""
    return [{**embed, "type": "rich"} for embed in embeds]


def numbered(components: list[Json]) -> list[Json]:
    """Discord gives every component an `id`; discord.py expects one."""
    count = itertools.count(1)

    def number(component: Json) -> Json:
        made = {**component, "id": component.get("id") or next(count)}
        if "components" in made:
            made["components"] = [number(inner) for inner in made["components"]]
        return made

    return [number(component) for component in components]
