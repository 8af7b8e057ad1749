"""What in the strokes speaks against typing by hand, or for a broken terminal. Facts for the proctor, never a verdict.

Nothing here changes a mark. The thresholds stand in the paper (`watch`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import Literal

from exam_tui.content.paper import TypingWatch
from exam_tui.typing_test.alignment import countable
from exam_tui.typing_test.strokes import Burst, Stroke, bursts_of, replies_of

FlagKind = Literal["typing_fast", "typing_flood", "typing_regular", "typing_repeated", "typing_doubled"]


@dataclass(frozen=True)
class Flag:
    """One fact. `at_ms` from the start of the test; `count` in characters (regularity: bursts); `text` as it came."""

    kind: FlagKind
    at_ms: int
    count: int
    text: str = ""


def flags_of(strokes: Sequence[Stroke], presented: str, watch: TypingWatch) -> list[Flag]:
    """All flags of a test, in order of time."""
    bursts = bursts_of(strokes)
    found = [*_floods_and_rates(bursts, watch), *_regularity(bursts, watch)]
    found += _repetition(strokes, presented, watch) + _doubling(strokes, presented, watch)
    return sorted(found, key=lambda flag: flag.at_ms)


def _floods_and_rates(bursts: Sequence[Burst], watch: TypingWatch) -> list[Flag]:
    found = []
    for burst in bursts:
        size = len(burst.text)
        if size > watch.paste:
            found.append(Flag("typing_flood", burst.at_ms, size, burst.text))
        elif size >= watch.burst and burst.per_second > watch.rate:
            found.append(Flag("typing_fast", burst.at_ms, size, burst.text))
    return found


def _regularity(bursts: Sequence[Burst], watch: TypingWatch) -> list[Flag]:
    """The first stretch of `regular_bursts` whose gaps per character vary less than any hand's."""
    paces = [burst.gap_ms / len(burst.text) for burst in bursts]
    for start in range(len(paces) - watch.regular_bursts + 1):
        stretch = paces[start : start + watch.regular_bursts]
        mean = fmean(stretch)
        if pstdev(stretch, mean) < float(watch.regularity) * mean:
            return [Flag("typing_regular", bursts[start].at_ms, watch.regular_bursts)]
    return []


def _typed_with_times(strokes: Sequence[Stroke]) -> tuple[str, list[int]]:
    text, times = "", []
    for reply in replies_of(strokes):
        for character, at_ms in zip(reply.characters, reply.times, strict=True):
            counted = countable(character)
            text += counted
            times += [at_ms] * len(counted)
    return text, times


def _repetition(strokes: Sequence[Stroke], presented: str, watch: TypingWatch) -> list[Flag]:
    """Stretches of `repeat` characters or more that came before, where the passage has them once at most."""
    text, times = _typed_with_times(strokes)
    source, size = countable(presented), watch.repeat
    seen: dict[str, int] = {}
    found: list[Flag] = []
    index = 0
    while index + size <= len(text):
        piece = text[index : index + size]
        before = seen.setdefault(piece, index)
        if before + size <= index and source.count(piece) < 2:
            end = index + size
            while end < len(text) and before + end - index < index and text[before + end - index] == text[end]:
                end += 1
            found.append(Flag("typing_repeated", times[index], end - index, text[index:end]))
            index = end
        else:
            index += 1
    return found


def _doubling(strokes: Sequence[Stroke], presented: str, watch: TypingWatch) -> list[Flag]:
    """Characters that stand twice in a row and don't in the passage: some terminals deliver what is composed twice."""
    text, times = _typed_with_times(strokes)
    source = countable(presented)
    places = [i for i in range(1, len(text)) if text[i] == text[i - 1] and text[i - 1 : i + 1] not in source]
    if len(places) < watch.doubled:
        return []
    return [Flag("typing_doubled", times[places[0]], len(places))]
