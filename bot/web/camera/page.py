"""The page itself: one document in the visitor's language, without a word or a style that is not of this server."""

import json
import re
from html import escape
from pathlib import Path
from string import Template

from bot.words import HERE, Words, nearest

TEMPLATE = Template((Path(__file__).parent / "static" / "camera.html").read_text(encoding="utf-8"))
KEYS = tuple(re.findall(r"^(page-[a-z-]+) =", (HERE / "en" / "page.ftl").read_text(encoding="utf-8"), re.MULTILINE))
FOR_SCRIPT = "page-js-"


def page_html(words: Words, locale: str) -> str:
    """The page for a visitor's language; one that we do not speak is English."""
    language = nearest(locale)
    texts = {key: words.say(language, key) for key in KEYS}
    script = {key.removeprefix(FOR_SCRIPT): text for key, text in texts.items() if key.startswith(FOR_SCRIPT)}
    shown = {key.replace("-", "_"): escape(text) for key, text in texts.items() if not key.startswith(FOR_SCRIPT)}
    data = json.dumps(script, ensure_ascii=False).replace("<", "\\u003c")  # nothing in it can end the block
    return TEMPLATE.substitute(shown, lang=language, words=data)
