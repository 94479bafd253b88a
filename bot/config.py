"""The settings, read once from the environment and `.env`, parsed and validated, and then handed down.

`SETTINGS` is the one table: the parser, `.env.example` and the docs' table are all equal to it (tested).
"""

import difflib
import ipaddress
import os
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from dotenv import dotenv_values

from bot.errors import ConfigError
from bot.gemini.api.settings import LiveSettings

PLACEHOLDERS = ("your", "changeme", "replace", "xxx", "<", "token-here", "key-here")


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table. `default` as it would be written; None means it must be given where it is used."""

    name: str
    default: str | None
    meaning: str


SETTINGS: tuple[Setting, ...] = (
    Setting("DISCORD_TOKEN", None, "The bot's token, from the Discord developer portal (Bot → Reset Token)."),
    Setting("GEMINI_API_KEY", None, "The key for Gemini, from Google AI Studio."),
    Setting("GEMINI_MODEL", "gemini-3.8-live", "A Gemini Live model."),
    Setting("GEMINI_API_VERSION", "v1beta", "Version in the address: v1, v1beta or v1alpha."),
    Setting("GEMINI_BASE_URL", "wss://generativelanguage.googleapis.com", "Another gateway, ws:// or wss://."),
    Setting(
        "GEMINI_UNENCRYPTED", "no", "yes to allow ws:// to another machine; key and answers can be read on the way."
    ),
    Setting("GEMINI_VOICE", "Kore", "A prebuilt voice; text interviews throw the sound away."),
    Setting("GEMINI_KEY_IN", "header", "Where the key travels: header, or query for gateways that want ?key=."),
    Setting("GEMINI_PROXY", "", "A proxy for Gemini alone; empty means the usual HTTPS_PROXY and NO_PROXY."),
    Setting("GEMINI_PAID", "no", "yes if the key belongs to a paid Google project; candidates are told which."),
    Setting(
        "PUBLIC_URL", "", "Where the camera page is reached, https://… (http only for localhost); empty: no video."
    ),
    Setting("WEB_HOST", "127.0.0.1", "The address the page listens on; the proxy in front of it connects there."),
    Setting("WEB_PORT", "8080", "And its port."),
    Setting(
        "WEB_PROXIES",
        "127.0.0.0/8, ::1",
        "Proxies whose X-Forwarded-For is believed: addresses or networks, separated by commas.",
    ),
    Setting(
        "PRIVACY_FILE",
        "",
        "Your privacy policy, a Markdown or text file, served as /privacy of PUBLIC_URL; empty: none.",
    ),
    Setting("TERMS_FILE", "", "Your terms of use, served as /terms."),
    Setting(
        "METRICS_HOST", "127.0.0.1", "The address on which /metrics, /healthz and /readyz are served, to whoever asks."
    ),
    Setting("METRICS_PORT", "", "And the port; empty: they are not served."),
    Setting("ALLOWED_GUILDS", "", "Server ids, separated by commas; empty means every server that invites the bot."),
    Setting("DATABASE_PATH", "data/interviews.db", "The SQLite file; its folder is made when missing."),
    Setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR."),
    Setting("LOG_FORMAT", "text", "text or json (one object a line)."),
    Setting(
        "MAX_INTERVIEWS",
        "200",
        "Interviews under way at once; paused and quiet ones do not count. Of several servers none gets over half.",
    ),
    Setting(
        "ALERT_WEBHOOK_URL",
        "",
        "You are told there, once, when something breaks: a webhook of Discord, Slack or your own.",
    ),
    Setting(
        "BACKUP_DAYS",
        "14",
        "Days for which a copy of the database is kept: one made before an update, or by `interview-bot backup`.",
    ),
)
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LOOPBACK = ("localhost", "127.0.0.1", "::1")
SECRETS = ("DISCORD_TOKEN", "GEMINI_API_KEY")
P = ParamSpec("P")
T = TypeVar("T")
NAMES = tuple(setting.name for setting in SETTINGS)
PREFIXES = tuple({f"{name.partition('_')[0]}_" for name in NAMES})


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting, valid. Secrets are empty when the command does not use them."""

    discord_token: str = field(repr=False)
    gemini: LiveSettings
    gemini_paid: bool
    public_url: str
    """Without a slash at its end; empty where there are no video interviews."""
    web_host: str
    web_port: int
    web_proxies: tuple[Network, ...]
    privacy_file: Path | None
    terms_file: Path | None
    metrics_host: str
    metrics_port: int | None
    """None: nothing is served there."""
    allowed_guilds: frozenset[int]
    database_path: Path
    log_level: str
    log_format: str
    max_interviews: int
    backup_days: int
    alert_webhook_url: str = field(repr=False)
    """Empty where nobody is told."""


def read_environment(folder: Path | None = None) -> dict[str, str]:
    """Read `.env` in `folder` (default: the working folder) and the environment, which wins."""
    file = (folder or Path.cwd()) / ".env"
    written = {name: value for name, value in dotenv_values(file).items() if value is not None}
    return {**written, **os.environ}


