"""Guards: readings under which a phrase is not the promise or slip that it looks like.

Each guard answers one question about one hit, within the hit's own clause. In real shop chats seven of ten mentions
of 保证, 肯定, 绝对 and 一定 are no promises at all; these are the reasons.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from exam_tui.content.policy import GuardName
from exam_tui.rubric.text import clause_span


@dataclass(frozen=True)
class Hit:
    """A phrase found at `text[start:end]` of normalised text."""

    text: str
    start: int
    end: int

    @property
    def phrase(self) -> str:
        """The words that were found."""
        return self.text[self.start : self.end]

    @property
    def before(self) -> str:
        """The clause up to the hit."""
        return self.text[clause_span(self.text, self.start, self.end)[0] : self.start]

    @property
    def after(self) -> str:
        """The clause from the hit on, with the mark that ends it."""
        return self.text[self.end : clause_span(self.text, self.start, self.end)[1] + 1]


_REASSURING = re.compile(
    r"(不用|不要|不必|别|无需)(您)?(担心|着急|急|担忧|客气|紧张)|不好意思|不客气|没问题|没关系|没事|不错"
)
"""Words with a negation in them that negate nothing about what follows."""
_NEGATION = re.compile(r"(不|没|无法|未|别|难以|很难|勿|莫).{0,5}$")
_PURPOSE = re.compile(r"(为了?|以|以便|来|好)(更好地|充分|切实)?$")
_TO_CUSTOMER = re.compile(r"(请|麻烦|劳烦|烦请|辛苦|拜托|记得).{0,8}$")
_DEGREE = re.compile(r"^(的|程度|范围|量|数量|比例|时间内|难度|条件|影响|差异|色差|误差|周期)")
_NOUN_BEFORE = re.compile(r"(您的|你的|大家的|顾客的|对我们的|们的|得到|获得|收到|给予|感谢|谢谢)(您的)?$")
_ASSURED = re.compile(r"(品质|质量|服务|安全|售后)(有)?$")
"""Before 保证 these make a noun (质量保证); before 肯定 or 绝对 they are what is promised (质量绝对可靠)."""
_NOUN_AFTER = re.compile(r"^(金|书|卡|值|责任|条款|范围内的|性|和支持|与支持|是我们)")
_QUESTION_END = re.compile(r"\?$|(吗|么)[\n\u3002!~]?$")
_OPENING, _CLOSING = '“「『‘"', '”」』’"'


def _negated(hit: Hit) -> bool:
    return bool(_NEGATION.search(_REASSURING.sub("", hit.before)))


def _degree(hit: Hit) -> bool:
    return bool(_DEGREE.match(hit.after))


def _noun(hit: Hit) -> bool:
    if hit.phrase == "保证" and _ASSURED.search(hit.before):
        return True
    return bool(_NOUN_BEFORE.search(hit.before) or _NOUN_AFTER.match(hit.after))


def _purpose(hit: Hit) -> bool:
    return bool(_PURPOSE.search(hit.before))


def _to_customer(hit: Hit) -> bool:
    if "放心" in hit.before:
        return False
    return bool(_TO_CUSTOMER.search(hit.before)) or (hit.before.endswith("您") and hit.after.startswith(("要", "得")))


def _question(hit: Hit) -> bool:
    return bool(_QUESTION_END.search(hit.after.rstrip(" ")))


def _quoted(hit: Hit) -> bool:
    line_start = hit.text.rfind("\n", 0, hit.start) + 1
    for left, right in zip(_OPENING, _CLOSING, strict=True):
        opened = hit.text.rfind(left, line_start, hit.start)
        if opened < 0:
            continue
        if left == right:
            inside = hit.text.count(left, line_start, hit.start) % 2 == 1
        else:
            inside = hit.text.rfind(right, line_start, hit.start) < opened
        if inside and hit.text.find(right, hit.end) >= 0:
            return True
    return False


GUARDS: dict[GuardName, Callable[[Hit], bool]] = {
    "negated": _negated,
    "degree": _degree,
    "noun": _noun,
    "purpose": _purpose,
    "to_customer": _to_customer,
    "question": _question,
    "quoted": _quoted,
}
"""Name of each guard to the question it asks: true means the hit does not count."""
