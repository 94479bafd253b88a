"""The frame around the demo's conversation: simcord's tools put away, and links to a thread followed inside the page.

simcord's preview is a workbench for developers; who tries a bot needs none of its tools, and a link into the simulated
Discord would lead to an address at the real one.
"""

from typing import TYPE_CHECKING, ClassVar

from aiohttp import web
from simcord.preview._server import PreviewServer

if TYPE_CHECKING:
    from bot.demo.page import LivePage

GO = "/demo/go"
TITLE = "Interview bot: the demo"
LOOKS = """
#messages-toggle, #messages-sidebar, #refresh, #capture-open, #inspector-toggle, #action-status, #view-action-output,
.preview-brand, .session-menu, .message-edited, .message-edited-compact { display: none !important; }
"""
"""Away with what is for developers, and with “(edited)”, which lies over a message's time."""
FOLLOWS = """
addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest('a[href^="https://discord.com/channels/"]');
  if (!link) return;
  event.preventDefault();
  fetch("/demo/go?channel=" + new URL(link.href).pathname.split("/")[3]);
}, true);
"""


class Frame(PreviewServer):
    """Serves the preview's files with what is above."""

    _STATIC_FILES: ClassVar[dict[str, str]] = {**PreviewServer._STATIC_FILES, GO: "a verb"}

    def __init__(self, page: "LivePage", port: int) -> None:
        super().__init__(page, port)
        self._page = page

    async def _static(self, request: web.Request) -> web.Response:
        if request.path == GO:
            return await self._go(request)
        served: web.Response = await super()._static(request)
        if request.path == "/preview.css":
            served.text = f"{served.text}{LOOKS}"
        elif request.path == "/app.js":
            served.text = f"{served.text}{FOLLOWS}"
        elif request.path == "/":
            served.text = (served.text or "").replace("<title>SimCord Preview</title>", f"<title>{TITLE}</title>")
        return served

    async def _go(self, request: web.Request) -> web.Response:
        """Somebody clicked a link to a channel: the viewer goes there. Only a view changes, so a GET will do."""
        channel = request.query.get("channel", "")
        known = request.headers.get("Host", "") in self._allowed_hosts() and channel.isdecimal()
        return web.Response(status=204 if known and await self._page.go(int(channel)) else 404)