def load(source: Mapping[str, str], *, needs: frozenset[str] = frozenset()) -> Config:
    """Parse and validate. `needs` names the settings that the command at hand cannot do without.

    Raises ConfigError with a line for each that is wrong, all at once: what it is, and what would be right.
    """
    values = {setting.name: source.get(setting.name, "").strip() or setting.default or "" for setting in SETTINGS}
    wrong: list[str] = []

    def read(parse: Callable[P, T], *given: P.args, **more: P.kwargs) -> T:
        """What it parses. On a mistake None, which no caller sees: `load` raises in the end."""
        try:
            return parse(*given, **more)
        except ConfigError as mistake:
            wrong.append(str(mistake))
            return cast("T", None)

    read(refuse_misspelt, source)
    read(check_certificates, source.get("SSL_CERT_FILE", ""))
    for name in SECRETS:
        if name in needs:
            read(check_secret, name, values[name])
    version = read(one_of, "GEMINI_API_VERSION", values, ("v1", "v1beta", "v1alpha"))
    key_in = read(one_of, "GEMINI_KEY_IN", values, ("header", "query"))
    base_url = read(websocket_url, "GEMINI_BASE_URL", values)
    plain = read(yes_no, "GEMINI_UNENCRYPTED", values)
    if base_url and in_clear(base_url) and plain is False:
        wrong.append(
            "GEMINI_BASE_URL is not encrypted (ws:// or http://): the key and everybody's answers could be read on the "
            "way. Use wss://, or set GEMINI_UNENCRYPTED=yes where the whole way is yours."
        )
    rest = {
        "gemini_paid": read(yes_no, "GEMINI_PAID", values),
        "public_url": read(public_url, "PUBLIC_URL", values),
        "web_port": read(whole_number, "WEB_PORT", values, 0, 65535),
        "web_proxies": read(networks, "WEB_PROXIES", values),
        "metrics_port": read(whole_number, "METRICS_PORT", values, 0, 65535) if values["METRICS_PORT"] else None,
        "allowed_guilds": read(guild_ids, "ALLOWED_GUILDS", values),
        "log_level": read(one_of, "LOG_LEVEL", values, ("DEBUG", "INFO", "WARNING", "ERROR"), fold=str.upper),
        "log_format": read(one_of, "LOG_FORMAT", values, ("text", "json"), fold=str.lower),
        "max_interviews": read(whole_number, "MAX_INTERVIEWS", values, 1, 5000),
        "alert_webhook_url": read(webhook_url, "ALERT_WEBHOOK_URL", values),
        "backup_days": read(whole_number, "BACKUP_DAYS", values, 1, 365),
    }
    if wrong:
        raise ConfigError("\n".join(wrong))
    gemini = LiveSettings(
        api_key=values["GEMINI_API_KEY"],
        model=values["GEMINI_MODEL"].removeprefix("models/"),
        api_version=version,
        voice=values["GEMINI_VOICE"],
        base_url=base_url,
        key_in="query" if key_in == "query" else "header",
        proxy=values["GEMINI_PROXY"] or None,
    )
    return Config(
        discord_token=values["DISCORD_TOKEN"],
        gemini=gemini,
        web_host=values["WEB_HOST"],
        privacy_file=file(values["PRIVACY_FILE"]),
        terms_file=file(values["TERMS_FILE"]),
        metrics_host=values["METRICS_HOST"],
        database_path=Path(values["DATABASE_PATH"]).expanduser(),
        **cast("dict[str, Any]", rest),
    )


def file(written: str) -> Path | None:
    """Where it is; None where nothing is written. Whoever uses it says what is wrong with it."""
    return Path(written).expanduser() if written else None


def in_clear(url: str) -> bool:
    """Whether what is sent there can be read on the way. On this machine itself nothing can."""
    parts = urlsplit(url)
    return parts.scheme == "ws" and parts.hostname not in LOOPBACK and not _loops_back(parts.hostname or "")


