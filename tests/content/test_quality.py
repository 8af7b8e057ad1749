"""The checker must find what would make an exam unfair, at its place, and stay silent about good questions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_tui.content.loading import load_text
from exam_tui.content.problems import Problem
from exam_tui.content.quality.answers import NEGATION, answer_problems
from exam_tui.content.quality.banks import bank_problems
from exam_tui.content.quality.chance import pass_rate, tail
from exam_tui.content.quality.options import option_problems
from exam_tui.content.quality.stems import ALIKE, alike_pairs
from exam_tui.content.shelves import load_library
from exam_tui.exchange.toml_text import entry_text
from exam_tui.sitting.checking import check_library
from tests.workspaces import workspace

GOOD: dict[str, Any] = {
    "id": "q", "kind": "single", "topic": "商品", "stem": "哪一款适合油皮？", "right": "茶树精油",
    "wrong": ["玫瑰精油", "甜杏仁油"], "explain": "茶树适合油皮。", "source": "手册",
}  # fmt: skip
FILL: dict[str, Any] = {**GOOD, "kind": "fill", "stem": "签收后____天内可以退。", "accept": ["七", "7"]}
FILL = {key: value for key, value in FILL.items() if key not in ("right", "wrong")}


def bank(*questions: dict[str, Any]) -> Any:
    text = '[bank]\nid = "b"\ntitle = "题库"\n\n' + "\n".join(entry_text("bank", "question", q) for q in questions)
    loaded, problems = load_text(Path("bank.toml"), text)
    assert problems == []
    return loaded


def found(loaded: Any) -> list[Problem]:
    return [*option_problems(loaded), *answer_problems(loaded), *bank_problems(loaded)]


def test_a_good_question_is_left_alone() -> None:
    assert found(bank(GOOD)) == []
    assert found(bank(FILL)) == []


@pytest.mark.parametrize(
    ("change", "code", "severity"),
    [
        ({"wrong": ["玫瑰精油", "以上都不适合"]}, "Q006", "error"),
        ({"wrong": ["玫瑰精油", "A和B"]}, "Q007", "error"),
        ({"wrong": ["玫瑰精油", "A、C 都对"]}, "Q007", "error"),
        ({"stem": "下面哪一款不适合油皮？"}, "Q008", "warning"),
        ({"stem": "哪句话不能对顾客说？"}, "Q008", "warning"),
        ({"stem": "下列说法不正确的是（　）"}, "Q008", "warning"),
        ({"stem": "以下做法错误的是？"}, "Q008", "warning"),
        ({"stem": "哪些情形不支持无理由退货？"}, "Q008", "warning"),
        ({"wrong": ["玫瑰精油", "都不对"]}, "Q006", "error"),
        ({"wrong": ["玫瑰精油", "前两项都对"]}, "Q006", "error"),
        ({"wrong": ["玫瑰精油", "玫瑰精油加面霜"]}, "Q009", "warning"),
        ({"wrong": ["玫瑰精油", "茶树 精油"]}, "Q010", "error"),
        ({"right": "茶树净肤精油，稀释到百分之一再点涂在长痘的地方"}, "Q003", "warning"),
        ({"explain": ""}, "Q015", "warning"),
        ({"enemies": ["q"]}, "Q019", "error"),
    ],
)
def test_a_doubtful_question_is_found(change: dict[str, Any], code: str, severity: str) -> None:
    problems = found(bank({**GOOD, **change}))
    assert (code, severity) in [(problem.code, problem.severity) for problem in problems]


@pytest.mark.parametrize(
    "stem",
    [
        "下面哪一款【不】适合油皮？",
        "顾客说不想要了，下面哪一句最合适？",
        "不知道怎么答的时候，先做哪一步？",
        "哪一款适合不想用香精的人？",
        "没有付款的订单保留几天？",
        "新人最容易犯的是哪种错误？",
        "哪种错误最常见？",
        "哪一步可以确认顾客不是本人？",
        "哪句话能让顾客不会生气？",
    ],
)
def test_a_harmless_negation_is_left_alone(stem: str) -> None:
    assert "Q008" not in [problem.code for problem in found(bank({**GOOD, "stem": stem}))]


def test_pinned_and_referring_options_are_told_apart() -> None:
    pinned = {**GOOD, "wrong": ["玫瑰精油", {"text": "以上都不适合", "pin": True}]}
    assert found(bank(pinned)) == []
    fabrics = {**GOOD, "right": "A、B 类面料", "wrong": ["A 或 B 型", "A+B 套装"]}
    assert "Q007" not in [problem.code for problem in found(bank(fabrics))]
    vitamins = {**GOOD, "right": "维生素 A 和 E", "wrong": ["维生素 C", "B 族维生素"]}
    assert found(bank(vitamins)) == []


@pytest.mark.parametrize(
    ("accept", "code"), [(["七", "７天", "7天"], "Q012"), (["七", "七天"], "Q013"), (["。", "7"], "Q014")]
)
def test_answers_that_are_unfair_to_type_are_found(accept: list[str], code: str) -> None:
    assert code in [problem.code for problem in found(bank({**FILL, "accept": accept}))]


@pytest.mark.parametrize("word", ["千牛", "三包", "百度", "一次性"])
def test_a_word_that_begins_like_a_number_is_none(word: str) -> None:
    assert found(bank({**FILL, "accept": [word]})) == []


def test_large_banks_do_not_overflow() -> None:
    assert tail(600, 1200, 0.5) == pytest.approx(0.511, abs=0.002)
    assert tail(1200, 1200, 0.5) == pytest.approx(0)


def test_a_habit_of_the_author_is_found_over_a_bank_and_chance_is_not() -> None:
    def question(number: int, long: bool) -> dict[str, Any]:
        right = "比别的选项都要长的正确答案" if long else "茶树"
        return {**GOOD, "id": f"q-{number}", "right": right, "wrong": ["玫瑰精油款", "薄荷精油款", "甜橙精油款"]}

    always = bank(*(question(n, True) for n in range(12)))
    assert [p.code for p in bank_problems(always)] == ["Q002"]
    sometimes = bank(*(question(n, n % 4 == 0) for n in range(12)))
    assert list(bank_problems(sometimes)) == []


def test_statements_that_are_nearly_all_true_are_found() -> None:
    judges = [{**GOOD, "id": f"j-{n}", "kind": "judge", "answer": n > 0, "stem": f"第{n}条。"} for n in range(16)]
    for judge in judges:
        judge.pop("right"), judge.pop("wrong")
    assert [p.code for p in bank_problems(bank(*judges))] == ["Q020"]


def shop(tmp_path: Path, *questions: dict[str, Any], paper: str = "") -> list[Problem]:
    text = '[bank]\nid = "b"\ntitle = "题库"\n\n' + "\n".join(entry_text("bank", "question", q) for q in questions)
    files = {"own.toml": text} | ({"papers/own.toml": paper} if paper else {})
    return check_library(load_library(workspace(tmp_path / "ws", files)))


def test_the_same_question_twice_is_found_unless_the_author_keeps_them_apart(tmp_path: Path) -> None:
    one = {**GOOD, "id": "own-one", "stem": "顾客签收第三天说面膜没拆封想退，您怎么回答他？"}
    two = {**one, "id": "own-two", "stem": "顾客签收第三天说面膜没拆封想退，您怎么回答她？"}
    problems = [p for p in shop(tmp_path / "a", one, two) if p.code == "Q001"]
    assert [(p.line, p.params["other"]) for p in problems] == [(19, "own-one")]
    apart = {**two, "enemies": ["own-one"]}
    assert "Q001" not in [p.code for p in shop(tmp_path / "b", one, apart)]


@given(st.lists(st.text("茶树精油玫瑰薄荷面霜", min_size=4, max_size=10), max_size=25))
def test_the_index_finds_every_pair_that_comparing_all_pairs_finds(texts: list[str]) -> None:
    sets = [frozenset(text[i : i + 2] for i in range(len(text) - 1)) for text in texts]
    slow = {
        (later, earlier)
        for later in range(len(sets))
        for earlier in range(later)
        if sets[later] and len(sets[later] & sets[earlier]) >= ALIKE * len(sets[later] | sets[earlier])
        # Of equal ones the first stands for all.
        if sets.index(sets[earlier]) == earlier and sets.index(sets[later]) in (later, earlier)
    }
    assert {(later, earlier) for later, earlier, _ in alike_pairs(sets)} == slow


PAPER = """
[paper]
id = "own"
title = "自己的卷子"
minutes = 30
pass = 60
policy = "qinghe"
decides = true

