"""Writing a sitting's result, and computing it again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exam_tui.content.base import sha256_of
from exam_tui.errors import ExamTuiError, Exit, reason_of
from exam_tui.marking.human import HumanMark
from exam_tui.results.document import Result, compute_result
from exam_tui.results.human import ToMark, answers_to_mark, most_by_item, read_human, require_possible, write_marks
from exam_tui.results.verify_scripts import VERIFY_CMD, VERIFY_SH
from exam_tui.sitting.folder import read_sitting, sittings_of
from exam_tui.sitting.journal import write_durably
from exam_tui.sitting.state import replay

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
    result = computed_result(folder)
    try:
        for name, data in ((RESULT_NAME, result.to_bytes()), ("verify.sh", VERIFY_SH), ("verify.cmd", VERIFY_CMD)):
            if not (folder / name).exists():
                write_durably(folder / name, data)
        (folder / "verify.sh").chmod(0o700)
    except OSError as error:
        reason = reason_of(error)
        raise ExamTuiError("results.unwritable", exit_code=Exit.BLOCKED, path=str(folder), reason=reason) from error
    return result


def computed_result(folder: Path) -> Result:
    """The result that the files of a sitting's folder give. Raises ExamTuiError."""
    form, events, head = read_sitting(folder)
    human = read_human(folder, head)
    require_possible(human, form, replay(events), folder)
    return compute_result(form, events, head, human)


def to_mark(folder: Path) -> list[ToMark]:
    """The short answers of a sitting that a person marks. Raises ExamTuiError."""
    form, events, head = read_sitting(folder)
    return answers_to_mark(form, replay(events), read_human(folder, head))


def mark_by_person(folder: Path, new: Sequence[HumanMark]) -> Result:
    """Take a person's marks and write the result that follows. Raises ExamTuiError for what can't be marked so."""
    form, events, head = read_sitting(folder)
    if replay(events).submitted is None:
        raise ExamTuiError("sitting.not_submitted")
    human = read_human(folder, head)
    possible = most_by_item(form, replay(events), human)
    for one in new:
        if one.item not in possible:
            raise ExamTuiError("human.no_such", item=one.item, known=", ".join(possible))
        if one.worth > possible[one.item]:
            raise ExamTuiError("human.too_much", item=one.item, worth=one.worth, most=possible[one.item])
    write_marks(folder, head, human, new)
    (folder / RESULT_NAME).unlink(missing_ok=True)  # what it was computed from is another thing now
    return finalise(folder)


def finish_handed_in(roots: Sequence[Path], candidate_id: str, paper_id: str) -> list[Path]:
    """Write the results of sittings that were handed in but whose program ended before it could. Returns them."""
    folders = [
        folder
        for folder, state in sittings_of(roots, candidate_id, paper_id)
        if state.submitted is not None and not (folder / RESULT_NAME).exists()
    ]
    for folder in folders:
        finalise(folder)
    return folders


@dataclass(frozen=True)
class Difference:
    """A place (JSON pointer) where the recorded result and the computed one differ."""

    pointer: str
    recorded: Any
    computed: Any


def replay_result(file: Path) -> list[Difference]:
    """Compute the result anew from the journal beside `file` and compare. Raises ExamTuiError."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ExamTuiError("file.unreadable", path=str(file), reason=reason_of(error)) from error
    return differences_from_journal(file.parent, data)


def differences_from_journal(folder: Path, data: bytes) -> list[Difference]:
    """Where the bytes of a result differ from what its journal gives; empty only if they are the same bytes."""
    computed = computed_result(folder).to_bytes()
    if data == computed:
        return []
    try:
        recorded = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ExamTuiError("result.malformed") from error
    found = list(_differences("", recorded, json.loads(computed)))
    # The same values in other bytes (a key given twice, other spaces) are not the document that the journal gives.
    return found or [Difference("", sha256_of(data), sha256_of(computed))]


_ABSENT = object()


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
    if type(recorded) is type(computed) and recorded == computed:
        return []
    return [Difference(pointer, *("-" if value is _ABSENT else value for value in (recorded, computed)))]
