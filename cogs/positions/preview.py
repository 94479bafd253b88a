"""How a position will be asked: what an admin sees after saving it. Pure."""

from collections.abc import Iterator

import discord

from bot.interview.models import Question
from bot.interview.plan.grammar import parse_questions
from bot.interview.plan.languages import language_name
from bot.review.safe_text import inline
from bot.store.records import NewPosition
from bot.words import Say
from cogs.history.embeds import fitting

ROOM = 3000
"""UTF-16 units of the questions, of an embed's 4,096; 25 of the longest are cut, each line staying whole."""


def preview(say: Say, position: NewPosition) -> discord.Embed:
    """Questions numbered as a candidate sees them, with what the brackets mean; languages and closing words."""
    questions = parse_questions(position.questions)
    asked = [
        line for number, question in enumerate(questions, start=1) for line in question_lines(say, number, question)
    ]
    closing = position.closing or say("interview-closing")
    parts = ["\n".join(fitting(asked, ROOM)), f"**{say('position-field-closing')}:** {inline(closing, 300)}"]
    parts.append("\n".join(language_lines(say, position.languages)))
    return discord.Embed(title=say("position-preview"), description="\n\n".join(parts))


def question_lines(say: Say, number: int, question: Question) -> Iterator[str]:
    """The question, and below it whether it may be skipped and how deep the AI may ask on."""
    yield f"**{number}.** {inline(question.text, 200)}"
    must = say("position-required" if question.required else "position-optional")
    yield f"-# {must} · {say('position-follow-ups', most=question.follow_ups)}"


def language_lines(say: Say, languages: tuple[str, ...]) -> Iterator[str]:
    """The language that it is written in; the others are the AI's translations."""
    first, *others = (language_name(tag) for tag in languages)
    yield f"**{say('position-field-languages')}:** {first}"
    if others:
        yield say("position-translated", languages=", ".join(others))
