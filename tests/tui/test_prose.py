"""A stem must be readable: no lone full stop, no word torn apart, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from exam_tui.tui.prose import wrap


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("低于 10 ℃会凝固，回温就化开。", 16, ["低于 10 ℃会凝", "固，回温就化开。"]),
        ("马上申请退货吧。", 14, ["马上申请退货", "吧。"]),
        ("他说“您好”再见", 6, ["他说", "“您好”", "再见"]),
        ("编号 QH-0401 的面霜", 8, ["编号", "QH-0401", "的面霜"]),
        ("  一二三四", 6, ["  一二", "  三四"]),
        ("一\n\n二", 8, ["一", "", "二"]),
    ],
)
def test_lines_break_as_chinese_is_set(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


def test_continuation_lines_hang_under_the_text() -> None:
    assert wrap("1 ( ) 一二三四五六", 12, 6) == ["1 ( ) 一二三", "      四五六"]


@given(st.text("甲乙，。（“ab1 -\n😀", max_size=60), st.integers(6, 40), st.integers(0, 8))
def test_nothing_is_lost_and_everything_fits(text: str, width: int, hang: int) -> None:
    lines = wrap(text, width, hang)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in lines)
