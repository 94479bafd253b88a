"""The way in: one panel that only the person sees, with choices and then consent; and the click that starts.

Every button and choice carries what was chosen in its custom_id, so that they work after a restart.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import discord

from bot.clock import DAY
from bot.edges.chat.incoming import replace_surrogates
from bot.errors import Refused
from bot.interview.models import InterviewType
from bot.interview.plan.plan_json import plan_to_json
from bot.store.records import Consent, GuildSettings, NewInterview, Position
from cogs.interview import camera_link, choice_codec, consent, queue
from cogs.interview.channel import place
from cogs.interview.start_checks import lead_back, link, show, way_back
from cogs.interview.terms import Offer, StartChoice, offer, resolve
from cogs.ui import languages
from cogs.ui.components import PersistentItem, board
from cogs.ui.custom_ids import NUMBER, number, one_of
from cogs.ui.interaction import BotInteraction, guild_of, say

SHOWN_POSITIONS = 25
"""Discord's limit for one select; `/position add` keeps to it."""


async def open_panel(press: BotInteraction, choice: StartChoice, *, again: bool = False, more: bool = False) -> None:
    """Show the panel for what is chosen so far, or lead back to the running interview. Raises Refused.

    With `again` the panel that was pressed on is redrawn instead of a new one sent; with `more` the consent is in full.
    """
    if await lead_back(press, again=again):
        return
    settings, taken = await queue.entrance(press, choice.type)
    positions = await press.client.store.positions(guild_of(press).id)
    choice_codec.require_offered(press, settings, choice.type)
    choice, position = resolve(choice, positions, press.locale.value)
    if taken:
        await offer_line(press, choice, OfferedPositions(positions, choice_codec.offered(press, settings)), again=again)
        return
    if position is None:
        embeds = [discord.Embed(title=say(press, "start-choose-title"), description=say(press, "start-choose"))]
        view = panel(press, choice, OfferedPositions(positions, choice_codec.offered(press, settings)))
    else:
        text = consent_text(press, offer(press, settings, position, choice))
        embeds = consent_embeds(press, text, more=more)
        ways_on = consent_buttons(press, choice, seal(text), more=more)
        view = panel(
            press, choice, OfferedPositions(positions, choice_codec.offered(press, settings)), position, ways_on
        )
    await show(press, embeds=embeds, view=view, again=again)


def consent_text(press: BotInteraction, offered: Offer) -> consent.ConsentText:
    """What would be agreed to, in the person's language."""
    return consent.consent_text(press.client.words, press.locale.value, offered.terms)


def consent_embeds(press: BotInteraction, text: consent.ConsentText, *, more: bool) -> list[discord.Embed]:
    """The short text; with `more` the details below it. What the button says always stands right above it."""
    title = say(press, "start-panel-title")
    if not more:
        return [discord.Embed(title=title, description=f"{text.brief}\n\n{text.agreed}")]
    details = discord.Embed(title=say(press, "start-more-title"), description=f"{text.details}\n\n{text.agreed}")
    return [discord.Embed(title=title, description=text.brief), details]


def consent_buttons(press: BotInteraction, choice: StartChoice, sealed: str, *, more: bool) -> list[PersistentItem]:
    """Agree, and the way to the details or back."""
    return [AgreeButton.drawn(press, choice, sealed), MoreButton.drawn(press, choice, more=more)]


async def offer_line(press: BotInteraction, choice: StartChoice, shelf: "OfferedPositions", *, again: bool) -> None:
    """The voice channel is taken: writing now, or a place in line with the expected time; who has one reads it."""
    mine = await queue.standing(press.client, guild_of(press).id, press.user.id)
    doors: list[PersistentItem] = [TypeSelect.drawn(press, choice, shelf.kinds)]
    if len(shelf.positions) > 1:
        doors.append(PositionSelect.drawn(press, choice, shelf.positions))
    if mine is not None:
        doors.append(queue.LeaveQueue.drawn(press))
        told = discord.Embed(title=say(press, "line-taken-title"), description=await queue.number_words(press, mine))
    else:
        doors += [queue.JoinQueue.drawn(press, choice)] if choice.position else []
        told = await queue.embed(press)
    await show(press, embeds=[told], view=board(*doors, NotNowButton.drawn(press)), again=again)


