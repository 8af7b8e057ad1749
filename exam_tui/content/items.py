"""Items of eight kinds, right answers written as right answers.

An item's *version* is the hash of what a candidate meets and what decides the mark (stem, options, key, marking
rule); its explanations may be improved without making it another item.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from exam_tui.content.base import Bool, Int, Model, Number, Slug, Text, canonical_json, model_problem, sha256_of
from exam_tui.content.condition import Condition, unknown_list

Topic = Annotated[str, Field(pattern=r"^[^/\s]+(/[^/\s]+)*$")]
"""A path such as 商品/精油; a draw for 商品 includes everything below it."""
MOST_OPTIONS = 9
"""One number key for each."""
MOST_WORDS = 40
"""Characters that a fill answer may have: it is a word or a figure, not a sentence."""
MOST_SENTENCES = 300
"""Characters that a short answer may have."""


def topic_within(topic: str, ancestor: str) -> bool:
    """Whether `topic` is `ancestor` or lies below it."""
    return topic == ancestor or topic.startswith(ancestor + "/")


class Option(Model):
    """One option of a choice item; `why` says in the review why it is right or wrong."""

    text: Text
    why: str = ""
    pin: Bool = False
    """Stays at the end however the options are shuffled: for 以上都不对 and its like."""


def _option_from_text(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class _OrText:
    """In the JSON Schema: a table or just its text."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1}, handler(core)]}


OptionField = Annotated[Option, BeforeValidator(_option_from_text), _OrText()]

_NOT_MET = {"id", "topic", "difficulty", "explain", "source", "tags", "enemies", "clues", "sample"}


class _Item(Model):
    id: Slug
    topic: Topic
    difficulty: Annotated[Int, Field(ge=1, le=5)] = 3
    stem: Text
    explain: str = ""
    source: str = ""
    tags: tuple[Text, ...] = ()
    enemies: tuple[Slug, ...] = ()
    """Ids of items that must not stand in the same form, because one gives the other away."""
    clues: tuple[Text, ...] = ()
    """What the item gives away. Two items with a clue in common never stand in the same form."""

    @cached_property
    def version(self) -> str:
        """Hash of what a candidate meets and what decides the mark."""
        met = self.model_dump(mode="json", exclude=_NOT_MET, exclude_defaults=True)
        return sha256_of(canonical_json(_without_why(met | {"marking": getattr(self, "marking", "")})))


def _without_why(data: object) -> object:
    if isinstance(data, dict):
        return {key: _without_why(value) for key, value in data.items() if key != "why"}
    return [_without_why(value) for value in data] if isinstance(data, list | tuple) else data


def _require_presentable(item: SingleItem | MultipleItem) -> None:
    """Options differ, one at least is wrong, and there is a number key for each."""
    seen: set[str] = set()
    count = len(item.key)
    for index, option in enumerate(item.options):
        if option.text in seen:
            at: tuple[str | int, ...] = ("wrong", index - count) if index >= count else ("right", index)
            raise model_problem("M010", at, value=option.text)
        seen.add(option.text)
    if not item.wrong:
        raise model_problem("M035", ("wrong",))
    if len(item.options) > MOST_OPTIONS:
        raise model_problem("M019", ("wrong",), count=len(item.options), most=MOST_OPTIONS)


Wrong = Annotated[tuple[OptionField, ...], Field(max_length=8, json_schema_extra={"minItems": 1})]


class SingleItem(_Item):
    """One option is right."""

    kind: Literal["single"]
    right: OptionField
    wrong: Wrong
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
    wrong: Wrong
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


BLANK = re.compile(r"[_＿]{2,}")
"""The gap in the stem of a fill item."""


