"""From a TOML file to a model, or to all its problems at once.

Two steps: syntax (tomli, which stops at the first error), then the model (pydantic, which finds all). What kind of
file it is, is said by its leading table, so a file can be checked wherever it lies.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import tomli
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from exam_tui.content.bank import BankFile
from exam_tui.content.base import Model
from exam_tui.content.catalogue import CatalogueFile
from exam_tui.content.paper import PaperFile
from exam_tui.content.passage import PassageFile
from exam_tui.content.policy import PolicyFile
from exam_tui.content.positions import KeyPath, Position, Positions, column_of_offset
from exam_tui.content.problems import Problem, Severity
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.errors import reason_of

ContentModel = BankFile | CatalogueFile | PassageFile | PaperFile | PolicyFile | RoleplayFile
ModelT = TypeVar("ModelT", bound=Model)

KINDS: dict[str, type[ContentModel]] = {
    "bank": BankFile,
    "catalogue": CatalogueFile,
    "passage": PassageFile,
    "paper": PaperFile,
    "policy": PolicyFile,
    "roleplay": RoleplayFile,
}
"""The leading table of each kind of file."""

MAX_BYTES = 8 * 1024 * 1024
_FULL_WIDTH = {"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'", "\u3010": "[", "\u3011": "]"} | {
    chr(ord(half) + 0xFEE0): half for half in "=,[]{}.#"
}


@dataclass(frozen=True)
class Source:
    """The text of a content file, able to say where in it a value stands."""

    path: Path
    text: str

    @cached_property
    def _positions(self) -> Positions:
        return Positions(self.text)

    def problem(self, path: KeyPath, code: str, severity: Severity = "error", **params: object) -> Problem:
        """A problem at the value that `path` leads to."""
        place = self._positions.locate(path)
        return Problem(self.path, place.line, place.column, code, params, severity)


@dataclass(frozen=True)
class Loaded(Generic[ModelT]):
    """A model and the file that it came from."""

    model: ModelT
    source: Source


def load_file(path: Path) -> tuple[Loaded[Any] | None, list[Problem]]:
    """Read one content file: its model, or its problems (never both)."""
    text, problem = _read(path)
    if problem is not None:
        return None, [problem]
    return load_text(path, text)


def load_text(path: Path, text: str) -> tuple[Loaded[Any] | None, list[Problem]]:
    """The model in a file's text, or its problems (never both). `path` is only for their places."""
    source = Source(path, text)
    try:
        data = tomli.loads(text, parse_float=Decimal)
    except tomli.TOMLDecodeError as error:
        return None, [_syntax_problem(source, error)]
    except RecursionError:
        return None, [Problem(path, 1, 1, "T005")]
    kinds = [name for name in KINDS if name in data]
    if not kinds:
        return None, [Problem(path, 1, 1, "M001", {"key": " / ".join(f"[{name}]" for name in KINDS)})]
    model_type = KINDS["roleplay" if "roleplay" in kinds else kinds[0]]
    try:
        return Loaded(model_type.model_validate(data), source), []
    except ValidationError as error:
        return None, model_problems(source, model_type, data, error)


class Places(Protocol):
    """Whoever can say where in a file a value stands."""

    def problem(self, path: KeyPath, code: str, severity: Severity = "error", **params: object) -> Problem:
        """A problem at the value that `path` leads to."""
        ...


def model_problems(source: Places, model_type: type[Model], data: Any, error: ValidationError) -> list[Problem]:
    """Everything that keeps `data` from being a `model_type`, one problem for each cause."""
    return _one_per_cause(_all_problems(source, model_type, data, error))


