"""What a long interview lives through: rotations, sleep, old handles, new processes, probes, news that comes late."""

import asyncio
import json
import logging
from pathlib import Path

import pytest

from bot.gemini.api.messages import Malformed, parse_server
from bot.gemini.live.prices import cost_usd
from bot.interview.models import Plan, Question, Status
from bot.log import NEVER_DEBUG
from bot.ports.posts import Action
from sims.gemini import GeminiSim
from tests.failures.test_every_failure import falls_asleep, over, says, wait_for_the_breaker
from tests.harness.paper_thread import PaperTown
from tests.harness.text_world import CLOSING, Person, Room, room, running
from tests.harness.virtual_time import in_virtual_time, loop, until

LONG = Plan(
    "Moderator", tuple(Question(f"Planned question {number}?", follow_ups=1) for number in range(6)), closing=CLOSING
)


async def talks_on(person: Person, upto: int) -> str:
    """Answer question after question until so many answers were given, or the end came."""
    came = "question"
    while came == "question" and len(person.said) < upto:
        came = await says(person, f"Answer {len(person.said) + 1} of Ada.")
    return came


def spent(sim: GeminiSim) -> tuple[int, float]:
    """Tokens and dollars of everything the simulator sent, summed by the price table."""
    usages = []
    for session in sim.sessions:
        for frame in session.sent:
            message = parse_server(json.dumps(frame))
            if not isinstance(message, Malformed) and message.usage is not None:
                usages.append(message.usage)
    return sum(usage.total for usage in usages), sum(cost_usd("gemini-3.8-live", usage) for usage in usages)


def test_many_rotations(tmp_path: Path) -> None:
    """Sockets that are old after a moment: each answer once in the last context, and what it costs summed once."""

    async def main() -> None:
        async with GeminiSim() as sim, room(tmp_path / "i.db", sim, PaperTown(), socket_age=1.0) as here:
            ada = await here.begin(plan=LONG)
            assert await talks_on(ada, 20) == "over"
            await over(ada)
            assert len(sim.sessions) > 3
            assert ada.told() == ada.said[:-1]
            detail = await ada.detail()
            tokens, dollars = spent(sim)
            assert tokens > 0
            assert detail.tokens == tokens
            assert detail.cost_usd == pytest.approx(dollars)
            assert detail.row.status is Status.COMPLETED
            kinds = [kind for kind, _ in await ada.events()]
            assert kinds.count("live_rotated") >= 3
            assert "live_down" not in kinds

    in_virtual_time(main())


async def asked(sim: GeminiSim, answer: str) -> None:
    """Wait until a model has this answer."""
    await until(lambda: any(answer in str(session.received) for session in sim.live), lambda: "never asked")


def test_go_away_in_the_middle_of_a_reply(tmp_path: Path) -> None:
    """The reply is waited for while there is time, and asked for again where there is not."""

    async def main() -> None:
        async with GeminiSim() as sim, room(tmp_path / "i.db", sim, PaperTown()) as here:
            ada = await here.begin()
            for time_left in (60.0, 1.0):
                sim.delay = 2.0
                before = ada.newest
                ada.says(f"Answer with {time_left:g} s left.")
                await asked(sim, ada.said[-1])
                await sim.go_away(time_left)
                sim.delay = 0.0
                assert await ada.comes(after=before) == "question"
            assert await talks_on(ada, 9) == "over"
            await over(ada)
            assert ada.told() == ada.said[:-1]
            assert sum(len(session.context) > 0 for session in sim.sessions) >= 2

    in_virtual_time(main())


def test_sleep_and_wake_by_typing(tmp_path: Path) -> None:
    """Quiet closes the socket, the typing sign opens one by handle before the answer is there."""

    async def main() -> None:
        async with GeminiSim() as sim, room(tmp_path / "i.db", sim, PaperTown()) as here:
            ada = await here.begin()
            await says(ada, "Answer 1 of Ada.")
            await falls_asleep(here)
            ada.types()
            await until(lambda: sim.live and sim.live[0].ready, lambda: "typing wakes nobody")
            assert sim.live[0].handle is not None
            assert sim.live[0].received == [{"setup": sim.live[0].setup}]  # a context is not touched by waking
            await asyncio.sleep(1.0)
            loop().jump(200.0)  # an hour over one sentence: asleep again, and typing again wakes
            await until(lambda: not sim.live, lambda: "it does not sleep")
            assert await says(ada, "Answer 2 of Ada.") == "question"
            assert await talks_on(ada, 9) == "over"
            await over(ada)
            assert ada.told() == ada.said[:-1]

    in_virtual_time(main())


def test_a_handle_that_is_too_old_is_not_tried(tmp_path: Path) -> None:
    """After two hours the context comes from our record."""

    async def main() -> None:
        async with GeminiSim() as sim, room(tmp_path / "i.db", sim, PaperTown()) as here:
            ada = await here.begin()
            await says(ada, "Answer 1 of Ada.")
            loop().jump(2 * 3600 + 1.0)
            await until(lambda: not sim.live, lambda: "it does not sleep")
            assert await says(ada, "Answer 2 of Ada.") == "question"
            assert sim.sessions[-1].handle is None
            assert await talks_on(ada, 9) == "over"
            await over(ada)
            assert ada.told() == ada.said[:-1]

    in_virtual_time(main())