@dataclass(frozen=True, slots=True)
class OfferedPositions:
    """What a server offers."""

    positions: list[Position]
    kinds: tuple[InterviewType, ...]


def panel(
    press: BotInteraction,
    choice: StartChoice,
    shelf: OfferedPositions,
    position: Position | None = None,
    ways_on: Sequence[PersistentItem] = (),
) -> discord.ui.View:
    """The choices that are choices, then the buttons: the `ways_on` once everything is chosen, and the way out."""
    doors: list[PersistentItem] = []
    if len(shelf.kinds) > 1:
        doors.append(TypeSelect.drawn(press, choice, shelf.kinds))
    if len(shelf.positions) > 1:
        doors.append(PositionSelect.drawn(press, choice, shelf.positions))
    if position is not None and len(position.languages) > 1:
        doors.append(LanguageSelect.drawn(press, choice, position))
    if position is not None and choice.type.aloud:
        doors.append(AccommodationSelect.drawn(press, choice))
    return board(*doors, *ways_on, NotNowButton.drawn(press))


class StartButton(PersistentItem, template=r"start:open"):
    """The permanent button that /setup posts."""

    @classmethod
    def labelled(cls, label: str) -> Self:
        return cls(discord.ui.Button(label=label, style=discord.ButtonStyle.primary, custom_id="start:open"))

    async def pressed(self, press: BotInteraction) -> None:
        await open_panel(press, StartChoice())


class TypeSelect(PersistentItem, template=rf"start:kind:(?P<position>{NUMBER}):(?P<language>[A-Za-z0-9-]*)"):
    """In writing, by voice, or with a camera."""

    @classmethod
    def drawn(cls, press: BotInteraction, choice: StartChoice, offered: tuple[InterviewType, ...]) -> Self:
        return cls(
            discord.ui.Select(
                custom_id=f"start:kind:{choice.position}:{choice.language}",
                options=[
                    discord.SelectOption(
                        label=say(press, f"start-type-{kind.value}"),
                        description=say(press, f"start-type-{kind.value}-hint"),
                        value=kind.value,
                        default=kind is choice.type,
                    )
                    for kind in offered
                ],
            )
        )

    async def pressed(self, press: BotInteraction) -> None:
        kind = one_of(InterviewType, self.choice)
        await open_panel(
            press, StartChoice(kind, number(self.carried["position"]), self.carried["language"]), again=True
        )


class AccommodationSelect(
    PersistentItem,
    template=rf"start:comfort:(?P<type>{choice_codec.WORD}):(?P<position>{NUMBER}):(?P<language>[A-Za-z0-9-]+)",
):
    """What makes a spoken interview easier; any of it, or nothing. Nobody asks why."""

    @classmethod
    def drawn(cls, press: BotInteraction, choice: StartChoice) -> Self:
        chosen = choice_codec.token(choice.type, choice.comforts).partition(".")[2]
        return cls(
            discord.ui.Select(
                custom_id=f"start:comfort:{choice.token}:{choice.position}:{choice.language}",
                placeholder=say(press, "start-choose-comfort"),
                min_values=0,
                max_values=len(choice_codec.LETTERS),
                options=[
                    discord.SelectOption(
                        label=say(press, f"start-comfort-{name}"), value=letter, default=letter in chosen
                    )
                    for letter, name in choice_codec.LETTERS.items()
                ],
            )
        )

    async def pressed(self, press: BotInteraction) -> None:
        kind, _ = choice_codec.parsed(self.carried["type"])
        comforts = choice_codec.comforts_of([str(each) for each in self.chosen])
        choice = StartChoice(kind, number(self.carried["position"]), self.carried["language"], comforts)
        await open_panel(press, choice, again=True)


