"""From a TOML file to a model, or to all its problems at once.

Two steps: syntax (tomli, which stops at the first error), then the model (pydantic, which finds all). What kind of
file it is, is said by its leading table, so a file can be checked wherever it lies.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import tomli
from pydantic import ValidationError

from exam_tui.content.bank import BankFile
from exam_tui.content.base import Model
from exam_tui.content.catalogue import CatalogueFile
from exam_tui.content.model_problems import model_problems
from exam_tui.content.paper import PaperFile
from exam_tui.content.passage import PassageFile
from exam_tui.content.phrases import PhrasesFile
from exam_tui.content.policy import PolicyFile
from exam_tui.content.positions import KeyPath, Positions
from exam_tui.content.problems import Problem, Severity
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.content.scene import SceneFile
from exam_tui.content.shift import ShiftFile
from exam_tui.content.syntax import syntax_problem
from exam_tui.content.temperament import TemperamentFile
from exam_tui.content.wordlists import WordListsFile
from exam_tui.errors import reason_of

ContentModel = (
    BankFile | CatalogueFile | PassageFile | PaperFile | PolicyFile
    | RoleplayFile | SceneFile | TemperamentFile | ShiftFile | PhrasesFile | WordListsFile
)  # fmt: skip
ModelT = TypeVar("ModelT", bound=Model)

KINDS: dict[str, type[ContentModel]] = {
    "bank": BankFile,
    "catalogue": CatalogueFile,
    "passage": PassageFile,
    "paper": PaperFile,
    "policy": PolicyFile,
    "roleplay": RoleplayFile,
    "scene": SceneFile,
    "temperament": TemperamentFile,
    "shift": ShiftFile,
    "phrases": PhrasesFile,
    "wordlists": WordListsFile,
}
"""The leading table of each kind of file."""

MAX_BYTES = 8 * 1024 * 1024


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
    text, problem = read_text(path)
    if problem is not None:
        return None, [problem]
    return load_text(path, text)


def load_text(path: Path, text: str) -> tuple[Loaded[Any] | None, list[Problem]]:
    """The model in a file's text, or its problems (never both). `path` is only for their places."""
    if _POLICY_TABLE in text:
        loaded, problems = _load_policy(path, text)
        return loaded, [*problems]
    return _load_text(path, text)


_POLICY_TABLE = "\n[policy]\n"


@lru_cache(maxsize=16)
def _load_policy(path: Path, text: str) -> tuple[Loaded[Any] | None, list[Problem]]:
    """House policies are long, and read again at every look at the workspace: the same text is not read twice."""
    return _load_text(path, text)


def _load_text(path: Path, text: str) -> tuple[Loaded[Any] | None, list[Problem]]:
    source = Source(path, text)
    try:
        data = tomli.loads(text, parse_float=Decimal)
    except tomli.TOMLDecodeError as error:
        return None, [syntax_problem(path, text, error)]
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


def read_text(path: Path) -> tuple[str, Problem | None]:
    """The text of a UTF-8 file (a byte order mark is dropped), or what is wrong with it."""
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
