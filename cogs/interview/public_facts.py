"""What the bot can fill into its operator's own texts: true for the whole process, in the words of the consent."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from bot import __version__
from bot.config import Config
from bot.store.records import GuildSettings
from bot.words import Words
from cogs.interview import consent


def facts(config: Config, words: Words, language: str) -> Mapping[str, str]:
    """Name to value. `google` is what the consent says of Google, and of a gateway on the way."""
    google = [words.say(language, "start-consent-google-paid" if config.gemini_paid else "start-consent-google-unpaid")]
    if host := consent.gateway(config):
        google.append(words.say(language, "start-consent-gateway", host=host))
    return {
        "google": " ".join(google),
        "model": config.gemini.model,
        "retention_days": str(GuildSettings(guild_id=0).retention_days),
        "backup_days": str(config.backup_days),
        "host": urlsplit(config.public_url).netloc,
        "version": __version__,
    }
