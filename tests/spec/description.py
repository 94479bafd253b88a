"""Discord's OpenAPI file: which operation a request is, and what the schema says against it."""

import gzip
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

Json = dict[str, Any]
_HERE = "urn:discord"
_METHODS = ("get", "post", "put", "patch", "delete")
_JSON, _FORM = "application/json", "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Difference:
    """`where`: the path into the body, lists as `[]`; `rule`: the schema's keyword; `words`: what it says."""

    side: str
    operation: str
    where: str
    rule: str
    words: str

    @property
    def key(self) -> str:
        """What is alike in all of its kind; of what is missing also the name."""
        name = self.words.split("'")[1] if self.rule == "required" else ""
        return f"{self.side} {self.operation} {self.where or '(all)'}: {self.rule} {name}".rstrip()


class Description:
    """Of one version of Discord's API."""

    def __init__(self, document: Json) -> None:
        self._registry: Registry[Any] = Registry().with_resource(_HERE, DRAFT202012.create_resource(document))
        self._paths: Json = document["paths"]
        self._patterns = sorted(
            ((re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in self._paths),
            key=lambda found: found[1].count("{"),
        )
        self._validators: dict[str, Draft202012Validator] = {}

    @classmethod
    def load(cls, file: Path) -> "Description":
        raw = file.read_bytes()
        return cls(json.loads(gzip.decompress(raw) if file.suffix == ".gz" else raw))

    def operation(self, method: str, path: str) -> str | None:
        """Such as `POST /channels/{channel_id}/messages`; None where the file has none. Literal names come first."""
        for pattern, template in self._patterns:
            if pattern.fullmatch(path) and method.lower() in self._paths[template]:
                return f"{method} {template}"
        return None

    def against_request(self, operation: str, body: Any, query: dict[str, str], *, form: bool) -> Iterator[Difference]:
        """What is wrong with a request's body and query."""
        method, template = operation.split()
        known = self._paths[template][method.lower()]
        if "requestBody" in known and body is not None:
            content = known["requestBody"]["content"]
            kind = _FORM if form and _FORM in content else _JSON
            at: tuple[str, ...] = ("paths", template, method.lower(), "requestBody", "content", kind, "schema")
            yield from self._differences("request", operation, at, body)
        for number, parameter in enumerate(known.get("parameters", ())):
            if parameter["in"] == "query" and (value := query.get(parameter["name"])) is not None:
                at = ("paths", template, method.lower(), "parameters", str(number), "schema")
                for found in self._differences("query", operation, at, _coerced(value, parameter["schema"])):
                    yield Difference(found.side, operation, parameter["name"] + found.where, found.rule, found.words)

    def against_answer(self, operation: str, status: int, answer: Any) -> Iterator[Difference]:
        """What is wrong with an answer: its status, or its body."""
        method, template = operation.split()
        responses = self._paths[template][method.lower()]["responses"]
        if (told := next((each for each in (str(status), f"{status // 100}XX") if each in responses), None)) is None:
            if status < 500:
                yield Difference("answer", operation, "", "status", f"{status}, not one of {sorted(responses)}")
            return
        if status < 400 and _JSON in responses[told].get("content", {}):
            at = ("paths", template, method.lower(), "responses", told, "content", _JSON, "schema")
            yield from self._differences("answer", operation, at, answer)

    def _differences(self, side: str, operation: str, at: Sequence[str], value: Any) -> Iterator[Difference]:
        pointer = "#/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in at)
        if pointer not in self._validators:
            reference = {"$ref": _HERE + pointer.replace("{", "%7B").replace("}", "%7D")}
            self._validators[pointer] = Draft202012Validator(reference, registry=self._registry)
        for error in self._validators[pointer].iter_errors(value):
            deepest = _deepest(error)
            where = "".join("[]" if isinstance(part, int) else f".{part}" for part in deepest.absolute_path)
            yield Difference(side, operation, where, str(deepest.validator), deepest.message[:160])


def _deepest(error: ValidationError) -> ValidationError:
    """Of a choice that failed: the reason in the branch that was meant, by its `type`, or else came nearest."""
    branches: dict[Any, list[ValidationError]] = {}
    for reason in error.context or ():
        branches.setdefault(reason.schema_path[0], []).append(reason)
    if not branches:
        return error
    return _deepest(min(branches.values(), key=_distance)[0])


def _distance(reasons: list[ValidationError]) -> tuple[bool, bool, int]:
    """How far a branch is from what was meant; furthest is nothing, where something stands."""
    if reasons[0].validator == "type" and reasons[0].validator_value == "null":
        return True, True, sys.maxsize
    other = any(reason.validator in ("const", "enum", "oneOf") and "type" in reason.absolute_path for reason in reasons)
    return other, any(reason.validator == "type" for reason in reasons), len(reasons)


def _coerced(value: str, schema: Json) -> Any:
    """A query knows only words."""
    if schema.get("type") == "boolean":
        return {"1": True, "true": True, "0": False, "false": False}.get(value.lower(), value)
    return int(value) if schema.get("type") == "integer" and value.lstrip("-").isdigit() else value
