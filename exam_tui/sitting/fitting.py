"""Which answers an item can have at all. Anything else is a mistake of the screens, not of the candidate."""

from __future__ import annotations

from exam_tui.content.items import (
    MOST_SENTENCES,
    MOST_WORDS,
    FillItem,
    JudgeItem,
    MatchItem,
    MultipleItem,
    NumberItem,
    OrderItem,
    ShortItem,
    SingleItem,
)
from exam_tui.sitting.events import NOT_MATCHED, Answer
from exam_tui.sitting.form import FormItem


def require_fitting(asked: FormItem, answer: Answer | None) -> None:
    """Raises ValueError for an answer of another form than the item's."""
    item = asked.item
    match item, answer:
        case _, None:
            return
        case SingleItem(), (index,) if 0 <= index < len(asked.order):
            return
        case MultipleItem(), tuple() if all(0 <= i < len(asked.order) for i in answer):
            return
        case JudgeItem(), bool():
            return
        case NumberItem(), str():
            return
        case FillItem(), str() if len(answer) <= MOST_WORDS:
            return
        case ShortItem(), str() if len(answer) <= MOST_SENTENCES:
            return
        case OrderItem(), tuple() if len(set(answer)) == len(answer) and set(answer) <= set(asked.order):
            return
        case MatchItem(), tuple() if _is_matching(item, answer):
            return
    raise ValueError(f"{answer!r} is no answer to {asked.item.id}")


def _is_matching(item: MatchItem, answer: tuple[int, ...]) -> bool:
    """One right entry or none (-1) for each left entry, and no right entry twice."""
    given = [index for index in answer if index != NOT_MATCHED]
    known = all(0 <= index < len(item.right) for index in given)
    return len(answer) == len(item.pairs) and known and len(set(given)) == len(given)
