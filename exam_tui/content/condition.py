"""Conditions on what was said: the words that role-plays and policies match by.

A condition is data; `exam_tui.rubric.matching` evaluates it. All parts that are given must hold.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from exam_tui.content.base import Int, Model, Text, model_problem

Phrases = Annotated[tuple[Text, ...], Field(min_length=1)]


class Near(Model):
    """One of `any` stands within `within` characters of the phrase that was found, before or after it."""

    any: Phrases
    within: Annotated[Int, Field(ge=1, le=100)]


class Condition(Model):
    """What a turn must hold: one phrase of `any`, every phrase of `all`, none of `none`, and so on."""

    any: Phrases | None = None
    all: Phrases | None = None
    none: Phrases | None = None
    near: Near | None = None
    and_: Condition | None = Field(default=None, alias="and")
    finding: str | None = None
    """Id of a policy rule that was found in the turn."""

    @model_validator(mode="after")
    def _says_something(self) -> Condition:
        if self.near is not None and self.any is None:
            raise model_problem("M012")
        if not any((self.any, self.all, self.none, self.and_, self.finding)):
            raise model_problem("M013")
        return self
