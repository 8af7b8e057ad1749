"""A chat is judged as a whole: what was said when, after what, how often; and every point can be explained."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from exam_tui.content.library import Library
from exam_tui.rubric.chats import NoSpeakerError, parse_chat, parse_example
from exam_tui.rubric.checking import coverage_of
from exam_tui.rubric.findings import Turn
from exam_tui.rubric.judging import judge, judge_message, rules_met
from exam_tui.rubric.scoring import points_of_chat
from tests.rubric.policies import policy, rule


def rules_in(judged: object) -> list[str]:
    return [finding.rule for finding in judged.findings]  # type: ignore[attr-defined]


def tone(**changes: object) -> dict[str, object]:
    return rule(**{"id": "tone.x", "dimension": "tone", "severity": "minor", "points": -2, "unless": [], **changes})


def test_an_allowed_phrase_covers_only_itself() -> None:
    granted = policy(rule(allow=["保证正品"]))
    assert rules_in(judge_message(granted, "我们保证正品")) == []
    assert rules_in(judge_message(granted, "我们保证正品，保证明天到")) == ["promise.guarantee"]


def test_a_particle_alone_is_found_and_within_a_sentence_it_is_not() -> None:
    particle = policy(tone(any=["哦", "嗯"], whole=True))
    assert rules_in(judge_message(particle, "哦哦哦～😊")) == ["tone.x"]
    assert rules_in(judge_message(particle, "好的哦，马上为您查")) == []


def test_a_cap_is_kept_over_the_chat_and_one_message_is_one_slip() -> None:
    capped = policy(rule(cap=2))
    assert len(judge(capped, [Turn(("保证到，肯定到",)), Turn(("绝对到", "一定到"))]).findings) == 2


def test_a_turn_rule_looks_at_all_messages_of_the_turn() -> None:
    blunt = policy(tone(scope="turn", any=["不行"], none=["抱歉"]))
    assert rules_in(judge(blunt, [Turn(("不行",))])) == ["tone.x"]
    assert rules_in(judge(blunt, [Turn(("不行", "非常抱歉"))])) == []
    assert rules_in(judge(blunt, [Turn(("不行",)), Turn(("非常抱歉",))])) == ["tone.x"]


@pytest.mark.parametrize(
    ("scope", "chat", "found"),
    [
        ("first_turn", "服：在\n客：a\n服：您好", [0]),
        ("first_turn", "服：您好\n客：a\n服：在", []),
        ("last_turn", "服：您好\n客：a\n服：在", [1]),
        ("chat", "服：在\n客：a\n服：在", [0]),
        ("chat", "服：在\n客：a\n服：您好", []),
    ],
)
def test_what_is_missing_is_found_where_it_should_have_been(scope: str, chat: str, found: list[int]) -> None:
    greeting = policy(tone(scope=scope, any=None, lacks=["您好"]))
    assert [f.turn for f in judge(greeting, parse_chat(chat).turns).findings] == found


def test_an_apology_is_missed_only_after_a_complaint() -> None:
    sorry = policy(tone(scope="turn", any=None, lacks=["抱歉"], after={"customer": ["还没到"]}))
    assert rules_in(judge(sorry, parse_chat("客：在吗\n服：在的").turns)) == []
    assert rules_in(judge(sorry, parse_chat("客：还没到\n服：在路上了").turns)) == ["tone.x"]
    assert rules_in(judge(sorry, parse_chat("客：还没到\n服：在查\n服：抱歉").turns)) == []


def test_a_question_may_be_answered_a_turn_later() -> None:
    asked = policy(tone(scope="turn", any=None, lacks=["中通"], after={"customer": ["什么快递"]}, within_turns=2))
    assert rules_in(judge(asked, parse_chat("客：发什么快递\n服：稍等\n客：好\n服：发中通").turns)) == []
    assert rules_in(judge(asked, parse_chat("客：发什么快递\n服：稍等\n客：好\n服：还要别的吗").turns)) == ["tone.x"]


def test_greeting_counts_only_in_the_first_turn(library: Library) -> None:
    shop = library.policy("qinghe")
    first = rules_in(judge(shop, [Turn(("您好，很高兴为您服务",)), Turn(("查到了",))]))
    late = rules_in(judge(shop, [Turn(("查到了",)), Turn(("您好，很高兴为您服务",))]))
    assert "tone.greeting" in first
    assert "tone.greeting" not in late


def test_a_pattern_that_hangs_other_machines_does_not_hang_this_one() -> None:
    """(a+)+b on a long row of a's takes other engines longer than the age of the universe."""
    hostile = policy(tone(any=None, pattern="(a+)+(a+)+b|(啊|啊啊)*好"))
    assert rules_in(judge_message(hostile, "a" * 10_000)) == []
    assert rules_in(judge_message(hostile, "啊好" * 5_000)) == ["tone.x"]


