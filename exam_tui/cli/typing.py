"""`typing`: score two text files, look at passages and at what was typed, practise."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from exam_tui.cli.common import PATH, common_options, complain, require_terminal, results_root, say, t, workspace_root
from exam_tui.errors import ExamTuiError, Exit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exam_tui.content.passage import Piece
    from exam_tui.typing_test.strokes import Burst


class _Seconds(click.FloatRange):
    """A number of seconds, up to a day."""

    min: float
    max: float

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            found = float(value)
        except ValueError:
            found = math.nan
        if not self.min <= found <= self.max:  # nan is in no range, but click would take it
            self.fail(t("cli.typing_score_range", found=value), param, ctx)
        return found


MILLISECONDS = 1000
SECONDS = _Seconds(0.001, 24 * 3600)
_COMMANDS = ("score", "passages", "bursts", "practise", "progress")


@click.group("typing", help=t("cli.typing"))
@common_options
@click.pass_context
def typing_command(ctx: click.Context, workspace: Path | None) -> None:
    """Commands about typing."""
    if workspace is not None:
        ctx.default_map = {name: {"workspace": str(workspace)} for name in _COMMANDS}


@typing_command.command("score", help=t("cli.typing_score"))
@click.option("--passage", required=True, type=PATH, help=t("cli.typing_score_passage"))
@click.option("--typed", required=True, type=PATH, help=t("cli.typing_score_typed"))
@click.option("--seconds", required=True, type=SECONDS, help=t("cli.typing_score_seconds"))
@click.option("--json", "as_json", is_flag=True, help=t("cli.opt_json"))
@common_options
def typing_score_command(passage: Path, typed: Path, seconds: float, as_json: bool, workspace: Path | None) -> int:  # noqa: ARG001
    """Score typed text against a passage, as the exam does."""
    from exam_tui.content.rounding import floored
    from exam_tui.marking.typing import marks_of_test
    from exam_tui.reports.typing import lines_of
    from exam_tui.typing_test.measures import measure
    from exam_tui.typing_test.strokes import strokes_of

    pieces, text = _pieces(passage), _text(typed)
    if pieces is None or text is None:
        return Exit.FINDINGS
    # Of a chat every line is a reply; elsewhere lines don't matter.
    replies = text.splitlines() if len(pieces) > 1 else [text]
    found = measure(pieces, strokes_of(len(pieces), replies), round(seconds * MILLISECONDS))
    if not as_json:
        for line in lines_of(
            marks_of_test(passage.stem, passage.stem, found, counted=True, interrupted=False), t, timed=False
        ):
            say(line)
        return Exit.OK
    score = found.score
    figures: dict[str, Any] = {name: getattr(score, name) for name in ("correct", "substituted", "omitted", "inserted")}
    figures["reached"] = found.reached
    figures["net_cpm"] = float(floored(score.exact_cpm, 2))
    figures["gross_cpm"] = float(floored(score.exact_gross_cpm, 2))
    figures["accuracy"] = float(score.accuracy)
    if score.fields_asked:
        figures |= {"fields_right": score.fields_right, "fields_asked": score.fields_asked}
    say(json.dumps(figures))
    return Exit.OK


def _text(path: Path) -> str | None:
    """The text of a file; None after its problem has been told."""
    from exam_tui.content.loading import read_text
    from exam_tui.messages.problems import problem_line

    text, problem = read_text(path)
    if problem is not None:
        complain(problem_line(problem, Path.cwd(), t))
        return None
    return text


def _pieces(path: Path) -> tuple[Piece, ...] | None:
    """What a passage file presents: a TOML file of the workspace, or plain text. None after its problems were told."""
    from exam_tui.content.loading import load_text
    from exam_tui.content.passage import PassageFile, Piece
    from exam_tui.messages.problems import problem_line

    text = _text(path)
    if text is None:
        return None
    if path.suffix != ".toml":
        if not text.strip():
            raise ExamTuiError("typing.empty_passage", exit_code=Exit.USAGE, path=str(path))
        return (Piece(text),)
    loaded, problems = load_text(path, text)
    for problem in problems:
        complain(problem_line(problem, Path.cwd(), t))
    if loaded is None:
        return None
    if not isinstance(loaded.model, PassageFile):
        raise ExamTuiError("typing.no_passage", exit_code=Exit.USAGE, path=str(path))
    return loaded.model.passage.pieces


@typing_command.command("passages", help=t("cli.typing_passages"))
@click.option("--json", "as_json", is_flag=True, help=t("cli.opt_json"))
@common_options
def typing_passages_command(as_json: bool, workspace: Path | None) -> None:
    """All passages with their figures of difficulty."""
    from exam_tui.content.shelves import load_library
    from exam_tui.typing_test.difficulty import difficulty_of

    library = load_library(workspace_root(workspace))
    passages = sorted((one.model.passage for one in library.passages.values()), key=lambda one: (one.group, one.id))
    if as_json:
        rows = []
        for one in passages:
            found = difficulty_of(one)
            shares = {name: round(getattr(found, name), 4) for name in ("rare", "punctuation", "latin", "frequency")}
            head = {"id": one.id, "title": one.title, "kind": one.kind, "group": one.group}
            rows.append({**head, "characters": found.characters, **shares})
        say(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    group = ""
    for one in passages:
        if one.group != group:
            group = one.group
            say(t("cli.typing_group", group=group))
        found = difficulty_of(one)
        say(
            t(
                "cli.typing_passage", id=one.id.ljust(18), characters=found.characters, rare=f"{found.rare:.1%}",
                punctuation=f"{found.punctuation:.1%}", latin=f"{found.latin:.1%}",
                frequency=f"{found.frequency:.2f}", title=one.title,
            )
        )  # fmt: skip


@typing_command.command("bursts", help=t("cli.typing_bursts"))
@click.argument("sitting", type=PATH)
@click.option("--json", "as_json", is_flag=True, help=t("cli.opt_json"))
@common_options
def typing_bursts_command(sitting: Path, as_json: bool, workspace: Path | None) -> None:  # noqa: ARG001
    """What the keyboard sent in a sitting's typing tests, burst by burst."""
    from exam_tui.content.paper import TypingSection
    from exam_tui.sitting.folder import read_sitting
    from exam_tui.sitting.state import replay
    from exam_tui.typing_test.evidence import flags_of
    from exam_tui.typing_test.strokes import bursts_of

    form, events, _ = read_sitting(sitting)
    tests = [
        (section, number, run, bursts_of(run.strokes))
        for section, runs in replay(events).typing.items()
        for number, run in enumerate(runs, 1)
    ]
    if as_json:
        rows = [
            {"section": section, "test": number, "passage": run.passage, "bursts": [_burst_data(one) for one in bursts]}
            for section, number, run, bursts in tests
        ]
        say(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for section, number, run, bursts in tests:
        title = form.blueprint(section).title
        passage = form.section(section).passage(run.passage).title
        say(t("cli.typing_bursts_head", section=title, number=number, passage=passage, count=len(bursts)))
        for stroke in run.strokes:
            if stroke.kind == "refused":
                say(t("cli.typing_refused", at=f"{stroke.at_ms / MILLISECONDS:7.2f}", count=stroke.count))
        blueprint = form.blueprint(section)
        if isinstance(blueprint, TypingSection):
            presented = "".join(piece.text for piece in form.section(section).passage(run.passage).pieces)
            for flag in flags_of(run.strokes, presented, blueprint.watch):
                at = f"{flag.at_ms / MILLISECONDS:.2f}"
                say(t(f"evidence.{flag.kind}", at=at, detail=flag.count, words=flag.text))
        for line in _burst_lines(bursts):
            say(line)


def _burst_data(burst: Burst) -> dict[str, object]:
    return {
        "at_ms": burst.at_ms,
        "gap_ms": burst.gap_ms,
        "length": len(burst.text),
        "kind": "pasted" if burst.pasted else "typed",
        "erased_before": burst.erased,
        "text": burst.text,
    }


def _burst_lines(bursts: list[Burst]) -> Iterator[str]:
    for burst in bursts:
        seconds = f"{burst.at_ms / MILLISECONDS:7.2f}"
        yield t(
            "cli.typing_burst", at=seconds, gap=f"{burst.gap_ms / MILLISECONDS:6.2f}", length=f"{len(burst.text):3}",
            erased=t("cli.typing_erased", count=burst.erased) if burst.erased else "",
            pasted=t("cli.typing_pasted") if burst.pasted else "", text=burst.text,
        )  # fmt: skip


@typing_command.command("practise", help=t("cli.typing_practise"))
@click.argument("passage", required=False)
@click.option("--candidate", "who", default="me", show_default=True, help=t("cli.typing_who"))
@click.option("--minutes", type=click.IntRange(1, 60), default=5, show_default=True, help=t("cli.typing_minutes"))
@click.option("--out", type=PATH, help=t("cli.opt_out"))
@common_options
def typing_practise_command(
    passage: str | None, who: str, minutes: int, out: Path | None, workspace: Path | None
) -> None:
    """Practise: the list, or one passage at once."""
    from exam_tui.content.shelves import load_library

    root = workspace_root(workspace)
    library = load_library(root)
    offered = [one.id for one in library.practice_passages()]
    if passage is not None and passage not in offered:
        known = t("list.separator").join(offered)
        raise ExamTuiError("typing.unknown_passage", exit_code=Exit.USAGE, name=passage, known=known)
    _require_name(who)
    require_terminal()
    from exam_tui.tui.run import run_practice

    sys.exit(run_practice(library, results_root(root, out), who, minutes, passage, t.language))


@typing_command.command("progress", help=t("cli.typing_progress"))
@click.option("--candidate", "who", default="me", show_default=True, help=t("cli.typing_who"))
@click.option("--out", type=PATH, help=t("cli.opt_out"))
@common_options
def typing_progress_command(who: str, out: Path | None, workspace: Path | None) -> None:
    """The practice book as a chart."""
    from exam_tui.practice.history import book_of, read_history
    from exam_tui.reports.practice import progress_lines

    _require_name(who)
    for line in progress_lines(read_history(book_of(results_root(workspace_root(workspace), out), who)), t):
        say(line)


def _require_name(who: str) -> None:
    import re

    from exam_tui.sitting.events import CANDIDATE_PATTERN

    if not re.fullmatch(CANDIDATE_PATTERN, who):
        raise ExamTuiError("typing.bad_name", exit_code=Exit.USAGE, name=who)
