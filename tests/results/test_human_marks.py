"""A short answer must stay open until a person has marked it, and the mark must be traceable and final once signed."""

from __future__ import annotations

from pathlib import Path

import pytest

from exam_tui.errors import ExamTuiError
from exam_tui.marking.human import HumanMark
from exam_tui.rehearsal.candidates import rehearse
from exam_tui.results.folder import finalise, mark_by_person, replay_result, to_mark
from exam_tui.sitting.clock import VirtualClock
from exam_tui.sitting.folder import FormWanted, open_or_resume
from exam_tui.sitting.saving import DirectSink
from tests.conftest import CANDIDATE
from tests.workspaces import kinds_library


@pytest.fixture
def folder(tmp_path: Path, clock: VirtualClock) -> Path:
    """A perfect candidate's sitting of all kinds."""
    held = open_or_resume(
        kinds_library(tmp_path), "kinds", CANDIDATE, "proctored", tmp_path / "results", clock, DirectSink, FormWanted(7)
    )
    rehearse(held.sitting, clock, "perfect", 7)
    held.release()
    finalise(held.folder)
    return held.folder


def mark(worth: int) -> HumanMark:
    return HumanMark(item="k-short", worth=worth, reason="没有给时间", by="李老师")


def test_a_gate_waits_only_if_the_person_could_turn_it(folder: Path) -> None:
    marks = finalise(folder).marks
    gates = {gate.id: gate for gate in marks.gates}
    assert gates["questions.ratio"].met is True  # 7 of 8 are enough whatever the person decides
    assert gates["overall"].met is True
    assert marks.sections[0].detail.items[-1].marked_by == "provisional"  # type: ignore[union-attr]


def test_a_persons_mark_goes_into_the_result_and_replays(folder: Path) -> None:
    assert [(one.item.id, one.suggested, one.possible) for one in to_mark(folder)] == [("k-short", 3, 3)]
    result = mark_by_person(folder, [mark(1)])
    assert result.human_marks is not None
    assert result.human_marks.by == ("李老师",)
    assert str(result.marks.overall) == "91.6"
    assert replay_result(folder / "result.json") == []
    (folder / "human-marks.json").unlink()
    assert "/human_marks" in [d.pointer for d in replay_result(folder / "result.json")]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (mark(4), "human.too_much"),
        (HumanMark(item="k-single", worth=1, reason="x", by="y"), "human.no_such"),
    ],
)
def test_marks_that_cannot_be_given_are_refused(folder: Path, bad: HumanMark, code: str) -> None:
    before = (folder / "result.json").read_bytes()
    with pytest.raises(ExamTuiError) as error:
        mark_by_person(folder, [bad])
    assert error.value.code == code
    assert (folder / "result.json").read_bytes() == before


def test_a_signed_result_takes_no_more_marks(folder: Path) -> None:
    (folder / "result.json.proctor-0000000000000000.sig").write_bytes(b"x")
    before = (folder / "result.json").read_bytes()
    with pytest.raises(ExamTuiError) as error:
        mark_by_person(folder, [mark(1)])
    assert error.value.code == "human.signed"
    assert (folder / "result.json").read_bytes() == before


@pytest.mark.parametrize(("item", "worth"), [("k-short", 999), ("k-single", 0), ("invented", 0)])
def test_marks_that_came_into_the_file_by_another_way_are_refused(folder: Path, item: str, worth: int) -> None:
    mark_by_person(folder, [mark(1)])
    file = folder / "human-marks.json"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"k-short"', f'"{item}"').replace('"worth": 1', f'"worth": {worth}'), encoding="utf-8")
    with pytest.raises(ExamTuiError) as error:
        replay_result(folder / "result.json")
    assert error.value.code == "human.damaged"


def test_marks_of_another_sitting_are_noticed(folder: Path) -> None:
    mark_by_person(folder, [mark(1)])
    file = folder / "human-marks.json"
    file.write_text(file.read_text().replace('"journal": "', '"journal": "0'))
    with pytest.raises(ExamTuiError) as error:
        replay_result(folder / "result.json")
    assert error.value.code == "human.of_other"
    file.write_text("{}")
    with pytest.raises(ExamTuiError) as error:
        replay_result(folder / "result.json")
    assert error.value.code == "human.damaged"
