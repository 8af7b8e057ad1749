"""What in the strokes speaks against typing by hand, or for a broken terminal. Facts for the proctor, never a verdict.

Nothing here changes a mark. The thresholds stand in the paper (`watch`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import Literal

from exam_tui.content.paper import TypingWatch
from exam_tui.typing_test.alignment import countable
from exam_tui.typing_test.strokes import Burst, Stroke, bursts_of, replies_of

FlagKind = Literal[
    "typing_fast", "typing_flood", "typing_sustained", "typing_regular", "typing_repeated", "typing_doubled"
]
SUSTAINED_MS = 10_000
"""Nobody keeps a great speed for so long."""


@dataclass(frozen=True)
class Flag:
    """One fact. `at_ms` from the start of the test; `count` in characters (regularity: bursts; sustained: 字/分钟);
    `text` as it came."""

    kind: FlagKind
    at_ms: int
    count: int
    text: str = ""


@dataclass(frozen=True)
class _Standing:
    """What stands at the end, in countable characters, with the time of each."""

    text: str
    times: list[int]


def flags_of(strokes: Sequence[Stroke], presented: str, watch: TypingWatch) -> list[Flag]:
    """All flags of a test, in order of time. `presented`: everything that was to be typed."""
    bursts, standing, source = bursts_of(strokes), _standing(strokes), countable(presented)
    found = [
        *_floods_and_rates(bursts, watch),
        *_sustained(bursts, watch),
        *_regularity(bursts, watch),
        *_repetition(standing, source, watch),
        *_doubling(standing, source, watch),
    ]
    return sorted(found, key=lambda flag: flag.at_ms)


def _floods_and_rates(bursts: Sequence[Burst], watch: TypingWatch) -> Iterator[Flag]:
    for burst in bursts:
        size = len(burst.text)
        if size > watch.paste and not burst.pasted:
            yield Flag("typing_flood", burst.at_ms, size, burst.text)
        elif size >= watch.burst and burst.per_second > watch.rate:
            yield Flag("typing_fast", burst.at_ms, size, burst.text)


def _sustained(bursts: Sequence[Burst], watch: TypingWatch) -> Iterator[Flag]:
    """The first stretch of `SUSTAINED_MS` or longer that was faster than `sustained` 字/分钟 throughout."""
    start = 0
    within = 0
    for end, burst in enumerate(bursts):
        within += len(burst.text)
        while burst.at_ms - (bursts[start].at_ms - bursts[start].gap_ms) > SUSTAINED_MS and start < end:
            within -= len(bursts[start].text)
            start += 1
        lasted = burst.at_ms - (bursts[start].at_ms - bursts[start].gap_ms)
        # Most of the window must be filled: a single quick burst is told by its rate.
        if end - start >= 2 and lasted >= SUSTAINED_MS // 2 and within * 60_000 > watch.sustained * lasted:
            yield Flag("typing_sustained", bursts[start].at_ms, within * 60_000 // lasted)
            return


def _regularity(bursts: Sequence[Burst], watch: TypingWatch) -> Iterator[Flag]:
    """The first stretch of `regular_bursts` whose gaps per character vary less than any hand's."""
    paces = [burst.gap_ms / len(burst.text) for burst in bursts]
    for start in range(len(paces) - watch.regular_bursts + 1):
        stretch = paces[start : start + watch.regular_bursts]
        mean = fmean(stretch)
        if pstdev(stretch, mean) < float(watch.regularity) * mean:
            yield Flag("typing_regular", bursts[start].at_ms, watch.regular_bursts)
            return


def _standing(strokes: Sequence[Stroke]) -> _Standing:
    text: list[str] = []
    times: list[int] = []
    for reply in replies_of(strokes):
        for character, at_ms in zip(reply.characters, reply.times, strict=True):
            if counted := countable(character):
                text.append(counted)
                times.append(at_ms)
    return _Standing("".join(text), times)


def _repetition(standing: _Standing, source: str, watch: TypingWatch) -> Iterator[Flag]:
    """Stretches of `repeat` characters or more that came before, where the passage has them once at most."""
    text, size = standing.text, watch.repeat
    seen: dict[str, int] = {}
    index = 0
    while index + size <= len(text):
        piece = text[index : index + size]
        before = seen.setdefault(piece, index)
        if before + size <= index and source.count(piece) < 2:
            end = index + size
            while end < len(text) and before + end - index < index and text[before + end - index] == text[end]:
                end += 1
            yield Flag("typing_repeated", standing.times[index], end - index, text[index:end])
            index = end
        else:
            index += 1


def _doubling(standing: _Standing, source: str, watch: TypingWatch) -> Iterator[Flag]:
    """Characters that stand twice in a row and don't in the passage: some terminals deliver what is composed twice."""
    text = standing.text
    places = [i for i in range(1, len(text)) if text[i] == text[i - 1] and text[i - 1 : i + 1] not in source]
    if len(places) >= watch.doubled:
        yield Flag("typing_doubled", standing.times[places[0]], len(places))
