"""Moodle XML (docs.moodle.org, "Moodle XML format").

Ids are `idnumber`, topics are categories; what Moodle has no place for travels as tags `name=value`. It can hold every
kind of ours (order as `ordering`, short as `essay`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from exam_tui.content.bank import BankFile
from exam_tui.content.items import BLANK
from exam_tui.content.problems import Problem
from exam_tui.errors import ExamTuiError
from exam_tui.exchange.entries import Entry, Raw, Shelf, raw_item
from exam_tui.exchange.foreign import (
    from_tags,
    item_id,
    number_text,
    option,
    option_parts,
    said_by,
    share,
    tags_of,
    topic_of,
)

_TYPES = {
    "single": "multichoice", "multiple": "multichoice", "judge": "truefalse", "number": "numerical",
    "fill": "shortanswer", "order": "ordering", "match": "matching", "short": "essay",
}  # fmt: skip
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HELD = ("unit", "sample")


# -- writing --------------------------------------------------------------------------------------------------------


def write_moodle(bank: BankFile) -> bytes:
    """The bank as Moodle XML."""
    quiz = Element("quiz")
    category = ""
    for item in bank.question:
        raw = raw_item(item)
        if item.topic != category:
            category = item.topic
            _text(SubElement(SubElement(quiz, "question", type="category"), "category"), f"$course$/top/{category}")
        question = SubElement(quiz, "question", type=_TYPES[raw["kind"]])
        _text(SubElement(question, "name"), item.id)
        _text(SubElement(question, "questiontext", format="plain_text"), raw["stem"])
        _text(SubElement(question, "generalfeedback", format="plain_text"), raw.get("explain", ""))
        SubElement(question, "defaultgrade").text = "1"
        SubElement(question, "idnumber").text = item.id
        _answers_out(question, raw)
        tags = SubElement(question, "tags")
        for tag in tags_of(raw, held=_HELD):
            _text(SubElement(tags, "tag"), tag)
    indent(quiz)
    body: bytes = tostring(quiz, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"


def _text(parent: Element, text: str) -> None:
    SubElement(parent, "text").text = _ILLEGAL.sub("\ufffd", text)


def _answer(parent: Element, fraction: str, raw: Any) -> Element:
    text, why = option_parts(raw)
    answer = SubElement(parent, "answer", fraction=fraction, format="plain_text")
    _text(answer, text)
    _text(SubElement(answer, "feedback", format="plain_text"), why)
    return answer


def _answers_out(question: Element, raw: Raw) -> None:
    match raw["kind"]:
        case "single" | "multiple":
            right = raw["right"] if isinstance(raw["right"], list) else [raw["right"]]
            SubElement(question, "single").text = "true" if raw["kind"] == "single" else "false"
            SubElement(question, "shuffleanswers").text = "true"
            for one in right:
                _answer(question, share(len(right)), one)
            for one in raw["wrong"]:
                _answer(question, "0" if raw["kind"] == "single" else "-100", one)
        case "judge":
            for word in ("true", "false"):
                _answer(question, "100" if (word == "true") == raw["answer"] else "0", word)
        case "number":
            answer = _answer(question, "100", number_text(raw["answer"]))
            SubElement(answer, "tolerance").text = number_text(raw.get("tolerance", 0))
            if raw.get("unit"):
                unit = SubElement(SubElement(question, "units"), "unit")
                SubElement(unit, "multiplier").text = "1"
                SubElement(unit, "unit_name").text = raw["unit"]
        case "fill":
            for one in raw["accept"]:
                _answer(question, "100", one)
        case "order":
            for step in raw["steps"]:
                _answer(question, "100", step)
        case "match":
            for left, right_entry in [*raw["pairs"], *(("", one) for one in raw.get("extra", ()))]:
                pair = SubElement(question, "subquestion", format="plain_text")
                _text(pair, left)
                _text(SubElement(pair, "answer"), right_entry)
        case "short":
            _text(SubElement(question, "graderinfo", format="plain_text"), raw["sample"])


# -- reading --------------------------------------------------------------------------------------------------------


def read_moodle(path: Path, data: bytes) -> Shelf:
    """The questions of a Moodle XML file. Raises ExamTuiError for what is none."""
    try:
        quiz = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise ExamTuiError("exchange.not_moodle", path=str(path)) from error
    if quiz.tag != "quiz":
        raise ExamTuiError("exchange.not_moodle", path=str(path))
    entries: list[Entry] = []
    problems: list[Problem] = []
    category = ""
    for number, question in enumerate(quiz.iter("question"), 1):
        kind = question.get("type", "")
        if kind == "category":
            category = _text_in(question.find("category"))
            continue
        place = f"#{number} {_text_in(question.find('name'))}".strip()
        own = _answers_in(kind, question)
        if own == {}:
            problems.append(Problem(path, 1, 1, "X014", {}, "warning", place))
            continue
        if own is None:
            problems.append(Problem(path, 1, 1, "X012", {"value": kind}, "warning", place))
            continue
        raw, tags = _question_in(question, own, category)
        entries.append(Entry(raw, place, {}, said_by(raw, tags)))
    info = {"id": item_id(path.stem, path.stem, "moodle"), "title": path.stem}
    return Shelf("bank", info, tuple(entries), tuple(problems))


def _question_in(question: Element, own: Raw, category: str) -> tuple[Raw, list[str]]:
    stem = _text_in(question.find("questiontext"))
    if own["kind"] == "fill" and not BLANK.search(stem):
        stem += "____"
    name = (question.findtext("idnumber") or "").strip() or _text_in(question.find("name"))
    tags = _texts(question.iterfind("tags/tag"))
    ours, pinned = from_tags(tags)
    raw: Raw = own | {"stem": stem, "id": item_id(name, stem, "moodle"), "topic": topic_of(category)} | ours
    if explain := _text_in(question.find("generalfeedback")):
        raw["explain"] = explain
    if pinned:
        for key in ("right", "wrong"):
            if key in raw:
                raw[key] = _pinned(raw[key], pinned)
    return raw, tags


def _pinned(raw: Any, pinned: set[str]) -> Any:
    if isinstance(raw, list):
        return [_pinned(one, pinned) for one in raw]
    text, why = option_parts(raw)
    return option(text, why, pinned)


def _text_in(element: Element | None) -> str:
    """The text of an element, without HTML where it is HTML."""
    if element is None:
        return ""
    text = element.findtext("text") or ""
    return _without_html(text) if element.get("format") == "html" else text.strip()


def _texts(elements: Iterable[Element]) -> list[str]:
    return [(element.findtext("text") or "").strip() for element in elements]


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in ("br", "p", "div", "li") and self.parts:
            self.parts.append("\n")


def _without_html(text: str) -> str:
    if "<" not in text and "&" not in text:
        return text.strip()
    words = _Words()
    words.feed(text)
    words.close()
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in "".join(words.parts).split("\n")]
    return "\n".join(line for line in lines if line)


def _answers_in(kind: str, question: Element) -> Raw | None:
    """The kind and its answer data; None for a kind that we have not, nothing for one that means something else."""
    answers = [(_fraction(a), _text_in(a), _text_in(a.find("feedback"))) for a in question.iterfind("answer")]
    full = [text for fraction, text, _ in answers if fraction >= 100]
    match kind:
        case "multichoice":
            right = [option(text, why, set()) for fraction, text, why in answers if fraction > 0]
            wrong = [option(text, why, set()) for fraction, text, why in answers if fraction <= 0]
            if (question.findtext("single") or "true").strip() in ("true", "1"):
                # One is to be chosen: where several would do, no kind of ours means the same.
                return {"kind": "single", "right": right[0], "wrong": wrong} if len(right) == 1 else {}
            return {"kind": "multiple", "right": right, "wrong": wrong}
        case "truefalse":
            return {"kind": "judge", "answer": any(text.strip().lower() == "true" for text in full)}
        case "numerical":
            return {"kind": "number"} | _number_in(question, full)
        case "shortanswer":
            return {"kind": "fill", "accept": full}
        case "ordering":
            return {"kind": "order", "steps": [text for _, text, _ in answers]}
        case "matching":
            pairs = [[_text_in(s), _text_in(s.find("answer"))] for s in question.iterfind("subquestion")]
            extra = [right_entry for left, right_entry in pairs if not left]
            raw: Raw = {"kind": "match", "pairs": [pair for pair in pairs if pair[0]]}
            return raw | ({"extra": extra} if extra else {})
        case "essay":
            sample = _text_in(question.find("graderinfo"))
            return {"kind": "short"} | ({"sample": sample} if sample else {})
    return None


def _fraction(answer: Element) -> float:
    try:
        return float(answer.get("fraction", "0"))
    except ValueError:
        return 0.0


def _number_in(question: Element, full: list[str]) -> Raw:
    raw: Raw = {}
    unit = (question.findtext("units/unit/unit_name") or "").strip()
    if unit:
        raw["unit"] = unit
    best = next((answer for answer in question.iterfind("answer") if _fraction(answer) >= 100), None)
    tolerance = "0" if best is None else (best.findtext("tolerance") or "0").strip()
    for key, text in (("answer", full[0] if full else ""), ("tolerance", tolerance)):
        try:
            value = Decimal(text)
        except InvalidOperation:
            continue
        if value.is_finite() and (key == "answer" or value):
            raw[key] = value
    return raw
