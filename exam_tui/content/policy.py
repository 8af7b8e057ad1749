"""House policy: what a shop calls good tone, and which promises it forbids.

Shops disagree (see the markers in the shop's own handbook), so nothing of this is in code: two shops are two files.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from exam_tui.content.base import Bool, Int, Model, Number, Slug, Text, model_problem, require_unique
from exam_tui.content.condition import Near, Phrases

Dimension = Literal["response", "tone", "process", "promise"]
DIMENSIONS: tuple[Dimension, ...] = ("response", "tone", "process", "promise")
RuleId = Annotated[str, Field(pattern=r"^(response|tone|process|promise)\.[a-z0-9][a-z0-9-]*$")]
GuardName = Literal["negated", "degree", "noun", "purpose", "to_customer", "question", "quoted"]


class ResponseTimes(Model):
    """Seconds that earn full marks and seconds from which nothing is earned; straight lines between."""

    first_full: Annotated[Int, Field(ge=1)]
    first_zero: Annotated[Int, Field(ge=1)]
    answer_full: Annotated[Int, Field(ge=1)]
    answer_zero: Annotated[Int, Field(ge=1)]

    @model_validator(mode="after")
    def _in_order(self) -> ResponseTimes:
        if self.first_zero <= self.first_full or self.answer_zero <= self.answer_full:
            raise model_problem("M014")
        return self


class Weights(Model):
    """Points of the four dimensions of a role-play; they add up to 100."""

    response: Annotated[Int, Field(ge=0)]
    tone: Annotated[Int, Field(ge=0)]
    process: Annotated[Int, Field(ge=0)]
    promise: Annotated[Int, Field(ge=0)]

    @model_validator(mode="after")
    def _sum_to_100(self) -> Weights:
        total = self.response + self.tone + self.process + self.promise
        if total != 100:
            raise model_problem("M015", total=total)
        return self

    def of(self, dimension: Dimension) -> int:
        """Points of one dimension."""
        return int(getattr(self, dimension))


class Rule(Model):
    """One rule of tone or promise, with its own examples.

    `points` are taken off (negative) for a violation and earned (positive) for `severity = "bonus"`.
    """

    id: RuleId
    title: Text
    dimension: Dimension
    severity: Literal["critical", "major", "minor", "bonus"]
    points: Number
    scope: Literal["message", "first_turn", "last_turn", "chat"] = "message"
    any: Phrases
    near: Near | None = None
    unless: tuple[GuardName, ...] = ()
    allow: tuple[Text, ...] = ()
    """Phrases that the shop stands by: their own span is no hit; the rest of the message still counts."""
    whole: Bool = False
    """The message is nothing but one of `any` (and punctuation or emoji)."""
    cap: Annotated[Int, Field(ge=1)] | None = None
    """Counted at most so many times in a chat."""
    advice: Text
    hit: Annotated[tuple[Text, ...], Field(min_length=1)]
    miss: Annotated[tuple[Text, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _points_fit(self) -> Rule:
        if not self.id.startswith(self.dimension + "."):
            raise model_problem("M016", dimension=self.dimension)
        if (self.severity == "bonus") != (self.points > 0) or self.points == 0:
            raise model_problem("M017", points=str(self.points), grade=self.severity)
        return self


class PolicyInfo(Model):
    """`[policy]`."""

    id: Slug
    title: Text


class PolicyFile(Model):
    """A file of `roleplays/policies/`."""

    policy: PolicyInfo
    response: ResponseTimes
    weights: Weights
    rule: Annotated[tuple[Rule, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> PolicyFile:
        require_unique((rule.id for rule in self.rule), "M011", "rule", key="id")
        for dimension in DIMENSIONS:
            bonus = sum((r.points for r in self.rule if r.dimension == dimension and r.severity == "bonus"), Decimal(0))
            if bonus > self.weights.of(dimension):
                raise model_problem("M018", dimension=dimension, bonus=str(bonus), weight=self.weights.of(dimension))
        return self
