"""A missing sentence would be a crash in front of a candidate; an escape sequence must never reach the terminal."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import exam_tui
from exam_tui.content.fixing import SCHEMA_MISSING
from exam_tui.errors import ExamTuiError
from exam_tui.messages import LANGUAGES, Catalogue, Language, pick_language, visible
from exam_tui.messages.problems import explanation

SOURCES = sorted(Path(exam_tui.__file__).parent.rglob("*.py"))


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_sentences_with_the_same_parameters() -> None:
    chinese, english = Catalogue("zh"), Catalogue("en")
    assert chinese.known() == english.known()
    for key in chinese.known():
        assert fields(chinese._sentences[key]) == fields(english._sentences[key]), key


def test_values_are_words_already_and_take_no_format() -> None:
    for language in LANGUAGES:
        sentences = Catalogue(language)._sentences
        for key, sentence in sentences.items():
            assert not any(spec for _, _, spec, _ in string.Formatter().parse(sentence)), key


def test_every_sentence_that_the_code_asks_for_is_there() -> None:
    known = Catalogue("zh").known()
    for source in SOURCES:
        text = source.read_text(encoding="utf-8")
        asked = set(re.findall(r"\bt\(\s*\"([a-z_0-9.]+)\"", text)) | set(re.findall(r'_t\("([a-z_0-9.]+)"', text))
        asked |= {f"error.{code}" for code in re.findall(r'ExamTuiError\(\s*"([a-z_0-9.]+)"', text)}
        assert not {key for key in asked if not key.endswith("_")} - known, source


def test_every_problem_code_has_a_sentence() -> None:
    known = Catalogue("zh").known()
    for source in SOURCES:
        if "content" in source.parts or source.name == "checking.py":
            codes = re.findall(r'"([TMRQ]\d{3})"', source.read_text(encoding="utf-8"))
            assert {f"problem.{code}" for code in codes if code != SCHEMA_MISSING} <= known
            assert {f"explain.{code}" for code in codes} <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_can_be_explained(language: Language) -> None:
    catalogue = Catalogue(language)
    for key in catalogue.known():
        if re.fullmatch(r"problem\.[TMRQ]\d{3}", key):
            words = explanation(key.removeprefix("problem."), catalogue)
            assert "{{" not in words
    with pytest.raises(ExamTuiError):
        explanation("X999", catalogue)


def test_no_parameter_of_a_problem_hides_one_of_the_function_that_places_it() -> None:
    """`severity` once did: the rule could never be reported."""
    reserved = {"path", "code", "severity", "self", "at"}
    for source in SOURCES:
        text = source.read_text(encoding="utf-8")
        for call in re.findall(r"model_problem\(([^()]*(?:\([^()]*\)[^()]*)*)\)", text):
            assert not reserved & set(re.findall(r"(\w+)=", call)), (source, call)


@pytest.mark.parametrize("language", LANGUAGES)
def test_chinese_sentences_use_chinese_punctuation(language: str) -> None:
    if language == "zh":
        catalogue = Catalogue("zh")
        for key in catalogue.known():
            assert not re.search(r"[\u4e00-\u9fff][,;?!]", catalogue._sentences[key]), key


@pytest.mark.parametrize(
    ("wanted", "language"), [("en", "en"), ("en_US.UTF-8", "en"), ("zh-CN", "zh"), (None, "zh"), ("fr", "zh")]
)
def test_language_is_chinese_unless_english_is_asked_for(wanted: str | None, language: str) -> None:
    assert pick_language(wanted) == language


@given(st.text())
def test_nothing_that_controls_a_terminal_gets_through(text: str) -> None:
    shown = visible(text)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert visible(shown) == shown


def test_ordinary_text_stays_as_it_is() -> None:
    assert visible("您好，QH-0312 [/] 😀\n下一行") == "您好，QH-0312 [/] 😀\n下一行"
