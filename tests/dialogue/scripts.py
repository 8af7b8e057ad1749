"""Small scripts for tests, written as a trainer would."""

from __future__ import annotations

import tomli

from exam_tui.content.policy import Policy
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.content.temperament import Temper
from tests.rubric.policies import policy

HEAD = """
[roleplay]
id = "small"
title = "小段"
situation = "test"
temperament = "plain"
customer = { name = "周女士", mood = 50, patience = 50 }
leaves = "left"
settle_seconds = 4
meters = { trust = 50 }
"""
TAIL = """
[node.done]
says = "好的谢谢"
end = "resolved"

[node.left]
says = "不买了"
end = "lost"

[model]
turns = [["好的"]]
"""
BODY = """
[[milestone]]
id = "sorry"
title = "道歉"
worth = 5
when = { any = ["抱歉"] }

[[milestone]]
id = "cause"
title = "查到原因"
worth = 5
when = { any = ["中转"] }
given = { looked_up = ["tracking"] }
after = ["sorry"]

[[lookup]]
id = "tracking"
title = "查物流"
shows = "在中转场"
seconds = 5

[[lookup]]
id = "boss"
title = "问主管"
shows = "可以退 10 元"
seconds = 20
supervisor = true

[[always]]
when = { any = ["滚"] }
says = "{angry}"
mood = -60
to = "left"

[[reaction]]
given = { found = ["promise.guarantee"] }
says = "你说过“{quote}”的"
patience = -10

[node.open]
says = ["在吗", "还没到"]
silence = [{ after = 50, says = "人呢", mood = -10 }, { after = 120, to = "left" }]

[[node.open.reply]]
when = { any = ["抱歉"] }
once = true
says = "嗯"
mood = 10
meters = { trust = 20 }
to = "open"

[[node.open.reply]]
when = { any = ["中转"] }
given = { looked_up = ["tracking"], at_least = { trust = 60 } }
to = "done"

[[node.open.reply]]
when = { any = ["保证"] }
says = "行"
to = "waits"

[[node.open.reply]]
fallback = true
says = "说清楚点"
mood = -20

[node.waits]
says = "那我等着"

[[node.waits.reply]]
when = { any = ["抱歉"] }
says = "哦"

[[node.waits.reply]]
fallback = true
says = "哦"
to = "done"
"""
_SPOKEN = (
    ("抱歉", "\nonce"), ("中转", '\ngiven = { looked_up = ["tracking"], at'), ("保证", '\nsays = "行"'),
    ("抱歉", '\nsays = "哦"'), ("滚", '\nsays = "{angry}"'),
)  # fmt: skip


def with_examples(body: str = BODY) -> str:
    """The body with an example for each reply."""
    for word, behind in _SPOKEN:
        old = f'when = {{ any = ["{word}"] }}{behind}'
        assert old in body
        body = body.replace(old, old.replace("\n", f'\nexamples = ["{word}您"]\n', 1))
    return body


PLAIN = Temper(id="plain", title="普通", advice="照常", words={"angry": ("你什么态度", "投诉你")})


def script(body: str = BODY, temper: Temper = PLAIN) -> RoleplayFile:
    """A complete script."""
    made = RoleplayFile.model_validate(tomli.loads(HEAD + body + TAIL))
    return made.model_copy(update={"temper": temper})


def house() -> Policy:
    """The small policy of the rubric's tests, with fillers."""
    return policy().model_copy(update={"words": {**policy().words, "filler": ("您好", "稍等", "我看一下")}})
