"""Exact figures inside, rounded-down decimals outside.

Figures are fractions until they are written down, so that a line is met or missed by the exact value; what is written
is rounded down, so that nobody reads 70.0 and has failed with 69.96.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def floored(value: Fraction, places: int) -> Decimal:
    """`value` with `places` decimals, rounded down."""
    scale = 10**places
    return Decimal(value.numerator * scale // value.denominator).scaleb(-places)


def short(value: Decimal) -> str:
    """Without trailing zeros, never in exponent form."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
