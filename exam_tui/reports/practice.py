"""A person's practices as a chart that needs no colour."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from exam_tui.messages import Catalogue
from exam_tui.practice.drill import weak_characters
from exam_tui.practice.history import DRILL, History, Practice
from exam_tui.reports.typing import BAR, percent

NEWEST = 60
LINE = 50
"""字/分钟 that shops ask for at least; the chart shows where it lies."""
_PER_CELL = 4
_WEAKEST = 12
_SIDE = 5


def practice_title(passage: str, title: str, t: Catalogue) -> str:
    """A passage's title; a drill has none of its own."""
    return t("practice.drill") if passage == DRILL else title


def progress_lines(history: History, t: Catalogue) -> list[str]:
    """A summary, then a line per practice, the newest first."""
    practices = history.practices
    if not practices:
        return [t("practice.none")]
    best = max(one.net_cpm for one in practices)
    lines = [t("practice.count", count=len(practices), best=best, last=practices[-1].net_cpm)]
    if len(practices) >= 2 * _SIDE:
        first, last = _mean(practices[:_SIDE]), _mean(practices[-_SIDE:])
        lines.append(t("practice.trend", count=_SIDE, first=first, last=last))
    weak = [character for character, _ in weak_characters(history).most_common(_WEAKEST)]
    if weak:
        lines.append(t("practice.weak", characters=" ".join(weak)))
    return [*lines, "", t("practice.chart", line=LINE), *(_line(one, t) for one in practices[-NEWEST:][::-1])]


def _mean(practices: Sequence[Practice]) -> Decimal:
    speeds = [one.net_cpm for one in practices]
    return (sum(speeds, Decimal(0)) / len(speeds)).quantize(Decimal("0.1"), ROUND_FLOOR)


def _line(one: Practice, t: Catalogue) -> str:
    bar = BAR * min(25, int(one.net_cpm / _PER_CELL))
    at = LINE // _PER_CELL
    marked = bar.ljust(at, "·")
    bar = marked[:at] + "│" + marked[at:]
    return t(
        "practice.line",
        at=f"{one.at:%m-%d %H:%M}",
        bar=bar.ljust(27),
        cpm=str(one.net_cpm).rjust(5),
        accuracy=percent(one.accuracy).rjust(5),
        title=practice_title(one.passage, one.title, t),
    )
