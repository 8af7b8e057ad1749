"""A sitting must come back exactly as it was, its clock must run on, and nothing may slip in after the end."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from exam_tui.content.library import Library
from exam_tui.errors import ExamTuiError
from exam_tui.results.folder import finish_handed_in
from exam_tui.sitting.clock import SystemClock, VirtualClock, elapsed_ms
from exam_tui.sitting.events import Candidate
from exam_tui.sitting.folder import FormWanted, HeldSitting, Locks, open_or_resume, read_sitting
from exam_tui.sitting.saving import DirectSink
from exam_tui.sitting.sitting import Sitting
from exam_tui.sitting.state import replay
from tests.conftest import OpenSitting
from tests.workspaces import begin_typing

MINUTE = 60_000


def items(sitting: Sitting, kind: str) -> list[str]:
    presented = sitting.presented
    assert presented is not None
    return [asked.item.id for asked in presented.items if asked.item.kind == kind]


def go_to(sitting: Sitting, kind: str) -> None:
    sitting.start()
    while sitting.blueprint is None or sitting.blueprint.kind != kind:
        sitting.leave_section()
        sitting.enter_next_section()


def killed(held: HeldSitting) -> None:
    """The program is gone; only what is on the disk stays. (The lock goes with the process.)"""
    held.locks.release()


def test_time_starts_when_the_rules_are_accepted(open_sitting: OpenSitting, clock: VirtualClock) -> None:
    sitting = open_sitting().sitting
    clock.advance(10 * MINUTE)
    assert sitting.at_ms() == 0
    sitting.start()
    clock.advance(MINUTE)
    assert sitting.remaining_ms() == 23 * MINUTE
    assert sitting.section_remaining_ms() == 9 * MINUTE


def test_after_a_kill_in_the_questions_everything_is_there_and_the_clock_ran_on(
    open_sitting: OpenSitting, clock: VirtualClock
) -> None:
    held = open_sitting()
    sitting = held.sitting
    sitting.start()
    single, multiple = items(sitting, "single"), items(sitting, "multiple")
    sitting.show(single[0])
    sitting.answer(single[0], (2,))
    sitting.flag(single[1], True)
    sitting.answer(multiple[0], (0, 1)) if multiple else None
    sitting.show(single[1])
    before = sitting.state
    killed(held)
    clock.advance(3 * MINUTE)
    again = open_sitting()
    after = again.sitting.state
    assert again.resumed
    assert again.folder == held.folder
    assert (after.answers, after.flagged, after.item, after.section) == (
        before.answers, before.flagged, before.item, before.section,
    )  # fmt: skip
    assert again.sitting.at_ms() == 3 * MINUTE
    assert after.run == 2


def test_a_kill_in_typing_voids_the_test_and_keeps_what_was_typed(
    open_sitting: OpenSitting, clock: VirtualClock
) -> None:
    held = open_sitting()
    go_to(held.sitting, "typing")
    begin_typing(held.sitting)
    held.sitting.type_text("您好欢迎")
    held.sitting.erase(1)
    killed(held)
    clock.advance(MINUTE)
    sitting = open_sitting().sitting
    (run,) = sitting.state.typing["typing"]
    assert (run.text, run.interrupted, run.started_ms, run.running) == ("您好欢", True, 0, False)
    sitting.type_text("迎")
    assert sitting.state.typing["typing"] == (run,)


def test_after_a_kill_in_a_chat_every_word_is_there(open_sitting: OpenSitting, clock: VirtualClock) -> None:
    held = open_sitting()
    go_to(held.sitting, "roleplay")
    script = held.sitting.reception.open
    assert script is not None
    held.sitting.reception.say("您好，我是客服小禾")
    before = held.sitting.reception.chat(script.roleplay.id)
    killed(held)
    after = open_sitting().sitting.reception.chat(script.roleplay.id)
    assert after == before
    assert [line.text for line in after.lines if line.speaker == "agent"] == ["您好，我是客服小禾"]


def test_the_clock_runs_on_while_the_computer_is_off(open_sitting: OpenSitting, clock: VirtualClock) -> None:
    held = open_sitting()
    held.sitting.start()
    killed(held)
    clock.reboot(off_ms=5 * MINUTE)
    assert open_sitting().sitting.at_ms() == 5 * MINUTE


def test_setting_the_wall_clock_back_gains_nothing_and_is_recorded(
    open_sitting: OpenSitting, clock: VirtualClock
) -> None:
    held = open_sitting()
    held.sitting.start()
    clock.advance(4 * MINUTE)
    clock.jump_wall(-60 * MINUTE)
    held.sitting.tick()
    assert held.sitting.at_ms() == 4 * MINUTE
    assert [event.type for event in held.sitting.state.evidence] == ["clock_jumped"]
    killed(held)
    clock.reboot(off_ms=-30 * MINUTE)
    again = open_sitting().sitting
    assert again.at_ms() == 4 * MINUTE
    resumed = again.state.evidence[-1]
    assert resumed.type == "resumed"
    assert resumed.wall_back_ms == 30 * MINUTE


def test_a_section_closes_when_its_time_is_up(open_sitting: OpenSitting, clock: VirtualClock) -> None:
    sitting = open_sitting().sitting
    sitting.start()
    (first, *_) = items(sitting, "single")
    clock.advance(10 * MINUTE)
    sitting.answer(first, (0,))  # too late by a moment
    assert sitting.state.answers == {}
    assert sitting.state.section is None
    assert sitting.next_section is not None


def test_it_hands_in_by_itself_and_nothing_follows(open_sitting: OpenSitting, clock: VirtualClock) -> None:
    held = open_sitting()
    held.sitting.start()
    clock.advance(24 * MINUTE)
    held.sitting.tick()
    assert held.sitting.state.submitted is not None
    assert held.sitting.state.submitted.reason == "time"
    head = held.sitting.head
    held.sitting.start()
    held.sitting.reception.say("再说一句")
    held.sitting.submit()
    held.sitting.focus(gained=False)
    assert held.sitting.head == head


def test_a_sitting_that_ran_out_while_the_program_was_off_is_handed_in_on_return(
    open_sitting: OpenSitting, clock: VirtualClock
) -> None:
    held = open_sitting()
    held.sitting.start()
    killed(held)
    clock.advance(60 * MINUTE)
    assert open_sitting().sitting.state.submitted is not None


def test_a_finished_section_stays_closed(open_sitting: OpenSitting) -> None:
    sitting = open_sitting().sitting
    sitting.start()
    (first, *_) = items(sitting, "single")
    sitting.leave_section()
    sitting.answer(first, (0,))
    sitting.enter_next_section()
    assert sitting.state.answers == {}
    assert sitting.state.section == "typing"


def test_a_typing_test_begins_once(open_sitting: OpenSitting, clock: VirtualClock) -> None:
    sitting = open_sitting().sitting
    go_to(sitting, "typing")
    clock.advance(MINUTE)
    begin_typing(sitting)
    sitting.type_text("您好")
    clock.advance(5 * MINUTE - 1)
    begin_typing(sitting)
    sitting.type_text("啊")
    clock.advance(1)
    sitting.type_text("晚了")
    (run,) = sitting.state.typing["typing"]
    assert (run.text, run.ended_ms) == ("您好啊", 6 * MINUTE)
    assert sitting.state.section is None  # no other test is due


def test_another_candidate_gets_another_sitting(open_sitting: OpenSitting) -> None:
    one = open_sitting()
    other = open_sitting(candidate=Candidate(id="E0413", name="李想"))
    assert one.folder != other.folder


def test_two_programs_cannot_hold_one_sitting(open_sitting: OpenSitting) -> None:
    held = open_sitting()
    with pytest.raises(ExamTuiError, match=r"sitting\.busy"):
        open_sitting()
    held.release()
    assert open_sitting().folder == held.folder


def test_an_open_mock_must_be_finished_before_the_exam(open_sitting: OpenSitting) -> None:
    killed(open_sitting("mock"))
    with pytest.raises(ExamTuiError, match=r"sitting\.other_mode"):
        open_sitting("proctored")
    assert open_sitting("mock").resumed  # the refusal left it as it was


def test_a_foreign_form_is_refused(open_sitting: OpenSitting, library: object) -> None:
    held = open_sitting()
    killed(held)
    form = held.folder / "form.json"
    form.write_bytes(form.read_bytes().replace("茶树".encode(), "茶叶".encode()))
    with pytest.raises(ExamTuiError, match=r"form\.not_of_journal"):
        open_sitting()


def test_a_wrong_kind_of_answer_is_a_callers_mistake(open_sitting: OpenSitting) -> None:
    sitting = open_sitting().sitting
    sitting.start()
    with pytest.raises(ValueError, match="no answer"):
        sitting.answer(items(sitting, "single")[0], (9,))


@pytest.mark.parametrize("profile", ["perfect", "average", "silent"])
def test_folding_the_journal_gives_the_state_that_was(finished: Callable[..., object], profile: str) -> None:
    folder = finished(profile)
    _, events, head = read_sitting(folder)  # type: ignore[arg-type]
    assert replay(events).submitted is not None
    assert len(head) == 64
    assert [event.n for event in events] == list(range(1, len(events) + 1))
    assert all(a.at_ms <= b.at_ms for a, b in itertools.pairwise(events))


def test_a_message_that_is_being_typed_belongs_to_its_turn(open_sitting: OpenSitting, clock: VirtualClock) -> None:
    """The customer must not cut in between the first message and Enter on the second."""
    sitting = open_sitting().sitting
    go_to(sitting, "roleplay")
    script = sitting.reception.open
    assert script is not None
    sitting.reception.say("您好，我是客服小禾")
    for _ in range(20):
        clock.advance(500)
        sitting.tick(composing=script.roleplay.id)
    sitting.focus(gained=False)
    sitting.reception.say("非常抱歉，我马上帮您看看")
    assert [line.text for line in sitting.reception.chat(script.roleplay.id).turn] == [
        "您好，我是客服小禾",
        "非常抱歉，我马上帮您看看",
    ]


def test_a_wrong_command_leaves_no_trace_in_an_open_exam(open_sitting: OpenSitting, clock: VirtualClock) -> None:
    held = open_sitting("proctored")
    go_to(held.sitting, "typing")
    begin_typing(held.sitting)
    killed(held)
    before = (held.folder / "journal.jsonl").read_bytes()
    with pytest.raises(ExamTuiError, match=r"sitting\.other_mode"):
        open_sitting("mock")
    with pytest.raises(ExamTuiError, match=r"sitting\.other_candidate"):
        open_sitting("proctored", candidate=Candidate(id="E0412", name="李四", track="A"))
    assert (held.folder / "journal.jsonl").read_bytes() == before


def test_a_handed_in_sitting_gets_its_result_at_the_next_start(
    open_sitting: OpenSitting, clock: VirtualClock, tmp_path: Path
) -> None:
    held = open_sitting()
    held.sitting.start()
    held.sitting.submit()
    killed(held)  # between hand-in and result.json
    assert finish_handed_in([tmp_path / "results"], "E0412", "starter") == [held.folder]
    assert (held.folder / "result.json").is_file()
    assert finish_handed_in([tmp_path / "results"], "E0412", "starter") == []
    assert not open_sitting().resumed  # a new one


def test_somebody_elses_damaged_folder_does_not_stop_an_exam(open_sitting: OpenSitting) -> None:
    other = open_sitting(candidate=Candidate(id="A-E0412", name="李想"))
    other.release()
    path = other.folder / "journal.jsonl"
    path.write_bytes(path.read_bytes() + b"damage\n")
    assert not open_sitting().resumed


def test_without_a_boot_id_the_wall_clock_still_gains_nothing_within_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(*_: object, **__: object) -> str:
        raise OSError

    monkeypatch.setattr(Path, "read_text", unreadable)
    clock = SystemClock()
    now = clock.now()
    later = replace(now, mono_ms=now.mono_ms + 5_000, wall=now.wall - timedelta(hours=1))
    assert elapsed_ms(now, later) == 5_000
    assert SystemClock().now().boot != now.boot  # another run is another span


def test_after_a_move_the_new_place_is_held_and_the_old_one_says_where(
    open_sitting: OpenSitting, tmp_path: Path
) -> None:
    held = open_sitting()
    held.sitting.start()
    file = held.sink._file  # type: ignore[attr-defined]
    file.move_to(tmp_path / "rescue" / held.folder.name, b"")
    with pytest.raises(ExamTuiError, match=r"sitting\.busy"):
        Locks().take(tmp_path / "rescue" / held.folder.name)
    held.release()
    assert str(tmp_path / "rescue") in (held.folder / "journal.moved").read_text(encoding="utf-8")
    with pytest.raises(ExamTuiError, match=r"sitting\.moved"):
        open_sitting()  # looks in the results folder only, as if the rescue folder were gone


def test_a_damaged_first_line_is_no_new_exam(open_sitting: OpenSitting) -> None:
    held = open_sitting()
    held.sitting.start()
    held.release()
    path = held.folder / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b"E0412", b"E0413", 1))
    with pytest.raises(ExamTuiError, match=r"journal\.damaged"):
        open_sitting()


def test_of_two_equal_copies_the_one_that_was_not_given_up_goes_on(
    library: Library, clock: VirtualClock, tmp_path: Path
) -> None:
    results, rescue = tmp_path / "results", tmp_path / "rescue"

    def open_here() -> HeldSitting:
        candidate = Candidate(id="E1", name="周")
        return open_or_resume(library, "starter", candidate, "mock", results, clock, DirectSink, FormWanted(7), rescue)

    held = open_here()
    held.sitting.start()
    held.sink._file.move_to(rescue / held.folder.name, b"")  # type: ignore[attr-defined]
    held.release()
    assert open_here().folder == rescue / held.folder.name