def _read(path: Path) -> tuple[str, Problem | None]:
    try:
        if path.stat().st_size > MAX_BYTES:
            return "", Problem(path, 1, 1, "T004", {"megabytes": MAX_BYTES // 1024 // 1024})
        raw = path.read_bytes()
    except OSError as error:
        return "", Problem(path, 1, 1, "T006", {"reason": reason_of(error)})
    try:
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        return "", Problem(path, line, column, "T003" if _looks_like_gbk(raw) else "T002")


def _looks_like_gbk(raw: bytes) -> bool:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    # Much UTF-8 is GBK as well, by accident: what reads mostly as UTF-8 is UTF-8 with a damaged place.
    as_utf8 = raw.decode("utf-8", "replace")
    damaged = as_utf8.count("\ufffd")
    return sum(character > "\x7f" for character in as_utf8) - damaged < damaged


def _syntax_problem(source: Source, error: tomli.TOMLDecodeError) -> Problem:
    """tomli's error, with a hint where the cause is one that Chinese input methods bring about."""
    place = Position(error.lineno, error.colno)
    lines = source.text.split("\n")
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    bare_key = re.match(r"\s*([^\s\"'=#\[]*[\u4e00-\u9fff][^\s\"'=#]*)\s*=", line)
    if bare_key and place.column <= bare_key.end():
        return Problem(source.path, place.line, bare_key.start(1) + 1, "T008", {"key": bare_key.group(1)})
    found = line[place.column - 1 : place.column]
    if found in _FULL_WIDTH:  # where the parser stumbled, so it is not within a string
        return Problem(source.path, place.line, place.column, "T007", {"found": found, "wanted": _FULL_WIDTH[found]})
    if "\\" in line and "escape" in error.msg.lower():
        return Problem(source.path, place.line, place.column, "T009")
    if error.pos >= len(source.text):
        place = column_of_offset(source.text, len(source.text))
    return Problem(source.path, place.line, place.column, "T001", {"reason": error.msg})


_ROUNDS = 4
_STAND_IN = "x"
"""Takes the place of a wrong value while the rest of the file is looked at."""


def _all_problems(source: Places, model_type: type[Model], data: Any, error: ValidationError) -> Iterator[Problem]:
    """All problems of a file, also those that pydantic looks for only when everything else is right.

    What has been told is mended for the sake of the search (a mistyped key by its guess, a wrong value by leaving it
    out), and the rest is validated again. What then turns up at a place that was mended is not the trainer's doing.
    """
    told: set[KeyPath] = set()
    data = copy.deepcopy(data)
    for _ in range(_ROUNDS):
        details = error.errors()
        for one in details:
            if _only_follows(one, details):
                continue
            problem = _model_problem(source, model_type, one)
            path = _blamed(one)
            if path not in told:
                yield problem
                told.add(path)
            _mend(data, path, one, str(problem.params.get("guess", "")))
            if one["type"] == "extra_forbidden" and problem.params.get("guess"):
                told.add((*path[:-1], str(problem.params["guess"])))
        try:
            model_type.model_validate(data)
        except ValidationError as following:
            error = following
        else:
            return


def _blamed(error: ErrorDetails) -> KeyPath:
    """The value that an error is about."""
    path = _file_path(error["loc"])
    if error["type"] == "exam_tui":
        return (*path, *error["ctx"]["at"], error["ctx"]["code"])
    return (*path, "kind") if error["type"].startswith("union_tag") else path


def _mend(data: Any, path: KeyPath, error: ErrorDetails, guess: str) -> None:
    """Change `data` so that the same error does not come again, if there is a way."""
    kind = error["type"]
    if kind == "exam_tui":
        path = path[:-1]
    for part in path[:-1]:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return
    key = path[-1] if path else ""
    if kind == "exam_tui":
        # Of two equal values the second becomes another one; what concerns a whole table can't be mended.
        if isinstance(data, list) and isinstance(key, int) and isinstance(data[key], str):
            data[key] = f"{_STAND_IN}-{key}-{data[key]}"
        elif isinstance(data, dict) and isinstance(data.get(key), str) and key in ("id", "name"):
            data[key] = f"{_STAND_IN}-{len(path)}-{id(data)}"
    elif isinstance(data, dict):
        value = data.pop(key, None)
        if kind == "missing" or (kind.startswith("union_tag") and not guess):
            data[key] = _STAND_IN
        elif guess and guess not in data:
            data[guess if kind == "extra_forbidden" else key] = value if kind == "extra_forbidden" else guess


def _only_follows(error: ErrorDetails, others: Sequence[ErrorDetails]) -> bool:
    """A list counts as too short for pydantic when its elements are wrong: those are told already."""
    loc = error["loc"]
    return error["type"] == "too_short" and any(
        len(o["loc"]) > len(loc) and o["loc"][: len(loc)] == loc for o in others
    )


def _one_per_cause(problems: Iterable[Problem]) -> list[Problem]:
    """Problems without those that only follow from another: a mistyped key is not a missing one as well."""
    problems = list(problems)
    mistyped = [(p.line, str(p.params["guess"])) for p in problems if p.code == "M002" and p.params.get("guess")]
    kept: list[Problem] = []
    for problem in problems:
        # The missing key is told at its table, which begins at or above the mistyped line.
        follows = problem.code == "M001" and any(
            guess == problem.params["key"] and problem.line <= line for line, guess in mistyped
        )
        if not follows and problem not in kept:
            kept.append(problem)
    return sorted(kept, key=lambda problem: problem.order)


_DISCRIMINATED = (
    "single", "multiple", "judge", "number", "fill", "order", "match", "short", "questions", "typing", "roleplay",
)  # fmt: skip


def _file_path(loc: tuple[str | int, ...]) -> KeyPath:
    """pydantic's `loc` without the tags that its discriminated unions insert (`question.0.single.stem`)."""
    return tuple(
        part
        for index, part in enumerate(loc)
        if not (part in _DISCRIMINATED and index >= 2 and isinstance(loc[index - 1], int))
    )


_LIMITS = {"greater_than_equal": "ge", "less_than_equal": "le", "greater_than": "gt", "less_than": "lt"}
_WRONG_TYPE = {
    "string_type": "text",
    "int_type": "integer",
    "int_from_float": "integer",
    "bool_type": "boolean",
    "decimal_type": "number",
    "decimal_parsing": "number",
    "finite_number": "number",
    "tuple_type": "array",
    "dict_type": "table",
    "model_type": "table",
    "model_attributes_type": "table",
}


def _model_problem(source: Places, model_type: type[Model], error: ErrorDetails) -> Problem:
    path = _file_path(error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    key = str(path[-1]) if path else ""
    if kind == "exam_tui":
        params = {name: value for name, value in context.items() if name not in ("code", "at")}
        return source.problem((*path, *context["at"]), str(context["code"]), "error", **params)
    if kind == "missing":
        return source.problem(path[:-1], "M001", key=key)
    if kind == "extra_forbidden":
        guess = did_you_mean(key, _known_keys(model_type, error["loc"]))
        return source.problem((*path, "@key"), "M002", key=key, guess=guess)
    if kind in _WRONG_TYPE:
        return source.problem(path, "M003", key=key, wanted=_WRONG_TYPE[kind])
    if kind in ("literal_error", "union_tag_invalid"):
        allowed = (
            str(context.get("expected") or context.get("expected_tags", "")).replace("'", "").replace(" or ", ", ")
        )
        at = (*path, "kind") if kind == "union_tag_invalid" else path
        found = str(context.get("tag", error["input"]))
        guess = did_you_mean(found, allowed.split(", "))
        return source.problem(at, "M004", key=str(at[-1]), found=found, allowed=allowed, guess=guess)
    if kind == "union_tag_not_found":
        return source.problem(path, "M001", key="kind")
    if kind in _LIMITS:
        limit = context[_LIMITS[kind]]
        return source.problem(
            path, "M005", key=key, found=str(error["input"]), relation=_LIMITS[kind], limit=str(limit)
        )
    if kind in ("too_short", "string_too_short"):
        return source.problem(path, "M006", key=key, least=context.get("min_length", 1))
    if kind in ("too_long", "string_too_long"):
        return source.problem(path, "M007", key=key, most=context.get("max_length", 0))
    if kind == "string_pattern_mismatch":
        return source.problem(path, "M008", key=key, found=str(error["input"]))
    return source.problem(path, "M009", key=key, reason=error["msg"])


def _known_keys(model_type: type[Model], loc: tuple[str | int, ...]) -> list[str]:
    """Keys that may stand where `loc` stands."""
    from typing import get_args

    candidates: list[Any] = [model_type]
    for part in loc[:-1]:
        following: list[Any] = []
        for candidate in candidates:
            for model in _models_in(candidate):
                fields = {(info.alias or name): info.annotation for name, info in model.model_fields.items()}
                if part in fields:
                    following.append(fields[str(part)])
                elif isinstance(part, str) and part in _DISCRIMINATED and part in str(model.model_fields.get("kind")):
                    following.append(model)
        if following:
            candidates = following
        elif isinstance(part, int) or part in _DISCRIMINATED:
            continue
        else:
            candidates = [arg for candidate in candidates for arg in get_args(candidate)] or candidates
    return [info.alias or name for c in candidates for m in _models_in(c) for name, info in m.model_fields.items()]


def _models_in(annotation: Any) -> list[type[Model]]:
    from typing import get_args

    if isinstance(annotation, type) and issubclass(annotation, Model):
        return [annotation]
    return [model for arg in get_args(annotation) for model in _models_in(arg)]


def did_you_mean(word: str, candidates: Sequence[str]) -> str:
    """The candidate that is nearest to `word`, or nothing."""
    from rapidfuzz import fuzz, process  # late: only for files with errors

    best = process.extractOne(word, [c for c in candidates if c], scorer=fuzz.ratio, score_cutoff=60)
    return best[0] if best else ""
