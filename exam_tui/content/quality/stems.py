"""The same question twice: near-duplicate stems, found without comparing every pair.

Stems are sets of character pairs; two are alike from a Jaccard similarity of `ALIKE` on. Sets that are so alike share
at least one of their rarest few pairs (prefix filtering; Chaudhuri, Ganti and Kaushik, ICDE 2006), so an inverted index
over those names the few stems worth comparing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exam_tui.content.answers import folded
from exam_tui.content.bank import BankFile
from exam_tui.content.items import Item
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
    """Every stem that is nearly another one's, told at the later of the two."""
    stems = [
        _Stem(bank, index, item) for bank in library.banks.values() for index, item in enumerate(bank.model.question)
    ]
    for later, earlier, likeness in alike_pairs([_pairs(stem.item.stem) for stem in stems]):
        one, other = stems[later], stems[earlier]
        if _kept_apart(one.item, other.item):
            continue
        yield one.bank.source.problem(
            ("question", one.index, "stem"), "Q001", "warning",
            id=one.item.id, other=other.item.id, percent=round(likeness * 100),
            file=relative_path(other.bank.source.path, library.root),
        )  # fmt: skip


def _kept_apart(one: Item, other: Item) -> bool:
    """The author knows that they are alike: they never meet in a form."""
    return other.id in one.enemies or one.id in other.enemies or not set(one.clues).isdisjoint(other.clues)


def _pairs(stem: str) -> frozenset[str]:
    text = folded(stem)
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) if len(text) >= _SHORTEST else frozenset()


def alike_pairs(sets: Sequence[frozenset[str]]) -> Iterator[tuple[int, int, float]]:
    """(later, earlier, similarity) of all sets that are alike (Jaccard). Empty sets match nothing."""
    frequency: Counter[str] = Counter()
    for one in sets:
        frequency.update(one)
    index: dict[str, list[int]] = defaultdict(list)
    for later, one in enumerate(sets):
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
