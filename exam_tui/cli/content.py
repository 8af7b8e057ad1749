"""`new` and `content`: workspaces and their content."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exam_tui.cli.common import PATH, common_options, require_terminal, say, t, workspace_root
from exam_tui.cli.exchange import export_command, import_command
from exam_tui.errors import ExamTuiError, Exit, reason_of
from exam_tui.messages import Catalogue, Language
from exam_tui.messages.problems import explanation, problem_data, problem_line

if TYPE_CHECKING:
    from exam_tui.content.library import Library
    from exam_tui.content.problems import Problem
    from exam_tui.content.schemas import Describe


@click.command("new", help=t("cli.new"))
@click.argument("folder", type=PATH)
@common_options
def new_command(folder: Path, workspace: Path | None) -> None:  # noqa: ARG001
    """Copy the shipped content into a new workspace, whole or not at all."""
    import shutil

    from exam_tui.content.workspace import SHIPPED_FOLDERS, shipped_root

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExamTuiError("workspace.exists", path=str(folder))
    partial = folder.with_name(f".{folder.name}.partial")
    try:
        partial.mkdir(parents=True)
        for name in SHIPPED_FOLDERS:
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
        ctx.default_map = {name: {"workspace": str(workspace)} for name in content_command.commands}


content_command.add_command(import_command)
content_command.add_command(export_command)


@content_command.command("check", help=t("cli.content_check"))
@click.argument("paths", nargs=-1, type=PATH)
@click.option("--json", "as_json", is_flag=True, help=t("cli.opt_json"))
@click.option("--strict", is_flag=True, help=t("cli.check_strict"))
@click.option("--fix", is_flag=True, help=t("cli.check_fix"))
@click.option("--explain", "code", metavar="CODE", help=t("cli.check_explain"))
@common_options
def content_check_command(
    paths: tuple[Path, ...], as_json: bool, strict: bool, fix: bool, code: str | None, workspace: Path | None
) -> int:
    """All problems of a workspace, or of some files in it."""
    if code is not None:
        say(explanation(code, t))
        return Exit.OK
    from exam_tui.content.problems import errors_among

    root = workspace_root(workspace)
    library, problems, elsewhere = _checked(root, paths)
    if fix:
        _repair(root, library, problems, paths)
        library, problems, elsewhere = _checked(root, paths)
    errors = errors_among(problems)
    if as_json:
        say(json.dumps([problem_data(problem, root, t) for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            say(problem_line(problem, root, t))
        _say_outcome(problems, errors, library)
        if elsewhere:
            say(t("cli.check_elsewhere", count=elsewhere))
    return Exit.FINDINGS if errors or (strict and problems) else Exit.OK


def _checked(root: Path, paths: tuple[Path, ...]) -> tuple[Library, list[Problem], int]:
    """The library, the problems that were asked for, and how many errors there are in other files."""
    from exam_tui.content.problems import errors_among
    from exam_tui.content.shelves import content_files, load_library
    from exam_tui.sitting.checking import check_library

    library = load_library(root)
    problems = check_library(library)
    if not paths:
        return library, problems, 0
    chosen = _of_paths(problems, paths, set(content_files(root)), root)
    return library, chosen, errors_among(problem for problem in problems if problem not in chosen)


def _say_outcome(problems: list[Problem], errors: int, library: Library) -> None:
    from exam_tui.content.fixing import REPAIRABLE

    if errors:
        say(t("cli.check_bad", count=errors, warnings=len(problems) - errors))
    elif problems:
        say(t("cli.check_doubtful", summary=_summary(library), warnings=len(problems)))
    else:
        say(_summary(library))
    if problems:
        say(t("cli.check_hint", code=problems[0].code))
    if any(problem.code in REPAIRABLE for problem in problems):
        say(t("cli.check_fixable"))


def _repair(root: Path, library: Library, problems: list[Problem], paths: tuple[Path, ...]) -> None:
    """Mend what is safe to mend, file by file, and say what was done."""
    from exam_tui.content.fixing import repair_file
    from exam_tui.content.references import relative_path
    from exam_tui.content.schemas import schema_reference

    kinds = library.kind_of_file
    wanted = {path.resolve() for path in paths}
    for file in sorted({problem.file for problem in problems} | set(kinds)):
        if wanted and not any(file == path or path in file.parents for path in wanted):
            continue
        schema = schema_reference(root, file, kinds.get(file))
        for repair in repair_file(file, [p for p in problems if p.file == file], schema):
            say(t("cli.check_fixed", file=relative_path(file, root), line=repair.line, code=repair.code))


@content_command.command("preview", help=t("cli.content_preview"))
@click.argument("file", type=PATH)
@common_options
def content_preview_command(file: Path, workspace: Path | None) -> int:
    """A file's questions as candidates will see them, following the file while it is edited."""
    path = file.resolve()
    if not path.is_file():
        raise ExamTuiError("path.missing", path=str(file))
    require_terminal()
    from exam_tui.content.workspace import find_workspace
    from exam_tui.tui.run import run_preview

    root = workspace.resolve() if workspace else find_workspace(path.parent)
    return run_preview(path, root, t.language)


