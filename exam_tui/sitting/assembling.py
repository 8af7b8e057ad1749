"""Choosing items for a section: the blueprint's counts, no enemies, equal difficulty from form to form.

A draw's items are spread over difficulties (and, as far as that leaves room, over topics) as its pool is, by quotas
that do not depend on the seed. So all forms of a paper are equally hard, and differ in their items only. Among items
that fit a quota equally well, those come first that earlier sittings used least, then by sha256(seed, id).

Choosing greedily can run into a corner (a wide draw takes what a narrow one needs, enemies block each other), so it is
tried in up to `ATTEMPTS` orders, each fixed by the seed, and the one that keeps the quotas best is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from exam_tui.content.items import Item
from exam_tui.content.library import Offered
from exam_tui.content.paper import Draw
from exam_tui.content.seeded import seeded_order
from exam_tui.errors import ExamTuiError, Exit

ATTEMPTS = 24
_BY_USE, _BY_SEED = 8, 16
"""Until which attempt items are ordered by use, and until which by the seed alone."""
_LONG_ENOUGH = 4
"""So many more attempts are made for the sake of one item a product; for difficulty all of them."""
_WORSE = 10
"""An item of another difficulty is so much worse than a second one about the same product."""
Label = TypeVar("Label", bound=Hashable)


@dataclass
class Company:
    """Items that are in the form already, and who may not join them."""

    ids: set[str] = field(default_factory=set)
    _clues: set[str] = field(default_factory=set)
    _enemies: set[str] = field(default_factory=set)

    def admits(self, item: Item) -> bool:
        """Whether the item is new and gives nothing away, nor is given away."""
        return (
            item.id not in self.ids
            and item.id not in self._enemies
            and self._clues.isdisjoint(item.clues)
            and self.ids.isdisjoint(item.enemies)
        )

    def join(self, item: Item) -> None:
        """Take the item in."""
        self.ids.add(item.id)
        self._clues.update(item.clues)
        self._enemies.update(item.enemies)


def quotas(labels: Iterable[Label], count: int) -> dict[Label, int]:
    """`count` divided over labels in proportion to how often each occurs (largest remainders; ties by label)."""
    found = Counter(labels)
    whole = sum(found.values())
    if not whole:
        return {}
    shares = {label: divmod(count * number, whole) for label, number in found.items()}
    result = {label: share for label, (share, _) in shares.items()}
    left = count - sum(result.values())
    for label in sorted(shares, key=lambda one: (-shares[one][1], str(one)))[:left]:
        result[label] += 1
    return result


def choose_items(
    pools: Sequence[tuple[Draw, Sequence[Offered]]], seed: int, used_before: Mapping[str, int]
) -> list[list[Item]]:
    """Items for every draw of a paper, in a seeded order. Raises ExamTuiError where the draws can't be filled.

    `used_before`: how often each id has been used; whoever was used less goes first, as far as that leaves a way.
    """
    best: tuple[int, list[list[Item]]] | None = None
    failed: ExamTuiError | None = None
    for attempt in range(ATTEMPTS):
        try:
            chosen, deviation = _attempt(pools, f"{seed}:{attempt}" if attempt else seed, attempt, used_before)
        except ExamTuiError as error:
            failed = failed or error
            continue
        if best is None or deviation < best[0]:
            best = (deviation, chosen)
        if deviation == 0 or (best[0] < _WORSE and attempt >= _LONG_ENOUGH):
            break
    if best is None:
        assert failed is not None
        raise failed
    return best[1]


def _attempt(
    pools: Sequence[tuple[Draw, Sequence[Offered]]], seed: int | str, attempt: int, used_before: Mapping[str, int]
) -> tuple[list[list[Item]], int]:
    company = Company()
    chosen: dict[int, list[Item]] = {}
    deviation = 0
    # The draw with the least choice goes first, so that a wide one never takes what a narrow one needs.
    for number in sorted(range(len(pools)), key=lambda n: len(pools[n][1]) - pools[n][0].count):
        draw, pool = pools[number]
        by_id = {one.item.id: one for one in pool}
        order = _order(by_id, seed, attempt, used_before)
        items, missed = _fill(draw, [by_id[name] for name in order], company)
        if len(items) < draw.count:
            raise ExamTuiError(
                "draw.too_few_items", exit_code=Exit.USAGE, topic=draw.name, count=draw.count, have=len(items)
            )
        ids = {item.id: item for item in items}
        chosen[number] = [ids[name] for name in seeded_order(seed, ids)]
        deviation += missed
    return [chosen[number] for number in range(len(pools))], deviation


def _order(pool: Mapping[str, Offered], seed: int | str, attempt: int, used_before: Mapping[str, int]) -> list[str]:
    """Least used first; if that leads nowhere by the seed alone; in the end whoever stands in nobody's way first."""
    order = seeded_order(seed, pool)
    if attempt < _BY_USE:
        if used_before:
            order.sort(key=lambda name: used_before.get(name, 0))
    elif attempt >= _BY_SEED:
        named = Counter(enemy for one in pool.values() for enemy in one.item.enemies)
        sharing = Counter(clue for one in pool.values() for clue in one.item.clues)

        def in_the_way(name: str) -> int:
            item = pool[name].item
            return len(item.enemies) + named[name] + sum(sharing[clue] - 1 for clue in item.clues)

        order.sort(key=in_the_way)
    return order


def _fill(draw: Draw, order: Sequence[Offered], company: Company) -> tuple[list[Item], int]:
    """Take items in rounds, each asking less: first all quotas, in the end only that enemies stay apart.

    Returns the items and how far they are from the quotas of difficulty and from one item a product.
    """
    difficulty = quotas((one.item.difficulty for one in order), draw.count)
    topic = quotas((one.item.topic for one in order), draw.count)
    taken: list[Offered] = []
    levels: Counter[int] = Counter()
    topics: Counter[str] = Counter()
    subjects: set[str] = set()

    def fits_difficulty(one: Offered) -> bool:
        return levels[one.item.difficulty] < difficulty[one.item.difficulty]

    def fits_topic(one: Offered) -> bool:
        return topics[one.item.topic] < topic[one.item.topic]

    def new_subject(one: Offered) -> bool:
        return one.subject not in subjects

    rounds: tuple[tuple[Callable[[Offered], bool], ...], ...] = (
        (fits_difficulty, fits_topic, new_subject),
        (fits_difficulty, new_subject),
        (fits_difficulty,),
        (new_subject,),
        (),
    )
    for conditions in rounds:
        for one in order:
            if len(taken) == draw.count:
                break
            if all(condition(one) for condition in conditions) and company.admits(one.item):
                taken.append(one)
                company.join(one.item)
                levels[one.item.difficulty] += 1
                topics[one.item.topic] += 1
                subjects.add(one.subject)
    off = sum(abs(levels[level] - wanted) for level, wanted in difficulty.items())
    return [one.item for one in taken], _WORSE * off + len(taken) - len(subjects)
