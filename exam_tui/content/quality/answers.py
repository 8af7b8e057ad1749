"""Stems and keys of single items: what is missing, doubtful, or unfair to whoever types it another way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exam_tui.content.answers import folded
from exam_tui.content.bank import BankFile
from exam_tui.content.items import FillItem, Item, NumberItem
from exam_tui.content.loading import Loaded
from exam_tui.content.problems import Problem

_NOT = r"不(?=正确|对|属|包括|是|能|可|该|应|符|适|合适|需|必|宜|算|在|用|支持|得|准|允许|会)"
NEGATION = re.compile(
    rf"(?:下列|以下|下面)[^，。？！：；“”【】]{{0,14}}?(?P<after>{_NOT}|错误(?=的|[？（(]|$))"
    rf"|哪(?:一|几|些)?(?:[项个句种款条类件位样步]|情况|情形|做法|说法)?(?:(?!可以|能|让|会|确认|保证|想|要)[^，。？！：；“”【】]){{0,5}}?"
    rf"(?P<which>{_NOT}|没有(?=[^没]{{0,6}}？)|错误(?=的))"
)
"""A question that asks for what does *not* hold; read in haste, it is read without its negation."""
_BROKEN_PATH = re.compile(r"\b[A-Za-z]:[\t\n\r\f\b]")
_NUMERAL = re.compile(
    r"[一二两三四五六七八九十百千零半]+(?:个?(?:天|小时|分钟|秒|周|星期|月)|年|元|块|次|条|遍|款|步|种|日|岁|毫升|克|点|折|件|成|个|倍)?"
)


def answer_problems(bank: Loaded[BankFile]) -> Iterator[Problem]:
    """Item by item."""
    source = bank.source
    for index, item in enumerate(bank.model.question):
        at = ("question", index)
        negation = NEGATION.search(item.stem)
        if negation and "【" not in item.stem:
            word = negation["after"] or negation["which"]
            yield source.problem((*at, "stem"), "Q008", "warning", word=word)
        missing = [name for name in ("explain", "source") if not getattr(item, name)]
        if missing:
            yield source.problem((*at, "id"), "Q015", "warning", missing=", ".join(missing))
        for name in ("stem", "explain", "source"):
            if _BROKEN_PATH.search(getattr(item, name)):
                yield source.problem((*at, name), "Q025", "warning")
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
    figures = any(character.isdigit() for word in item.accept for character in word)
    return not figures and all(_NUMERAL.fullmatch(folded(word)) for word in item.accept)
