"""The click on **Agree**: makes the interview that was agreed to, and says where it is."""

from bot.clock import DAY
from bot.edges.chat.incoming import replace_surrogates
from bot.errors import Refused
from bot.interview.plan.plan_json import plan_to_json
from bot.store.records import Consent, GuildSettings, NewInterview
from cogs.interview import camera_link, consent, queue
from cogs.interview.channel import place
from cogs.interview.start_checks import link, way_back
from cogs.interview.terms import Offer, StartChoice
from cogs.ui.interaction import BotInteraction, say


def new_interview(
    interaction: BotInteraction, settings: GuildSettings, choice: StartChoice, offered: Offer, text: str
) -> NewInterview:
    """Everything known at the click, the consent with it."""
    now = interaction.client.clock()
    return NewInterview(
        guild_id=settings.guild_id,
        candidate_id=interaction.user.id,
        candidate_name=replace_surrogates(interaction.user.display_name),
        interview_type=choice.type,
        position_id=offered.position.id,
        plan_json=plan_to_json(offered.plan),
        title=offered.plan.title,
        language=offered.language,
        locale=interaction.locale.value,
        model=interaction.client.live.model,
        parent_id=place(interaction, settings).id,
        deadline_at=now + settings.deadline_days * DAY,
        turn_limit=settings.turn_limit,
        token_limit=settings.token_limit,
        consent=Consent(version=consent.VERSION, text=text, at=now, delete_after=offered.terms.delete_after),
        room_id=offered.room.id if offered.room is not None else None,
        accommodations=choice.accommodations,
        record=offered.terms.recorded and choice.type.is_voice,
    )


async def begin(interaction: BotInteraction, new: NewInterview) -> None:
    """Start the interview, and say where it is. When that fails the panel goes, and the error is answered."""
    try:
        started = await interaction.client.service.start(new)
    except Exception as error:
        if isinstance(error, Refused) and error.key == queue.BUSY:
            raise
        running = await interaction.client.store.running_for(new.guild_id, new.candidate_id)
        if running is None:
            await interaction.delete_original_response()
            raise
        # Two clicks raced, in one panel or in two: the other one's thread is there, or about to be.
        place_id = running[1]
        there = say(interaction, "start-running", thread=f"<#{place_id}>")
        await interaction.edit_original_response(
            content=await way_back(interaction, running[0], there) if place_id else say(interaction, "start-raced"),
            view=link(interaction, new.guild_id, place_id) if place_id else None,
        )
        return
    await queue.leave(interaction.client, new.guild_id, new.candidate_id)
    ways = await camera_link.buttons(interaction, started.interview_id)
    ready = "start-ready-video" if ways else "start-ready-voice" if new.interview_type.is_voice else "start-ready"
    await interaction.edit_original_response(
        content=say(interaction, ready, thread=f"<#{started.place_id}>", minutes=camera_link.MINUTES),
        view=link(interaction, new.guild_id, started.place_id, *ways),
    )
