"""A turn's tokens are counted once, however often the service tells them; what it repeats fills no record."""

import pytest

from bot.ports.model import Noted, TokensUsed
from tests.harness.live_shell import ALL_SAID, CALL, Shell, asking, said, turn_end


def counted(prompt: int, reply: int) -> dict[str, object]:
    return {"usageMetadata": {"promptTokenCount": prompt, "responseTokenCount": reply}}


def spent(shell: Shell) -> int:
    return sum(event.usage.total for event in shell.take(TokensUsed))


def test_growing_counts_of_one_turn() -> None:
    """The last of them is the turn's: not the sum of all."""
    shell = asking(2)
    for number in range(1, 21):
        shell.receive({**said("word "), **counted(3900, 5 * number)})
    shell.receive(said("Why?"), {**turn_end(), **counted(3900, 100)})
    assert spent(shell) == 4000


def test_a_count_behind_the_end_is_the_same_turn_s() -> None:
    shell = asking(2)
    shell.receive({**said("Why?"), **counted(500, 10)}, {**turn_end(), **counted(500, 40)}, counted(500, 42))
    assert spent(shell) == 542


@pytest.mark.parametrize("content", [True, False])
def test_each_turn_counts(content: bool) -> None:
    """Also one in which nothing was said."""
    shell = asking(2)
    shell.receive(said("Why?"), {**turn_end(), **counted(500, 40)})
    shell.ask(4)
    shell.wait(1.0)
    if content:
        shell.receive(said("And?"), ALL_SAID)
    shell.receive({**turn_end(), **counted(540, 30)})
    assert spent(shell) == 540 + 570


def test_what_follows_a_function_s_result_counts_by_itself() -> None:
    shell = asking(2)
    shell.receive({**CALL, **counted(500, 8)})
    shell.session.answer_tool("c1", "answer_is_enough", "Noted.", shell.now)
    shell.look()
    shell.receive(said("Thank you."), ALL_SAID, {**turn_end(), **counted(520, 12)})
    assert spent(shell) == 508 + 532


def test_a_new_socket_counts_anew() -> None:
    shell = asking(2)
    shell.receive({**said("Wh"), **counted(500, 10)})
    shell.close(1006)
    shell.open()
    shell.receive({**said("Why?"), **counted(500, 10)})
    assert spent(shell) == 1020


def test_what_cannot_be_read_is_noted_once_for_each_socket() -> None:
    shell = asking(2)
    for socket in (1, 2):
        for raw in (b"{", b"[]", b"\xff\xfe") * 200:
            shell.session.received(raw, shell.now)
        shell.look()
        assert len([note for note in shell.take(Noted) if note.kind == "malformed_frame"]) == 1, socket
        if socket == 1:
            shell.close(1006)
            shell.open()


def test_a_goodbye_that_is_said_often_is_noted_once() -> None:
    shell = asking(2)
    shell.receive(*({"goAway": {"timeLeft": "50s"}} for _ in range(200)))
    assert len([note for note in shell.take(Noted) if note.kind == "go_away"]) == 1
