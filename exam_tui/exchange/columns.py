"""The columns of a spreadsheet: Chinese headings on one side, keys of an item on the other.

One sheet a kind, one row an item. Cells that hold several values hold one a line (or, where there is no line break,
separated by ； or ;).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import tomli

from exam_tui.content.positions import KeyPath
from exam_tui.exchange.entries import Raw
from exam_tui.exchange.toml_text import toml_value

SHEETS = {
    "单选": "single", "多选": "multiple", "判断": "judge", "填数": "number", "填空": "fill", "排序": "order",
    "配对": "match", "简答": "short",
}  # fmt: skip
INFO_SHEET = "题库"
PRODUCT_SHEET = "商品"
INFO = {"题库编号": "id", "题库名称": "title", "用途": "pool"}
CATALOGUE_INFO = {"目录编号": "id", "目录名称": "title", "主题": "topic", "用途": "pool", "出处": "source"}
PRODUCT = {
    "编号": "code",
    "名称": "name",
    "类目": "category",
    "价格": "price",
    "适合的需要": "needs",
    "卖点": "strong",
    "不足": "weak",
    "库存": "stock",
}
ALIASES = {
    "商品编号": "编号", "货号": "编号", "品名": "名称", "商品名称": "名称", "商品名": "名称", "分类": "类目",
    "类别": "类目", "售价": "价格", "单价": "价格", "缺点": "不足", "适合的需求": "适合的需要",
}  # fmt: skip
"""Other names that shops give these columns."""
_MOST = 9
_TRUE, _FALSE = ("对", "是", "正确", "true", "√", "1"), ("错", "否", "错误", "false", "×", "0")
_MARKINGS = {
    ("multiple", "全对"): "all_or_nothing", ("multiple", "部分"): "partial_floor0",
    ("order", "全对"): "all_or_nothing", ("order", "部分"): "partial_order",
    ("match", "全对"): "all_or_nothing", ("match", "逐对"): "each_pair",
}  # fmt: skip
_SIMPLE = {"id": "编号", "topic": "主题", "difficulty": "难度", "stem": "题干"}
_TAIL = {"explain": "解析", "source": "出处", "tags": "标签", "enemies": "相斥", "clues": "线索"}
_LISTS = {"tags", "enemies", "clues", "accept", "extra", "needs", "strong", "weak"}
_NUMBERS = {"difficulty", "answer", "tolerance", "worth", "price"}


@dataclass(frozen=True)
class CellError(Exception):
    """A cell that can't be read; `code` is a problem code."""

    heading: str
    code: str
    found: str


def headings(kind: str) -> list[str]:
    """The columns of a kind's sheet."""
    own: dict[str, list[str]] = {
        "single": ["正确答案", "正确说明", *_numbered("错误", "错误{}说明", 8), "留在最后"],
        "multiple": [*_numbered("正确", "正确{}说明", 8), *_numbered("错误", "错误{}说明", 8), "留在最后", "计分"],
        "judge": ["答案"],
        "number": ["答案", "单位", "允许误差"],
        "fill": ["可接受的答案"],
        "order": [*(f"步骤{n}" for n in range(1, _MOST + 1)), "计分"],
        "match": [h for n in range(1, _MOST + 1) for h in (f"左{n}", f"右{n}")]
        + [f"多余{n}" for n in range(1, _MOST)]
        + ["计分"],
        "short": [
            "参考答案",
            *(h for n in range(1, 9) for h in (f"要点{n}", f"要点{n}分值", f"要点{n}说明")),
            "老师定分",
        ],
    }
    return [*_SIMPLE.values(), *own[kind], *_TAIL.values()]


_USUAL = (
    "正确答案", "正确1", "正确2", "错误1", "错误1说明", "错误2", "错误3", "答案", "单位", "可接受的答案", "步骤1",
    "步骤2", "步骤3", "左1", "右1", "左2", "右2", "参考答案", "要点1", "要点1分值", "要点1说明",
)  # fmt: skip


def columns_for(kind: str, rows: Sequence[Mapping[str, str]]) -> list[str]:
    """The columns that a sheet needs: those that rows use, and those that people will want to fill in."""
    wanted = {*_SIMPLE.values(), *_TAIL.values(), *_USUAL, *(heading for row in rows for heading in row)}
    return [heading for heading in headings(kind) if heading in wanted]


def _numbered(name: str, remark: str, most: int) -> list[str]:
    return [heading for n in range(1, most + 1) for heading in (f"{name}{n}", remark.format(n))]


def join_lines(values: Sequence[str]) -> str:
    """Several values in a cell, one a line; a lone value that would be taken for several ends with a line break."""
    text = "\n".join(values)
    return text + "\n" if len(values) == 1 and re.search("[；;]", text) else text


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


# -- from an item to a row ------------------------------------------------------------------------------------------


def row_of(kind: str, raw: Raw) -> dict[str, str]:
    """The cells of an item, by heading."""
    row = {heading: _text(raw[key]) for key, heading in _SIMPLE.items() if key in raw}
    row |= _WRITERS[kind](raw)
    row |= {
        heading: join_lines(raw[key]) if key in _LISTS else _text(raw[key])
        for key, heading in _TAIL.items()
        if key in raw
    }
    if "marking" in raw:
        row["计分"] = next(words for (one, words), name in _MARKINGS.items() if (one, name) == (kind, raw["marking"]))
    return row


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _TRUE[0] if value else _FALSE[0]
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _options(raw: Raw) -> dict[str, str]:
    row: dict[str, str] = {}
    pinned = []
    right = raw["right"] if isinstance(raw["right"], list) else [raw["right"]]
    single = not isinstance(raw["right"], list)
    for name, options in (("正确", right), ("错误", raw["wrong"])):
        for number, option in enumerate(options, 1):
            table = {"text": option} if isinstance(option, str) else option
            heading = "正确答案" if single and name == "正确" else f"{name}{number}"
            row[heading] = table["text"]
            if table.get("why"):
                row["正确说明" if heading == "正确答案" else f"{heading}说明"] = table["why"]
            if table.get("pin"):
                pinned.append(heading)
    return row | ({"留在最后": join_lines(pinned)} if pinned else {})


