"""Banks of every kind with texts that formats stumble over."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from exam_tui.content.bank import BankFile

NASTY = "=~#{}:\\/[]%$&<>\"'；;，。“”|,\n 茶精油7"
TEXT = st.text(alphabet=NASTY, min_size=1, max_size=12).map(lambda s: " ".join(s.split(" "))).filter(
    lambda s: s.strip() and "\n\n" not in s and all(line.strip() == line and line for line in s.split("\n"))
)  # fmt: skip
WORD = st.text(alphabet="茶精油护肤七天7A-", min_size=1, max_size=6)


def distinct(texts: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(texts, min_size=least, max_size=most, unique=True)


@st.composite
def items(draw: st.DrawFn, number: int, kinds: tuple[str, ...]) -> dict[str, Any]:
    kind = draw(st.sampled_from(kinds))
    raw: dict[str, Any] = {
        "id": f"q-{number}", "kind": kind, "topic": draw(st.sampled_from(["商品/精油", "售后", "礼仪/用语"])),
        "difficulty": draw(st.integers(1, 5)), "stem": draw(TEXT), "explain": draw(TEXT), "source": draw(TEXT),
        "tags": draw(distinct(WORD, 0, 2)), "clues": draw(distinct(WORD, 0, 2)),
    }  # fmt: skip
    options = draw(distinct(TEXT, 5, 5))
    remarked = {"text": options[4], "why": draw(TEXT), "pin": draw(st.booleans())}
    match kind:
        case "single":
            raw |= {"right": options[0], "wrong": [options[1], remarked]}
        case "multiple":
            marking = draw(st.sampled_from(["all_or_nothing", "partial_floor0"]))
            raw |= {"right": options[:2], "wrong": [options[2], remarked], "marking": marking}
        case "judge":
            raw["answer"] = draw(st.booleans())
        case "number":
            value = draw(st.decimals("-999", "999", places=2))
            raw |= {"answer": value, "unit": draw(st.sampled_from(["小时", "%", ""])), "tolerance": Decimal("0.5")}
        case "fill":
            accept = distinct(st.text("七天7-=#~", min_size=1, max_size=5), 1, 3)
            raw |= {"stem": f"{draw(WORD)}____{draw(WORD)}", "accept": draw(accept)}
        case "order":
            raw |= {"steps": options, "marking": draw(st.sampled_from(["all_or_nothing", "partial_order"]))}
        case "match":
            rights = draw(distinct(TEXT, 4, 4))
            raw |= {"pairs": [list(pair) for pair in zip(options[:3], rights[:3], strict=True)], "extra": rights[3:]}
        case "short":
            raw |= {
                "sample": draw(TEXT), "human": draw(st.booleans()),
                "points": [
                    {"any": draw(distinct(WORD, 1, 3)), "worth": 2, "why": draw(WORD)},
                    {"all": ["甲", "乙"], "and": {"none": ["丙"]}},
                ],
            }  # fmt: skip
    return raw


ALL = ("single", "multiple", "judge", "number", "fill", "order", "match", "short")


@st.composite
def banks(draw: st.DrawFn, kinds: tuple[str, ...] = ALL) -> BankFile:
    questions = [draw(items(number, kinds)) for number in range(draw(st.integers(1, 4)))]
    return BankFile.model_validate({"bank": {"id": "b", "title": "题库"}, "question": questions})
