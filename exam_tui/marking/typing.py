"""Marks for typing: each test's measures, and the figures that the paper's rule takes from them.

A test that was interrupted is void. Where nothing took its place, and a line is missed without it, a person decides.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from exam_tui.content.paper import TypingSection
from exam_tui.marking.figures import floored
from exam_tui.marking.marks import Confusion, DifferenceRun, Gate, TypingMarks, TypingTestMarks
from exam_tui.sitting.form import FormSection
from exam_tui.sitting.state import TypingRun
from exam_tui.sitting.typing import finished_of, measured
from exam_tui.typing_test.figures import Figures, figures_of
from exam_tui.typing_test.measures import Measures


def mark_typing(
    section: TypingSection, presented: FormSection, runs: tuple[TypingRun, ...]
) -> tuple[Figures, TypingMarks, list[Gate]]:
    """Exact figures, what goes into the result, and the gates."""
    finished = finished_of(runs)
    figures = figures_of(section, [measured(section, presented, run) for run in finished])
    counted = [finished[index] for index in figures.counted]
    missing = section.passages.count - len(finished)
    if section.rule == "mean" and missing > 0:
        # A test that was not taken is one in which nothing was typed.
        figures = Figures(
            figures.cpm * len(finished) / section.passages.count, figures.accuracy, figures.fields, figures.counted
        )
    interrupted = missing > 0 and any(run.interrupted for run in runs)
    detail = TypingMarks(
        rule=section.rule,
        planned=section.passages.count,
        tests=tuple(
            marks_of_test(
                run.passage,
                presented.passage(run.passage).title,
                measured(section, presented, run),
                counted=any(run is one for one in counted),
                interrupted=run.interrupted,
            )
            for run in runs
        ),
        net_cpm=floored(figures.cpm, 1),
        accuracy=floored(figures.accuracy, 4),
        fields=floored(figures.fields, 4),
        interrupted=interrupted,
    )
    return figures, detail, _gates(section, figures, interrupted=interrupted)


def marks_of_test(passage: str, title: str, found: Measures, *, counted: bool, interrupted: bool) -> TypingTestMarks:
    """The measures of one test in the form of a result."""
    return TypingTestMarks(
        passage=passage,
        title=title,
        counted=counted,
        interrupted=interrupted,
        correct=found.correct,
        substituted=found.substituted,
        omitted=found.omitted,
        inserted=found.inserted,
        reached=found.reached,
        elapsed_ms=found.elapsed_ms,
        net_cpm=found.net_cpm,
        gross_cpm=found.gross_cpm,
        accuracy=found.accuracy,
        erased=found.erased,
        erased_share=found.erased_share,
        steadiness=found.steadiness,
        course=found.course,
        sentences_right=found.sentences_right,
        sentences_reached=found.sentences_reached,
        fields_right=found.fields_right,
        fields_asked=found.fields_asked,
        first_key_ms=found.first_key_ms,
        confusions=tuple(Confusion(presented=one, typed=other, count=n) for one, other, n in found.confusions),
        difference=tuple(
            DifferenceRun(kind=run.kind, presented=run.presented, typed=run.typed) for run in found.marked
        ),
    )


def _gates(section: TypingSection, figures: Figures, *, interrupted: bool) -> list[Gate]:
    gate = section.gate
    if gate is None:
        return []
    lines: list[tuple[str, Fraction, Decimal | None, int]] = [
        ("cpm", figures.cpm, gate.cpm, 1),
        ("accuracy", figures.accuracy, gate.accuracy, 4),
        ("fields", figures.fields, gate.fields, 4),
    ]
    found = []
    for measure, exact, line, places in lines:
        if line is not None:
            met = exact >= Fraction(line)
            found.append(
                Gate.model_validate(
                    {
                        "id": f"{section.id}.{measure}",
                        "measure": measure,
                        "section": section.id,
                        "figure": floored(exact, places),
                        "line": line,
                        "met": None if interrupted and not met else met,
                    }
                )
            )
    return found
