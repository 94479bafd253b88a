"""The page's own behaviour, asked as its script asks it: without a browser."""

import asyncio
from typing import Any

from bot.demo.page import LivePage, opened
from bot.demo.stage import DemoStage, stage


def button(snapshot: dict[str, Any], label: str) -> str:
    """The key by which the page names a button."""
    for message in snapshot["messages"].values():
        for row in message["components"]:
            for component in row.get("components", []):
                if component.get("label") == label:
                    return str(component["control_key"])
    raise AssertionError(f"the page shows no button {label!r}")


async def click(page: LivePage, context: str, snapshot: dict[str, Any], label: str) -> dict[str, Any]:
    """Press what the reader saw in `snapshot`, however old that is."""
    key = button(snapshot, label)
    now = page._page_payload(page._get_page(context))
    body = {
        "protocol_version": 3,
        "sequence": page._get_page(context).last_sequence + 1,
        "request_id": f"click-{label}",
        "generation": now["context"]["generation"],
        "bot_generation": now["botGeneration"],
        "published_revision": snapshot["publishedRevision"],
        "kind": "click",
        "control_key": key,
        "target_id": key.split(":")[1],
    }
    return await page._action(context, body)


def shown(page: LivePage, context: str) -> dict[str, Any]:
    return page._page_payload(page._get_page(context))


async def furnished(here: DemoStage) -> LivePage:
    return opened(here.env, here.channel, [here.candidate, here.moderator, here.admin], port=0)


async def test_a_click_on_an_older_publication_during_a_refresh_counts() -> None:
    async with stage(None) as here, await furnished(here) as page:
        context = page._open_page().id
        seen = shown(page, context)
        await here.candidate.send(here.channel, "Hello!")
        await page.tick()
        assert shown(page, context)["publishedRevision"] > seen["publishedRevision"]

        _, answer, _ = await asyncio.gather(page.tick(), click(page, context, seen, "Start an interview"), page.tick())

        assert not answer["rejected"], answer["diagnostics"]
        assert button(shown(page, context), "Agree and start")


async def test_a_refresh_without_news_publishes_nothing() -> None:
    """A page that is drawn anew twice a second loses what its reader is about to do."""
    async with stage(None) as here, await furnished(here) as page:
        context = page._open_page().id
        await page.tick()
        seen = shown(page, context)
        for _ in range(3):
            await asyncio.sleep(0.05)
            await page.tick()
        assert shown(page, context) == seen


async def test_each_viewer_has_a_place_and_the_address_stays() -> None:
    async with stage(None) as here, await furnished(here) as page:
        context, address = page._open_page().id, page.url
        elsewhere = here.guild.create_text_channel("elsewhere")

        await page.move(here.candidate.id, elsewhere)

        assert shown(page, context)["channelId"] == str(elsewhere.id)
        assert page._open_page(here.moderator.id).id != context
        await page.tick()
        assert [one.channel_id for one in page._browsers()] == [elsewhere.id, here.channel.id]
        assert page.url == address
