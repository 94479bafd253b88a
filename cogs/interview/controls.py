"""The buttons under a running interview's questions: whose they are, and what they hand to the service."""

from collections.abc import Mapping
from typing import Self

import discord

from bot.edges.chat.incoming import as_seen, replace_surrogates
from bot.edges.chat.panel import CUSTOM_ID
from bot.errors import Reason, Refused, StoreError
from bot.interview.lifecycle import OVER
from bot.interview.models import InterviewType, Medium
from bot.ports.events import ButtonPressed
from bot.ports.messages import Typed
from bot.ports.posts import Action
from bot.review.access import is_reviewer
from cogs.interview import camera_link, queue
from cogs.interview.channel import own_room
from cogs.interview.choice_codec import require_offered
from cogs.interview.start_checks import link, way_back
from cogs.ui.components import PersistentForm, PersistentItem, board
from cogs.ui.custom_ids import NUMBER, number, one_of
from cogs.ui.errors import tell
from cogs.ui.guild_settings import get_or_create
from cogs.ui.interaction import BotInteraction, guild_of, say
from cogs.ui.permissions import reader

FOR_REVIEWERS = frozenset((Action.PAUSE, Action.END))
ANSWER_LENGTH = 4000
"""Discord's limit for one text field of a form."""


async def allowed(interaction: BotInteraction, interview_id: int, action: Action) -> ButtonPressed | None:
    """The interaction as the service takes it; None when this person may not make it: they have their answer then."""
    await interaction.client.service.take_up(interview_id)  # should nobody run it
    owner = interaction.client.service.owner(interaction.channel_id or 0)
    if owner is None or owner[0] != interview_id:
        await tell_absent(interaction, interview_id)
        return None
    if interaction.user.id == owner[1]:
        return ButtonPressed(action)
    settings = await interaction.client.store.settings(guild_of(interaction).id)
    if not is_reviewer(settings, reader(interaction)):
        await tell(interaction, say(interaction, "start-not-yours"))
        return None
    if action not in FOR_REVIEWERS:
        await tell(interaction, say(interaction, "start-reviewers-only-some"))
        return None
    return ButtonPressed(action, by=interaction.user.id)


async def tell_absent(interaction: BotInteraction, interview_id: int) -> None:
    """Why an interview does not go on here: over, elsewhere, or not taken up yet by a process that has just started."""
    snapshot = await interaction.client.store.snapshot(interview_id)
    if snapshot is None or snapshot.guild_id != guild_of(interaction).id or snapshot.status in OVER:
        await tell(interaction, say(interaction, "start-over"))
    elif snapshot.place_id in {None, interaction.channel_id} or interaction.user.id != snapshot.candidate_id:
        await tell(interaction, say(interaction, "start-in-a-moment"))
    else:
        await show_way(interaction, interview_id, snapshot.medium, snapshot.place_id or 0)


async def show_way(interaction: BotInteraction, interview_id: int, medium: Medium, place_id: int) -> None:
    """Link to where it goes on, for this person only; with a camera, to the page as well."""
    ways = await camera_link.buttons(interaction, interview_id)
    key = "start-on-in-writing" if medium is Medium.TEXT else "start-on-camera" if ways else "start-on-aloud"
    words = await way_back(
        interaction, interview_id, say(interaction, key, place=f"<#{place_id}>", minutes=camera_link.MINUTES)
    )
    view = link(interaction, guild_of(interaction).id, place_id, *ways)
    if interaction.response.is_done():
        await interaction.followup.send(words, view=view, ephemeral=True)
    else:
        await interaction.response.send_message(words, view=view, ephemeral=True)


class ControlButton(PersistentItem, template=CUSTOM_ID):
    """Pause, Skip, Ask a person, End and the others; the edge draws them."""

    async def pressed(self, interaction: BotInteraction) -> None:
        interview_id, action = number(self.carried["interview_id"]), one_of(Action, self.carried["action"])
        pressed = await allowed(interaction, interview_id, action)
        if pressed is None:
            return
        match action:
            case Action.END:
                await ask_whether_sure(interaction, interview_id, reviewer=pressed.by is not None)
            case Action.ANSWER:
                await interaction.response.send_modal(AnswerForm(interaction, interview_id))
            case Action.TALK:
                await go_on_by_voice(interaction, interview_id)
            case Action.CAMERA:
                await camera_link.give(interaction, interview_id)
            case Action.WRITE:
                await interaction.response.defer()
                if interaction.client.service.press_button(interview_id, pressed):
                    await follow(interaction, interview_id, Medium.TEXT)
                else:
                    await tell_absent(interaction, interview_id)
            case _:
                await interaction.response.defer()
                if not interaction.client.service.press_button(interview_id, pressed):
                    await tell_absent(interaction, interview_id)
                elif action is Action.CONTINUE:
                    await interaction.client.service.let_in(
                        interview_id
                    )  # a person who may see every thread need not be in it


