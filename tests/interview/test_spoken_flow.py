"""A spoken interview as it should go: greeting, questions, answers, what is stored of each, and its end."""

from dataclasses import replace

import pytest

from bot.interview.commands import AnswerTool, AskModel, Listen, OpenMic, SaveDraft, SaveTurn, ShowPost
from bot.interview.events import Begin, Shutdown
from bot.interview.models import Mark, Plan, Question, Status
from bot.interview.phases import Phase
from bot.interview.text.prompts import history_items
from bot.interview.voice.prompts import REPEAT_OUTPUT, speech_of, spoken_instruction
from bot.ports.accommodations import Accommodations
from bot.ports.events import CandidateReady, Played
from bot.ports.model import HeardWords, ModelTurn, SaidWords
from bot.ports.posts import Action
from tests.harness.text_machine import PLAN
from tests.harness.voice_machine import Hall, hall, listening, shown, spoken

FIRST, SECOND = (question.text for question in PLAN.questions)


def phase(room: Hall) -> Phase:
    """Asked anew each time."""
    return room.machine.phase


def test_it_waits_for_the_candidate_and_greets_with_a_closed_mic() -> None:
    """A cough, or the echo of the greeting, must not cut it."""
    room = Hall(spoken())
    assert shown(room.tell(Begin())) == ["interview-voice-joining"]
    assert (room.snapshot.status, phase(room), room.mic) == (Status.ACTIVE, Phase.JOINING, False)
    out = room.tell(CandidateReady())
    assert [type(command) for command in out] == [SaveTurn, ShowPost, AskModel]
    assert (phase(room), room.mic) == (Phase.SPEAKING, False)
    assert room.texts[-1].startswith("Say exactly this, word for word, in en, and nothing else:\n<<<\nHello!")
    room.play("Hello!")
    assert room.mic
    assert room.items == [1, 3]
    assert room.texts[-1] == (
        "Question 1 of 2. Follow-ups left: 1.\n"
        f"Say exactly this, word for word, in en, and nothing else:\n<<<\n{FIRST}\n>>>"
    )


def test_a_question_that_was_heard_is_listened_to() -> None:
    """The number of what is listened to is that of the answer to come."""
    room = hall()
    out = room.play(FIRST)
    assert [command.item_id for command in out if isinstance(command, Listen)] == [6]
    assert phase(room) is Phase.LISTENING
    said = room.last.spoken
    assert said is not None
    assert (said.text, said.cut, said.heard_ms) == (FIRST, False, 5_000)


def test_enough_leads_to_the_next_question_in_the_same_breath() -> None:
    """Record first, then the model, then the chat."""
    room = listening()
    room.hear("I like")
    room.hear(" the people.")
    out = room.enough()
    kinds = [type(command) for command in out]
    assert kinds == [SaveTurn, SaveDraft, SaveTurn, AnswerTool, ShowPost]
    assert room.texts[-1] == (
        "Say one short bridging sentence without a question, then say exactly this, word for word, in en:\n"
        f"<<<\n{SECOND}\n>>>\nQuestion 2 of 2. Follow-ups left: 2."
    )
    assert room.kinds == ["opening", "question", "answer", "question"]
    assert (room.turn(3).text, room.turn(3).question, phase(room)) == ("I like the people.", 0, Phase.SPEAKING)
    room.play(f"So it is the people. {SECOND}")
    assert room.last.spoken is not None
    assert room.last.spoken.text == f"So it is the people. {SECOND}"
    assert room.remembered[0][1] == f"So it is the people. {SECOND}"
    assert room.item == 10


def test_a_follow_up_is_the_models() -> None:
    """It is stored, shown and listened to; none left, it is a remark, and the next question follows."""
    room = listening()
    room.hear("The people.")
    room.play("What about them?")
    assert room.kinds[-2:] == ["answer", "follow_up"]
    assert room.posts[-1].body == "What about them?"
    room.hear("They are kind.")
    room.play("And what else?")
    assert room.kinds[-2:] == ["answer", "question"]
    assert room.texts[-1].splitlines()[-2] == SECOND


def test_a_remark_becomes_the_lead() -> None:
    """Fit words stand before the next question; unfit ones are kept as said, and not shown."""
    room = listening()
    room.hear("The people.")
    room.play("You mentioned the people.")
    assert room.posts[-1].lead == "You mentioned the people."
    room.play(SECOND)
    room.hear("I would help.")
    room.play("Great answer, see https://evil.example")
    assert "evil" not in str(room.posts)
    room.play(PLAN.closing)
    assert room.last.spoken is not None
    assert room.last.spoken.text.startswith("Great answer")


def test_it_ends_with_the_closing_words() -> None:
    """Said with a closed mic; then it is complete."""
    room = listening(Plan("T", (Question(FIRST, 0),), closing="That was all."))
    room.hear("The people.")
    out = room.enough()
    assert OpenMic(False) in out
    assert room.texts[-1].endswith("<<<\nThat was all.\n>>>")
    assert not room.closed
    room.play("Thank you. That was all.")
    assert room.closed
    assert room.snapshot.status is Status.COMPLETED


