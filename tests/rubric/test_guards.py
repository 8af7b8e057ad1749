"""Seven of ten mentions of 保证, 肯定, 绝对 and 一定 are no promises: an agent must not lose marks for those."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_tui.rubric.compiling import judge_of
from exam_tui.rubric.guards import GUARDS, Hit, bits_of
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


_WORDS = (
    "不", "没", "无法", "未必", "勿", "别", "难以", "并非", "莫", "岂能", "哪敢",
    "怎么能", "谁也", "避免", "防止", "杜绝", "禁止", "拒绝", "我们", "保证", "肯定", "一定",
    "的", "了", "过", "吗", "么", "？", "，", "。", "“", "”", "」",
    "是否", "什么", "几天", "多久", "难道", "哪款", "为了", "以便", "来", "想", "要",
    "目的是", "已经", "昨天", "刚才", "显示", "查到", "之前", "原本", "曾", "最近更新", "一般",
    "尽量", "问下主管", "您", "明天", "到", "这种话", "哪能", "敢说", "可以", "好不好", "不到",
    "没戏", "客服", "从来",
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(words=st.lists(st.sampled_from(_WORDS), min_size=1, max_size=12), data=st.data())
def test_a_guard_that_would_say_yes_is_always_asked(words: list[str], data: st.DataObject) -> None:
    """Guards are asked only where one of their signs stands: a missing sign would cost an agent marks."""
    said = judge_of(POLICY).said("".join(words))
    start = data.draw(st.integers(0, len(said.text) - 1))
    end = data.draw(st.integers(start + 1, len(said.text)))
    hit = Hit(said, start, end, data.draw(st.sampled_from([None, end])))
    for name, guard in GUARDS.items():
        if guard(hit):
            assert bits_of([name]) & said.possible, name
