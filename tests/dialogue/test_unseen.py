"""People who never saw a script must be understood by it, and who serves better must get more marks."""

from __future__ import annotations

import hashlib

import pytest

from benchmarks.unseen import FILE, Tried, candidates_in_order, replies, try_all
from exam_tui.content.library import Library

FROZEN = "b573fc117e62a4603189b36bae18afdd83553acdd897d18797e5cf378620a47d"


@pytest.fixture(scope="module")
def tried(library: Library) -> list[Tried]:
    return list(try_all(library, replies()))


def test_the_replies_are_those_that_were_written_blind() -> None:
    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == FROZEN


@pytest.mark.parametrize("quality", ["good", "mediocre", "bad"])
def test_replies_lead_somewhere_sensible(tried: list[Tried], quality: str) -> None:
    some = [one.sensible for one in tried if one.quality == quality]
    assert len(some) == 200
    assert sum(some) / len(some) >= 0.92


def test_who_serves_better_gets_more_marks(tried: list[Tried]) -> None:
    orders = candidates_in_order(tried)
    assert sum(right for right, _ in orders.values()) / sum(count for _, count in orders.values()) >= 0.95
    for pair in (("good", "bad"), ("mediocre", "bad")):
        right, count = orders[pair]
        assert right / count >= 0.97
