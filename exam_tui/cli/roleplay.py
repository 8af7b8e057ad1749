"""`roleplay`: check, walk, draw and try role-play scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exam_tui.cli.common import PATH, common_options, require_terminal, results_root, say, t, workspace_root
from exam_tui.errors import ExamTuiError, Exit

if TYPE_CHECKING:
    from exam_tui.content.library import Library
    from exam_tui.content.policy import Policy
    from exam_tui.content.roleplay import RoleplayFile

_COMMANDS = ("check", "walk", "graph", "try", "host")


@click.group("roleplay", help=t("cli.roleplay"))
@common_options
@click.pass_context
def roleplay_command(ctx: click.Context, workspace: Path | None) -> None:
    """Commands about role-plays."""
    if workspace is not None:
        ctx.default_map = {name: {"workspace": str(workspace)} for name in _COMMANDS}


@roleplay_command.command("check", help=t("cli.roleplay_check"))
@click.argument("scripts", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help=t("cli.opt_json"))
@common_options
def roleplay_check_command(scripts: tuple[str, ...], as_json: bool, workspace: Path | None) -> int:
    """Everything that can be said against role-plays, scenes, temperaments, shifts and quick phrases."""
    from exam_tui.content.problems import errors_among
    from exam_tui.messages.problems import problem_data, problem_line
    from exam_tui.sitting.checking import check_roleplays

    root = workspace_root(workspace)
    library = _library(root)
    broken = [problem for problem in library.problems if problem.file.stem in {Path(name).stem for name in scripts}]
    wanted = _wanted(library, scripts) if scripts and not broken else None
    problems = broken or check_roleplays(library, wanted)
    if as_json:
        say(json.dumps([problem_data(problem, root, t) for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            say(problem_line(problem, root, t))
        count = len(wanted) if wanted is not None else len(scripts) or len(library.roleplays)
        say(
            t(
                "cli.roleplay_checked", scripts=count, errors=errors_among(problems),
                notes=len(problems) - errors_among(problems),
            )
        )  # fmt: skip
    return Exit.FINDINGS if problems else Exit.OK


@roleplay_command.command("walk", help=t("cli.roleplay_walk"))
@click.argument("scripts", nargs=-1)
@click.option("--runs", type=click.IntRange(1, 100_000), default=200, show_default=True, help=t("cli.roleplay_runs"))
@click.option("--seed", type=int, default=1, show_default=True, help=t("cli.roleplay_seed"))
@click.option("--policy", "policy_id", help=t("cli.roleplay_policy"))
@click.option("--json", "as_json", is_flag=True, help=t("cli.opt_json"))
@common_options
def roleplay_walk_command(
    scripts: tuple[str, ...], runs: int, seed: int, policy_id: str | None, as_json: bool, workspace: Path | None
) -> int:
    """Send simulated candidates through scripts."""
    from exam_tui.rehearsal.walking import walk

    library = _library(workspace_root(workspace))
    reports = []
    missed = False
    for name in _wanted(library, scripts) if scripts else sorted(library.scripts):
        script = library.script(name)
        walked = walk(script, policy_for(library, script, policy_id), runs, seed)
        missed = missed or bool(walked.never)
        if as_json:
            reports.append(walked.data())
            continue
        data = walked.data()
        say(t("cli.roleplay_walked", script=name, title=script.roleplay.title, runs=runs, **_marks(data["marks"])))
        by_ending = data["marks_by_ending"]
        assert isinstance(by_ending, dict)
        for ending, count in walked.endings.most_common():
            say(t("cli.roleplay_ending", ending=ending, count=count, **_marks(by_ending[ending])))
        for never in walked.never:
            say(t("cli.roleplay_never", what=never))
    if as_json:
        say(json.dumps(reports, ensure_ascii=False, indent=2))
    return Exit.FINDINGS if missed else Exit.OK


def _marks(marks: object) -> dict[str, object]:
    assert isinstance(marks, dict)
    return {"low": marks["min"], "mean": marks["mean"], "high": marks["max"]}


def _library(root: Path) -> Library:
    from exam_tui.content.shelves import load_library

    return load_library(root)


def _wanted(library: Library, names: tuple[str, ...]) -> list[str]:
    """Ids given by id or by file; an error names those that exist, or says what is wrong with the file."""
    from exam_tui.messages.problems import problem_line

    ids: list[str] = []
    for name in names:
        by_path = [i for i, one in library.roleplays.items() if one.source.path == Path(name).resolve()]
        broken = [problem for problem in library.problems if problem.file.stem == Path(name).stem]
        if broken and name not in library.scripts:
            lines = "\n".join(problem_line(problem, library.root, t) for problem in broken)
            raise ExamTuiError("roleplay.broken", exit_code=Exit.FINDINGS, problems=lines)
        if name not in library.roleplays and not by_path:
            known = ", ".join(sorted(library.roleplays))
            raise ExamTuiError("roleplay.unknown", exit_code=Exit.USAGE, script=name, known=known)
        ids.append(by_path[0] if by_path else name)
    return ids


def policy_for(library: Library, script: RoleplayFile, wanted: str | None = None) -> Policy:
    """The policy that a script is tried under: the one asked for, or the first that it is judged by."""
    if wanted is not None:
        return library.policy(wanted)
    policies = library.policies_of(script.roleplay.id)
    return policies[0] if policies else library.policy("?")


@roleplay_command.command("graph", help=t("cli.roleplay_graph"))
@click.argument("script")
@click.option("--to", type=PATH, help=t("cli.roleplay_to"))
@common_options
def roleplay_graph_command(script: str, to: Path | None, workspace: Path | None) -> int:
    """Draw a script."""
    from exam_tui.content.writing import write_whole
    from exam_tui.reports.graph import mermaid, svg

    library = _library(workspace_root(workspace))
    complete = library.script(_wanted(library, (script,))[0])
    if to is None:
        say(mermaid(complete, t).rstrip())
        return Exit.OK
    if to.suffix not in (".svg", ".mmd"):
        raise ExamTuiError("graph.suffix", exit_code=Exit.USAGE, path=str(to))
    drawn = svg(complete, t) if to.suffix == ".svg" else mermaid(complete, t)
    write_whole(to, drawn.encode())
    say(t("cli.roleplay_drawn", path=to))
    return Exit.OK


@roleplay_command.command("try", help=t("cli.roleplay_try"))
@click.argument("script")
@click.option("--node", help=t("cli.roleplay_node"))
@click.option("--policy", "policy_id", help=t("cli.roleplay_policy"))
@common_options
def roleplay_try_command(script: str, node: str | None, policy_id: str | None, workspace: Path | None) -> int:
    """Play a script as the agent."""
    root = workspace_root(workspace)
    library = _library(root)
    name = _wanted(library, (script,))[0]
    complete = library.script(name)
    if node is not None and node not in complete.node:
        known = ", ".join(complete.node)
        raise ExamTuiError("roleplay.no_node", exit_code=Exit.USAGE, script=name, node=node, known=known)
    policy = policy_for(library, complete, policy_id)
    require_terminal()
    from exam_tui.tui.run import run_trying

    return run_trying(root, complete, policy, node, t.language)


@roleplay_command.command("host", help=t("cli.roleplay_host"))
@click.argument("sitting", required=False)
@click.option("--by", required=True, help=t("cli.roleplay_by"))
@click.option("--results", type=PATH, help=t("cli.opt_out"))
@common_options
def roleplay_host_command(sitting: str | None, by: str, results: Path | None, workspace: Path | None) -> int:
    """Play the customer of a hosted section."""
    from exam_tui.sitting.channel import open_channels

    root = results_root(workspace_root(workspace), results)
    channels = [path for path in open_channels(root) if sitting is None or path.name.startswith(sitting)]
    if not channels and sitting is not None:
        raise ExamTuiError("host.none", exit_code=Exit.USAGE, path=str(root))
    if not by.strip() or len(by) > 40:
        raise ExamTuiError("host.by", exit_code=Exit.USAGE)
    if len(channels) > 1:
        names = "\n".join(f"  {path.name}" for path in channels)
        raise ExamTuiError("host.several", exit_code=Exit.USAGE, names=names)
    require_terminal()
    from exam_tui.tui.run import run_host

    return run_host(root, channels[0] if channels else None, by.strip(), t.language)
