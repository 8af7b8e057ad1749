"""`content import` and `content export`: Excel, CSV, GIFT, Moodle XML."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exam_tui.cli.common import PATH, common_options, say, t, workspace_root
from exam_tui.errors import ExamTuiError, Exit
from exam_tui.messages.problems import problem_line

if TYPE_CHECKING:
    from exam_tui.exchange.moving import Import

_MOST_NAMED = 8
_LONGEST_VALUE = 40
"""Characters of an old or new value that are shown."""


@click.command("import", help=t("cli.content_import"))
@click.argument("file", type=PATH)
@click.option("--id", "content_id", help=t("cli.import_id"))
@click.option("--into", type=PATH, help=t("cli.import_into"))
@click.option("--yes", is_flag=True, help=t("cli.import_yes"))
@common_options
def import_command(file: Path, content_id: str | None, into: Path | None, yes: bool, workspace: Path | None) -> int:
    """Show what an import would do; do it when told so."""
    from exam_tui.content.problems import errors_among
    from exam_tui.content.shelves import load_library
    from exam_tui.content.writing import write_whole
    from exam_tui.exchange.moving import prepare_import

    root = workspace_root(workspace)
    prepared = prepare_import(load_library(root), file, content_id, into.resolve() if into else None)
    for problem in prepared.problems:
        say(problem_line(problem, root, t))
    if prepared.text is None:
        say(t("cli.import_refused", count=errors_among(prepared.problems)))
        return Exit.FINDINGS
    for line in _plan_lines(prepared):
        say(line)
    if prepared.plan.empty:
        return Exit.OK
    if not yes:
        if not sys.stdin.isatty():
            say(t("cli.import_dry"))
            return Exit.OK
        if not click.confirm(t("cli.import_ask"), default=False, err=True):
            return Exit.OK
    write_whole(prepared.target, prepared.text.encode())
    say(t("cli.import_done", path=prepared.target))
    return Exit.OK


def _plan_lines(prepared: Import) -> list[str]:
    plan = prepared.plan
    lines = [
        t(
            "cli.import_plan", path=prepared.target, added=len(plan.added), changed=len(plan.changed), same=plan.same,
            kept=plan.kept,
        )
    ]  # fmt: skip
    lines += [t("cli.import_added", name=name) for name in plan.added[:_MOST_NAMED]]
    if len(plan.added) > _MOST_NAMED:
        lines.append(t("cli.import_more", count=len(plan.added) - _MOST_NAMED))
    for change in plan.changed:
        lines.append(t("cli.import_changed", name=change.name, keys=", ".join(change.keys)))
        lines += [t("cli.import_values", key=key, old=_short(old), new=_short(new)) for key, old, new in change.values]
    facts = sorted({name for entry in prepared.shelf.entries for name in entry.raw.get("facts", {})})
    return [*lines, t("cli.import_facts", names=t("list.separator").join(facts))] if facts else lines


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


@click.command("export", help=t("cli.content_export"))
@click.argument("content_id", metavar="ID")
@click.option("--to", type=PATH, required=True, help=t("cli.export_to"))
@click.option("--force", is_flag=True, help=t("cli.export_force"))
@common_options
def export_command(content_id: str, to: Path, force: bool, workspace: Path | None) -> None:
    """Write a bank or a catalogue in another format, and say what it can't hold."""
    from exam_tui.content.shelves import load_library
    from exam_tui.content.writing import write_whole
    from exam_tui.exchange.moving import export

    if to.exists() and not force:
        raise ExamTuiError("exchange.exists", path=str(to))
    data, losses = export(load_library(workspace_root(workspace)), content_id, to)
    write_whole(to, data)
    say(t("cli.exported", path=to))
    for loss in losses:
        say(t("cli.export_lost", item=loss.item, kind=t(f"kind.{loss.what}")))
