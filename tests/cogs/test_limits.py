"""What we hand to Discord, in every language, within its limits: beyond them it refuses the whole answer.

Every form, select, button and embed is drawn with the longest names that a server can have.
https://discord.com/developers/docs/components/reference and .../resources/message#embed-object-embed-limits
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, cast

import discord
import pytest
from discord import app_commands

from bot.edges.chat.panel import panel as thread_panel
from bot.edges.chat.render import size
from bot.errors import BadInput
from bot.interview.models import InterviewType, Status
from bot.interview.plan.grammar import MOST_FOLLOW_UPS, MOST_LANGUAGES, MOST_QUESTIONS
from bot.interview.plan.languages import LANGUAGES
from bot.ports.accommodations import Accommodations
from bot.ports.posts import Action
from bot.review.access import HistoryPage
from bot.review.report import EVENTS_OF_NOTE, report_of
from bot.store.records import Cursor, Event, Filters, NewPosition, Position
from bot.words import FALLBACK, languages
from cogs.history import embeds as history_embeds
from cogs.history import views
from cogs.history.page_state import PageDirection, PageState
from cogs.interview import controls, start_checks, start_panel
from cogs.interview.terms import StartChoice, offer
from cogs.my_data import command as my_data_command
from cogs.positions import command as positions_command
from cogs.positions import preview
from cogs.setup import command as setup_command
from cogs.ui.interaction import BotInteraction, translator
from tests.cogs.conftest import Open
from tests.harness.bot_process import House
from tests.harness.stored_interviews import NOON, PLAN, detail, row

LONGEST = {"custom_id": 100, "placeholder": 150, "title": 45, "description": 100}
"""Key of a component → characters."""

NAME = "W" * 100
"""Discord's longest name of a server or role."""
POSITION = NewPosition(
    title="W" * positions_command.TITLE,
    brief="",
    questions="\n".join([f"{'*' * 900} [required] [follow-ups: {MOST_FOLLOW_UPS}]"] * MOST_QUESTIONS),
    closing="*" * positions_command.CLOSING,
    languages=tuple(sorted(LANGUAGES, key=len)[-MOST_LANGUAGES:]),
)


@dataclass
class Pressed:
    """A press as far as drawing needs it; what is sent is kept."""

    client: Any
    guild: discord.Guild
    locale: discord.Locale
    sent: list[dict[str, Any]] = field(default_factory=list)
    id: int = 10**19
    message: discord.Message | None = None

    @property
    def response(self) -> "Pressed":
        return self

    async def send_message(self, content: str = "", **sent: Any) -> None:
        self.sent.append({"content": content, **sent})

    @property
    def channel(self) -> object:
        return self.guild.text_channels[0]

    @property
    def guild_id(self) -> int:
        return self.guild.id

    @property
    def user(self) -> object:
        return self.guild.me


def inside(component: Any) -> Iterator[dict[str, Any]]:
    """A component and all that it holds."""
    if isinstance(component, list):
        for each in component:
            yield from inside(each)
    elif isinstance(component, dict):
        yield component
        for value in component.values():
            yield from inside(value)


def check_components(rows: list[dict[str, Any]]) -> None:
    """Rows of a message, or the body of a form."""
    assert len(rows) <= 5
    for each in inside(rows):
        for key, most in LONGEST.items():
            assert size(str(each.get(key) or "")) <= most, (key, each)
        options = each.get("options") or []
        assert len(options) <= 25
        assert all(0 < len(option["label"]) <= 100 and len(option["value"]) <= 100 for option in options)
        if each.get("type") == discord.ComponentType.button.value:
            assert 0 < size(each["label"]) <= 80
    named = [each["custom_id"] for each in inside(rows) if "custom_id" in each]
    assert len(named) == len(set(named))


def check_form(form: discord.ui.Modal) -> None:
    made = form.to_dict()
    assert size(made["title"]) <= 45
    check_components(cast("list[dict[str, Any]]", made["components"]))
    for label in made["components"]:
        assert size(label["label"]) <= 45
        assert size(label["component"].get("placeholder") or "") <= 100


def check_view(view: discord.ui.View) -> None:
    check_components(view.to_components())


def check_embed(embed: discord.Embed) -> None:
    made = embed.to_dict()
    assert size(made.get("title", "")) <= 256
    assert size(made.get("description", "")) <= 4096
    for each in made.get("fields", []):
        assert 0 < size(each["name"]) <= 256
        assert 0 < size(each["value"]) <= 1024
    assert size(made.get("footer", {}).get("text", "")) <= 2048
    assert len(embed) <= 6000


async def crowded(house: House) -> list[Position]:
    """As many positions as can be offered, every setting pointing to something, every name as long as it gets."""
    for _ in range(start_panel.SHOWN_POSITIONS):
        await house.store.add_position(house.guild.id, POSITION)
    guild = house.bot.guilds[0]
    await guild.edit(name=NAME)
    role = house.guild.create_role(NAME)
    await house.set_up(
        channel_id=house.channel.id,
        notify_channel_id=12345,
        candidate_role_id=54321,
        reviewer_role_id=role.id,
        retention_days=730,
        deadline_days=60,
    )
    return await house.store.positions(house.guild.id)


