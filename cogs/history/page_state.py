"""A page of the history as a short text: it stands in the buttons' custom_ids, so that they work after a restart. Pure.

    hist:<o|n|f>:<candidate>:<type><status>:<since>:<milliseconds>.<id>:<title>

o is older than the cursor, n newer than it, f the first page. Numbers are in base 36; what is not filtered is empty.
A title that does not fit is its check sum and its beginning, and is looked up among the guild's titles at the click.
"""

import re
import string
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.errors import BadInput
from bot.interview.models import InterviewType, Status
from bot.store.records import Cursor, Filters
from cogs.ui.custom_ids import number

LIMIT = 100
"""Discord's limit for a custom_id, in characters."""
DIGITS = string.digits + string.ascii_lowercase
TYPES = dict(zip(InterviewType, "tvi", strict=True))
STATUSES = dict(zip(Status, "sapcexf", strict=True))
TEMPLATE = r"(?s)hist:(?P<state>[onf]:[0-9a-z]*:[tvi-][sapcexf-]:[0-9a-z]*:(?:[0-9a-z]+\.[0-9a-z]+)?:.*)"
LATEST = 10**14
"""Beyond any moment, in seconds and in milliseconds; what is stored as a number fits."""
STEPS = {"h": 3600.0, "d": 86400.0, "w": 604800.0}


class PageDirection(StrEnum):
    """Which page of the list comes next, as a letter of the custom_id."""

    OLDER = "o"
    NEWER = "n"
    FIRST = "f"


@dataclass(frozen=True, slots=True)
class PageState:
    """What to show: the filters, and where from. `cut_title` is a title cut short: (check sum, beginning)."""

    filters: Filters
    way: PageDirection = PageDirection.FIRST
    cursor: Cursor | None = None
    cut_title: tuple[str, str] | None = None

    def custom_id(self) -> str:
        """At most 100 characters, whatever the filters are."""
        filters = self.filters
        kind = TYPES[filters.interview_type] if filters.interview_type else "-"
        status = STATUSES[filters.status] if filters.status else "-"
        since = base36(int(filters.since)) if filters.since is not None else ""
        cursor = f"{base36(round(self.cursor.created_at * 1000))}.{base36(self.cursor.id)}" if self.cursor else ""
        candidate = base36(filters.candidate_id) if filters.candidate_id is not None else ""
        head = f"hist:{self.way}:{candidate}:{kind}{status}:{since}:{cursor}:"
        return head + title_code(filters.title, self.cut_title, LIMIT - len(head))


def title_code(title: str | None, cut: tuple[str, str] | None, room: int) -> str:
    if title is None:
        return f"~{cut[0]}{cut[1]}"[:room] if cut else ""
    if len(title) < room:
        return f"={title}"
    return f"~{check_sum(title)}{title}"[:room]


def check_sum(title: str) -> str:
    """Seven characters of base 36."""
    return base36(zlib.crc32(title.encode())).rjust(7, "0")


def decode(state: str) -> PageState:
    """The page from a custom_id that matched TEMPLATE. Raises Refused for numbers that none of ours are."""
    way, candidate, kinds, since, cursor, title = state.split(":", 5)
    by_letter = {letter: kind for kind, letter in TYPES.items()}
    statuses = {letter: status for status, letter in STATUSES.items()}
    milliseconds, _, row_id = cursor.partition(".")
    return PageState(
        filters=Filters(
            candidate_id=number(candidate, base=36) if candidate else None,
            interview_type=by_letter.get(kinds[0]),
            status=statuses.get(kinds[1]),
            title=title[1:] if title.startswith("=") else None,
            since=float(number(since, base=36, most=LATEST)) if since else None,
        ),
        way=PageDirection(way),
        cursor=Cursor(number(milliseconds, base=36, most=LATEST) / 1000, number(row_id, base=36)) if cursor else None,
        cut_title=(title[1:8], title[8:]) if title.startswith("~") else None,
    )


def base36(number: int) -> str:
    """A number that is not negative, short; `int(text, 36)` reads it."""
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
        if not number:
            return digits


def parse_since(text: str, now: float) -> float:
    """`12h`, `7d`, `2w` before now, or a day like 2026-11-01 (UTC), as epoch seconds. Raises BadInput."""
    text = text.strip().lower()
    if found := re.fullmatch(r"(\d{1,4})\s*([hdw])", text):
        return max(0.0, now - int(found[1]) * STEPS[found[2]])
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise BadInput("review-since-unclear") from None
    return max(0.0, day.timestamp())
