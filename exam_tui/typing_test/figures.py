"""The figures that a section of typing tests stands for, by the paper's rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from exam_tui.content.paper import TypingGate, TypingSection
from exam_tui.typing_test.scoring import Score

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
    """Share of the exact fields that were reached and are right; 0 where none was reached."""
    counted: tuple[int, ...]

    def lines(self, gate: TypingGate | None) -> list[tuple[str, Fraction, Fraction]]:
        """(measure, figure, line) of every line that the gate draws."""
        if gate is None:
            return []
        drawn = (
            ("cpm", self.cpm, gate.cpm),
            ("accuracy", self.accuracy, gate.accuracy),
            ("fields", self.fields, gate.fields),
        )
        return [(measure, figure, Fraction(line)) for measure, figure, line in drawn if line is not None]

    def meets(self, gate: TypingGate | None) -> bool:
        """Whether all lines are met."""
        return all(figure >= line for _, figure, line in self.lines(gate))


def figures_of(section: TypingSection, tests: Sequence[Score]) -> Figures:
    """The figures of the finished tests, in the order in which they were taken.

    `mean`: all characters over all the time. `best`: the test that meets the lines, else the faster, else the more
    accurate one. What comes after the planned number is the retest, and counts if it is better than the others.
    """
    planned = tuple(range(min(len(tests), section.passages.count)))
    candidates = [(index,) for index in planned] if section.rule == "best" else [planned]
    candidates += [(index,) for index in range(len(planned), len(tests))]
    together = [_together(tests, counted) for counted in candidates] or [_together(tests, ())]
    return max(together, key=lambda one: (one.meets(section.gate), one.cpm, one.accuracy))


def _together(tests: Sequence[Score], counted: tuple[int, ...]) -> Figures:
    """One score over all characters and all the time."""
    chosen = [tests[index] for index in counted]

    def total(name: str) -> int:
        return sum(getattr(one, name) for one in chosen)

    whole = Score(
        total("correct"), total("substituted"), total("omitted"), total("inserted"), total("fields_right"),
        total("fields_asked"), total("elapsed_ms"),
    )  # fmt: skip
    fields = Fraction(whole.fields_right, whole.fields_asked) if whole.fields_asked else Fraction(0)
    return Figures(whole.exact_cpm, whole.exact_accuracy, fields, counted)
