"""A promise must be found however it is typed, and pointed at where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_tui.rubric.numerals import value_of
from exam_tui.rubric.text import normalise, phrase_forms


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("保 证明天到", "保证明天到"),
        ("保~证", "保证"),
        ("保\u200b证", "保证"),
        ("保\u0336证\u0336", "保证"),
        ("保😊证", "保证"),
        ("請說明 絕對４８小時", "请说明绝对48小时"),
        ("四十八小时", "48小时"),
        ("七天無理由", "7天无理由"),
        ("绝绝绝对", "绝对"),
        ("哦哦哦哦哦", "哦"),
        ("谢谢谢谢", "谢谢"),
        ("满 99 元包邮", "满99元包邮"),
        ("2~3天", "2-3天"),
        ("iPhone 15", "iphone 15"),
        ("一定 万一 十分之一", "一定万一十分之一"),
        ("亲/:^_^ 您好[微笑]", "亲您好"),
        ("[周六]到", "周六到"),
        ("明天到……保证", "明天到…保证"),
    ],
)
def test_one_form_for_what_reads_the_same(typed: str, normal: str) -> None:
    assert normalise(typed).text == normal


def test_a_finding_points_at_the_characters_that_were_typed() -> None:
    typed = "您放心，绝 绝绝對四十八小时内发"
    said = normalise(typed)
    start = said.text.index("绝对")
    assert typed[slice(*said.original_span(start, start + 2))] == "绝 绝绝對"
    hours = said.text.index("48")
    assert typed[slice(*said.original_span(hours, hours + 2))] == "四十八"


def test_a_space_is_kept_as_a_break_and_typesetting_is_not() -> None:
    assert normalise("不行 保证明天到").breaks == (2,)
    assert normalise("满 99 元").breaks == ()


def test_emoticons_are_tokens_with_a_mood() -> None:
    said = normalise("亲😊在的/:^_^ 稍等🙄")
    assert [emoticon.mood for emoticon in said.emoticons] == ["smile", "smile", "scorn"]
    assert [said.original[e.start : e.end] for e in said.emoticons] == ["😊", "/:^_^", "🙄"]


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10),
        ("二十三", 23),
        ("一百二十", 120),
        ("一百零五", 105),
        ("两", 2),
        ("一万二千", 12000),
        ("两三", None),
        ("百十", None),
    ],
)
def test_numerals(numeral: str, value: int | None) -> None:
    assert value_of(numeral) == value


def test_a_phrase_that_ends_in_a_numeral_has_both_forms() -> None:
    """送您一 stands in 送您一瓶, which is read as 送您1瓶."""
    assert set(phrase_forms("送您一")) == {"送您一", "送您1"}


@settings(max_examples=500)
@given(st.text(alphabet=st.characters(), max_size=80))
def test_any_text_is_normalised_and_every_span_lies_in_it(typed: str) -> None:
    said = normalise(typed)
    spans = [said.original_span(index, index + 1) for index in range(len(said.text))]
    assert all(0 <= start < end <= len(typed) for start, end in spans)
    assert spans == sorted(spans)
    assert all(0 < at < len(said.text) for at in said.breaks)
    assert all(0 <= e.start < e.end <= len(typed) and 0 <= e.at <= len(said.text) for e in said.emoticons)


@settings(max_examples=200)
@given(st.text(alphabet="保证明天到一二十48 ~😊，。\u200b绝對", max_size=40))
def test_normal_text_is_normal(typed: str) -> None:
    once = normalise(typed).text
    assert normalise(once).text == once
