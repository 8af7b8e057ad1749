"""Small workspaces for tests: the shipped content with a bank and a paper of the test's own."""

from __future__ import annotations

import shutil
from pathlib import Path

from exam_tui.content.library import Library
from exam_tui.content.paper import TypingSection
from exam_tui.content.shelves import load_library
from exam_tui.content.workspace import CONTENT_FOLDERS, shipped_root
from exam_tui.sitting.sitting import Sitting

KINDS = """
[bank]
id = "kinds"
title = "八种题型"

[[question]]
id = "k-single"
kind = "single"
topic = "题型/单选"
stem = "哪一款适合易长痘的皮肤？"
right = "茶树净肤精油"
wrong = ["玫瑰润养精油", { text = "甜杏仁基础油", why = "偏滋润" }, { text = "以上都不适合", pin = true }]
explain = "茶树净肤精油适合偏油、易长痘的皮肤。"
source = "手册·商品"

[[question]]
id = "k-multiple"
kind = "multiple"
topic = "题型/多选"
stem = "哪几句可以对顾客说？"
right = ["我帮您核实一下", "非常抱歉让您久等了"]
wrong = ["不知道", "自己看"]

[[question]]
id = "k-judge"
kind = "judge"
topic = "题型/判断"
stem = "会员日全店九折。"
answer = true

[[question]]
id = "k-number"
kind = "number"
topic = "题型/填数"
stem = "现货最迟多少小时内发出？"
answer = 48
unit = "小时"

[[question]]
id = "k-fill"
kind = "fill"
topic = "题型/填空"
stem = "签收后____天内支持无理由退货。"
accept = ["七", "7"]

[[question]]
id = "k-order"
kind = "order"
topic = "题型/排序"
stem = "把退款的步骤排好。"
steps = ["顾客申请", "客服核对", "仓库验货", "财务退款"]
marking = "partial_order"

[[question]]
id = "k-match"
kind = "match"
topic = "题型/配对"
stem = "把商品和适合的人配起来。"
pairs = [["茶树精油", "易长痘"], ["玫瑰精油", "干性"], ["荷荷巴油", "混合性"]]
extra = ["三岁以下"]

[[question]]
id = "k-short"
kind = "short"
topic = "题型/简答"
stem = "顾客说包裹五天没到，您怎么回？"
points = [
    { any = ["抱歉", "对不起"], worth = 1, why = "先道歉" },
    { any = ["查一下", "核实"], worth = 2, why = "马上去查" },
]
sample = "非常抱歉让您久等了，我马上帮您查一下。"
"""

PAPER = """
[paper]
id = "kinds"
title = "八种题型"
minutes = 10
pass = 60
policy = "qinghe"

[[section]]
kind = "questions"
title = "题目"
minutes = 10
weight = 100
draw = [
    { topic = "题型/单选", count = 1 }, { topic = "题型/多选", count = 1 }, { topic = "题型/判断", count = 1 },
    { topic = "题型/填数", count = 1 }, { topic = "题型/填空", count = 1 }, { topic = "题型/排序", count = 1 },
    { topic = "题型/配对", count = 1 }, { topic = "题型/简答", count = 1 },
]
gate = { ratio = 0.80 }
"""


def workspace(folder: Path, files: dict[str, str]) -> Path:
    """A workspace with the shipped content and `files` (paths below `question_banks`)."""
    for name in CONTENT_FOLDERS:
        shutil.copytree(shipped_root() / name, folder / name)
    for name, text in files.items():
        target = folder / "question_banks" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder


def kinds_library(tmp_path: Path) -> Library:
    """A library with the paper `kinds`: one item of every kind."""
    return load_library(workspace(tmp_path / "ws", {"kinds.toml": KINDS, "papers/kinds.toml": PAPER}))


def begin_typing(sitting: Sitting) -> None:
    """The warm-up line arrives unharmed, and the countdown is over."""
    assert isinstance(sitting.blueprint, TypingSection)
    sitting.warm_up(sitting.blueprint.warm_up)
    sitting.start_typing()