@pytest.mark.parametrize("kept", ["by the store", "by nobody", "by us, not by Google"])
def test_a_new_process(kept: str, tmp_path: Path) -> None:
    """It resumes by the stored handle; without one, or when that is refused, from the record. No second greeting."""

    async def main() -> None:
        town = PaperTown()
        async with GeminiSim() as sim:
            async with room(tmp_path / "i.db", sim, town) as here:
                ada = await here.begin()
                await says(ada, "Answer 1 of Ada.")
                await falls_asleep(here)
            assert running() == set()
            if kept == "by us, not by Google":
                sim.forget_handles()
            async with room(tmp_path / "i.db", sim, town) as here:
                if kept == "by nobody":  # not before: a relay that still runs may be about to store one
                    await here.store.save_handle(ada.interview_id, None)
                await here.service.restore()
                ada = Person(here, ada.interview_id, ada.thread, ada.said)
                sessions = len(sim.sessions)
                assert await says(ada, "Answer 2 of Ada.") == "question"
                assert (sim.sessions[sessions].handle is None) is (kept == "by nobody")
                assert (sim.sessions[-1].handle is None) is (kept != "by the store")
                assert await talks_on(ada, 9) == "over"
                await over(ada)
                assert ada.told() == ada.said[:-1]
                tokens, dollars = spent(sim)
                detail = await ada.detail()
                assert detail.tokens == tokens
                assert detail.cost_usd == pytest.approx(dollars)

    in_virtual_time(main())


def test_a_probe_whose_socket_breaks_is_still_the_probe(tmp_path: Path) -> None:
    """The quota is back, the probe's first socket falls: it dials again instead of calling the quota used up."""

    async def main() -> None:
        async with GeminiSim() as sim, room(tmp_path / "i.db", sim, PaperTown()) as here:
            ada, bob = await here.begin(7), await here.begin(8)
            sim.fail_always("quota")
            assert await says(ada, "Answer 1 of Ada.") == "choice"
            sim.heal()
            wait_for_the_breaker(here)
            for _ in range(3):
                sim.fail_next("drop")
            assert await says(bob, "Answer 1 of Bob.") == "question"
            assert here.breaker.blocked(here.now()) is None
            await ada.presses(Action.PAUSE)
            await ada.becomes(Status.PAUSED)
            before = ada.newest
            await ada.presses(Action.CONTINUE)
            assert await ada.comes(after=before) == "question"

    in_virtual_time(main())


def test_a_connection_that_fails_while_nobody_waits_is_not_news(tmp_path: Path) -> None:
    """Typing wakes it, it cannot be had: not a word about it, until an answer waits for it."""

    async def main() -> None:
        async with GeminiSim() as sim, room(tmp_path / "i.db", sim, PaperTown()) as here:
            ada = await here.begin()
            sim.fail_always("bad_key")
            ada.types()
            async with asyncio.timeout(100):
                while "live_down" not in [kind for kind, _ in await ada.events()]:  # noqa: ASYNC110 - as in `until`
                    await asyncio.sleep(0.1)
            assert ada.choices == 0
            sim.heal()
            wait_for_the_breaker(here)
            assert await says(ada, "Answer 1 of Ada.") == "question"
            assert ada.choices == 0

    in_virtual_time(main())


def test_what_google_quotes_of_a_candidate_is_shown_nowhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """A close reason may hold an answer: not in the thread, the log, or the event log; the class is enough."""
    secret = "My grandmother's maiden name was Zanzibar."
    caplog.set_level(logging.DEBUG)
    for name in NEVER_DEBUG:
        caplog.set_level(logging.INFO, logger=name)

    async def main() -> None:
        async with GeminiSim() as sim, room(tmp_path / "i.db", sim, PaperTown()) as here:
            ada = await here.begin()
            await falls_open(here, ada)
            for code in (1007, 1008, 1011):
                await sim.close_all(code, f"Cannot process: {secret}")
                await asyncio.sleep(1.0)
                await until(lambda: sim.live and sim.live[0].ready, lambda: "not dialled again")
            sim.fail_always("drop")
            before = ada.newest
            ada.says(secret)
            assert await ada.comes(after=before) == "choice"
            assert secret not in "\n".join(ada.thread.said())
            assert "Zanzibar" not in str(await ada.events())
            assert "Zanzibar" not in repr(here.service) + repr(here.breaker)
            await ada.presses(Action.END)
            await over(ada)

    in_virtual_time(main())
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("sims.")]
    assert "Zanzibar" not in "\n".join([*ours, *capfd.readouterr()])
    assert any("Gemini Live is down" in line for line in ours)


async def falls_open(here: Room, person: Person) -> None:
    """Typing has woken the socket."""
    person.types()
    await until(lambda: here.sim.live and here.sim.live[0].ready, lambda: "typing wakes nobody")
