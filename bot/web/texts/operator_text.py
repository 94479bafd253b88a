"""One text of the operator's: the file is read, our facts are filled in, once at the start.

A mistake ends the start with one sentence, for a page with a gap in it would be believed.
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.config import Config
from bot.errors import ConfigError
from bot.web.texts import markup

log = logging.getLogger(__name__)
PLACEHOLDER = re.compile(r"\{([A-Za-z][^{}\n]*)\}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LARGEST = 256 * 1024
"""Bytes. A policy has ten thousand; whoever names another file by mistake is to be told."""

Facts = Callable[[str], Mapping[str, str]]
"""What may be filled in, by the language of the text."""


TextKind = Literal["privacy", "terms"]


@dataclass(frozen=True, slots=True)
class OperatorText:
    """`language` is what browsers and screen readers are told; `title` is "" where the file has no first heading."""

    language: str
    title: str
    body: str


Texts = Mapping[TextKind, OperatorText]


def load_all(config: Config, facts: Facts) -> Texts:
    """Those that the settings name. Raises ConfigError with a line for each that is wrong."""
    named: Mapping[TextKind, Path | None] = {"privacy": config.privacy_file, "terms": config.terms_file}
    texts: dict[TextKind, OperatorText] = {}
    wrong = []
    for kind, file in named.items():
        if file is None:
            continue
        try:
            texts[kind] = load(f"{kind.upper()}_FILE", file, facts)
        except ConfigError as mistake:
            wrong.append(str(mistake))
    if wrong:
        raise ConfigError("\n".join(wrong))
    if texts and not config.public_url:
        named_here = " and ".join(f"{kind.upper()}_FILE" for kind in texts)
        log.warning("%s: served nowhere, for without PUBLIC_URL the bot has no server", named_here)
    return texts


def load(setting: str, file: Path, facts: Facts) -> OperatorText:
    """Read one file. Raises ConfigError with one sentence that names the setting, the file, and what to do."""
    named = language(file)
    page = markup.page(filled(setting, file, _read(setting, file), facts(named)))
    return OperatorText(named, page.title, page.body)


def language(file: Path) -> str:
    """What its name says: `privacy.de.md` is German; where it says nothing, English."""
    said = Path(file.stem).suffix.removeprefix(".")
    return said if LANGUAGE.fullmatch(said) else "en"


def filled(setting: str, file: Path, text: str, facts: Mapping[str, str]) -> str:
    """The text with every `{name}` replaced. Raises ConfigError for all that are unknown, each with its line."""
    unknown: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        for found in PLACEHOLDER.finditer(line):
            if found[1] not in facts:
                unknown.setdefault(found[0], number)
    if unknown:
        where = ", ".join(f"{each} in line {number}" for each, number in unknown.items())
        raise ConfigError(
            f"{setting}: {file} has {where}, which the bot cannot fill in. Write your own words there; the bot knows "
            f"{', '.join(f'{{{name}}}' for name in facts)}."
        )
    return PLACEHOLDER.sub(lambda found: facts[found[1]], text)


def _read(setting: str, file: Path) -> str:
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as wrong:
        raise ConfigError(
            f"{setting}: {file} cannot be read ({wrong.strerror or type(wrong).__name__}); "
            f"name a text file that the bot may read, or leave {setting} empty."
        ) from wrong
    if len(content) > LARGEST:
        raise ConfigError(f"{setting}: {file} is larger than {LARGEST // 1024} KiB; is it the right file?")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise ConfigError(f"{setting}: {file} is not UTF-8; save it as a text file in UTF-8.") from wrong
    if "\0" in text or not text.strip():
        raise ConfigError(f"{setting}: {file} is empty, or no text; is it the right file?")
    return text
