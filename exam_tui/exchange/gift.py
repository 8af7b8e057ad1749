"""Moodle's GIFT text format (docs.moodle.org, "GIFT format").

What GIFT has no place for (difficulty, source, clues …) travels as `[tag:name=value]` in the comment before a question,
which is where Moodle itself keeps ids and tags. Only order items have no counterpart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import Any

from exam_tui.content.bank import BankFile
from exam_tui.content.items import BLANK
from exam_tui.content.problems import Problem
from exam_tui.exchange.entries import Entry, Loss, Raw, Shelf, raw_item
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

_SPECIAL = "\\~=#{}:"
_GAP = "____"


# -- writing --------------------------------------------------------------------------------------------------------


def write_gift(bank: BankFile) -> tuple[str, list[Loss]]:
    """The bank as GIFT, and what GIFT can't hold."""
    lines = [f"// {bank.bank.title}", ""]
    losses: list[Loss] = []
    category = ""
    for item in bank.question:
        raw = raw_item(item)
        body = _body(raw)
        if body is None:
            losses.append(Loss(item.id, item.kind))
            continue
        if item.topic != category:
            category = item.topic
            lines += [f"$CATEGORY: {category}", ""]
        tags = "".join(f" [tag:{_tag_escaped(tag)}]" for tag in tags_of(raw))
        lines += [f"// [id:{item.id}]{tags}", f"::{item.id}::{body}", ""]
    return "\n".join(lines), losses


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in _SPECIAL else c for c in text).replace("\n", "\\n")


def _tag_escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("]", "\\]").replace("\n", "\\n")


def _stem(text: str) -> str:
    escaped = _escaped(text)
    return f"[plain]{escaped}" if escaped.startswith("[") else escaped


def _body(raw: Raw) -> str | None:
    """A question without its title; None where GIFT has no such thing."""
    stem, explain = _stem(raw["stem"]), f"\n####{_escaped(raw['explain'])}" if raw.get("explain") else ""

    def with_answers(answers: list[str]) -> str:
        return f"{stem} {{\n" + "\n".join(answers) + f"{explain}\n}}"

    match raw["kind"]:
        case "single":
            return with_answers([_choice("=", raw["right"]), *(_choice("~", wrong) for wrong in raw["wrong"])])
        case "multiple":
            weight = share(len(raw["right"]))
            right = [_choice(f"~%{weight}%", one) for one in raw["right"]]
            return with_answers([*right, *(_choice("~%-100%", one) for one in raw["wrong"])])
        case "judge":
            return with_answers(["TRUE" if raw["answer"] else "FALSE"])
        case "number":
            tolerance = raw.get("tolerance", 0)
            return with_answers(
                [f"#{number_text(raw['answer'])}" + (f":{number_text(tolerance)}" if tolerance else "")]
            )
        case "fill":
            before, after = BLANK.split(raw["stem"], maxsplit=1)
            answers = "\n".join(_choice("=", one) for one in raw["accept"])
            return f"{_stem(before)}{{\n{answers}{explain}\n}}{_escaped(after)}"
        case "match":
            pairs = [*raw["pairs"], *(("", one) for one in raw.get("extra", ()))]
            if any("->" in side for pair in pairs for side in pair):
                return None
            return with_answers([f"={_escaped(left)} -> {_escaped(right)}" for left, right in pairs])
        case "short":
            return f"{stem} {{{explain.lstrip()}}}"
    return None


def _choice(sign: str, raw: Any) -> str:
    text, why = option_parts(raw)
    if text.startswith("%") and "%" not in sign:  # or the text would be taken for a weight
        sign += "%100%" if sign == "=" else "%0%"
    return f"{sign}{_escaped(text)}" + (f"#{_escaped(why)}" if why else "")


# -- reading --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Block:
    """The lines of one question, and what stood before it."""

    line: int
    text: str
    comments: tuple[str, ...]
    category: str


@dataclass(frozen=True)
class _UnreadableError(Exception):
    """A question that is no GIFT, or of a kind that we have not; `code` is a problem code."""

    code: str


