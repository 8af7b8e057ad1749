"""Scenes, word lists and products must be in a script before it is sat: a form carries nothing that is looked up."""

from __future__ import annotations

from pathlib import Path

import pytest

from exam_tui.content.condition import Condition, expanded
from exam_tui.content.library import Library
from exam_tui.content.policy import PROMISE_KINDS
from exam_tui.content.shelves import load_library
from exam_tui.rubric.matching import holds
from exam_tui.rubric.text import normalise
from exam_tui.sitting.checking import check_roleplays
from tests.dialogue.scripts import BODY, HEAD, TAIL
from tests.receptions import PLAIN
from tests.workspaces import workspace

SCENE = """
[scene]
id = "greet"
title = "问候"

[words]
hello = ["您好", "早上好"]

[[milestone]]
id = "greeted"
title = "问候"
worth = 1
when = { any = ["{hello}"] }

[node.open]
says = "在吗"

[[node.open.reply]]
when = { any = ["{hello}", "{sorry}"] }
examples = ["您好呀您", "抱歉"]
to = "@done"

[[node.open.reply]]
fallback = true
says = "？"
to = "@rude"
"""
SHARED = """
[wordlists]
id = "common"
title = "共用"

[words]
sorry = ["抱歉", "对不起"]
"""
GREET = '\n[node.greets]\nscene = "greet"\nsays = "喂"\nexits = { done = "waits", rude = "left" }\n'


def shop(tmp_path: Path, script: str, **more: str) -> Library:
    files = {
        "../roleplays/small.toml": script, "../roleplays/temperaments/plain.toml": PLAIN,
        "../roleplays/scenes/greet.toml": SCENE, "../roleplays/words/common.toml": SHARED, **more,
    }  # fmt: skip
    return load_library(workspace(tmp_path / "ws", files))


def with_scene(greet: str = GREET) -> str:
    body = BODY.replace('says = "行"\nto = "waits"', 'says = "行"\nto = "greets"')
    return HEAD + body + greet + TAIL


def test_a_scene_becomes_nodes_and_its_exits_lead_on(tmp_path: Path) -> None:
    script = shop(tmp_path, with_scene()).scripts["small"]
    assert "greets" not in script.node
    node = script.node["greets.open"]
    assert node.says == ("喂", "在吗")
    assert [reply.to for reply in node.reply] == ["waits", "left"]
    assert "greets.open" in {reply.to for reply in script.node["open"].reply}
    assert "greeted" in {milestone.id for milestone in script.milestone}


def test_word_lists_are_written_out(tmp_path: Path) -> None:
    script = shop(tmp_path, with_scene()).scripts["small"]
    when = script.node["greets.open"].reply[0].when
    assert when is not None and when.any == ("您好", "早上好", "抱歉", "对不起")
    assert script.words == {}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('scene = "greet"', 'scene = "gret"', "R002"),
        ("rude =", "rood =", "R002"),
        (', rude = "left"', "", "R026"),
        ("exits = {", "reply = []\nexits = {", ""),
    ],
)
def test_what_is_missing_is_told_where_it_is_named(tmp_path: Path, old: str, new: str, code: str) -> None:
    library = shop(tmp_path, with_scene(GREET.replace(old, new)))
    found = {problem.code for problem in library.problems if problem.file.name == "small.toml"}
    assert found >= ({code} if code else set())
    assert ("small" in library.scripts) == (not code)


def test_an_unknown_list_is_told_at_its_place(tmp_path: Path) -> None:
    script = (HEAD + BODY + TAIL).replace('any = ["中转"]', 'any = ["{sory}"]', 1)
    library = shop(tmp_path, script)
    (problem,) = library.problems
    assert (problem.code, problem.params["guess"]) == ("M044", "sorry")
    assert problem.line == script.splitlines().index('when = { any = ["{sory}"] }') + 1


def test_lists_within_phrases_are_every_combination() -> None:
    words = {"a": ["一", "二"], "b": ["三…", "四"]}
    assert expanded(["^{a}…{b}x", "{time}{a}", "p"], words) == (
        "^一…三…x", "^一…四x", "^二…三…x", "^二…四x", "{time}一", "{time}二", "p",
    )  # fmt: skip


def test_products_stand_beside_the_chat(library: Library) -> None:
    goods = library.scripts["skin-need"].goods
    assert [product.code for product in goods] == list(library.scripts["skin-need"].roleplay.products)


