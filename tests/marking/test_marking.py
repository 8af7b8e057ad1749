"""Marks must be what the rules say, exactly at the line, and the same for the same journal."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_tui.content.items import MultipleItem, NumberItem
from exam_tui.content.library import Library
from exam_tui.content.rounding import floored
from exam_tui.dialogue.state import Chat
from exam_tui.marking.figures import line_between, on_scale
from exam_tui.marking.marking import mark
from exam_tui.marking.marks import Gate, Marks, RoleplayMarks, TypingMarks
from exam_tui.marking.questions import number_given, share_earned
from exam_tui.marking.roleplay import mark_chat
from exam_tui.sitting.clock import VirtualClock
from exam_tui.sitting.sitting import Sitting
from tests.conftest import OpenSitting
from tests.workspaces import begin_typing

MULTIPLE = {
    "id": "m", "kind": "multiple", "topic": "商品", "stem": "?", "right": ["a", "b", "c"], "wrong": ["d", "e"],
}  # fmt: skip


def test_all_or_nothing_is_all_or_nothing() -> None:
    item = MultipleItem.model_validate(MULTIPLE)
    assert share_earned(item, (0, 1, 2)) == 1
    assert share_earned(item, (0, 1)) == 0
    assert share_earned(item, (0, 1, 2, 3)) == 0
    assert share_earned(item, None) == 0


def test_partial_marks_never_reward_ticking_everything() -> None:
    item = MultipleItem.model_validate({**MULTIPLE, "marking": "partial_floor0"})
    assert share_earned(item, (0, 1)) == Fraction(2, 3)
    assert share_earned(item, (0, 3)) == 0
    assert share_earned(item, (3, 4)) == 0
    assert share_earned(item, (0, 1, 2, 3, 4)) == Fraction(1, 3)


@given(st.integers(2, 5), st.integers(1, 4), st.data())
def test_partial_marks_stay_within_bounds(right: int, wrong: int, data: st.DataObject) -> None:
    item = MultipleItem.model_validate(
        {**MULTIPLE, "right": [f"r{i}" for i in range(right)], "wrong": [f"w{i}" for i in range(wrong)],
         "marking": "partial_floor0"}
    )  # fmt: skip
    ticked = data.draw(st.sets(st.integers(0, right + wrong - 1)))
    share = share_earned(item, tuple(sorted(ticked)))
    assert 0 <= share <= 1
    assert (share == 1) == (ticked == item.key)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("48", "48"), ("48小时", "48"), (" 48 小时 ", "48"), ("４８", "48"), ("1,299", "1299"), ("0.5", "0.5"),
        ("-3", "-3"), ("四十八", None), ("48左右", None), ("", None), ("1,29", None), ("NaN", None), ("1e3", None),
        ("٤٨", None),
    ],
)  # fmt: skip
def test_numbers_as_people_type_them(text: str, value: str | None) -> None:
    assert number_given(text, "小时") == (None if value is None else Decimal(value))


def test_tolerance_includes_its_ends() -> None:
    item = NumberItem.model_validate(
        {"id": "n", "kind": "number", "topic": "t", "stem": "?", "answer": 48, "tolerance": Decimal("0.5")}
    )
    assert [share_earned(item, text) for text in ("47.5", "48.5", "48.51")] == [1, 1, 0]


def test_figures_are_rounded_down() -> None:
    assert floored(Fraction(6999, 100), 1) == Decimal("69.9")
    assert floored(Fraction(2, 3), 4) == Decimal("0.6666")
    assert str(floored(Fraction(70), 1)) == "70.0"


def test_the_scale_is_straight_between_its_points_and_level_outside() -> None:
    points = ((Decimal(20), Decimal(0)), (Decimal(50), Decimal(60)), (Decimal(80), Decimal(100)))
    values = [on_scale(points, Fraction(x)) for x in (0, 20, 35, 50, 65, 80, 200)]
    assert values == [0, 0, 30, 60, 80, 100, 100]


def test_response_marks_fall_in_a_straight_line() -> None:
    assert [line_between(Fraction(x), Fraction(10), Fraction(40)) for x in (5, 10, 25, 40, 99)] == [
        1, 1, Fraction(1, 2), 0, 0,
    ]  # fmt: skip


def gate(marks: Marks, gate_id: str) -> Gate:
    return next(gate for gate in marks.gates if gate.id == gate_id)


def marks_of(sitting: Sitting) -> Marks:
    return mark(sitting.form, sitting.state)


def test_eleven_of_fifteen_products_fail_and_twelve_pass(open_sitting: OpenSitting) -> None:
    sitting = open_sitting().sitting
    sitting.start()
    presented = sitting.presented
    assert presented is not None
    products = [asked.item for asked in presented.items if asked.item.topic.startswith("商品")]
    assert len(products) == 15

    def answer_right(item: object) -> None:
        from exam_tui.rehearsal.candidates import _right

        sitting.answer(item.id, _right(item))  # type: ignore[attr-defined, arg-type]

    for item in products[:11]:
        answer_right(item)
    found = gate(marks_of(sitting), "questions.ratio")
    assert (found.met, found.correct, found.asked, found.figure) == (False, 11, 15, Decimal("0.7333"))
    answer_right(products[11])
    found = gate(marks_of(sitting), "questions.ratio")
    assert (found.met, found.figure) == (True, Decimal("0.8000"))


def typed_for(sitting: Sitting, clock: VirtualClock, characters: int, ms: int) -> TypingMarks:
    sitting.start()
    sitting.leave_section()
    sitting.enter_next_section()
    begin_typing(sitting)
    presented = sitting.presented
    assert presented is not None
    text = "".join(presented.passages[0].pieces[0].text.split())[:characters]
    sitting.type_text(text)
    clock.advance(ms)
    sitting.finish_typing()
    detail = marks_of(sitting).sections[1].detail
    assert isinstance(detail, TypingMarks)
    return detail


@pytest.mark.parametrize(("characters", "met"), [(249, False), (250, True)])
def test_the_speed_line_is_exact(open_sitting: OpenSitting, clock: VirtualClock, characters: int, met: bool) -> None:
    sitting = open_sitting().sitting
    typed_for(sitting, clock, characters, 5 * 60_000)
    assert gate(marks_of(sitting), "typing.cpm").met is met


def test_a_quick_start_and_an_early_stop_are_no_speed(open_sitting: OpenSitting, clock: VirtualClock) -> None:
    sitting = open_sitting().sitting
    typed_for(sitting, clock, 30, 5_000)
    assert sitting.state.typing_now is not None  # three minutes have to be over
    sitting.submit()
    detail = marks_of(sitting).sections[1].detail
    assert isinstance(detail, TypingMarks)
    assert (detail.tests[0].elapsed_ms, detail.net_cpm) == (180_000, Decimal("10.0"))


def test_an_interrupted_test_below_the_line_is_for_a_person(open_sitting: OpenSitting, clock: VirtualClock) -> None:
    held = open_sitting()
    held.sitting.start()
    held.sitting.leave_section()
    held.sitting.enter_next_section()
    begin_typing(held.sitting)
    held.locks.release()
    sitting = open_sitting().sitting
    clock.advance(24 * 60_000)
    sitting.tick()
    assert gate(marks_of(sitting), "typing.cpm").met is None


def chat_marks(library: Library, turns: list[list[str]], name: str = "late-parcel") -> RoleplayMarks:
    from exam_tui.dialogue.stepping import next_move

    script, policy = library.scripts[name], library.policy("qinghe")
    chat, now = Chat(name), 0
    for turn in [[], *turns]:
        for message in turn:
            now += 5_000
            chat = chat.said(message, now)
        now += 10_000
        move = next_move(script, policy, chat, now)
        if move is not None:
            chat = chat.moved(move, now)
        if chat.ended:
            break
    return RoleplayMarks(chats=(mark_chat(script, policy, chat)[1],))


def test_who_says_nothing_earns_nothing(library: Library) -> None:
    (silent,) = chat_marks(library, []).chats
    assert silent.marks == 0
    assert all(dimension.earned == 0 for dimension in silent.dimensions)


def test_junk_earns_next_to_nothing(library: Library) -> None:
    (junk,) = chat_marks(library, [["aaaa"], ["aaaa"], ["aaaa"], ["aaaa"]]).chats
    assert junk.relevant == 0
    assert {d.dimension: d.earned for d in junk.dimensions if d.dimension != "response"} == {
        "tone": 0, "process": 0, "promise": 0,
    }  # fmt: skip


def test_a_customer_who_reacts_to_a_slip_has_not_been_answered(library: Library) -> None:
    model = [list(turn) for turn in library.scripts["late-parcel"].model.turns]
    (good,) = chat_marks(library, model[:1]).chats
    (blames,) = chat_marks(library, [["是快递公司的问题，您找快递"]]).chats
    (both,) = chat_marks(library, [[*model[0], "是快递公司的问题，您找快递"]]).chats
    (again,) = chat_marks(
        library, [["是快递公司的问题，您找快递"], ["就是快递公司的问题"], ["真是快递公司的问题"]]
    ).chats
    assert (good.relevant, blames.relevant, both.relevant) == (1, 0, 1)  # who also does what is due has answered
    assert again.relevant == 0  # also where the rule counts no more


def test_a_critical_slip_takes_the_chat(library: Library) -> None:
    model = [list(turn) for turn in library.scripts["late-parcel"].model.turns]
    (good,) = chat_marks(library, model).chats
    (bad,) = chat_marks(library, [[*model[0], "您加我微信，我微信转账退您"], *model[1:]]).chats
    assert good.marks >= 95
    assert bad.critical
    assert bad.marks == 0


def test_a_promise_that_cannot_be_kept_costs_promise_marks_and_says_where(library: Library) -> None:
    model = [list(turn) for turn in library.scripts["late-parcel"].model.turns]
    (good,) = chat_marks(library, model).chats
    (bad,) = chat_marks(library, [model[0], [*model[1], "您放心，明天一定到"], *model[2:]]).chats
    promise = {d.dimension: d.earned for d in bad.dimensions}["promise"]
    assert promise < {d.dimension: d.earned for d in good.dimensions}["promise"]
    slip = next(f for f in bad.findings if f.rule == "promise.arrival")
    assert slip.turn == 1
    assert slip.quote == "您放心，明天一定到"[slip.start : slip.end]
    assert slip.advice


@pytest.mark.parametrize(("profile", "outcome"), [("perfect", "passed"), ("silent", "failed"), ("average", "failed")])
def test_simulated_candidates_get_what_they_deserve(finished: Callable[..., Path], profile: str, outcome: str) -> None:
    from exam_tui.results.document import parse_result

    marks = parse_result((finished(profile) / "result.json").read_bytes()).marks
    assert marks.outcome == outcome
    if profile == "perfect":
        assert marks.overall == 100
    if profile == "silent":
        assert marks.overall == 0
