"""A paste, a file and a forward on the wire: fetched over HTTPS, said once over `kill -9`; a file server that lies."""

import base64
from pathlib import Path
from typing import Any

from tests.harness.town import ASKED, Town, town

PASTE = "I would listen first, and then say what I saw. " * 56


def file(name: str, kind: str, data: bytes) -> dict[str, str]:
    return {"name": name, "type": kind, "data": base64.b64encode(data).decode()}


def forward(words: str) -> dict[str, Any]:
    """Fields of a message that passes another one on, as the API describes them."""
    empty: dict[str, Any] = {name: [] for name in ("mentions", "mention_roles", "attachments", "embeds", "components")}
    times = {"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None}
    message = {"type": 0, "content": words, "flags": 0, **empty, **times}
    return {"flags": 1 << 14, "message_snapshots": [{"message": message}]}


async def send(here: Town, thread: int, *files: dict[str, str], **more: Any) -> None:
    await here.do("write", channel=thread, files=list(files), **more)


async def test_what_is_attached(tmp_path: Path) -> None:
    """Words are words; what is none is said once, whatever dies in between."""
    async with town(tmp_path, short=True) as here:
        await here.start_bot()
        thread = await here.begin()
        await here.until_asked(thread, ASKED[0])
        await send(here, thread, file("cv.pdf", "application/pdf", b"%PDF-1.7"))
        await here.until_said(thread, "I have not read what you attached")
        await here.kill_bot()
        await here.start_bot()
        await send(here, thread, file("message.txt", "text/plain; charset=utf-8", PASTE.encode()))
        await here.until_asked(thread, "What did you learn")
        assert here.answers() == [f"[text file message.txt]\n{PASTE}"]
        await here.do("weather", file_server="floods")
        await send(here, thread, file("message.txt", "text/plain", b"x" * 60_000))
        await here.until_said(thread, "Discord did not hand me your file")
        await here.do("weather", file_server="")
        await send(here, thread, more=forward("I said it there."))
        state = await here.until_asked(thread, ASKED[1])
        assert here.answers()[1:] == ["[forwarded message]\nI said it there."]
        said = here.said(state, thread)
        assert sum("I have not read" in text for text in said) == 1, said
        assert state["errors"] == []
        assert "Traceback" not in here.log()
