"""`paper`: what a paper asks, before anybody sits it."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exam_tui.cli.common import common_options, say, t, workspace_root
from exam_tui.errors import Exit

if TYPE_CHECKING:
    from exam_tui.sitting.form import Form


@click.group("paper", help=t("cli.paper"))
@common_options
@click.pass_context
def paper_command(ctx: click.Context, workspace: Path | None) -> None:
    """Commands about papers."""
    if workspace is not None:
        ctx.default_map = {name: {"workspace": str(workspace)} for name in ("preview", "draw")}


@paper_command.command("preview", help=t("cli.paper_preview"))
@click.argument("paper")
@common_options
def paper_preview_command(paper: str, workspace: Path | None) -> int:
    """Minutes, marks, topics, difficulty, and how sure the gates are."""
    from exam_tui.content.shelves import load_library
    from exam_tui.reports.blueprint import plan, plan_lines

    library = load_library(workspace_root(workspace))
    for line in plan_lines(library, paper, t):
        say(line)
    return Exit.FINDINGS if plan(library, paper)[1] else Exit.OK


@paper_command.command("draw", help=t("cli.paper_draw"))
@click.argument("paper")
@click.option("--seed", type=click.IntRange(min=0), help=t("cli.opt_seed"))
@click.option("--forms", type=click.IntRange(1, 8), default=1, show_default=True, help=t("cli.paper_forms"))
@click.option("--json", "as_json", is_flag=True, help=t("cli.opt_json"))
@common_options
def paper_draw_command(paper: str, seed: int | None, forms: int, as_json: bool, workspace: Path | None) -> None:
    """Draw parallel forms and show what is in them."""
    from exam_tui.content.shelves import load_library
    from exam_tui.sitting.drawing import draw_form, draw_forms

    library = load_library(workspace_root(workspace))
    seed = secrets.randbits(31) if seed is None else seed
    # One form is what `sit --seed` draws; several are those of `sit --seed --form`.
    drawn = draw_forms(library, paper, seed, forms) if forms > 1 else [draw_form(library, paper, seed)]
    if as_json:
        say(
            json.dumps(
                {"paper": paper, "seed": seed, "forms": [_form_data(f) for f in drawn]}, ensure_ascii=False, indent=2
            )
        )
        return
    say(t("cli.drawn", paper=paper, seed=seed))
    for form in drawn:
        for line in _form_lines(form):
            say(line)
    if forms > 1:
        sets = [{asked.item.id for section in form.sections for asked in section.items} for form in drawn]
        shared = sets[0].intersection(*sets[1:])
        say(t("cli.drawn_shared", count=len(shared)))


def _form_data(form: Form) -> dict[str, object]:
    return {
        "form": form.label or "-",
        "hash": form.hash,
        "sections": [
            {
                "id": section.id,
                "items": [
                    {
                        "id": asked.item.id, "version": asked.version, "kind": asked.item.kind,
                        "topic": asked.item.topic, "difficulty": asked.item.difficulty,
                    }
                    for asked in section.items
                ],
                "passages": [passage.id for passage in section.passages],
                "scripts": [script.roleplay.id for script in section.scripts],
            }
            for section in form.sections
        ],
    }  # fmt: skip


def _form_lines(form: Form) -> list[str]:
    lines = []
    for section in form.sections:
        blueprint = form.blueprint(section.id)
        lines.append(t("cli.drawn_section", form=form.label or "-", title=blueprint.title))
        for number, asked in enumerate(section.items, 1):
            item = asked.item
            lines.append(
                t(
                    "cli.drawn_item", number=f"{number:3d}", kind=t(f"kind.{item.kind}"), difficulty=item.difficulty,
                    topic=item.topic, id=item.id, stem=item.stem,
                )
            )  # fmt: skip
        lines += [
            f"     {name}"
            for name in (*(p.title for p in section.passages), *(s.roleplay.title for s in section.scripts))
        ]
    return lines
