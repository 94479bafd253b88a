"""What an application command may be: https://docs.discord.com/developers/interactions/application-commands."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sims.discord.forms import (
    Check,
    Fault,
    among,
    anything,
    array,
    flag,
    number,
    record,
    snowflake,
    text,
    whole,
)
from sims.discord.world import Json

CHAT_INPUT, USER, MESSAGE, ENTRY_POINT = 1, 2, 3, 4
SUBCOMMAND, GROUP, STRING, INTEGER, CHANNEL, NUMBER = 1, 2, 3, 4, 7, 10
CHOSEN = (STRING, INTEGER, NUMBER)
MOST_OPTIONS, MOST_CHOICES, MOST_CHARACTERS = 25, 25, 8000
MOST_COMMANDS = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15, ENTRY_POINT: 1}
LOCALES = frozenset(
    locale
    for line in (
        "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr",
        "cs el bg ru uk hi th zh-CN ja zh-TW ko",
    )
    for locale in line.split()
)


def command_name(value: Any) -> Iterator[Fault]:
    """Of a slash command or an option: letters and digits of any script, - _ ', without capitals."""
    found = list(text(1, 32)(value))
    yield from found
    if found:
        return
    spelled = all(c in "-_'" or unicodedata.category(c)[0] in "LNM" for c in value)
    if not spelled or value != value.lower():
        yield Fault("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def translations(check: Check) -> Check:
    def each(value: Any) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
            return
        for locale, words in value.items():
            if locale not in LOCALES:
                yield Fault("BASE_TYPE_CHOICES", f"Value must be one of {{{', '.join(sorted(LOCALES))}}}.").under(
                    locale
                )
            yield from (fault.under(locale) for fault in check(words))

    return each


def choice_faults(option: Json) -> Iterator[Fault]:
    choices, kind = option.get("choices") or [], option["type"]
    value: Check = {STRING: text(0, 100), INTEGER: whole(-(2**53), 2**53)}.get(kind, number)
    shape = record(needs={"name": text(1, 100), "value": value}, may={"name_localizations": translations(text(1, 100))})
    if kind not in CHOSEN:
        for name in ("choices", "autocomplete"):
            if option.get(name):
                yield Fault("APPLICATION_COMMAND_OPTION_NOT_CHOSEN", "This type has no choices").under(name)
        return
    if choices and option.get("autocomplete"):
        words = "An option with autocomplete cannot have choices"
        yield Fault("APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES", words).under("choices")
    yield from (fault.under("choices") for fault in array(shape, 0, MOST_CHOICES)(choices))


def bound_faults(option: Json) -> Iterator[Fault]:
    """Each bound belongs to its types, and the lower one is no higher than the other."""
    for low, high, kinds in (("min_length", "max_length", (STRING,)), ("min_value", "max_value", (INTEGER, NUMBER))):
        least, most = option.get(low), option.get(high)
        for name, value in ((low, least), (high, most)):
            if value is not None and option["type"] not in kinds:
                yield Fault("BASE_TYPE_CHOICES", "This type has no such bound").under(name)
        if least is not None and most is not None and least > most:
            yield Fault("NUMBER_TYPE_MAX", f"{low} should not be greater than {high}.").under(low)
    if option.get("channel_types") and option["type"] != CHANNEL:
        yield Fault("BASE_TYPE_CHOICES", "Only channel options have channel types").under("channel_types")


def order_faults(options: list[Json]) -> Iterator[Fault]:
    """Where required ones stand, and that no name stands twice. Subcommands stand by themselves."""
    optional, seen = False, set[str]()
    nested = [each["type"] in (SUBCOMMAND, GROUP) for each in options]
    for index, option in enumerate(options):
        if option.get("required") and optional:
            words = "Required options must be placed before non-required options"
            yield Fault("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", words).under(index)
        optional = optional or not option.get("required")
        if option["name"] in seen:
            words = "Option names must be unique"
            yield Fault("APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", words).under(index)
        seen.add(option["name"])
    if any(nested) and not all(nested):
        words = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        yield Fault("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", words)


def options(*kinds: int) -> Check:
    """Options of these types: within a command, a group or a subcommand."""

    def each(option: Any) -> Iterator[Fault]:
        found = list(OPTION(option))
        if not found and option["type"] not in kinds:
            found = [Fault("BASE_TYPE_CHOICES", f"Value must be one of {kinds}.").under("type")]
        yield from found
        if found:
            return
        if option["type"] not in (SUBCOMMAND, GROUP):
            yield from choice_faults(option)
            yield from bound_faults(option)
            if option.get("options"):
                yield Fault("BASE_TYPE_CHOICES", "Only sub-commands and their groups have options").under("options")
        else:
            inner = options(SUBCOMMAND) if option["type"] == GROUP else options(*range(3, 12))
            yield from (fault.under("options") for fault in inner(option.get("options") or []))

    def check(value: Any) -> Iterator[Fault]:
        found = list(array(each, 0, MOST_OPTIONS)(value))
        yield from found
        if not found:
            yield from order_faults(value)

    return check


OPTION = record(
    needs={"type": among(*range(1, 12)), "name": command_name, "description": text(1, 100)},
    may={
        "name_localizations": translations(command_name),
        "description_localizations": translations(text(1, 100)),
        "required": flag,
        "autocomplete": flag,
        "choices": array(anything),
        "options": array(anything),
        "channel_types": array(whole(0, 16), distinct=True),
        "min_length": whole(0, 6000),
        "max_length": whole(1, 6000),
        "min_value": number,
        "max_value": number,
    },
)
COMMAND = record(
    needs={"name": text(1, 32)},
    may={
        "type": among(CHAT_INPUT, USER, MESSAGE, ENTRY_POINT),
        "options": array(anything),
        "default_member_permissions": snowflake,
        "dm_permission": flag,
        "nsfw": flag,
        "contexts": array(among(0, 1, 2), 1, 3, distinct=True),
        "integration_types": array(among(0, 1), 1, 2, distinct=True),
        "handler": among(1, 2),
    },
)


def command(value: Any) -> Iterator[Fault]:
    found = list(COMMAND(value))
    yield from found
    if found:
        return
    slash = (value.get("type") or CHAT_INPUT) == CHAT_INPUT
    name, words = (command_name, text(1, 100)) if slash else (text(1, 32), text(0, 0))
    yield from record(
        needs={"name": name} | ({"description": words} if slash else {}),
        may={
            "name_localizations": translations(name),
            "description_localizations": translations(words),
            **({} if slash else {"description": words}),
            "options": options(*range(1, 12)) if slash else array(anything, 0, 0),
        },
    )(value)
    if characters(value) > MOST_CHARACTERS:
        words_ = f"Command exceeds maximum size ({MOST_CHARACTERS})"
        yield Fault("APPLICATION_COMMAND_TOO_LARGE", words_)


def characters(value: Any) -> int:
    """What counts against the limit of a command: names, descriptions and values, each in its longest language."""
    if not isinstance(value, dict):
        return 0
    found = 0
    for name in ("name", "description"):
        told = [value.get(name) or "", *(value.get(f"{name}_localizations") or {}).values()]
        found += max(len(each) for each in told if isinstance(each, str))
    if isinstance(value.get("value"), str):
        found += len(value["value"])
    inner = [*(value.get("options") or []), *(value.get("choices") or [])]
    return found + sum(map(characters, inner))


def commands(value: Any) -> Iterator[Fault]:
    """All commands of an application at once."""
    found = list(array(command)(value))
    yield from found
    if found:
        return
    seen = Counter[tuple[int, str]]()
    for index, each in enumerate(value):
        key = (each.get("type") or CHAT_INPUT, each["name"])
        seen[key] += 1
        if seen[key] > 1:
            words = "Application command names must be unique"
            yield Fault("APPLICATION_COMMANDS_DUPLICATE_NAME", words).under(index)
    for kind, most in MOST_COMMANDS.items():
        if sum(each == kind for each, _ in seen.elements()) > most:
            yield Fault("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
