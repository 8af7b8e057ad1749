"""Times, sums and shares in what was said, with their values: what a promise is measured by.

Works on normalised text. Values are upper limits where speech leaves them open: 明天 is by the end of tomorrow, 48
hours from now at the latest; 2-3天 is three days.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from exam_tui.rubric.numerals import value_of

Kind = Literal["time", "money", "share", "number"]


class Quantity(NamedTuple):
    """A quantity at `text[start:end]`.

    `value`: hours from now for a time, yuan for money, the part of 1 for a share (8折 is 0.8 of the price, 20% is
    0.2), the number itself otherwise; None where the words do not say (周五, 月底). `about`: it is a range or an
    approximate number, which nobody reads as a promise.
    """

    kind: Kind
    start: int
    end: int
    value: Decimal | None
    about: bool = False


_N = r"(?<![\d.])\d{1,8}(?:\.\d{1,4})?"
_FEW = "[一二两三四五六七八九]{2}|几|数"  # 两三天, 几天
_UNIT_HOURS = {
    "秒": Decimal(1) / 3600, "分钟": Decimal(1) / 60, "分": Decimal(1) / 60, "刻钟": Decimal(1) / 4,
    "小时": Decimal(1), "钟头": Decimal(1), "天": Decimal(24), "日": Decimal(24), "工作日": Decimal(24),
    "周": Decimal(168), "星期": Decimal(168), "礼拜": Decimal(168), "月": Decimal(720), "年": Decimal(8760),
}  # fmt: skip
_DAY_HOURS = {
    "今": 24, "当": 24, "即": 24, "明": 48, "次": 48, "隔": 48, "第2": 48, "后": 72, "大后": 96,
}  # fmt: skip

_TERM = (
    rf"(?:(?P<few>{_FEW})|(?:(?P<low>{_N})(?:个?(?:天|小时|工作日)?)[-到至])?(?P<high>{_N})|(?P<half>半))个?(?P<plus>半)?"
    rf"(?P<unit>工作日|小时|钟头|分钟|刻钟|秒钟?|天|日(?!常|用|霜)|周|星期|礼拜|月(?!\d)|年|分(?=内|之内|以内|后))"
    r"(?P<and_half>半)?(?P<about>左右|上下)?"
)
_DAY = (
    r"(?P<day>大后|今|明|后|次|隔|当|即|第2)(?P<part>天|日(?!常)|晚|早|儿)(?:一?早|上午|中午|下午|晚上|傍晚|夜里)?"
    r"(?!天|候)"
)
_WEEKDAY = r"(?:下个?|这个?|本)?(?:周|星期|礼拜)(?:[一二三四五六日天末]|[1-7](?!\d|天))(?:一?早|上午|中午|下午|晚上)?"
_OPEN = r"(?:月底|月初|年底|年前|节前|(?P<next>下个?月|下个?周)|本周|这周|这几天|近期)"
_CLOCK = r"(?:上午|下午|中午|晚上|早上|凌晨|傍晚)?(?:\d{1,2}(?:点(?:半|\d{1,2}分?)?|:\d\d))(?:钟|整)?(?![一-龥]?击)"
_NUMBERED_DAY = r"(?:\d{1,2}月)?\d{1,2}[号日](?![线楼店客服])"

_PART_OF_DAY = "(?:上午|中午|下午|傍晚|晚上|晚些时候|天黑前|下班前)(?!好)"

TIMES = re.compile(
    rf"(?=[\d半今明次隔当即周星礼月年几数一二两三四五六七八九大后第下这本近节上中傍晚早凌天])(?:{_TERM}|{_DAY}|(?P<weekday>{_WEEKDAY}|{_OPEN})|(?P<clock>{_CLOCK})|(?P<date>{_NUMBERED_DAY})"
    rf"|(?P<part_of_day>{_PART_OF_DAY}))"
)
MONEY = re.compile(
    rf"[¥$]\s?(?P<sign>{_N})|(?P<tens>几\d+)(?:元|块钱?)|(?P<yuan>{_N})(?:元|块钱?|圆|rmb)(?![香皂肥])(?:(?P<tenth>\d)(?![\d.元块]))?|(?P<few>[一二两三四五六七八九几]{{1,2}}十?)(?:元|块钱?)"
)
SHARES = re.compile(
    rf"(?P<percent>{_N})(?:-{_N})?%|百分之(?P<words>[一二两三四五六七八九十百]{{1,9}}|\d{{1,4}}(?!\d))|(?P<fold>(?<![\d.])(?:\d(?:\.\d{{1,2}})?|\d\d))折"
    rf"|(?P<pair>[一二三四五六七八九]{{2}})折|(?P<half>一半|半价|对半)|(?P<tenth>\d)成"
)
NUMBERS = re.compile(rf"(?P<n>{_N})(?:倍|次|件|瓶|片|盒|套|条|个|包|袋|张|份|支|双)")
SIGNS = {
    "time": re.compile("[天晚早儿日时钟秒周星礼月年分节期点:号午班]"),
    "money": re.compile("[元块圆¥$r]"),
    "share": re.compile("[%折半成之]"),
    "number": re.compile(r"[0-9]"),
}
"""Without any of these characters there is no quantity of the kind, and no need to look."""


def times_in(text: str) -> list[Quantity]:
    """All times, terms and dates; neighbours (明天下午4点) are one, with the later limit."""
    found: list[Quantity] = []
    for match in TIMES.finditer(text):
        value, about = _hours(match)
        one = Quantity("time", match.start(), match.end(), value, about)
        if found and found[-1].end == one.start:
            last = found.pop()
            values = [v for v in (last.value, one.value) if v is not None]
            one = Quantity("time", last.start, one.end, max(values, default=None), last.about or one.about)
        found.append(one)
    return found


def _hours(match: re.Match[str]) -> tuple[Decimal | None, bool]:
    if match["unit"] is not None:
        unit = _UNIT_HOURS[match["unit"].removesuffix("钟") if match["unit"] == "秒钟" else match["unit"]]
        if match["few"] is not None:
            return None, True
        if match["half"] is not None:
            return unit / 2, False
        number = Decimal(match["high"]) + (Decimal("0.5") if match["plus"] or match["and_half"] else 0)
        return number * unit, match["low"] is not None or match["about"] is not None
    if match["day"] is not None:
        return Decimal(_DAY_HOURS[match["day"]]), False
    if match["clock"] is not None or match["part_of_day"] is not None:
        return Decimal(24), False
    if match["next"] is not None:
        return Decimal(720 if match["next"].endswith("月") else 168), False
    return None, False


def money_in(text: str) -> list[Quantity]:
    """All sums of money, in yuan."""
    found: list[Quantity] = []
    for match in MONEY.finditer(text):
        digits = match["sign"] or match["yuan"]
        value = Decimal(digits) + Decimal(match["tenth"] or 0) / 10 if digits else None
        found.append(Quantity("money", match.start(), match.end(), value, not digits))
    return found


def shares_in(text: str) -> list[Quantity]:
    """All percentages, discounts (as the part of the price that is paid), halves and tenths."""
    found: list[Quantity] = []
    for match in SHARES.finditer(text):
        if match["percent"]:
            value: Decimal | None = Decimal(match["percent"]) / 100
        elif match["fold"]:
            digits = match["fold"]
            value = Decimal(digits) / (100 if len(digits) == 2 else 10)
        elif match["pair"]:
            value = (
                Decimal(sum(value_of(one) or 0 for one in match["pair"][1:]) + 10 * (value_of(match["pair"][0]) or 0))
                / 100
            )
        elif match["tenth"]:
            value = Decimal(match["tenth"]) / 10
        elif match["half"]:
            value = Decimal("0.5")
        else:
            words = match["words"]
            number = int(words) if words.isdigit() else value_of(words)
            value = Decimal(number) / 100 if number is not None else None
        found.append(Quantity("share", match.start(), match.end(), value))
    return found


def numbers_in(text: str) -> list[Quantity]:
    """Other numbers with a unit."""
    return [Quantity("number", m.start(), m.end(), Decimal(m["n"])) for m in NUMBERS.finditer(text)]
