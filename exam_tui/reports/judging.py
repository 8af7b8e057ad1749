"""What a policy says to a chat, as lines for the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from exam_tui.content.policy import DIMENSIONS, Dimension, Policy
from exam_tui.content.rounding import floored, short
from exam_tui.messages.catalogue import Catalogue
from exam_tui.messages.visible import visible
from exam_tui.rubric.findings import Excused, Finding, Judgement
from exam_tui.rubric.promises import Promise
from exam_tui.rubric.scoring import Points


def finding_data(finding: Finding) -> dict[str, Any]:
    """A finding as JSON, without where in a chat it stands."""
    return {
        "rule": finding.rule,
        "dimension": finding.dimension,
        "severity": finding.severity,
        "points": _number(finding.points),
        "start": finding.start,
        "end": finding.end,
        "guard": ",".join(finding.guards),
        "advice": finding.advice,
    }


def judgement_data(policy: Policy, judgement: Judgement, points: Mapping[Dimension, Points], total: Fraction) -> Any:
    """A whole judgement as JSON."""
    return {
        "policy": policy.id,
        "total": str(floored(total, 1)),
        "dimensions": {
            name: {
                "earned": str(floored(one.earned, 1)), "possible": str(floored(one.possible, 1)),
                "base": str(floored(one.base, 1)), "rules": str(floored(one.rules, 1)),
            }
            for name, one in points.items()
        },
        "findings": [
            {"turn": f.turn, "message": f.message, "quote": f.quote, "title": f.title, **finding_data(f)}
            | ({"promise": _promise_data(f.promise), "verdict": f.verdict} if f.promise else {})
            for f in judgement.findings
        ],
        "excused": [
            {"turn": e.turn, "message": e.message, "rule": e.rule, "start": e.start, "end": e.end, "reason": e.reason}
            for e in judgement.excused
        ],
    }  # fmt: skip


def _promise_data(promise: Promise) -> dict[str, Any]:
    return {
        "kind": promise.kind,
        "strength": promise.strength,
        "authority": promise.authority,
        "deadline_hours": str(floored(Fraction(promise.deadline_hours), 2))
        if promise.deadline_hours is not None
        else None,
        "amount": str(promise.amount) if promise.amount is not None else None,
        "share": str(promise.share) if promise.share is not None else None,
    }


def _number(points: Decimal) -> int | float:
    return int(points) if points == points.to_integral_value() else float(points)


def finding_lines(findings: Iterable[Finding], t: Catalogue) -> Iterator[str]:
    """Findings with the very words, the rule and the advice."""
    for finding in findings:
        points = f"{finding.points:+}"
        yield t(
            "judge.finding", mark="✓" if finding.points > 0 else "✗", title=finding.title, points=points,
            dimension=t(f"dimension.{finding.dimension}"), severity=t(f"severity.{finding.severity}"),
            rule=finding.rule,
        )  # fmt: skip
        yield t("judge.missing") if finding.missing else t("judge.words", words=visible(finding.quote))
        if finding.promise is not None and finding.verdict is not None:
            yield t(
                "judge.promise", promise=promise_sentence(finding.promise, t), verdict=t(f"verdict.{finding.verdict}")
            )
        if finding.guards and finding.points < 0:
            yield t("judge.weighed", count=len(finding.guards))
        if finding.points < 0:
            yield t("judge.advice", advice=finding.advice)


def excused_lines(excused: Iterable[Excused], titles: Mapping[str, str], t: Catalogue) -> Iterator[str]:
    """Words that look like a slip and are none, and why."""
    for one in dict.fromkeys((e.quote, titles[e.rule], e.reason) for e in excused):
        yield t("judge.excused", words=visible(one[0]), title=one[1], reason=t(f"guard.{one[2]}"))


def points_lines(points: Mapping[Dimension, Points], total: Fraction, t: Catalogue) -> Iterator[str]:
    """The four dimensions and the sum."""
    for dimension in DIMENSIONS:
        one = points[dimension]
        yield t(
            "judge.dimension", dimension=t(f"dimension.{dimension}"), earned=floored(one.earned, 1),
            possible=floored(one.possible, 0), base=floored(one.base, 1), rules=f"{floored(one.rules, 1):+}",
        )  # fmt: skip
    yield t("judge.total", total=floored(total, 1))


def promise_sentence(promise: Promise, t: Catalogue) -> str:
    """A promise in words: its kind, sum, time, strength and whose leave."""
    parts = [t(f"promise.{promise.kind}"), t(f"strength.{promise.strength}")]
    if promise.deadline_hours is not None:
        parts.append(t("judge.hours", hours=short(floored(Fraction(promise.deadline_hours), 1))))
    if promise.amount is not None:
        parts.append(t("judge.yuan", yuan=promise.amount))
    if promise.share is not None:
        parts.append(f"{promise.share:.0%}")
    if promise.authority != "own":
        parts.append(t(f"authority.{promise.authority}"))
    return t("list.separator").join(parts)
