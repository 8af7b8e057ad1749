"""Whether a paper may be sat again: the paper's own resit rules, held against the sittings that are there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from exam_tui.content.paper import PaperFile
from exam_tui.errors import ExamTuiError
from exam_tui.sitting.events import Candidate
from exam_tui.sitting.state import State

_DAY_SECONDS = 86_400


def require_allowed(paper: PaperFile, candidate: Candidate, earlier: Iterable[State], now: datetime) -> None:
    """Raises ExamTuiError when this attempt is one too many or comes too soon. `earlier`: the candidate's sittings."""
    rule = paper.paper.attempts
    if rule is None:
        return
    if candidate.attempt > rule.max:
        raise ExamTuiError("attempt.too_many", paper=paper.paper.title, attempt=candidate.attempt, most=rule.max)
    for state in earlier:
        if state.opened is None or state.opened.mode != "proctored" or state.submitted is None:
            continue
        days = (now - state.submitted.wall).total_seconds() / _DAY_SECONDS
        if days < rule.wait_days:
            raise ExamTuiError(
                "attempt.too_soon", paper=paper.paper.title, wait=rule.wait_days,
                last=f"{state.submitted.wall:%Y-%m-%d %H:%M}",
            )  # fmt: skip
