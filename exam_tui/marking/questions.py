"""Marks for questions, by named rules.

`all_or_nothing`: everything right or nothing. `partial_floor0` (multiple): right ticks minus wrong ticks, over the
number of right options, never below 0; as one option at least is wrong, ticking everything never earns full marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from exam_tui.content.bank import Item, JudgeItem, MultipleItem, NumberItem, SingleItem
from exam_tui.marking.figures import floored
from exam_tui.marking.marks import ItemMark, QuestionsMarks
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


def share_earned(item: Item, answer: Answer | None) -> Fraction:
    """The share (0 to 1) of an item's mark that an answer earns."""
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
    return Fraction(0)


def mark_questions(items: tuple[FormItem, ...], answers: Mapping[str, Answer]) -> tuple[Fraction, QuestionsMarks]:
    """Share of the section's marks, and the marks item by item. Every item is worth one mark."""
    shares = {asked.item.id: share_earned(asked.item, answers.get(asked.item.id)) for asked in items}
    detail = QuestionsMarks(
        answered=sum(asked.item.id in answers for asked in items),
        correct=sum(share == 1 for share in shares.values()),
        asked=len(items),
        items=tuple(
            ItemMark(
                id=asked.item.id,
                version=asked.version,
                topic=asked.item.topic,
                marking=asked.item.marking,
                answer=answers.get(asked.item.id),
                earned=floored(shares[asked.item.id], 2),
                possible=Decimal(1),
            )
            for asked in items
        ),
    )
    return (sum(shares.values(), Fraction(0)) / len(items) if items else Fraction(0)), detail
