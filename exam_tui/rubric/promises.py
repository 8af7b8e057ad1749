"""Promises as data: what, how much, by when, how firmly, by whose leave; and whether the policy grants it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Literal, NamedTuple

from exam_tui.content.phrase import MONEY, SHARE, TIME
from exam_tui.content.policy import Grant, PromiseKind, PromiseOf
from exam_tui.rubric.guards import Hit
from exam_tui.rubric.quantities import Quantity

Strength = Literal["certain", "stated", "usual", "effort"]
"""Said so as to leave no way out; simply said; named as what is usual; named as what one will try."""
Authority = Literal["own", "asking", "granted"]
"""On one's own; going to ask; the supervisor has agreed."""
Verdict = Literal["within", "beyond", "needs-supervisor", "forbidden", "unknown", "hedged"]


class Promise(NamedTuple):
    """A promise as the rules see it.

    `deadline_hours`: hours from now, at the latest; None if no time was named, or one that says no number (周五).
    `amount`: yuan. `share`: part of 1 (8折 is 0.8). `start:end`: in the normalised text.
    """

    kind: PromiseKind
    strength: Strength
    authority: Authority
    deadline_hours: Decimal | None
    amount: Decimal | None
    share: Decimal | None
    timed: bool
    """Whether a time was named at all."""
    start: int
    end: int


def promise_of(about: PromiseOf, hit: Hit, clause: tuple[int, int]) -> Promise | None:
    """The promise that a hit makes; None if what it `needs` is not in the clause."""
    times = _within(hit.said.scan.quantity(TIME), clause)
    sums = _within(hit.said.scan.quantity(MONEY), clause)
    shares = _within(hit.said.scan.quantity(SHARE), clause)
    if about.needs:
        there = {"time": bool(times), "amount": bool(sums or shares), "certain": hit.firm}
        if not any(there[need] for need in about.needs):
            return None
    time, amount, share = _nearest(times, hit), _nearest(sums, hit), _nearest(shares, hit)
    return Promise(
        about.kind,
        _strength(hit, time if "time" in about.needs else None),
        _authority(hit, about.kind),
        time.value if time else None,
        amount.value if amount else None,
        share.value if share else None,
        time is not None,
        hit.start,
        hit.end,
    )


def _strength(hit: Hit, time: Quantity | None) -> Strength:
    if hit.said.within("effort", hit.clause):
        return "effort"
    if hit.said.within("usual", hit.clause):
        return "usual"
    if hit.firm:
        return "certain"
    return "usual" if time is not None and time.about else "stated"


def _authority(hit: Hit, kind: PromiseKind) -> Authority:
    if kind in hit.said.leave or hit.said.within("asked", (0, len(hit.said.text))):
        return "granted"
    return "asking" if hit.said.within("asking", hit.clause) else "own"


def verdict_on(promise: Promise, grants: Sequence[Grant], said: Iterable[Grant]) -> Verdict:
    """What the policy says to a promise. `said`: those whose `when` is in the message (or that have none)."""
    if promise.strength in ("usual", "effort") or promise.authority == "asking":
        return "hedged"
    if any(grant.never for grant in grants):
        return "forbidden"
    fitting = [grant for grant in said if _keeps_to(grant, promise)]
    if any(not grant.ask or promise.authority == "granted" for grant in fitting):
        return "within"
    if fitting:
        return "needs-supervisor"
    return "beyond" if grants else "unknown"


def _keeps_to(grant: Grant, promise: Promise) -> bool:
    hours = promise.deadline_hours
    if grant.hours_at_least is not None and (hours is None or hours < grant.hours_at_least):
        return False
    if grant.hours_at_most is not None and (hours is None or hours > grant.hours_at_most):
        return False
    if grant.up_to is not None and (promise.amount is None or promise.amount > grant.up_to):
        return False
    return grant.down_to is None or (promise.share is not None and promise.share >= grant.down_to)


def _within(found: Sequence[Quantity], clause: tuple[int, int]) -> Sequence[Quantity]:
    if not found:
        return found
    first = bisect_left(found, clause[0], key=_start)
    last = bisect_left(found, clause[1], key=_start)
    return [one for one in found[first:last] if one.end <= clause[1]]


_start = attrgetter("start")


def _nearest(found: Sequence[Quantity], hit: Hit) -> Quantity | None:
    """The one in the phrase itself (the last of several), or else the nearest to it."""
    if len(found) < 2:
        return found[0] if found else None
    return min(found, key=lambda one: (max(one.start - hit.end, hit.start - one.end, 0), -one.start), default=None)
