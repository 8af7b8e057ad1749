"""Options that give the key away, can't be shuffled, or can't be told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from exam_tui.content.answers import folded
from exam_tui.content.bank import BankFile
from exam_tui.content.items import MultipleItem, Option, SingleItem
from exam_tui.content.loading import Loaded
from exam_tui.content.positions import KeyPath
from exam_tui.content.problems import Problem, Severity

_CATCH_ALL = re.compile(
    r"^(?:以上|上述|上面|前面)\S{0,6}?(?:都|均|皆|全)|^前[两二三四]项(?:都|均|全)|^(?:全部|全都|都|均)(?:不?对|不?正确|不是|不行|可以|是|错)[。]?$"
)
_ONE = "(?:选项)?[A-Ia-i\u2460-\u2468]项?"
_REFERS = re.compile(
    rf"^{_ONE}(?:\s*[\u548c\u4e0e\u53ca\u6216\u3001,\uff0c+]\s*{_ONE})+\s*(?:都|均|全)?(?:不?对|不?正确|是|错误?|可以)?[。]?$"
)
_LONGER = 1.8
_MUCH_LONGER = 10
"""Characters."""
_SHORTEST_CONTAINED = 4


def option_problems(bank: Loaded[BankFile]) -> Iterator[Problem]:
    """Item by item."""
    for index, item in enumerate(bank.model.question):
        if isinstance(item, SingleItem | MultipleItem):
            yield from _item_problems(bank, index, item)


def option_path(item: SingleItem | MultipleItem, index: int, option: int) -> KeyPath:
    """Where an option of the item with that index stands in its file."""
    if option >= len(item.key):
        return ("question", index, "wrong", option - len(item.key))
    return ("question", index, "right") if isinstance(item, SingleItem) else ("question", index, "right", option)


def _item_problems(bank: Loaded[BankFile], index: int, item: SingleItem | MultipleItem) -> Iterator[Problem]:
    options = item.options

    def told(number: int, code: str, severity: Severity, **params: object) -> Problem:
        return bank.source.problem(option_path(item, index, number), code, severity, **params)

    for number, option in enumerate(options):
        if not option.pin and _CATCH_ALL.match(option.text):
            yield told(number, "Q006", "error", option=option.text)
        if _REFERS.match(option.text):
            yield told(number, "Q007", "error", option=option.text)
    texts = [folded(option.text) for option in options]
    for (earlier, one), (later, other) in combinations(enumerate(texts), 2):
        if one == other:
            yield told(later, "Q010", "error", option=options[later].text, other=options[earlier].text)
        elif _contains(one, other):
            yield told(later, "Q009", "warning", option=options[later].text, other=options[earlier].text)
    if isinstance(item, SingleItem) and _sticks_out(item.right, item.wrong):
        longest = max(len(option.text) for option in item.wrong)
        yield told(0, "Q003", "warning", length=len(item.right.text), others=longest)


def _contains(one: str, other: str) -> bool:
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return len(short) >= _SHORTEST_CONTAINED and short in long


def _sticks_out(right: Option, wrong: tuple[Option, ...]) -> bool:
    longest = max(len(option.text) for option in wrong)
    return len(right.text) >= _LONGER * longest and len(right.text) - longest >= _MUCH_LONGER
