"""The catalogue: English is complete, every language has the same keys and variables, every key in the code exists."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

from bot.errors import Reason
from bot.gemini.api.failures import ROWS, ConnectionStage, FailureSide
from bot.gemini.live.readable import UnreadableFrame
from bot.interview.models import InterviewType, Mark, Speaker, Status, TurnKind
from bot.media.mic_check import MicFinding
from bot.ports.events import Source
from bot.ports.messages import Enclosure
from bot.ports.posts import Action
from bot.review.coverage import CoverageState
from bot.review.report import EVENTS_OF_NOTE, NOTED_MARKS, FactKey, PassageKind
from bot.web.camera import page, page_report
from bot.words import FALLBACK, HERE, Words, languages, nearest
from cogs.interview import choice_codec
from cogs.setup import command, voice
from cogs.ui import permissions

ROOT = Path(__file__).parents[1]
KEY = re.compile(r"^[a-z]+(?:-[a-z0-9]+)+$")
OUR_NAME = "interview-bot"


class Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, set[str]]:
    """Key to the names of its variables; a file that does not parse fails here."""
    found: dict[str, set[str]] = {}
    for path in sorted((HERE / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, fluent.Junk), f"{path.name}: {str(entry.content)[:80]}"
            if isinstance(entry, fluent.Message):
                assert entry.id.name not in found, f"{entry.id.name} stands twice in {language}"
                variables = Variables()
                variables.visit(entry)
                found[entry.id.name] = variables.names
    return found


@pytest.mark.parametrize("language", languages())
def test_a_language_has_every_key_and_variable(language: str) -> None:
    """A missing sentence would silently be English."""
    assert messages(language) == messages(FALLBACK)


def keys_in_code() -> set[str]:
    """String literals that look like a key of one of our rooms."""
    rooms = {key.split("-")[0] for key in messages(FALLBACK)}
    found: set[str] = set()
    for folder in ("bot", "cogs"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                text = node.value if isinstance(node, ast.Constant) else None
                if not isinstance(text, str) or text == OUR_NAME:
                    continue
                if KEY.match(text) and text.split("-")[0] in rooms:
                    found.add(text)
    return found


PLACES = ("here", "everywhere")
FIELDS = ("title", "brief", "questions", "closing", "languages")
TERMS = ("what", "ai", "google-paid", "google-unpaid", "gateway", "discord", "kept", "backups", "stop", "delete")
READERS = ("readers-role", "readers-managers", "readers-operator", "reviewers-told")

SHORT_TERMS = (
    *("ai", "google-paid", "google-unpaid", "readers-role", "readers-managers", "heard-open", "heard-reviewers"),
    *("kept", "recorded", "not-recorded", "ways-out"),
)
VOICE_TERMS = (
    *("encryption", "microphone", "room-own", "room-reviewers", "room-open"),
    *("text", "recorded", "not-recorded", "comforts"),
)
VERDICTS = ("heard", "quiet", "silent", "undecrypted", "nothing")
CAMERA = ("on", "off", "missing")
SWITCHED = ("on", "off", "is-on", "is-off")

COMPUTED: dict[str, Iterable[str]] = {
    "access-permission-{}": permissions.NAMED,
    "diag-camera-{}": CAMERA,
    "diag-gemini-{}": ("works", "fails", "unreadable"),
    "diag-side-{}": FailureSide,
    "diag-unreadable-{}": UnreadableFrame,
    "diag-voice-{}": VERDICTS,
    "diag-stage-{}": ConnectionStage,
    "edge-button-{}": Action,
    "interview-{}-answer": ("resumed", "back", "moved"),
    "interview-enclosed-{}": Enclosure,
    "live-{}-candidate": [row.name for row in ROWS],
    "live-{}-operator": [row.name for row in ROWS],
    "mydata-button-{}": ("export", "ask", "delete"),
    "mydata-kept-{}": PLACES,
    "mydata-nothing-{}": PLACES,
    "mydata-sure-{}": PLACES,
    "page-check-side-{}": page_report.FixSide,
    "{}-fix": page_report.FAULTS,
    "{}": page.KEYS,
    "position-field-{}": FIELDS,
    "position-hint-{}": FIELDS,
    "review-{}": (FactKey.STARTED, FactKey.ENDED, *(kind for kind in PassageKind if kind is not PassageKind.WORDS)),
    "review-covered-{}": CoverageState,
    "review-event-{}": EVENTS_OF_NOTE.values(),
    "review-mark-{}": Mark,
    "review-noted-{}": NOTED_MARKS.values(),
    "review-pictures-{}": Source,
    "review-option-{}": ("candidate", "type", "status", "position", "since"),
    "review-reason-{}": Reason,
    "review-since-{}": ("7d", "30d", "90d"),
    "review-speaker-{}": Speaker,
    "review-status-{}": Status,
    "review-turn-{}": (*TurnKind, "remark", "skip-follow-up"),
    "review-type-{}": InterviewType,
    "room-check-{}": MicFinding,
    "setup-aloud-{}": ("on", "off", "recorded"),
    "setup-camera-{}": CAMERA,
    "setup-change-{}": command.FORMS,
    "setup-choose-{}": ("candidate-role-id", "channel-id", "reviewer-role-id", "notify-channel-id"),
    "setup-field-{}": [number.field for form in command.FORMS.values() for number in form],
    "setup-voice-{}": [f"{field}-{how}" for field in voice.SWITCHES for how in SWITCHED],
    "start-comfort-{}": choice_codec.LETTERS.values(),
    "start-consent-short-{}": SHORT_TERMS,
    "start-consent-{}": (*TERMS, "what-voice", "what-video", "ai-voice", *READERS, "people", "adult"),
    "start-consent-video-{}": ("shown", "chat", "kept", "never"),
    "start-consent-voice-{}": VOICE_TERMS,
    "start-{}": ("more", "less"),
    "start-type-{}": [f"{kind}{hint}" for kind in InterviewType for hint in ("", "-hint")],
}
"""Keys that the code puts together: each family, and all that can stand in its gap."""


def test_the_code_and_the_catalogue_have_the_same_keys() -> None:
    """A misspelt key would be a traceback in front of a candidate; one that nobody says is dead."""
    computed = {family.format(name.replace("_", "-")) for family, names in COMPUTED.items() for name in names}
    assert keys_in_code() | computed == set(messages(FALLBACK))


def test_nearest_language() -> None:
    """A region falls back to its language, what we do not speak to English."""
    assert nearest("de-AT") == "de"
    assert nearest("en-GB") == "en"
    assert nearest("xx") == "en"


def test_a_missing_variable_is_a_bug() -> None:
    """Never a sentence with a hole in it."""
    with pytest.raises(KeyError):
        Words().say("en", "common-unexpected")