class PositionSelect(PersistentItem, template=rf"start:position:(?P<type>{choice_codec.WORD})"):
    """Which position; the language starts anew with it, because positions offer different ones."""

    @classmethod
    def drawn(cls, press: BotInteraction, choice: StartChoice, positions: list[Position]) -> Self:
        return cls(
            discord.ui.Select(
                custom_id=f"start:position:{choice.token}",
                placeholder=say(press, "start-choose-position"),
                options=[
                    discord.SelectOption(label=each.title[:100], value=str(each.id), default=each.id == choice.position)
                    for each in positions[:SHOWN_POSITIONS]
                ],
            )
        )

    async def pressed(self, press: BotInteraction) -> None:
        kind, comforts = choice_codec.parsed(self.carried["type"])
        await open_panel(press, StartChoice(kind, number(self.choice), comforts=comforts), again=True)


class LanguageSelect(PersistentItem, template=rf"start:language:(?P<type>{choice_codec.WORD}):(?P<position>{NUMBER})"):
    """Which of the position's languages."""

    @classmethod
    def drawn(cls, press: BotInteraction, choice: StartChoice, position: Position) -> Self:
        return cls(
            discord.ui.Select(
                custom_id=f"start:language:{choice.token}:{position.id}",
                placeholder=say(press, "start-choose-language"),
                options=[
                    discord.SelectOption(label=languages.language_name(tag), value=tag, default=tag == choice.language)
                    for tag in position.languages
                ],
            )
        )

    async def pressed(self, press: BotInteraction) -> None:
        kind, comforts = choice_codec.parsed(self.carried["type"])
        choice = StartChoice(kind, number(self.carried["position"]), self.choice, comforts)
        await open_panel(press, choice, again=True)


class MoreButton(
    PersistentItem,
    template=rf"start:(?P<which>more|less):(?P<type>{choice_codec.WORD}):(?P<position>{NUMBER}):(?P<language>[A-Za-z0-9-]+)",
):
    """Shows the consent in full, or short again."""

    @classmethod
    def drawn(cls, press: BotInteraction, choice: StartChoice, *, more: bool) -> Self:
        which = "less" if more else "more"
        custom_id = f"start:{which}:{choice.token}:{choice.position}:{choice.language}"
        return cls(discord.ui.Button(label=say(press, f"start-{which}"), custom_id=custom_id))

    async def pressed(self, press: BotInteraction) -> None:
        kind, comforts = choice_codec.parsed(self.carried["type"])
        choice = StartChoice(kind, number(self.carried["position"]), self.carried["language"], comforts)
        await open_panel(press, choice, again=True, more=self.carried["which"] == "more")


class NotNowButton(PersistentItem, template=r"start:not-now"):
    """Closes the panel; nothing was stored. Whoever was called gives up their turn with it, so that nobody waits."""

    @classmethod
    def drawn(cls, press: BotInteraction) -> Self:
        return cls(discord.ui.Button(label=say(press, "start-not-now"), custom_id="start:not-now"))

    async def pressed(self, press: BotInteraction) -> None:
        await press.response.edit_message(content=say(press, "start-declined"), embed=None, view=None)
        mine = await queue.standing(press.client, guild_of(press).id, press.user.id)
        if mine is not None and mine.called_at is not None:
            await queue.leave(press.client, mine.guild_id, mine.user_id)


class AgreeButton(
    PersistentItem,
    template=rf"start:agree:(?P<type>{choice_codec.WORD}):(?P<position>{NUMBER})"
    r":(?P<language>[A-Za-z0-9-]+):(?P<seal>[0-9a-f]+)",
):
    """The consent itself. The seal says which text it stood under."""

    @classmethod
    def drawn(cls, press: BotInteraction, choice: StartChoice, sealed: str) -> Self:
        return cls(
            discord.ui.Button(
                label=say(press, "start-agree"),
                style=discord.ButtonStyle.success,
                custom_id=f"start:agree:{choice.token}:{choice.position}:{choice.language}:{sealed}",
            )
        )

    async def pressed(self, press: BotInteraction) -> None:
        kind, comforts = choice_codec.parsed(self.carried["type"])
        choice = StartChoice(kind, number(self.carried["position"]), self.carried["language"], comforts)
        await agree(press, choice, self.carried["seal"])


