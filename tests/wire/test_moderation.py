"""What a server's team may do to a running interview at any moment: its place locked, closed to us, deleted, gone."""

from pathlib import Path

from tests.harness.town import ASKED, town


async def test_a_locked_thread_is_left_in_peace(tmp_path: Path) -> None:
    """Locked while it runs, and found locked and archived after `kill -9`: paused, not a word, never un-archived."""
    async with town(tmp_path, short=True) as here:
        await here.start_bot()
        thread = await here.begin()
        before = here.said(await here.until_asked(thread, ASKED[0]), thread)
        await here.do("moderate", channel=thread, locked=True)
        await here.becomes("paused", "thread_locked")
        await here.kill_bot()
        await here.do("moderate", channel=thread, archived=True)
        await here.start_bot()
        await here.until(lambda state: f"GET /channels/{thread}" in state["requests"], "it looked")
        state = await here.becomes("paused", "thread_locked")  # it tried to go on, and was told no
        assert (
            state["threads"][str(thread)]["thread_metadata"] | {"locked": True, "archived": True}
            == (state["threads"][str(thread)]["thread_metadata"])
        )
        assert here.said(state, thread) == before
        await here.do("moderate", channel=thread, locked=False, archived=False)
        await here.becomes("active")
        await here.until_said(thread, "I can write here again", times=1)
        await here.says(thread, "I like maps.")
        await here.until_asked(thread, "?")


async def test_locked_while_nobody_was_there(tmp_path: Path) -> None:
    """The bot may write in a locked thread, but the candidate may not: a waiting interview is paused, too."""
    async with town(tmp_path, short=True) as here:
        await here.start_bot()
        thread = await here.begin()
        before = here.said(await here.until_asked(thread, ASKED[0]), thread)
        await here.kill_bot()
        await here.do("moderate", channel=thread, locked=True)
        await here.start_bot()
        state = await here.becomes("paused", "thread_locked")
        assert here.said(state, thread) == before
        await here.do("moderate", channel=thread, locked=False)
        await here.becomes("active")
        await here.do("delete_thread", channel=thread)
        await here.becomes("failed", "thread_deleted")


async def test_permissions_taken_and_given_back(tmp_path: Path) -> None:
    """What was written while we could not see it is read and answered once; nobody has to press anything."""
    async with town(tmp_path, short=True) as here:
        await here.start_bot()
        thread = await here.begin()
        await here.until_asked(thread, ASKED[0])
        await here.do("permissions", missing=["send"])
        await here.says(thread, "I like maps.")
        await here.becomes("paused", "permissions")
        await here.do("permissions", missing=["view"])
        await here.says(thread, "Old ones above all.")
        await here.do("permissions", missing=[])
        await here.until_asked(thread, "?")
        await here.until(lambda _: "Old ones above all." in "\n".join(here.answers()), "the gap is read")
        assert "\n".join(here.answers()) == "I like maps.\nOld ones above all."
        assert here.status()[0] == "active"
        attempts = [each for each in (await here.state())["errors"] if "Missing" in each]
        assert len(attempts) < 12, attempts


async def test_the_bot_is_removed(tmp_path: Path) -> None:
    """Told by the gateway; or found out by a process that was dead when it happened."""
    async with town(tmp_path, short=True) as here:
        await here.start_bot()
        thread = await here.begin()
        await here.until_asked(thread, ASKED[0])
        await here.do("kick")
        await here.becomes("failed", "bot_removed")
        await here.do("invite")
        await here.begin()
        await here.becomes("active")
        await here.kill_bot()
        await here.do("kick")
        await here.start_bot()
        await here.becomes("failed", "bot_removed")
        assert await here.stop_bot() < 10
