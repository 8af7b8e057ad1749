"""`new` and `content`: workspaces and their content."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exam_tui.cli.common import PATH, common_options, say, t, workspace_root
from exam_tui.errors import ExamTuiError, Exit, reason_of
from exam_tui.messages.problems import problem_file, problem_line, problem_sentence

if TYPE_CHECKING:
    from exam_tui.content.library import Library
    from exam_tui.content.problems import Problem


@click.command("new", help=t("cli.new"))
@click.argument("folder", type=PATH)
@common_options
def new_command(folder: Path, workspace: Path | None) -> None:  # noqa: ARG001
    """Copy the shipped content into a new workspace, whole or not at all."""
    import shutil

    from exam_tui.content.workspace import CONTENT_FOLDERS, shipped_root

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExamTuiError("workspace.exists", path=str(folder))
    partial = folder.with_name(f".{folder.name}.partial")
    try:
        partial.mkdir(parents=True)
        for name in CONTENT_FOLDERS:
            shutil.copytree(shipped_root() / name, partial / name)
        (partial / "results").mkdir()
        (partial / ".gitignore").write_text("/results/\n", encoding="utf-8")
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise ExamTuiError("workspace.unwritable", path=str(folder), reason=reason_of(error)) from error
    say(t("cli.new_done", path=folder))


@click.group("content", help=t("cli.content"))
@common_options
@click.pass_context
def content_command(ctx: click.Context, workspace: Path | None) -> None:
    """Commands about content."""
    if workspace is not None:
        ctx.default_map = {"check": {"workspace": str(workspace)}}


@content_command.command("check", help=t("cli.content_check"))
@click.argument("paths", nargs=-1, type=PATH)
@click.option("--json", "as_json", is_flag=True, help=t("cli.opt_json"))
@common_options
def content_check_command(paths: tuple[Path, ...], as_json: bool, workspace: Path | None) -> int:
    """All problems of a workspace, or of some files in it."""
    from exam_tui.content.library import content_files, load_library
    from exam_tui.sitting.checking import check_library

    root = workspace_root(workspace)
    library = load_library(root)
    problems = check_library(library)
    if paths:
        problems = _of_paths(problems, paths, set(content_files(root)))
    if as_json:
        say(json.dumps([_as_data(problem, root) for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            say(problem_line(problem, root, t))
        say(t("cli.check_bad", count=len(problems)) if problems else _summary(library))
    return Exit.FINDINGS if problems else Exit.OK


def _of_paths(problems: list[Problem], paths: tuple[Path, ...], known: set[Path]) -> list[Problem]:
    """The problems at or below `paths`; files outside the workspace are read on their own."""
    from exam_tui.content.loading import load_file

    chosen: list[Problem] = []
    for path in paths:
        full = path.resolve()
        if not full.exists():
            raise ExamTuiError("path.missing", path=str(path))
        if full.is_file() and full not in known:
            chosen += load_file(full)[1]
        else:
            chosen += [p for p in problems if p.file == full or full in p.file.parents]
    return chosen


def _as_data(problem: Problem, root: Path) -> dict[str, object]:
    return {
        "file": problem_file(problem, root),
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "severity": problem.severity,
        "message": problem_sentence(problem, t),
    }


def _summary(library: Library) -> str:
    shelves = (library.banks, library.passages, library.papers, library.policies, library.roleplays)
    return t(
        "cli.check_ok",
        files=sum(len(shelf) for shelf in shelves),
        items=sum(len(bank.model.question) for bank in library.banks.values()),
        passages=len(library.passages),
        roleplays=len(library.roleplays),
        papers=len(library.papers),
    )
