"""The way in: one panel that only the person sees, with choices and then consent.

Every button and choice carries what was chosen in its custom_id, so that they work after a restart.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import discord

from bot.errors import Refused
from bot.interview.models import InterviewType
from bot.interview.plan import languages
from bot.store.records import Position
from cogs.interview import choice_codec, consent, queue
from cogs.interview.start import begin, new_interview
from cogs.interview.start_checks import lead_back, show
from cogs.interview.terms import Offer, StartChoice, offer, resolve
from cogs.ui.components import PersistentItem, board
from cogs.ui.custom_ids import NUMBER, number, one_of
from cogs.ui.interaction import BotInteraction, guild_of, say

SHOWN_POSITIONS = 25
"""Discord's limit for one select; `/position add` keeps to it."""


async def open_panel(
    interaction: BotInteraction, choice: StartChoice, *, again: bool = False, more: bool = False
) -> None:
    """Show the panel for what is chosen so far, or lead back to the running interview. Raises Refused.

    With `again` the panel of the interaction is redrawn instead of a new one sent; with `more` the consent is in full.
    """
    if await lead_back(interaction, again=again):
        return
    settings, taken = await queue.entrance(interaction, choice.type)
    positions = await interaction.client.store.positions(guild_of(interaction).id)
    choice_codec.require_offered(interaction, settings, choice.type)
    choice, position = resolve(choice, positions, interaction.locale.value)
    offers = OfferedPositions(positions, choice_codec.offered(interaction, settings))
    if taken:
        await offer_queue(interaction, choice, offers, again=again)
        return
    if position is None:
        embeds = [
            discord.Embed(title=say(interaction, "start-choose-title"), description=say(interaction, "start-choose"))
        ]
        view = panel(interaction, choice, offers)
    else:
        text = consent_text(interaction, offer(interaction, settings, position, choice))
        embeds = consent_embeds(interaction, text, more=more)
        ways_on = consent_buttons(interaction, choice, seal(text), more=more)
        view = panel(interaction, choice, offers, position, ways_on)
    await show(interaction, embeds=embeds, view=view, again=again)


def consent_text(interaction: BotInteraction, offered: Offer) -> consent.ConsentText:
    """What would be agreed to, in the person's language."""
    return consent.consent_text(interaction.client.words, interaction.locale.value, offered.terms)


def consent_embeds(interaction: BotInteraction, text: consent.ConsentText, *, more: bool) -> list[discord.Embed]:
    """The short text; with `more` the details below it. What the button says always stands right above it."""
    title = say(interaction, "start-panel-title")
    if not more:
        return [discord.Embed(title=title, description=f"{text.brief}\n\n{text.agreed}")]
    details = discord.Embed(title=say(interaction, "start-more-title"), description=f"{text.details}\n\n{text.agreed}")
    return [discord.Embed(title=title, description=text.brief), details]


def consent_buttons(
    interaction: BotInteraction, choice: StartChoice, sealed: str, *, more: bool
) -> list[PersistentItem]:
    """Agree, and the way to the details or back."""
    return [AgreeButton.build(interaction, choice, sealed), MoreButton.build(interaction, choice, more=more)]


async def offer_queue(
    interaction: BotInteraction, choice: StartChoice, offers: "OfferedPositions", *, again: bool
) -> None:
    """The voice channel is taken: offer writing now, or a place in the queue. Shows the expected time."""
    mine = await queue.standing(interaction.client, guild_of(interaction).id, interaction.user.id)
    items: list[PersistentItem] = [TypeSelect.build(interaction, choice, offers.kinds)]
    if len(offers.positions) > 1:
        items.append(PositionSelect.build(interaction, choice, offers.positions))
    if mine is not None:
        items.append(queue.LeaveQueue.build(interaction))
        told = discord.Embed(
            title=say(interaction, "line-taken-title"), description=await queue.number_words(interaction, mine)
        )
    else:
        items += [queue.JoinQueue.build(interaction, choice)] if choice.position else []
        told = await queue.embed(interaction)
    await show(interaction, embeds=[told], view=board(*items, NotNowButton.build(interaction)), again=again)


@dataclass(frozen=True, slots=True)
class OfferedPositions:
    """What a server offers."""

    positions: list[Position]
    kinds: tuple[InterviewType, ...]


def panel(
    interaction: BotInteraction,
    choice: StartChoice,
    offers: OfferedPositions,
    position: Position | None = None,
    ways_on: Sequence[PersistentItem] = (),
) -> discord.ui.View:
    """The choices that are choices, then the buttons: the `ways_on` once everything is chosen, and the way out."""
    items: list[PersistentItem] = []
    if len(offers.kinds) > 1:
        items.append(TypeSelect.build(interaction, choice, offers.kinds))
    if len(offers.positions) > 1:
        items.append(PositionSelect.build(interaction, choice, offers.positions))
    if position is not None and len(position.languages) > 1:
        items.append(LanguageSelect.build(interaction, choice, position))
    if position is not None and choice.type.is_voice:
        items.append(AccommodationSelect.build(interaction, choice))
    return board(*items, *ways_on, NotNowButton.build(interaction))