def test_long_and_repetitive_messages_come_to_an_end(library: Library) -> None:
    shop = library.policy("qinghe")
    for unit in ("保证", "“保证", "保 证", "不能保证，", "明天一定到", "一二三", "1", "/:087", "给您便宜10块 "):
        judge_message(shop, (unit * 10_000)[:10_000])


@settings(max_examples=300, deadline=None)
@given(said=st.text(max_size=60))
def test_any_text_is_judged_alike_each_time_and_spans_lie_in_it(library: Library, said: str) -> None:
    shop = library.policy("qinghe")
    judged = judge_message(shop, said)
    assert judged == judge_message(shop, said)
    for one in (*judged.findings, *judged.excused):
        assert 0 <= one.start <= one.end <= len(said)
        assert said[one.start : one.end] == one.quote


def test_rules_met_tells_the_script_what_was_said(library: Library) -> None:
    assert "promise.arrival" in rules_met(library.policy("qinghe"), ["您放心，明天一定到"])


def test_who_says_nothing_earns_nothing(library: Library) -> None:
    shop = library.policy("qinghe")
    for name in ("qinghe", "mianyu"):
        shop = library.policy(name)
        chat = parse_chat("客：在吗")
        assert points_of_chat(shop, judge(shop, chat.turns), chat)[1] == 0


def test_a_bonus_without_an_occasion_is_not_missed() -> None:
    sorry = tone(scope="turn", severity="bonus", points=5, any=["抱歉"], after={"customer": ["坏了"]})
    shop = policy(sorry)
    for text, total in (("客：在吗\n服：您好", 100), ("客：坏了\n服：您好", 95), ("客：坏了\n服：抱歉", 100)):
        chat = parse_chat(text)
        assert points_of_chat(shop, judge(shop, chat.turns), chat)[1] == total


def test_a_critical_finding_caps_the_chat_as_the_policy_says() -> None:
    insult = rule(id="tone.insult", dimension="tone", severity="critical", points=-25, any=["傻"], unless=[])
    chat = parse_chat("客：在吗\n服：您好\n客：哦\n服：傻")
    for at_most in (0, 40):
        shop = policy(insult, critical={"at_most": at_most})
        assert points_of_chat(shop, judge(shop, chat.turns), chat)[1] == at_most


def test_chats_are_read_with_their_speakers() -> None:
    chat = parse_chat("客：在吗\n\n服: 在的\n第二行\n服：请讲\n顾客：哦\n")
    assert chat.turns == (Turn(("在的\n第二行", "请讲"), ("在吗",)),)
    assert chat.unanswered == ("哦",)
    assert parse_example("您好\n请讲") == (Turn(("您好", "请讲")),)
    with pytest.raises(NoSpeakerError):
        parse_chat("在吗")


def test_every_rule_has_four_examples_of_each_kind_and_keeps_to_them(library: Library) -> None:
    for name, shop in library.complete_policies.items():
        for row in coverage_of(shop):
            assert (row.failed, row.hits >= row.wanted, row.misses >= row.wanted) == (0, True, True), (name, row)
    assert len(library.policy("base").rule) >= 60