async def agree(press: BotInteraction, choice: StartChoice, sealed: str) -> None:
    """Start what was agreed to, if it is still what was shown; else show it anew. Raises Refused, EdgeGone."""
    if await lead_back(press, again=True):
        return
    settings, taken = await queue.entrance(press, choice.type)
    positions = await press.client.store.positions(guild_of(press).id)
    choice, position = resolve(choice, positions, press.locale.value)
    if position is None:
        await open_panel(press, choice, again=True)
        return
    if taken:
        await offer_line(press, choice, OfferedPositions(positions, choice_codec.offered(press, settings)), again=True)
        return
    offered = offer(press, settings, position, choice)
    text = consent_text(press, offered)
    if seal(text) != sealed:
        ways_on = consent_buttons(press, choice, seal(text), more=False)
        view = panel(
            press, choice, OfferedPositions(positions, choice_codec.offered(press, settings)), position, ways_on
        )
        embeds = consent_embeds(press, text, more=False)
        await press.response.edit_message(content=say(press, "start-changed"), embeds=embeds, view=view)
        return
    preparing = "start-preparing-voice" if choice.type.aloud else "start-preparing"
    await press.response.edit_message(content=say(press, preparing), embed=None, view=None)
    new = new_interview(press, settings, choice, offered, text.whole)
    try:
        await begin(press, new)
    except Refused as no:
        if no.key != queue.BUSY:
            raise
        # Somebody else was quicker by a moment.
        await offer_line(press, choice, OfferedPositions(positions, choice_codec.offered(press, settings)), again=True)


def seal(text: consent.ConsentText) -> str:
    """Stands for the text that is agreed to, whether it is shown short or in full: nobody agrees to what they could not
    see. Of our own text, and not of what Discord hands back, which may have tidied it."""
    return hashlib.sha256(text.whole.encode()).hexdigest()[:16]


def new_interview(
    press: BotInteraction, settings: GuildSettings, choice: StartChoice, offered: Offer, text: str
) -> NewInterview:
    """Everything known at the click, the consent with it."""
    now = press.client.clock()
    return NewInterview(
        guild_id=settings.guild_id,
        candidate_id=press.user.id,
        candidate_name=replace_surrogates(press.user.display_name),
        interview_type=choice.type,
        position_id=offered.position.id,
        plan_json=plan_to_json(offered.plan),
        title=offered.plan.title,
        language=offered.language,
        locale=press.locale.value,
        model=press.client.live.model,
        channel_id=place(press, settings).id,
        deadline_at=now + settings.deadline_days * DAY,
        turn_limit=settings.turn_limit,
        token_limit=settings.token_limit,
        consent=Consent(version=consent.VERSION, text=text, at=now, delete_after=offered.terms.delete_after),
        room_id=offered.room.id if offered.room is not None else None,
        comforts=choice.comforts,
        record=offered.terms.recorded and choice.type.aloud,
    )


async def begin(press: BotInteraction, new: NewInterview) -> None:
    """Hand over to the desk, and say where it is. When that fails the panel goes, and the error is answered."""
    try:
        started = await press.client.desk.start(new)
    except Exception as error:
        if isinstance(error, Refused) and error.key == queue.BUSY:
            raise
        running = await press.client.store.running_for(new.guild_id, new.candidate_id)
        if running is None:
            await press.delete_original_response()
            raise
        # Two clicks raced, in one panel or in two: the other one's thread is there, or about to be.
        thread_id = running[1]
        there = say(press, "start-running", thread=f"<#{thread_id}>")
        await press.edit_original_response(
            content=await way_back(press, running[0], there) if thread_id else say(press, "start-raced"),
            view=link(press, new.guild_id, thread_id) if thread_id else None,
        )
        return
    await queue.leave(press.client, new.guild_id, new.candidate_id)
    ways = await camera_link.doors(press, started.interview_id)
    ready = "start-ready-video" if ways else "start-ready-voice" if new.interview_type.aloud else "start-ready"
    await press.edit_original_response(
        content=say(press, ready, thread=f"<#{started.thread_id}>", minutes=camera_link.MINUTES),
        view=link(press, new.guild_id, started.thread_id, *ways),
    )


DOORS: tuple[type[PersistentItem], ...] = (
    StartButton,
    TypeSelect,
    AccommodationSelect,
    PositionSelect,
    LanguageSelect,
    MoreButton,
    NotNowButton,
    AgreeButton,
)
