"""The review of a mock exam: every item that was not fully right, with what was answered and what is right."""

from __future__ import annotations

from exam_tui.content.bank import Item, JudgeItem, MultipleItem, NumberItem, SingleItem
from exam_tui.marking.marks import Marks, QuestionsMarks
from exam_tui.messages import Catalogue
from exam_tui.sitting.events import Answer
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
    return str(answer)


def right_words(item: Item, t: Catalogue) -> str:
    """The right answer in words."""
    match item:
        case SingleItem() | MultipleItem():
            return t("list.separator").join(item.options[index].text for index in sorted(item.key))
        case JudgeItem():
            return t("question.true" if item.answer else "question.false")
        case NumberItem():
            return f"{item.answer} {item.unit}".strip()


def review_lines(form: Form, marks: Marks, t: Catalogue) -> list[str]:
    """Sentences for the items that did not earn their full mark."""
    lines: list[str] = []
    for section in marks.sections:
        if not isinstance(section.detail, QuestionsMarks):
            continue
        for number, item_mark in enumerate(section.detail.items, 1):
            if item_mark.earned == item_mark.possible:
                continue
            item = form.item(item_mark.id).item
            lines.append(t("review.item", number=number, stem=item.stem))
            lines.append("  " + t("review.answered", answer=answer_words(item, item_mark.answer, t)))
            lines.append("  " + t("review.right", answer=right_words(item, t)))
            if item.explain:
                lines.append("  " + t("review.explain", text=item.explain, source=item.source))
    return lines
