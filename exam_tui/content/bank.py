"""Question banks: items of four kinds, right answers written as right answers.

An item's *version* is the hash of what a candidate meets and what decides the mark (stem, options, key, marking
rule); its explanation may be improved without making it another item.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from exam_tui.content.base import (
    Bool,
    Int,
    Model,
    Number,
    Slug,
    Text,
    canonical_json,
    model_problem,
    require_unique,
    sha256_of,
)

Topic = Annotated[str, Field(pattern=r"^[^/\s]+(/[^/\s]+)*$")]
"""A path such as 商品/精油; a draw for 商品 includes everything below it."""


def topic_within(topic: str, ancestor: str) -> bool:
    """Whether `topic` is `ancestor` or lies below it."""
    return topic == ancestor or topic.startswith(ancestor + "/")


class Option(Model):
    """One option of a choice item; `why` says why it is wrong, for the review."""

    text: Text
    why: str = ""


def _option_from_text(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


OptionField = Annotated[Option, BeforeValidator(_option_from_text)]


class _Item(Model):
    id: Slug
    topic: Topic
    difficulty: Annotated[Int, Field(ge=1, le=5)] = 3
    stem: Text
    explain: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()
    enemies: tuple[Slug, ...] = ()
    """Ids of items that must not stand in the same form, because one gives the other away."""

    def _what_is_met(self) -> dict[str, object]:
        return self.model_dump(
            mode="json", exclude={"id", "topic", "difficulty", "explain", "source", "tags", "enemies"}
        )

    @cached_property
    def version(self) -> str:
        """Hash of what a candidate meets and what decides the mark."""
        return sha256_of(canonical_json(self._what_is_met()))


MOST_OPTIONS = 9
"""One number key for each."""


def _require_presentable(item: SingleItem | MultipleItem) -> None:
    right = item.right if isinstance(item, MultipleItem) else (item.right,)
    seen: set[str] = set()
    for name, options in (("right", right), ("wrong", item.wrong)):
        for index, option in enumerate(options):
            if option.text in seen:
                raise model_problem("M010", (name, index), value=option.text)
            seen.add(option.text)
    if len(item.options) > MOST_OPTIONS:
        raise model_problem("M019", ("wrong",), count=len(item.options), most=MOST_OPTIONS)


class SingleItem(_Item):
    """One option is right."""

    kind: Literal["single"]
    right: OptionField
    wrong: Annotated[tuple[OptionField, ...], Field(min_length=1, max_length=8)]
    marking: Literal["all_or_nothing"] = "all_or_nothing"

    @property
    def options(self) -> tuple[Option, ...]:
        """All options in the author's order, the right one first."""
        return (self.right, *self.wrong)

    @property
    def key(self) -> frozenset[int]:
        """Indexes into `options` of the right ones."""
        return frozenset({0})

    @model_validator(mode="after")
    def _options_differ(self) -> SingleItem:
        _require_presentable(self)
        return self


class MultipleItem(_Item):
    """Two or more options are right; at least one is wrong, so that ticking everything never earns full marks."""

    kind: Literal["multiple"]
    right: Annotated[tuple[OptionField, ...], Field(min_length=2, max_length=8)]
    wrong: Annotated[tuple[OptionField, ...], Field(min_length=1, max_length=8)]
    marking: Literal["all_or_nothing", "partial_floor0"] = "all_or_nothing"

    @property
    def options(self) -> tuple[Option, ...]:
        """All options in the author's order, the right ones first."""
        return (*self.right, *self.wrong)

    @property
    def key(self) -> frozenset[int]:
        """Indexes into `options` of the right ones."""
        return frozenset(range(len(self.right)))

    @model_validator(mode="after")
    def _options_differ(self) -> MultipleItem:
        _require_presentable(self)
        return self


class JudgeItem(_Item):
    """A statement that is true or false."""

    kind: Literal["judge"]
    answer: Bool
    marking: Literal["all_or_nothing"] = "all_or_nothing"


class NumberItem(_Item):
    """A number in a stated unit, right within `tolerance` on either side."""

    kind: Literal["number"]
    answer: Number
    unit: str = ""
    tolerance: Annotated[Number, Field(ge=0)] = Decimal(0)
    marking: Literal["all_or_nothing"] = "all_or_nothing"


Item = Annotated[SingleItem | MultipleItem | JudgeItem | NumberItem, Field(discriminator="kind")]


class BankInfo(Model):
    """`[bank]`: who the bank is and what it may be used for."""

    id: Slug
    title: Text
    pool: Literal["practice", "exam", "both"] = "both"


class BankFile(Model):
    """A file of `question_banks/`."""

    bank: BankInfo
    question: Annotated[tuple[Item, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _ids_differ(self) -> BankFile:
        require_unique((item.id for item in self.question), "M011", "question", key="id")
        return self
