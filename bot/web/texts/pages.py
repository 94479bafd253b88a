"""`/privacy` and `/terms`: the operator's texts as pages, made once; words where there is none."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from aiohttp import web

from bot.web.texts.operator_text import OperatorText, TextKind, Texts
from bot.words import Words

STATIC = Path(__file__).parent / "static"
TEMPLATE = Template((STATIC / "text.html").read_text(encoding="utf-8"))
NAMES: Final[Mapping[TextKind, str]] = {"privacy": "texts-privacy", "terms": "texts-terms"}
MISSING: Final[Mapping[TextKind, tuple[str, str]]] = {
    "privacy": ("texts-none-privacy-title", "texts-none-privacy"),
    "terms": ("texts-none-terms-title", "texts-none-terms"),
}


class TextPages:
    """The routes. `preferred` picks a visitor's language from an Accept-Language, for what we say ourselves."""

    def __init__(self, texts: Texts, words: Words, preferred: Callable[[str], str]) -> None:
        self._words = words
        self._preferred = preferred
        self._there = tuple(kind for kind in NAMES if kind in texts)
        self._pages = {kind: self._made(kind, text).encode() for kind, text in texts.items()}
        self._style = (STATIC / "text.css").read_bytes()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/privacy{slash:/?}", self._privacy),
            web.get("/terms{slash:/?}", self._terms),
            web.get("/text.css", self._css),
        ]

    async def _privacy(self, request: web.Request) -> web.Response:
        return self._page(request, "privacy")

    async def _terms(self, request: web.Request) -> web.Response:
        return self._page(request, "terms")

    async def _css(self, request: web.Request) -> web.Response:
        return kept(request, self._style, "text/css")

    def _page(self, request: web.Request, kind: TextKind) -> web.Response:
        found = self._pages.get(kind)
        if found is not None:
            return kept(request, found, "text/html")
        language = self._preferred(request.headers.get("Accept-Language", ""))
        title, says = (self._words.say(language, key) for key in MISSING[kind])
        body = f"<h1>{escape(title)}</h1>\n<p>{escape(says)}</p>"
        page = self._filled(kind, language, title, body)
        return web.Response(status=404, text=page, content_type="text/html", headers={"Vary": "Accept-Language"})

    def _made(self, kind: TextKind, text: OperatorText) -> str:
        name = self._words.say(text.language, NAMES[kind])
        body = text.body if text.title else f"<h1>{escape(name)}</h1>\n{text.body}"
        return self._filled(kind, text.language, text.title or name, body)

    def _filled(self, kind: TextKind, language: str, title: str, body: str) -> str:
        """The whole document, with a way to the other text where there is one."""
        links = "".join(
            f'<a href="/{other}">{escape(self._words.say(language, NAMES[other]))}</a>'
            for other in self._there
            if other != kind
        )
        foot = f"<footer>{links}</footer>\n" if links else ""
        return TEMPLATE.substitute(lang=escape(language), title=escape(title), body=body, foot=foot)


def kept(request: web.Request, body: bytes, kind: str) -> web.Response:
    """A file that browsers keep and ask about: 304 where theirs is ours."""
    tag = f'"{sha256(body).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in request.headers.get("If-None-Match", ""):  # also W/"…": a proxy compressed it
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, headers=headers, content_type=kind, charset="utf-8")
