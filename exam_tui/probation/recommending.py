"""A first recommendation from verified results. A named person decides; this only says what the figures say.

The only grounds are marks against the published line, and "failed, trained again, failed again". Rank never is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Literal

from exam_tui.errors import ExamTuiError
from exam_tui.marking.marks import Gate
from exam_tui.results.document import Result
from exam_tui.results.signing import Verification

Kind = Literal["confirm", "retrain_and_resit", "review_post", "hold"]
"""Confirm; train again and resit; failed after training again, so a person reviews the post (another post or an end
of probation); hold until a person has settled what is open."""


@dataclass(frozen=True)
class Refusal:
    """A file that can't be part of a decision, and why (a code)."""

    file: str
    code: str


@dataclass(frozen=True)
class Ground:
    """One gate of the result that decides."""

    gate: Gate
    near_line: bool
    """Within one standard error of the line: for a second marker, not for a machine."""


@dataclass(frozen=True)
class Recommendation:
    """What the figures say about one candidate."""

    kind: Kind
    deciding: Verification
    grounds: tuple[Ground, ...]
    earlier_failures: int
    """Earlier attempts that failed, or whose result was not given."""
    unseen_attempts: int
    """How many of them are only claimed by the attempt number."""
    signed_by: tuple[str, ...]


def refusals(verifications: Sequence[Verification]) -> list[Refusal]:
    """Files that must not be part of a decision."""
    found = []
    for verification in verifications:
        name = str(verification.file)
        if verification.result is None:
            found.append(Refusal(name, "unverified"))
        elif not verification.accepted:
            found.append(Refusal(name, "journal"))
        elif not verification.result.counts:
            found.append(Refusal(name, verification.result.mode))
    return found


def recommend(verifications: Sequence[Verification]) -> Recommendation:
    """The recommendation for one candidate; every file must have been accepted. Raises ExamTuiError."""
    results = {v.sha256: (v, v.result) for v in verifications if v.result is not None}
    candidates = sorted({result.candidate.id for _, result in results.values()})
    if len(candidates) != 1:
        raise ExamTuiError("decide.several_candidates", candidates=", ".join(candidates))
    papers = sorted({result.paper.id for _, result in results.values()})
    if len(papers) != 1:
        raise ExamTuiError("decide.several_papers", papers=", ".join(papers))
    ordered = sorted(results.values(), key=lambda pair: (pair[1].candidate.attempt, pair[1].times.submitted))
    attempts = [result.candidate.attempt for _, result in ordered]
    if len(set(attempts)) != len(attempts):
        raise ExamTuiError("decide.same_attempt", candidate=candidates[0])
    verification, last = ordered[-1]
    # A second attempt says of itself that there was a first; that its file is not here does not make it a pass.
    unseen = set(range(1, last.candidate.attempt)) - set(attempts)
    failures = len(unseen) + sum(r.marks.outcome == "failed" for _, r in ordered[:-1])
    grounds = tuple(Ground(gate, near_line(gate)) for gate in last.marks.gates)
    return Recommendation(
        _kind(last, grounds, failures),
        verification,
        grounds,
        failures,
        len(unseen),
        tuple(check.name for check in verification.signatures if check.ok),
    )


def _kind(result: Result, grounds: Sequence[Ground], earlier_failures: int) -> Kind:
    if result.marks.outcome == "pending" or any(ground.near_line for ground in grounds):
        return "hold"
    if result.marks.outcome == "passed":
        return "confirm"
    return "review_post" if earlier_failures else "retrain_and_resit"


def near_line(gate: Gate) -> bool:
    """Whether a knowledge figure is a miss or a hit by less than one standard error, sqrt(p (1 - p) / n).

    Only figures that rest on a sample of items have one; speed is measured, not sampled.
    """
    if gate.measure != "knowledge" or not gate.asked:
        return False
    share, line, count = Fraction(gate.figure), Fraction(gate.line), gate.asked
    variance = share * (1 - share) / count
    scale = 10**12
    error = Fraction(isqrt(int(variance * scale)), isqrt(scale))
    return abs(share - line) < error
