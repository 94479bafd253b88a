"""What Discord refuses in a payload (400, code 50035), from the limits in its documentation."""

from collections.abc import Iterator
from typing import Any

from sims.discord.world import Json, Refusal

ROW, BUTTON, SELECTS, TEXT_INPUT, LABEL = 1, 2, (3, 5, 6, 7, 8), 4, 18
LINK_STYLE = 5


def invalid(where: str, why: str) -> Refusal:
    return Refusal(400, 50035, f"Invalid Form Body: {where}: {why}")


def walk(components: list[Json]) -> Iterator[Json]:
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        if isinstance(component.get("component"), dict):
            yield from walk([component["component"]])


def check_message(body: Json) -> None:
    """A message to be sent or edited. Raises Refusal."""
    content = body.get("content")
    if content is not None and len(content) > 2000:
        raise invalid("content", "Must be 2000 or fewer in length.")
    embeds = body.get("embeds") or []
    if len(embeds) > 10:
        raise invalid("embeds", "Must be 10 or fewer in length.")
    total = 0
    for embed in embeds:
        total += check_embed(embed)
    if total > 6000:
        raise invalid("embeds", "Embed size exceeds maximum size of 6000")
    check_components(body.get("components") or [])


def check_sendable(body: Json) -> None:
    """A new message must say something."""
    if not body.get("content") and not body.get("embeds") and not body.get("components") and not body.get("files"):
        raise Refusal(400, 50006, "Cannot send an empty message")
    check_message(body)


def check_embed(embed: Json) -> int:
    """Returns how many characters count against the limit of 6,000."""
    limits = {"title": 256, "description": 4096}
    size = 0
    for name, most in limits.items():
        text = embed.get(name) or ""
        if len(text) > most:
            raise invalid(f"embeds.{name}", f"Must be {most} or fewer in length.")
        size += len(text)
    fields = embed.get("fields") or []
    if len(fields) > 25:
        raise invalid("embeds.fields", "Must be 25 or fewer in length.")
    for item in fields:
        if not item.get("name") or not item.get("value"):
            raise invalid("embeds.fields", "This field is required")
        if len(item["name"]) > 256 or len(item["value"]) > 1024:
            raise invalid("embeds.fields", "Must be 256/1024 or fewer in length.")
        size += len(item["name"]) + len(item["value"])
    footer = (embed.get("footer") or {}).get("text") or ""
    if len(footer) > 2048:
        raise invalid("embeds.footer.text", "Must be 2048 or fewer in length.")
    return size + len(footer)


def check_components(components: list[Json]) -> None:
    """Action rows of buttons and selects."""
    if len(components) > 5:
        raise invalid("components", "Must be 5 or fewer in length.")
    seen: set[str] = set()
    for row in components:
        if row.get("type") != ROW:
            raise invalid("components", "The specified component type is invalid in this context")
        inner = row.get("components") or []
        if not 1 <= len(inner) <= 5:
            raise invalid("components", "Must be between 1 and 5 in length.")
    for component in walk(components):
        check_component(component, seen)


def check_component(component: Json, seen: set[str]) -> None:
    kind: Any = component.get("type")
    custom_id = component.get("custom_id")
    if kind == BUTTON:
        if component.get("style") == LINK_STYLE:
            if not component.get("url"):
                raise invalid("components.url", "A url is required")
            return
        if not component.get("label") and not component.get("emoji"):
            raise invalid("components.label", "A label or emoji is required")
        if len(component.get("label") or "") > 80:
            raise invalid("components.label", "Must be 80 or fewer in length.")
    if kind in (BUTTON, TEXT_INPUT, *SELECTS):
        if not custom_id or len(custom_id) > 100:
            raise invalid("components.custom_id", "Must be between 1 and 100 in length.")
        if custom_id in seen:
            raise invalid("components.custom_id", "Component custom id cannot be duplicated")
        seen.add(custom_id)
    if kind == 3 and not 1 <= len(component.get("options") or []) <= 25:
        raise invalid("components.options", "Must be between 1 and 25 in length.")


def check_modal(body: Json) -> None:
    if not 1 <= len(body.get("title") or "") <= 45:
        raise invalid("title", "Must be between 1 and 45 in length.")
    if not 1 <= len(body.get("components") or []) <= 5:
        raise invalid("components", "Must be between 1 and 5 in length.")
    seen: set[str] = set()
    for component in walk(body["components"]):
        check_component(component, seen)
        if component.get("type") in (TEXT_INPUT, LABEL) and len(component.get("label") or "") > 45:
            raise invalid("components.label", "Must be 45 or fewer in length.")


def check_thread(body: Json) -> None:
    if not 1 <= len(body.get("name") or "") <= 100:
        raise invalid("name", "Must be between 1 and 100 in length.")
    if body.get("type") != 12:
        raise invalid("type", "only private threads are simulated")
    if body.get("auto_archive_duration") not in (60, 1440, 4320, 10080):
        raise invalid("auto_archive_duration", "Value must be one of {60, 1440, 4320, 10080}.")