async def go_on_by_voice(interaction: BotInteraction, interview_id: int) -> None:
    """Go on by voice, in a channel of its own. Raises Refused while that cannot be: not agreed to, not offered,
    something missing, the channel taken or kept for somebody who was called."""
    snapshot = await interaction.client.store.snapshot(interview_id)
    if snapshot is None or not snapshot.interview_type.is_voice:
        raise Refused("start-type-gone")
    settings = await get_or_create(interaction)
    require_offered(interaction, settings, InterviewType.VOICE)
    own_room(interaction, settings)
    if await queue.turn_of_another(interaction):
        raise Refused("start-talk-busy")
    await interaction.response.defer()
    try:
        moving = await interaction.client.service.move(interview_id, Medium.VOICE)
    except Refused as no:
        if no.key != queue.BUSY:
            raise
        raise Refused("start-talk-busy") from no
    if moving:
        interaction.client.dispatch(queue.CHANGED, guild_of(interaction).id)
        await follow(interaction, interview_id, Medium.VOICE)
    else:
        await tell_absent(interaction, interview_id)


async def follow(interaction: BotInteraction, interview_id: int, medium: Medium) -> None:
    """Once it goes on there: the way. Where it could not, what stands in the old place says so."""
    place_id = await interaction.client.service.arrived(interview_id, medium)
    if place_id is not None:
        await show_way(interaction, interview_id, medium, place_id)


async def ask_whether_sure(interaction: BotInteraction, interview_id: int, *, reviewer: bool) -> None:
    view = board(EndNow.build(interaction, interview_id), StayButton.build(interaction))
    key = "start-end-sure-reviewer" if reviewer else "start-end-sure"
    await interaction.response.send_message(say(interaction, key), view=view, ephemeral=True)


class EndNow(PersistentItem, template=rf"iv-end:(?P<id>{NUMBER})"):
    """The second click; everything is asked again, the interview may have ended or the reviewer lost the role."""

    @classmethod
    def build(cls, interaction: BotInteraction, interview_id: int) -> Self:
        label, style = say(interaction, "start-end-now"), discord.ButtonStyle.danger
        return cls(discord.ui.Button(label=label, style=style, custom_id=f"iv-end:{interview_id}"))

    async def pressed(self, interaction: BotInteraction) -> None:
        interview_id = number(self.carried["id"])
        pressed = await allowed(interaction, interview_id, Action.END)
        if pressed is None:
            return
        await interaction.response.defer()
        reason = Reason.CANDIDATE if pressed.by is None else Reason.STAFF
        try:
            ended = await interaction.client.service.stop_interview(interview_id, reason)
            words = say(interaction, "start-ended" if ended else "start-over")
        except StoreError:
            words = say(interaction, "start-ends-later")
        await interaction.edit_original_response(content=words, view=None)


class StayButton(PersistentItem, template=r"iv-stay"):
    """No, go on."""

    @classmethod
    def build(cls, interaction: BotInteraction) -> Self:
        return cls(discord.ui.Button(label=say(interaction, "start-end-stay"), custom_id="iv-stay"))

    async def pressed(self, interaction: BotInteraction) -> None:
        await interaction.response.edit_message(content=say(interaction, "start-end-stayed"), view=None)


class AnswerForm(PersistentForm, template=rf"iv-answer:(?P<id>{NUMBER}):{NUMBER}"):
    """An answer by form, for where the bot may not read messages. It counts like a message, with the form's own id."""

    def __init__(self, interaction: BotInteraction, interview_id: int) -> None:
        super().__init__(
            title=say(interaction, "start-answer-title"), custom_id=f"iv-answer:{interview_id}:{interaction.id}"
        )
        self.add_item(
            discord.ui.Label(
                text=say(interaction, "start-answer-label"),
                description=say(interaction, "start-answer-hint"),
                component=discord.ui.TextInput(
                    style=discord.TextStyle.paragraph, max_length=ANSWER_LENGTH, custom_id="answer"
                ),
            )
        )

    @classmethod
    async def submitted(
        cls, interaction: BotInteraction, carried: Mapping[str, str], values: Mapping[str, str]
    ) -> None:
        interview_id, written = number(carried["id"]), values.get("answer", "")
        if await allowed(interaction, interview_id, Action.ANSWER) is None:
            await give_back(interaction, written)
            return
        text = as_seen(replace_surrogates(written), interaction.guild, interaction.user)
        if not interaction.client.service.deliver(interaction.channel_id or 0, Typed(interaction.id, text, form=True)):
            await tell_absent(interaction, interview_id)
            await give_back(interaction, written)
            return
        kept = await interaction.client.service.kept(interaction.channel_id or 0, interaction.id)
        key = "start-answer-sent" if kept else "start-answer-not-kept"
        await interaction.response.send_message(
            say(interaction, key), embed=discord.Embed(description=text), ephemeral=True
        )


async def give_back(interaction: BotInteraction, text: str) -> None:
    """What somebody typed into a form that was not taken, below the words that say why: it stands nowhere else."""
    if text:
        embed = discord.Embed(title=say(interaction, "door-you-wrote"), description=replace_surrogates(text)[:4096])
        await interaction.followup.send(embed=embed, ephemeral=True)


ITEMS: tuple[type[PersistentItem], ...] = (ControlButton, EndNow, StayButton)
