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
    handed_in = [
        state
        for state in earlier
        if state.opened is not None and state.opened.mode == "proctored" and state.submitted is not None
    ]
    attempt = max(candidate.attempt, len(handed_in) + 1)
    if attempt > rule.max:
        raise ExamTuiError("attempt.too_many", paper=paper.paper.title, attempt=attempt, most=rule.max)
    if candidate.attempt <= len(handed_in):
        raise ExamTuiError("attempt.repeated", paper=paper.paper.title, attempt=candidate.attempt, next=attempt)
    for state in handed_in:
        assert state.submitted is not None
        days = (now - state.submitted.wall).total_seconds() / _DAY_SECONDS
        if days < rule.wait_days:
            raise ExamTuiError(
                "attempt.too_soon", paper=paper.paper.title, wait=rule.wait_days,
                last=f"{state.submitted.wall:%Y-%m-%d %H:%M}",
            )  # fmt: skip
