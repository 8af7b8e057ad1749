"""Marks for questions, by named rules.

- `all_or_nothing`: everything right or nothing.
- `partial_floor0` (multiple): right ticks minus wrong ticks, over the number of right options, never below 0; as one
  option at least is wrong, ticking everything never earns full marks.
- `partial_order` (order): pairs of steps in the right order minus pairs in the wrong one, over all pairs, never below
  0 (Kendall's tau-a, floored): reversing everything earns nothing, and so does guessing on average. Pairs with a step
  that was not placed count as neither.
- `each_pair` (match): pairs that are right, over all pairs.
- `points` (short): worth of the points recognised by their words, or given by a person, over the worth of all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import combinations

from exam_tui.content.answers import folded
from exam_tui.content.items import (
    FillItem,
    Item,
    JudgeItem,
    MatchItem,
    MultipleItem,
    NumberItem,
    OrderItem,
    ShortItem,
    SingleItem,
)
from exam_tui.content.rounding import floored
from exam_tui.marking.human import HumanMark
from exam_tui.marking.marks import ItemMark, MarkedBy, QuestionsMarks
from exam_tui.rubric.matching import holds
from exam_tui.rubric.text import normalise
from exam_tui.sitting.events import Answer
from exam_tui.sitting.form import FormItem


def number_given(text: str, unit: str) -> Decimal | None:
    """The number in a typed answer: full-width digits, thousands separators and the unit itself are accepted."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix(unicodedata.normalize("NFKC", unit)).strip()
    if not re.fullmatch(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?|[+-]?\.\d+", plain, re.ASCII):
        return None
    try:
        return Decimal(plain.replace(",", ""))
    except InvalidOperation:
        return None


def order_share(placed: tuple[int, ...], steps: int) -> Fraction:
    """`partial_order`: `placed` are indexes of steps (the right order is 0, 1, …) as the candidate placed them."""
    pairs = list(combinations(placed, 2))
    right = sum(first < second for first, second in pairs)
    return max(Fraction(0), Fraction(2 * right - len(pairs), steps * (steps - 1) // 2))


def points_reached(item: ShortItem, answer: str) -> tuple[bool, ...]:
    """Which points the words of an answer reach, in the item's order."""
    said = normalise(answer)
    return tuple(holds(point, said) for point in item.points)


def share_earned(item: Item, answer: Answer | None) -> Fraction:
    """The share (0 to 1) of an item's mark that an answer earns by rule."""
    match item, answer:
        case SingleItem(), tuple():
            return Fraction(frozenset(answer) == item.key)
        case MultipleItem(marking="partial_floor0"), tuple():
            ticked = frozenset(answer)
            return max(Fraction(0), Fraction(len(ticked & item.key) - len(ticked - item.key), len(item.key)))
        case MultipleItem(), tuple():
            return Fraction(frozenset(answer) == item.key)
        case JudgeItem(), bool():
            return Fraction(answer is item.answer)
        case NumberItem(), str():
            given = number_given(answer, item.unit)
            return Fraction(given is not None and abs(given - item.answer) <= item.tolerance)
        case FillItem(), str():
            return Fraction(folded(answer) in {folded(accepted) for accepted in item.accept})
        case OrderItem(marking="partial_order"), tuple():
            return order_share(answer, len(item.steps))
        case OrderItem(), tuple():
            return Fraction(answer == tuple(range(len(item.steps))))
        case MatchItem(), tuple():
            right = sum(given == wanted for wanted, given in enumerate(answer))
            whole = len(item.pairs)
            return Fraction(right == whole) if item.marking == "all_or_nothing" else Fraction(right, whole)
        case ShortItem(), str():
            reached = zip(item.points, points_reached(item, answer), strict=True)
            return Fraction(sum(p.worth for p, got in reached if got), sum(p.worth for p in item.points))
    return Fraction(0)


@dataclass(frozen=True)
class Share:
    """The share of an item's mark. `low` and `high` are what it can still become while a person has not marked it."""

    figure: Fraction
    low: Fraction
    high: Fraction

    @classmethod
    def settled(cls, figure: Fraction) -> Share:
        """A share that nothing can change."""
        return cls(figure, figure, figure)


def item_share(item: Item, answer: Answer | None, human: HumanMark | None) -> Share:
    """The share that an answer earns, by rule or by a person."""
    if isinstance(item, ShortItem) and human is not None:
        return Share.settled(min(Fraction(1), Fraction(human.worth, sum(point.worth for point in item.points))))
    by_rule = share_earned(item, answer)
    if isinstance(item, ShortItem) and item.human and answer is not None:
        return Share(by_rule, Fraction(0), Fraction(1))
    return Share.settled(by_rule)


def mark_questions(
    items: tuple[FormItem, ...], answers: Mapping[str, Answer], human: Mapping[str, HumanMark]
) -> tuple[Mapping[str, Share], QuestionsMarks]:
    """The share of every item by id, and the marks to be written down. Every item is worth one mark."""
    shares = {
        asked.item.id: item_share(asked.item, answers.get(asked.item.id), human.get(asked.item.id)) for asked in items
    }
    detail = QuestionsMarks(
        answered=sum(asked.item.id in answers for asked in items),
        correct=sum(share.figure == 1 for share in shares.values()),
        asked=len(items),
        items=tuple(
            ItemMark(
                id=asked.item.id,
                version=asked.version,
                topic=asked.item.topic,
                marking=asked.item.marking,
                answer=answers.get(asked.item.id),
                earned=floored(shares[asked.item.id].figure, 2),
                possible=Decimal(1),
                marked_by=_marked_by(shares[asked.item.id], asked.item.id in human),
            )
            for asked in items
        ),
    )
    return shares, detail


def _marked_by(share: Share, human: bool) -> MarkedBy:
    if human:
        return "person"
    return "rule" if share.low == share.high else "provisional"