class StartButton(PersistentItem, template=r"start:open"):
    """The permanent button that /setup posts."""

    @classmethod
    def labelled(cls, label: str) -> Self:
        return cls(discord.ui.Button(label=label, style=discord.ButtonStyle.primary, custom_id="start:open"))

    async def pressed(self, interaction: BotInteraction) -> None:
        await open_panel(interaction, StartChoice())


class TypeSelect(PersistentItem, template=rf"start:kind:(?P<position>{NUMBER}):(?P<language>[A-Za-z0-9-]*)"):
    """In writing, by voice, or with a camera."""

    @classmethod
    def build(cls, interaction: BotInteraction, choice: StartChoice, offered: tuple[InterviewType, ...]) -> Self:
        return cls(
            discord.ui.Select(
                custom_id=f"start:kind:{choice.position}:{choice.language}",
                options=[
                    discord.SelectOption(
                        label=say(interaction, f"start-type-{kind.value}"),
                        description=say(interaction, f"start-type-{kind.value}-hint"),
                        value=kind.value,
                        default=kind is choice.type,
                    )
                    for kind in offered
                ],
            )
        )

    async def pressed(self, interaction: BotInteraction) -> None:
        kind = one_of(InterviewType, self.choice)
        await open_panel(
            interaction, StartChoice(kind, number(self.carried["position"]), self.carried["language"]), again=True
        )


class AccommodationSelect(
    PersistentItem,
    template=rf"start:comfort:(?P<type>{choice_codec.WORD}):(?P<position>{NUMBER}):(?P<language>[A-Za-z0-9-]+)",
):
    """What makes a spoken interview easier; any of it, or nothing. Nobody asks why."""

    @classmethod
    def build(cls, interaction: BotInteraction, choice: StartChoice) -> Self:
        chosen = choice_codec.token(choice.type, choice.accommodations).partition(".")[2]
        return cls(
            discord.ui.Select(
                custom_id=f"start:comfort:{choice.token}:{choice.position}:{choice.language}",
                placeholder=say(interaction, "start-choose-comfort"),
                min_values=0,
                max_values=len(choice_codec.LETTERS),
                options=[
                    discord.SelectOption(
                        label=say(interaction, f"start-comfort-{name}"), value=letter, default=letter in chosen
                    )
                    for letter, name in choice_codec.LETTERS.items()
                ],
            )
        )

    async def pressed(self, interaction: BotInteraction) -> None:
        kind, _ = choice_codec.parsed(self.carried["type"])
        accommodations = choice_codec.accommodations_of([str(each) for each in self.chosen])
        choice = StartChoice(kind, number(self.carried["position"]), self.carried["language"], accommodations)
        await open_panel(interaction, choice, again=True)


class PositionSelect(PersistentItem, template=rf"start:position:(?P<type>{choice_codec.WORD})"):
    """Which position; the language starts anew with it, because positions offer different ones."""

    @classmethod
    def build(cls, interaction: BotInteraction, choice: StartChoice, positions: list[Position]) -> Self:
        return cls(
            discord.ui.Select(
                custom_id=f"start:position:{choice.token}",
                placeholder=say(interaction, "start-choose-position"),
                options=[
                    discord.SelectOption(label=each.title[:100], value=str(each.id), default=each.id == choice.position)
                    for each in positions[:SHOWN_POSITIONS]
                ],
            )
        )

    async def pressed(self, interaction: BotInteraction) -> None:
        kind, accommodations = choice_codec.parsed(self.carried["type"])
        await open_panel(interaction, StartChoice(kind, number(self.choice), accommodations=accommodations), again=True)


class LanguageSelect(PersistentItem, template=rf"start:language:(?P<type>{choice_codec.WORD}):(?P<position>{NUMBER})"):
    """Which of the position's languages."""

    @classmethod
    def build(cls, interaction: BotInteraction, choice: StartChoice, position: Position) -> Self:
        return cls(
            discord.ui.Select(
                custom_id=f"start:language:{choice.token}:{position.id}",
                placeholder=say(interaction, "start-choose-language"),
                options=[
                    discord.SelectOption(label=languages.language_name(tag), value=tag, default=tag == choice.language)
                    for tag in position.languages
                ],
            )
        )

    async def pressed(self, interaction: BotInteraction) -> None:
        kind, accommodations = choice_codec.parsed(self.carried["type"])
        choice = StartChoice(kind, number(self.carried["position"]), self.choice, accommodations)
        await open_panel(interaction, choice, again=True)


