"""goAway: the time it leaves is used, a socket that worked is no failure, a server that lets none work is told."""

from collections.abc import Callable

import pytest

from bot.gemini.api.settings import Resolution
from bot.gemini.live.orders import Dial, LiveState
from bot.gemini.live.recovery import DELAYS
from bot.ports.model import LiveDown, ModelTurn, Noted
from tests.gemini.test_spoken_session import VOICE, heard, listening, spoken
from tests.harness.live_shell import ALL_SAID, CALL, Shell, asking, awake, said, turn_end

HOUR = 3600.0


def away(left: str) -> dict[str, object]:
    return {"goAway": {"timeLeft": left}}


def woken() -> Shell:
    """In writing: the candidate thinks, and types a little now and then."""
    shell = Shell()
    shell.session.wake(shell.now)
    shell.look()
    shell.open()
    return shell


def lives(shell: Shell, left: str) -> list[float]:
    """How long each socket of an hour was used whose end is announced one second after its setup."""
    found, opened, end = [], shell.now, shell.now + HOUR
    announce_at = opened + 1.0
    while shell.now < end and shell.session.state is not LiveState.DOWN:
        if announce_at <= shell.now:
            shell.receive(away(left))
            announce_at = end + 1.0
        shell.session.wake(shell.now)
        shell.wait(0.5)
        if shell.orders and not isinstance(shell.orders[0], Dial):
            found.append(shell.now - opened)
            shell.hang()
        if shell.orders:
            shell.open()
            opened, announce_at = shell.now, shell.now + 1.0
    return found


@pytest.mark.parametrize("begun", [woken, listening])
@pytest.mark.parametrize(
    ("left", "least", "most"),
    [("300s", 241, 296), ("60s", 30, 56), ("50s", 30, 46), ("soon", 30, 46), ("20s", 15, 17)],
)
def test_most_of_the_time_left_is_used(begun: Callable[[], Shell], left: str, least: float, most: float) -> None:
    """Each socket of a whole hour is announced to end, and the interview goes on: by voice and in writing."""
    shell = begun()
    found = lives(shell, left)
    assert shell.take(LiveDown) == []
    assert len(found) >= HOUR // (most + 5)
    assert all(least <= life <= most for life in found)


@pytest.mark.parametrize("begun", [woken, listening])
@pytest.mark.parametrize("left", ["5s", "1s", "0s", "-1s"])
def test_a_server_that_lets_no_socket_work_is_told(begun: Callable[[], Shell], left: str) -> None:
    """A few dials, further and further apart, and then words."""
    shell = begun()
    began = shell.now
    found = lives(shell, left)
    assert [down.failure.name for down in shell.take(LiveDown)] == ["connection_cap"]
    assert len(found) <= len(DELAYS) + 2
    assert shell.now - began >= sum(DELAYS)


def test_a_socket_that_worked_is_no_failure() -> None:
    """One reply on each, and then it has to be left at once: seven times, and more."""
    shell = asking(2)
    for item in range(4, 24, 2):
        shell.reply("Hm.")
        shell.receive(away("0s"))
        shell.wait(1.1)
        shell.hang()
        shell.open()
        shell.ask(item)
    assert shell.take(LiveDown) == []
    assert len(shell.take(ModelTurn)) == 10


@pytest.mark.parametrize(("first", "second"), [("300s", "50s"), ("50s", "300s"), ("300s", "soon")])
def test_of_two_announcements_the_earlier_end_counts(first: str, second: str) -> None:
    """Too early costs nothing, too late a reply."""
    shell = awake()
    shell.receive(away(first))
    shell.receive(away(second))
    shell.wait(1.1)
    shell.hang()


def test_while_it_is_set_up() -> None:
    """Before setupComplete it is known already."""
    shell = Shell()
    shell.ask(2)
    shell.orders.clear()
    shell.session.socket_opened(shell.now)
    shell.look()
    shell.receive(away("100s"), {"setupComplete": {}})
    shell.reply("Hm.")
    shell.wait(39.0)
    assert shell.orders == []
    shell.wait(1.1)
    shell.hang()


@pytest.mark.parametrize("asleep", [True, False])
def test_while_there_is_no_socket(*, asleep: bool) -> None:
    """What the old socket still says is of no socket any more."""
    shell = awake()
    if asleep:
        shell.session.sleep(shell.now)
        shell.look()
        shell.receive(away("0s"))
        shell.hang()
    else:
        shell.close(1006)
        shell.receive(away("0s"))
        shell.open()
    shell.wait(60.0)
    assert shell.orders == []
    assert shell.session.state is (LiveState.ASLEEP if asleep else LiveState.READY)


def test_during_a_function_call() -> None:
    """Nothing is idle while the model waits for us; the margin has the last word."""
    shell = asking(2)
    shell.receive(CALL, away("70s"))
    shell.wait(44.0)
    assert shell.orders == []
    shell.session.answer_tool("c1", "answer_is_enough", "Noted.", shell.now)
    shell.reply("Thank you.")
    assert shell.take(ModelTurn) == [ModelTurn(2, "Thank you.")]
    shell.wait(1.1)
    shell.hang()

    shell = asking(2)
    shell.receive(said("One moment."), away("12s"))
    shell.wait(6.9)
    assert shell.orders == []
    shell.wait(0.2)
    shell.hang()


def test_while_the_candidate_speaks() -> None:
    """They are let finish while there is time; then the rest goes on on another socket that hears it again."""
    call = listening()
    call.receive(away("61s"))
    call.speak(ends=False)
    call.wait(30.0)
    assert call.orders == []
    call.speak()
    call.receive(heard("Yes."), spoken("And?"), ALL_SAID, turn_end())
    assert [turn.item_id for turn in call.take(ModelTurn)] == [6]
    call.listen(8)
    call.wait(1.1)
    call.hang()

    call = listening()
    call.receive(away("61s"))
    call.speak(ends=False)
    call.wait(55.9)
    assert call.orders == []
    call.wait(0.2)
    call.hang()
    call.open()
    assert call.audio() == 5 * len(VOICE)


def test_pictures_in_more_detail_are_another_reason() -> None:
    """A new socket for their sake is not the server's doing, although its end was announced."""
    shell = Shell(resolution=Resolution.LOW)
    shell.session.wake(shell.now)
    shell.look()
    shell.open()
    shell.receive(away("300s"))
    shell.session.look_closer(True, shell.now)
    shell.look()
    shell.hang()
    assert [note.detail["why"] for note in shell.take(Noted) if note.kind == "rotated"] == ["resolution"]
