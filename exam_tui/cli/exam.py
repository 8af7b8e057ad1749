"""`sit`, `rehearse` and the home screen."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exam_tui.cli.common import (
    PATH,
    candidate_from,
    common_options,
    require_terminal,
    rescue_root,
    results_root,
    say,
    t,
    workspace_root,
)
from exam_tui.errors import ExamTuiError, Exit

if TYPE_CHECKING:
    from exam_tui.content.library import Library


def _library(root: Path) -> Library:
    """The workspace's content, which must be without problems before anybody is examined with it."""
    from exam_tui.content.problems import errors_among
    from exam_tui.content.shelves import load_library
    from exam_tui.sitting.checking import check_library

    library = load_library(root)
    errors = errors_among(check_library(library, quality=False))
    if errors:
        raise ExamTuiError("content.problems", exit_code=Exit.FINDINGS, count=errors)
    return library


def open_home(root: Path) -> None:
    """The home screen."""
    require_terminal()
    from exam_tui.tui.run import run_home

    sys.exit(run_home(root, results_root(root, None), rescue_root(), t.language))


@click.command("sit", help=t("cli.sit"))
@click.argument("paper")
@click.option("--candidate", "number", required=True, help=t("cli.sit_candidate"))
@click.option("--name", required=True, help=t("cli.sit_name"))
@click.option("--track", type=click.Choice(["A", "B", "C"]), help=t("cli.sit_track"))
@click.option("--attempt", type=int, default=1, show_default=True, help=t("cli.sit_attempt"))
@click.option(
    "--mode", type=click.Choice(["mock", "proctored"]), default="mock", show_default=True, help=t("cli.sit_mode")
)
@click.option("--seed", type=int, help=t("cli.opt_seed"))
@click.option("--form", "label", type=click.Choice(list("ABCDEFGH")), help=t("cli.sit_form"))
@click.option("--extra-time", type=click.IntRange(0, 100), default=0, help=t("cli.sit_extra_time"))
@click.option("--out", type=PATH, help=t("cli.opt_out"))
@common_options
def sit_command(
    paper: str,
    number: str,
    name: str,
    track: str | None,
    attempt: int,
    mode: str,
    seed: int | None,
    label: str | None,
    extra_time: int,
    out: Path | None,
    workspace: Path | None,
) -> int:
    """Sit an exam on the screens."""
    candidate = candidate_from(number, name, track, attempt)
    root = workspace_root(workspace)
    library = _library(root)
    library.paper(paper)
    require_terminal()
    from exam_tui.sitting.folder import FormWanted
    from exam_tui.tui.run import run_sitting

    return run_sitting(
        library, paper, candidate, "proctored" if mode == "proctored" else "mock",
        results_root(root, out), rescue_root(), t.language, FormWanted(seed, label or "", extra_time),
    )  # fmt: skip


@click.command("rehearse", help=t("cli.rehearse"))
@click.argument("paper")
@click.option("--as", "profile", type=click.Choice(["perfect", "average", "silent"]), required=True,
              help=t("cli.rehearse_as"))  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True, help=t("cli.opt_seed"))
@click.option("--out", type=PATH, help=t("cli.rehearse_out"))
@common_options
def rehearse_command(paper: str, profile: str, seed: int, out: Path | None, workspace: Path | None) -> None:
    """Send a simulated candidate through a paper."""
    from exam_tui.rehearsal.candidates import PROFILES, rehearse
    from exam_tui.reports.explaining import gate_lines
    from exam_tui.reports.page import outcome_sentence
    from exam_tui.results.folder import finalise
    from exam_tui.sitting.clock import VirtualClock
    from exam_tui.sitting.events import Candidate
    from exam_tui.sitting.folder import FormWanted, open_or_resume
    from exam_tui.sitting.saving import DirectSink

    name = next(known for known in PROFILES if known == profile)
    out = out or Path(tempfile.mkdtemp(prefix="exam-tui-"))
    library = _library(workspace_root(workspace))
    library.paper(paper)
    clock = VirtualClock()
    candidate = Candidate(id=f"rehearsal-{name}", name=name)
    # A journal that nobody's marks depend on is not worth an fsync per simulated key.
    held = open_or_resume(
        library,
        paper,
        candidate,
        "rehearsal",
        out.resolve(),
        clock,
        lambda file: DirectSink(file, durable=False),
        FormWanted(seed),
    )
    try:
        rehearse(held.sitting, clock, name, seed)
    finally:
        held.release()
    result = finalise(held.folder)
    say(
        t(
            "cli.rehearse_done",
            name=name,
            overall=result.marks.overall,
            outcome=outcome_sentence(result, t),
            folder=held.folder,
        )
    )
    for line in gate_lines(result.marks, t):
        say("  " + line.words)