def test_a_list_in_all_is_met_by_any_of_its_words() -> None:
    condition = Condition(all=("{sorry}", "查")).with_words({"sorry": ["抱歉", "对不起"]})
    assert holds(condition, normalise("对不起，我查"))
    assert not holds(condition, normalise("对不起"))
    assert not holds(condition, normalise("我查"))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('says = "在吗"', 'says = "在吗"\nsilence = [{ after = 60, to = "nowhere" }]', "R020"),
        ('says = "在吗"', 'says = "{gret}在吗"', "R032"),
        ('when = { any = ["{hello}", "{sorry}"] }', 'when = { finding = "tone.nosuch" }', "R025"),
    ],
)
def test_the_inside_of_a_scene_is_checked_as_well(tmp_path: Path, old: str, new: str, code: str) -> None:
    library = shop(tmp_path, with_scene(), **{"../roleplays/scenes/greet.toml": SCENE.replace(old, new, 1)})
    assert code in {problem.code for problem in check_roleplays(library) if problem.file.name == "greet.toml"}


def test_a_scenes_examples_are_tried_in_the_scripts_that_play_it(tmp_path: Path) -> None:
    scene = {"../roleplays/scenes/greet.toml": SCENE.replace('"抱歉"]', '"滚，抱歉"]', 1)}

    def told(script: str) -> list[tuple[str, object]]:
        found = check_roleplays(shop(tmp_path / str(len(script)), script, **scene))
        return [(one.code, one.params["script"]) for one in found if one.file.name == "greet.toml"]

    assert told(with_scene()) == []
    insulted = with_scene().replace('when = { any = ["滚"] }', 'when = { finding = "tone.insult" }')
    assert told(insulted) == [("R038", "small")]


def test_nodes_that_a_condition_names_are_found_where_they_are_now(tmp_path: Path) -> None:
    body = with_scene().replace('id = "sorry"\n', 'id = "sorry"\ngiven = { been = ["greets"] }\n', 1)
    script = shop(tmp_path, body).scripts["small"]
    given = next(one.given for one in script.milestone if one.id == "sorry")
    assert given is not None and given.been == ("greets.open",)


PAPER = """
[paper]
id = "p"
title = "p"
minutes = 30
pass = 60
policy = "qinghe"

[[section]]
kind = "roleplay"
title = "一"
minutes = 10
weight = 50
scripts = ["bargain"]

[[section]]
id = "two"
kind = "roleplay"
title = "二"
minutes = 10
weight = 50
{how}
"""
LATE = '[shift]\nid = "late"\ntitle = "晚"\n[[customer]]\nscript = "sold-out"\nat = 590\n'


@pytest.mark.parametrize(("how", "code"), [('scripts = ["bargain", "sold-out"]', "R036"), ('shift = "late"', "R037")])
def test_papers_that_would_cost_a_candidate_a_chat_are_refused(tmp_path: Path, how: str, code: str) -> None:
    more = {"papers/p.toml": PAPER.format(how=how), "../roleplays/shifts/late.toml": LATE}
    library = shop(tmp_path, with_scene(), **more)
    assert [problem.code for problem in library.problems] == [code]


@pytest.mark.parametrize(
    ("written", "leave"), [("true", PROMISE_KINDS), ("false", ()), ('["discount"]', ("discount",))]
)
def test_a_leave_is_a_list_or_all_or_none(tmp_path: Path, written: str, leave: tuple[str, ...]) -> None:
    body = with_scene().replace("supervisor = true\n", f"supervisor = true\ngrants = {written}\n")
    asked = next(one for one in shop(tmp_path, body).scripts["small"].lookup if one.supervisor)
    assert asked.leave == leave


@pytest.mark.parametrize(
    ("written", "code"),
    [('supervisor = true\ngrants = ["nix"]\n', "M004"), ("supervisor = true\ngrants = 3\n", "M003"),
     ('grants = ["discount"]\n', "M065")],
)  # fmt: skip
def test_a_leave_that_is_none_is_told_once(tmp_path: Path, written: str, code: str) -> None:
    library = shop(tmp_path, with_scene().replace("supervisor = true\n", written))
    assert [problem.code for problem in library.problems if problem.file.name == "small.toml"] == [code]