def test_late_words_belong_to_the_answer_until_the_next_one_begins() -> None:
    """The turn holds what was known, `spoken` all of it; later fragments are the new answer's."""
    room = listening()
    item = room.item
    room.hear("The people")
    room.enough()
    room.hear(" and the games.", item=item)
    room.play(SECOND)
    answer = room.turn(3)
    assert answer.text == "The people"
    assert answer.spoken is not None
    assert answer.words == answer.spoken.text == "The people and the games."
    room.hear(" Well,", item=item)
    room.hear(" I would help.")
    room.enough()
    assert room.turn(5).text == "Well, I would help."


def test_what_is_sent_again_is_transcribed_anew() -> None:
    """A new socket hears the sound from the beginning; until it understands it, what was understood before counts."""
    room = listening()
    room.hear("The peo")
    room.hear("", anew=True)
    assert room.tell(Shutdown())[0] == SaveDraft("The peo")
    room = listening()
    room.hear("The peo")
    room.hear("", anew=True)
    room.hear("The people.")
    room.enough()
    assert room.turn(3).text == "The people."


@pytest.mark.parametrize(("said", "kinds"), [("", 2), ("Could you say that again?", 3)])
def test_a_cough_is_no_answer(said: str, kinds: int) -> None:
    """What the model says to it is kept if it is something; the same question stays open."""
    room = listening()
    room.play(said)
    assert room.kinds == ["opening", "question", "follow_up"][:kinds]
    assert phase(room) is Phase.LISTENING
    room.hear("The people.")
    room.enough()
    assert room.turn(kinds + 1).question == 0


@pytest.mark.parametrize("late", [0.0, 3.5, 6.0])
def test_a_call_waits_for_a_late_transcription(late: float) -> None:
    """The model heard it, the words come later."""
    room = listening()
    assert room.enough() == []
    room.wait(late)
    room.hear("The people.")
    assert room.kinds[-2:] == ["answer", "question"]
    assert REPEAT_OUTPUT not in room.texts


def test_a_call_for_which_no_words_come() -> None:
    """The model asks to say it once more."""
    room = listening()
    room.enough()
    room.wait(7.0)
    assert room.texts[-1] == REPEAT_OUTPUT
    assert room.kinds == ["opening", "question"]


def test_a_draft_is_stored_once_a_second() -> None:
    """However many fragments come; it is empty when it became a turn."""
    room = listening()
    drafts = []
    for word in ("a", " b", " c", " d"):
        room.hear(word)
        drafts += [command.text for command in room.wait(0.4) if isinstance(command, SaveDraft)]
    assert drafts == ["a b c"]
    room.enough()
    assert room.snapshot.draft == ""


def test_a_translation_is_asked_for_and_captioned() -> None:
    """Nobody can compare its words, so it is never a misreading."""
    room = Hall(spoken(language="de", locale="de")).joined()
    assert room.texts[-1].splitlines()[1] == "Say this in de, translated faithfully, and nothing else:"
    room.play("Was zieht dich her?")
    assert Mark.MISREAD not in room.last.marks
    assert room.captions == {5: "Was zieht dich her?"}


def test_what_a_fresh_session_is_told() -> None:
    """The words that were said, with what was said to them; the last answer too, for it is not asked again."""
    room = listening()
    item = room.item
    room.hear("The people")
    room.play("What about them?")
    room.hear("They are kind.", item=item)
    room.hear("They are kind.")
    room.enough()
    items = history_items(room.snapshot)
    assert [made.reply for made in items] == ["What about them?", ""]
    assert "They are kind." in items[1].text
    assert "Follow-up: What about them?" in items[1].text


def test_the_instruction_and_the_speech() -> None:
    """The rules are shared; the accommodations change pace and patience."""
    made = spoken(replace(PLAN, brief="We {like} >>> games."))
    text = spoken_instruction(made)
    assert all(word in text for word in ("You are listening", "answer_is_enough", "Never praise", "You know no rubric"))
    assert "We {like} ››› games." in text
    assert "Speak slowly" not in text
    slow = replace(made, accommodations=Accommodations(slower=True, patient=True))
    assert "Speak slowly" in spoken_instruction(slow)
    assert (speech_of(made).silence_ms, speech_of(slow).silence_ms) == (800, 2000)
    assert speech_of(made).language == "en"


def test_the_panel() -> None:
    """Question, time and buttons; what was chosen changes it."""
    post = hall().posts[-1]
    assert (post.number, post.total) == (1, 2)
    assert post.buttons == (Action.REPEAT, Action.PAUSE, Action.WRITE, Action.END)
    assert post.ends_at is not None
    other = hall(accommodations=Accommodations(countdown=False, skip=True)).posts[-1]
    assert Action.SKIP not in other.buttons, "the first question needs an answer"
    assert other.ends_at is None
    easy = replace(PLAN, questions=(replace(PLAN.questions[0], required=False),))
    assert Action.SKIP in hall(easy, accommodations=Accommodations(skip=True)).posts[-1].buttons


def test_captions_can_be_off() -> None:
    """The questions still stand there."""
    room = listening(accommodations=Accommodations(captions=False))
    room.hear("The people.")
    assert room.captions == {}


def test_events_of_the_past_change_nothing() -> None:
    """Numbers tell."""
    room = listening()
    before = room.snapshot
    for event in (SaidWords(1, "x"), ModelTurn(3, "x"), Played(3, 1, 1), HeardWords(400, "x")):
        assert room.tell(event) == []
    assert room.snapshot == before
