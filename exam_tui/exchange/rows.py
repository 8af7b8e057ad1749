"""From a spreadsheet's row to an item or a product: `columns` read backwards.

What is merely wrong is left to the models; a cell that can't be read at all is told by its heading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import tomli

from exam_tui.content.positions import KeyPath
from exam_tui.exchange.columns import (
    ALIASES,
    FACT_MARK,
    FALSE,
    LISTS,
    MARKINGS,
    MOST,
    NUMBERS,
    PRODUCT,
    SIMPLE,
    TAIL,
    TRUE,
)
from exam_tui.exchange.entries import Raw


@dataclass(frozen=True)
class CellError(Exception):
    """A cell that can't be read; `code` is a problem code."""

    heading: str
    code: str
    found: str


def split_lines(text: str) -> list[str]:
    """The values of a cell."""
    parts = text.split("\n") if "\n" in text else re.split("[；;]", text)
    return [part.strip() for part in parts if part.strip()]


def number_of(heading: str, text: str) -> Any:
    """A number as TOML would hold it. Raises CellError."""
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation as error:
        raise CellError(heading, "X002", text) from error
    if not value.is_finite():
        raise CellError(heading, "X002", text)
    return int(value) if value == value.to_integral_value() and "E" not in text.upper() else value


def item_of(kind: str, row: Mapping[str, str]) -> tuple[Raw, dict[KeyPath, str]]:
    """An item's table from a row (heading -> text, empty cells left out), and from which heading each value came.

    Raises CellError for a cell that can't be read; what is merely wrong is left to the models.
    """
    raw: Raw = {"kind": kind}
    came_from: dict[KeyPath, str] = {}
    for key, heading in (SIMPLE | TAIL).items():
        came_from[(key,)] = heading
        if heading in row:
            raw[key] = _value(key, heading, row[heading])
    own, places = _READERS[kind](row)
    raw |= own
    came_from |= places
    if "计分" in row:
        came_from[("marking",)] = "计分"
        raw["marking"] = MARKINGS.get((kind, row["计分"]), row["计分"])
    return raw, came_from


def _value(key: str, heading: str, text: str) -> Any:
    if key in LISTS:
        return split_lines(text)
    return number_of(heading, text) if key in NUMBERS else text


def truth_of(heading: str, text: str) -> bool:
    """A verdict as people write it. Raises CellError."""
    word = text.strip().lower()
    if word not in (*TRUE, *FALSE):
        raise CellError(heading, "X003", text)
    return word in TRUE


_Read = tuple[Raw, dict[KeyPath, str]]


def _option(row: Mapping[str, str], heading: str, remark: str, pinned: Sequence[str]) -> Any:
    table: Raw = {"text": row[heading]}
    if remark in row:
        table["why"] = row[remark]
    if heading in pinned:
        table["pin"] = True
    return table["text"] if len(table) == 1 else table


def _read_options(row: Mapping[str, str], single: bool) -> _Read:
    pinned = split_lines(row.get("留在最后", ""))
    raw: Raw = {}
    places: dict[KeyPath, str] = {("right",): "正确答案" if single else "正确1", ("wrong",): "错误1"}
    for heading in pinned:
        if heading not in row:
            raise CellError("留在最后", "X004", heading)
    if single and "正确答案" in row:
        raw["right"] = _option(row, "正确答案", "正确说明", pinned)
    for key, name in (("right", "正确"), ("wrong", "错误")):
        if key == "right" and single:
            continue
        found = [f"{name}{n}" for n in range(1, MOST) if f"{name}{n}" in row]
        places |= {(key, index): heading for index, heading in enumerate(found)}
        raw[key] = [_option(row, heading, f"{heading}说明", pinned) for heading in found]
    return raw, places


