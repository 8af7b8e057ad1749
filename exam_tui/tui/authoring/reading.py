"""What the preview shows of a file: its items, or its first error with the lines around it. No screens here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from exam_tui.content.bank import BankFile
from exam_tui.content.catalogue import CatalogueFile
from exam_tui.content.generating import generate
from exam_tui.content.items import Item
from exam_tui.content.loading import load_file
from exam_tui.content.passage import Passage, PassageFile
from exam_tui.content.problems import Problem
from exam_tui.content.shelves import load_library
from exam_tui.errors import ExamTuiError
from exam_tui.sitting.checking import check_library

_AROUND = 3
"""Lines shown before and after an error."""


@dataclass(frozen=True)
class Reading:
    """One reading of the file. `text` is what there is to read in a file that holds no questions."""

    items: tuple[Item, ...] = ()
    text: str = ""
    problems: tuple[Problem, ...] = ()
    excerpt: str = ""
    """Source lines around the first error."""

    @property
    def first_error(self) -> Problem | None:
        """The problem that the trainer should look at first."""
        return next((problem for problem in self.problems if problem.severity == "error"), None)


def stamp(path: Path) -> tuple[int, int]:
    """Changes when the file does."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


def read_alone(path: Path) -> Reading:
    """Read one file, without the rest of its workspace."""
    loaded, problems = load_file(path)
    excerpt = _excerpt(path, problems[0]) if problems else ""
    if loaded is None:
        return Reading(problems=tuple(problems), excerpt=excerpt)
    match loaded.model:
        case BankFile(question=items):
            return Reading(items=items)
        case CatalogueFile() as catalogue:
            return Reading(items=tuple(one.item for one in generate(catalogue)))
        case PassageFile(passage=passage):
            return Reading(text="\n\n".join((passage.title, *_passage_lines(passage))))
    return Reading(text=loaded.source.text)


def _passage_lines(passage: Passage) -> Iterator[str]:
    for piece in passage.pieces:
        if piece.prompt:
            yield f"> {piece.prompt}"
        yield piece.text


def problems_in_workspace(path: Path, root: Path) -> tuple[Problem, ...]:
    """What the checker has to say about the file, with the whole workspace in view."""
    try:
        library = load_library(root)
    except ExamTuiError:
        return ()
    return tuple(problem for problem in check_library(library) if problem.file == path)


def _excerpt(path: Path, problem: Problem) -> str:
    """The line of a problem with its neighbours, numbered, and a mark under its place."""
    try:
        lines = path.read_bytes().decode("utf-8-sig", "replace").splitlines()
    except OSError:
        return ""
    shown = []
    for number in range(max(1, problem.line - _AROUND), min(len(lines), problem.line + _AROUND) + 1):
        sign = ">" if number == problem.line else " "
        line = lines[number - 1]
        if number == problem.line:
            line = f"{line[: problem.column - 1]}⟪{line[problem.column - 1 :]}"
        shown.append(f"{sign} {number:4d}  {line}")
    return "\n".join(shown)