class MoreButton(
    PersistentItem,
    template=rf"start:(?P<which>more|less):(?P<type>{choice_codec.WORD}):(?P<position>{NUMBER}):(?P<language>[A-Za-z0-9-]+)",
):
    """Shows the consent in full, or short again."""

    @classmethod
    def build(cls, interaction: BotInteraction, choice: StartChoice, *, more: bool) -> Self:
        which = "less" if more else "more"
        custom_id = f"start:{which}:{choice.token}:{choice.position}:{choice.language}"
        return cls(discord.ui.Button(label=say(interaction, f"start-{which}"), custom_id=custom_id))

    async def pressed(self, interaction: BotInteraction) -> None:
        kind, accommodations = choice_codec.parsed(self.carried["type"])
        choice = StartChoice(kind, number(self.carried["position"]), self.carried["language"], accommodations)
        await open_panel(interaction, choice, again=True, more=self.carried["which"] == "more")


class NotNowButton(PersistentItem, template=r"start:not-now"):
    """Closes the panel; nothing was stored. People who were called give up their turn with it, so that nobody waits."""

    @classmethod
    def build(cls, interaction: BotInteraction) -> Self:
        return cls(discord.ui.Button(label=say(interaction, "start-not-now"), custom_id="start:not-now"))

    async def pressed(self, interaction: BotInteraction) -> None:
        await interaction.response.edit_message(content=say(interaction, "start-declined"), embed=None, view=None)
        mine = await queue.standing(interaction.client, guild_of(interaction).id, interaction.user.id)
        if mine is not None and mine.called_at is not None:
            await queue.leave(interaction.client, mine.guild_id, mine.user_id)


class AgreeButton(
    PersistentItem,
    template=rf"start:agree:(?P<type>{choice_codec.WORD}):(?P<position>{NUMBER})"
    r":(?P<language>[A-Za-z0-9-]+):(?P<seal>[0-9a-f]+)",
):
    """The consent itself. The seal says which text it stood under."""

    @classmethod
    def build(cls, interaction: BotInteraction, choice: StartChoice, sealed: str) -> Self:
        return cls(
            discord.ui.Button(
                label=say(interaction, "start-agree"),
                style=discord.ButtonStyle.success,
                custom_id=f"start:agree:{choice.token}:{choice.position}:{choice.language}:{sealed}",
            )
        )

    async def pressed(self, interaction: BotInteraction) -> None:
        kind, accommodations = choice_codec.parsed(self.carried["type"])
        choice = StartChoice(kind, number(self.carried["position"]), self.carried["language"], accommodations)
        await agree(interaction, choice, self.carried["seal"])


async def agree(interaction: BotInteraction, choice: StartChoice, sealed: str) -> None:
    """Start what was agreed to, if it is still what was shown; else show it anew. Raises Refused, EdgeGone."""
    if await lead_back(interaction, again=True):
        return
    settings, taken = await queue.entrance(interaction, choice.type)
    positions = await interaction.client.store.positions(guild_of(interaction).id)
    choice, position = resolve(choice, positions, interaction.locale.value)
    if position is None:
        await open_panel(interaction, choice, again=True)
        return
    offers = OfferedPositions(positions, choice_codec.offered(interaction, settings))
    if taken:
        await offer_queue(interaction, choice, offers, again=True)
        return
    offered = offer(interaction, settings, position, choice)
    text = consent_text(interaction, offered)
    if seal(text) != sealed:
        ways_on = consent_buttons(interaction, choice, seal(text), more=False)
        view = panel(interaction, choice, offers, position, ways_on)
        embeds = consent_embeds(interaction, text, more=False)
        await interaction.response.edit_message(content=say(interaction, "start-changed"), embeds=embeds, view=view)
        return
    preparing = "start-preparing-voice" if choice.type.is_voice else "start-preparing"
    await interaction.response.edit_message(content=say(interaction, preparing), embed=None, view=None)
    new = new_interview(interaction, settings, choice, offered, text.whole)
    try:
        await begin(interaction, new)
    except Refused as no:
        if no.key != queue.BUSY:
            raise
        # Somebody else was quicker by a moment.
        await offer_queue(interaction, choice, offers, again=True)


def seal(text: consent.ConsentText) -> str:
    """Stands for the text that is agreed to, whether it is shown short or in full: nobody agrees to what they could not
    see. Of our own text, and not of what Discord hands back, which may have tidied it."""
    return hashlib.sha256(text.whole.encode()).hexdigest()[:16]


ITEMS: tuple[type[PersistentItem], ...] = (
    StartButton,
    TypeSelect,
    AccommodationSelect,
    PositionSelect,
    LanguageSelect,
    MoreButton,
    NotNowButton,
    AgreeButton,
)
