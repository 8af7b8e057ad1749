"""What the manuals tell people to write must be right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from exam_tui.content.house import load_house
from exam_tui.content.shelves import load_library
from exam_tui.content.workspace import shipped_root
from exam_tui.rehearsal.walking import walk
from exam_tui.rubric.checking import check_policy
from exam_tui.sitting.checking import check_library, check_roleplays
from tests.workspaces import workspace

DOCS = Path(__file__).parent.parent / "docs"


def test_the_bank_of_the_manual_has_nothing_to_complain_of(tmp_path: Path) -> None:
    manual = (DOCS / "authoring.md").read_text(encoding="utf-8")
    bank, catalogue, paper = re.findall(r"```toml\n(#:schema .*?)```", manual, re.DOTALL)
    root = workspace(tmp_path / "ws", {"mine.toml": bank, "catalogue/mine.toml": catalogue, "papers/mine.toml": paper})
    found = [(p.file.name, p.code) for p in check_library(load_library(root)) if p.file.name == "mine.toml"]
    assert sorted(found) == [("mine.toml", "Q017"), ("mine.toml", "Q021")]  # one product, and no paper draws it yet


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_rule_of_the_manual_does_what_it_says(tmp_path: Path) -> None:
    """What a trainer copies from the page must work at once; the policy that extends another likewise."""
    manual = (DOCS / "policy.md").read_text(encoding="utf-8")
    rule = next(block for block in re.findall(r"```toml\n(.*?)```", manual, re.DOTALL) if "lowest-price" in block)
    extending = next(block for block in re.findall(r"```toml\n(.*?)```", manual, re.DOTALL) if "drop = " in block)
    mine = tmp_path / "mine.toml"
    for text in ('[policy]\nid = "mine"\ntitle = "我的"\nextends = "qinghe"\n' + rule, extending):
        mine.write_text(text, encoding="utf-8")
        house = load_house(shipped_root(), str(mine))
        assert house.problems == ()
        assert house.policy is not None
        assert list(check_policy(house.files, house.policy)) == []


def test_the_script_of_the_manual_can_be_played_at_once(tmp_path: Path) -> None:
    """Ten minutes are promised: what is copied must be without fault, and come to both of its ends."""
    manual = (DOCS / "roleplays.md").read_text(encoding="utf-8")
    text = next(block for block in re.findall(r"```toml\n(.*?)```", manual, re.DOTALL) if "forgot-to-pay" in block)
    root = workspace(tmp_path / "ws", {"../roleplays/forgot-to-pay.toml": text})
    library = load_library(root)
    assert check_roleplays(library, ["forgot-to-pay"]) == []
    walked = walk(library.scripts["forgot-to-pay"], library.policy("qinghe"), 200, 1)
    assert walked.never == ()
    assert {ending.partition(":")[0] for ending in walked.endings} >= {"paid", "left"}
    assert max(walked.marks) >= 90
