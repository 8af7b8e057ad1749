"""A trainer must see what is never reached; and every shipped scene must be reachable to its ends."""

from __future__ import annotations

import pytest

from exam_tui.content.library import Library
from exam_tui.content.workspace import shipped_root
from exam_tui.rehearsal.goals import Goal, Roads, goal_of
from exam_tui.rehearsal.walking import walk
from tests.dialogue.scripts import house, script, with_examples

BODY = with_examples()
LADDER = """
[node.open]
says = "在吗"

[[node.open.reply]]
when = { any = ["快"] }
mood = -30
to = "top"

[[node.open.reply]]
when = { any = ["您好"] }
to = "landing"

[[node.open.reply]]
fallback = true
says = "嗯"

[node.landing]
says = "有货吗"

[[node.landing.reply]]
when = { any = ["有"] }
to = "top"

[[node.landing.reply]]
fallback = true
says = "嗯"

[node.top]
says = "那我拍了"

[[node.top.reply]]
fallback = true
to = "done"
"""
RUNS = (80, 300)
"""`roleplay walk --runs 2000` is what authors run. Here a few must do, more only where a node lies deep."""


def test_walks_reach_everything_there_is_to_reach() -> None:
    walked = walk(script(BODY), house(), 200, 1)
    assert walked.never == ()
    assert walked.runs == len(walked.marks) == 200
    assert sum(walked.endings.values()) == 200
    assert walked.best is not None and walked.worst is not None
    assert walked.best[0] == max(walked.marks)


def test_who_has_a_goal_takes_the_road_that_annoys_least() -> None:
    roads = Roads(script(LADDER))
    assert roads.next_edge("open", Goal("top", 0)) == 1  # by the landing: the short way insults
    assert roads.next_edge("landing", Goal("top", 0)) == 0
    assert roads.next_edge("top", Goal("top", 0)) == 0
    assert roads.next_edge("open", Goal(None, -1)) == -1  # said anywhere
    assert roads.next_edge("top", Goal("open", 1)) is None  # nothing leads back


@pytest.mark.parametrize(
    ("name", "goal"),
    [
        ("open/reply:2", Goal("open", 2)),
        ("photos.open/silence:1", Goal("photos.open", 1, silent=True)),
        ("always:0", Goal(None, -1)),
        ("reaction:0", None),
    ],
)
def test_every_way_but_a_reaction_is_a_goal(name: str, goal: Goal | None) -> None:
    assert goal_of(name) == goal


def test_what_nobody_can_reach_is_named() -> None:
    body = BODY.replace("at_least = { trust = 60 }", "below = { trust = 5 }")  # it only ever grows
    assert walk(script(body), house(), 200, 1).never == ("edge:open/reply:1",)


def test_the_same_seed_walks_the_same_ways() -> None:
    assert walk(script(BODY), house(), 40, 5).data() == walk(script(BODY), house(), 40, 5).data()
    assert walk(script(BODY), house(), 40, 5).data() != walk(script(BODY), house(), 40, 6).data()


def test_the_report_has_what_was_promised() -> None:
    data = walk(script(BODY), house(), 20, 1).data()
    assert {"script", "runs", "nodes", "edges", "endings", "marks", "never_reached"} <= set(data)
    assert set(data["marks"]) == {"min", "mean", "max"}  # type: ignore[call-overload]


@pytest.mark.parametrize("name", sorted(path.stem for path in (shipped_root() / "roleplays").glob("*.toml")))
def test_every_shipped_scene_can_be_reached_and_well_done(library: Library, name: str) -> None:
    for runs in RUNS:
        walked = walk(library.scripts[name], library.policy("qinghe"), runs, 1)
        unseen = [never for never in walked.never if never.startswith("node:")]
        if not unseen:
            break
    assert not unseen
    assert max(walked.marks) >= 90
