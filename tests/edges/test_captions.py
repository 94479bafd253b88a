"""Captions in virtual time: at once, seldom, exact at the end, never beyond what Discord takes."""

import itertools
import re
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.edges.chat.captions import CALLS, EDIT_SECONDS, WINDOW, CallBudget, Captions, plain


@dataclass
class Chat:
    """A channel in virtual time; `calls` are the times at which something was written."""

    captions: Captions
    budget: CallBudget
    now: float = 0.0
    messages: dict[int, str] = field(default_factory=dict)
    calls: list[float] = field(default_factory=list)
    edited: dict[int, list[float]] = field(default_factory=dict)

    def run(self, until: float) -> None:
        """Write whatever becomes due up to then."""
        while True:
            write = self.captions.next(self.now)
            if write is not None:
                self.budget.spend(self.now)
                self.calls.append(self.now)
                message_id = write.message_id or len(self.messages) + 1
                self.edited.setdefault(message_id, []).append(self.now)
                self.messages[message_id] = write.text
                self.captions.written(write, message_id, self.now)
                continue
            deadline = self.captions.deadline()
            if deadline is None or deadline > until:
                self.now = until
                return
            self.now = max(self.now, deadline)

    def say(self, key: int, text: str, *, final: bool = False, label: str = "You:") -> None:
        self.captions.show(key, label, text, final=final)


@pytest.fixture
def chat() -> Chat:
    budget = CallBudget()
    return Chat(Captions(budget), budget)


def test_the_first_words_go_out_at_once(chat: Chat) -> None:
    """And say whose they are, and that more is coming."""
    chat.say(1, "Hello")
    chat.run(0.0)
    assert chat.messages == {1: "**You:** Hello …"}


def test_a_turn_is_one_message_and_its_end_is_exact(chat: Chat) -> None:
    """What lies between is left out where it comes too fast."""
    words = ["I", "moderated", "a", "small", "server", "with", "about", "three", "hundred", "members"]
    for count in range(1, len(words) + 1):
        chat.say(1, " ".join(words[:count]))
        chat.run(count * 0.3)
    chat.say(1, " ".join(words) + ".", final=True)
    chat.run(20.0)
    assert chat.messages == {1: "**You:** " + " ".join(words) + "."}
    assert len(chat.calls) < len(words)


def test_nothing_changes_after_the_final_text(chat: Chat) -> None:
    """A fragment that comes late belongs to nobody's caption."""
    chat.say(1, "Done.", final=True)
    chat.say(1, "Done. And", final=False)
    chat.run(10.0)
    assert chat.messages == {1: "**You:** Done."}


def test_nobody_is_shown_an_empty_caption(chat: Chat) -> None:
    """Silence has no message."""
    chat.say(1, "  ", final=True)
    chat.run(10.0)
    assert chat.messages == {}
    assert chat.captions.deadline() is None


def test_long_answers_go_on_in_a_second_message(chat: Chat) -> None:
    """None of it is cut off."""
    text = " ".join(f"Sentence number {number} of a long answer." for number in range(120))
    chat.say(1, text[:1000])
    chat.run(0.0)
    chat.say(1, text, final=True)
    chat.run(30.0)
    assert " ".join(chat.messages.values()) == f"**You:** {text}"
    assert len(chat.messages) == 3


def test_a_refused_call_is_tried_again_later(chat: Chat) -> None:
    """With the newest text."""
    chat.say(1, "One")
    write = chat.captions.next(0.0)
    assert write is not None
    chat.captions.postpone(write, 0.0)
    chat.say(1, "One two.", final=True)
    assert chat.captions.next(1.0) is None
    chat.run(WINDOW)
    assert chat.messages == {1: "**You:** One two."}


def test_posts_count_and_captions_wait_for_them(chat: Chat) -> None:
    """The interview's own messages come first."""
    for _ in range(CALLS):
        chat.budget.spend(0.0)
    chat.say(1, "Hello.", final=True)
    chat.run(WINDOW - 0.1)
    assert chat.messages == {}
    chat.run(WINDOW)
    assert chat.messages == {1: "**You:** Hello."}


UPDATES = st.lists(st.tuples(st.integers(1, 4), st.floats(0, 2), st.booleans()), max_size=60)


@given(UPDATES)
def test_whatever_is_said_the_budget_holds(updates: list[tuple[int, float, bool]]) -> None:
    """Never more than three calls in five seconds, never two edits too close, and every last text arrives."""
    budget = CallBudget()
    chat = Chat(Captions(budget), budget)
    said: dict[int, str] = {}
    over: set[int] = set()
    for count, (key, wait, final) in enumerate(updates):
        if key not in over:
            said[key] = f"text {count}"
            chat.say(key, said[key], final=final, label=f"{key}:")
            over |= {key} if final else set()
        chat.run(chat.now + wait)
    chat.run(chat.now + 100)
    wanted = {f"**{key}:** {text}" + ("" if key in over else " …") for key, text in said.items()}
    assert set(chat.messages.values()) == wanted
    for first, fourth in zip(chat.calls, chat.calls[CALLS:], strict=False):
        assert fourth - first >= WINDOW - 1e-6
    for times in chat.edited.values():
        for earlier, later in itertools.pairwise(times):
            assert later - earlier >= EDIT_SECONDS - 1e-6


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words, nothing else.", "plain words, nothing else."),
        ("*so* _much_ ~~fun~~ `here`", r"\*so\* \_much\_ \~\~fun\~\~ \`here\`"),
        ("# a title", r"\# a title"),
        ("- a list\n2. more", "\\- a list\n2\\. more"),
        ("@everyone and <@5>", "@\u200beveryone and \\<@\u200b5\\>"),
        ("[click](https://x.test)", "\\[click\\]\\(https:\u200b//x.test\\)"),
        ("back\\slash", r"back\\slash"),
        ("turned\u202e around\u2066, hid\u200bden\U000e0041", "turned around, hidden"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_words_are_shown_as_they_are(text: str, shown: str) -> None:
    """No markup of anybody's, no mention, no link."""
    assert plain(text) == shown


@given(st.text(alphabet="ab \\*_~`|<>[]()@#-1.\n", max_size=80))
def test_escaping_loses_nothing(text: str) -> None:
    """Take the escapes away, and there it is again."""
    assert re.sub(r"\\(.)", r"\1", plain(text)).replace("\u200b", "") == text
