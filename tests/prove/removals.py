"""The list of what can be taken out."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).with_name("removals")


@dataclass(frozen=True, slots=True)
class Removal:
    """One line of the product, and what must fail without it.

    `kind`: the fault that the line cures. `switch`: how the tests bring that fault about. `line` stands once in `file`
    (without its indentation) and becomes `without`, which is one line as well. Each of `tests` must fail then.
    """

    kind: str
    switch: str
    file: str
    line: str
    without: str
    tests: tuple[str, ...]

    def faults(self) -> list[str]:
        """What is wrong with this entry: its line is gone, or stands twice, or a test is not there."""
        found = []
        times = [each.strip() for each in (PROJECT / self.file).read_text().splitlines()].count(self.line)
        if times != 1:
            found.append(f"{self.file} has this line {times} times: {self.line}")
        for test in self.tests:
            file, _, name = test.partition("::")
            function = name.rpartition("::")[2].partition("[")[0]
            if not (PROJECT / file).is_file() or f"def {function}(" not in (PROJECT / file).read_text():
                found.append(f"there is no test {test}")
        return found

    def take_out(self, project: Path) -> None:
        """Change the file in this copy of the project."""
        path = project / self.file
        lines = path.read_text().splitlines(keepends=True)
        at = next(number for number, each in enumerate(lines) if each.strip() == self.line)
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        lines[at] = f"{indent}{self.without}\n"
        path.write_text("".join(lines))


def load() -> list[Removal]:
    """All of them, in the order of their files and in these as they stand."""
    tables = [tomllib.loads(path.read_text()) for path in sorted(FOLDER.glob("*.toml"))]
    return [Removal(**{**each, "tests": tuple(each["tests"])}) for table in tables for each in table["removal"]]
