"""The trainer's phrases must find what they say they find, and nothing may make the search slow."""

from __future__ import annotations

import pytest

from exam_tui.content.condition import Condition
from exam_tui.content.phrase import parse_phrase
from exam_tui.rubric.matching import holds, likeness
from exam_tui.rubric.text import normalise
from exam_tui.rubric.vocabulary import Vocabulary


def found(phrase: str, said: str, **lists: list[str]) -> list[str]:
    words = Vocabulary(lists)
    group = words.group((phrase,))
    scan = words.scan(normalise(said))
    return [scan.said.text[start:end] for start, end in scan.spans(group)]


@pytest.mark.parametrize(
    ("phrase", "said", "quotes"),
    [
        ("保证", "我们保证，保证", ["保证", "保证"]),
        ("保证…到", "保证您后天能到", ["保证您后天能到"]),
        ("保证…到", "保证质量，明天到", []),
        ("保证…到", "保证 明天 到", ["保证明天到"]),
        ("保证…到", "保证" + "啊" * 2 + "质量是店里最好的那一批才会给您送到", []),
        ("{sure}…{time}…到", "肯定三天内送到", ["肯定3天内送到"]),
        ("{sure}{time}到", "肯定明天到", ["肯定明天到"]),
        ("^在$", "在的亲", ["在"]),
        ("^在$", "现在", []),
        ("返{money}", "好评返五块", ["返5块"]),
        ("{smile}", "您好😊", [""]),
        ("买一送", "买一送一", ["买一送"]),
    ],
)
def test_phrases(phrase: str, said: str, quotes: list[str]) -> None:
    assert found(phrase, said, sure=["保证", "肯定"]) == quotes


def test_spans_that_overlap_are_one() -> None:
    words = Vocabulary()
    scan = words.scan(normalise("永远不会坏"))
    assert scan.spans(words.group(("永远不会", "不会坏"))) == []  # the pass knew nothing of them
    group = words.group(("永远不会", "不会坏"))
    assert words.scan(normalise("永远不会坏")).spans(group) == [(0, 5)]


@pytest.mark.parametrize("phrase", ["", "…", "…到", "到…", "{", "{x", "^", "^$", "到…$"])
def test_a_phrase_of_marks_only_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_phrase(phrase)


def test_ten_thousand_phrases_and_ten_thousand_characters_come_to_an_end() -> None:
    """The time limit of the tests stands for the trainer's patience; each of them would take hours tried one by one."""
    words = Vocabulary({"all": [chr(0x4E00 + n % 5000) + chr(0x4E00 + n * 7 % 5000) for n in range(10_000)]})
    group = words.group(
        (*(chr(0x4E00 + n % 5000) + "…" + chr(0x4E00 + n * 3 % 5000) for n in range(10_000)), "{all}…{all}")
    )
    for said in ("".join(chr(0x4E00 + n * 31 % 5000) for n in range(10_000)), "一丁" * 5_000):
        words.scan(normalise(said)).spans(group)


def test_conditions() -> None:
    said = normalise("非常抱歉，我马上帮您查一下物流")
    condition = Condition.model_validate({"any": ["抱歉"], "and": {"any": ["查"]}, "none": ["不行"]})
    assert holds(condition, said)
    assert not holds(condition, normalise("抱歉不行，我查"))
    near = Condition.model_validate({"any": ["马上"], "near": {"any": ["物流"], "within": 3}})
    assert not holds(near, said)
    assert holds(near.model_copy(update={"near": near.near and near.near.model_copy(update={"within": 8})}), said)
    assert holds(Condition(any=("马上…物流",)), said)


def test_a_condition_names_a_rule_or_its_family() -> None:
    said = normalise("x")
    assert holds(Condition(finding="tone.blame-other"), said, {"tone.blame-other.courier"})
    assert not holds(Condition(finding="tone.blame"), said, {"tone.blame-other.courier"})


def test_likeness_is_one_for_the_same_and_zero_for_nothing_shared() -> None:
    assert likeness("查一下物流", "查一下物流") == 1
    assert likeness("查一下物流", "好的") == 0


def test_many_ways_through_a_phrase_cost_no_more_than_the_text_is_long() -> None:
    """Each of these took minutes when every way was tried."""
    words = Vocabulary({"w": ["a" * length for length in range(1, 40)]})
    gaps = words.group(tuple(f"甲…乙…甲…乙…甲…{last}" for last in "乙甲丙丁"))
    nested = words.group(("{w}…{w}…{w}",))
    words.scan(normalise("甲乙" * 2_500)).spans(gaps)
    words.scan(normalise("a" * 200)).spans(nested)


def test_a_phrase_of_very_many_pieces_is_refused() -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_phrase("…".join("甲乙丙丁戊己庚"))


def test_a_long_word_does_not_hide_a_short_one_within_it() -> None:
    """Nothing follows 这个明天到, but 到 follows the 明天 within it."""
    assert found("{day}到", "这个明天到", day=["这个明天到", "明天"]) == ["明天到"]
