"""Scales, straight lines, and how marks are written down."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated

from pydantic import PlainSerializer

Written = Annotated[Decimal, PlainSerializer(lambda value: format(value, "f"), return_type=str)]
"""A decimal that JSON holds as a string: never a binary float, never in exponent form."""


def line_between(value: Fraction, full: Fraction, zero: Fraction) -> Fraction:
    """1 up to `full`, 0 from `zero` on, a straight line between (full < zero)."""
    if value <= full:
        return Fraction(1)
    if value >= zero:
        return Fraction(0)
    return (zero - value) / (zero - full)


def on_scale(points: tuple[tuple[Decimal, Decimal], ...], value: Fraction) -> Fraction:
    """Marks for `value` on a rising scale of (value, marks) points; level outside them."""
    xs = [Fraction(x) for x, _ in points]
    ys = [Fraction(y) for _, y in points]
    if value <= xs[0]:
        return ys[0]
    for (x0, x1), (y0, y1) in zip(pairwise(xs), pairwise(ys), strict=True):
        if value <= x1:
            return y0 + (value - x0) * (y1 - y0) / (x1 - x0)
    return ys[-1]
