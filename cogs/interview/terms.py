"""What a candidate has chosen so far, and what this server offers for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import discord

from bot.errors import BadInput, Refused
from bot.interview.models import InterviewType, Plan
from bot.interview.plan import languages
from bot.interview.plan.grammar import parse_questions
from bot.ports.accommodations import Accommodations
from bot.store.records import GuildSettings, Position
from cogs.interview import channel, choice_codec, consent
from cogs.ui.interaction import BotInteraction, guild_of


@dataclass(frozen=True, slots=True)
class StartChoice:
    """What the buttons carry. Position 0 and language "" mean: not chosen yet."""

    type: InterviewType = InterviewType.TEXT
    position: int = 0
    language: str = ""
    accommodations: Accommodations = field(default_factory=Accommodations)

    @property
    def token(self) -> str:
        """Kind and accommodations as one word of a custom_id."""
        return choice_codec.token(self.type, self.accommodations)


@dataclass(frozen=True, slots=True)
class Offer:
    """One position in one language, ready to be agreed to."""

    position: Position
    plan: Plan
    language: str
    terms: consent.Terms
    room: discord.VoiceChannel | None
    """The voice channel that the person is in and that may be used; None: one of its own is made."""


def resolve(choice: StartChoice, positions: Sequence[Position], locale: str) -> tuple[StartChoice, Position | None]:
    """Fill in what needs no choosing: the only position, the language that suits the person.

    Raises Refused when something chosen is no longer offered.
    """
    if not positions:
        raise Refused("start-nothing-to-do")
    if not choice.position and len(positions) == 1:
        choice = replace(choice, position=positions[0].id)
    if not choice.position:
        return choice, None
    position = next((each for each in positions if each.id == choice.position), None)
    if position is None:
        raise Refused("start-position-gone")
    if not choice.language:
        choice = replace(choice, language=languages.best(locale, position.languages))
    if choice.language not in position.languages:
        raise Refused("start-language-gone")
    return choice, position


def plan_of(position: Position) -> Plan:
    """The snapshot that an interview goes through. Raises Refused when the questions cannot be read."""
    try:
        questions = parse_questions(position.questions)
    except BadInput as mistake:
        # Only an older grammar can have let these in: the candidate can do nothing about it.
        raise Refused("start-position-gone") from mistake
    return Plan(
        title=position.title,
        questions=questions,
        language=position.languages[0],
        brief=position.brief,
        closing=position.closing,
    )


def offer(interaction: BotInteraction, settings: GuildSettings, position: Position, choice: StartChoice) -> Offer:
    """Everything the consent is about, as it stands now. Raises Refused when it could not take place."""
    guild = guild_of(interaction)
    plan = plan_of(position)
    choice_codec.require_offered(interaction, settings, choice.type)
    room = channel.room(interaction, settings) if choice.type.is_voice else None
    terms = consent.terms(
        interaction.client.config,
        settings,
        title=plan.title,
        questions=len(plan.questions),
        language=languages.language_name(choice.language),
        server=guild.name,
        reviewers=channel.reviewers_role(guild, settings),
        now=interaction.client.clock(),
        kind=choice.type,
        room=room.name if room is not None else "",
    )
    return Offer(position=position, plan=plan, language=choice.language, terms=terms, room=room)