def _loops_back(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_misspelt(source: Mapping[str, str]) -> None:
    """Raises ConfigError for a name that looks like a setting and is none: it would be silently ignored."""
    for name in source:
        if name in NAMES or not name.startswith(PREFIXES):
            continue
        near = difflib.get_close_matches(name, NAMES, n=1, cutoff=0.75)
        if near:
            raise ConfigError(f"{name} is not a setting; did you mean {near[0]}?")


def check_secret(name: str, value: str) -> None:
    """Raises ConfigError unless it is present, no placeholder, and fit for a header. Its text never holds the value."""
    where = next(setting.meaning for setting in SETTINGS if setting.name == name)
    if not value:
        raise ConfigError(f"{name} is missing; put it into .env. {where}")
    if any(mark in value.lower() for mark in PLACEHOLDERS):
        raise ConfigError(f"{name} still holds the placeholder from .env.example. {where}")
    if not re.fullmatch(r"[!-~]+", value):
        raise ConfigError(f"{name} holds a space or a character that no key has; copy it again. {where}")
    if name == "DISCORD_TOKEN" and not re.fullmatch(r"[^.]+\.[^.]+\.[^.]+", value):
        raise ConfigError(f"{name} is no bot's token, which has three parts with dots between{_looks(value)}. {where}")


def _looks(value: str) -> str:
    """What of the developer portal it seems to be instead."""
    if re.fullmatch(r"\d{15,20}", value):
        return "; this looks like an application's id"
    if re.fullmatch(r"[0-9a-f]{64}", value):
        return "; this looks like the public key"
    return "; this looks like the client secret" if re.fullmatch(r"[\w-]{32}", value) else ""


def check_certificates(file: str) -> None:
    """Raises ConfigError for a bundle that cannot be read. OpenSSL ignores one that is missing, and then every
    connection fails without naming the cause."""
    if not file:
        return
    try:
        ssl.create_default_context(cafile=file)
    except (OSError, ssl.SSLError) as wrong:
        raise ConfigError(f"SSL_CERT_FILE is {file!r}, which holds no readable certificates (PEM).") from wrong


def one_of(name: str, values: Mapping[str, str], allowed: tuple[str, ...], *, fold: Callable[[str], str] = str) -> str:
    value = fold(values[name])
    if value not in allowed:
        raise ConfigError(f"{name} is {values[name]!r}; it may be {', '.join(allowed)}.")
    return value


def yes_no(name: str, values: Mapping[str, str]) -> bool:
    value = values[name].lower()
    if value not in ("yes", "no", "true", "false", "1", "0"):
        raise ConfigError(f"{name} is {values[name]!r}; it may be yes or no.")
    return value in ("yes", "true", "1")


def guild_ids(name: str, values: Mapping[str, str]) -> frozenset[int]:
    parts = [part for part in re.split(r"[,\s]+", values[name]) if part]
    for part in parts:
        if not re.fullmatch(r"\d{4,20}", part):
            raise ConfigError(f"{name} holds {part!r}; it takes server ids (digits), separated by commas.")
    return frozenset(int(part) for part in parts)


def networks(name: str, values: Mapping[str, str]) -> tuple[Network, ...]:
    parts = [part for part in re.split(r"[,\s]+", values[name]) if part]
    try:
        return tuple(ipaddress.ip_network(part, strict=False) for part in parts)
    except ValueError as wrong:
        raise ConfigError(f"{name} takes addresses or networks like 127.0.0.1 or 10.0.0.0/8, with commas.") from wrong


def whole_number(name: str, values: Mapping[str, str], low: int, high: int) -> int:
    value = values[name]
    if not re.fullmatch(r"\d+", value) or not low <= int(value) <= high:
        raise ConfigError(f"{name} is {value!r}; it takes a whole number from {low} to {high}.")
    return int(value)


def websocket_url(name: str, values: Mapping[str, str]) -> str:
    """`ws://` or `wss://` with a host; `http(s)://` is taken as its websocket twin. Credentials are refused."""
    value = re.sub(r"^http(s?)://", r"ws\1://", values[name]).rstrip("/")
    try:
        parts = urlsplit(value)
        fine = parts.scheme in ("ws", "wss") and bool(parts.hostname) and not parts.query and not parts.fragment
        if parts.port is not None and not fine:
            fine = False
    except ValueError:
        fine = False
    if not fine or "@" in value:
        raise ConfigError(f"{name} is not an address like wss://generativelanguage.googleapis.com.")
    return value


def webhook_url(name: str, values: Mapping[str, str]) -> str:
    """An address that takes a POST, or nothing. It is a secret, so the error does not repeat it. `http://` only to this
    machine: what is sent tells how the bot is, and the address itself lets anybody write there."""
    value = values[name]
    try:
        parts = urlsplit(value)
        fine = bool(parts.hostname) and parts.port != 0 and not re.search(r"\s", value)
    except ValueError:
        fine = False
    if value and not (fine and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))):
        raise ConfigError(
            f"{name} is not an address like https://discord.com/api/webhooks/… (https, nothing beside it)."
        )
    return value


def public_url(name: str, values: Mapping[str, str]) -> str:
    """`https://host[:port]`, or `http://` for this machine alone: browsers open a camera nowhere else."""
    value = values[name].rstrip("/")
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        bare = bool(parts.hostname) and value == f"{parts.scheme}://{parts.netloc}" and parts.port != 0
    except ValueError:
        bare = False
    if not bare or "@" in value or parts.scheme not in ("http", "https"):
        raise ConfigError(f"{name} is not an address like https://interviews.example.org (without a path).")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ConfigError(f"{name} must begin with https://: browsers open a camera on http:// for localhost only.")
    return value.lower()
