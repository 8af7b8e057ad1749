"""A shop writes down only what is different, and is told where that makes no sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from exam_tui.content.house import House, load_house
from exam_tui.errors import ExamTuiError
from exam_tui.rubric.judging import judge_message

BASE = """\
[policy]
id = "base"
title = "通用"
[response]
first_full = 10
first_zero = 40
answer_full = 60
answer_zero = 180
[weights]
response = 20
tone = 25
process = 30
promise = 25
[words]
sure = ["保证", "肯定"]
[[grant]]
kind = "dispatch"
hours_at_least = 48
[[rule]]
id = "promise.sure"
title = "说死"
dimension = "promise"
severity = "major"
points = -5
any = ["{sure}"]
advice = "尽量"
hit = ["保证到"]
miss = ["尽量到"]
[[rule]]
id = "tone.particle"
title = "语气词"
dimension = "tone"
severity = "minor"
points = -2
any = ["哦"]
whole = true
advice = "好的"
hit = ["哦"]
miss = ["好的哦"]
"""
SHOP = '[policy]\nid = "shop"\ntitle = "店"\nextends = "base"\n'


def house(tmp_path: Path, shop: str, base: str = BASE) -> House:
    folder = tmp_path / "roleplays" / "policies"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "base.toml").write_text(base, encoding="utf-8")
    (folder / "shop.toml").write_text(shop, encoding="utf-8")
    return load_house(tmp_path, "shop")


def codes(found: House) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in found.problems]


def test_what_is_not_said_comes_from_the_base(tmp_path: Path) -> None:
    shop = house(tmp_path, SHOP).policy
    assert shop is not None
    assert [rule.id for rule in shop.rule] == ["promise.sure", "tone.particle"]
    assert shop.weights.tone == 25


def test_words_rules_and_grants_can_be_changed(tmp_path: Path) -> None:
    changes = """\
drop = ["tone.particle"]
[words]
sure = { add = ["妥妥"], drop = ["肯定"] }
[[grant]]
kind = "dispatch"
hours_at_least = 24
[[change]]
id = "promise.sure"
points = -1
also = ["包您"]
"""
    shop = house(tmp_path, SHOP + changes).policy
    assert shop is not None
    assert [str(f.points) for f in judge_message(shop, "妥妥的").findings] == ["-1"]
    assert judge_message(shop, "包您好用").findings != []
    assert judge_message(shop, "肯定到").findings == []
    assert judge_message(shop, "哦").findings == []
    assert [grant.hours_at_least for grant in shop.grant] == [24]


@pytest.mark.parametrize(
    ("shop", "code", "line"),
    [
        (SHOP.replace('"base"', '"bass"'), "R002", 4),
        (SHOP.replace('"base"', '"shop"'), "R014", 4),
        (SHOP + 'drop = ["tone.partikel"]\n', "R015", 5),
        (SHOP + '[[change]]\nid = "tone.x"\npoints = -1\n', "R015", 6),
        (SHOP + '[[change]]\nid = "promise.sure"\npoints = 3\n', "M017", 5),
        (SHOP + '[[change]]\nid = "promise.sure"\nany = ["{sur}"]\n', "M044", 7),
        (SHOP + '[words]\nsurr = { add = ["x"] }\n', "M044", 6),
        (SHOP + BASE[BASE.index("[[rule]]") :].replace('"promise.sure"', '"promise.other"'), "R016", 16),
        ('[policy]\nid = "shop"\ntitle = "店"\n', "M048", 1),
        (SHOP.replace('extends = "base"', 'drop = ["tone.x"]') + BASE[BASE.index("[response]") :], "M049", 1),
    ],
)
def test_what_makes_no_sense_is_told_where_it_stands(tmp_path: Path, shop: str, code: str, line: int) -> None:
    found = house(tmp_path, shop)
    assert found.policy is None
    assert (code, line) in codes(found)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ('any = ["…到"]', "M043"),
        ('any = ["{sur}"]', "M044"),
        ('pattern = "("', "M045"),
        ("cap = 1", "M046"),
        ('any = ["哦"]\nlacks = ["好"]', "M047"),
        ('scope = "message"\nlacks = ["好"]', "M047"),
        ('any = ["' + "哦" * 61 + '"]', "M007"),
    ],
)
def test_rules_that_make_no_sense(tmp_path: Path, written: str, code: str) -> None:
    found = house(
        tmp_path, BASE.replace('"base"', '"shop"').replace('any = ["哦"]', written).replace("whole = true\n", "")
    )
    assert code in [problem.code for problem in found.problems]


def test_a_policy_is_named_by_id_or_by_file(tmp_path: Path) -> None:
    house(tmp_path, SHOP)
    assert load_house(tmp_path, str(tmp_path / "roleplays" / "policies" / "shop.toml")).policy is not None
    with pytest.raises(ExamTuiError) as unknown:
        load_house(tmp_path, "nobody")
    assert unknown.value.params["known"] == "base, shop"
    with pytest.raises(ExamTuiError):
        load_house(tmp_path, "no/such.toml")


def test_a_broken_file_is_told_and_nothing_else(tmp_path: Path) -> None:
    found = house(tmp_path, SHOP + "x = \n")
    assert (found.policy, [problem.code for problem in found.problems]) == (None, ["T001"])


def test_a_broken_policy_in_the_middle_is_not_passed_over(tmp_path: Path) -> None:
    middle = SHOP + '[[change]]\nid = "promise.sure"\npoints = 3\n'
    house(tmp_path, middle)
    kid = tmp_path / "roleplays" / "policies" / "kid.toml"
    kid.write_text('[policy]\nid = "kid"\ntitle = "孙"\nextends = "shop"\n', encoding="utf-8")
    found = load_house(tmp_path, "kid")
    assert (found.policy, [problem.code for problem in found.problems]) == (None, ["M017"])


def test_a_base_that_cannot_be_read_is_told_at_its_own_place(tmp_path: Path) -> None:
    found = house(tmp_path, SHOP, BASE + "x = [\n")
    assert found.policy is None
    assert [problem.file.name for problem in found.problems] == ["base.toml"]


def test_a_whole_family_may_be_dropped(tmp_path: Path) -> None:
    family = BASE.replace('"tone.particle"', '"tone.particle.bare"')
    shop = house(tmp_path, SHOP + 'drop = ["tone.particle"]\n', family).policy
    assert shop is not None
    assert [rule.id for rule in shop.rule] == ["promise.sure"]


def test_a_list_cannot_take_the_name_of_a_built_in_one(tmp_path: Path) -> None:
    assert codes(house(tmp_path, SHOP + '[words]\ntime = ["x"]\n'))[0][0] == "M050"


def test_names_that_no_file_can_have_are_told(tmp_path: Path) -> None:
    house(tmp_path, SHOP)
    with pytest.raises(ExamTuiError):
        load_house(tmp_path, "x" * 5_000)
