"""Every figure that a candidate could dispute, from strokes whose outcome is plain."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_tui.content.paper import TypingGate, TypingSection
from exam_tui.content.passage import Piece, piece_of
from exam_tui.typing_test.figures import earliest_end_ms, figures_of
from exam_tui.typing_test.measures import MarkedRun, Measures, measure, windows
from exam_tui.typing_test.scoring import Score, score
from exam_tui.typing_test.strokes import Stroke, bursts_of, replies_of, strokes_of

SENTENCES = Piece("您好，欢迎光临。请问需要什么？\n谢谢您的耐心等待。")
ORDER = piece_of("您的订单 {2026111812345} 已经发出，请查收。")


def typed(*texts: str, each_ms: int = 1000) -> list[Stroke]:
    return [Stroke((index + 1) * each_ms, "typed", text) for index, text in enumerate(texts)]


def once(piece: Piece, text: str, ms: int = 60_000) -> Measures:
    return of_texts([piece], [text], ms)


def of_texts(pieces: list[Piece], texts: list[str], ms: int) -> Measures:
    return measure(pieces, strokes_of(len(pieces), texts), ms)


@pytest.mark.parametrize(
    ("correct", "ms", "cpm"), [(250, 300_000, "50.0"), (249, 300_000, "49.8"), (2499, 3_000_000, "49.9")]
)
def test_speed_is_never_rounded_up(correct: int, ms: int, cpm: str) -> None:
    assert once(Piece("字" * correct), "字" * correct, ms).score.net_cpm == Decimal(cpm)


def test_gross_counts_what_stands_net_what_is_right() -> None:
    found = once(SENTENCES, "您好，换迎光临临。")
    assert (found.score.correct, found.score.substituted, found.score.inserted) == (7, 1, 1)
    assert (found.score.net_cpm, found.score.gross_cpm) == (Decimal(7), Decimal(9))
    assert found.score.accuracy == Decimal("0.7777")


def test_nothing_typed_is_nothing_and_no_error() -> None:
    found = measure([SENTENCES], [], 180_000)
    assert (found.score.net_cpm, found.score.gross_cpm, found.score.accuracy, found.steadiness) == (0, 0, 0, None)
    assert found.marked == ()
    assert found.course == (0,) * 6


def test_what_was_erased_costs_nothing_and_is_told() -> None:
    strokes = [*typed("您号"), Stroke(2000, "erased", count=1), Stroke(3000, "typed", "好，")]
    found = measure([SENTENCES], strokes, 60_000)
    assert (found.score.correct, found.score.substituted, found.entered, found.erased) == (3, 0, 4, 1)
    assert found.erased_share == Decimal("0.25")


def test_the_course_tells_when_right_characters_came() -> None:
    strokes = [Stroke(1_000, "typed", "您好，"), Stroke(29_999, "typed", "欢"), Stroke(30_000, "typed", "迎光错")]
    found = measure([SENTENCES], strokes, 90_000)
    assert found.course == (4, 2, 0)
    assert sum(found.course) == found.score.correct


def test_an_even_hand_is_steady() -> None:
    piece = Piece("甲乙丙丁" * 30)
    even = [Stroke(index * 30_000, "typed", piece.text[index * 20 : index * 20 + 20]) for index in range(4)]
    assert measure([piece], even, 120_000).steadiness == 1
    uneven = [Stroke(0, "typed", piece.text[:80])]
    assert measure([piece], uneven, 120_000).steadiness == 0


def test_sentences_count_when_they_are_whole() -> None:
    found = once(SENTENCES, "您好，欢迎光临。请问需要甚么？谢谢您的")
    assert (found.sentences_right, found.sentences_reached) == (1, 2)


def test_the_most_confused_characters_are_named() -> None:
    found = once(Piece("的地得的地得的"), "得地得得地得的")
    assert found.confusions == (("的", "得", 2),)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("您的订单2026111812345已经发出", 1),
        ("您的订单 2026111812345 已经发出", 1),
        ("您的订单2026111812346已经发出", 0),
        ("您的订单202611181234已经发出", 0),
        ("您的订单20261118123455已经发出", 0),
        ("您的订单12026111812345已经发出", 0),
        ("您的订单２０２６１１１８１２３４５已经发出", 0),
        ("您的订单2026111812345已已经发出", 1),
        ("您的订单2026111812345.5已经发出", 0),
        ("您的订单-2026111812345已经发出", 0),
        ("您的订单２2026111812345已经发出", 0),
        ("您的订单20261118123455经发出", 0),
    ],
)
def test_an_exact_field_is_right_only_to_the_last_character(text: str, right: int) -> None:
    found = once(ORDER, text)
    assert (found.score.fields_right, found.score.fields_asked) == (right, 1)
    assert (found.score.correct >= 21) == bool(right)  # a number with one wrong figure is a wrong number
    assert found.score.correct == 21 or found.score.correct <= 8


def test_in_a_field_a_full_stop_is_no_decimal_point() -> None:
    piece = piece_of("退您 {58.50} 元。")
    assert once(piece, "退您58.50元.").score.fields_right == 1
    assert once(piece, "退您58。50元。").score.fields_right == 0


@settings(max_examples=300)
@given(st.text("12甲。", max_size=12), st.text("12甲.", max_size=12), st.booleans())
def test_the_quick_score_is_that_of_the_explanation(passage: str, typed: str, chat: bool) -> None:
    pieces = [piece_of(passage.replace("1", "{12}甲", 1))] * (2 if chat else 1)
    strokes = strokes_of(len(pieces), [typed, typed[::-1]] if chat else [typed])
    assert score(pieces, strokes, 60_000) == measure(pieces, strokes, 60_000).score


def test_the_last_window_is_long_enough_to_mean_something() -> None:
    assert windows(60_100) == [30_000, 30_100]
    assert windows(75_000) == [30_000, 30_000, 15_000]
    assert windows(5_000) == [5_000]
    found = measure([SENTENCES], [Stroke(60_050, "typed", "您好，")], 60_100)
    assert found.course == (0, 3)


def test_steadiness_is_exact() -> None:
    piece = Piece("甲乙丙丁戊己庚辛壬癸")
    strokes = [Stroke(0, "typed", piece.text[:3]), Stroke(30_000, "typed", piece.text[3:])]
    assert measure([piece], strokes, 60_000).steadiness == Decimal("0.6")


def test_spaces_that_come_and_go_are_nothing() -> None:
    strokes = [Stroke(0, "typed", "您好   "), Stroke(1, "erased", count=3)]
    found = measure([SENTENCES], strokes, 60_000)
    assert (found.entered, found.erased, found.erased_share) == (2, 0, 0)


def test_a_field_that_time_cut_off_is_not_charged() -> None:
    found = once(ORDER, "您的订单202611")
    assert (found.score.correct, found.score.fields_asked) == (10, 0)


def test_a_chat_is_marked_reply_by_reply_and_the_first_key_is_noted() -> None:
    pieces = [Piece("您好，在的。", (), "在吗"), Piece("马上为您查。", (), "到哪了"), Piece("不客气。", (), "谢谢")]
    strokes = [
        Stroke(2_000, "typed", "您好，在"), Stroke(4_000, "sent"),
        Stroke(7_500, "typed", "马上为您"), Stroke(8_000, "typed", "查。"), Stroke(9_000, "sent"),
        Stroke(9_900, "typed", "不"),
    ]  # fmt: skip
    found = measure(pieces, strokes, 60_000)
    assert (found.score.correct, found.score.omitted, found.score.substituted) == (
        11,
        2,
        0,
    )  # the first reply was sent too early
    assert found.first_key_ms == (2_000, 3_500, 900)


def test_what_is_typed_after_the_last_reply_is_extra() -> None:
    found = of_texts([Piece("好的。"), Piece("再见。")], ["好的。", "再见。", "多余"], 60_000)
    assert (found.score.correct, found.score.inserted) == (6, 2)


def test_the_marked_difference_holds_both_texts() -> None:
    found = once(SENTENCES, "您好，换迎光临。。请要什么")
    assert found.marked == (
        MarkedRun("right", "您好，", ""),
        MarkedRun("substituted", "欢", "换"),
        MarkedRun("right", "迎光临。", ""),
        MarkedRun("inserted", "", "。"),
        MarkedRun("right", "请", ""),
        MarkedRun("omitted", "问需", ""),
        MarkedRun("right", "要什么", ""),
    )


@given(st.text("甲乙丙，。{}", max_size=40).filter(lambda text: "{" not in text and "}" not in text), st.data())
def test_the_difference_can_be_put_together_again(passage: str, data: st.DataObject) -> None:
    text = data.draw(st.text("甲乙丙，。", max_size=40))
    found = once(Piece(passage), text)
    shown = "".join(run.presented for run in found.marked)
    stood = "".join(run.presented if run.kind == "right" else run.typed for run in found.marked)
    assert shown == passage[: len(shown)]
    assert stood == text
    assert len(shown) == found.reached


def test_slow_spots_are_what_took_longest() -> None:
    strokes = [
        Stroke(at, "typed", text) for at, text in ((1000, "您好"), (2000, "欢迎"), (9000, "鑫"), (10_000, "光临"))
    ]
    assert measure([SENTENCES], strokes, 60_000).slow == (("鑫", 7000),)


def test_a_commit_is_one_burst_however_it_is_delivered() -> None:
    keys = ((1000, "很"), (1003, "高"), (1010, "兴"), (1500, "为"))
    found = bursts_of([Stroke(at, "typed", text) for at, text in keys])
    assert [(burst.text, burst.gap_ms, burst.first) for burst in found] == [("很高兴", 1000, True), ("为", 490, False)]


@given(st.lists(st.one_of(st.text("甲乙", min_size=1, max_size=4), st.integers(1, 3), st.none())))
def test_replies_are_what_stands_after_all_strokes(keys: list[str | int | None]) -> None:
    strokes, texts = [], [""]
    for index, key in enumerate(keys):
        if key is None:
            strokes.append(Stroke(index, "sent"))
            texts.append("")
        elif isinstance(key, str):
            strokes.append(Stroke(index, "typed", key))
            texts[-1] += key
        elif texts[-1]:
            count = min(key, len(texts[-1]))
            strokes.append(Stroke(index, "erased", count=count))
            texts[-1] = texts[-1][:-count]
    found = replies_of(strokes)
    assert [reply.text for reply in found] == texts
    assert all(len(reply.times) == len(reply.characters) for reply in found)


# -- several tests ------------------------------------------------------------------------------------------------


def section(**more: object) -> TypingSection:
    return TypingSection.model_validate(
        {
            "id": "typing", "kind": "typing", "title": "打字", "minutes": 5, "weight": 1,
            "passages": {"group": "g", "count": 2}, "scale": [[0, 0], [100, 100]],
            "gate": {"cpm": 50, "accuracy": Decimal("0.95")}, **more,
        }
    )  # fmt: skip


def test_of(correct: int, wrong: int = 0, ms: int = 300_000) -> Score:
    return once(Piece("字" * (correct + wrong)), "字" * correct + "错" * wrong, ms).score


test_of.__test__ = False  # type: ignore[attr-defined]


def test_the_mean_is_over_all_characters_and_all_the_time() -> None:
    found = figures_of(section(), [test_of(300), test_of(180)])
    assert (found.cpm, found.counted) == (Fraction(48), (0, 1))
    found = figures_of(section(), [test_of(300), test_of(120, ms=180_000)])
    assert found.cpm == Fraction(420, 8)


def test_the_best_is_one_test_and_not_the_best_of_each_figure() -> None:
    fast_and_wrong, slow_and_right = test_of(300, wrong=60), test_of(255, wrong=2)
    found = figures_of(section(rule="best"), [fast_and_wrong, slow_and_right])
    assert found.counted == (1,)  # it meets both lines, the faster one does not
    assert found.meets(section().gate)


def test_the_retest_counts_only_if_it_is_better() -> None:
    rule = section(passages={"group": "g", "count": 1}, retest=True)
    assert figures_of(rule, [test_of(240), test_of(260)]).counted == (1,)
    assert figures_of(rule, [test_of(240), test_of(200)]).counted == (0,)


def test_lines_are_met_by_exact_figures() -> None:
    gate = TypingGate(cpm=Decimal(50), accuracy=Decimal("0.95"))
    assert figures_of(section(), [test_of(250), test_of(250)]).meets(gate)
    assert not figures_of(section(), [test_of(250), test_of(249)]).meets(gate)


def test_no_test_is_no_speed() -> None:
    found = figures_of(section(), [])
    assert (found.cpm, found.accuracy, found.fields, found.counted) == (0, 0, 0, ())


def test_a_test_can_be_finished_after_three_minutes_or_its_own_length() -> None:
    assert earliest_end_ms(section()) == 180_000
    assert earliest_end_ms(section(minutes=1)) == 60_000


def test_a_wrong_field_is_told_as_a_whole() -> None:
    found = once(ORDER, "您的订单2026111812346已经发出")
    assert [(run.kind, run.presented.strip(), run.typed) for run in found.marked] == [
        ("right", "您的订单", ""),
        ("field", "2026111812345", "2026111812346"),
        ("right", "已经发出", ""),
    ]
