"""One answer for every error of a command, component or form: plain words, seen only by the person concerned.

Commands arrive through `BotTree.on_error`, buttons and forms through `cogs.ui.components`; all end in `answer`.
"""

import logging
import secrets

import discord
from discord import app_commands

from bot.edges.invite import invite_link
from bot.edges.refusals import Trouble, passes
from bot.errors import BadInput, EdgeGone, Reason, Refused, StoreUnavailable
from bot.log import error_label, safe_traceback
from bot.store.sqlite.connection import somebody_waits
from bot.words import Say
from cogs.ui import permissions
from cogs.ui.groups import Translator
from cogs.ui.interaction import BotInteraction, say, translator
from cogs.ui.services import BotServices

log = logging.getLogger(__name__)

UNKNOWN_INTERACTION = 10062

OWN_DATA = "my-data"
"""The command that needs no server."""

GONE: dict[str, str] = {
    Reason.PERMISSIONS: "access-permissions-gone",
    Reason.NO_SPACE: "access-no-space",
    Reason.THREADS_FULL: "access-threads-full",
    Reason.NAME_REFUSED: "access-name-refused",
    Reason.TWO_FACTOR: "access-two-factor",
    Reason.NOT_ADMITTED: "access-not-admitted",
    Reason.REFUSED: "access-refused",
    Reason.INTERNAL: "access-not-now",
}
"""The answer when Discord refuses a request, by the reason."""


def root(error: BaseException) -> BaseException:
    """The error that a command raised, out of discord.py's wrapping."""
    while isinstance(error, app_commands.CommandInvokeError | app_commands.TransformerError):
        inner = error.original if isinstance(error, app_commands.CommandInvokeError) else error.__cause__
        if inner is None:
            break
        error = inner
    return error


def refusal(interaction: BotInteraction, error: Refused) -> str:
    """A rule's words, and when it will work."""
    words = say(interaction, error.key, **error.words)
    if error.until is None:
        return words
    return f"{words}\n{say(interaction, 'access-until', when=f'<t:{int(error.until)}:R>')}"


def gone_words(say: Say, reason: Reason, code: int) -> str:
    """The answer for a channel that Discord does not make, or that is gone."""
    return say(GONE.get(reason, "access-place-gone"), code=str(code))


def words_for(interaction: BotInteraction, error: BaseException) -> str | None:
    """The answer to an error that is meant for people; None for a bug of ours."""
    match root(error):
        case Refused() as refused:
            return refusal(interaction, refused)
        case BadInput() as bad:
            return say(interaction, bad.key, **bad.words)
        case EdgeGone() as gone:
            return gone_words(translator(interaction), gone.reason, gone.code)
        case discord.HTTPException() as refused:
            key = "access-not-now" if passes(refused) else "access-answer-refused"
            return say(interaction, key, code=str(refused.code or refused.status))
        case StoreUnavailable():
            return say(interaction, "common-not-saved")
        case app_commands.MissingPermissions() as lacking:
            names = permissions.permission_names(translator(interaction), lacking.missing_permissions)
            return say(interaction, "access-permissions-needed", names=names)
        case app_commands.CheckFailure():
            return say(interaction, "access-not-for-you")
        case app_commands.CommandSignatureMismatch() | app_commands.CommandNotFound():
            return say(interaction, "access-command-changed")
        case _:
            return None


async def answer(interaction: BotInteraction, error: BaseException) -> None:
    """Tell the person what went wrong. Never raises: there is nobody behind this to catch it."""
    cause = root(error)
    if isinstance(cause, discord.NotFound) and cause.code == UNKNOWN_INTERACTION:
        log.warning("an interaction was answered too late or twice; Discord no longer takes the answer")
        return
    words = words_for(interaction, error)
    if isinstance(cause, StoreUnavailable):
        log.error("an interaction failed: %s", error_label(cause))
    if isinstance(cause, discord.HTTPException):
        log.error("an interaction failed: %s\n%s", error_label(cause), safe_traceback(cause))
    if words is None:
        reference = secrets.token_hex(4)
        log.error("reference %s: an interaction failed: %s\n%s", reference, error_label(cause), safe_traceback(cause))
        words = say(interaction, "common-unexpected", reference=f"`{reference}`")
    await tell(interaction, words)


async def tell(interaction: BotInteraction, words: str) -> None:
    """Say it to this person alone, however far the interaction has come."""
    try:
        if interaction.response.is_done():
            await interaction.followup.send(words, ephemeral=True)
        else:
            await interaction.response.send_message(words, ephemeral=True)
    except discord.HTTPException as refused:
        log.warning("an answer was not taken by Discord: HTTP %d, code %d", refused.status, refused.code)
    except Trouble as lost:
        log.warning("an answer did not reach Discord, or was given already: %s", type(lost).__name__)


def check_enabled(interaction: BotInteraction) -> None:
    """Raises Refused in a server that the operator has not listed."""
    if not permissions.enabled(interaction.client.config.allowed_guilds, interaction.guild_id):
        raise Refused("access-not-enabled")


def is_member(interaction: BotInteraction) -> bool:
    """Whether the bot is a member of the interaction's server: one may have its commands alone. True for every server
    until the gateway has sent them all."""
    client = interaction.client
    return interaction.guild_id is None or not client.is_ready() or client.get_guild(interaction.guild_id) is not None


def not_member(interaction: BotInteraction) -> Refused:
    """With the link that invites it."""
    return Refused("access-not-member", link=invite_link(interaction.application_id))


def check_member(interaction: BotInteraction) -> None:
    """Raises Refused where the bot is no member: its buttons stand there still after it was removed."""
    if not is_member(interaction):
        raise not_member(interaction)


class BotTree(app_commands.CommandTree[BotServices]):
    """The command tree: closed where the bot is not enabled, and with one answer for every error."""

    async def interaction_check(self, interaction: BotInteraction, /) -> bool:
        somebody_waits()
        if not permissions.enabled(interaction.client.config.allowed_guilds, interaction.guild_id):
            words = say(interaction, "access-not-enabled")
        elif not (
            is_member(interaction) or interaction.command is None or interaction.command.qualified_name == OWN_DATA
        ):
            words = refusal(interaction, not_member(interaction))
        else:
            return True
        if interaction.type is discord.InteractionType.application_command:
            await tell(interaction, words)
        return False

    async def on_error(self, interaction: BotInteraction, error: app_commands.AppCommandError, /) -> None:
        if interaction.type is discord.InteractionType.autocomplete:
            log.error("autocomplete failed: %s\n%s", error_label(root(error)), safe_traceback(root(error)))
            return
        await answer(interaction, error)


async def setup(bot: BotServices) -> None:
    """The first extension: from here on commands are described in every language that the catalogue speaks."""
    await bot.tree.set_translator(Translator())
