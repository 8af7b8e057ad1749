"""A trainer must find every mistake at its place, with a sentence that says what to do, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_tui.content.loading import load_file
from exam_tui.content.problems import Problem
from exam_tui.messages import LANGUAGES, Catalogue
from exam_tui.messages.problems import problem_line

BANK = """\
[bank]
id = "b"
title = "题库"

[[question]]
id = "q1"
kind = "single"
topic = "商品"
stem = "哪一款适合油皮？"
right = "茶树"
wrong = ["玫瑰", "甜杏仁"]
"""


def problems_of(tmp_path: Path, text: str | bytes) -> list[Problem]:
    file = tmp_path / "bank.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    loaded, problems = load_file(file)
    assert (loaded is None) == bool(problems)
    for language in LANGUAGES:  # every problem has a sentence in both languages
        for problem in problems:
            assert problem_line(problem, tmp_path, Catalogue(language))
    return problems


def places(problems: list[Problem]) -> list[tuple[str, int, int]]:
    return [(problem.code, problem.line, problem.column) for problem in problems]


def test_a_right_file_has_no_problems(tmp_path: Path) -> None:
    assert problems_of(tmp_path, BANK) == []


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    assert problems_of(tmp_path, b"\xef\xbb\xbf" + BANK.encode()) == []


def test_all_model_errors_are_told_at_once(tmp_path: Path) -> None:
    text = BANK.replace('topic = "商品"', 'topc = "商品"').replace('kind = "single"', 'kind = "single"\ndifficulty = 9')
    assert places(problems_of(tmp_path, text)) == [("M005", 8, 14), ("M002", 9, 1)]


def test_a_mistyped_key_is_guessed(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, BANK.replace("right =", "rigth ="))
    assert problem.code == "M002"
    assert problem.params["guess"] == "right"


def test_a_mistyped_kind_is_guessed(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, BANK.replace('"single"', '"singel"'))
    assert (problem.code, problem.line, problem.column, problem.params["guess"]) == ("M004", 7, 8, "single")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("题干 = 1", ("T008", 12, 1)),
        ("tags \uff1d []", ("T007", 12, 6)),
        ("source = \u201c手册\u201d", ("T007", 12, 10)),
        ("tags = [\uff0c]", ("T007", 12, 9)),
        ('source = "C:\\题库"', ("T009", 12, 14)),
        ('source = "没写完', ("T001", 12, 14)),
    ],
)
def test_what_input_methods_bring_about_is_named_at_its_character(
    tmp_path: Path, line: str, expected: tuple[str, int, int]
) -> None:
    (problem,) = problems_of(tmp_path, BANK + line + "\n")
    assert (problem.code, problem.line) == expected[:2]
    if problem.code in ("T007", "T008"):
        assert problem.column == expected[2]


def test_columns_count_characters_not_bytes(tmp_path: Path) -> None:
    text = BANK.replace('wrong = ["玫瑰", "甜杏仁"]', 'wrong = [{ text = "玫瑰花", wy = "太油" }]')
    assert places(problems_of(tmp_path, text)) == [("M002", 11, 26)]


def test_gbk_is_named(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, BANK.encode("gbk"))
    assert (problem.code, problem.line) == ("T003", 3)


def test_same_option_twice_is_found(tmp_path: Path) -> None:
    assert [p.code for p in problems_of(tmp_path, BANK.replace("玫瑰", "茶树"))] == ["M010"]


def test_a_missing_file_is_a_problem_not_a_traceback(tmp_path: Path) -> None:
    assert load_file(tmp_path / "nowhere.toml")[1][0].code == "T006"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(BANK)), st.text(max_size=12), st.integers(0, 12))
def test_any_edit_gives_a_model_or_problems(
    tmp_path_factory: pytest.TempPathFactory, at: int, inserted: str, removed: int
) -> None:
    text = (BANK[:at] + inserted + BANK[at + removed :]).encode("utf-8", "replace")
    problems = problems_of(tmp_path_factory.mktemp("edit"), text)
    lines = text.decode("utf-8-sig", "replace").split("\n")
    for problem in problems:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_problem(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    assert problems_of(tmp_path_factory.mktemp("bytes"), data)


def test_what_concerns_the_whole_file_is_told_together_with_what_concerns_a_key(tmp_path: Path) -> None:
    """A trainer must not repair one thing only to be told the next: doubled ids beside mistyped keys and bad values."""
    text = BANK + BANK[BANK.index("[[") :].replace('"甜杏仁"', '"玫瑰"') + "dificulty = 3\n"
    text = text.replace('topic = "商品"', "topic = 1", 1)
    assert places(problems_of(tmp_path, text)) == [
        ("M003", 8, 9),
        ("M011", 13, 6),
        ("M010", 18, 16),
        ("M002", 19, 1),
    ]


def test_a_missing_key_does_not_hide_the_rest(tmp_path: Path) -> None:
    text = BANK.replace('stem = "哪一款适合油皮？"\n', "").replace('"甜杏仁"', '"茶树"')
    assert places(problems_of(tmp_path, text)) == [("M001", 5, 3), ("M010", 10, 16)]


def test_a_mistyped_kind_does_not_hide_the_rest(tmp_path: Path) -> None:
    text = BANK.replace('"single"', '"singel"').replace('"甜杏仁"', '"茶树"')
    assert places(problems_of(tmp_path, text)) == [("M004", 7, 8), ("M010", 11, 16)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("answer = False", "小写"),
        ("answer = 72小时", "不写单位"),
        ('tags = ["a" "b"]', "少了英文逗号"),
        ('source = "没写完', "引号没有关上"),
        ("// 说明", "注释以 # 开头"),
        ('id = "q2"', "写了两次"),
        ("[question]", "[[question]]"),
        ("[[question", "没有关上"),
    ],
)
def test_a_syntax_error_says_in_chinese_what_to_do(tmp_path: Path, line: str, words: str) -> None:
    (problem,) = problems_of(tmp_path, f"{BANK}{line}\n")
    assert words in problem_line(problem, tmp_path, Catalogue("zh"))


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("answer：false", 7),
        ("tags = [1、2]", 10),
        ("difficulty = ２", 14),
        ('source = “手册"', 10),
        ('source = "手册”', 13),
    ],
)
def test_signs_of_an_input_method_are_named_where_they_stand(tmp_path: Path, line: str, column: int) -> None:
    (problem,) = problems_of(tmp_path, f"{BANK}{line}\n")
    assert (problem.code, problem.line, problem.column) == ("T007", 12, column)


def test_a_chinese_word_for_a_key_is_understood(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, BANK.replace("stem =", "题干 ="))
    assert (problem.code, problem.params["guess"]) == ("T008", "stem")
    (problem,) = problems_of(tmp_path, BANK.replace("stem =", '"题干" ='))
    assert (problem.code, problem.params["guess"]) == ("M002", "stem")


def test_an_element_of_a_list_is_named_as_people_count(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, BANK.replace('"甜杏仁"', "3"))
    assert (
        "question[1].wrong[2]" in problem_line(problem, tmp_path, Catalogue("zh"))
        or problem.params["key"] == "wrong[2]"
    )
