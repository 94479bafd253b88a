"""The kinds of interview a server offers, and how a chosen kind and its accommodations stand in a custom_id."""

from dataclasses import fields, replace

from bot.errors import Refused
from bot.interview.models import InterviewType
from bot.ports.accommodations import Accommodations
from bot.store.records import GuildSettings
from cogs.ui.interaction import BotInteraction

WORD = r"[a-z]+(?:\.[a-z]+)?"
"""`voice`, or `voice.sp`: a letter for every accommodation that is not as it is by default."""

LETTERS = {"s": "slower", "p": "patient", "c": "captions", "t": "countdown", "b": "breaks", "k": "skip"}
"""Letter → field of Accommodations. A letter turns its field to the opposite of its default."""

DEFAULTS = {field.name: bool(field.default) for field in fields(Accommodations)}


def token(kind: InterviewType, accommodations: Accommodations) -> str:
    """Both as one word of a custom_id."""
    letters = "".join(letter for letter, name in LETTERS.items() if getattr(accommodations, name) is not DEFAULTS[name])
    return f"{kind.value}.{letters}" if letters else kind.value


def parsed(word: str) -> tuple[InterviewType, Accommodations]:
    """What a custom_id carries. Raises Refused for a kind nobody knows."""
    kind, _, letters = word.partition(".")
    if kind not in set(InterviewType):
        raise Refused("start-type-gone")
    return InterviewType(kind), accommodations_of(letters)


def accommodations_of(letters: str | list[str]) -> Accommodations:
    """The accommodations whose letters were chosen; unknown letters mean nothing."""
    return replace(
        Accommodations(), **{LETTERS[each]: not DEFAULTS[LETTERS[each]] for each in letters if each in LETTERS}
    )


def offered(interaction: BotInteraction, settings: GuildSettings) -> tuple[InterviewType, ...]:
    """The kinds that can be begun here now; writing always can."""
    if not settings.voice or interaction.client.rooms is None:
        return (InterviewType.TEXT,)
    if not settings.video or interaction.client.links is None:
        return (InterviewType.TEXT, InterviewType.VOICE)
    return (InterviewType.TEXT, InterviewType.VOICE, InterviewType.VIDEO)


def require_offered(interaction: BotInteraction, settings: GuildSettings, kind: InterviewType) -> None:
    """Raises Refused unless this kind can be begun here now."""
    if kind not in offered(interaction, settings):
        raise Refused("start-type-gone")
