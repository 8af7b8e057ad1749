"""The review of a mock exam: every item that was not fully right, with what was answered and what is right."""

from __future__ import annotations

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
from exam_tui.marking.marks import Marks, QuestionsMarks
from exam_tui.marking.questions import points_reached
from exam_tui.messages import Catalogue
from exam_tui.sitting.events import NOT_MATCHED, Answer
from exam_tui.sitting.form import Form


def answer_words(item: Item, answer: Answer | None, t: Catalogue) -> str:
    """An answer in words."""
    match item, answer:
        case _, None:
            return t("review.nothing")
        case ((SingleItem() | MultipleItem()), tuple()):
            return t("list.separator").join(item.options[index].text for index in answer)
        case JudgeItem(), bool():
            return t("question.true" if answer else "question.false")
        case OrderItem(), tuple():
            return t("list.arrow").join(item.steps[index] for index in answer)
        case MatchItem(), tuple():
            return _pairs_words(item, answer, t)
    return str(answer)


def _pairs_words(item: MatchItem, answer: tuple[int, ...], t: Catalogue) -> str:
    pairs = zip(item.left, answer, strict=True)
    return t("list.separator").join(
        t("review.pair", left=left, right=t("review.nothing") if given == NOT_MATCHED else item.right[given])
        for left, given in pairs
    )


def right_words(item: Item, t: Catalogue) -> str:
    """The right answer in words."""
    match item:
        case SingleItem() | MultipleItem():
            return t("list.separator").join(item.options[index].text for index in sorted(item.key))
        case JudgeItem():
            return t("question.true" if item.answer else "question.false")
        case NumberItem():
            return f"{item.answer} {item.unit}".strip()
        case FillItem():
            return t("list.or").join(item.accept)
        case OrderItem():
            return t("list.arrow").join(item.steps)
        case MatchItem():
            return _pairs_words(item, tuple(range(len(item.pairs))), t)
        case ShortItem():
            return item.sample


def point_lines(item: ShortItem, reached: tuple[bool, ...], t: Catalogue) -> list[str]:
    """The points of a short item, and whether an answer reached them."""
    return [
        t(
            "review.point_reached" if got else "review.point_missed",
            why=point.why or t("list.or").join(point.any or point.all or ()),
            worth=point.worth,
        )
        for point, got in zip(item.points, reached, strict=True)
    ]


def why_lines(item: Item, answer: Answer | None, t: Catalogue) -> list[str]:
    """What the author says of the options that were ticked wrongly or left out, or which points were reached."""
    match item, answer:
        case ((SingleItem() | MultipleItem()), tuple()):
            amiss = sorted(frozenset(answer) ^ item.key)
            return [
                t("review.why", option=item.options[i].text, why=item.options[i].why)
                for i in amiss
                if item.options[i].why
            ]
        case ShortItem(), str():
            return point_lines(item, points_reached(item, answer), t)
    return []


def item_lines(item: Item, answer: Answer | None, t: Catalogue) -> list[str]:
    """What was answered, what is right, and why."""
    lines = [
        t("review.answered", answer=answer_words(item, answer, t)),
        t("review.right", answer=right_words(item, t)),
        *why_lines(item, answer, t),
    ]
    if item.explain:
        lines.append(t("review.explain", text=item.explain, source=item.source) if item.source else item.explain)
    return lines


def review_lines(form: Form, marks: Marks, t: Catalogue) -> list[str]:
    """Sentences for the items that did not earn their full mark, and for those that a person still has to mark."""
    lines: list[str] = []
    for section in marks.sections:
        if not isinstance(section.detail, QuestionsMarks):
            continue
        for number, item_mark in enumerate(section.detail.items, 1):
            if item_mark.earned == item_mark.possible and item_mark.marked_by != "provisional":
                continue
            item = form.item(item_mark.id).item
            lines.append(t("review.item", number=number, stem=item.stem))
            lines += ["  " + line for line in item_lines(item, item_mark.answer, t)]
            if item_mark.marked_by == "provisional":
                lines.append("  " + t("review.provisional"))
    return lines