def _read_points(row: Mapping[str, str]) -> _Read:
    raw: Raw = {"sample": row.get("参考答案", "")}
    places: dict[KeyPath, str] = {("sample",): "参考答案", ("points",): "要点1"}
    points: list[Raw] = []
    for n in range(1, MOST):
        heading = f"要点{n}"
        if heading not in row:
            continue
        places |= {("points", len(points)): heading, ("points", len(points), "worth"): f"{heading}分值"}
        points.append(_point(row, heading))
    raw["points"] = points
    if "老师定分" in row:
        raw["human"] = truth_of("老师定分", row["老师定分"])
    return raw, places


def _point(row: Mapping[str, str], heading: str) -> Raw:
    text = row[heading]
    if text.startswith("{"):
        try:
            point: Raw = tomli.loads(f"x = {text}", parse_float=Decimal)["x"]
        except tomli.TOMLDecodeError as error:
            raise CellError(heading, "X005", text) from error
    else:
        point = {"any": split_lines(text)}
    worth = number_of(f"{heading}分值", row.get(f"{heading}分值", "1"))
    return (
        point
        | ({"worth": worth} if worth != 1 else {})
        | ({"why": row[f"{heading}说明"]} if f"{heading}说明" in row else {})
    )


def _read_simple(row: Mapping[str, str], keys: Mapping[str, str]) -> _Read:
    raw = {key: _value(key, heading, row[heading]) for key, heading in keys.items() if heading in row}
    return raw, {(key,): heading for key, heading in keys.items()}


def _read_judge(row: Mapping[str, str]) -> _Read:
    raw = {"answer": truth_of("答案", row["答案"])} if "答案" in row else {}
    return raw, {("answer",): "答案"}


def _read_order(row: Mapping[str, str]) -> _Read:
    found = [f"步骤{n}" for n in range(1, MOST + 1) if f"步骤{n}" in row]
    places: dict[KeyPath, str] = {("steps", index): heading for index, heading in enumerate(found)}
    return {"steps": [row[heading] for heading in found]}, places | {("steps",): "步骤1"}


def _read_match(row: Mapping[str, str]) -> _Read:
    numbers = [n for n in range(1, MOST + 1) if f"左{n}" in row or f"右{n}" in row]
    raw: Raw = {"pairs": [[row.get(f"左{n}", ""), row.get(f"右{n}", "")] for n in numbers]}
    places: dict[KeyPath, str] = {("pairs",): "左1", ("extra",): "多余1"}
    for index, n in enumerate(numbers):
        places |= {("pairs", index): f"左{n}", ("pairs", index, 0): f"左{n}", ("pairs", index, 1): f"右{n}"}
    extra = [f"多余{n}" for n in range(1, MOST) if f"多余{n}" in row]
    if extra:
        raw["extra"] = [row[heading] for heading in extra]
        places |= {("extra", index): heading for index, heading in enumerate(extra)}
    return raw, places


_READERS: Mapping[str, Callable[[Mapping[str, str]], _Read]] = {
    "single": lambda row: _read_options(row, single=True),
    "multiple": lambda row: _read_options(row, single=False),
    "judge": _read_judge,
    "number": lambda row: _read_simple(row, {"answer": "答案", "unit": "单位", "tolerance": "允许误差"}),
    "fill": lambda row: _read_simple(row, {"accept": "可接受的答案"}),
    "order": _read_order,
    "match": _read_match,
    "short": _read_points,
}


def product_of(row: Mapping[str, str]) -> tuple[Raw, dict[KeyPath, str]]:
    """A product's table from a row: columns that are not known are facts. Raises CellError."""
    raw: Raw = {}
    places: dict[KeyPath, str] = {(key,): heading for heading, key in PRODUCT.items()}
    facts: dict[str, str] = {}
    for heading, text in row.items():
        column = ALIASES.get(heading, heading)
        if column in PRODUCT:
            raw[PRODUCT[column]] = _value(PRODUCT[column], heading, text)
            places[(PRODUCT[column],)] = heading
        else:
            name = heading.removeprefix(FACT_MARK)
            facts[name] = text
            places[("facts", name)] = heading
    return raw | ({"facts": facts} if facts else {}), places
