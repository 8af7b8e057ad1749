"""People who never saw a script must be understood by it, and who serves better must get more marks."""

from __future__ import annotations

import hashlib

import pytest

from benchmarks.unseen import FILES, Tried, candidates_in_order, replies, try_all
from exam_tui.content.library import Library

FROZEN = {
    "unseen.jsonl": "b573fc117e62a4603189b36bae18afdd83553acdd897d18797e5cf378620a47d",
    "unseen-2.jsonl": "6c636bf68300df85d1bba87b978e562287a6ec37d4c411b0290e84dce1e4a866",
}


@pytest.fixture(scope="module", params=FILES, ids=lambda file: file.name)
def tried(library: Library, request: pytest.FixtureRequest) -> list[Tried]:
    return list(try_all(library, replies(request.param)))


def test_the_replies_are_those_that_were_written_blind() -> None:
    assert {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in FILES} == FROZEN


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
