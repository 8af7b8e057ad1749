"""Replies written without looking at the scripts: do they lead somewhere sensible, are they marked in the right order?

    python -m benchmarks.unseen [--all]

The replies lie in two sets in `tests/dialogue/` (see the README beside them). Each is said at its place of the script's
model dialogue, and the chat up to there is marked. Sensible: a good or mediocre reply takes a way that its author meant
for answers (not the fallback, no finding); a bad one takes the fallback, a finding, or a way that costs mood. In order:
over all pairs of one place, the better reply gets more marks.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

from exam_tui.content.library import Library
from exam_tui.content.policy import Policy
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.content.shelves import load_library
from exam_tui.dialogue.playing import Player
from exam_tui.marking.roleplay import mark_chat

ROOT = Path(__file__).parent.parent
FILES = tuple(ROOT / "tests" / "dialogue" / name for name in ("unseen.jsonl", "unseen-2.jsonl"))
RANK = {"bad": 0, "mediocre": 1, "good": 2}


@dataclass(frozen=True)
class Tried:
    """What became of one reply."""

    script: str
    node: str
    quality: str
    messages: tuple[str, ...]
    via: str
    sensible: bool
    marks: Fraction


def replies(file: Path) -> list[dict[str, Any]]:
    """All replies of a set."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def at_node(script: RoleplayFile, policy: Policy, node: str) -> Player:
    """The model dialogue up to a node; what is looked up there is looked up."""
    player = Player(script, policy)
    for turn in script.model.turns:
        if player.chat.node == node:
            for step in turn:
                if step.startswith("?"):
                    player.look_up(step[1:])
            return player
        player.take_turn(turn)
    raise KeyError(node)


def try_all(library: Library, entries: Iterable[dict[str, Any]]) -> Iterator[Tried]:
    """Say every reply at its place."""
    policy = library.policy("qinghe")
    for entry in entries:
        script = library.scripts[entry["script"]]
        player = at_node(script, policy, entry["node"])
        before = player.chat.mood
        move = player.say(entry["messages"])
        via, mood = (move.via, move.mood) if move is not None else ("waits", before)
        answered = not via.startswith(("fallback", "finding", "waits", "mood", "patience"))
        sensible = (not answered or mood < before) if entry["quality"] == "bad" else answered
        marks, _ = mark_chat(script, policy, player.chat)
        yield Tried(entry["script"], entry["node"], entry["quality"], tuple(entry["messages"]), via, sensible, marks)


def in_order(tried: Iterable[Tried]) -> dict[tuple[str, str], tuple[int, int]]:
    """For each two qualities: pairs of one place in which the better reply gets more marks, of all such pairs."""
    places: dict[tuple[str, str], dict[str, list[Tried]]] = defaultdict(lambda: defaultdict(list))
    for one in tried:
        places[one.script, one.node][one.quality].append(one)
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for better, worse in (("good", "mediocre"), ("good", "bad"), ("mediocre", "bad")):
        pairs = [pair for place in places.values() for pair in product(place[better], place[worse])]
        found[better, worse] = sum(one.marks > other.marks for one, other in pairs), len(pairs)
    return found


def candidates_in_order(tried: Iterable[Tried]) -> dict[tuple[str, str], tuple[int, int]]:
    """As `in_order`, for candidates: the first reply of each place is the first one's, and so on."""
    marks: dict[tuple[str, str], dict[str, list[Fraction]]] = defaultdict(lambda: defaultdict(list))
    for one in tried:
        marks[one.script, one.quality][one.node].append(one.marks)
    sums = {
        key: [sum(given, Fraction(0)) for given in zip(*nodes.values(), strict=True)] for key, nodes in marks.items()
    }
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for better, worse in (("good", "mediocre"), ("good", "bad"), ("mediocre", "bad")):
        pairs = [
            pair for name in {script for script, _ in sums} for pair in product(sums[name, better], sums[name, worse])
        ]
        found[better, worse] = sum(one > other for one, other in pairs), len(pairs)
    return found


def main() -> None:
    """Print shares, and with `--all` every reply that did not go as it should."""
    library = load_library(ROOT)
    for file in FILES:
        print(f"# {file.name}")
        tell(list(try_all(library, replies(file))))


def tell(tried: list[Tried]) -> None:
    """Print the shares of one set."""
    if "--all" in sys.argv:
        for one in tried:
            if not one.sensible:
                print(f"{one.script}/{one.node} {one.quality} {one.via}: {' / '.join(one.messages)}")
    for name in sorted({one.script for one in tried}):
        shares = []
        for quality in ("good", "mediocre", "bad"):
            some = [one for one in tried if one.script == name and one.quality == quality]
            mean = float(sum(one.marks for one in some) / len(some))
            shares.append(f"{quality} {sum(one.sensible for one in some)}/{len(some)} mean {mean:.1f}")
        print(f"{name:20} {'  '.join(shares)}")
    for quality in RANK:
        some = [one for one in tried if one.quality == quality]
        print(f"{quality}: sensible {sum(one.sensible for one in some) / len(some):.1%} of {len(some)}")
    for kind, orders in (("replies", in_order(tried)), ("candidates", candidates_in_order(tried))):
        for (better, worse), (right, count) in orders.items():
            print(f"{kind}: {better} above {worse} {right / count:.1%} of {count} pairs")
        print(
            f"{kind}: all {sum(right for right, _ in orders.values()) / sum(count for _, count in orders.values()):.1%}"
        )


if __name__ == "__main__":
    main()
