"""The same question twice: near-duplicates, found without comparing every pair.

Questions are sets of character pairs; two are alike from a Jaccard similarity of `ALIKE` on. Sets that are so alike
share at least one of their rarest few pairs (prefix filtering; Chaudhuri, Ganti and Kaushik, ICDE 2006), so an inverted
index over those names the few worth comparing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exam_tui.content.answers import folded
from exam_tui.content.bank import BankFile
from exam_tui.content.items import Item, MultipleItem, SingleItem
from exam_tui.content.library import Library
from exam_tui.content.loading import Loaded
from exam_tui.content.problems import Problem
from exam_tui.content.references import relative_path

ALIKE = 0.8
_SHORTEST = 6
"""Characters; shorter stems say nothing without their options."""


@dataclass(frozen=True)
class _Stem:
    bank: Loaded[BankFile]
    index: int
    item: Item


def stem_problems(library: Library) -> Iterator[Problem]:
    """Every question that nearly is another one, told once, at the later of the two."""
    stems = [
        _Stem(bank, index, item) for bank in library.banks.values() for index, item in enumerate(bank.model.question)
    ]
    told: set[int] = set()
    for later, earlier, likeness in alike_pairs([_pairs(_asked(stem.item)) for stem in stems]):
        one, other = stems[later], stems[earlier]
        if later in told or _kept_apart(one.item, other.item):
            continue
        told.add(later)
        yield one.bank.source.problem(
            ("question", one.index, "stem"), "Q001", "warning",
            id=one.item.id, other=other.item.id, percent=round(likeness * 100),
            file=relative_path(other.bank.source.path, library.root),
        )  # fmt: skip


def _asked(item: Item) -> str:
    """What the likeness is about: the stem and, as 下列说法正确的是 says nothing alone, the right options."""
    if isinstance(item, SingleItem | MultipleItem):
        return item.stem + "".join(item.options[index].text for index in sorted(item.key))
    return item.stem


def _kept_apart(one: Item, other: Item) -> bool:
    """The author knows that they are alike: they never meet in a form."""
    return other.id in one.enemies or one.id in other.enemies or not set(one.clues).isdisjoint(other.clues)


def _pairs(stem: str) -> frozenset[str]:
    text = folded(stem)
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) if len(text) >= _SHORTEST else frozenset()


def alike_pairs(sets: Sequence[frozenset[str]]) -> Iterator[tuple[int, int, float]]:
    """(later, earlier, similarity) of sets that are alike (Jaccard); of equal ones only the first is an `earlier`."""
    frequency: Counter[str] = Counter()
    for one in sets:
        frequency.update(one)
    index: dict[str, list[int]] = defaultdict(list)
    first: dict[frozenset[str], int] = {}
    for later, one in enumerate(sets):
        if one in first:  # the same again: compared once, or a thousand equal stems would cost half a million
            yield later, first[one], 1.0
            continue
        if one:
            first[one] = later
        # One order for all sets: by frequency, then by the element itself (the second sort is stable).
        rarest_first = sorted(sorted(one), key=frequency.__getitem__)
        seen: set[int] = set()
        for element in rarest_first[: len(one) - math.ceil(ALIKE * len(one)) + 1]:
            for earlier in index[element]:
                if earlier not in seen:
                    seen.add(earlier)
                    likeness = _jaccard(one, sets[earlier])
                    if likeness >= ALIKE:
                        yield later, earlier, likeness
            index[element].append(later)


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    if min(len(one), len(other)) < ALIKE * max(len(one), len(other)):
        return 0.0
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)
