"""`human-marks.json`: a person's marks for short answers, beside the journal that they belong to.

They are given before a result is signed: a signature covers what they made of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from exam_tui.content.items import ShortItem
from exam_tui.content.paper import RoleplaySection
from exam_tui.errors import ExamTuiError, Exit, reason_of
from exam_tui.marking.human import HumanMark, HumanMarks
from exam_tui.marking.questions import points_reached
from exam_tui.sitting.form import Form
from exam_tui.sitting.journal import write_durably
from exam_tui.sitting.state import State

HUMAN_NAME = "human-marks.json"
PERCENT = 100


@dataclass(frozen=True)
class ToMark:
    """A short answer for a person to mark. `reached` are the points that the program recognised."""

    item: ShortItem
    answer: str
    reached: tuple[bool, ...]
    given: HumanMark | None

    @property
    def suggested(self) -> int:
        """Worth of the recognised points."""
        return sum(point.worth for point, got in zip(self.item.points, self.reached, strict=True) if got)

    @property
    def possible(self) -> int:
        """Worth of all points."""
        return sum(point.worth for point in self.item.points)


def read_human(folder: Path, head: str) -> HumanMarks | None:
    """The marks in a sitting's folder; None when nobody gave any. Raises ExamTuiError."""
    path = folder / HUMAN_NAME
    try:
        data = json.loads(path.read_bytes())
        data["schema_"] = data.pop("schema")
        marks = HumanMarks.model_validate_json(json.dumps(data))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ExamTuiError("file.unreadable", path=str(path), reason=reason_of(error)) from error
    except (ValueError, ValidationError, AttributeError, TypeError, KeyError, RecursionError) as error:
        raise ExamTuiError("human.damaged", path=str(path)) from error
    if marks.journal != head:
        raise ExamTuiError("human.of_other", path=str(path))
    return marks


def require_possible(human: HumanMarks | None, form: Form, state: State, path: Path) -> None:
    """Raises ExamTuiError for marks that nobody can have given by the rules, however they came into the file."""
    possible = most_by_item(form, state, human)
    if human is not None and any(mark.worth > possible.get(mark.item, -1) for mark in human.marks):
        raise ExamTuiError("human.damaged", path=str(path / HUMAN_NAME))


def most_by_item(form: Form, state: State, human: HumanMarks | None) -> dict[str, int]:
    """Everything that a person can mark, with the most that can be given: short answers in points, hosted chats in per
    cent."""
    answers = {one.item.id: one.possible for one in answers_to_mark(form, state, human)}
    return answers | dict.fromkeys(unmarked_hosted(form, state), PERCENT)


def unmarked_hosted(form: Form, state: State) -> list[str]:
    """Hosted chats that took place and that the trainer did not mark: by their scripts' ids, marked in per cent."""
    hosted = [section.id for section in form.paper.section if isinstance(section, RoleplaySection) and section.hosted]
    names = [script.roleplay.id for section in hosted for script in form.section(section).scripts]
    chats = [state.chats[name] for name in names if name in state.chats]
    return [chat.script for chat in chats if chat.remark is None]


def answers_to_mark(form: Form, state: State, human: HumanMarks | None) -> list[ToMark]:
    """Every answered short item that a person marks, in the order asked."""
    given = human.by_item if human else {}
    return [
        ToMark(asked.item, answer, points_reached(asked.item, answer), given.get(asked.item.id))
        for section in form.sections
        for asked in section.items
        if isinstance(asked.item, ShortItem)
        and asked.item.human
        and isinstance(answer := state.answers.get(asked.item.id), str)
    ]


def write_marks(folder: Path, head: str, human: HumanMarks | None, new: Sequence[HumanMark]) -> HumanMarks:
    """Add marks to the folder's file; a later mark for an item replaces the earlier one. Raises ExamTuiError."""
    if any(folder.glob("result.json.*.sig")):
        raise ExamTuiError("human.signed", path=str(folder))
    kept = [mark for mark in (human.marks if human else ()) if mark.item not in {one.item for one in new}]
    marks = HumanMarks(journal=head, marks=(*kept, *new))
    data = marks.model_dump(mode="json")
    data = {"schema": data.pop("schema_"), **data}
    try:
        write_durably(folder / HUMAN_NAME, json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n")
    except OSError as error:
        raise ExamTuiError(
            "results.unwritable", exit_code=Exit.BLOCKED, path=str(folder), reason=reason_of(error)
        ) from error
    return marks
