"""A trainer must be told where a script leads nowhere, at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from exam_tui.content.completing import complete_scripts
from exam_tui.content.loading import Loaded, load_text
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.content.temperament import TemperamentFile
from exam_tui.dialogue.checking import check_script
from tests.dialogue.scripts import BODY, HEAD, PLAIN, TAIL, house, with_examples

HOUSE = house()


def codes(body: str = BODY, head: str = HEAD, tail: str = TAIL) -> list[tuple[str, int]]:
    """Codes and lines of everything that is said against a script."""
    text = (head + body + tail).lstrip("\n")
    loaded, problems = load_text(Path("small.toml"), text)
    if loaded is None:
        return [(problem.code, problem.line) for problem in problems]
    assert isinstance(loaded.model, RoleplayFile)
    plain = Loaded(TemperamentFile(temperament=PLAIN), loaded.source)
    complete, found = complete_scripts({"small": loaded}, {}, {"plain": plain}, {})
    return [(p.code, p.line) for p in (*found, *check_script(loaded, complete.get("small"), HOUSE))]


def only(found: list[tuple[str, int]]) -> set[str]:
    return {code for code, _ in found}


def line_of(text: str, words: str) -> int:
    return (HEAD + text + TAIL).lstrip("\n")[: (HEAD + text + TAIL).lstrip("\n").index(words)].count("\n") + 1


def test_a_good_script_only_lacks_examples() -> None:
    assert only(codes()) <= {"R033"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{ trust = 60 } }\nto = \"done\"", "{ trust = 60 } }\nto = \"nowhere\"", "R020"),
        ('to = "waits"', 'to = "done"', "R021"),
        ('says = "哦"\nto = "done"', 'says = "哦"\nto = "waits"', "R022"),
        ("promise.guarantee", "promise.garantee", "R025"),
        ("at_least = { trust = 60 }", "at_least = { trsut = 60 }", "R028"),
        ("meters = { trust = 20 }", "meters = { turst = 20 }", "R028"),
        ("at_least = { trust = 60 }", "at_least = { mood = 60 }", "R029"),
        ('looked_up = ["tracking"], at', 'looked_up = ["trackin"], at', "R030"),
        ('after = ["sorry"]', 'after = ["sory"]', "R030"),
        ("{angry}", "{angri}", "R032"),
        ("“{quote}”", "“{qoute}”", "R032"),
        ('says = "嗯"\nmood', 'examples = ["保证您"]\nsays = "嗯"\nmood', "R023"),
        ('given = { looked_up = ["tracking"], at_least = { trust = 60 } }', "given = {}", "M051"),
        ("{ trust = 60 } }", "{ trust = 60 }, below = { trust = 60 } }", "M053"),
        ('when = { any = ["滚"] }', "fallback = true", "M060"),
        ('says = "说清楚点"\nmood', "mood", "M055"),
        ('title = "道歉"\nworth = 5\nwhen = { any = ["抱歉"] }', 'title = "道歉"\nworth = 5', "M058"),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_told(old: str, new: str, code: str) -> None:
    assert old in BODY
    assert code in only(codes(BODY.replace(old, new, 1)))


def test_a_problem_is_told_at_its_line() -> None:
    body = BODY.replace("{angry}", "{angri}")
    assert ("R032", line_of(body, "{angri}")) in codes(body)


def test_a_circle_of_silence_is_told() -> None:
    body = BODY.replace('{ after = 120, to = "left" }', '{ after = 120, to = "waits" }').replace(
        'says = "那我等着"', 'says = "那我等着"\nsilence = [{ after = 60, to = "open" }]'
    )
    assert "R027" in only(codes(body))


def test_a_model_that_ends_badly_is_told() -> None:
    assert only(codes(with_examples())) == {"R034"}  # with examples everywhere nothing else is left to say


def test_choices_that_look_alike_are_told() -> None:
    body = (
        BODY
        + """
[node.pick]
says = "选"
[[node.pick.reply]]
choice = "好的我马上帮您查物流"
to = "done"
[[node.pick.reply]]
choice = "好的我马上帮您查一下物流"
to = "left"
"""
    )
    body = body.replace('says = "哦"\nto = "done"', 'says = "哦"\nto = "pick"')
    assert "R031" in only(codes(body))


def test_a_second_reply_with_the_same_words_may_follow_one_that_is_taken_once() -> None:
    again = with_examples().replace(
        "[[node.open.reply]]\nfallback",
        '[[node.open.reply]]\nwhen = { any = ["抱歉"] }\nexamples = ["抱歉您"]\n'
        'says = "又来"\n\n[[node.open.reply]]\nfallback',
    )
    assert "R023" not in only(codes(again))
