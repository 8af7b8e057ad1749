"""Who fails must be told what to work on, and not what does not apply."""

from __future__ import annotations

from decimal import Decimal

import pytest

from exam_tui.marking.marks import Gate, Marks
from exam_tui.messages import Catalogue
from exam_tui.reports.explaining import gate_lines


def gate(measure: str, met: bool) -> Gate:
    return Gate(id=measure, measure=measure, figure=Decimal(1), line=Decimal(1 if met else 2), met=met)


@pytest.mark.parametrize(
    ("gates", "advice"),
    [
        ([("overall", False)], "哪一部分丢分最多"),
        ([("overall", False), ("cpm", True)], "哪一部分丢分最多"),
        ([("overall", False), ("cpm", False)], "先补没有达到的单项"),
        ([("overall", True), ("cpm", False)], ""),
    ],
)
def test_the_overall_lines_advice_fits_what_else_was_missed(gates: list[tuple[str, bool]], advice: str) -> None:
    marks = Marks(overall=Decimal(1), sections=(), gates=tuple(gate(*one) for one in gates), outcome="failed")
    overall, *_ = gate_lines(marks, Catalogue("zh"))
    assert advice in overall.advice
    assert bool(overall.advice) == bool(advice)
