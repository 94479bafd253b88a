"""What a message may be: https://docs.discord.com/developers/resources/message."""

from collections.abc import Iterator
from typing import Any

from sims.discord.component_rules import MODAL, message_components, then, walk
from sims.discord.forms import (
    REQUIRED,
    Check,
    Fault,
    among,
    anything,
    array,
    flag,
    link,
    moment,
    number,
    record,
    snowflake,
    text,
    whole,
)
from sims.discord.world import Json, Refusal

MOST_CONTENT, MOST_IN_EMBEDS, MOST_FILES = 2000, 6000, 10
COMPONENTS_V2, FORWARD = 1 << 15, 1
EMPTY = Refusal(400, 50006, "Cannot send an empty message")
LEGACY = ("content", "embeds", "poll", "sticker_ids")

PICTURE = record(needs={"url": link("http", "https", "attachment")})
ADDRESS = link("http", "https")
EMBED_TEXTS = (("title",), ("description",), ("footer", "text"), ("author", "name"))


def embed_text(embed: Json) -> int:
    """How many characters count against the limit of all embeds."""
    found = 0
    for where in EMBED_TEXTS:
        value: Any = embed
        for name in where:
            value = (value or {}).get(name)
        found += len(value or "")
    return found + sum(len(each["name"]) + len(each["value"]) for each in embed.get("fields") or [])


def says_something(embed: Json) -> Iterator[Fault]:
    shown = ("title", "description", "fields", "image", "thumbnail", "author", "footer")
    if not any(embed.get(name) for name in shown):
        yield REQUIRED.under("description")


EMBED = record(
    says_something,
    may={
        "title": text(0, 256),
        "description": text(0, 4096),
        "url": ADDRESS,
        "timestamp": moment,
        "color": whole(0, 0xFFFFFF),
        "footer": record(needs={"text": text(1, 2048)}, may={"icon_url": link("http", "https", "attachment")}),
        "author": record(
            needs={"name": text(1, 256)}, may={"url": ADDRESS, "icon_url": link("http", "https", "attachment")}
        ),
        "image": PICTURE,
        "thumbnail": PICTURE,
        "fields": array(record(needs={"name": text(1, 256), "value": text(1, 1024)}, may={"inline": flag}), 0, 25),
    },
)


def embed_sizes(embeds: list[Json]) -> Iterator[Fault]:
    if sum(map(embed_text, embeds)) > MOST_IN_EMBEDS:
        words = f"Embed size exceeds maximum size of {MOST_IN_EMBEDS}"
        yield Fault("MAX_EMBED_SIZE_EXCEEDED", words).under(len(embeds) - 1)


def mention_rules(mentions: Json) -> Iterator[Fault]:
    for kind in ("users", "roles"):
        if kind in (mentions.get("parse") or []) and mentions.get(kind):
            words = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            yield Fault("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", words).under("parse")


MENTIONS = record(
    mention_rules,
    may={
        "parse": array(among("users", "roles", "everyone"), 0, 3, distinct=True),
        "users": array(snowflake, 0, 100, distinct=True),
        "roles": array(snowflake, 0, 100, distinct=True),
        "replied_user": flag,
    },
)
ATTACHMENT = record(
    needs={"id": snowflake},
    may={
        "filename": text(1, 1024),
        "description": text(0, 1024),
        "title": text(0, 1024),
        "duration_secs": number,
        "waveform": text(0, 400),
        "is_spoiler": flag,
    },
)


def nonce(value: Any) -> Iterator[Fault]:
    if type(value) is not int:
        yield from text(0, 25)(value)


def reference_rules(reference: Json) -> Iterator[Fault]:
    if reference.get("type") == FORWARD and reference.get("channel_id") is None:
        yield REQUIRED.under("channel_id")


POLL_TEXT = record(needs={"text": text(1, 300)})
FIELDS: dict[str, Check] = {
    "content": text(0, MOST_CONTENT),
    "embeds": then(array(EMBED, 0, 10), embed_sizes),
    "allowed_mentions": MENTIONS,
    "attachments": array(ATTACHMENT, 0, MOST_FILES),
    "flags": whole(0, 2**53),
    "tts": flag,
    "nonce": nonce,
    "enforce_nonce": flag,
    "sticker_ids": array(snowflake, 0, 3),
    "message_reference": record(
        reference_rules,
        needs={"message_id": snowflake},
        may={"channel_id": snowflake, "guild_id": snowflake, "fail_if_not_exists": flag, "type": among(0, FORWARD)},
    ),
    "poll": record(
        needs={
            "question": POLL_TEXT,
            "answers": array(record(needs={"poll_media": record(needs={"text": text(1, 55)})}), 1, 10),
        },
        may={"duration": whole(1, 768), "allow_multiselect": flag, "layout_type": among(1)},
    ),
    "components": anything,
}
SHAPE = record(may=FIELDS)


