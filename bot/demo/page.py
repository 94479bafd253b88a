"""simcord's preview as a page for a person: it goes on by itself, and moves between channel and thread.

As it comes, a preview shows one channel, publishes when Python says so, and refuses a click that was made on an older
publication or during one. Here it publishes whatever is new, lets actions wait their turn, and each viewer has a place
of their own. It leans on names that simcord keeps private; simcord is pinned to the exact version they were read in.
"""

import asyncio
import dataclasses
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import simcord
from simcord.backend.access import can_access_message
from simcord.backend.errors import SetupError
from simcord.builders import ChannelHandle
from simcord.preview import Preview
from simcord.preview._markdown import _FIELD_POLICIES
from simcord.preview._pages import _Page

from bot.demo.frame import Frame
from bot.errors import ConfigError

NOT_NEWS = ("publication", "publishedRevision", "profile")
"""What differs in every publication: its number, its time. Everything else is news."""


# In an embed's description Discord shows small print (`-# `) and mentions; simcord does not.
_FIELD_POLICIES["embed_description"].update(subtext=True, mentions=True)


def local_zone() -> str:
    """The machine's time zone by its name, where it has one; the page's times are the reader's then."""
    place = Path("/etc/localtime").resolve().parts
    return "/".join(place[place.index("zoneinfo") + 1 :]) if "zoneinfo" in place else "UTC"


def opened(env: simcord.Env, channel: ChannelHandle, viewers: Sequence[simcord.MemberActor], port: int) -> "LivePage":
    """A page to enter with `async with`. ConfigError on entering: the port is taken. Port 0 takes a free one."""
    return LivePage(
        env,
        channel,
        tuple(viewers),
        layout="channel",
        display="responsive",
        width=960,
        height=720,
        locale="en-US",
        timezone=local_zone(),
        presentation_time=None,
        assets=None,
        port=port,
    )


class LivePage(Preview):
    """Call `tick` about twice a second, and `move` to take a viewer elsewhere; the address stays."""

    def __init__(self, env: simcord.Env, channel: ChannelHandle, viewers: tuple[Any, ...], **look: Any) -> None:
        super().__init__(env, channel, viewers, **look)
        self._server = Frame(self, look["port"])
        self._turn = asyncio.Lock()  # simcord allows one operation at a time
        self._home = channel
        self._places: dict[int, ChannelHandle] = {}
        self._newest: dict[str, int | None] = {}

    async def __aenter__(self) -> "LivePage":
        try:
            await super().__aenter__()
        except SetupError as trouble:
            if isinstance(trouble.__cause__, OSError):
                port = self._server._requested_port
                raise ConfigError(f"Port {port} is taken; choose another with --port.") from trouble
            raise
        return self

    @property
    def is_open(self) -> bool:
        """False once somebody ended the session from the page."""
        return self._active

    def place(self, viewer_id: int) -> ChannelHandle:
        return self._places.get(viewer_id, self._home)

    def looking(self) -> set[int]:
        """The ids of the viewers on the open pages."""
        return {page.viewer.id for page in self._browsers()}

    async def move(self, viewer_id: int, channel: ChannelHandle) -> None:
        """Show this viewer another channel, on every open page and after a reload."""
        async with self._turn:
            self._places[viewer_id] = channel
            for page in self._follow():
                self._publish(page, reason="navigation")

    async def go(self, channel_id: int) -> bool:
        """Take the viewer to this channel or thread, by its id; False when there is none."""
        for there in (self._home, *self._home.threads):
            if there.id == channel_id:
                for viewer_id in self.looking():
                    await self.move(viewer_id, there)
                return True
        return False

    async def tick(self) -> None:
        """Let the simulated time catch up with ours, and publish what is new."""
        async with self._turn:
            if not self.is_open:
                return
            behind = (datetime.now(UTC) - self.env.now()).total_seconds()
            await self.env.advance_time(max(0.0, behind))
            self._follow()
            await self.refresh()

    def _browsers(self) -> list[_Page]:
        return [page for page in self._pages.values() if page is not self._python]

    def _follow(self) -> list[_Page]:
        """Bring every page to its viewer's place, ready to be published; those that moved."""
        self.channel = self.place(self.viewers[0].id)  # where a page opens
        moved = [page for page in self._browsers() if page.channel_id != self.place(page.viewer.id).id]
        for page in moved:
            self._clear_page_assets(page)
            page.channel_id = self.place(page.viewer.id).id
            page.generation += 1
            page.target_id = page.window_end_id = page.modal = page.modal_handle = None
            page.navigation_query, page.navigation_cursor = "", None
            page.candidate_queries.clear()
            page.status = "current"
        return moved

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        """A click. It counts for the newest publication: what it names is looked up there, and refused if gone."""
        async with self._turn:
            page = self._get_page(context_id)
            if body.get("kind") == "viewer":
                self.channel = self.place(self._viewer(body.get("viewer_id")).id)
                page.channel_id = self.channel.id
            else:
                self.channel = self.place(page.viewer.id)
                body = {**body, "published_revision": page.revision}
            try:
                return await super()._action(context_id, body)
            finally:
                self._follow()

    def _initial_target(self, viewer: Any, channel_id: int) -> int | None:
        """What a page scrolls to: the newest message of all, not of the bot's."""
        messages = self.env.backend.messages.get(channel_id, {}).values()
        seen = (item.id for item in messages if can_access_message(self.env, channel_id, item, viewer, history=True))
        return max(seen, default=None)

    def _publish(self, page: _Page, *, reason: Any = "action") -> None:
        """Scroll to a new message; and unpublish a refresh without news: it would be drawn under the reader's hands."""
        newest = self._initial_target(page.viewer, page.channel_id)
        if newest != self._newest.get(page.id):
            self._newest[page.id] = newest
            page.target_id, page.window_end_id = newest, None
        before = dataclasses.replace(page) if reason == "refresh" else None
        super()._publish(page, reason=reason)
        if before is not None and news(before.snapshot) == news(page.snapshot):
            page.snapshot, page.revision = before.snapshot, before.revision


def news(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in snapshot.items() if key not in NOT_NEWS}
