"""The figures that a section of typing tests stands for, by the paper's rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from exam_tui.content.paper import TypingGate, TypingSection
from exam_tui.typing_test.measures import Measures

SHORTEST_COUNTED_MS = 3 * 60_000
"""A test can't be finished earlier, and is counted over this time at least (or its whole length, if that is shorter):
a few quick characters are no measure of speed."""


def earliest_end_ms(section: TypingSection) -> int:
    """From when on, in milliseconds after its start, a test of the section may be finished."""
    return min(section.minutes * 60_000, SHORTEST_COUNTED_MS)


@dataclass(frozen=True)
class Figures:
    """Exact figures. `counted` are the indexes of the tests that they come from."""

    cpm: Fraction
    accuracy: Fraction
    fields: Fraction
    """Share of exact fields right; 1 where there were none."""
    counted: tuple[int, ...]

    def meets(self, gate: TypingGate | None) -> bool:
        """Whether all lines are met."""
        return gate is None or (
            self.cpm >= Fraction(gate.cpm)
            and self.accuracy >= Fraction(gate.accuracy or 0)
            and self.fields >= Fraction(gate.fields or 0)
        )


def figures_of(section: TypingSection, tests: Sequence[Measures]) -> Figures:
    """The figures of the finished tests, in the order in which they were taken.

    `mean`: all characters over all the time. `best`: the test that meets the lines, else the faster, else the more
    accurate one. What comes after the planned number is the retest, and counts if it is better than the others.
    """
    planned = tuple(range(min(len(tests), section.passages.count)))
    candidates = [(index,) for index in planned] if section.rule == "best" else [planned]
    candidates += [(index,) for index in range(len(planned), len(tests))]
    together = [_together(tests, counted) for counted in candidates] or [_together(tests, ())]
    return max(together, key=lambda one: (one.meets(section.gate), one.cpm, one.accuracy))


def _together(tests: Sequence[Measures], counted: tuple[int, ...]) -> Figures:
    chosen = [tests[index] for index in counted]
    correct = sum(one.correct for one in chosen)
    errors = sum(one.substituted + one.omitted + one.inserted for one in chosen)
    fields = sum(one.fields_asked for one in chosen)
    return Figures(
        cpm=Fraction(correct * 60_000, max(1, sum(one.elapsed_ms for one in chosen))),
        accuracy=Fraction(correct, correct + errors) if correct else Fraction(0),
        fields=Fraction(sum(one.fields_right for one in chosen), fields) if fields else Fraction(1),
        counted=counted,
    )
