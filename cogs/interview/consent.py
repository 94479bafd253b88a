"""What a candidate agrees to, built from the settings: pure, and true sentence by sentence.

Four short lines are read at once, on a phone without scrolling; the rest stands behind **More**. Every sentence is a
message of its own in the catalogue, so that one whose condition does not hold is left out, never softened. Whoever
changes any of them raises VERSION; a test holds the two together. What a later version adds gets a sentence in the
short line that it belongs to, and a paragraph of its own in the details.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from bot.clock import DAY
from bot.config import Config
from bot.edges.chat.render import size
from bot.interview.models import InterviewType
from bot.review.safe_text import inline
from bot.store.records import GuildSettings
from bot.words import Say, Words

VERSION = "7"
"""Stored with each consent beside the text itself."""

GOOGLE_HOST = "generativelanguage.googleapis.com"
LONGEST = 4096
"""Discord's limit for an embed's text, in UTF-16 units."""
LONGEST_ALL = 5900
"""Its limit for all of a message's embeds, 6,000, with room for their titles."""
NAME_LENGTHS = (100, 40, 16)
"""Characters of a title, role, server or channel; the first with which the text is short enough."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything the text depends on. `language` is the interview's, by its own name; `reviewers` is a role's name, ""
    for those with Manage Server; `gateway` the host between us and Google, "" for none; `delete_after` in epoch
    seconds. For an interview by voice: `room` the name of the channel they are in, "" for one of its own; `listeners`
    whether reviewers may come into that; `recorded` whether the sound is kept. For one with a camera: `page` the host
    of the page that it is opened on."""

    title: str
    questions: int
    language: str
    model: str
    paid: bool
    gateway: str
    server: str
    reviewers: str
    reviewers_told: bool
    delete_after: float
    deadline_days: int
    backup_days: int
    kind: InterviewType = InterviewType.TEXT
    room: str = ""
    listeners: bool = False
    recorded: bool = False
    page: str = ""


def delete_after(now: float, retention_days: int) -> float:
    """When an interview agreed to now is deleted: whole days (UTC), never later than the retention says.

    Whole days, so that the text a candidate reads stays the same while they read it.
    """
    return (now + retention_days * DAY) // DAY * DAY


def terms(
    config: Config,
    settings: GuildSettings,
    *,
    title: str,
    questions: int,
    language: str,
    server: str,
    reviewers: str,
    now: float,
    kind: InterviewType = InterviewType.TEXT,
    room: str = "",
) -> Terms:
    """The terms as they stand in this server now."""
    return Terms(
        title=title,
        questions=questions,
        language=language,
        model=config.gemini.model,
        paid=config.gemini_paid,
        gateway=gateway(config),
        server=server,
        reviewers=reviewers,
        reviewers_told=settings.notify_channel_id is not None,
        delete_after=delete_after(now, settings.retention_days),
        deadline_days=settings.deadline_days,
        backup_days=config.backup_days,
        kind=kind,
        room=room,
        listeners=settings.reviewers_listen and settings.reviewer_role_id is not None,
        recorded=settings.record_voice,
        page=urlsplit(config.public_url).netloc,
    )


def gateway(config: Config) -> str:
    """The host between us and Google; "" for none."""
    host = urlsplit(config.gemini.base_url).hostname or ""
    return "" if host == GOOGLE_HOST or loopback(host) else host


def loopback(host: str) -> bool:
    """Whether it is the bot's own machine, which is no stop on the way."""
    return host in ("localhost", "::1") or host.startswith("127.")


@dataclass(frozen=True, slots=True)
class ConsentText:
    """Markdown. `brief` is read first, `details` stand behind **More**, `agreed` is what the button stands for."""

    brief: str
    details: str
    agreed: str

    @property
    def whole(self) -> str:
        """All of it, as it is stored."""
        return f"{self.brief}\n\n{self.details}\n\n{self.agreed}"

    @property
    def fits(self) -> bool:
        """Whether Discord takes it, short and in full."""
        parts = (f"{self.brief}\n\n{self.agreed}", f"{self.details}\n\n{self.agreed}")
        return all(size(part) <= LONGEST for part in parts) and size(self.whole) <= LONGEST_ALL


