"""48 hours are not 24: what was promised is measured, in whatever words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from exam_tui.rubric.quantities import money_in, shares_in, times_in
from exam_tui.rubric.text import normalise


@pytest.mark.parametrize(
    ("said", "words", "hours"),
    [
        ("四十八小时内发", "48小时", 48),
        ("两天半到", "2天半", 60),
        ("一个半小时", "1个半小时", Decimal("1.5")),
        ("半小时内", "半小时", Decimal("0.5")),
        ("明天下午四点前", "明天下午4点", 48),
        ("今晚发", "今晚", 24),
        ("大后天到", "大后天", 96),
        ("第二天", "第2天", 48),
        ("三个工作日", "3个工作日", 72),
        ("16:00前", "16:00", 24),
        ("周五前", "周五", None),
        ("月底", "月底", None),
    ],
)
def test_times(said: str, words: str, hours: Decimal | int | None) -> None:
    text = normalise(said).text
    (found,) = times_in(text)
    assert text[found.start : found.end] == words
    assert found.value == hours
    assert not found.about


@pytest.mark.parametrize("said", ["2-3天", "两三天", "3天左右", "几天", "2天到3天"])
def test_a_range_is_no_date(said: str) -> None:
    (found,) = times_in(normalise(said).text)
    assert found.about


@pytest.mark.parametrize("said", ["日用品", "收到后天天用", "感谢支持", "半成品"])
def test_what_is_no_time(said: str) -> None:
    assert times_in(normalise(said).text) == []


def test_money_and_shares() -> None:
    assert [one.value for one in money_in(normalise("便宜十五块，返¥3.5，几十块").text)] == [15, Decimal("3.5"), None]
    found = shares_in(normalise("8折 85折 九五折 百分之二十 30% 一半 三成").text)
    assert [str(one.value) for one in found] == ["0.8", "0.85", "0.95", "0.2", "0.3", "0.5", "0.3"]
    assert money_in(normalise("两块皂").text) == []


@pytest.mark.parametrize(
    "said", ["四五天", "数小时", "节前", "近期", "下周", "周日", "下班前", "两天半", "大后天", "7号", "八点半"]
)
def test_every_kind_of_time_is_found_by_itself(said: str) -> None:
    """What else is in the message must not decide whether a time is looked for."""
    assert len(times_in(normalise(said).text)) == 1


def test_absurd_numbers_do_no_harm() -> None:
    for text in ("百分之" + "1" * 5_000, "1" * 5_000 + "折", "一" * 5_000 + "块", "9" * 5_000 + "天"):
        for find in (times_in, money_in, shares_in):
            find(normalise(text).text)


def test_sums_with_a_tenth_and_discounts_with_two_places() -> None:
    assert [one.value for one in money_in("少您5块3")] == [Decimal("5.3")]
    assert [one.value for one in shares_in("9.85折")] == [Decimal("0.985")]
