"""The operator's own texts: filled in, harmless, and served in the clothes of every other page."""

import logging
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config, load
from bot.errors import ConfigError
from bot.store import Store
from bot.web.camera.links import CameraLinks
from bot.web.camera.rooms import Cameras
from bot.web.site import CameraSite
from bot.web.texts import markup, operator_text
from bot.words import Words
from cogs.interview.public_facts import facts
from tests.harness.virtual_time import clock
from tests.harness.web_small import URL

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
OURS = {"h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "a", "strong", "code", "br"}


class Tags(HTMLParser):
    """Every tag that a browser would see, with its attributes, and every word between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Words.", "<p>Words.</p>"),
        ("Two\nlines.\n\nAnother.", "<p>Two lines.</p>\n<p>Another.</p>"),
        ("# Privacy\nWe keep:\n- a\n- b\n  more\n\n- c\nand c", "<h1>Privacy</h1>\n<p>We keep:</p>\n"
         "<ul>\n<li>a</li>\n<li>b more</li>\n<li>c and c</li>\n</ul>"),
        ("1. one\n2. two\n\n- other", "<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n<ul>\n<li>other</li>\n</ul>"),
        ("It begins in\n2026. So it is.", "<p>It begins in 2026. So it is.</p>"),
        ("- one\n\nNo item.", "<ul>\n<li>one</li>\n</ul>\n<p>No item.</p>"),
        ("A Street 1  \nTown\\\nLand", "<p>A Street 1<br>\nTown<br>\nLand</p>"),
        ("[**Us**](https://a.b/c?d=1&e=2)", '<p><a href="https://a.b/c?d=1&amp;e=2"><strong>Us</strong></a></p>'),
        ("See https://a.b/c.", '<p>See <a href="https://a.b/c">https://a.b/c</a>.</p>'),
        ("[post](mailto:me@a.b) **b** `x<y`", '<p><a href="mailto:me@a.b">post</a> <strong>b</strong> '
         "<code>x&lt;y</code></p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](/privacy)", "<p>[x](/privacy)</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ('[x](https://a"onclick=b)', "<p>[x](<a href=\"https://a\">https://a</a>&quot;onclick=b)</p>"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_text(text: str, body: str) -> None:
    """What a policy needs of Markdown; all the rest is words."""
    assert markup.page(text).body == body


def test_the_title_is_the_first_heading_of_the_highest_level() -> None:
    assert markup.page("## No\n\n# **My** [bot](https://a.b)\n\n# Other").title == "My bot"
    assert markup.page("Only words.").title == ""


SIGNS = st.sampled_from(
    [
        *"#*-[](){}<>`\"'&!/\\\n ",
        "<script>",
        "</p>",
        "](https://a",
        "](javascript:",
        "<!--",
        "\n\n- ",
        "\n1. ",
        "\n# ",
        "a",
    ]
)


@given(st.lists(SIGNS | st.text(max_size=5), max_size=40).map("".join))
def test_no_text_makes_a_tag_that_is_not_ours(text: str) -> None:
    """Nor an attribute, nor an address that is more than one to go to; and every tag is closed in its turn."""
    seen = Tags(markup.page(text).body)
    assert seen.open == []
    assert {tag for tag, _ in seen.tags} <= OURS
    for tag, attributes in seen.tags:
        assert set(attributes) == ({"href"} if tag == "a" else set())
        assert tag != "a" or str(attributes["href"]).startswith(("https://", "http://", "mailto:"))


@given(st.lists(SIGNS | st.text(max_size=5), max_size=40).map("".join))
def test_no_letter_is_lost(text: str) -> None:
    """A policy with a word less says something else."""
    shown = markup.page(text).body
    assert sum(map(str.isalpha, Tags(shown).words)) >= sum(map(str.isalpha, text)) - sum(
        map(str.isalpha, "".join(str(found) for found in hidden(shown)))
    )


def hidden(body: str) -> Iterator[str]:
    """The addresses behind the words of links."""
    return (str(attributes["href"]) for tag, attributes in Tags(body).tags if tag == "a")


def config(folder: Path, **settings: str) -> Config:
    return load({"PUBLIC_URL": URL, "GEMINI_API_KEY": "k", "DATABASE_PATH": str(folder / "i.db"), **settings})


def read(made: Config) -> operator_text.Texts:
    return operator_text.load_all(made, lambda language: facts(made, Words(), language))


def written(folder: Path, text: str | bytes, name: str = "privacy.md") -> str:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(folder / name)


def test_our_facts_are_filled_in(tmp_path: Path) -> None:
    """In the language that the file's name says, and as the consent says them."""
    file = written(tmp_path, "{google} Kept {backup_days} d, {retention_days} d. {model} {host} {version}", "p.de.md")
    made = config(tmp_path, PRIVACY_FILE=file, GEMINI_PAID="yes", BACKUP_DAYS="9", GEMINI_BASE_URL="wss://gate.example")
    text = read(made)["privacy"]
    assert text.language == "de"
    assert "Googles bezahlten Dienst" in text.body
    assert "<code>gate.example</code>" in text.body
    assert "Kept 9 d, 90 d. gemini-3.8-live localhost:8080" in text.body


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("Write to {contact}.\n\n{contact} or {your name}", "{contact} in line 1, {your name} in line 3"),
        ("", "is empty"),
        (b"PK\x03\x04\0\0", "is empty, or no text"),
        ("ß".encode("latin-1"), "is not UTF-8"),
        ("x" * 300_000, "larger than 256 KiB"),
        (None, "cannot be read (No such file"),
    ],
)
def test_a_text_with_a_mistake_is_not_served(tmp_path: Path, content: str | bytes | None, says: str) -> None:
    """One sentence that names setting and file, for each that is wrong."""
    file = str(tmp_path / "none.md") if content is None else written(tmp_path, content)
    with pytest.raises(ConfigError) as caught:
        read(config(tmp_path, PRIVACY_FILE=file, TERMS_FILE=str(tmp_path)))
    lines = str(caught.value).splitlines()
    assert says in lines[0]
    assert lines[0].startswith(f"PRIVACY_FILE: {file} ")
    assert lines[1].startswith(f"TERMS_FILE: {tmp_path} cannot be read (Is a directory)")
    assert len(lines) == 2


