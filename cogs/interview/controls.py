"""The buttons under a running interview's questions: whose they are, and what they hand to the desk."""

from collections.abc import Mapping
from typing import Self

import discord

from bot.edges.chat.incoming import as_seen, replace_surrogates
from bot.edges.chat.panel import CUSTOM_ID
from bot.errors import Refused, StoreError
from bot.interview.lifecycle import OVER
from bot.interview.models import InterviewType, Medium
from bot.ports.places import Action, ButtonPressed, Reason, Typed
from cogs.interview import camera_link, queue
from cogs.interview.channel import own_room
from cogs.interview.choice_codec import require_offered
from cogs.interview.start_checks import link, way_back
from cogs.ui.components import PersistentForm, PersistentItem, board
from cogs.ui.custom_ids import NUMBER, number, one_of
from cogs.ui.errors import tell
from cogs.ui.guild_settings import get_or_create
from cogs.ui.interaction import BotInteraction, guild_of, say
from cogs.ui.permissions import is_reviewer, role_ids

FOR_REVIEWERS = frozenset((Action.PAUSE, Action.END))
ANSWER_LENGTH = 4000
"""Discord's limit for one text field of a form."""


async def allowed(press: BotInteraction, interview_id: int, action: Action) -> ButtonPressed | None:
    """The press as the desk takes it; None when it is not this person's to make, and they have been told so."""
    await press.client.desk.take_up(interview_id)  # should nobody run it
    owner = press.client.desk.owner(press.channel_id or 0)
    if owner is None or owner[0] != interview_id:
        await tell_absent(press, interview_id)
        return None
    if press.user.id == owner[1]:
        return ButtonPressed(action)
    settings = await press.client.store.settings(guild_of(press).id)
    if not is_reviewer(settings, role_ids(press.user), press.permissions):
        await tell(press, say(press, "start-not-yours"))
        return None
    if action not in FOR_REVIEWERS:
        await tell(press, say(press, "start-reviewers-only-some"))
        return None
    return ButtonPressed(action, by=press.user.id)


async def tell_absent(press: BotInteraction, interview_id: int) -> None:
    """Why an interview does not go on here: over, elsewhere, or not taken up yet by a process that has just started."""
    saved = await press.client.store.saved(interview_id)
    if saved is None or saved.guild_id != guild_of(press).id or saved.status in OVER:
        await tell(press, say(press, "start-over"))
    elif saved.place_id in {None, press.channel_id} or press.user.id != saved.candidate_id:
        await tell(press, say(press, "start-in-a-moment"))
    else:
        await show_way(press, interview_id, saved.medium, saved.place_id or 0)


async def show_way(press: BotInteraction, interview_id: int, medium: Medium, place_id: int) -> None:
    """Lead to where it goes on, seen by whoever pressed; where that may be with a camera, to its page as well."""
    ways = await camera_link.doors(press, interview_id)
    key = "start-on-in-writing" if medium is Medium.TEXT else "start-on-camera" if ways else "start-on-aloud"
    words = await way_back(press, interview_id, say(press, key, place=f"<#{place_id}>", minutes=camera_link.MINUTES))
    view = link(press, guild_of(press).id, place_id, *ways)
    if press.response.is_done():
        await press.followup.send(words, view=view, ephemeral=True)
    else:
        await press.response.send_message(words, view=view, ephemeral=True)


class ControlButton(PersistentItem, template=CUSTOM_ID):
    """Pause, Skip, Ask a person, End and the others; the edge draws them."""

    async def pressed(self, press: BotInteraction) -> None:
        interview_id, action = number(self.carried["interview_id"]), one_of(Action, self.carried["action"])
        pressed = await allowed(press, interview_id, action)
        if pressed is None:
            return
        match action:
            case Action.END:
                await ask_whether_sure(press, interview_id, reviewer=pressed.by is not None)
            case Action.ANSWER:
                await press.response.send_modal(AnswerForm(press, interview_id))
            case Action.TALK:
                await talk(press, interview_id)
            case Action.CAMERA:
                await camera_link.give(press, interview_id)
            case Action.WRITE:
                await press.response.defer()
                if press.client.desk.press(interview_id, pressed):
                    await follow(press, interview_id, Medium.TEXT)
                else:
                    await tell_absent(press, interview_id)
            case _:
                await press.response.defer()
                if not press.client.desk.press(interview_id, pressed):
                    await tell_absent(press, interview_id)
                elif action is Action.CONTINUE:
                    await press.client.desk.let_in(interview_id)  # whoever may see every thread need not be in it