def schema_words(language: Language) -> Describe:
    """What the schemas say about a key: the model's own words, or those that its kind shares."""
    words = Catalogue(language)

    def describe(model: str, key: str) -> str | None:
        if (model, key) == ("ShortPoint", "finding"):  # a short answer has no findings
            return None
        shared = next((name for name in ("Item", "Section") if model.endswith(name)), None)
        if model == "ShortPoint":
            shared = "Condition"
        for name in (model, shared):
            if name is not None and words.has(f"schema.{name}.{key}"):
                return words(f"schema.{name}.{key}").replace("{{", "{").replace("}}", "}")
        return None

    return describe


@content_command.command("schema", help=t("cli.content_schema"))
@click.argument("kind", required=False)
@click.option("--out", type=PATH, help=t("cli.schema_out"))
@common_options
def content_schema_command(kind: str | None, out: Path | None, workspace: Path | None) -> None:  # noqa: ARG001
    """JSON Schemas of the content files: one on the screen, or all into a folder."""
    from exam_tui.content.loading import KINDS
    from exam_tui.content.schemas import schema_bytes
    from exam_tui.content.writing import write_whole

    words = schema_words(t.language)
    if kind is not None and kind not in KINDS:
        raise ExamTuiError("schema.unknown", kind=kind, known=", ".join(KINDS))
    if out is None:
        for name in [kind] if kind else KINDS:
            say(schema_bytes(name, words).decode().rstrip())
        return
    for name in [kind] if kind else KINDS:
        write_whole(out / f"{name}.json", schema_bytes(name, words))
    say(t("cli.schema_done", path=out))


def _of_paths(problems: list[Problem], paths: tuple[Path, ...], known: set[Path], root: Path) -> list[Problem]:
    """The problems at or below `paths`, or about them; files outside the workspace are read on their own."""
    from exam_tui.content.loading import load_file

    chosen: list[Problem] = []
    for path in paths:
        full = path.resolve()
        if not full.exists():
            raise ExamTuiError("path.missing", path=str(path))
        if full.is_file() and full.suffix != ".toml":
            raise ExamTuiError("path.not_content", path=str(path))
        if full.is_file() and full not in known:
            chosen += load_file(full)[1]
        else:
            # An id that is there twice concerns both files, whichever of them it is told of.
            chosen += [
                p
                for p in problems
                if p.file == full or full in p.file.parents or root / str(p.params.get("other", "?")) == full
            ]
    return chosen


def _summary(library: Library) -> str:
    return t(
        "cli.check_ok",
        files=len(library.kind_of_file),
        items=sum(len(bank.model.question) for bank in library.banks.values()),
        products=sum(len(catalogue.model.product) for catalogue in library.catalogues.values()),
        passages=len(library.passages),
        roleplays=len(library.roleplays),
        papers=len(library.papers),
    )