def read_gift(path: Path, text: str) -> Shelf:
    """The questions of a GIFT file."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for block in _blocks(text):
        place = f"L{block.line}"
        try:
            raw, tags = _question(block)
            entries.append(Entry(raw, place, {}, said_by(raw, tags)))
        except _UnreadableError as error:
            problems.append(Problem(path, block.line, 1, error.code, {}, "warning", place))
    info = {"id": item_id(path.stem, path.stem, "gift"), "title": path.stem}
    return Shelf("bank", info, tuple(entries), tuple(problems))


def _blocks(text: str) -> Iterator[_Block]:
    category = ""
    comments: list[str] = []
    lines: list[str] = []
    start = 0
    for number, line in enumerate([*text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n"), ""], 1):
        stripped = line.strip()
        if stripped.startswith("//"):
            if not lines:
                comments.append(stripped)
        elif not lines and stripped.upper().startswith("$CATEGORY:"):
            category = stripped[len("$CATEGORY:") :].strip()
        elif stripped:
            start = start if lines else number
            lines.append(line)
        elif lines:
            yield _Block(start, "\n".join(lines).strip(), tuple(comments), category)
            comments, lines = [], []


def _tags(comments: tuple[str, ...]) -> tuple[str, list[str]]:
    """Id and tags from `// [id:…] [tag:…]`."""
    found = re.findall(r"\[(id|tag):((?:\\.|[^\]\\])*)\]", " ".join(comments))
    values = [(name, re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], value)) for name, value in found]
    return next((value for name, value in values if name == "id"), ""), [v for n, v in values if n == "tag"]


def _unescaped(text: str, signs: str) -> list[int]:
    """Where one of the signs stands without a backslash of its own."""
    found, index = [], 0
    while index < len(text):
        if text[index] == "\\":
            index += 1
        elif text[index] in signs:
            found.append(index)
        index += 1
    return found


def _parts(text: str) -> list[str]:
    """Answers, each with its sign; what stands before the first one too."""
    cuts = [0, *_unescaped(text, "=~"), len(text)]
    return [text[start:end].strip() for start, end in pairwise(cuts)]


def _plain(text: str) -> str:
    """Without escapes and format marks."""
    text = re.sub(r"^\s*\[(html|moodle|plain|markdown)\]", "", text)
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text).strip()


def _question(block: _Block) -> tuple[Raw, list[str]]:
    text, title = block.text, ""
    named = re.match(r"::((?:\\.|[^:\\]|:(?!:))*)::", text, re.DOTALL)
    if named:
        title, text = _plain(named[1]), text[named.end() :]
    opened, closed = _unescaped(text, "{"), _unescaped(text, "}")
    if not opened or not closed or closed[-1] < opened[0]:
        raise _UnreadableError("X010")
    before, inner, after = text[: opened[0]], text[opened[0] + 1 : closed[-1]], text[closed[-1] + 1 :]
    known_id, tags = _tags(block.comments)
    own, pinned = from_tags(tags)
    inner, explain = _general_feedback(inner)
    stem = _plain(before) if not after.strip() else f"{_plain(before)}{_GAP}{_plain(after)}"
    raw = _answers(inner.strip(), stem, bool(after.strip()), pinned)
    raw |= {"id": item_id(known_id or title, stem, "gift"), "topic": topic_of(block.category)} | own
    return raw | ({"explain": explain} if explain else {}), tags


def _general_feedback(inner: str) -> tuple[str, str]:
    at = next((place for place in _unescaped(inner, "#") if inner.startswith("####", place)), None)
    return (inner, "") if at is None else (inner[:at], _plain(inner[at + 4 :]))


def _answers(inner: str, stem: str, missing_word: bool, pinned: set[str]) -> Raw:
    if not inner:
        return {"kind": "short", "stem": stem}
    if inner.startswith("#"):
        return {"kind": "number", "stem": stem} | _number(inner[1:].strip())
    verdict = re.match(r"(TRUE|FALSE|T|F)\b", inner.upper())
    if verdict:
        return {"kind": "judge", "stem": stem, "answer": verdict[1].startswith("T")}
    parts = [part for part in _parts(inner) if part]
    if any(part[0] not in "=~" for part in parts):
        raise _UnreadableError("X010")
    if all(part.startswith("=") and "->" in part for part in parts):
        pairs = [[_plain(side) for side in part[1:].split("->", 1)] for part in parts]
        extra = [right for left, right in pairs if not left]
        return {"kind": "match", "stem": stem, "pairs": [pair for pair in pairs if pair[0]]} | (
            {"extra": extra} if extra else {}
        )
    options = [_weighed(part) for part in parts]
    if all(sign == "=" for sign, _, _, _ in options):
        gap = stem if missing_word or BLANK.search(stem) else f"{stem}{_GAP}"
        return {"kind": "fill", "stem": gap, "accept": [text for _, weight, text, _ in options if weight >= 100]}
    right = [option(text, why, pinned) for sign, weight, text, why in options if sign == "=" or weight > 0]
    wrong = [option(text, why, pinned) for sign, weight, text, why in options if sign == "~" and weight <= 0]
    if not right:
        raise _UnreadableError("X011")
    if len(right) > 1 and any(sign == "=" for sign, _, _, _ in options):
        raise _UnreadableError("X014")  # one is to be chosen, and several would do
    if len(right) == 1:
        return {"kind": "single", "stem": stem, "right": right[0], "wrong": wrong}
    return {"kind": "multiple", "stem": stem, "right": right, "wrong": wrong}


def _weighed(part: str) -> tuple[str, float, str, str]:
    """Sign, weight in per cent, text and feedback of an answer."""
    sign, rest = part[0], part[1:].strip()
    weight = 100.0 if sign == "=" else 0.0
    given = re.match(r"%(-?[0-9]+(?:\.[0-9]+)?)%", rest)
    if given:
        weight, rest = float(given[1]), rest[given.end() :]
    text, why = _split_feedback(rest)
    return sign, weight, _plain(text), _plain(why)


def _split_feedback(text: str) -> tuple[str, str]:
    found = _unescaped(text, "#")
    return (text[: found[0]], text[found[0] + 1 :]) if found else (text, "")


def _number(text: str) -> Raw:
    """`48`, `48:0.5` or `47..49`; of several answers the one with full marks."""
    parts = [part.lstrip("=~") for part in _parts(text) if part.strip("=~")]
    answer = _split_feedback(re.sub(r"^%100%", "", parts[0].strip()))[0].strip() if parts else ""
    try:
        if ".." in answer:
            low, high = (_finite(side) for side in answer.split("..", 1))
            return {"answer": (low + high) / 2, "tolerance": abs(high - low) / 2}
        value, _, tolerance = answer.partition(":")
        return {"answer": _finite(value)} | ({"tolerance": _finite(tolerance)} if tolerance else {})
    except InvalidOperation as error:
        raise _UnreadableError("X010") from error


def _finite(text: str) -> Decimal:
    if not re.fullmatch(r"\s*[+-]?[0-9]*\.?[0-9]+\s*", text):
        raise InvalidOperation
    return Decimal(text.strip())
