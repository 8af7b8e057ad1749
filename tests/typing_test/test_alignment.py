"""A candidate's speed must be exact to the character: one slip costs one, and nothing is charged twice."""

from __future__ import annotations

import itertools

import tomli as tomllib
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_tui.content.workspace import shipped_root
from exam_tui.typing_test.alignment import align, countable, steps, wrong_positions
from exam_tui.typing_test.layout import split_typed, wrap_passage

PASSAGE = "您好，欢迎光临青禾小铺。我是客服小禾，很高兴为您服务！这款面霜不含香精，早晚各用一次。"
LONG = "\n".join(
    tomllib.loads((shipped_root() / "question_banks/passages" / f"service-prose-{number}.toml").read_text("utf-8"))[
        "passage"
    ]["text"]
    for number in (2, 7)
)
short = st.text("甲乙丙，", max_size=7)


def counts(typed: str, passage: str = PASSAGE) -> tuple[int, int, int, int, int]:
    found = align(passage, typed)
    return found.correct, found.substituted, found.omitted, found.inserted, found.reached


def test_perfect_text_is_all_correct() -> None:
    assert counts(PASSAGE) == (len(PASSAGE), 0, 0, 0, len(PASSAGE))


def test_nothing_typed_is_nothing_charged() -> None:
    assert counts("") == (0, 0, 0, 0, 0)


def test_stopping_early_costs_only_what_was_not_reached() -> None:
    assert counts(PASSAGE[:15]) == (15, 0, 0, 0, 15)


def test_one_missing_character_costs_one_not_the_rest_of_the_line() -> None:
    assert counts(PASSAGE[:5] + PASSAGE[6:30]) == (29, 0, 1, 0, 30)


def test_a_skipped_sentence_costs_that_sentence() -> None:
    assert counts(PASSAGE[:12] + PASSAGE[27:]) == (len(PASSAGE) - 15, 0, 15, 0, len(PASSAGE))


def test_a_doubled_character_costs_one() -> None:
    assert counts(PASSAGE[:6] + PASSAGE[5:20]) == (20, 0, 0, 1, 20)


def test_a_wrong_character_costs_one() -> None:
    assert counts(PASSAGE[:4] + "错" + PASSAGE[5:20]) == (19, 1, 0, 0, 20)


def test_width_of_punctuation_spaces_and_line_ends_do_not_count() -> None:
    assert counts("您好,欢迎 光临\n青禾小铺.我是") == (14, 0, 0, 0, 14)


def test_other_signs_are_not_equal() -> None:
    assert counts("您好、欢迎") == (4, 1, 0, 0, 5)


def reference(passage: str, typed: str) -> tuple[int, int, int, int, int]:
    """Every beginning of the passage and every cheapest script, by the textbook: cheapest, then longest, then most
    correct."""
    if not typed:
        return (0, 0, 0, 0, 0)
    # For each pair of lengths: (cost, substitutions, omissions, insertions), compared in this order.
    table: dict[tuple[int, int], tuple[int, int, int, int]] = {(0, 0): (0, 0, 0, 0)}
    for i, j in itertools.product(range(len(passage) + 1), range(len(typed) + 1)):
        ways = []
        if i and j:
            c, s, o, n = table[i - 1, j - 1]
            wrong = passage[i - 1] != typed[j - 1]
            ways.append((c + wrong, s + wrong, o, n))
        if i:
            c, s, o, n = table[i - 1, j]
            ways.append((c + 1, s, o + 1, n))
        if j:
            c, s, o, n = table[i, j - 1]
            ways.append((c + 1, s, o, n + 1))
        if ways:
            table[i, j] = min(ways)
    end = min(range(len(passage) + 1), key=lambda i: (table[i, len(typed)][0], -i))
    _, s, o, n = table[end, len(typed)]
    return (end - s - o, s, o, n, end)


@settings(max_examples=600)
@given(short, short)
def test_alignment_equals_an_exhaustive_reference(passage: str, typed: str) -> None:
    assert counts(typed, passage) == reference(passage, typed)


@settings(max_examples=30, deadline=None)
@given(st.data(), st.integers(0, 500))
def test_long_texts_with_slips_are_aligned_as_well_as_by_the_textbook(data: st.DataObject, start: int) -> None:
    passage = countable(LONG[start : start + 120])
    slips = data.draw(st.lists(st.tuples(st.integers(0, 119), st.sampled_from("s-+d"), st.sampled_from(passage))))
    typed = list(passage)
    for place, slip, other in slips:
        if place < len(typed) and typed[place]:
            typed[place] = {"s": other, "-": "", "+": typed[place] + other, "d": typed[place] * 2}[slip]
    assert counts("".join(typed), passage) == reference(passage, "".join(typed))


