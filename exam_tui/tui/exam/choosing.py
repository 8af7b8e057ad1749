"""What a key does to an answer, and how an answer looks: pure, one place for all kinds of items.

Answers use the author's indexes; `asked.order` says in which order they are shown. A *row* is the left entry of a match
that the next number is for.
"""

from __future__ import annotations

from dataclasses import dataclass

from exam_tui.content.items import (
    FillItem,
    JudgeItem,
    MatchItem,
    MultipleItem,
    NumberItem,
    OrderItem,
    ShortItem,
    SingleItem,
)
from exam_tui.messages import Catalogue
from exam_tui.sitting.events import NOT_MATCHED, Answer
from exam_tui.sitting.form import FormItem


@dataclass(frozen=True)
class ChoiceLine:
    """A line that a number key (or a click) belongs to."""

    text: str
    chosen: bool
    number: int
    """The key, from 1; 0: the left entry of a match, which is chosen by moving to it."""
    row: int = 0
    apart: bool = False
    """Stands apart from the line above."""


def takes_text(asked: FormItem) -> bool:
    """Whether the answer is typed, so that letters are no commands."""
    return isinstance(asked.item, FillItem | NumberItem | ShortItem)


def rows_of(asked: FormItem) -> int:
    """How many rows there are to move between."""
    return len(asked.item.pairs) if isinstance(asked.item, MatchItem) else 0


def choice_lines(asked: FormItem, answer: Answer | None, row: int, t: Catalogue) -> list[ChoiceLine]:
    """The lines to choose from, as they stand after `answer`."""
    item, ticked = asked.item, answer if isinstance(answer, tuple) else ()
    match item:
        case JudgeItem():
            marks = [(t("question.true"), answer is True), (t("question.false"), answer is False)]
            return [ChoiceLine(f"{n} {_round(on)} {text}", on, n) for n, (text, on) in enumerate(marks, 1)]
        case SingleItem() | MultipleItem():
            box = _square if isinstance(item, MultipleItem) else _round
            return [
                ChoiceLine(f"{n} {box(index in ticked)} {item.options[index].text}", index in ticked, n)
                for n, index in enumerate(asked.order, 1)
            ]
        case OrderItem():
            place = {index: number for number, index in enumerate(ticked, 1)}
            return [
                ChoiceLine(f"{n} [{place.get(index, ' ')}] {item.steps[index]}", index in place, n)
                for n, index in enumerate(asked.order, 1)
            ]
        case MatchItem():
            return _match_lines(asked, item, _matching(item, answer), row)
    return []


def _round(on: bool) -> str:
    return "(*)" if on else "( )"


def _square(on: bool) -> str:
    return "[x]" if on else "[ ]"


def _matching(item: MatchItem, answer: Answer | None) -> tuple[int, ...]:
    return answer if isinstance(answer, tuple) else (NOT_MATCHED,) * len(item.pairs)


def _match_lines(asked: FormItem, item: MatchItem, given: tuple[int, ...], row: int) -> list[ChoiceLine]:
    number_of = {index: number for number, index in enumerate(asked.order, 1)}
    lines = []
    for number, (left, index) in enumerate(zip(item.left, given, strict=True)):
        sign = ">" if number == row else " "
        box = f"[{number_of[index]}]" if index != NOT_MATCHED else "[ ]"
        lines.append(ChoiceLine(f"{sign} {box} {left}", number == row, 0, number))
    for number, index in enumerate(asked.order, 1):
        lines.append(ChoiceLine(f"    {number}  {item.right[index]}", False, number, apart=number == 1))
    return lines


def after_number(asked: FormItem, answer: Answer | None, number: int, row: int) -> Answer | None:
    """The answer after a number key; the same answer where the key means nothing."""
    item, ticked = asked.item, answer if isinstance(answer, tuple) else ()
    if isinstance(item, JudgeItem):
        return number == 1 if number in (1, 2) else answer
    if not 1 <= number <= len(asked.order):
        return answer
    index = asked.order[number - 1]
    match item:
        case SingleItem():
            return (index,)
        case MultipleItem():
            return tuple(sorted(set(ticked) ^ {index})) or None
        case OrderItem():
            return tuple(i for i in ticked if i != index) or None if index in ticked else (*ticked, index)
        case MatchItem():
            # A right entry belongs to one left entry: choosing it here takes it away from there.
            freed = [NOT_MATCHED if given == index else given for given in _matching(item, answer)]
            freed[row] = index
            return tuple(freed)
    return answer


def after_backspace(asked: FormItem, answer: Answer | None, row: int) -> Answer | None:
    """The answer after taking back: the step placed last, or the row's right entry."""
    if not isinstance(answer, tuple):
        return answer
    match asked.item:
        case OrderItem():
            return answer[:-1] or None
        case MatchItem():
            cleared = tuple(NOT_MATCHED if number == row else given for number, given in enumerate(answer))
            return None if set(cleared) == {NOT_MATCHED} else cleared
    return answer


def next_open_row(asked: FormItem, answer: Answer | None, row: int) -> int:
    """The row after `row` that has no right entry yet, going round; `row` itself when all have one."""
    count = rows_of(asked)
    given = answer if isinstance(answer, tuple) else (NOT_MATCHED,) * count
    for step in range(1, count + 1):
        if given[(row + step) % count] == NOT_MATCHED:
            return (row + step) % count
    return row
