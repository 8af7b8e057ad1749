"""Where a section of typing tests stands: which test is due, and whether anybody has to allow it first.

Each passage is presented once. A test that was interrupted is void; it may be taken again on another passage once
that was granted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from exam_tui.content.paper import TypingSection
from exam_tui.content.passage import Passage
from exam_tui.sitting.form import FormSection
from exam_tui.sitting.state import State, TypingRun
from exam_tui.typing_test.figures import earliest_end_ms, figures_of
from exam_tui.typing_test.measures import Measures, measure

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
    used = {run.passage for run in runs}
    following = next((one for one in presented.all_passages if one.id not in used), None)
    if runs and runs[-1].running:
        return TypingStage("running", presented.passage(runs[-1].passage))
    if sum(run.interrupted for run in runs) > state.grants.get(section.id, 0):
        return TypingStage("interrupted", following)
    finished = len(finished_of(runs))
    if finished < section.passages.count:
        return TypingStage("ready" if following else "over", following)
    if section.retest and finished == section.passages.count and following:
        figures = figures_of(section, [measured(section, presented, run) for run in finished_of(runs)])
        if not figures.meets(section.gate):
            return TypingStage("retest", following)
    return TypingStage("over", None)


def finished_of(runs: tuple[TypingRun, ...]) -> list[TypingRun]:
    """The tests that count: ended, and not interrupted."""
    return [run for run in runs if not run.running and not run.interrupted]


def measured(section: TypingSection, presented: FormSection, run: TypingRun) -> Measures:
    """The measures of a test that has ended, over its own time and never less than the shortest that counts."""
    ended = run.ended_ms if run.ended_ms is not None else run.started_ms
    elapsed = max(min(section.minutes * 60_000, ended - run.started_ms), earliest_end_ms(section))
    return _measured(presented.passage(run.passage), run, elapsed)


@lru_cache(maxsize=16)
def _measured(passage: Passage, run: TypingRun, elapsed_ms: int) -> Measures:
    return measure(passage.pieces, run.strokes, elapsed_ms)
