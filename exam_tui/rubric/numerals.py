"""Chinese numerals before a unit, in figures: 四十八小时 and 48小时 are the same words.

Only before a unit: 一定, 万一, 十分 and the like mean no number. (十分 is 十 and a unit by its looks; phrases go the
same way, so 十分抱歉 still matches itself.)
"""

from __future__ import annotations

import re

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_SCALES = {"十": 10, "百": 100, "千": 1000}
NUMERALS = "零〇一二两俩三四五六七八九十百千万"
UNITS = "天日号小个点块元折倍次件瓶分秒周星礼月年盒套片条工刻毫克斤成%"

NUMERAL_WITH_UNIT = re.compile(f"(?<![{NUMERALS}])[{NUMERALS}]{{1,9}}(?=[{UNITS}])")


def value_of(numeral: str) -> int | None:
    """The number that a Chinese numeral names; None for what is no single number (两三, 三五, 百十)."""
    if not any(character in "十百千万" for character in numeral):
        # Without 十 and the like only a single digit, or digits read out as in 二零二六.
        if len(numeral) == 1:
            return _DIGITS[numeral]
        return int("".join(str(_DIGITS[c]) for c in numeral)) if len(numeral) > 2 and "零" in numeral else None
    total = section = 0
    digit: int | None = None
    last_scale = 10_000
    for character in numeral:
        if character in _DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = _DIGITS[character]
        elif character == "万":
            section += digit or 0
            if section == 0 or total:
                return None
            total, section, digit, last_scale = section * 10_000, 0, None, 10_000
        else:
            scale = _SCALES[character]
            if scale >= last_scale or (digit is None and not (scale == 10 and section == 0 and total == 0)):
                return None
            section += (1 if digit is None else digit) * scale
            digit, last_scale = None, scale
    return total + section + (digit or 0)
