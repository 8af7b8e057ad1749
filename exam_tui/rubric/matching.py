"""Deciding whether a condition holds, and how alike two sentences are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from exam_tui.content.condition import LONGEST_PHRASE, Condition, Near
from exam_tui.rubric.scanning import Group, Span
from exam_tui.rubric.text import NormalText
from exam_tui.rubric.vocabulary import Vocabulary


def is_near(spans: Sequence[Span], others: Sequence[Span], within: int) -> bool:
    """Whether a span has one of the others at most `within` characters away."""
    return any(near(span, others, within) for span in spans)


def near(span: Span, others: Sequence[Span], within: int) -> bool:
    """Whether one of `others` (by their beginnings) lies within so many characters of `span`, or overlaps it."""
    start, end = span
    first = bisect_left(others, (start - within - LONGEST_PHRASE, 0))
    last = bisect_right(others, (end + within, len(others) and others[-1][1]))
    return any(other != span and start - other[1] <= within for other in others[first:last])


@dataclass(frozen=True)
class _Compiled:
    """A condition with a vocabulary of its own."""

    vocabulary: Vocabulary
    any: Group | None
    all: tuple[Group, ...]
    none: Group | None
    near: Group | None
    within: int


@lru_cache(maxsize=4096)
def _compiled(
    any_: tuple[str, ...] | None, all_: tuple[str, ...] | None, none: tuple[str, ...] | None, near_: Near | None
) -> _Compiled:
    words = Vocabulary()
    return _Compiled(
        words,
        words.group(any_) if any_ else None,
        tuple(words.group((phrase,)) for phrase in all_ or ()),
        words.group(none) if none else None,
        words.group(near_.any) if near_ else None,
        near_.within if near_ else 0,
    )


def holds(condition: Condition, said: NormalText, findings: Collection[str] = ()) -> bool:
    """Whether everything that the condition asks for is in what was said. `findings` are rule ids found in it."""
    wanted = condition.finding
    if wanted is not None and not any(rule == wanted or rule.startswith(wanted + ".") for rule in findings):
        return False
    if condition.any or condition.all or condition.none:
        needed = _compiled(condition.any, condition.all, condition.none, condition.near)
        scan = needed.vocabulary.scan(said)
        if needed.any is not None:
            spans = scan.spans(needed.any)
            if not spans or (needed.near is not None and not is_near(spans, scan.spans(needed.near), needed.within)):
                return False
        if not all(scan.has(group) for group in needed.all):
            return False
        if needed.none is not None and scan.has(needed.none):
            return False
    return condition.and_ is None or holds(condition.and_, said, findings)


def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters; for a single character, itself."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset({text})


def likeness(one: str, other: str) -> float:
    """Dice coefficient over character bigrams, 0 (nothing shared) to 1 (the same pairs)."""
    first, second = bigrams(one), bigrams(other)
    return 2 * len(first & second) / (len(first) + len(second))