def is_v2(body: Json, standing: int | None) -> bool | None:
    """Whether this is a message of Components V2; None of an edit where the message is not known.

    `standing`: flags of the message that is edited. Whoever sets this one cannot take it back.
    """
    flags = body.get("flags")
    if isinstance(flags, int) and flags & COMPONENTS_V2:
        return True
    return None if standing is None else bool(standing & COMPONENTS_V2)


def component_faults(body: Json, v2: bool | None) -> Iterator[Fault]:
    components = body.get("components")
    if components is None:
        return
    if v2 is None:
        rows = isinstance(components, list) and all(
            isinstance(each, dict) and each.get("type") == 1 for each in components
        )
        v2 = not rows
    yield from (fault.under("components") for fault in message_components(v2=v2)(components))


def legacy_faults(body: Json) -> Iterator[Fault]:
    for name in LEGACY:
        if body.get(name):
            words = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            yield Fault("MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", words).under(name)


def attachment_faults(body: Json, files: list[str], *, edits: bool) -> Iterator[Fault]:
    """Each attachment is a file of this request, by its number, or stands on the message already.

    `files`: names of what is uploaded, in order. Components of V2 may show only what is attached.
    """
    if len(files) > MOST_FILES:
        yield Fault("BASE_TYPE_MAX_LENGTH", f"Must be {MOST_FILES} or fewer in length.").under("attachments")
    for index, attachment in enumerate(body.get("attachments") or []):
        number_ = int(attachment["id"])
        old = edits and number_ > MOST_FILES
        if number_ >= len(files) and not old:
            yield Fault("ATTACHMENT_NOT_FOUND", "Attachment data not found").under(index).under("attachments")
    if edits:
        return
    named = {each.get("filename") for each in body.get("attachments") or []} | set(files)
    for url in media_urls(body):
        if url.startswith("attachment://") and url.removeprefix("attachment://") not in named:
            words = "The referenced attachment was not found"
            yield Fault("UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", words).under("components")


def media_urls(body: Json) -> Iterator[str]:
    for component in walk(body.get("components") or []):
        for holder in (component, *(component.get("items") or [])):
            for name in ("media", "file"):
                if isinstance(holder.get(name), dict):
                    yield holder[name]["url"]


def faults(body: Json, files: list[str], *, standing: int | None = 0, edits: bool = False) -> Iterator[Fault]:
    """What is wrong with a message that is sent, or with what an edit sends of one."""
    found = list(SHAPE(body))
    v2 = is_v2(body, standing)
    found += component_faults(body, v2)
    if v2:
        found += legacy_faults(body)
    yield from found
    if not found:
        yield from attachment_faults(body, files, edits=edits)


def says_nothing(body: Json, files: list[str]) -> bool:
    """Blanks are nothing."""
    if isinstance(body.get("content"), str) and body["content"].strip():
        return False
    more = ("embeds", "components", "sticker_ids", "poll", "message_reference")
    return not files and not any(body.get(name) for name in more)


# -- Answers to interactions.

MESSAGE, LATER, LATER_EDIT, EDIT, SUGGESTIONS, SHOW_MODAL = 4, 5, 6, 7, 8, 9
CHOICE_VALUE_MOST = 100


def choice_value(value: Any) -> Iterator[Fault]:
    yield from number(value) if type(value) in (int, float) else text(0, CHOICE_VALUE_MOST)(value)


CHOICES = record(may={"choices": array(record(needs={"name": text(1, 100), "value": choice_value}), 0, 25)})


def callback_faults(body: Json, files: list[str], standing: int | None) -> Iterator[Fault]:
    """The answer to an interaction. Raises Refusal for a message that says nothing."""
    shape = list(record(needs={"type": among(1, 4, 5, 6, 7, 8, 9, 12)})(body))
    yield from shape
    if shape:
        return
    kind, data = body["type"], body.get("data")
    if data is None and kind in (MESSAGE, SUGGESTIONS, SHOW_MODAL):
        yield REQUIRED.under("data")
    elif data is not None and not isinstance(data, dict):
        yield Fault("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType").under("data")
    elif data is not None:
        yield from (fault.under("data") for fault in data_faults(kind, data, files, standing))


def data_faults(kind: int, data: Json, files: list[str], standing: int | None) -> Iterator[Fault]:
    if kind == SHOW_MODAL:
        yield from MODAL(data)
    elif kind == SUGGESTIONS:
        yield from CHOICES(data)
    elif kind == EDIT:
        yield from faults(data, files, standing=standing, edits=True)
    else:
        if kind == MESSAGE and says_nothing(data, files):
            raise EMPTY
        yield from faults(data, files)
