"""The columns of a spreadsheet: Chinese headings on one side, keys of an item on the other.

One sheet a kind, one row an item. Cells that hold several values hold one a line (or, where there is no line break,
separated by ； or ;).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

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
MOST = 9
TRUE, FALSE = ("对", "是", "正确", "true", "√", "1"), ("错", "否", "错误", "false", "×", "0")
MARKINGS = {
    ("multiple", "全对"): "all_or_nothing", ("multiple", "部分"): "partial_floor0",
    ("order", "全对"): "all_or_nothing", ("order", "部分"): "partial_order",
    ("match", "全对"): "all_or_nothing", ("match", "逐对"): "each_pair",
}  # fmt: skip
SIMPLE = {"id": "编号", "topic": "主题", "difficulty": "难度", "stem": "题干"}
TAIL = {"explain": "解析", "source": "出处", "tags": "标签", "enemies": "相斥", "clues": "线索"}
LISTS = {"tags", "enemies", "clues", "accept", "extra", "needs", "strong", "weak"}
NUMBERS = {"difficulty", "answer", "tolerance", "worth", "price"}


def headings(kind: str) -> list[str]:
    """The columns of a kind's sheet."""
    own: dict[str, list[str]] = {
        "single": ["正确答案", "正确说明", *_numbered("错误", "错误{}说明", 8), "留在最后"],
        "multiple": [*_numbered("正确", "正确{}说明", 8), *_numbered("错误", "错误{}说明", 8), "留在最后", "计分"],
        "judge": ["答案"],
        "number": ["答案", "单位", "允许误差"],
        "fill": ["可接受的答案"],
        "order": [*(f"步骤{n}" for n in range(1, MOST + 1)), "计分"],
        "match": [h for n in range(1, MOST + 1) for h in (f"左{n}", f"右{n}")]
        + [f"多余{n}" for n in range(1, MOST)]
        + ["计分"],
        "short": [
            "参考答案",
            *(h for n in range(1, 9) for h in (f"要点{n}", f"要点{n}分值", f"要点{n}说明")),
            "老师定分",
        ],
    }
    return [*SIMPLE.values(), *own[kind], *TAIL.values()]


_USUAL = (
    "正确答案", "正确1", "正确2", "错误1", "错误1说明", "错误2", "错误3", "答案", "单位", "可接受的答案", "步骤1",
    "步骤2", "步骤3", "左1", "右1", "左2", "右2", "参考答案", "要点1", "要点1分值", "要点1说明",
)  # fmt: skip


def columns_for(kind: str, rows: Sequence[Mapping[str, str]]) -> list[str]:
    """The columns that a sheet needs: those that rows use, and those that people will want to fill in."""
    wanted = {*SIMPLE.values(), *TAIL.values(), *_USUAL, *(heading for row in rows for heading in row)}
    return [heading for heading in headings(kind) if heading in wanted]


def _numbered(name: str, remark: str, most: int) -> list[str]:
    return [heading for n in range(1, most + 1) for heading in (f"{name}{n}", remark.format(n))]


def join_lines(values: Sequence[str]) -> str:
    """Several values in a cell, one a line; a lone value that would be taken for several ends with a line break."""
    text = "\n".join(values)
    return text + "\n" if len(values) == 1 and re.search("[；;]", text) else text


# -- from an item to a row ------------------------------------------------------------------------------------------


def row_of(kind: str, raw: Raw) -> dict[str, str]:
    """The cells of an item, by heading."""
    row = {heading: _text(raw[key]) for key, heading in SIMPLE.items() if key in raw}
    row |= _WRITERS[kind](raw)
    row |= {
        heading: join_lines(raw[key]) if key in LISTS else _text(raw[key])
        for key, heading in TAIL.items()
        if key in raw
    }
    if "marking" in raw:
        row["计分"] = next(words for (one, words), name in MARKINGS.items() if (one, name) == (kind, raw["marking"]))
    return row


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return TRUE[0] if value else FALSE[0]
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
    return row | ({} if raw.get("human", True) else {"老师定分": FALSE[1]})


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


# -- products -------------------------------------------------------------------------------------------------------


def product_row(raw: Raw) -> dict[str, str]:
    """The cells of a product; a fact has a column of its own name."""
    row = {
        heading: join_lines(raw[key]) if key in LISTS else _text(raw[key])
        for heading, key in PRODUCT.items()
        if key in raw
    }
    return row | {_fact_heading(name): str(value) for name, value in raw.get("facts", {}).items()}


FACT_MARK = "属性·"


def _fact_heading(name: str) -> str:
    """A fact's own name, unless a column of ours has it."""
    return f"{FACT_MARK}{name}" if name in PRODUCT or name.startswith(FACT_MARK) else name
