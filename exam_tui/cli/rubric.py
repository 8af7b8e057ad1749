"""`rubric`: judge replies and chats by a house policy, try its examples, scan a file of replies."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exam_tui.cli.common import PATH, common_options, complain, require_terminal, say, t, workspace_root
from exam_tui.errors import ExamTuiError, Exit

if TYPE_CHECKING:
    from exam_tui.content.house import House
    from exam_tui.content.policy import Policy
    from exam_tui.rubric.chats import WrittenChat

_COMMANDS = ("judge", "test", "scan", "workbench")
SAMPLES = 3


@click.group("rubric", help=t("cli.rubric"))
@common_options
@click.pass_context
def rubric_command(ctx: click.Context, workspace: Path | None) -> None:
    """Commands about tone and promises."""
    if workspace is not None:
        ctx.default_map = {name: {"workspace": str(workspace)} for name in _COMMANDS}


@rubric_command.command("judge", help=t("cli.rubric_judge"))
@click.option("--policy", "name", required=True, help=t("cli.rubric_policy"))
@click.option("--say", "said", multiple=True, help=t("cli.rubric_say"))
@click.option("--chat", type=PATH, help=t("cli.rubric_chat"))
@click.option("--json", "as_json", is_flag=True, help=t("cli.opt_json"))
@common_options
def rubric_judge_command(
    name: str, said: tuple[str, ...], chat: Path | None, as_json: bool, workspace: Path | None
) -> int:
    """Judge one turn or a whole chat."""
    from exam_tui.reports.judging import excused_lines, finding_lines, judgement_data, points_lines
    from exam_tui.rubric.chats import WrittenChat
    from exam_tui.rubric.findings import Turn
    from exam_tui.rubric.judging import judge
    from exam_tui.rubric.scoring import points_of_chat

    if bool(said) == (chat is not None):
        raise ExamTuiError("rubric.say_or_chat", exit_code=Exit.USAGE)
    policy = _policy(name, workspace)
    if policy is None:
        return Exit.FINDINGS
    written = WrittenChat((Turn(said),)) if chat is None else _chat(chat)
    if chat is None:
        from exam_tui.rubric.judging import judge_turn

        judgement = judge_turn(policy, said)
    else:
        judgement = judge(policy, written.turns)
    points, total = points_of_chat(policy, judgement, written)
    if as_json:
        say(json.dumps(judgement_data(policy, judgement, points, total), ensure_ascii=False, indent=2))
        return Exit.OK
    for number, turn in enumerate(written.turns):
        for line in turn.customer:
            say(t("judge.customer", text=line))
        for index, message in enumerate(turn.messages):
            say(t("judge.agent", text=message))
            for line in finding_lines((f for f in judgement.findings if (f.turn, f.message) == (number, index)), t):
                say(line)
            titles = {rule.id: rule.title for rule in policy.rule}
            here = (e for e in judgement.excused if (e.turn, e.message) == (number, index))
            for line in excused_lines(here, titles, t):
                say(line)
    if chat is None:
        say(t("judge.nothing" if not judgement.findings else "judge.one_reply"))
        return Exit.OK
    for line in points_lines(points, total, t):
        say(line)
    say(t("judge.words_only"))
    return Exit.OK


@rubric_command.command("test", help=t("cli.rubric_test"))
@click.argument("policy")
@click.option("--all", "everything", is_flag=True, help=t("cli.rubric_all"))
@common_options
def rubric_test_command(policy: str, everything: bool, workspace: Path | None) -> int:
    """Try every example of every rule."""
    from exam_tui.messages.problems import problem_line
    from exam_tui.rubric.checking import check_policy, coverage_of

    root = workspace_root(workspace)
    house = _house(policy, root)
    if house is None or house.policy is None:
        return Exit.FINDINGS
    coverage = coverage_of(house.policy)
    for row in coverage:
        if everything or row.failed or row.hits < row.wanted or row.misses < row.wanted:
            key = "cli.rubric_row" if not row.failed else "cli.rubric_row_failed"
            say(
                t(
                    key, rule=row.rule, hits=row.hits, misses=row.misses, failed=row.failed,
                    tried=row.phrases_tried, phrases=row.phrases,
                )
            )  # fmt: skip
            if everything and row.untried:
                say(t("cli.rubric_untried", phrases=t("list.separator").join(row.untried)))
    problems = list(check_policy(house.files, house.policy))
    for problem in problems:
        complain(problem_line(problem, root, t))
    say(
        t(
            "cli.rubric_tested", rules=len(coverage), hits=sum(row.hits for row in coverage),
            misses=sum(row.misses for row in coverage), failed=len(problems),
            full=sum(row.hits >= row.wanted and row.misses >= row.wanted for row in coverage),
            tried=sum(row.phrases_tried for row in coverage), phrases=sum(row.phrases for row in coverage),
        )
    )  # fmt: skip
    return Exit.FINDINGS if problems else Exit.OK


@rubric_command.command("scan", help=t("cli.rubric_scan"))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--policy", "name", required=True, help=t("cli.rubric_policy"))
@click.option("--json", "as_json", is_flag=True, help=t("cli.rubric_scan_json"))
@common_options
def rubric_scan_command(file: Path, name: str, as_json: bool, workspace: Path | None) -> int:
    """Judge a file of replies, one to a line."""
    from exam_tui.reports.judging import finding_data
    from exam_tui.rubric.chats import speaker_of
    from exam_tui.rubric.judging import judge_message

    policy = _policy(name, workspace)
    if policy is None:
        return Exit.FINDINGS
    lines = _lines(file)
    counts: Counter[str] = Counter()
    samples: dict[str, list[str]] = {}
    met = 0
    for number, text in enumerate(lines, 1):
        speaker, words = speaker_of(text)
        skipped = len(text) - len(words)
        found = [] if speaker == "customer" else judge_message(policy, words).findings
        findings = [f._replace(start=f.start + skipped, end=f.end + skipped) for f in found]
        if as_json:
            row = {"line": number, "text": text, "findings": [finding_data(finding) for finding in findings]}
            click.echo(json.dumps(row, ensure_ascii=False))
            continue
        met += bool(findings)
        for finding in findings:
            counts[finding.rule] += 1
            samples.setdefault(finding.rule, []).append(
                t("cli.rubric_sample", line=number, text=_marked(text, finding.start, finding.end))
            )
    if not as_json:
        titles = {rule.id: rule.title for rule in policy.rule}
        for rule, count in counts.most_common():
            say(t("cli.rubric_count", count=f"{count:5}", rule=rule, title=titles[rule]))
            for sample in samples[rule][:SAMPLES]:
                say(sample)
        say(t("cli.rubric_scanned", lines=len(lines), met=met))
    return Exit.OK


@rubric_command.command("workbench", help=t("cli.rubric_workbench"))
@click.argument("policy")
@common_options
def rubric_workbench_command(policy: str, workspace: Path | None) -> int:
    """The screen on which a trainer tries replies while the policy changes."""
    root = workspace_root(workspace)
    house = _house(policy, root)
    if house is None:
        return Exit.FINDINGS
    require_terminal()
    from exam_tui.tui.run import run_workbench

    return run_workbench(root, policy, house, t.language)


def _house(name: str, root: Path) -> House | None:
    """The policy asked for; None after its problems were told."""
    from exam_tui.content.house import load_house
    from exam_tui.messages.problems import problem_line

    house = load_house(root, name)
    if house.policy is None:
        for problem in house.problems:
            complain(problem_line(problem, root, t))
        return None
    return house


def _policy(name: str, workspace: Path | None) -> Policy | None:
    house = _house(name, workspace_root(workspace))
    return house.policy if house is not None else None


def _chat(path: Path) -> WrittenChat:
    from exam_tui.rubric.chats import NoSpeakerError, parse_chat

    text = "\n".join(_lines(path))
    try:
        chat = parse_chat(text)
    except NoSpeakerError as error:
        raise ExamTuiError("rubric.no_speaker", exit_code=Exit.USAGE, path=str(path), line=error.line) from None
    if not chat.turns:
        raise ExamTuiError("rubric.no_agent", exit_code=Exit.USAGE, path=str(path))
    return chat


def _lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file or (`-`) of standard input. Raises ExamTuiError."""
    from exam_tui.errors import reason_of

    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise ExamTuiError(
            "rubric.unreadable", exit_code=Exit.USAGE, path=str(path), reason=reason_of(error)
        ) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ExamTuiError("rubric.not_utf8", exit_code=Exit.USAGE, path=str(path), line=line) from error
    lines = text.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    return [line.removesuffix("\r") for line in lines]


def _marked(text: str, start: int, end: int) -> str:
    return f"{text[:start]}【{text[start:end]}】{text[end:]}"
