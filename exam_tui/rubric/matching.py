"""Finding phrases, and deciding whether a condition holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache

from exam_tui.content.condition import Condition, Near
from exam_tui.rubric.text import NormalText, normal_phrase

Span = tuple[int, int]


@lru_cache(maxsize=4096)
def _normal_phrases(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Longest first, so that of two phrases at one place the more telling one is the match."""
    return tuple(sorted({normal_phrase(phrase) for phrase in phrases} - {""}, key=lambda p: (-len(p), p)))


def find_phrases(text: str, phrases: tuple[str, ...]) -> Iterator[Span]:
    """Spans of all phrases in normalised text, from left to right, none within another."""
    spans: list[Span] = []
    for phrase in _normal_phrases(phrases):
        start = text.find(phrase)
        while start >= 0:
            end = start + len(phrase)
            if not any(a <= start and end <= b for a, b in spans):
                spans.append((start, end))
            start = text.find(phrase, start + 1)
    yield from sorted(spans)


def contains_any(text: str, phrases: tuple[str, ...]) -> bool:
    """Whether one of the phrases occurs in normalised text."""
    return any(phrase in text for phrase in _normal_phrases(phrases))


def is_near(text: str, span: Span, near: Near) -> bool:
    """Whether a phrase of `near` lies at most `near.within` characters away from `span`, without overlapping it."""
    start, end = span
    return any(
        (other_end <= start and start - other_end <= near.within)
        or (other_start >= end and other_start - end <= near.within)
        for other_start, other_end in find_phrases(text, near.any)
    )


def holds(condition: Condition, said: NormalText, findings: Collection[str] = ()) -> bool:
    """Whether everything that the condition asks for is in what was said. `findings` are rule ids found in it."""
    text = said.text
    if condition.finding is not None and condition.finding not in findings:
        return False
    if condition.any is not None:
        spans = list(find_phrases(text, condition.any))
        if not spans or (condition.near is not None and not any(is_near(text, s, condition.near) for s in spans)):
            return False
    if condition.all is not None and not all(contains_any(text, (phrase,)) for phrase in condition.all):
        return False
    if condition.none is not None and contains_any(text, condition.none):
        return False
    return condition.and_ is None or holds(condition.and_, said, findings)


def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters; for a single character, itself."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset({text})


def likeness(one: str, other: str) -> float:
    """Dice coefficient over character bigrams, 0 (nothing shared) to 1 (the same pairs)."""
    first, second = bigrams(one), bigrams(other)
    return 2 * len(first & second) / (len(first) + len(second))