def test_examples_are_not_taken_from_the_labelled_set(library: Library) -> None:
    """Or the figures would be those of a memory."""
    folder = Path(__file__).parent / "labelled"
    labelled = {
        text.strip()
        for file in folder.glob("*.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
        for text in [json.loads(line).get("text", "")]
        if len(text) > 8
    }
    for shop in library.complete_policies.values():
        for one in shop.rule:
            assert not labelled & {*one.hit, *one.miss}, one.id


def test_one_rule_does_not_change_what_another_finds() -> None:
    said = tone(id="tone.a", any=["今天不发货"], unless=["negated"])
    other = tone(id="tone.b", any=["今天…发货"], unless=["negated"])
    for rules in ((said,), (said, other), (other, said)):
        assert rules_in(judge_message(policy(*rules), "今天不发货")) == ["tone.a"]


def test_a_rule_for_whole_messages_may_have_a_pattern_too() -> None:
    both = policy(tone(any=["好的"], whole=True, pattern="abc"))
    assert [f.quote for f in judge_message(both, "说了一堆abc别的").findings] == ["abc"]
    assert [f.quote for f in judge_message(both, "好的。").findings] == ["好的。"]


def test_an_emoticon_is_pointed_at() -> None:
    scorn = policy(tone(any=["{scorn}"]))
    assert [f.quote for f in judge_message(scorn, "随便您🙄").findings] == ["🙄"]


def test_a_pattern_that_would_be_slow_is_refused() -> None:
    with pytest.raises(ValueError, match=r".*"):
        policy(tone(any=None, pattern="(甲|乙)*甲(甲|乙){900}.{900}丁"))


def test_a_message_that_shows_nothing_is_no_answer(library: Library) -> None:
    shop = library.policy("qinghe")
    for nothing in ("\u200b", "。", "\ufeff "):
        chat = parse_chat(f"客：在吗\n服：{nothing}")
        assert points_of_chat(shop, judge(shop, chat.turns), chat)[1] <= 20


def test_examples_that_begin_strangely_are_read() -> None:
    assert parse_example("客\n：你好") == (Turn(("客", "：你好")),)
    assert parse_example("\n客：在\n服：在") == (Turn(("在",), ("在",)),)


def test_a_bonus_is_missed_only_where_somebody_expects_it() -> None:
    bye = rule(
        id="tone.bye", dimension="tone", severity="bonus", points=3, scope="last_turn", any=["再见"], unless=[],
        expected=["谢谢", "^行$"],
    )  # fmt: skip
    house = policy(bye)

    def said(customer: str, agent: str) -> tuple[list[str], set[str]]:
        judgement = judge(house, [Turn(("您好",), ("在吗",)), Turn((agent,), (customer,))])
        return [finding.rule for finding in judgement.findings], judgement.opportunities

    assert said("还有别的颜色吗", "有的") == ([], set())
    assert said("还有别的颜色吗", "有的，再见") == (["tone.bye"], set())
    assert said("好的，谢谢", "不客气") == ([], {"tone.bye"})
    assert said("行", "再见") == (["tone.bye"], {"tone.bye"})


@pytest.mark.parametrize(
    ("customer", "due"),
    [
        ("那我要是过敏了怎么办？", False), ("我想了解一下这款的成分", False), ("我拍了两瓶怎么只发一瓶？", False),
        ("钱付了怎么还没发货", False), ("谢谢，那什么时候发货？", False), ("物流走了没有", False),
        ("好的，谢谢", True), ("行", True), ("那我先看看", True), ("没什么了，再见", True),
    ],
)  # fmt: skip
def test_a_farewell_is_due_when_the_customer_leaves_and_not_before(library: Library, customer: str, due: bool) -> None:
    turns = [Turn(("您好，欢迎光临",), ("在吗",)), Turn(("好的，我看一下订单",), (customer,))]
    judgement = judge(library.policy("qinghe"), turns)
    assert ("tone.no-farewell" in rules_in(judgement)) == due
    assert ("tone.farewell" in judgement.opportunities) == due


@pytest.mark.parametrize("scope", ["chat", "last_turn", "turn"])
def test_what_nobody_expects_is_not_missed(scope: str) -> None:
    house = policy(tone(any=None, lacks=["再见"], expected=["谢谢"], scope=scope))
    first = Turn(("您好",), ("在吗",))
    assert rules_in(judge(house, [first, Turn(("有的",), ("还有别的颜色吗",))])) == []
    assert rules_in(judge(house, [first, Turn(("不客气",), ("好的，谢谢",))])) == ["tone.x"]


@pytest.mark.parametrize("changes", [{"severity": "major", "points": -3}, {"scope": "message"}])
def test_what_is_expected_is_a_bonus_of_more_than_a_message(changes: dict[str, object]) -> None:
    bye = {"id": "tone.bye", "dimension": "tone", "severity": "bonus", "points": 3, "scope": "last_turn", **changes}
    with pytest.raises(ValidationError, match="M064"):
        policy(rule(**bye, expected=["谢谢"]))
