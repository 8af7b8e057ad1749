"""Every kind of item must be marked by its named rule, and guessing must never pay."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_tui.content.bank import BankFile
from exam_tui.content.items import (
    FillItem,
    Item,
    MatchItem,
    MultipleItem,
    OrderItem,
    ShortItem,
    SingleItem,
    guess_chance,
)
from exam_tui.marking.human import HumanMark
from exam_tui.marking.knowledge import corrected_for_guessing, wilson_interval
from exam_tui.marking.questions import Share, item_share, order_share, points_reached, share_earned
from exam_tui.sitting.form import FormItem

BASE: dict[str, Any] = {"id": "x", "topic": "t", "stem": "?"}


def order(count: int, marking: str = "partial_order") -> OrderItem:
    return OrderItem.model_validate(
        {**BASE, "kind": "order", "steps": [f"第{i}步" for i in range(count)], "marking": marking}
    )


MATCH = MatchItem.model_validate(
    {**BASE, "kind": "match", "pairs": [["a", "1"], ["b", "2"], ["c", "3"]], "extra": ["4"]}
)
SHORT = ShortItem.model_validate(
    {
        **BASE, "kind": "short", "sample": "抱歉，我查一下",
        "points": [{"any": ["抱歉", "对不起"]}, {"any": ["查"], "none": ["不查"], "worth": 3}],
    }
)  # fmt: skip


@pytest.mark.parametrize("typed", ["七天", " 7天 ", "７天", "“7天”", "7天。", "7 天"])
def test_a_fill_answer_is_taken_however_it_is_typed(typed: str) -> None:
    item = FillItem.model_validate({**BASE, "stem": "____内", "kind": "fill", "accept": ["七天", "7天"]})
    assert share_earned(item, typed) == 1


@pytest.mark.parametrize("typed", ["17天", "七", "7天左右", "", "1-2"])
def test_a_fill_answer_is_not_taken_for_looking_like_it(typed: str) -> None:
    item = FillItem.model_validate({**BASE, "stem": "____内", "kind": "fill", "accept": ["七天", "7天", "12"]})
    assert share_earned(item, typed) == 0


def test_an_order_earns_by_pairs_and_a_reversal_nothing() -> None:
    item = order(4)
    assert share_earned(item, (0, 1, 2, 3)) == 1
    assert share_earned(item, (1, 0, 2, 3)) == Fraction(4, 6)
    assert share_earned(item, (3, 2, 1, 0)) == 0
    assert share_earned(item, (0, 1)) == Fraction(1, 6)
    assert share_earned(order(4, "all_or_nothing"), (1, 0, 2, 3)) == 0


def test_guessing_an_order_earns_little() -> None:
    """Without the floor the mean over all orders is 0; with it, it stays well below what partial knowledge earns."""
    shares = [order_share(p, 5) for p in permutations(range(5))]
    assert sum(shares) / len(shares) < Fraction(1, 5)
    raw = [2 * sum(a < b for i, a in enumerate(p) for b in p[i + 1 :]) - 10 for p in permutations(range(5))]
    assert sum(raw) == 0


def test_a_match_earns_pair_by_pair() -> None:
    assert share_earned(MATCH, (0, 1, 2)) == 1
    assert share_earned(MATCH, (0, 2, 1)) == Fraction(1, 3)
    assert share_earned(MATCH, (0, -1, 3)) == Fraction(1, 3)
    whole = MATCH.model_copy(update={"marking": "all_or_nothing"})
    assert share_earned(whole, (0, 2, 1)) == 0


def test_a_short_answer_is_provisional_until_a_person_has_marked_it() -> None:
    answer = "对不起，我不查"
    assert points_reached(SHORT, answer) == (True, False)
    assert item_share(SHORT, answer, None) == Share(Fraction(1, 4), Fraction(0), Fraction(1))
    person = HumanMark(item="x", worth=3, reason="意思到了", by="李老师")
    assert item_share(SHORT, answer, person) == Share.settled(Fraction(3, 4))
    assert item_share(SHORT, None, None) == Share.settled(Fraction(0))  # nothing said: nothing to wait for
    machine = SHORT.model_copy(update={"human": False})
    assert item_share(machine, answer, None) == Share.settled(Fraction(1, 4))


@given(st.integers(1, 200), st.data())
def test_the_interval_holds_the_share_and_stays_within_bounds(asked: int, data: st.DataObject) -> None:
    correct = data.draw(st.integers(0, asked))
    low, high = wilson_interval(correct, asked)
    assert 0 <= low <= Decimal(correct) / asked <= high <= 1


def test_the_interval_is_wilsons() -> None:
    # 40 of 50: the textbook value.
    assert wilson_interval(40, 50) == (Decimal("0.6696"), Decimal("0.8876"))


def test_pure_guessing_corrects_to_nothing() -> None:
    items = [
        SingleItem.model_validate({**BASE, "id": f"s{i}", "kind": "single", "right": "a", "wrong": ["b", "c", "d"]})
        for i in range(8)
    ]
    asked = [FormItem(item=item, order=(0, 1, 2, 3), version="") for item in items]
    shares = {item.id: Share.settled(Fraction(index < 2)) for index, item in enumerate(items)}
    assert corrected_for_guessing(asked, shares, {item.id for item in items}) == 0
    # Leaving what one does not know open costs nothing.
    assert corrected_for_guessing(asked, shares, {"s0", "s1"}) == Fraction(2, 8)


@pytest.mark.parametrize(
    ("item", "chance"),
    [
        (order(3), Fraction(1, 6)),
        (MATCH, Fraction(1, 24)),
        (SHORT, Fraction(0)),
        (
            MultipleItem.model_validate({**BASE, "kind": "multiple", "right": ["a", "b"], "wrong": ["c"]}),
            Fraction(1, 7),
        ),
    ],
)
def test_chances_of_guessing(item: Item, chance: Fraction) -> None:
    assert guess_chance(item) == chance


def test_a_better_explanation_does_not_make_another_item() -> None:
    raw = {**BASE, "kind": "single", "right": "a", "wrong": ["b", {"text": "c", "why": "因为"}]}
    first = SingleItem.model_validate(raw)
    assert first.version == SingleItem.model_validate({**raw, "explain": "说明", "wrong": ["b", "c"]}).version
    assert first.version != SingleItem.model_validate({**raw, "wrong": ["b", "d"]}).version


def test_a_version_does_not_depend_on_keys_that_were_added_later() -> None:
    """Statistics and exposure count by version: a default that is new must not make every item a new one."""
    bank = BankFile.model_validate(
        {"bank": {"id": "b", "title": "b"}, "question": [{**BASE, "kind": "judge", "answer": True}]}
    )
    assert bank.question[0].version == (
        "sha256:" + __import__("hashlib").sha256(
            b'{"answer":true,"kind":"judge","marking":"all_or_nothing","stem":"?"}'
        ).hexdigest()
    )  # fmt: skip
