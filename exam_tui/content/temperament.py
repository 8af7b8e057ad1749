"""Temperaments: kinds of customers, each with words and patience of its own, for any script to use."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from exam_tui.content.base import Int, Model, Number, Slug, Text

WordName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=24)]
Factor = Annotated[Number, Field(gt=0, le=5)]


class Temper(Model):
    """`[temperament]`: how such a customer feels and waits.

    `loses` and `gains`: by what a script's changes of mood and patience are multiplied, for worse and for better.
    `waits`: likewise its times of silence (never below 45 s). `mood` and `patience` are added at the beginning.
    """

    id: Slug
    title: Text
    advice: Text
    """How to deal with such a customer."""
    mood: Annotated[Int, Field(ge=-40, le=40)] = 0
    patience: Annotated[Int, Field(ge=-40, le=40)] = 0
    loses: Factor = Decimal(1)
    gains: Factor = Decimal(1)
    waits: Factor = Decimal(1)
    words: dict[WordName, Annotated[tuple[Text, ...], Field(min_length=1)]] = Field(default_factory=dict)
    """What stands for `{name}` in what the customer says: one of these."""


class TemperamentFile(Model):
    """A file of `roleplays/temperaments/`."""

    temperament: Temper
