"""What components may be, where: https://docs.discord.com/developers/components/reference.

Rows of buttons and selects (the older kind), the layouts of Components V2, and what a modal holds.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sims.discord.forms import REQUIRED, Check, Fault, among, array, flag, link, record, snowflake, text, whole
from sims.discord.world import Json

ROW, BUTTON, STRING_SELECT, TEXT_INPUT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = range(1, 9)
SECTION, TEXT_DISPLAY, THUMBNAIL, MEDIA_GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
LABEL, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 18, 19, 21, 22, 23
LINK_STYLE, PREMIUM_STYLE = 5, 6
SELECTS = (STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT)
MOST_ROWS, MOST_COMPONENTS, MOST_TEXT, MOST_IN_MODAL = 5, 40, 4000, 5

ID = whole(0, 2**31 - 1)
CUSTOM_ID = text(1, 100)
MEDIA = record(needs={"url": link("http", "https", "attachment")})
EMOJI = record(may={"id": snowflake, "name": text(1, 32), "animated": flag})


def walk(components: list[Json]) -> Iterator[Json]:
    """Each component, with those inside it."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for name in ("component", "accessory"):
            if isinstance(component.get(name), dict):
                yield from walk([component[name]])


def one_of(kinds: Mapping[int, Check]) -> Check:
    """A component that stands where these, by type, may stand."""

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
            return
        kind = value.get("type")
        if type(kind) is not int or kind not in kinds:
            allowed = ", ".join(map(str, kinds))
            yield Fault("UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({allowed}).').under("type")
            return
        yield from record(needs={"type": whole(1, 99)}, may={"id": ID})(value)
        yield from kinds[kind](value)

    return check


# -- Buttons and selects.


def button_rules(button: Json) -> Iterator[Fault]:
    style, custom_id, url, sku = (button.get(name) for name in ("style", "custom_id", "url", "sku_id"))
    label, emoji = button.get("label"), button.get("emoji")
    if style == PREMIUM_STYLE:
        if sku is None:
            yield REQUIRED.under("sku_id")
        for name in ("custom_id", "url", "label", "emoji"):
            if button.get(name):
                yield Fault("BUTTON_COMPONENT_INVALID_SKU", "A premium button has nothing else").under(name)
        return
    if style == LINK_STYLE:
        if not url:
            yield REQUIRED.under("url")
        if custom_id is not None:
            words = "A custom id and url cannot both be specified"
            yield Fault("BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", words).under("custom_id")
    else:
        if custom_id is None:
            yield Fault("BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required").under("custom_id")
        if url is not None:
            yield Fault("BUTTON_COMPONENT_INVALID_URL", "Only link buttons have a url").under("url")
    if not (label or "").strip() and emoji is None:
        yield Fault("BUTTON_COMPONENT_LABEL_REQUIRED", "A label or emoji is required").under("label")


BUTTON_SHAPE = record(
    button_rules,
    needs={"style": among(1, 2, 3, 4, 5, 6)},
    may={
        "custom_id": CUSTOM_ID,
        "label": text(0, 80),
        "url": link("http", "https", "discord", most=512),
        "disabled": flag,
        "emoji": EMOJI,
        "sku_id": snowflake,
    },
)


def option_rules(choice: Json) -> Iterator[Fault]:
    """No value stands twice, and no more are chosen beforehand than may be."""
    options = choice["options"]
    values = [option["value"] for option in options]
    for index, value in enumerate(values):
        if value in values[:index]:
            words = "The specified option value is already used"
            fault = Fault("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", words)
            yield fault.under("value").under(index).under("options")
    most = choice.get("max_values") or (len(options) if choice["type"] == CHECKBOX_GROUP else 1)
    if sum(option.get("default") is True for option in options) > most:
        yield Fault("SELECT_COMPONENT_TOO_MANY_DEFAULTS", f"At most {most} may be default").under("options")


def range_rules(choice: Json) -> Iterator[Fault]:
    """How many may be chosen: not fewer than must be, and no more than there are."""
    options = choice.get("options")
    usual = len(options) if options is not None and choice["type"] == CHECKBOX_GROUP else 1
    least, most = choice.get("min_values") or 0, choice.get("max_values") or usual
    if least > most:
        yield Fault("NUMBER_TYPE_MAX", "min_values should not be greater than max_values.").under("min_values")
    if options is not None and len(options) < most:
        yield Fault("BASE_TYPE_BAD_LENGTH", f"Must be between {most} and 25 in length.").under("options")


OPTION = record(
    needs={"label": text(1, 100), "value": text(1, 100)},
    may={"description": text(0, 100), "default": flag, "emoji": EMOJI},
)
SELECT_FIELDS: dict[str, Check] = {
    "placeholder": text(0, 150),
    "min_values": whole(0, 25),
    "max_values": whole(1, 25),
    "disabled": flag,
    "required": flag,
}
DEFAULTS = {
    USER_SELECT: ("user",),
    ROLE_SELECT: ("role",),
    MENTIONABLE_SELECT: ("user", "role"),
    CHANNEL_SELECT: ("channel",),
}


def default_rules(select: Json) -> Iterator[Fault]:
    chosen = len(select.get("default_values") or [])
    if chosen and not (select.get("min_values") or 0) <= chosen <= (select.get("max_values") or 1):
        yield Fault("BASE_TYPE_BAD_LENGTH", "Must be between min_values and max_values.").under("default_values")


def select(kind: int, *more: Check) -> Check:
    if kind == STRING_SELECT:
        needs: dict[str, Check] = {"custom_id": CUSTOM_ID, "options": array(OPTION, 1, 25)}
        return record(option_rules, range_rules, *more, needs=needs, may=SELECT_FIELDS)
    default = record(needs={"id": snowflake, "type": among(*DEFAULTS[kind])})
    may = SELECT_FIELDS | {"default_values": array(default, 0, 25)}
    if kind == CHANNEL_SELECT:
        may["channel_types"] = array(among(0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16), distinct=True)
    return record(range_rules, default_rules, *more, needs={"custom_id": CUSTOM_ID}, may=may)


def row_rules(row: Json) -> Iterator[Fault]:
    """A select takes the whole width, as five buttons do."""
    inside = row["components"]
    if len(inside) > 1 and any(each["type"] in SELECTS for each in inside):
        words = "The specified component exceeds the maximum width"
        yield Fault("COMPONENT_LAYOUT_WIDTH_EXCEEDED", words).under(1).under("components")


IN_ROW = {BUTTON: BUTTON_SHAPE} | {kind: select(kind) for kind in SELECTS}
ROWS = {ROW: record(row_rules, needs={"components": array(one_of(IN_ROW), 1, 5)})}

# -- Components V2.

SHOWN = record(needs={"content": text(1, MOST_TEXT)})
PICTURE: dict[str, Check] = {"description": text(1, 1024), "spoiler": flag}
FILE_URL = record(needs={"url": link("attachment")})
DISPLAYED: dict[int, Check] = ROWS | {
    TEXT_DISPLAY: SHOWN,
    SECTION: record(
        needs={
            "components": array(one_of({TEXT_DISPLAY: SHOWN}), 1, 3),
            "accessory": one_of({BUTTON: BUTTON_SHAPE, THUMBNAIL: record(needs={"media": MEDIA}, may=PICTURE)}),
        }
    ),
    MEDIA_GALLERY: record(needs={"items": array(record(needs={"media": MEDIA}, may=PICTURE), 1, 10)}),
    FILE: record(needs={"file": FILE_URL}, may={"spoiler": flag}),
    SEPARATOR: record(may={"divider": flag, "spacing": among(1, 2)}),
}
CONTAINED = record(
    needs={"components": array(one_of(DISPLAYED), 1, MOST_COMPONENTS)},
    may={"accent_color": whole(0, 0xFFFFFF), "spoiler": flag},
)


def unique_rules(components: list[Json]) -> Iterator[Fault]:
    """No custom_id, and no id, stands twice in a message or a modal."""
    for name, code in (("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"), ("id", "COMPONENT_ID_DUPLICATED")):
        seen: set[Any] = set()
        for component in walk(components):
            value = component.get(name)
            if value in seen and (name == "custom_id" or value):
                yield Fault(code, f"Component {name.replace('_', ' ')} cannot be duplicated")
            if value is not None:
                seen.add(value)


def layout_rules(components: list[Json]) -> Iterator[Fault]:
    inside = list(walk(components))
    if len(inside) > MOST_COMPONENTS:
        yield Fault("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"At most {MOST_COMPONENTS} components, nested ones too")
    if sum(len(each["content"]) for each in inside if each["type"] == TEXT_DISPLAY) > MOST_TEXT:
        words = f"The displayable text exceeds the maximum size of {MOST_TEXT}"
        yield Fault("COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", words)


def message_components(*, v2: bool) -> Check:
    """The `components` of a message, with or without the flag of Components V2."""
    top = DISPLAYED | {CONTAINER: CONTAINED} if v2 else ROWS
    shape = array(one_of(top), 0, MOST_COMPONENTS if v2 else MOST_ROWS)
    return then(shape, unique_rules, *((layout_rules,) if v2 else ()))


def then(shape: Check, *rules: Check) -> Check:
    """These rules where the shape is right."""

    def check(value: Any) -> Iterator[Fault]:
        found = list(shape(value))
        yield from found
        if not found:
            for rule in rules:
                yield from rule(value)

    return check


# -- Modals.


def input_rules(field: Json) -> Iterator[Fault]:
    least, most, value = field.get("min_length"), field.get("max_length"), field.get("value")
    if least is not None and most is not None and least > most:
        yield Fault("NUMBER_TYPE_MAX", "min_length should not be greater than max_length.").under("min_length")
    if value and most is not None and len(value) > most:
        yield Fault("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.").under("value")
    if value and least is not None and len(value) < least:
        yield Fault("BASE_TYPE_MIN_LENGTH", f"Must be {least} or more in length.").under("value")


def never_disabled(field: Json) -> Iterator[Fault]:
    if field.get("disabled"):
        yield Fault("COMPONENT_DISABLED_IN_MODAL", "A component of a modal cannot be disabled").under("disabled")


def without_label(field: Json) -> Iterator[Fault]:
    if field.get("label") is not None:
        yield Fault("COMPONENT_LABEL_IN_LABEL", "The Label around it has the label").under("label")


INPUT_NEEDS: dict[str, Check] = {"custom_id": CUSTOM_ID, "style": among(1, 2)}
INPUT_MAY: dict[str, Check] = {
    "label": text(1, 45),
    "min_length": whole(0, 4000),
    "max_length": whole(1, 4000),
    "required": flag,
    "value": text(0, 4000),
    "placeholder": text(0, 100),
}
LABELLED_INPUT = record(input_rules, needs=INPUT_NEEDS | {"label": text(1, 45)}, may=INPUT_MAY)


def group(least: int, *rules: Check, may: Mapping[str, Check]) -> Check:
    """Options that stand there at once, `least` to ten of them."""
    needs: dict[str, Check] = {"custom_id": CUSTOM_ID, "options": array(OPTION, least, 10)}
    return record(option_rules, *rules, needs=needs, may={"required": flag, **may})


UP_TO_TEN: dict[str, Check] = {"min_values": whole(0, 10), "max_values": whole(1, 10)}
IN_LABEL = {kind: select(kind, never_disabled) for kind in SELECTS} | {
    TEXT_INPUT: record(input_rules, without_label, needs=INPUT_NEEDS, may=INPUT_MAY),
    FILE_UPLOAD: record(range_rules, needs={"custom_id": CUSTOM_ID}, may={"required": flag, **UP_TO_TEN}),
    RADIO_GROUP: group(2, may={}),
    CHECKBOX_GROUP: group(1, range_rules, may=UP_TO_TEN),
    CHECKBOX: record(needs={"custom_id": CUSTOM_ID}, may={"default": flag}),
}
IN_MODAL: dict[int, Check] = {
    ROW: record(needs={"components": array(one_of({TEXT_INPUT: LABELLED_INPUT}), 1, 1)}),
    TEXT_DISPLAY: SHOWN,
    LABEL: record(needs={"label": text(1, 45), "component": one_of(IN_LABEL)}, may={"description": text(1, 100)}),
}
MODAL = record(
    needs={
        "custom_id": CUSTOM_ID,
        "title": text(1, 45),
        "components": then(array(one_of(IN_MODAL), 1, MOST_IN_MODAL), unique_rules),
    }
)
