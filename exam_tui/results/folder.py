"""Writing a sitting's result, and computing it again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exam_tui.errors import ExamTuiError, Exit
from exam_tui.results.document import Result, compute_result
from exam_tui.results.verify_scripts import VERIFY_CMD, VERIFY_SH
from exam_tui.sitting.folder import read_sitting
from exam_tui.sitting.journal import write_durably

RESULT_NAME = "result.json"


def result_path(path: Path) -> Path:
    """`result.json` for a sitting folder or for the file itself. Raises ExamTuiError when there is none."""
    file = path / RESULT_NAME if path.is_dir() else path
    if not file.is_file():
        code = "result.not_finished" if (path / "journal.jsonl").is_file() else "result.missing"
        raise ExamTuiError(code, path=str(path))
    return file


def finalise(folder: Path) -> Result:
    """Write `result.json` (and the scripts that verify it) for a sitting that was handed in.

    Does nothing to a result that is there already: the same journal gives the same bytes, and other bytes are not
    ours to replace.
    """
    form, events, head = read_sitting(folder)
    result = compute_result(form, events, head)
    try:
        for name, data in ((RESULT_NAME, result.to_bytes()), ("verify.sh", VERIFY_SH), ("verify.cmd", VERIFY_CMD)):
            if not (folder / name).exists():
                write_durably(folder / name, data)
        (folder / "verify.sh").chmod(0o700)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExamTuiError("results.unwritable", exit_code=Exit.BLOCKED, path=str(folder), reason=reason) from error
    return result


@dataclass(frozen=True)
class Difference:
    """A place (JSON pointer) where the recorded result and the computed one differ."""

    pointer: str
    recorded: Any
    computed: Any


def replay_result(file: Path) -> list[Difference]:
    """Compute the result anew from the journal beside `file` and compare. Raises ExamTuiError."""
    form, events, head = read_sitting(file.parent)
    computed = json.loads(compute_result(form, events, head).to_bytes())
    try:
        recorded = json.loads(file.read_bytes())
    except ValueError as error:
        raise ExamTuiError("result.malformed") from error
    return list(_differences("", recorded, computed))


_ABSENT = "—"


def _differences(pointer: str, recorded: Any, computed: Any) -> list[Difference]:
    if isinstance(recorded, dict) and isinstance(computed, dict):
        keys = [*recorded, *(key for key in computed if key not in recorded)]
        return [
            difference
            for key in keys
            for difference in _differences(f"{pointer}/{key}", recorded.get(key, _ABSENT), computed.get(key, _ABSENT))
        ]
    if isinstance(recorded, list) and isinstance(computed, list) and len(recorded) == len(computed):
        return [
            difference
            for index, (one, other) in enumerate(zip(recorded, computed, strict=True))
            for difference in _differences(f"{pointer}/{index}", one, other)
        ]
    return [] if recorded == computed else [Difference(pointer, recorded, computed)]
