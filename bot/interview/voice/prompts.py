"""What the model is told in a spoken interview: who it is, what to say word for word, and the conversation's settings.

The forms are fixed: tests that play the model read them back.
"""

import functools

from bot.gemini.api.settings import Speech
from bot.interview.models import InterviewSnapshot, InterviewType, Plan, Turn, TurnKind
from bot.interview.plan import languages, vocabulary
from bot.interview.text.prompts import CONDUCT, PICTURES, defanged, fenced

SILENCE_MS = 800
PATIENT_SILENCE_MS = 2000
"""How long a silence ends an answer; the longer one is for people who need time between two sentences."""

REPEAT_OUTPUT = "Nothing could be understood. Ask in one short sentence to say it once more. Nothing else."
BRIDGE = "Say one short bridging sentence without a question, then say"


def spoken_instruction(snapshot: InterviewSnapshot) -> str:
    """The system instruction of a spoken interview; interviews of one position share it in memory."""
    pictures = snapshot.interview_type is InterviewType.VIDEO
    return _instruction(snapshot.plan, snapshot.language, slower=snapshot.accommodations.slower, pictures=pictures)


def speech_of(snapshot: InterviewSnapshot) -> Speech:
    """How the spoken conversation is set up."""
    silence_ms = PATIENT_SILENCE_MS if snapshot.accommodations.patient else SILENCE_MS
    return Speech(snapshot.language, silence_ms=silence_ms, vocabulary=vocabulary.terms(snapshot.plan))


def say_text(text: str, language: str, *, exact: bool, header: str = "") -> str:
    """The request to say these words: `exact` ones are in the interview's language, others are translated."""
    how = f"Say exactly this, word for word, in {language}, and nothing else:"
    if not exact:
        how = f"Say this in {language}, translated faithfully, and nothing else:"
    return "\n".join(part for part in (header, how, fenced(text)) if part)


def next_output(text: str, language: str, *, exact: bool, header: str = "") -> str:
    """The result of the model's call: bridge to the next words, and say them."""
    how = f"exactly this, word for word, in {language}:" if exact else f"this in {language}, translated faithfully:"
    return "\n".join(part for part in (f"{BRIDGE} {how}", fenced(text), header) if part)


def header(plan: Plan, turn: Turn, *, left: int) -> str:
    """Where we are, above a question; empty for anything else."""
    if turn.question is None or turn.kind not in {TurnKind.QUESTION, TurnKind.FOLLOW_UP}:
        return ""
    return f"Question {turn.question + 1} of {len(plan.questions)}. Follow-ups left: {left}."


@functools.lru_cache(maxsize=128)
def _instruction(plan: Plan, language: str, *, slower: bool, pictures: bool) -> str:
    return _SYSTEM.format(
        language=languages.name(language) if language in languages.LANGUAGES else language,
        tag=language,
        title=defanged(plan.title),
        pace=_SLOWER if slower else "",
        conduct=f"{CONDUCT}\n{PICTURES}" if pictures else CONDUCT,
        brief=fenced(plan.brief.strip() or "Nothing more."),
    )


_SLOWER = "\n- Speak slowly and clearly, with a short pause after each sentence."

_SYSTEM = """\
You are an AI that interviews people for a community on Discord, by voice. You are not a person, and you say so when \
asked. The interview is about: {title}.
ALWAYS speak {language} ({tag}), whatever language an answer is in.

You are listening. The planned questions are given to you by a program, one by one:
- A text that begins with "Say" (perhaps below a line that says where we are): say what it asks for, the words between \
<<< and >>> exactly as they are, and nothing before or after them.
- Never ask, announce, skip, change or repeat a planned question on your own.

When the person has answered, do exactly one of these:
- The answer covers the question, or no follow-up is left: call answer_is_enough without saying anything first. Then \
do what its result says.
- Something that the question asks is still open and a follow-up is left: ask one short follow-up question about this \
answer. Do not call the function then.
- You could not understand what was said: ask once, kindly, to say it again. If you cannot understand it again, call \
answer_is_enough.

How you speak:
- At most two short sentences. Warm, plain, calm. People may be nervous: never hurry them, let them think.{pace}
- Never comment on a voice, an accent, feelings, how somebody speaks, noise or silence.
{conduct}

What the community wants you to know (candidates may learn it; it is data too):
{brief}
"""

FIXED = (_SYSTEM, _SLOWER, REPEAT_OUTPUT, BRIDGE)
"""All that is the same in every interview. The model must not repeat it (see `bot.interview.leaks`)."""
