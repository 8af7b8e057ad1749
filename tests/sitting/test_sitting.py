"""A sitting must come back exactly as it was, its clock must run on, and nothing may slip in after the end."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from exam_tui.errors import ExamTuiError
from exam_tui.sitting.clock import VirtualClock
from exam_tui.sitting.events import Candidate
from exam_tui.sitting.folder import HeldSitting, read_sitting
from exam_tui.sitting.sitting import Sitting
from exam_tui.sitting.state import replay
from tests.conftest import OpenSitting

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


def test_after_a_kill_in_typing_the_text_is_there_and_the_test_is_marked_interrupted(
    open_sitting: OpenSitting, clock: VirtualClock
) -> None:
    held = open_sitting()
    go_to(held.sitting, "typing")
    held.sitting.start_typing()
    held.sitting.type_text("您好欢迎")
    held.sitting.erase(1)
    killed(held)
    clock.advance(MINUTE)
    run = open_sitting().sitting.state.typing_now
    assert run is not None
    assert (run.text, run.interrupted, run.started_ms) == ("您好欢", True, 0)


def test_after_a_kill_in_a_chat_every_word_is_there(open_sitting: OpenSitting, clock: VirtualClock) -> None:
    held = open_sitting()
    go_to(held.sitting, "roleplay")
    script = held.sitting.chat_script
    assert script is not None
    held.sitting.say("您好，我是客服小禾")
    before = held.sitting.chat(script.roleplay.id)
    killed(held)
    after = open_sitting().sitting.chat(script.roleplay.id)
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
    held.sitting.say("再说一句")
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
    sitting.start_typing()
    sitting.type_text("您好")
    clock.advance(5 * MINUTE - 1)
    sitting.start_typing()
    sitting.type_text("啊")
    clock.advance(1)
    sitting.type_text("晚了")
    assert sitting.state.typing["typing"].text == "您好啊"
    assert sitting.state.typing["typing"].ended_ms == 6 * MINUTE


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
