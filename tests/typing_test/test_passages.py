"""Which passage somebody gets is luck: all of a group must be equally hard, long enough, and fit to be copied."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest

from exam_tui.content.library import Library
from exam_tui.content.loading import load_text
from exam_tui.content.passage import Passage, Piece, piece_of
from exam_tui.content.shelves import load_library
from exam_tui.content.workspace import shipped_root
from exam_tui.rubric.judging import judge_message
from exam_tui.sitting.checking import check_library
from exam_tui.typing_test.alignment import countable
from exam_tui.typing_test.difficulty import difficulty_of
from tests.workspaces import workspace

SHIPPED = load_library(shipped_root())
PASSAGES = [one.model.passage for one in SHIPPED.passages.values()]
AWKWARD = "“”‘’…—·「」,?!:;()"
"""Signs that some keyboards make hard, or that are wrong beside Chinese."""


def test_there_are_enough_passages_of_every_kind() -> None:
    assert len(PASSAGES) >= 24
    assert {passage.kind for passage in PASSAGES} == {"prose", "chat", "figures"}


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: passage.id)
def test_a_shipped_passage_is_long_and_plain(passage: Passage) -> None:
    found = difficulty_of(passage)
    assert found.characters >= 700
    text = "".join(piece.text for piece in passage.pieces)
    assert not set(text) & set(AWKWARD)
    assert passage.kind != "figures" or sum(len(piece.fields) for piece in passage.pieces) >= 30
    assert passage.kind != "chat" or len(passage.pieces) >= 12


def test_any_two_of_a_group_are_equally_hard() -> None:
    figures = {passage.id: (passage.group, difficulty_of(passage)) for passage in PASSAGES}
    for (group, one), (other_group, other) in combinations(figures.values(), 2):
        assert group != other_group or one.unlike(other) is None


def test_replies_that_are_copied_are_replies_that_the_shop_wants(library: Library) -> None:
    policy = library.policy("qinghe")
    for passage in PASSAGES:
        if passage.kind == "chat":
            for turn in passage.pieces:
                found = judge_message(policy, turn.text).findings
                assert [one.rule for one in found if one.points < 0] == [], (passage.id, turn.text)


def test_the_table_in_the_docs_is_computed() -> None:
    """To renew: exam-tui typing passages --json > docs/passages.json"""
    table = json.loads((shipped_root() / "docs" / "passages.json").read_text(encoding="utf-8"))
    for row in table:
        found = difficulty_of(SHIPPED.passages[row["id"]].model.passage)
        figures = (
            found.characters,
            *(round(getattr(found, n), 4) for n in ("rare", "punctuation", "latin", "frequency")),
        )
        assert figures == tuple(row[n] for n in ("characters", "rare", "punctuation", "latin", "frequency")), row["id"]
    assert {row["id"] for row in table} == {passage.id for passage in PASSAGES}


def test_braces_stand_round_exact_fields_and_are_not_shown() -> None:
    piece = piece_of("订单 {20261118} 退 {58.50} 元", "在吗")
    assert piece == Piece("订单 20261118 退 58.50 元", ((3, 11), (14, 19)), "在吗")
    assert [piece.text[start:end] for start, end in piece.fields] == ["20261118", "58.50"]


HEAD = '[passage]\nid = "p"\ntitle = "t"\ngroup = "g"\n'
LONG = "很长的一段文字，" * 5


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HEAD + f'text = "{LONG}{{123"', "M040"),
        (HEAD + f'text = "{LONG}{{}}"', "M040"),
        (HEAD + f'text = "{LONG}}}{{"', "M040"),
        (HEAD + 'kind = "chat"\n' + f'text = "{LONG}"', "M039"),
        (HEAD + f'text = "{LONG}"\n[[passage.turn]]\ncustomer = "在"\nreply = "在"', "M039"),
        (HEAD, "M039"),
        (HEAD + f'text = "{LONG}1{{23}}"', "M040"),
        (HEAD + f'text = "{LONG}{{23}} 4"', "M040"),
        (HEAD + f'text = "{LONG}{{8\u200b8}}"', "M041"),
    ],
)
def test_a_passage_that_cannot_be_presented_is_an_error(text: str, code: str) -> None:
    _, problems = load_text(Path("p.toml"), text)
    assert [problem.code for problem in problems] == [code]


def one_passage(name: str, text: str, group: str = "新") -> dict[str, str]:
    head = f'[passage]\nid = "{name}"\ntitle = "t"\ngroup = "{group}"\n'
    return {f"passages/{name}.toml": head + f'text = "{text}"'}


def paper(minutes: int = 5, more: str = "", group: str = "新") -> dict[str, str]:
    return {
        "papers/new.toml": f"""
[paper]
id = "new"
title = "t"
minutes = 30
pass = 0
policy = "qinghe"
decides = true
[[section]]
kind = "typing"
title = "t"
minutes = {minutes}
weight = 1
passages = {{ group = "{group}" {more} }}
scale = [[0, 0], [100, 100]]
gate = {{ cpm = 50 }}
"""
    }


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (paper(more=", count = 3") | one_passage("a", "好" * 800), "R007"),
        (paper() | one_passage("a", "好" * 800), "Q031"),
        (
            {"papers/new.toml": paper()["papers/new.toml"].replace("cpm = 50", "cpm = 50, fields = 0.9")}
            | one_passage("a", "好" * 800),
            "R008",
        ),
        (paper() | one_passage("a", "好" * 300) | one_passage("b", "好" * 300), "Q030"),
        (paper() | one_passage("a", "好" * 800) | one_passage("b", "鑫好" * 400), "Q029"),
    ],
)
def test_the_checker_tells_what_would_be_unfair(tmp_path: Path, files: dict[str, str], code: str) -> None:
    problems = check_library(load_library(workspace(tmp_path / "shop", files)))
    assert code in {problem.code for problem in problems}


def test_a_good_group_is_left_alone(tmp_path: Path) -> None:
    files = paper() | one_passage("a", "好的" * 400) | one_passage("b", "的好" * 400)
    assert check_library(load_library(workspace(tmp_path / "shop", files))) == []


def test_what_counts_is_what_a_keyboard_must_make() -> None:
    assert countable("好 的\u3000\n，,") == "好的，，"
