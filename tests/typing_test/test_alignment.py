"""A candidate's speed must be exact to the character: one slip costs one, and nothing is charged twice."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from exam_tui.typing_test.alignment import align, countable, wrong_positions
from exam_tui.typing_test.layout import split_typed, wrap_passage

PASSAGE = "您好，欢迎光临青禾小铺。我是客服小禾，很高兴为您服务！这款面霜不含香精，早晚各用一次。"
short = st.text("甲乙丙，", max_size=7)


def counts(typed: str, passage: str = PASSAGE) -> tuple[int, int, int, int, int]:
    found = align(passage, typed)
    return found.correct, found.substituted, found.omitted, found.inserted, found.reached


def test_perfect_text_is_all_correct() -> None:
    assert counts(PASSAGE) == (len(PASSAGE), 0, 0, 0, len(PASSAGE))


def test_nothing_typed_is_nothing_charged() -> None:
    assert counts("") == (0, 0, 0, 0, 0)
    assert align(PASSAGE, "").accuracy == 0


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


@given(short, short)
def test_alignment_is_as_cheap_as_the_best_beginning(passage: str, typed: str) -> None:
    found = align(passage, typed)
    best = min(Levenshtein.distance(passage[:end], typed) for end in range(len(passage) + 1)) if typed else 0
    assert found.substituted + found.omitted + found.inserted == best
    assert found.correct + found.substituted + found.inserted == len(typed)
    assert found.correct + found.substituted + found.omitted == found.reached
    assert 0 <= found.accuracy <= 1


@given(st.text(max_size=30), st.text(max_size=30))
def test_wrong_positions_are_the_substituted_and_inserted_ones(passage: str, typed: str) -> None:
    found = align(passage, typed)
    wrong = wrong_positions(passage, typed)
    assert len(wrong) == found.substituted + found.inserted
    assert all(0 <= position < len(typed) for position in wrong)


@pytest.mark.parametrize(
    ("correct", "ms", "cpm"), [(250, 300_000, "50.0"), (249, 300_000, "49.8"), (2499, 3_000_000, "49.9")]
)
def test_speed_is_never_rounded_up(correct: int, ms: int, cpm: str) -> None:
    text = "字" * correct
    assert align(text, text).net_cpm(ms) == Decimal(cpm)


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
