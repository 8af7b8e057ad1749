"""What judging is given and what it says: turns in, findings out."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from exam_tui.content.policy import Dimension, PromiseKind, Severity
from exam_tui.rubric.promises import Promise, Verdict


class Turn(NamedTuple):
    """The messages that an agent sent until the customer spoke again, and what the customer had said before them.

    `leave`: kinds of promises that the supervisor had given leave for before.
    """

    messages: tuple[str, ...]
    customer: tuple[str, ...] = ()
    leave: frozenset[PromiseKind] = frozenset()


class Finding(NamedTuple):
    """A rule that was met by what was said.

    `turn` and `message` count from 0; `start:end` is the span in the message as typed. `guards`: the readings that
    were weighed and do not apply.
    """

    rule: str
    title: str
    dimension: Dimension
    severity: Severity
    points: Decimal
    turn: int
    message: int
    start: int
    end: int
    quote: str
    advice: str
    guards: tuple[str, ...] = ()
    promise: Promise | None = None
    verdict: Verdict | None = None
    missing: bool = False
    """Something was not said: the span is the message where it should have been."""


class Excused(NamedTuple):
    """Words that a rule looks for and that do not count: because of a guard, or of what the policy grants."""

    rule: str
    turn: int
    message: int
    start: int
    end: int
    quote: str
    reason: str
    """A guard's name, `allowed`, `granted`, `none` (something else in the turn), `later` or `yields`."""


@dataclass
class Judgement:
    """All that a policy says to a chat."""

    findings: list[Finding] = field(default_factory=list)
    excused: list[Excused] = field(default_factory=list)
    opportunities: set[str] = field(default_factory=set)
    """Bonus rules for which there was an occasion: those of a turn, of the first or last one, of the chat."""