def test_without_a_server_it_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """They would be believed to be served."""
    caplog.set_level(logging.WARNING)
    read(config(tmp_path, PRIVACY_FILE=written(tmp_path, "Words."), PUBLIC_URL=""))
    assert "PRIVACY_FILE: served nowhere, for without PUBLIC_URL" in caplog.text


@pytest.mark.parametrize("name", ["privacy", "terms"])
def test_an_example_is_refused_until_it_is_filled_in(tmp_path: Path, name: str) -> None:
    """Nobody publishes it with its gaps; with them filled it is a page with a title and all its parts."""
    example = (EXAMPLES / f"{name}.md").read_text(encoding="utf-8")
    with pytest.raises(ConfigError, match="name of your bot"):
        read(config(tmp_path, PRIVACY_FILE=written(tmp_path, example)))
    known = facts(config(tmp_path), Words(), "en")
    done = operator_text.PLACEHOLDER.sub(lambda each: each[0] if each[1] in known else "ours", example)
    text = read(config(tmp_path, PRIVACY_FILE=written(tmp_path, done)))["privacy"]
    assert text.title.endswith("ours")
    assert text.body.count("<h2>") == example.count("\n## ")
    assert "{" not in text.body


async def served(folder: Path, texts: operator_text.Texts, *asked: tuple[str, dict[str, str]]) -> Any:
    """Status, headers and body of each request, in order."""
    async with Store.open(folder / "i.db", clock=clock) as store:
        links = CameraLinks(store, URL, clock=clock)
        site = CameraSite(links, Cameras(), Words(), URL, "127.0.0.1", 0, clock=clock, texts=texts)
        async with site as page, aiohttp.ClientSession() as browser:
            told = []
            for path, headers in asked:
                async with browser.get(f"http://127.0.0.1:{page.port}{path}", headers=headers) as answer:
                    told.append((answer.status, answer.headers, await answer.text()))
            return told


async def test_they_are_served_dressed_like_the_camera_page(tmp_path: Path) -> None:
    """With its policy, kept by browsers, with a way to each other, and without a script."""
    texts = read(
        config(
            tmp_path,
            PRIVACY_FILE=written(tmp_path, "# Mine\n\n<b>Words</b>"),
            TERMS_FILE=written(tmp_path, "No heading.", "terms.txt"),
        )
    )
    privacy, terms, style = await served(tmp_path, texts, ("/privacy", {}), ("/terms", {}), ("/text.css", {}))
    for status, headers, _ in (privacy, terms, style):
        assert status == 200
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-cache"
    assert privacy[1]["Content-Type"] == "text/html; charset=utf-8"
    assert '<html lang="en">' in privacy[2]
    assert "<title>Mine</title>" in privacy[2]
    assert "&lt;b&gt;Words&lt;/b&gt;" in privacy[2]
    assert '<a href="/terms">Terms of use</a>' in privacy[2]
    assert "<h1>Terms of use</h1>\n<p>No heading.</p>" in terms[2]
    assert "<script" not in privacy[2]
    again = {"If-None-Match": privacy[1]["ETag"]}
    assert [status for status, *_ in await served(tmp_path, texts, ("/privacy", again))] == [304]


async def test_where_there_is_none_words_say_so(tmp_path: Path) -> None:
    """In the visitor's language: what the bot says itself, and whom to ask."""
    german = {"Accept-Language": "de-AT,de;q=0.9"}
    privacy, terms = await served(tmp_path, {}, ("/privacy", {}), ("/terms/", german))
    assert (privacy[0], terms[0]) == (404, 404)
    assert "has not put a privacy policy here" in privacy[2]
    assert "/my-data" in privacy[2]
    assert '<html lang="de-at">' in terms[2]
    assert "hat hier keine Nutzungsbedingungen hinterlegt" in terms[2]
    assert "<footer" not in privacy[2]
