"""What differs, counted by kind, and which of it is known."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from tests.spec.description import Description, Difference
from tests.spec.exchanges import Exchange


@dataclass
class Found:
    """`unknown`: requests that the file has no operation for; `first`: by kind, one example and its test."""

    count: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    first: dict[str, tuple[Difference, Exchange]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """Kinds of difference that are right as they are: a pattern of the kind, and why."""

    reasons: dict[str, str]

    @classmethod
    def load(cls, file: Path) -> "Known":
        return cls({each["kind"]: each["why"] for each in tomllib.loads(file.read_text())["known"]})

    def new(self, found: Found) -> list[str]:
        """Kinds that no pattern names."""
        return [kind for kind in found.kinds if not any(fnmatchcase(kind, pattern) for pattern in self.reasons)]

    def unused(self, found: Found) -> list[str]:
        """Patterns that name nothing any more."""
        return [pattern for pattern in self.reasons if not any(fnmatchcase(kind, pattern) for kind in found.kinds)]


def compare(all_of_them: Iterable[Exchange], description: Description) -> Found:
    """Requests that were accepted, by either simulator; answers of ours only."""
    found = Found()
    for exchange in all_of_them:
        found.count += 1
        operation = description.operation(exchange.method, exchange.path)
        if operation is None:
            found.unknown[f"{exchange.method} {exchange.path}"] += exchange.status < 400
            continue
        for difference in differences(exchange, operation, description):
            found.kinds[difference.key] += 1
            found.first.setdefault(difference.key, (difference, exchange))
    return found


def differences(exchange: Exchange, operation: str, description: Description) -> Iterable[Difference]:
    if exchange.status < 400:
        yield from description.against_request(operation, exchange.body, exchange.query, form=exchange.form)
    if exchange.by == "sims.discord":
        yield from description.against_answer(operation, exchange.status, exchange.answer)


def report(found: Found, known: Known) -> str:
    new = known.new(found)
    lines = [f"{found.count} exchanges; {len(found.kinds)} kinds of difference, {len(new)} of them new."]
    for kind in new:
        difference, exchange = found.first[kind]
        lines += [f"NEW {kind} ({found.kinds[kind]} times)", f"    {difference.words}", f"    first in {exchange.test}"]
    lines += [f"no longer seen (take it out of known.toml): {pattern}" for pattern in known.unused(found)]
    lines += [f"not in the description: {request} ({times} times)" for request, times in found.unknown.items() if times]
    return "\n".join(lines)