class FillItem(_Item):
    """One gap in the stem, and everything that may be typed into it; see `content.answers` for what counts as equal."""

    kind: Literal["fill"]
    accept: Annotated[tuple[Annotated[Text, Field(max_length=MOST_WORDS)], ...], Field(min_length=1)]
    marking: Literal["all_or_nothing"] = "all_or_nothing"

    @model_validator(mode="after")
    def _one_gap(self) -> FillItem:
        if len(BLANK.findall(self.stem)) != 1:
            raise model_problem("M036", ("stem",))
        return self


def _require_differing(values: tuple[str, ...], *at: str) -> None:
    for index, value in enumerate(values):
        if value in values[:index]:
            raise model_problem("M010", (*at, index), value=value)


class OrderItem(_Item):
    """Steps to be put in order; written in the right order."""

    kind: Literal["order"]
    steps: Annotated[tuple[Text, ...], Field(min_length=3, max_length=MOST_OPTIONS)]
    marking: Literal["all_or_nothing", "partial_order"] = "all_or_nothing"

    @model_validator(mode="after")
    def _steps_differ(self) -> OrderItem:
        _require_differing(self.steps, "steps")
        return self


class MatchItem(_Item):
    """Each left entry belongs to one right entry; `extra` are right entries that belong to none."""

    kind: Literal["match"]
    pairs: Annotated[tuple[tuple[Text, Text], ...], Field(min_length=2, max_length=MOST_OPTIONS)]
    extra: tuple[Text, ...] = ()
    marking: Literal["each_pair", "all_or_nothing"] = "each_pair"

    @property
    def left(self) -> tuple[str, ...]:
        """Left entries, in the author's order."""
        return tuple(left for left, _ in self.pairs)

    @property
    def right(self) -> tuple[str, ...]:
        """Right entries: that of left entry 0, 1, …, then the extra ones."""
        return (*(right for _, right in self.pairs), *self.extra)

    @model_validator(mode="after")
    def _entries_differ(self) -> MatchItem:
        _require_differing(self.left, "pairs")
        for index, value in enumerate(self.right):
            if value in self.right[:index]:
                at = ("pairs", index, 1) if index < len(self.pairs) else ("extra", index - len(self.pairs))
                raise model_problem("M010", at, value=value)
        if len(self.right) > MOST_OPTIONS:
            raise model_problem("M019", ("extra",), count=len(self.right), most=MOST_OPTIONS)
        return self


class ShortPoint(Condition):
    """One thing that a short answer must say: the words it is recognised by, and what it is worth."""

    finding: None = None
    worth: Annotated[Int, Field(ge=1, le=20)] = 1
    why: str = ""
    """What the point is, in the review's words."""

    @model_validator(mode="after")
    def _only_built_in_lists(self) -> ShortPoint:
        for keys, phrases in self.phrase_lists():
            if unknown := unknown_list(phrases, ()):
                index, name, guess = unknown
                raise model_problem("M044", (*keys, index), name=name, guess=guess)
        return self


class ShortItem(_Item):
    """An answer in sentences. Points are recognised by their words; `human`: a person confirms or corrects them."""

    kind: Literal["short"]
    points: Annotated[tuple[ShortPoint, ...], Field(min_length=1, max_length=8)]
    sample: Text
    """A good answer; the checker tries the points on it."""
    human: Bool = True
    marking: Literal["points"] = "points"


Item = Annotated[
    SingleItem | MultipleItem | JudgeItem | NumberItem | FillItem | OrderItem | MatchItem | ShortItem,
    Field(discriminator="kind"),
]


def guess_chance(item: Item) -> Fraction:
    """Chance (0 to 1) of full marks by answering at random, every possible answer being equally likely."""
    match item:
        case SingleItem():
            return Fraction(1, len(item.options))
        case MultipleItem():
            return Fraction(1, 2 ** len(item.options) - 1)
        case JudgeItem():
            return Fraction(1, 2)
        case OrderItem():
            return Fraction(1, math.factorial(len(item.steps)))
        case MatchItem():
            return Fraction(1, math.perm(len(item.right), len(item.pairs)))
    return Fraction(0)