def _points(raw: Raw) -> dict[str, str]:
    row = {"参考答案": raw["sample"]}
    for number, point in enumerate(raw["points"], 1):
        condition = {key: value for key, value in point.items() if key not in ("worth", "why")}
        # Most points are a list of words; what is more than that keeps its TOML form.
        plain = set(condition) == {"any"} and not condition["any"][0].startswith("{")
        row[f"要点{number}"] = join_lines(condition["any"]) if plain else toml_value(condition)
        row[f"要点{number}分值"] = _text(point.get("worth", 1))
        if point.get("why"):
            row[f"要点{number}说明"] = point["why"]
    return row | ({} if raw.get("human", True) else {"老师定分": _FALSE[1]})


_WRITERS: Mapping[str, Callable[[Raw], dict[str, str]]] = {
    "single": _options,
    "multiple": _options,
    "judge": lambda raw: {"答案": _text(raw["answer"])},
    "number": lambda raw: {
        heading: _text(raw[key]) for key, heading in (("answer", "答案"), ("unit", "单位"), ("tolerance", "允许误差"))
        if key in raw
    },
    "fill": lambda raw: {"可接受的答案": join_lines(raw["accept"])},
    "order": lambda raw: {f"步骤{number}": step for number, step in enumerate(raw["steps"], 1)},
    "match": lambda raw: {
        **{f"{side}{n}": pair[i] for n, pair in enumerate(raw["pairs"], 1) for i, side in enumerate("左右")},
        **{f"多余{n}": entry for n, entry in enumerate(raw.get("extra", ()), 1)},
    },
    "short": _points,
}  # fmt: skip


# -- from a row to an item ------------------------------------------------------------------------------------------


def item_of(kind: str, row: Mapping[str, str]) -> tuple[Raw, dict[KeyPath, str]]:
    """An item's table from a row (heading -> text, empty cells left out), and from which heading each value came.

    Raises CellError for a cell that can't be read; what is merely wrong is left to the models.
    """
    raw: Raw = {"kind": kind}
    came_from: dict[KeyPath, str] = {}
    for key, heading in (_SIMPLE | _TAIL).items():
        came_from[(key,)] = heading
        if heading in row:
            raw[key] = _value(key, heading, row[heading])
    own, places = _READERS[kind](row)
    raw |= own
    came_from |= places
    if "计分" in row:
        came_from[("marking",)] = "计分"
        raw["marking"] = _MARKINGS.get((kind, row["计分"]), row["计分"])
    return raw, came_from


def _value(key: str, heading: str, text: str) -> Any:
    if key in _LISTS:
        return split_lines(text)
    return number_of(heading, text) if key in _NUMBERS else text


def truth_of(heading: str, text: str) -> bool:
    """A verdict as people write it. Raises CellError."""
    word = text.strip().lower()
    if word not in (*_TRUE, *_FALSE):
        raise CellError(heading, "X003", text)
    return word in _TRUE


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
        found = [f"{name}{n}" for n in range(1, _MOST) if f"{name}{n}" in row]
        places |= {(key, index): heading for index, heading in enumerate(found)}
        raw[key] = [_option(row, heading, f"{heading}说明", pinned) for heading in found]
    return raw, places


def _read_points(row: Mapping[str, str]) -> _Read:
    raw: Raw = {"sample": row.get("参考答案", "")}
    places: dict[KeyPath, str] = {("sample",): "参考答案", ("points",): "要点1"}
    points: list[Raw] = []
    for n in range(1, _MOST):
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
    found = [f"步骤{n}" for n in range(1, _MOST + 1) if f"步骤{n}" in row]
    places: dict[KeyPath, str] = {("steps", index): heading for index, heading in enumerate(found)}
    return {"steps": [row[heading] for heading in found]}, places | {("steps",): "步骤1"}


def _read_match(row: Mapping[str, str]) -> _Read:
    numbers = [n for n in range(1, _MOST + 1) if f"左{n}" in row or f"右{n}" in row]
    raw: Raw = {"pairs": [[row.get(f"左{n}", ""), row.get(f"右{n}", "")] for n in numbers]}
    places: dict[KeyPath, str] = {("pairs",): "左1", ("extra",): "多余1"}
    for index, n in enumerate(numbers):
        places |= {("pairs", index): f"左{n}", ("pairs", index, 0): f"左{n}", ("pairs", index, 1): f"右{n}"}
    extra = [f"多余{n}" for n in range(1, _MOST) if f"多余{n}" in row]
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


# -- products -------------------------------------------------------------------------------------------------------


def product_row(raw: Raw) -> dict[str, str]:
    """The cells of a product; a fact has a column of its own name."""
    row = {
        heading: join_lines(raw[key]) if key in _LISTS else _text(raw[key])
        for heading, key in PRODUCT.items()
        if key in raw
    }
    return row | {_fact_heading(name): str(value) for name, value in raw.get("facts", {}).items()}


_FACT = "属性·"


def _fact_heading(name: str) -> str:
    """A fact's own name, unless a column of ours has it."""
    return f"{_FACT}{name}" if name in PRODUCT or name.startswith(_FACT) else name


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
            name = heading.removeprefix(_FACT)
            facts[name] = text
            places[("facts", name)] = heading
    return raw | ({"facts": facts} if facts else {}), places
