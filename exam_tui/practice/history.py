"""The practice book: a line of JSON per practice in `results/practice/<who>.jsonl`.

A line that can't be read is passed over and counted: the book must never keep anybody from practising.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, ValidationError

from exam_tui.content.base import Model
from exam_tui.errors import ExamTuiError, Exit, reason_of
from exam_tui.typing_test.measures import Measures

DRILL = "drill"
"""Stands for the passage's id when its sentences were put together from the person's own weak spots."""


class Practice(Model):
    """One practice."""

    v: Literal[1] = 1
    at: AwareDatetime
    passage: str
    title: str
    elapsed_ms: Annotated[int, Field(ge=0)]
    correct: Annotated[int, Field(ge=0)]
    net_cpm: Decimal
    accuracy: Decimal
    confusions: tuple[tuple[str, str, int], ...] = ()
    slow: tuple[tuple[str, int], ...] = ()


def practice_of(measures: Measures, passage: str, title: str, at: AwareDatetime) -> Practice:
    """What the book keeps of a practice."""
    return Practice(
        at=at,
        passage=passage,
        title=title,
        elapsed_ms=measures.score.elapsed_ms,
        correct=measures.score.correct,
        net_cpm=measures.score.net_cpm,
        accuracy=measures.score.accuracy,
        confusions=measures.confusions,
        slow=measures.slow,
    )


@dataclass(frozen=True)
class History:
    """A person's practices, the oldest first, and how many lines could not be read."""

    practices: tuple[Practice, ...] = ()
    unreadable: int = 0

    def of_passage(self, passage: str) -> Sequence[Practice]:
        """Those of one passage."""
        return [one for one in self.practices if one.passage == passage]


def book_of(results: Path, who: str) -> Path:
    """Where a person's book lies. `who` is a staff number or the like: letters, figures, hyphens."""
    return results / "practice" / f"{who}.jsonl"


def read_history(book: Path) -> History:
    """The book; an empty one where there is none. Raises ExamTuiError where it can't be opened."""
    try:
        lines = book.read_bytes().splitlines()
    except FileNotFoundError:
        return History()
    except OSError as error:
        raise ExamTuiError("file.unreadable", path=str(book), reason=reason_of(error)) from error
    found: list[Practice] = []
    unreadable = 0
    for line in lines:
        try:
            found.append(Practice.model_validate_json(line))
        except ValidationError:
            unreadable += 1
    return History(tuple(found), unreadable)


def write_down(book: Path, practice: Practice) -> None:
    """Add a line; on the disk when this returns. Raises ExamTuiError."""
    try:
        book.parent.mkdir(parents=True, exist_ok=True)
        # Whose weak spots these are is nobody else's business.
        with os.fdopen(os.open(book, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
            # A torn last line stays a line of its own.
            torn = file.tell() > 0 and not _ends_with_line(book)
            file.write((b"\n" if torn else b"") + practice.model_dump_json().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ExamTuiError(
            "file.unwritable", exit_code=Exit.BLOCKED, path=str(book), reason=reason_of(error)
        ) from error


def _ends_with_line(book: Path) -> bool:
    with book.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
