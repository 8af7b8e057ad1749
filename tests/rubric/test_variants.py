"""The same words in another dress get the same verdict: nobody gains by typing 保 证, nobody loses by typing 保證."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_tui.content.policy import Policy
from exam_tui.content.shelves import load_library
from exam_tui.content.workspace import shipped_root
from exam_tui.rubric.judging import judge_message

SHOP: Policy = load_library(shipped_root()).policy("qinghe")
TABLE = (files("exam_tui.rubric") / "traditional.tsv").read_text(encoding="utf-8").splitlines()
TRADITIONAL = {line[2]: line[0] for line in reversed(TABLE) if not line.startswith("#")}
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if chr(code) not in "[]/:^"}
HAN = re.compile(r"[\u4e00-\u9fff]")
LONGEST_WORD = 4
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"

EXAMPLES = [
    (rule.id, example)
    for rule in SHOP.rule
    if not rule.whole and rule.scope == "message"
    for example in (*rule.hit, *rule.miss)
    if "\n" not in example and "：" not in example
]
BY_FAMILY = {
    family: [e for r, e in EXAMPLES if r.startswith(family)] for family in sorted({rule.family for rule in SHOP.rule})
}


def verdict(said: str) -> set[str]:
    return {finding.rule for finding in judge_message(SHOP, said).findings}


def inside(said: str) -> list[int]:
    """Places inside the words that a rule has found; in longer finds a space may stand between words, as a comma."""
    return [
        at
        for finding in judge_message(SHOP, said).findings
        if finding.end - finding.start <= LONGEST_WORD
        for at in range(finding.start + 1, finding.end)
        if HAN.match(said[at - 1]) and HAN.match(said[at])
    ]


@pytest.mark.parametrize("family", [name for name, examples in BY_FAMILY.items() if examples])
def test_traditional_characters_and_full_width_change_no_verdict(family: str) -> None:
    for example in BY_FAMILY[family]:
        expected = verdict(example)
        assert verdict(example.translate(str.maketrans(TRADITIONAL))) == expected, example
        assert verdict(example.translate(FULL_WIDTH)) == expected, example


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_invisible_characters_change_no_verdict(data: st.DataObject) -> None:
    _, example = data.draw(st.sampled_from(EXAMPLES))
    typed = example
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(typed)))
        typed = typed[:at] + data.draw(st.sampled_from(INVISIBLE)) + typed[at:]
    assert verdict(typed) == verdict(example), typed


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_emoji_at_the_end_change_no_verdict(data: st.DataObject) -> None:
    _, example = data.draw(st.sampled_from(EXAMPLES))
    tail = data.draw(st.sampled_from(["😊", "🌹🌹", " 😄", "~😘", "/:^_^", "[微笑]"]))
    assert verdict(example + tail) == verdict(example), example + tail


FOUND = [(example, places) for _, example in EXAMPLES if (places := inside(example))]


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_a_space_or_symbol_inside_the_words_hides_nothing(data: st.DataObject) -> None:
    example, places = data.draw(st.sampled_from(FOUND))
    at = data.draw(st.sampled_from(places))
    typed = example[:at] + data.draw(st.sampled_from([" ", "~", ".", "*", "　", "·"])) + example[at:]
    assert verdict(example) <= verdict(typed), typed


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("不行 保证明天到", True),
        ("没有 保证明天送到", True),
        ("保证明天到 可以吗", True),
        ("不能 保证明天到", False),
        ("不 能 保 证 明 天 到", False),
        ("亲 这个 不 能 保证 明天 到 哦", False),
    ],
)
def test_a_space_that_is_a_comma_separates_clauses(said: str, found: bool) -> None:
    assert ("promise.arrival" in verdict(said)) is found


def test_the_same_findings_in_any_order(tmp_path: Path) -> None:
    """What was judged before must not matter."""
    texts = [example for _, example in EXAMPLES]
    forward = [judge_message(SHOP, text) for text in texts]
    backward = [judge_message(SHOP, text) for text in reversed(texts)]
    assert forward == backward[::-1]
