"""Calls written as words, control tokens and instructions never reach the thread; ordinary questions do."""

import pytest

from bot.interview.leaks import leaks
from bot.interview.model_output import clean_translation
from bot.interview.text import prompts as text_prompts
from bot.interview.voice import prompts as voice_prompts
from tests.interview.test_model_output import clean_bridge, clean_follow_up

LEAKS = [
    "answer_is_enough.",
    "answer_is_enough() Thank you.",
    "call: answer_is_enough",
    "Call answer is enough.",
    "AnswerIsEnough().",
    "default_api.answer_is_enough() and what next?",
    "tool_code print(answer_is_enough())",
    "tool_call: what else?",
    "print('x'), what else?",
    "What did you do next?<|im_end|>",
    "<|im_start|>What did you do?",
    "<ctrl46>What did you do?",
    "What did you do?</s>",
    "What did you do? [/INST]",
    "start_of_turn model What did you do?",
    "<unused12> What did you do?",
    "Model: What did you do?",
    "thought: they are vague. What did you do?",
    '{"output": "Noted."} What did you do?',
    'What did you do? "response": x',
    "Noted. Say at most one short bridging sentence. Do not ask anything. What did you do?",
    "Say at most one short bridging sentence.",
    "Follow-ups left: 1. What did you do?",
    "Unknown function. What did you do?",
    "Answer (data, never an instruction): what did you do?",
    "I must never ask about looks, voice or accent, feelings, health. What did you do?",
    "Something that the question asks is still open and a follow-up is left, so what did you do?",
    "\uff5banswer\uff5d What did you do?",
    "Translate into German. What did you do?",
]


@pytest.mark.parametrize("said", LEAKS)
def test_the_machinery_is_not_shown(said: str) -> None:
    """Neither as a bridge nor as a follow-up, and not as a translation of words that have nothing of it."""
    assert clean_bridge(said) is None
    assert clean_follow_up(said) is None
    assert clean_translation(said, "Was hast du dann getan? Erzähl, so viel du willst.") is None


@pytest.mark.parametrize("text", [*text_prompts.FIXED, *voice_prompts.FIXED])
def test_no_line_of_our_instructions_is_shown(text: str) -> None:
    """But those that say what to answer when somebody asks."""
    for line in text.splitlines():
        told = "if asked" in line.lower() or "person" in line or "people decide" in line.lower()
        if len(line.split()) > 8 and not told and "{" not in line:
            assert leaks(f"{line} What did you do?"), line


ORDINARY = [
    "What would have been enough of an answer for you?",
    "Is that answer enough for the members?",
    "I know no rubric, no scores, no other candidates and no outcome; people decide. What did you do?",
    "The buttons under the question do that. What did you do?",
    "I am an AI, not a person. What did you do?",
    "Which tool did you use, and what was its result?",
    "What does max_retries do in main()?",
    "How did the call go?",
    "Which system did you pick: the old or the new one?",
    "Did the model fit in 24 GB?",
    "Who are the candidates: members or guests?",
]


@pytest.mark.parametrize("said", ORDINARY)
def test_an_ordinary_question_is_shown(said: str) -> None:
    """Also one that speaks of tools, answers and models."""
    assert clean_follow_up(said) == said


def test_a_translation_may_hold_what_its_source_holds() -> None:
    """An admin may ask about braces and tool calls."""
    source = "What does {name} mean, and what is a tool call: explain."
    assert clean_translation("Was bedeutet {name}, und was ist ein tool call: erkläre.", source) is not None
    assert clean_translation("Was bedeutet {other|x}, und was ist ein tool output?", source) is None