[[section]]
kind = "questions"
title = "题目"
minutes = 3
weight = 1
draw = [{ topic = "商品", count = 20 }]
gate = { ratio = 0.8 }
"""


def test_a_gate_on_few_items_is_told_with_what_chance_does(tmp_path: Path) -> None:
    problems = {p.code: p for p in shop(tmp_path, GOOD, paper=PAPER)}
    assert problems["Q018"].params == {"asked": 20, "least": 50, "below": 41, "above": 83}
    assert problems["Q023"].params["seconds"] == 9
    assert "Q016" not in problems  # 商品 is drawn by the shipped papers


def test_what_no_paper_uses_is_told_once(tmp_path: Path) -> None:
    odd = [{**GOOD, "id": f"own-{n}", "topic": "法律", "stem": f"第 {n} 题讲的是什么法？"} for n in range(3)]
    codes = [p.code for p in shop(tmp_path, *odd)]
    assert codes.count("Q016") == 1


def test_a_mistyped_topic_is_guessed(tmp_path: Path) -> None:
    (problem,) = [p for p in shop(tmp_path, GOOD, paper=PAPER.replace("商品", "商品/精由")) if p.code == "R006"]
    assert problem.params["guess"] == "商品/精油"


def test_tails_are_exact() -> None:
    assert tail(0, 5, 0.3) == pytest.approx(1)
    assert tail(5, 5, 0.5) == pytest.approx(1 / 32)
    assert pass_rate(1.0, 50, 0.8) == pytest.approx(1)
    assert re.search(NEGATION, "哪一句不对？")
