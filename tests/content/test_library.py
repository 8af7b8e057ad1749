"""The shipped content is part of the product: complete, clean, and found wherever the program runs."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from exam_tui.content.library import Library
from exam_tui.content.shelves import load_library
from exam_tui.content.workspace import find_workspace, shipped_root
from exam_tui.errors import ExamTuiError
from exam_tui.sitting.checking import check_library


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    for name in ("question_banks", "roleplays"):
        shutil.copytree(shipped_root() / name, tmp_path / name)
    return tmp_path


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_shipped_content_has_no_problems(library: Library) -> None:
    assert check_library(library) == []


def test_shipped_content_covers_what_a_trainee_is_asked(library: Library) -> None:
    items = library.exam_items()
    topics = Counter(item.topic.split("/")[0] for item in items)
    assert len(items) >= 60
    assert set(topics) >= {"商品", "平台规则", "订单物流", "售后", "礼仪", "安全"}
    assert len(library.passages) >= 3
    assert set(library.roleplays) >= {"sold-out", "bargain", "late-parcel"}
    assert all(item.explain and item.source for item in items)


def test_the_longest_option_is_not_the_giveaway(library: Library) -> None:
    singles = [item for item in library.exam_items() if item.kind == "single"]
    longest = sum(all(len(item.right.text) > len(w.text) for w in item.wrong) for item in singles)
    assert longest / len(singles) < 0.4


def test_a_workspace_is_found_from_below(workspace: Path) -> None:
    assert find_workspace(workspace / "question_banks" / "papers") == workspace


def test_without_a_workspace_the_shipped_content_serves(tmp_path: Path) -> None:
    assert find_workspace(tmp_path) == shipped_root()


def test_a_folder_that_is_no_workspace_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExamTuiError, match=r"workspace\.not_one"):
        load_library(tmp_path)


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("question_banks/papers/starter.toml", 'policy = "qinghe"', 'policy = "nobody"', "R002"),
        ("question_banks/papers/starter.toml", '"bargain"', '"haggle"', "R002"),
        ("question_banks/papers/starter.toml", "count = 3 }", "count = 300 }", "R003"),
        ("question_banks/papers/starter.toml", 'topic = "商品" }', 'topic = "法律" }', "R004"),
        ("question_banks/papers/starter.toml", "minutes = 24", "minutes = 20", "M034"),
        ("roleplays/late-parcel.toml", 'opening = "open"', 'opening = "nowhere"', "R020"),
        ("roleplays/policies/qinghe.toml", "hit = [", 'hit = [ "今天天气很好",', "R010"),
    ],
)
def test_a_reference_that_leads_nowhere_is_found(workspace: Path, file: str, old: str, new: str, code: str) -> None:
    edit(workspace / file, old, new)
    problems = check_library(load_library(workspace))
    assert code in {problem.code for problem in problems}
    assert {problem.file for problem in problems if problem.code == code} == {workspace / file}


def test_the_same_item_in_two_banks_is_found(workspace: Path) -> None:
    banks = workspace / "question_banks"
    shutil.copy(banks / "qinghe-products.toml", banks / "copy.toml")
    edit(banks / "copy.toml", 'id = "qinghe-products"', 'id = "copy"')
    assert {problem.code for problem in load_library(workspace).problems} == {"R001"}


def test_a_broken_bank_is_one_error_not_a_chain_of_them(workspace: Path) -> None:
    (workspace / "question_banks" / "qinghe-products.toml").write_text("[bank\n", encoding="utf-8")
    assert [problem.code for problem in check_library(load_library(workspace))] == ["T001"]


def test_a_gate_needs_a_draw_that_must_bring_its_topic(workspace: Path) -> None:
    edit(workspace / "question_banks/papers/starter.toml", 'topic = "商品" }', 'topic = "商品/精油/单方" }')
    assert "R004" in {problem.code for problem in check_library(load_library(workspace))}


def test_overlapping_draws_are_filled_from_the_narrow_one_or_refused(workspace: Path) -> None:
    paper = workspace / "question_banks/papers/starter.toml"
    edit(
        paper,
        '{ topic = "商品/精油", count = 4 },',
        '{ topic = "商品", count = 8 },\n{ topic = "商品/精油", count = 12 },',
    )
    assert check_library(load_library(workspace)) == []  # whatever the wide draw takes, the narrow one is served first
    edit(paper, '{ topic = "商品", count = 8 }', '{ topic = "商品", count = 41 }')
    assert [p.code for p in check_library(load_library(workspace)) if p.severity == "error"] == ["R005"]


def test_a_script_that_no_paper_uses_is_tried_under_the_shops_own_policy(library: Library) -> None:
    assert [one.id for one in library.policies_of("bargain")] == ["qinghe"]
    assert [one.id for one in library.policies_of("not-yet-used")] == ["qinghe"]  # of most papers
    another = {name: one for name, one in library.complete_policies.items() if name != "qinghe"}
    alone = replace(library, papers={}, complete_policies=another)
    assert [one.id for one in alone.policies_of("not-yet-used")] == ["mianyu"]  # not the base of both
    assert replace(alone, complete_policies={}).policies_of("not-yet-used") == []
