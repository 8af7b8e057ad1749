"""A workspace with a paper that is a shift of three customers, and one that a trainer hosts."""

from __future__ import annotations

from pathlib import Path

from exam_tui.content.library import Library
from exam_tui.content.shelves import load_library
from tests.dialogue.scripts import BODY, HEAD, TAIL
from tests.workspaces import workspace

SHIFT = """
[shift]
id = "three"
title = "三位"

[[customer]]
script = "small"
at = 0

[[customer]]
script = "bargain"
at = 10
temperament = "cool"

[[customer]]
script = "sold-out"
at = 20
"""
PHRASES = """
[phrases]
id = "few"
title = "几句"

[[phrase]]
code = "1"
text = "您好，我是客服小禾，很高兴为您服务"
title = "问候"

[[phrase]]
code = "bye"
text = "感谢您的支持，祝您生活愉快"
title = "告别"
"""
PAPER = """
[paper]
id = "{id}"
title = "接待考核"
minutes = 20
pass = {line}
policy = "qinghe"

[[section]]
kind = "roleplay"
title = "接待"
minutes = 15
weight = 100
{how}
"""
PLAIN = """
[temperament]
id = "plain"
title = "普通"
advice = "照常"

[temperament.words]
angry = ["你什么态度"]
"""


def reception_library(tmp_path: Path) -> Library:
    """The shipped content with a shift `three`, a hosted paper, and quick phrases."""
    root = workspace(tmp_path / "ws", {})
    files = {
        "roleplays/small.toml": (HEAD + BODY + TAIL).replace("promise.guarantee", "promise.arrival"),
        "roleplays/temperaments/plain.toml": PLAIN,
        "roleplays/shifts/three.toml": SHIFT,
        "roleplays/phrases/few.toml": PHRASES,
        "question_banks/papers/shift.toml": PAPER.format(id="shift", line=60, how='shift = "three"\nphrases = "few"'),
        "question_banks/papers/hosted.toml": PAPER.format(id="hosted", line=75, how="hosted = true"),
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    library = load_library(root)
    assert library.problems == ()
    return library
