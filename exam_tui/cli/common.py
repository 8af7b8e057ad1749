"""What all commands share: language, workspace, printing.

Command modules import the core inside their functions: `--help` must not pay for what it does not use.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from exam_tui.errors import ExamTuiError
from exam_tui.messages import LANGUAGES, Catalogue, pick_language

CommandT = TypeVar("CommandT", bound=Callable[..., Any])
PATH = click.Path(path_type=Path)


def _language_of_command_line() -> str | None:
    """`--lang` before click parses, because help texts are made when the commands are."""
    arguments = sys.argv[1:]
    for index, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
        if argument == "--lang" and index + 1 < len(arguments):
            return arguments[index + 1]
    return os.environ.get("EXAM_TUI_LANG")


t = Catalogue(pick_language(_language_of_command_line()))
"""The sentences of this run of the program."""


def common_options(command: CommandT) -> CommandT:
    """`--workspace` and `--lang`, which every command takes."""
    command = click.option("--workspace", type=PATH, help=t("cli.opt_workspace"))(command)
    return click.option(
        "--lang", type=click.Choice(LANGUAGES), expose_value=False, is_eager=True, help=t("cli.opt_lang")
    )(command)


def require_terminal() -> None:
    """Raises ExamTuiError where there is no terminal to draw on."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise ExamTuiError("tty.needed")


def workspace_root(workspace: Path | None) -> Path:
    """The workspace asked for, else the nearest, else the shipped content."""
    from exam_tui.content.workspace import find_workspace

    return workspace.resolve() if workspace is not None else find_workspace(Path.cwd())


def results_root(root: Path, out: Path | None) -> Path:
    """Where sittings land: `--out`, else the workspace's `results`, else the user's own data folder."""
    if out is not None:
        return out.resolve()
    from exam_tui.content.workspace import shipped_root

    shipped = shipped_root()
    if root == shipped and shipped.name == "_shipped":
        from platformdirs import user_data_path

        return user_data_path("exam-tui") / "results"
    return root / "results"


def rescue_root() -> Path:
    """Where a journal goes on when its own disk fails."""
    from platformdirs import user_data_path

    return user_data_path("exam-tui") / "rescue"


def tried_folder() -> Path:
    """Where to note which content was tried and found in order."""
    from platformdirs import user_cache_path

    return user_cache_path("exam-tui")


def say(text: str) -> None:
    """Print to standard output."""
    click.echo(text)


def complain(text: str) -> None:
    """Print an error to standard error."""
    click.echo(t("cli.error", message=text), err=True)


def passphrase_from(file: Path | None) -> str:
    """The passphrase: from a file, or asked for without showing it."""
    if file is not None:
        from exam_tui.results.keys import read_passphrase_file

        return read_passphrase_file(file)
    return str(click.prompt(t("cli.ask_passphrase"), hide_input=True, err=True))


def candidate_from(number: str, name: str, track: str | None, attempt: int) -> Any:
    """A checked candidate. Raises ExamTuiError."""
    from pydantic import ValidationError

    from exam_tui.sitting.events import Candidate

    try:
        return Candidate.model_validate({"id": number, "name": name.strip(), "track": track, "attempt": attempt})
    except ValidationError as error:
        raise ExamTuiError("candidate.bad") from error