@given(st.text("甲乙丙 ，", max_size=30), st.text("甲乙丙 ,", max_size=30), st.booleans())
def test_the_steps_are_those_that_are_counted(passage: str, typed: str, whole: bool) -> None:
    path = list(steps(passage, typed, whole=whole))
    found = align(passage, typed, whole=whole)
    assert sum(step.right for step in path) == found.correct
    assert sum(step.typed is None for step in path) == found.omitted
    assert sum(step.presented is None for step in path) == found.inserted
    assert [step.presented for step in path if step.presented is not None] == [
        index for index, character in enumerate(passage) if not character.isspace()
    ][: found.reached]
    assert [step.typed for step in path if step.typed is not None] == [
        index for index, character in enumerate(typed) if not character.isspace()
    ]


def test_a_message_that_was_sent_was_due_to_its_end() -> None:
    found = align(PASSAGE, PASSAGE[:15], whole=True)
    assert (found.correct, found.omitted, found.reached) == (15, len(PASSAGE) - 15, len(PASSAGE))


@settings(deadline=None)
@given(st.integers(50, 400), st.lists(st.sampled_from("的一了是不我在有人这"), min_size=30, max_size=60))
def test_a_junk_tail_finds_no_place_far_away(typed: int, junk: list[str]) -> None:
    passage = countable(LONG)
    found = align(passage, passage[:typed] + "".join(junk))
    assert found.reached <= typed + len(junk) + len(junk) // 8  # hardly further than as many characters as were typed
    assert found.correct <= typed + len(junk) // 4
    assert found.substituted + found.omitted + found.inserted >= len(junk) * 3 // 4


def test_junk_from_elsewhere_earns_nothing() -> None:
    assert counts(PASSAGE[:20] + "x" * 12)[0] == 20


@given(st.text(max_size=30), st.text(max_size=30))
def test_as_many_characters_are_marked_as_cost_something(passage: str, typed: str) -> None:
    found = align(passage, typed)
    wrong = wrong_positions(passage, typed)
    assert len(wrong) <= found.substituted + found.inserted + found.omitted
    assert bool(wrong) >= bool(found.inserted)
    assert all(0 <= position < len(typed) for position in wrong)


def test_no_line_of_the_passage_begins_with_a_full_stop() -> None:
    lines = [line.text for line in wrap_passage("一二三四。五六", 8, lambda text: 2 * len(text))]
    assert lines == ["一二三", "四。五六"]


@given(st.text("甲乙a1 ，。\n", min_size=1, max_size=80), st.integers(4, 40), st.text("甲乙a1 ，", max_size=90))
def test_lines_on_the_screen_hold_all_text_and_fit(passage: str, width: int, typed: str) -> None:
    def cells(text: str) -> int:
        return sum(1 if c.isascii() else 2 for c in text)

    lines = wrap_passage(passage, width, cells)
    assert "".join(line.text for line in lines) == passage.replace("\n", "")
    assert all(cells(line.text) <= width for line in lines)
    parts = split_typed(typed, lines)
    assert "".join(text for _, text in parts) == typed
    assert len(parts) <= max(1, len(lines))
    for (start, text), (following, _) in itertools.pairwise(parts):
        assert start + len(text) == following
    for (_, text), line in zip(parts[:-1], lines, strict=False):
        assert len(countable(text)) == line.counted


@given(
    st.text("甲乙a1 ，", min_size=1, max_size=60), st.integers(4, 12),
    st.lists(st.one_of(st.text("甲乙a \n", min_size=1, max_size=9), st.integers(1, 12)), max_size=20),
)  # fmt: skip
def test_lines_made_key_by_key_are_those_made_at_once(passage: str, width: int, keys: list[str | int]) -> None:
    lines = wrap_passage(passage, width, len)
    typed, known = "", split_typed("", lines)
    for key in keys:
        typed = typed + key if isinstance(key, str) else typed[: max(0, len(typed) - key)]
        known = split_typed(typed, lines, known)
        assert known == split_typed(typed, lines)


def test_enter_brings_the_lines_back_into_step() -> None:
    lines = wrap_passage("甲乙丙丁\n戊己庚辛", 8, len)
    assert [text for _, text in split_typed("甲丁\n戊己", lines)] == ["甲丁\n", "戊己"]
    assert [text for _, text in split_typed("甲乙丙丁戊", lines)] == ["甲乙丙丁", "戊"]
    assert [text for _, text in split_typed("甲\n戊\n再多", lines)] == [
        "甲\n",
        "戊\n再多",
    ]  # nothing comes after the last


def test_a_number_stays_on_one_line() -> None:
    def lines(passage: str, width: int) -> list[str]:
        return [line.text for line in wrap_passage(passage, width, len)]

    assert lines("请您核对一下这个订单号20261118，请查收", 17) == ["请您核对一下这个订单号", "20261118，请查收"]
    assert lines("请核对订单号20261118，请查收", 14 + 2) == ["请核对订单号20261118，请", "查收"]
    assert lines("请您核对一下单号20261118，请查收", 16) == [
        "请您核对一下单号",
        "20261118，请查收",
    ]  # the comma begins no line
    assert lines("编号" + "1" * 30, 10) == [
        "编号" + "1" * 8,
        "1" * 10,
        "1" * 10,
        "1" * 2,
    ]  # too long to be kept together
