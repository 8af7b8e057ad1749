"""Problems in content: a place, a code, and what its sentence needs.

The codes are stable; their sentences are `problem.<code>` in the message catalogues. T: the file's syntax. M: one
file's model. R: references between files, and examples that do not do what they claim. Q: quality.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning"]
"""An error stops exams; a warning is for the trainer to weigh."""


@dataclass(frozen=True)
class Problem:
    """Something wrong in a content file. `line` and `column` count from 1, in characters."""

    file: Path
    line: int
    column: int
    code: str
    params: dict[str, object] = field(default_factory=dict)
    severity: Severity = "error"
    place: str = ""
    """Where it stands in a file that has no lines: a cell such as 单选!C5."""

    @property
    def order(self) -> tuple[str, int, int, str]:
        """Sorting key: by place, then code."""
        return (str(self.file), self.line, self.column, self.code)


def errors_among(problems: Iterable[Problem]) -> int:
    """How many of the problems stop an exam."""
    return sum(problem.severity == "error" for problem in problems)
