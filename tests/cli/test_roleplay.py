"""What an author types must answer with a sentence and the right exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exam_tui.cli.main import cli
from exam_tui.errors import ExamTuiError, Exit
from tests.receptions import reception_library


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reception_library(tmp_path_factory.mktemp("shop")).root


def run(root: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["roleplay", words[0], "--workspace", str(root), *words[1:]], standalone_mode=False)


def test_check_tells_what_is_doubtful(root: Path) -> None:
    answer = run(root, "check", "small")
    assert answer.return_value == Exit.FINDINGS
    assert "R033" in answer.output
    clean = run(root, "check", "bargain")
    assert clean.return_value == Exit.OK
    data = json.loads(run(root, "check", "small", "--json").output)
    assert {"file", "line", "column", "code", "message"} <= set(data[0])


def test_a_script_is_named_by_its_file_too(root: Path) -> None:
    assert run(root, "check", str(root / "roleplays" / "bargain.toml")).return_value == Exit.OK


def test_walk_reports_in_json(root: Path) -> None:
    answer = run(root, "walk", "bargain", "--runs", "40", "--seed", "3", "--json")
    (report,) = json.loads(answer.output)
    assert (report["script"], report["runs"]) == ("bargain", 40)
    assert answer.return_value == (Exit.FINDINGS if report["never_reached"] else Exit.OK)


def test_a_graph_is_printed_or_written(root: Path, tmp_path: Path) -> None:
    assert run(root, "graph", "bargain").output.startswith("flowchart")
    run(root, "graph", "bargain", "--to", str(tmp_path / "b.svg"))
    assert (tmp_path / "b.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(
    "words",
    [
        ("check", "nothing-like-it"), ("walk", "nothing"), ("graph", "bargain", "--to", "x.pdf"),
        ("try", "bargain", "--node", "nowhere"), ("host", "20260101-nobody", "--by", "王老师"),
    ],
)  # fmt: skip
def test_wrong_use_is_a_sentence(root: Path, words: tuple[str, ...]) -> None:
    answer = run(root, *words)
    assert isinstance(answer.exception, ExamTuiError)
    assert answer.exception.exit_code == Exit.USAGE
