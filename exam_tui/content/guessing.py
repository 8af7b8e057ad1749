"""What a mistyped name was meant to be."""

from __future__ import annotations

from collections.abc import Sequence

MEANT = {
    "题干": "stem", "题目": "stem", "题型": "kind", "主题": "topic", "难度": "difficulty", "正确答案": "right",
    "答案": "answer", "错误答案": "wrong", "错误选项": "wrong", "选项": "wrong", "解析": "explain", "说明": "why",
    "出处": "source", "来源": "source",
    "标签": "tags", "标题": "title", "编号": "id", "名称": "name", "单位": "unit", "误差": "tolerance", "步骤": "steps",
    "要点": "points", "参考答案": "sample", "类目": "category", "价格": "price", "卖点": "strong",
    "不足": "weak", "库存": "stock",
    "分钟": "minutes", "及格": "pass", "分值": "weight", "抽题": "draw",
}  # fmt: skip
"""Chinese words for keys, as people write them who have not read the manual."""


def did_you_mean(word: str, candidates: Sequence[str]) -> str:
    """The candidate that is nearest to `word`, or nothing."""
    from rapidfuzz import fuzz, process  # late: only for files with errors

    best = process.extractOne(word, [c for c in candidates if c], scorer=fuzz.ratio, score_cutoff=60)
    return best[0] if best else ""
