"""From findings to points: four dimensions with the policy's weights, each earned against its opportunities.

Who says nothing earns nothing, also for tone and promises: the points of a dimension, less what bonus rules offer in
this very chat, are earned in proportion to what was done (`shares`); then bonus rules add and violations take away,
within 0 and the weight. A bonus for which there was no occasion (an apology where nobody complained) is not missed,
and one for single messages, of whose occasions nobody can tell, is extra.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from exam_tui.content.policy import DIMENSIONS, Dimension, Policy
from exam_tui.rubric.chats import WrittenChat
from exam_tui.rubric.findings import Finding, Judgement
from exam_tui.rubric.text import bare, normalise


@dataclass(frozen=True)
class Points:
    """Points of one dimension: `base` for what was done, `rules` added or taken by findings, `earned` of `possible`.

    `offered`: what bonuses could have brought; `base` is a share of the rest.
    """

    possible: Fraction
    offered: Fraction
    base: Fraction
    rules: Fraction
    earned: Fraction


def dimension_points(
    policy: Policy, judgement: Judgement, shares: Mapping[Dimension, Fraction]
) -> dict[Dimension, Points]:
    """Points of each dimension. `shares`: how much of it was done, 0 to 1."""
    points: dict[Dimension, Points] = {}
    for dimension in DIMENSIONS:
        weight = Fraction(policy.weights.of(dimension))
        offered = sum(
            (Fraction(r.points) for r in policy.rule if r.dimension == dimension and r.id in judgement.opportunities),
            Fraction(0),
        )
        base = shares[dimension] * max(Fraction(0), weight - offered)
        rules = sum((Fraction(f.points) for f in judgement.findings if f.dimension == dimension), Fraction(0))
        points[dimension] = Points(weight, offered, base, rules, min(weight, max(Fraction(0), base + rules)))
    return points


def points_of_chat(policy: Policy, judgement: Judgement, chat: WrittenChat) -> tuple[dict[Dimension, Points], Fraction]:
    """Points and marks of a chat of which only the words are known: every question that got an answer counts as done.

    Without a clock and a script nothing is said about waits and milestones.
    """
    answered = sum(any(_says_something(message) for message in turn.messages) for turn in chat.turns)
    rounds = len(chat.turns) + any("?" in line or "？" in line or "吗" in line for line in chat.unanswered)
    share = Fraction(answered, rounds) if rounds else Fraction(0)
    points = dimension_points(policy, judgement, dict.fromkeys(DIMENSIONS, share))
    return points, total_points(policy, points, judgement.findings)


def _says_something(message: str) -> bool:
    said = normalise(message)
    return bool(bare(said.text) or said.emoticons)


def total_points(policy: Policy, points: Mapping[Dimension, Points], findings: Iterable[Finding]) -> Fraction:
    """Marks of the whole chat, 0 to 100; a critical finding leaves at most what the policy says."""
    total = sum((one.earned for one in points.values()), Fraction(0))
    if any(finding.severity == "critical" for finding in findings):
        return min(total, Fraction(policy.critical.at_most))
    return total
