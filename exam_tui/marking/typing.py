"""Marks for typing: the alignment's counts over the time that counts.

A test that is finished early is counted over three minutes at least (or its whole length, if that is shorter): a few
quick characters are no measure of speed.
"""

from __future__ import annotations

from fractions import Fraction

from exam_tui.content.paper import TypingSection
from exam_tui.content.passage import Passage
from exam_tui.marking.marks import TypingMarks
from exam_tui.sitting.state import TypingRun
from exam_tui.typing_test.alignment import Alignment, align

SHORTEST_COUNTED_MS = 3 * 60_000


def counted_ms(section: TypingSection, run: TypingRun) -> int:
    """Milliseconds that the speed is counted over."""
    whole = section.minutes * 60_000
    used = whole if run.ended_ms is None else min(whole, run.ended_ms - run.started_ms)
    return max(used, min(whole, SHORTEST_COUNTED_MS))


def mark_typing(section: TypingSection, passage: Passage, run: TypingRun | None) -> tuple[Fraction, TypingMarks]:
    """Exact 字/分钟, and the figures."""
    if run is None:
        found, elapsed, erased, interrupted = Alignment(0, 0, 0, 0, 0), section.minutes * 60_000, 0, False
    else:
        found, elapsed = align(passage.text, run.text), counted_ms(section, run)
        erased, interrupted = run.erased, run.interrupted
    detail = TypingMarks(
        passage=passage.id,
        correct=found.correct,
        substituted=found.substituted,
        omitted=found.omitted,
        inserted=found.inserted,
        reached=found.reached,
        erased=erased,
        elapsed_ms=elapsed,
        net_cpm=found.net_cpm(elapsed),
        accuracy=found.accuracy,
        interrupted=interrupted,
    )
    return Fraction(found.correct * 60_000, elapsed), detail
