"""Marks for typing: each test's measures, and the figures that the paper's rule takes from them.

A test that was interrupted is void. Where that leaves something open and a line is missed, a person decides.
"""

from __future__ import annotations

from dataclasses import replace

from exam_tui.content.paper import TypingSection
from exam_tui.content.rounding import floored
from exam_tui.marking.marks import Confusion, DifferenceRun, Gate, TypingMarks, TypingTestMarks
from exam_tui.sitting.form import FormSection
from exam_tui.sitting.state import State
from exam_tui.sitting.typing import finished_of, left_open, measured, section_figures
from exam_tui.typing_test.figures import Figures
from exam_tui.typing_test.measures import Measures


def mark_typing(
    section: TypingSection, presented: FormSection, state: State
) -> tuple[Figures, TypingMarks, list[Gate]]:
    """Exact figures, what goes into the result, and the gates."""
    runs = state.typing.get(section.id, ())
    finished = finished_of(runs)
    figures = section_figures(section, presented, runs)
    counted = [finished[index] for index in figures.counted]
    if section.rule == "mean" and len(finished) < section.passages.count:
        # A test that was not taken is one in which nothing was typed.
        figures = replace(figures, cpm=figures.cpm * len(finished) / section.passages.count)
    interrupted = left_open(section, presented, state)
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
        correct=found.score.correct,
        substituted=found.score.substituted,
        omitted=found.score.omitted,
        inserted=found.score.inserted,
        reached=found.reached,
        elapsed_ms=found.score.elapsed_ms,
        net_cpm=found.score.net_cpm,
        gross_cpm=found.score.gross_cpm,
        accuracy=found.score.accuracy,
        erased=found.erased,
        erased_share=found.erased_share,
        steadiness=found.steadiness,
        course=found.course,
        sentences_right=found.sentences_right,
        sentences_reached=found.sentences_reached,
        fields_right=found.score.fields_right,
        fields_asked=found.score.fields_asked,
        first_key_ms=found.first_key_ms,
        confusions=tuple(Confusion(presented=one, typed=other, count=n) for one, other, n in found.confusions),
        difference=tuple(
            DifferenceRun(kind=run.kind, presented=run.presented, typed=run.typed) for run in found.marked
        ),
    )


def _gates(section: TypingSection, figures: Figures, *, interrupted: bool) -> list[Gate]:
    places = {"cpm": 1, "accuracy": 4, "fields": 4}
    return [
        Gate.model_validate(
            {
                "id": f"{section.id}.{measure}",
                "measure": measure,
                "section": section.id,
                "figure": floored(figure, places[measure]),
                "line": getattr(section.gate, measure),
                "met": None if interrupted and figure < line else figure >= line,
            }
        )
        for measure, figure, line in figures.lines(section.gate)
    ]
