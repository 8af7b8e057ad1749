"""Sentences for problems in content."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exam_tui.errors import ExamTuiError
from exam_tui.messages.catalogue import Catalogue

if TYPE_CHECKING:
    from exam_tui.content.problems import Problem


def problem_sentence(problem: Problem, t: Catalogue) -> str:
    """The sentence of a problem, with "did you mean" where there is a guess."""
    params = dict(problem.params)
    if "wanted" in params and t.has(f"type.{params['wanted']}"):
        params["wanted"] = t(f"type.{params['wanted']}")
    if "relation" in params:
        params["relation"] = t(f"relation.{params['relation']}")
    if "reason" in params:
        params["reason"] = t.reason(str(params["reason"]))
    if "syntax" in params:
        params["reason"] = t(f"toml.{params.pop('syntax')}", words=params.pop("words"))
    if "figure" in params:
        params["figure"] = t(f"difficulty.{params['figure']}")
    if "kind" in params:
        params["kind"] = t(f"thing.{params['kind']}")
    guess = params.pop("guess", "")
    return t(f"problem.{problem.code}", **params) + (t("problem.guess", guess=guess) if guess else "")


def explanation(code: str, t: Catalogue) -> str:
    """What a code means, with an example of wrong and right. Raises ExamTuiError for a code that there is not."""
    key = f"explain.{code.upper()}"
    if not t.has(key):
        known = sorted(name.removeprefix("explain.") for name in t.known() if name.startswith("explain."))
        raise ExamTuiError("explain.unknown", name=code, known=", ".join(known))
    return t("problem.explained", code=code.upper(), text=t(key).format())


def problem_file(problem: Problem, root: Path) -> str:
    """The file's path, relative to the workspace where it lies in it."""
    return problem.file.relative_to(root).as_posix() if problem.file.is_relative_to(root) else str(problem.file)


def problem_line(problem: Problem, root: Path, t: Catalogue) -> str:
    """`file:line:column: CODE message`."""
    sentence = problem_sentence(problem, t)
    if problem.place:
        return t(
            "problem.cell", file=problem_file(problem, root), place=problem.place, code=problem.code, message=sentence
        )
    return t(
        "problem.line",
        file=problem_file(problem, root),
        line=problem.line,
        column=problem.column,
        code=problem.code,
        message=t("problem.warned", message=sentence) if problem.severity == "warning" else sentence,
    )


def problem_data(problem: Problem, root: Path, t: Catalogue) -> dict[str, object]:
    """A problem as JSON."""
    return {
        "file": problem_file(problem, root),
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "severity": problem.severity,
        "message": problem_sentence(problem, t),
    }
