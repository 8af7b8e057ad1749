"""Habits of an author that show only over a whole bank, and that a candidate who knows nothing could live on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from exam_tui.content.bank import BankFile
from exam_tui.content.items import JudgeItem, SingleItem
from exam_tui.content.loading import Loaded
from exam_tui.content.problems import Problem
from exam_tui.content.quality.chance import tail

FEWEST = 10
"""Items of a kind, from which a habit can be seen."""
_UNLIKELY = 0.001
_ABSOLUTE = ("绝对", "永远", "所有", "任何", "全部", "从来", "完全", "百分之百", "100%", "肯定", "一律", "随便")
_SHARED = 3
"""Characters that an option must share with the stem to sound like it."""


def bank_problems(bank: Loaded[BankFile]) -> Iterator[Problem]:
    """The key's length, its wording, absolute words, and how often a statement is true."""
    singles = [item for item in bank.model.question if isinstance(item, SingleItem)]
    yield from _habit(bank, singles, "Q002", _right_is_longest)
    yield from _habit(bank, singles, "Q005", _right_echoes_stem)
    telling = [item for item in singles if any(_is_absolute(option.text) for option in item.options)]
    only_wrong = [item for item in telling if not _is_absolute(item.right.text)]
    if len(telling) >= FEWEST and len(only_wrong) > 0.95 * len(telling):
        yield bank.source.problem(("bank", "title"), "Q004", "warning", count=len(only_wrong), of=len(telling))
    judges = [item for item in bank.model.question if isinstance(item, JudgeItem)]
    true = sum(item.answer for item in judges)
    if len(judges) >= FEWEST and tail(max(true, len(judges) - true), len(judges), 0.5) < _UNLIKELY:
        yield bank.source.problem(("bank", "title"), "Q020", "warning", true=true, of=len(judges))


def _habit(
    bank: Loaded[BankFile], items: Sequence[SingleItem], code: str, shows: Callable[[SingleItem], bool]
) -> Iterator[Problem]:
    """A problem where the key alone stands out so more often than one option of a few does by chance."""
    if len(items) < FEWEST:
        return
    found = sum(shows(item) for item in items)
    chance = sum(1 / len(item.options) for item in items) / len(items)
    if found > chance * len(items) and tail(found, len(items), chance) < _UNLIKELY:
        yield bank.source.problem(
            ("bank", "title"), code, "warning", count=found, of=len(items), expected=round(chance * len(items))
        )


def _right_is_longest(item: SingleItem) -> bool:
    return len(item.right.text) > max(len(option.text) for option in item.wrong)


def _right_echoes_stem(item: SingleItem) -> bool:
    shared = _longest_shared(item.stem, item.right.text)
    return shared >= _SHARED and shared > max(_longest_shared(item.stem, option.text) for option in item.wrong)


def _longest_shared(stem: str, option: str) -> int:
    """Length of the longest run of characters that both have."""
    best = 0
    for start in range(len(option)):
        while start + best < len(option) and option[start : start + best + 1] in stem:
            best += 1
    return best


def _is_absolute(text: str) -> bool:
    return any(word in text for word in _ABSOLUTE)
