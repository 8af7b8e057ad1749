"""Where a section of typing tests stands: which test is due, and whether anybody has to allow it first.

Each passage is presented once. A test that was interrupted is void; it may be taken again on another passage once
that was granted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from exam_tui.content.paper import TypingSection
from exam_tui.content.passage import Passage
from exam_tui.sitting.form import FormSection
from exam_tui.sitting.state import State, TypingRun
from exam_tui.typing_test.figures import Figures, earliest_end_ms, figures_of
from exam_tui.typing_test.measures import Measures, measure
from exam_tui.typing_test.scoring import Score, score

StageName = Literal["ready", "running", "interrupted", "retest", "over"]


@dataclass(frozen=True)
class TypingStage:
    """`ready`: the next test may begin. `interrupted`: it has to be granted first. `retest`: it is offered, and may be
    declined. `passage` is the one that is typed or that comes next; None when none is left."""

    name: StageName
    passage: Passage | None


def stage_of(section: TypingSection, presented: FormSection, state: State) -> TypingStage:
    """The stage of an open section."""
    runs = state.typing.get(section.id, ())
    following = _following(presented, runs)
    if runs and runs[-1].running:
        return TypingStage("running", presented.passage(runs[-1].passage))
    if sum(run.interrupted for run in runs) > state.grants.get(section.id, 0):
        return TypingStage("interrupted", following)
    finished = len(finished_of(runs))
    if finished < section.passages.count:
        return TypingStage("ready" if following else "over", following)
    if following and _retest_is_due(section, presented, runs):
        return TypingStage("retest", following)
    return TypingStage("over", None)


def finished_of(runs: Sequence[TypingRun]) -> list[TypingRun]:
    """The tests that count: ended, and not interrupted."""
    return [run for run in runs if not run.running and not run.interrupted]


def section_figures(section: TypingSection, presented: FormSection, runs: Sequence[TypingRun]) -> Figures:
    """The figures of the tests that count."""
    return figures_of(section, [scored(section, presented, run) for run in finished_of(runs)])


def left_open(section: TypingSection, presented: FormSection, state: State) -> bool:
    """Whether something is missing that was not the candidate's doing, so that a person has to decide.

    An interrupted test that none has taken the place of (each later one does); a retest that was due, but whose
    passage an interruption had used up; a terminal that never let the warm-up line through.
    """
    runs = state.typing.get(section.id, ())
    if not runs:
        return state.warm_ups_failed > 0
    if runs[-1].interrupted:
        return True
    used_up = any(run.interrupted for run in runs) and _following(presented, runs) is None
    return used_up and (len(finished_of(runs)) < section.passages.count or _retest_is_due(section, presented, runs))


def _following(presented: FormSection, runs: Sequence[TypingRun]) -> Passage | None:
    used = {run.passage for run in runs}
    return next((one for one in presented.all_passages if one.id not in used), None)


def _retest_is_due(section: TypingSection, presented: FormSection, runs: Sequence[TypingRun]) -> bool:
    return (
        section.retest
        and len(finished_of(runs)) == section.passages.count
        and not section_figures(section, presented, runs).meets(section.gate)
    )


def scored(section: TypingSection, presented: FormSection, run: TypingRun) -> Score:
    """The score of a test that has ended, over its own time; if it counts, never less than the shortest that does."""
    return _scored(presented.passage(run.passage), run, _counted_ms(section, run))


def measured(section: TypingSection, presented: FormSection, run: TypingRun) -> Measures:
    """The measures of a test that has ended, over the same time."""
    return measure(presented.passage(run.passage).pieces, run.strokes, _counted_ms(section, run))


def _counted_ms(section: TypingSection, run: TypingRun) -> int:
    ended = run.ended_ms if run.ended_ms is not None else run.started_ms
    used = min(section.minutes * 60_000, ended - run.started_ms)
    return used if run.interrupted else max(used, earliest_end_ms(section))


@lru_cache(maxsize=16)
def _scored(passage: Passage, run: TypingRun, elapsed_ms: int) -> Score:
    return score(passage.pieces, run.strokes, elapsed_ms)
