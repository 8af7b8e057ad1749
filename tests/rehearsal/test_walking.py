"""A trainer must see what is never reached; and every shipped scene must be reachable to its ends."""

from __future__ import annotations

import pytest

from exam_tui.content.library import Library
from exam_tui.content.workspace import shipped_root
from exam_tui.rehearsal.walking import walk
from tests.dialogue.scripts import house, script, with_examples

BODY = with_examples()
RUNS = (80, 1200)
"""`roleplay walk --runs 2000` is what authors run. Here a few must do, more only where a node lies deep."""


def test_walks_reach_everything_there_is_to_reach() -> None:
    walked = walk(script(BODY), house(), 200, 1)
    assert walked.never == ()
    assert walked.runs == len(walked.marks) == 200
    assert sum(walked.endings.values()) == 200
    assert walked.best is not None and walked.worst is not None
    assert walked.best[0] == max(walked.marks)


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
