"""Stems and keys of single items: what is missing, doubtful, or unfair to whoever types it another way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exam_tui.content.answers import folded
from exam_tui.content.bank import BankFile
from exam_tui.content.items import FillItem, Item, NumberItem
from exam_tui.content.loading import Loaded
from exam_tui.content.problems import Problem

NEGATION = re.compile(
    r"哪[一几些]?[项个句种款条类件位样]?[^，。？！：；“”【】]{0,8}?(?P<word>不(?=[能可对是属该应正符适需宜算包会])|没有(?=[^没]{0,6}？)|错误)"
)
"""A question that asks for what does *not* hold; read in haste, it is read without its negation."""
_CHINESE_NUMBER = re.compile(r"[一二两三四五六七八九十百千零]+")
_NO_NUMBERS = ("一定", "一般", "一样", "统一", "万一", "第一", "之一", "一次性", "三方")


def answer_problems(bank: Loaded[BankFile]) -> Iterator[Problem]:
    """Item by item."""
    source = bank.source
    for index, item in enumerate(bank.model.question):
        at = ("question", index)
        negation = NEGATION.search(item.stem)
        if negation and "【" not in item.stem:
            yield source.problem((*at, "stem"), "Q008", "warning", word=negation["word"])
        missing = [name for name in ("explain", "source") if not getattr(item, name)]
        if missing:
            yield source.problem((*at, "id"), "Q015", "warning", missing=", ".join(missing))
        if item.id in item.enemies:
            yield source.problem((*at, "enemies"), "Q019", "error", value=item.id)
        yield from _key_problems(bank, index, item)


def _key_problems(bank: Loaded[BankFile], index: int, item: Item) -> Iterator[Problem]:
    at = ("question", index)
    match item:
        case NumberItem(unit=""):
            yield bank.source.problem((*at, "answer"), "Q011", "warning")
        case FillItem():
            seen: dict[str, str] = {}
            for number, accepted in enumerate(item.accept):
                key = folded(accepted)
                if not key:
                    yield bank.source.problem((*at, "accept", number), "Q014", "error", value=accepted)
                elif key in seen:
                    yield bank.source.problem(
                        (*at, "accept", number), "Q012", "warning", value=accepted, other=seen[key]
                    )
                seen.setdefault(key, accepted)
            if _only_chinese_numbers(item):
                yield bank.source.problem((*at, "accept"), "Q013", "warning", value=item.accept[0])


def _only_chinese_numbers(item: FillItem) -> bool:
    """七 is accepted and 7 is not: a candidate types figures either way."""
    words = [accepted for accepted in item.accept if not any(word in accepted for word in _NO_NUMBERS)]
    return (
        bool(words) and all(_CHINESE_NUMBER.match(w) for w in words) and not any(c.isdigit() for w in words for c in w)
    )
