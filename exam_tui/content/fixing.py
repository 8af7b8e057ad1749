"""Repairs that are safe to make without asking: they change how a thing is written, never what it says.

A file that could be read before says exactly the same afterwards; one that could not is written only if it can be read
then. What changes an item (an emphasis, an accepted answer) is left to its author.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tomli

from exam_tui.content.loading import load_text
from exam_tui.content.problems import Problem
from exam_tui.content.writing import write_whole
from exam_tui.errors import ExamTuiError, reason_of

SCHEMA_MISSING = "Q024"
_MOST_ROUNDS = 500
"""Syntax errors come one at a time."""
_CHINESE_KEY = re.compile(r"^(\s*)([^\s\"'=#\[]*[\u4e00-\u9fff][^\s\"'=#]*)(\s*[=＝])")


@dataclass(frozen=True)
class Repair:
    """What was done to a file, by problem code and line (from 1)."""

    code: str
    line: int


def repair_file(path: Path, problems: Sequence[Problem], schema: str | None = None) -> list[Repair]:
    """Repair what is safe to repair, and write the file if anything was. Raises ExamTuiError.

    `problems` are the file's own, as the checker found them; `schema` is where its JSON Schema lies, for editors.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ExamTuiError("file.unreadable", path=str(path), reason=reason_of(error)) from error
    recoded = [Repair("T003", 1)] if any(problem.code == "T003" for problem in problems) else []
    try:
        text = raw.decode("gb18030" if recoded else "utf-8-sig")
    except UnicodeDecodeError:
        return []
    line_end = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    mended, done = repair_text(path, text, load_text(path, text)[1] if recoded else problems)
    if (recoded or done) and not _readable(mended):
        return []  # half a repair could hide what the trainer meant
    if schema is not None and not _names_schema(mended):
        mended = f"#:schema {schema}\n{mended}"
        done = [Repair(SCHEMA_MISSING, 1), *done]
    if recoded or done:
        write_whole(path, mended.replace("\n", line_end).encode())
    return [*recoded, *done]


def _readable(text: str) -> bool:
    try:
        tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError):
        return False
    return True


def _names_schema(text: str) -> bool:
    """Whether one of the comments that a file begins with names a schema."""
    leading = itertools.takewhile(lambda line: line.startswith("#") or not line.strip(), text.split("\n"))
    return any(line.startswith("#:schema ") for line in leading)


def repair_text(path: Path, text: str, problems: Sequence[Problem]) -> tuple[str, list[Repair]]:
    """`text` with everything repaired that can be, round by round while there are more syntax errors."""
    done: list[Repair] = []
    for _ in range(_MOST_ROUNDS):
        text, repairs = _one_round(text, problems)
        done += repairs
        if not repairs:
            break
        problems = load_text(path, text)[1]
    return text, sorted(done, key=lambda repair: repair.line)


def _one_round(text: str, problems: Sequence[Problem]) -> tuple[str, list[Repair]]:
    lines = text.split("\n")
    done: list[Repair] = []
    # From the last to the first, so that the places of the others stay true.
    for problem in sorted(problems, key=lambda one: (one.line, one.column), reverse=True):
        repair = _REPAIRS.get(problem.code)
        if repair is not None and problem.line <= len(lines):
            changed = repair(lines[problem.line - 1], problem)
            if changed is not None and changed != lines[problem.line - 1]:
                lines[problem.line - 1] = changed
                done.append(Repair(problem.code, problem.line))
    return "\n".join(lines), done


_QUOTES = "\u201c\u201d\u300c\u300d\u300e\u300f"
_QUOTED = re.compile(f'[{_QUOTES}]([^{_QUOTES}"\\\\]*)[{_QUOTES}"]')


def _half_width(line: str, problem: Problem) -> str | None:
    """Full-width signs where the parser stumbled; quotes only as a pair around a text without quotes in it."""
    found, wanted = str(problem.params["found"]), str(problem.params["wanted"])
    at = problem.column - 1
    if line[at : at + 1] != found:
        return None
    if wanted != '"':
        return line[:at] + wanted + line[at + 1 :]
    if not line[at + 1 :].strip() and line.count('"') == 1 and not any(quote in line[:at] for quote in _QUOTES):
        return f'{line[:at]}"{line[at + 1 :]}'  # only the closing one was full-width
    match = _QUOTED.match(line, at)
    return f'{line[:at]}"{match[1]}"{line[match.end() :]}' if match else None


def _quoted_key(line: str, problem: Problem) -> str | None:
    """A Chinese key in quotes, or the key that is meant by it."""
    match = _CHINESE_KEY.match(line)
    if match is None:
        return None
    meant = problem.params.get("guess")
    key = str(meant) if meant else f'"{match[2]}"'
    return f"{match[1]}{key}{match[3].replace('＝', '=')}{line[match.end() :]}"


_REPAIRS: dict[str, Callable[[str, Problem], str | None]] = {
    "T007": _half_width,
    "T008": _quoted_key,
}
REPAIRABLE = frozenset({"T003", SCHEMA_MISSING, *_REPAIRS})
"""Codes of problems that `repair_file` can mend, at least in the common case."""
