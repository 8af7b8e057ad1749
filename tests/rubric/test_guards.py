"""Seven of ten mentions of 保证, 肯定, 绝对 and 一定 are no promises: an agent must not lose marks for those."""

from __future__ import annotations

import pytest

from exam_tui.rubric.judging import judge_message
from tests.rubric.policies import policy

POLICY = policy()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("快递时间我们不能保证", "negated"),
        ("这个真不敢跟您百分百打保票说肯定到", "negated"),
        ("没办法保证周六之前一定能签收呢", "negated"),
        ("不能 保证明天到", "negated"),
        ("保证不了明天到哦", "denied"),
        ("肯定来不及今天发了", "denied"),
        ("绝对便宜这种话我可不敢说", "denied"),
        ("需要一定的时间，请您理解", "degree"),
        ("肯定的呀亲", "degree"),
        ("感谢您的肯定", "noun"),
        ("您的赞美与肯定一直都在", "noun"),
        ("这是质量保证书", "noun"),
        ("为了保证质量，我们会先检查", "purpose"),
        ("请您保证吊牌完好", "to_customer"),
        ("保证商品全新吊牌完好就能换", "to_customer"),
        ("收到一定要先验货哦", "to_customer"),
        ("您肯定等急了吧", "customer"),
        ("拆开少一块肯定很扫兴", "customer"),
        ("您是想问能保证明天到吗？", "customer"),
        ("能不能保证看物流情况", "question"),
        ("页面上的“保证”我查一下", "quoted"),
        ("一般都能保证的", "hedged"),
        ("这个问下主管肯定没错", "asking"),
    ],
)
def test_words_that_are_no_promise_cost_nothing_and_say_why(said: str, reason: str) -> None:
    judgement = judge_message(POLICY, said)
    assert judgement.findings == []
    assert reason in {excused.reason for excused in judgement.excused}


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("您放心，明天一定到", "一定"),
        ("不好意思，保证明天到", "保证"),
        ("不行 保证明天到", "保证"),
        ("没有 保证明天到", "保证"),
        ("不用担心肯定没问题", "肯定"),
        ("质量绝对可靠", "绝对"),
        ("不能改价，但保证明天到", "保证"),
        ("请放心，我们保证", "保证"),
        ("保证明天到，可以吗", "保证"),
        ("保证明天到 可以吗", "保证"),
        ("一定不会让您失望", "一定"),
        ("没收到我们保证补发", "保证"),
    ],
)
def test_promises_are_found_at_their_own_characters(said: str, quote: str) -> None:
    findings = judge_message(POLICY, said).findings
    assert [said[f.start : f.end] for f in findings] == [quote]
