"""What an agent promises is compared with what the shop grants: a promise is not simply bad."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from exam_tui.rubric.findings import Turn
from exam_tui.rubric.judging import judge, judge_message
from tests.rubric.policies import policy, rule

DISPATCH = rule(
    id="promise.dispatch",
    any=["{time}…发货", "{certain}…发货"],
    unless=["negated", "question", "past"],
    promise={"kind": "dispatch", "needs": ["time", "certain"]},
)
GUARANTEE = rule(unless=["negated"], yields=True)
DISCOUNT = rule(id="promise.discount", any=["便宜{money}", "{share}给您"], promise={"kind": "discount"})
ANSWER = rule(
    id="promise.answer-time", severity="bonus", points=5, any=["{time}…答复"], after={"customer": ["投诉"]},
    promise={"kind": "call-back", "needs": ["time"], "counts": "within"},
)  # fmt: skip
GRANTS: list[dict[str, Any]] = [
    {"kind": "dispatch", "hours_at_least": 48},
    {"kind": "dispatch", "hours_at_least": 24, "when": ["16点前"]},
    {"kind": "discount", "down_to": Decimal("0.9"), "when": ["会员日"]},
    {"kind": "call-back", "hours_at_most": 48},
]
POLICY = policy(DISPATCH, GUARANTEE, DISCOUNT, ANSWER, grant=GRANTS)


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ("48小时内发货", []),
        ("四十八小时内保证发货", []),
        ("保证三天内发货", []),
        ("24小时内发货", ["promise.dispatch"]),
        ("今天发货", ["promise.dispatch"]),
        ("16点前付款今天发货", []),
        ("一般今天发货", []),
        ("尽量今天发货", []),
        ("今天不能发货", []),
        ("今天能发货吗？", []),
        ("48小时内发货，我保证没问题", ["promise.guarantee"]),
        ("便宜五块", ["promise.discount"]),
        ("9折给您", ["promise.discount"]),
        ("会员日9折给您", []),
        ("会员日8折给您", ["promise.discount"]),
    ],
)
def test_only_what_goes_beyond_the_grants_is_found(said: str, rules: list[str]) -> None:
    assert [finding.rule for finding in judge_message(POLICY, said).findings] == rules


def test_a_promise_is_data() -> None:
    (finding,) = judge_message(POLICY, "您放心，二十四小时内一定发货").findings
    assert finding.promise is not None
    assert (finding.promise.kind, finding.promise.strength, finding.promise.deadline_hours) == (
        "dispatch",
        "certain",
        24,
    )
    assert finding.verdict == "beyond"


@pytest.mark.parametrize(
    ("grant", "said", "verdict"),
    [
        ({"kind": "discount", "up_to": 5}, "便宜5块", None),
        ({"kind": "discount", "up_to": 5}, "便宜8块", "beyond"),
        ({"kind": "discount", "up_to": 20, "ask": True}, "便宜8块", "needs-supervisor"),
        ({"kind": "discount", "up_to": 20, "ask": True}, "主管同意了，便宜8块", None),
        ({"kind": "discount", "never": True}, "便宜8块", "forbidden"),
        ({"kind": "gift"}, "便宜8块", "unknown"),
    ],
)
def test_verdicts(grant: dict[str, Any], said: str, verdict: str | None) -> None:
    words = {"certain": ["保证"], "asked": ["主管同意了"]}
    findings = judge_message(policy(DISCOUNT, grant=[grant], words=words), said).findings
    assert [finding.verdict for finding in findings] == ([verdict] if verdict else [])


def test_of_two_grants_the_one_that_covers_it_counts() -> None:
    """Up to 5 yuan on one's own, up to 20 with the supervisor's word."""
    grants = [{"kind": "discount", "up_to": 5}, {"kind": "discount", "up_to": 20, "ask": True}]
    limits = policy(DISCOUNT, grant=grants)
    assert judge_message(limits, "便宜3块").findings == []
    assert [f.verdict for f in judge_message(limits, "便宜8块").findings] == ["needs-supervisor"]
    assert [f.verdict for f in judge_message(limits, "便宜30块").findings] == ["beyond"]


def test_a_definite_time_for_the_answer_earns_its_points_after_a_complaint() -> None:
    good = ("最迟明天下午四点前给您答复",)
    assert [f.rule for f in judge(POLICY, [Turn(good, ("我要投诉",))]).findings] == ["promise.answer-time"]
    assert judge(POLICY, [Turn(good, ("你好",))]).findings == []
    assert judge(POLICY, [Turn(("下个月答复您",), ("我要投诉",))]).findings == []


def test_what_was_promised_and_never_done_is_found_at_the_end() -> None:
    unkept = policy(
        rule(id="promise.unkept", scope="chat", any=["我去问"], unless=[], unless_later=["问过了", "问到了"])
    )
    asked, done, other = Turn(("我去问一下",)), Turn(("问过了，明天发",)), Turn(("还有别的吗",))
    assert judge(unkept, [asked, done]).findings == []
    (finding,) = judge(unkept, [asked, other]).findings
    assert (finding.turn, finding.quote) == (0, "我去问")


@pytest.mark.parametrize("turned", [False, True])
def test_the_order_of_grants_does_not_matter(turned: bool) -> None:
    own, asked, never = {"kind": "discount", "up_to": 5}, {"kind": "discount", "up_to": 20, "ask": True}, {
        "kind": "discount", "never": True,
    }  # fmt: skip
    for grants, verdict in (([own, asked], []), ([own, never], ["forbidden"])):
        limits = policy(DISCOUNT, grant=grants[::-1] if turned else grants)
        assert [f.verdict for f in judge_message(limits, "便宜3块").findings] == verdict


def test_a_time_that_names_no_number_is_no_definite_answer() -> None:
    assert judge(POLICY, [Turn(("月底前给您答复",), ("我要投诉",))]).findings == []


def test_a_general_guarantee_gives_way_to_every_promise_of_the_message() -> None:
    findings = judge_message(POLICY, "24小时发货，保证12小时发货").findings
    assert [finding.rule for finding in findings] == ["promise.dispatch"]
