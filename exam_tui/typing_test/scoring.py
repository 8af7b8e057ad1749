"""The score of a typing test: what speed, accuracy and lines rest on.

Speeds are in 字/分钟 (countable characters, punctuation included, per minute) and, like shares, rounded down: 49.99 is
below 50. Terms after Soukoreff & MacKenzie, "Metrics for text entry research" (CHI 2003), and Wobbrock, "Measures of
text entry performance" (2007): accuracy = C / (C + S + O + I), the complement of their total of uncorrected errors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from typing import Literal

from exam_tui.content.passage import Piece
from exam_tui.content.rounding import floored
from exam_tui.typing_test.alignment import Step, align, steps
from exam_tui.typing_test.strokes import Reply, Stroke, replies_of

StepKind = Literal["right", "substituted", "omitted", "inserted"]


@dataclass(frozen=True)
class Score:
    """What speed, accuracy and lines rest on. Counts are countable characters."""

    correct: int
    substituted: int
    omitted: int
    inserted: int
    fields_right: int
    fields_asked: int
    """Exact fields that were reached to their end."""
    elapsed_ms: int

    @property
    def exact_cpm(self) -> Fraction:
        """Correct characters per minute; 0 in no time."""
        return Fraction(self.correct * 60_000, self.elapsed_ms) if self.elapsed_ms > 0 else Fraction(0)

    @property
    def exact_gross_cpm(self) -> Fraction:
        """Characters that stand at the end, right or wrong, per minute; 0 in no time."""
        standing = self.correct + self.substituted + self.inserted
        return Fraction(standing * 60_000, self.elapsed_ms) if self.elapsed_ms > 0 else Fraction(0)

    @property
    def exact_accuracy(self) -> Fraction:
        """C / (C + S + O + I); 0 when nothing was typed."""
        total = self.correct + self.substituted + self.omitted + self.inserted
        return Fraction(self.correct, total) if total else Fraction(0)

    @property
    def net_cpm(self) -> Decimal:
        """Net speed, rounded down to 0.1."""
        return floored(self.exact_cpm, 1)

    @property
    def gross_cpm(self) -> Decimal:
        """Gross speed, rounded down to 0.1."""
        return floored(self.exact_gross_cpm, 1)

    @property
    def accuracy(self) -> Decimal:
        """Accuracy, 0 to 1, rounded down to four places."""
        return floored(self.exact_accuracy, 4)


def score(pieces: Sequence[Piece], strokes: Sequence[Stroke], elapsed_ms: int) -> Score:
    """The score of a test over `elapsed_ms`, the time that its speed is counted over. Fast: no path where none is
    needed; equal to `measure(...).score`."""
    correct = substituted = omitted = inserted = right = asked = 0
    for piece, reply in answered(pieces, replies_of(strokes)):
        if piece.fields:
            path = marked_path(piece, reply)
            kinds = Counter(one.kind for one in path.steps)
            correct += kinds["right"]
            substituted += kinds["substituted"]
            omitted += kinds["omitted"]
            inserted += kinds["inserted"]
            right += path.fields_right
            asked += path.fields_asked
        else:
            found = align(piece.text, reply.text, whole=reply.sent)
            correct += found.correct
            substituted += found.substituted
            omitted += found.omitted
            inserted += found.inserted
    return Score(correct, substituted, omitted, inserted, right, asked, elapsed_ms)


def answered(pieces: Sequence[Piece], replies: Sequence[Reply]) -> Iterator[tuple[Piece, Reply]]:
    """Each piece with what was written for it; what was written after the last piece stands against nothing."""
    for piece, reply in zip_longest(pieces, replies):
        if reply is not None and (reply.characters or reply.sent):
            yield piece or Piece(""), reply


@dataclass
class MarkedStep:
    """A step with what it counts as in the end: in a wrong exact field nothing is right."""

    step: Step
    kind: StepKind
    field: int | None = None
    """Which wrong exact field it belongs to, counted from 0."""


@dataclass
class MarkedPath:
    """The alignment of one piece, with its fields judged."""

    steps: list[MarkedStep]
    place: dict[int, int]
    """Where in `steps` each presented character is."""
    fields_right: int = 0
    fields_asked: int = 0

    def span(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """Where the path passes `text[start:end]`; None when it does not reach its end, or nothing in it counts."""
        counted = [index for index in range(start, end) if not text[index].isspace()]
        if not counted or counted[-1] not in self.place:
            return None
        return self.place[counted[0]], self.place[counted[-1]] + 1


def marked_path(piece: Piece, reply: Reply) -> MarkedPath:
    found = [MarkedStep(step, _kind_of(step)) for step in steps(piece.text, reply.text, whole=reply.sent)]
    place = {one.step.presented: index for index, one in enumerate(found) if one.step.presented is not None}
    path = MarkedPath(found, place)
    for start, end in piece.fields:
        if (span := path.span(piece.text, start, end)) is not None:
            _judge_field(path, piece.text, reply.text, *span)
    return path


def _judge_field(path: MarkedPath, presented: str, typed: str, first: int, last: int) -> None:
    """A field is right when every character is, exactly as written, and nothing beside it belongs to it too."""
    edges = presented[path.steps[first].step.presented or 0], presented[path.steps[last - 1].step.presented or 0]
    while first > 0 and _adds_to(path.steps[first - 1], typed, edges[0]):
        first -= 1
    while last < len(path.steps) and _adds_to(path.steps[last], typed, edges[1]):
        last += 1
    inside = path.steps[first:last]
    right = all(one.kind == "right" and _same(one.step, presented, typed) for one in inside)
    path.fields_asked += 1
    path.fields_right += right
    if not right:
        for one in inside:
            one.field = path.fields_asked - 1
            if one.kind == "right":
                one.kind = "substituted"


def _same(step: Step, presented: str, typed: str) -> bool:
    """Elsewhere 。 passes for . in a field it does not."""
    return step.presented is not None and step.typed is not None and presented[step.presented] == typed[step.typed]


def _adds_to(one: MarkedStep, typed: str, edge: str) -> bool:
    """Whether a wrong character beside a field belongs to it: what would continue a number or code in any width, or
    the field's edge doubled."""
    if one.kind == "right" or one.step.typed is None:
        return False
    extra = typed[one.step.typed]
    plain = chr(ord(extra) - 0xFEE0) if "\uff01" <= extra <= "\uff5e" else extra
    return (plain.isascii() and (plain.isalnum() or plain in ".-")) or (one.kind == "inserted" and extra == edge)


def _kind_of(step: Step) -> StepKind:
    if step.right:
        return "right"
    if step.presented is None:
        return "inserted"
    return "omitted" if step.typed is None else "substituted"