def consent_text(words: Words, locale: str, agreed: Terms) -> ConsentText:
    """The text as it is shown and stored. Long names are cut until it is short enough for Discord."""
    say = partial(words.say, locale)
    for longest in NAME_LENGTHS:
        named = partial(inline, limit=longest)
        text = ConsentText(brief(say, agreed, named), details(say, agreed, named), say("start-consent-adult"))
        if text.fits:
            break
    return text


def brief(words: Say, agreed: Terms, named: Callable[[str], str]) -> str:
    """What it is, and the four things to know first: who asks, what Google gets, who reads it here, until when.

    `named` escapes a name, and shortens it.
    """
    kind = agreed.kind.value

    def say(key: str, **filled: str | int) -> str:
        return words(f"start-consent-{key}", **filled)

    what = say(
        f"what-{kind}" if agreed.kind.is_voice else "what",
        title=named(agreed.title),
        language=inline(agreed.language),
        count=agreed.questions,
        days=agreed.deadline_days,
    )
    readers = [
        say("short-readers-role", role=named(agreed.reviewers)) if agreed.reviewers else say("short-readers-managers")
    ]
    if agreed.kind.is_voice and agreed.room:
        readers.append(say("short-heard-open", room=named(agreed.room)))
    elif agreed.kind.is_voice and agreed.listeners:
        readers.append(say("short-heard-reviewers", role=named(agreed.reviewers)))
    sound = ["recorded" if agreed.recorded else "not-recorded"] if agreed.kind.is_voice else []
    lines = (
        [say("short-ai", kind=kind)],
        [say("short-google-paid" if agreed.paid else "short-google-unpaid", kind=kind)],
        readers,
        [say("short-kept", date=day(agreed)), *(say(f"short-{each}") for each in sound), say("short-ways-out")],
    )
    return "\n".join([what, *(f"- {' '.join(sentences)}" for sentences in lines)])


def day(agreed: Terms) -> str:
    """When it is deleted, as each person's own client writes a date."""
    return f"<t:{int(agreed.delete_after)}:D>"


def details(words: Say, agreed: Terms, named: Callable[[str], str]) -> str:
    """Everything else; `named` escapes a name, and shortens it."""
    is_voice, with_video = agreed.kind.is_voice, agreed.kind is InterviewType.VIDEO

    def say(key: str, **filled: str | int) -> str:
        return words(f"start-consent-{key}", **filled)

    google = [say("google-paid" if agreed.paid else "google-unpaid")]
    if agreed.gateway:
        google.append(say("gateway", host=agreed.gateway))
    kept = [say("kept", date=day(agreed)), say("backups", days=agreed.backup_days)]
    readers = [say("readers-role", role=named(agreed.reviewers)) if agreed.reviewers else say("readers-managers")]
    if agreed.reviewers_told:
        readers.append(say("reviewers-told"))
    readers.append(say("readers-operator"))
    paragraphs = (
        [say("ai-voice" if is_voice else "ai", model=inline(agreed.model)), *google],
        *([voice_heard(say, agreed, named), voice_kept(say, agreed)] if is_voice else []),
        *([pictures_sent(say, agreed), [say("video-kept")], [say("video-never")]] if with_video else []),
        [say("discord", server=named(agreed.server))],
        kept,
        readers,
        [say("stop"), say("delete")],
        [say("people")],
    )
    return "\n".join(f"- {' '.join(sentences)}" for sentences in paragraphs)


def voice_heard(say: Callable[..., str], agreed: Terms, named: Callable[[str], str]) -> list[str]:
    """Who hears an interview by voice, and where Discord's encryption ends."""
    sentences = [say("voice-encryption"), say("voice-microphone")]
    if agreed.room:
        return [*sentences, say("voice-room-open", room=named(agreed.room))]
    if agreed.listeners:
        return [*sentences, say("voice-room-own"), say("voice-room-reviewers", role=named(agreed.reviewers))]
    return [*sentences, say("voice-room-own")]


def voice_kept(say: Callable[..., str], agreed: Terms) -> list[str]:
    """What becomes of the sound and of what was said."""
    return [
        say("voice-text"),
        say("voice-recorded" if agreed.recorded else "voice-not-recorded"),
        say("voice-comforts"),
    ]


def pictures_sent(say: Callable[..., str], agreed: Terms) -> list[str]:
    """Which pictures go where, and when."""
    return [say("video-shown", host=agreed.page), say("video-chat")]
