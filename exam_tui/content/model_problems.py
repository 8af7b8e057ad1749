"""From pydantic's errors to problems that a trainer can act on: all of a file at once, one for each cause."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from exam_tui.content.base import Model
from exam_tui.content.guessing import MEANT, did_you_mean
from exam_tui.content.positions import KeyPath
from exam_tui.content.problems import Problem, Severity


class Places(Protocol):
    """Whoever can say where in a file a value stands."""

    def problem(self, path: KeyPath, code: str, severity: Severity = "error", **params: object) -> Problem:
        """A problem at the value that `path` leads to."""
        ...


def model_problems(source: Places, model_type: type[Model], data: Any, error: ValidationError) -> list[Problem]:
    """Everything that keeps `data` from being a `model_type`, one problem for each cause."""
    return _one_per_cause(_all_problems(source, model_type, data, error))


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
            data[key] = "-".join([_STAND_IN, *(str(part) for part in path if isinstance(part, int))])
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


_LIST_TAGS = ("words_given", "words_changed")


def _file_path(loc: tuple[str | int, ...]) -> KeyPath:
    """pydantic's `loc` without the tags that its discriminated unions insert (`question.0.single.stem`)."""
    return tuple(
        part
        for index, part in enumerate(loc)
        if not (part in _DISCRIMINATED and index >= 2 and isinstance(loc[index - 1], int)) and part not in _LIST_TAGS
    )


def _named(path: KeyPath) -> str:
    """A value by its key: `accept[1]` for the first of a list, as people count."""
    name = ""
    for part in path:
        name = f"{name}[{part + 1}]" if isinstance(part, int) and name else str(part)
    return name


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
    key = _named(path)
    if kind == "exam_tui":
        params = {name: value for name, value in context.items() if name not in ("code", "at")}
        return source.problem((*path, *context["at"]), str(context["code"]), "error", **params)
    if kind == "missing":
        return source.problem(path[:-1], "M001", key=key)
    if kind == "extra_forbidden":
        known = _known_keys(model_type, error["loc"])
        guess = MEANT[key] if MEANT.get(key) in known else did_you_mean(key, known)
        return source.problem((*path, "@key"), "M002", key=key, guess=guess)
    if kind in _WRONG_TYPE:
        # An option may be a table, but what people want to write there is text.
        option = _WRONG_TYPE[kind] == "table" and any(part in ("right", "wrong") for part in path[-2:])
        return source.problem(path, "M003", key=key, wanted="text" if option else _WRONG_TYPE[kind])
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
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return [annotation]
    return [model for arg in get_args(annotation) for model in _models_in(arg)]
