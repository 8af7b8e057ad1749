"""What came from the keyboard in a typing test, in order: the only input of every measure.

A stroke is what the terminal delivered in one event. An input method hands over a whole word at once, which arrives as
several characters within milliseconds: strokes that follow each other so closely are one *burst*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from exam_tui.typing_test.alignment import countable

StrokeKind = Literal["typed", "pasted", "erased", "sent", "refused"]
TOGETHER_MS = 30
"""Strokes at most this far apart were delivered together: fingers are slower, terminals are faster."""


@dataclass(frozen=True)
class Stroke:
    """One event. `at_ms` counts from the start of the test.

    `text` was added (typed or, as a short paste, pasted); `count` characters were erased, or refused as a paste; `sent`
    ends a reply.
    """

    at_ms: int
    kind: StrokeKind
    text: str = ""
    count: int = 0


@dataclass
class Reply:
    """What stood at the end in one piece, character by character with the time of each."""

    characters: list[str] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    shown_ms: int = 0
    """When the piece came onto the screen."""
    first_ms: int | None = None
    """When its first character came."""
    sent: bool = False
    erased: int = 0
    """How many countable characters were taken away again."""

    @property
    def text(self) -> str:
        """The text."""
        return "".join(self.characters)


def replies_of(strokes: Iterable[Stroke]) -> list[Reply]:
    """What was written, piece by piece; the last one is still open unless the last stroke sent it."""
    replies = [Reply()]
    for stroke in strokes:
        current = replies[-1]
        match stroke.kind:
            case "typed" | "pasted":
                if current.first_ms is None:
                    current.first_ms = stroke.at_ms
                current.characters += stroke.text
                current.times += [stroke.at_ms] * len(stroke.text)
            case "erased":
                current.erased += len(countable("".join(current.characters[-stroke.count :])))
                del current.characters[-stroke.count :]
                del current.times[-stroke.count :]
            case "sent":
                current.sent = True
                replies.append(Reply(shown_ms=stroke.at_ms))
            case "refused":
                pass
    return replies


def strokes_of(pieces: int, typed: Sequence[str]) -> list[Stroke]:
    """Strokes that leave this text, one entry a piece, for text of which only the end is known.

    All replies but the last were sent; the last one too when none is missing.
    """
    strokes: list[Stroke] = []
    for index, text in enumerate(typed):
        if text:
            strokes.append(Stroke(0, "typed", text))
        if index < len(typed) - 1 or (pieces > 1 and len(typed) >= pieces):
            strokes.append(Stroke(0, "sent"))
    return strokes


@dataclass(frozen=True)
class Burst:
    """Text that was delivered together. `gap_ms`: since the stroke before it (or the start of the test)."""

    at_ms: int
    gap_ms: int
    text: str
    pasted: bool
    erased: int
    """How many characters were erased between the burst before and this one."""
    first: bool
    """It begins the test or a reply: reading comes before it."""

    @property
    def per_second(self) -> float:
        """Characters per second, if the whole gap was used for them; a gap of nothing counts as a millisecond."""
        return len(self.text) * 1000 / max(1, self.gap_ms)


def bursts_of(strokes: Sequence[Stroke]) -> list[Burst]:
    """The bursts of a test."""
    found: list[Burst] = []
    before, erased, joins, first = 0, 0, False, True
    for stroke in strokes:
        if stroke.text:
            pasted = stroke.kind == "pasted"
            last = found[-1] if found else None
            if joins and last is not None and pasted == last.pasted and stroke.at_ms - before <= TOGETHER_MS:
                found[-1] = replace(last, text=last.text + stroke.text)
            else:
                found.append(Burst(stroke.at_ms, stroke.at_ms - before, stroke.text, pasted, erased, first))
            erased, joins, first = 0, True, False
        else:
            erased += stroke.count if stroke.kind == "erased" else 0
            joins = False
            first = first or stroke.kind == "sent"
        before = stroke.at_ms
    return found
