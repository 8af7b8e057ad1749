"""When a sitting and its sections end: pure functions of form, state and the sitting's time.

A typing test that has begun has its full time, even beyond the paper's end; and the paper's clock stands while a test
that was interrupted waits to be granted anew.
"""

from __future__ import annotations

from exam_tui.content.paper import TypingSection
from exam_tui.sitting.form import Form
from exam_tui.sitting.state import State, TypingRun
from exam_tui.sitting.typing import TypingStage
from exam_tui.typing_test.figures import earliest_end_ms

LONGEST_HOLD_MS = 60 * 60_000
"""So long at most the clock stands for an interrupted typing test."""


def paper_end_ms(form: Form, state: State, stage: TypingStage | None, at_ms: int) -> int:
    """The sitting's time at which it ends. `stage`: of an open section of typing tests."""
    end = form.paper_ms + state.given_back_ms
    run = state.typing_last
    if stage is None or run is None:
        return end
    if stage.name == "interrupted":
        return end + held_ms(run, at_ms)
    return max(end, section_end_ms(form, state) or 0) if stage.name == "running" else end


def held_ms(run: TypingRun, at_ms: int) -> int:
    """How long the clock has stood for an interrupted test: since its start."""
    return min(LONGEST_HOLD_MS, at_ms - run.started_ms)


def section_end_ms(form: Form, state: State) -> int | None:
    """The sitting's time at which the open section (of typing: the running test) ends; None where nothing runs."""
    if state.section is None:
        return None
    section = form.blueprint(state.section)
    if isinstance(section, TypingSection):
        run = state.typing_now
        return None if run is None else run.started_ms + form.section_ms(section)
    return state.sections[section.id].entered_ms + form.section_ms(section)


def typing_may_end_ms(form: Form, state: State) -> int | None:
    """The sitting's time from which on the running typing test may be finished; None where none runs."""
    run = state.typing_now
    section = form.blueprint(state.section) if state.section else None
    if run is None or not isinstance(section, TypingSection):
        return None
    return run.started_ms + earliest_end_ms(section)