def pressed(house: House, language: str) -> BotInteraction:
    locale = discord.Locale.american_english if language == "en" else discord.Locale(language)
    return cast("BotInteraction", Pressed(house.bot, house.bot.guilds[0], locale))


@pytest.mark.parametrize("language", languages())
async def test_the_way_in(open_house: Open, language: str) -> None:
    """The choice, the consent of a crowded server, the buttons of the thread, the way back."""
    async with open_house(content=False, gemini_paid=False) as house:
        offered = await crowded(house)
        press, settings = pressed(house, language), await house.store.settings(house.guild.id)
        position = offered[-1]
        kinds = (InterviewType.TEXT, InterviewType.VOICE)
        shelf = start_panel.OfferedPositions(offered, kinds)
        everything = Accommodations(slower=True, patient=True, captions=False, countdown=False, breaks=True, skip=True)
        for tag, kind in product(position.languages, kinds):
            choice = StartChoice(kind, 2**63 - 1, tag, everything)
            text = start_panel.consent_text(press, offer(press, settings, position, choice))
            for more in (False, True):
                embeds = start_panel.consent_embeds(press, text, more=more)
                for embed in embeds:
                    check_embed(embed)
                assert sum(map(len, embeds)) <= 6000
                ways_on = start_panel.consent_buttons(press, choice, start_panel.seal(text), more=more)
                check_view(start_panel.panel(press, choice, shelf, replace(position, id=2**63 - 1), ways_on))
        check_view(start_checks.link(press, 2**63 - 1, 2**63 - 1))
        check_view(thread_panel(2**63 - 1, list(Action)[:5], translator(press)))
        check_view(thread_panel(2**63 - 1, list(Action)[5:], translator(press)))
        check_form(controls.AnswerForm(press, 2**63 - 1))


@pytest.mark.parametrize("language", languages())
async def test_set_up(open_house: Open, language: str) -> None:
    """`/setup` with everything amiss, its forms; a position's form, its preview, its mistake with what stands there."""
    async with open_house(content=False) as house:
        await crowded(house)
        press, settings = pressed(house, language), await house.store.settings(house.guild.id)
        check_embed(await setup_command.overview(press, settings))
        check_view(setup_command.panel(press, settings))
        for form in setup_command.FORMS:
            check_form(setup_command.NumbersForm(press, form, settings))
        check_embed(setup_command.invitation(press.client, house.bot.guilds[0]))
        for position_id in (positions_command.NEW, 2**63 - 1):
            check_form(positions_command.PositionForm(press, position_id, POSITION))
        check_embed(preview.preview(translator(press), POSITION))
        mistakes = (BadInput("grammar-too-long", line=1, length=9999, most=1000),) * 27
        await positions_command.show_mistakes(press, 2**63 - 1, POSITION, mistakes)
        (sent,) = cast("Pressed", press).sent
        check_embed(sent["embed"])
        check_view(sent["view"])


@pytest.mark.parametrize("language", languages())
async def test_the_record(open_house: Open, language: str) -> None:
    """The history's fullest page, an interview with all that can be said of one, one's own data."""
    async with open_house() as house:
        press = pressed(house, language)
        say = translator(press)
        rows = [
            row(10**15 - n, title="*" * 80, candidate_name="_" * 32, asked_for_person=True, status=status, planned=25)
            for n, status in enumerate([*Status, *Status][:10])
        ]
        check_embed(history_embeds.list_page(say, rows, own=False, filtered=True))
        filters = Filters(2**63 - 1, InterviewType.VIDEO, Status.FAILED, "*" * 80, 4e9)
        page = PageState(filters, PageDirection.OLDER, Cursor(4e9, 10**15))
        check_view(views.list_view(say, page, HistoryPage(rows, newer=True, older=True)))
        events = tuple(Event(NOON + n, kind, {}) for n, kind in enumerate(EVENTS_OF_NOTE))
        whole = detail(events=events, id=10**15, thread_id=2**63 - 1, title="*" * 80, candidate_name="_" * 32)
        report = report_of(whole, PLAN)
        check_embed(history_embeds.overview(say, report))
        check_embed(history_embeds.transcript_page(say, report, 1)[0])
        for doors in (views.exits(say, whole), [views.back(say, press)]):
            for door in doors:
                check_components([{"components": [door.to_component_dict()]}])
        for embed, view in (
            await my_data_command.panel(press, 2**63 - 1),
            await my_data_command.question(press, 2**63 - 1),
        ):
            check_embed(embed)
            check_view(view)


def described(command: Any) -> Iterator[Any]:
    """A command as Discord has it, with its groups, options and choices."""
    yield command
    for each in [*getattr(command, "options", ()), *getattr(command, "choices", ())]:
        yield from described(each)


async def test_commands(open_house: Open) -> None:
    """Names, descriptions and choices of every command, in every language that Discord is told."""
    async with open_house() as house:
        told = [each for command in await house.bot.tree.fetch_commands() for each in described(command)]
        assert len(told) > 20
        for each in told:
            choice = isinstance(each, app_commands.Choice)
            assert 0 < len(each.name) <= (100 if choice else 32)
            said = each.name_localizations if choice else each.description_localizations
            assert set(said) == {discord.Locale(language) for language in languages() if language != FALLBACK}
            assert all(0 < len(text) <= 100 for text in said.values())
            assert choice or 0 < len(each.description) <= 100
