"""A candidate must not lose marks for good words, nor keep them after a promise that the shop can't keep."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_tui.content.library import Library
from exam_tui.content.policy import PolicyFile, Rule
from exam_tui.rubric.judging import judge, rule_spans, rules_met
from exam_tui.rubric.matching import holds, likeness
from exam_tui.rubric.text import normalise


def rule(**changes: object) -> Rule:
    return Rule.model_validate(
        {
            "id": "promise.certain", "title": "说死", "dimension": "promise", "severity": "major", "points": -5,
            "any": ["保证", "肯定", "绝对", "一定"], "advice": "尽量",
            "unless": ["negated", "degree", "noun", "purpose", "to_customer", "question", "quoted"],
            "hit": ["x"], "miss": ["y"], **changes,
        }
    )  # fmt: skip


@pytest.fixture
def policy(library: Library) -> PolicyFile:
    return library.policies["qinghe"].model


@pytest.mark.parametrize(
    "said",
    [
        "快递时间我们不能保证",
        "需要一定的时间，请您理解",
        "感谢您的肯定",
        "请您保证吊牌完好",
        "为了保证质量，我们会先检查",
        "您是想问能保证明天到吗？",
        "您说的“保证”我查一下",
        "我们无法完全保证没有色差",
        "这是质量保证书",
    ],
)
def test_words_that_are_no_promise_cost_nothing(said: str) -> None:
    assert list(rule_spans(rule(), said)) == []


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("您放心，明天一定到", "一定"),
        ("不好意思，保证明天到", "保证"),
        ("不用担心肯定没问题", "肯定"),
        ("质量绝对可靠", "绝对"),
        ("不能改价，但保证明天到", "保证"),
        ("请放心，我们保证", "保证"),
    ],
)
def test_promises_are_found_at_their_own_characters(said: str, quote: str) -> None:
    (span,) = rule_spans(rule(), said)
    assert said[slice(*span)] == quote


def test_an_allowed_phrase_covers_only_itself() -> None:
    granted = rule(allow=["保证正品"])
    assert list(rule_spans(granted, "我们保证正品")) == []
    assert len(list(rule_spans(granted, "我们保证正品，保证明天到"))) == 1


def test_zero_width_and_full_width_forms_do_not_hide_a_promise() -> None:
    said = "1OO％保\u200b证"
    ((start, end),) = rule_spans(rule(), said)
    assert said[start:end] == "保\u200b证"


def test_a_particle_alone_is_found_and_within_a_sentence_it_is_not() -> None:
    particle = rule(id="tone.particle", dimension="tone", any=["哦", "嗯"], whole=True)
    assert list(rule_spans(particle, "哦。"))
    assert not list(rule_spans(particle, "好的哦，马上为您查"))


def test_a_cap_is_kept_over_the_chat(policy: PolicyFile) -> None:
    capped = policy.model_copy(update={"rule": (rule(cap=1),)})
    assert len(judge(capped, [["保证到"], ["肯定到"]])) == 1


def test_greeting_counts_only_in_the_first_turn(policy: PolicyFile) -> None:
    first = [f.rule for f in judge(policy, [["您好，很高兴为您服务"], ["查到了"]])]
    late = [f.rule for f in judge(policy, [["查到了"], ["您好，很高兴为您服务"]])]
    assert "tone.greeting" in first
    assert "tone.greeting" not in late


@settings(max_examples=300, deadline=None)
@given(said=st.text(max_size=60))
def test_any_text_is_judged_and_spans_lie_in_it(library: Library, said: str) -> None:
    policy = library.policies["qinghe"].model
    findings = judge(policy, [[said]])
    assert findings == judge(policy, [[said]])
    for finding in findings:
        assert 0 <= finding.start < finding.end <= len(said)
        assert said[finding.start : finding.end] == finding.quote


def test_rules_met_tells_the_script_what_was_said(policy: PolicyFile) -> None:
    assert "promise.courier-time" in rules_met(policy, ["您放心，明天一定到"])


def test_conditions() -> None:
    from exam_tui.content.condition import Condition

    said = normalise("非常抱歉，我马上帮您查一下物流")
    condition = Condition.model_validate({"any": ["抱歉"], "and": {"any": ["查"]}, "none": ["不行"]})
    assert holds(condition, said)
    assert not holds(condition, normalise("抱歉不行，我查"))
    near = Condition.model_validate({"any": ["马上"], "near": {"any": ["物流"], "within": 3}})
    assert not holds(near, said)
    assert holds(near.model_copy(update={"near": near.near and near.near.model_copy(update={"within": 8})}), said)
    assert holds(Condition(finding="tone.x"), said, {"tone.x"})


def test_likeness_is_one_for_the_same_and_zero_for_nothing_shared() -> None:
    assert likeness("查一下物流", "查一下物流") == 1
    assert likeness("查一下物流", "好的") == 0