async def talk(press: BotInteraction, interview_id: int) -> None:
    """Go on by voice, in a channel of its own. Raises Refused while that cannot be: not agreed to, not offered,
    something missing, the line taken or kept for somebody who was called."""
    saved = await press.client.store.saved(interview_id)
    if saved is None or not saved.interview_type.aloud:
        raise Refused("start-type-gone")
    settings = await get_or_create(press)
    require_offered(press, settings, InterviewType.VOICE)
    own_room(press, settings)
    if await queue.turn_of_another(press):
        raise Refused("start-talk-busy")
    await press.response.defer()
    try:
        moving = await press.client.desk.move(interview_id, Medium.VOICE)
    except Refused as no:
        if no.key != queue.BUSY:
            raise
        raise Refused("start-talk-busy") from no
    if moving:
        press.client.dispatch(queue.CHANGED, guild_of(press).id)
        await follow(press, interview_id, Medium.VOICE)
    else:
        await tell_absent(press, interview_id)


async def follow(press: BotInteraction, interview_id: int, medium: Medium) -> None:
    """Once it goes on there: the way. Where it could not, what stands in the old place says so."""
    place_id = await press.client.desk.arrived(interview_id, medium)
    if place_id is not None:
        await show_way(press, interview_id, medium, place_id)


async def ask_whether_sure(press: BotInteraction, interview_id: int, *, reviewer: bool) -> None:
    view = board(EndNow.drawn(press, interview_id), StayButton.drawn(press))
    key = "start-end-sure-reviewer" if reviewer else "start-end-sure"
    await press.response.send_message(say(press, key), view=view, ephemeral=True)


class EndNow(PersistentItem, template=rf"iv-end:(?P<id>{NUMBER})"):
    """The second click; everything is asked again, the interview may have ended or the reviewer lost the role."""

    @classmethod
    def drawn(cls, press: BotInteraction, interview_id: int) -> Self:
        label, style = say(press, "start-end-now"), discord.ButtonStyle.danger
        return cls(discord.ui.Button(label=label, style=style, custom_id=f"iv-end:{interview_id}"))

    async def pressed(self, press: BotInteraction) -> None:
        interview_id = number(self.carried["id"])
        pressed = await allowed(press, interview_id, Action.END)
        if pressed is None:
            return
        await press.response.defer()
        reason = Reason.CANDIDATE if pressed.by is None else Reason.STAFF
        try:
            ended = await press.client.desk.stop_interview(interview_id, reason)
            words = say(press, "start-ended" if ended else "start-over")
        except StoreError:
            words = say(press, "start-ends-later")
        await press.edit_original_response(content=words, view=None)


class StayButton(PersistentItem, template=r"iv-stay"):
    """No, go on."""

    @classmethod
    def drawn(cls, press: BotInteraction) -> Self:
        return cls(discord.ui.Button(label=say(press, "start-end-stay"), custom_id="iv-stay"))

    async def pressed(self, press: BotInteraction) -> None:
        await press.response.edit_message(content=say(press, "start-end-stayed"), view=None)


class AnswerForm(PersistentForm, template=rf"iv-answer:(?P<id>{NUMBER}):{NUMBER}"):
    """An answer by form, for where the bot may not read messages. It counts like a message, with the form's own id."""

    def __init__(self, press: BotInteraction, interview_id: int) -> None:
        super().__init__(title=say(press, "start-answer-title"), custom_id=f"iv-answer:{interview_id}:{press.id}")
        self.add_item(
            discord.ui.Label(
                text=say(press, "start-answer-label"),
                description=say(press, "start-answer-hint"),
                component=discord.ui.TextInput(
                    style=discord.TextStyle.paragraph, max_length=ANSWER_LENGTH, custom_id="answer"
                ),
            )
        )

    @classmethod
    async def submitted(cls, press: BotInteraction, carried: Mapping[str, str], values: Mapping[str, str]) -> None:
        interview_id, written = number(carried["id"]), values.get("answer", "")
        if await allowed(press, interview_id, Action.ANSWER) is None:
            await give_back(press, written)
            return
        text = as_seen(replace_surrogates(written), press.guild, press.user)
        if not press.client.desk.deliver(press.channel_id or 0, Typed(press.id, text, form=True)):
            await tell_absent(press, interview_id)
            await give_back(press, written)
            return
        kept = await press.client.desk.kept(press.channel_id or 0, press.id)
        key = "start-answer-sent" if kept else "start-answer-not-kept"
        await press.response.send_message(say(press, key), embed=discord.Embed(description=text), ephemeral=True)


async def give_back(press: BotInteraction, text: str) -> None:
    """What somebody typed into a form that was not taken, below the words that say why: it stands nowhere else."""
    if text:
        embed = discord.Embed(title=say(press, "door-you-wrote"), description=replace_surrogates(text)[:4096])
        await press.followup.send(embed=embed, ephemeral=True)


DOORS: tuple[type[PersistentItem], ...] = (ControlButton, EndNow, StayButton)
