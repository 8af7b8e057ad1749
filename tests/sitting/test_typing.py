"""A crash must not cost a candidate the typing test, nor give anybody a second look at the same passage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exam_tui.content.library import Library
from exam_tui.content.shelves import load_library
from exam_tui.marking.marking import mark
from exam_tui.marking.marks import Gate, TypingMarks
from exam_tui.results.folder import finalise, replay_result
from exam_tui.sitting.clock import VirtualClock
from exam_tui.sitting.events import Candidate, TypingEnded, TypingGranted
from exam_tui.sitting.exposure import used_ids
from exam_tui.sitting.folder import FormWanted, HeldSitting, open_or_resume, read_sitting
from exam_tui.sitting.mode import ModeName
from exam_tui.sitting.saving import DirectSink
from exam_tui.sitting.sitting import Sitting
from tests.workspaces import begin_typing, workspace

MINUTE = 60_000
PAPER = """\
[paper]
id = "typing"
title = "打字"
minutes = 30
pass = 0
policy = "qinghe"
[[section]]
kind = "typing"
title = "打字"
minutes = 5
weight = 1
scale = [[0, 0], [100, 100]]
gate = {{ cpm = 50, accuracy = 0.95 }}
{more}
"""
ONE = 'passages = { group = "客服散文·中" }'
RETEST = ONE + "\nretest = true"
TWO = 'passages = { group = "客服散文·中", count = 2 }\nrule = "best"'
CHAT = 'passages = { group = "聊天回复·中" }'
Open = Callable[..., HeldSitting]


@pytest.fixture
def sit(tmp_path: Path, clock: VirtualClock) -> Open:
    """Opens, or after `killed` goes on with, a sitting of a paper that holds typing tests only."""
    libraries: dict[str, Library] = {}

    def make(more: str = ONE, mode: ModeName = "proctored") -> HeldSitting:
        if more not in libraries:
            libraries[more] = load_library(
                workspace(tmp_path / f"shop{len(libraries)}", {"papers/typing.toml": PAPER.format(more=more)})
            )
        held = open_or_resume(
            libraries[more], "typing", Candidate(id="E1", name="李想"), mode, tmp_path / "results", clock, DirectSink,
            FormWanted(5),
        )  # fmt: skip
        held.sitting.start()
        return held

    return make


def killed(held: HeldSitting) -> None:
    held.locks.release()


def take(sitting: Sitting, clock: VirtualClock, characters: int, minutes: int = 5) -> None:
    """One test: so many right characters, and time runs out."""
    begin_typing(sitting)
    stage = sitting.typing_stage
    assert stage is not None
    assert stage.passage is not None
    sitting.type_text("".join(stage.passage.pieces[0].text.split())[:characters])
    clock.advance(minutes * MINUTE)
    sitting.tick()


def stage(sitting: Sitting) -> str | None:
    found = sitting.typing_stage
    return found.name if found else None


def passages(sitting: Sitting) -> list[str]:
    return [run.passage for run in sitting.state.typing["typing"]]


def gates(sitting: Sitting) -> dict[str, Gate]:
    return {gate.measure: gate for gate in mark(sitting.form, sitting.state).gates}


def detail(sitting: Sitting) -> TypingMarks:
    found = mark(sitting.form, sitting.state).sections[0].detail
    assert isinstance(found, TypingMarks)
    return found


def test_nothing_begins_before_the_warm_up_line_has_arrived(sit: Open, clock: VirtualClock) -> None:
    sitting = sit().sitting
    sitting.start_typing()
    assert sitting.state.typing_now is None
    assert sitting.warm_up("您您好好") == "short"
    assert not sitting.warmed_up
    begin_typing(sitting)
    assert sitting.state.typing_now is not None


def test_another_terminal_has_to_show_itself_again(sit: Open) -> None:
    held = sit()
    begin_typing(held.sitting)
    killed(held)
    sitting = sit().sitting
    sitting.grant_typing("王老师")
    assert stage(sitting) == "ready"
    assert not sitting.warmed_up


def test_after_a_crash_another_passage_is_typed_once_it_was_granted(sit: Open, clock: VirtualClock) -> None:
    held = sit()
    begin_typing(held.sitting)
    held.sitting.type_text("打了一半")
    clock.advance(MINUTE)
    killed(held)
    clock.advance(2 * MINUTE)
    sitting = sit().sitting
    assert stage(sitting) == "interrupted"
    begin_typing(sitting)
    assert sitting.state.typing_now is None  # not before the proctor has granted it
    left = sitting.remaining_ms()
    sitting.grant_typing("王老师")
    assert left == 30 * MINUTE  # the clock stands while one waits, and the void attempt is given back
    clock.advance(MINUTE)
    assert sitting.remaining_ms() == 29 * MINUTE
    take(sitting, clock, 300)
    first, second = passages(sitting)
    assert first != second
    assert sitting.state.section is None
    assert gates(sitting)["cpm"].met is True
    assert [(test.interrupted, test.counted) for test in detail(sitting).tests] == [(True, False), (False, True)]


def test_a_second_crash_needs_a_second_grant_and_the_passages_end_some_day(sit: Open, clock: VirtualClock) -> None:
    seen = []
    for number in range(3):
        held = sit()
        if number:
            held.sitting.grant_typing("王老师")
            assert stage(held.sitting) == "ready"
        begin_typing(held.sitting)
        seen.append(passages(held.sitting)[-1])
        clock.advance(1000)
        killed(held)
    sitting = sit().sitting
    assert len(set(seen)) == 3
    sitting.grant_typing("王老师")  # nothing is left that the candidate has not seen
    assert stage(sitting) == "interrupted"
    sitting.leave_section()
    assert gates(sitting)["cpm"].met is None


def test_who_granted_it_stands_in_the_result(sit: Open, clock: VirtualClock) -> None:
    held = sit()
    begin_typing(held.sitting)
    killed(held)
    held = sit()
    held.sitting.grant_typing("王老师")
    take(held.sitting, clock, 300)
    held.sitting.submit()
    killed(held)
    result = finalise(held.folder)
    assert [(f.kind, f.words) for f in result.evidence.facts if f.kind == "typing_granted"] == [
        ("typing_granted", "王老师")
    ]
    assert any(isinstance(event, TypingGranted) for event in read_sitting(held.folder)[1])
    assert replay_result(held.folder / "result.json") == []


def test_a_test_cannot_be_finished_before_three_minutes(sit: Open, clock: VirtualClock) -> None:
    sitting = sit().sitting
    begin_typing(sitting)
    clock.advance(3 * MINUTE - 1)
    sitting.finish_typing()
    sitting.leave_section()
    assert sitting.state.typing_now is not None
    assert sitting.typing_may_end_ms == 1
    clock.advance(1)
    sitting.finish_typing()
    assert sitting.state.section is None
    assert detail(sitting).tests[0].elapsed_ms == 3 * MINUTE


def test_who_misses_a_line_is_offered_one_retest_and_the_better_counts(sit: Open, clock: VirtualClock) -> None:
    sitting = sit(RETEST).sitting
    take(sitting, clock, 240)
    assert stage(sitting) == "retest"
    take(sitting, clock, 260)
    assert sitting.state.section is None
    assert len(set(passages(sitting))) == 2
    assert detail(sitting).net_cpm == 52
    assert gates(sitting)["cpm"].met is True


def test_who_meets_the_lines_is_not_offered_one(sit: Open, clock: VirtualClock) -> None:
    sitting = sit(RETEST).sitting
    take(sitting, clock, 250)
    assert sitting.state.section is None


def test_the_retest_may_be_declined(sit: Open, clock: VirtualClock) -> None:
    sitting = sit(RETEST).sitting
    take(sitting, clock, 240)
    sitting.leave_section()
    assert sitting.state.section is None
    assert gates(sitting)["cpm"].met is False


def test_the_best_of_two_counts(sit: Open, clock: VirtualClock) -> None:
    sitting = sit(TWO).sitting
    take(sitting, clock, 300)
    assert stage(sitting) == "ready"
    take(sitting, clock, 200)
    assert sitting.state.section is None
    assert detail(sitting).net_cpm == 60


def test_a_test_that_was_not_taken_is_one_in_which_nothing_was_typed(sit: Open, clock: VirtualClock) -> None:
    sitting = sit(TWO.replace('"best"', '"mean"')).sitting
    take(sitting, clock, 300)
    sitting.leave_section()
    assert detail(sitting).net_cpm == 30
    assert gates(sitting)["cpm"].met is False


def test_in_a_chat_each_reply_is_sent_and_the_last_one_ends_the_test(sit: Open, clock: VirtualClock) -> None:
    sitting = sit(CHAT).sitting
    begin_typing(sitting)
    found = sitting.typing_stage
    assert found is not None
    assert found.passage is not None
    sitting.send_reply()  # an empty reply is not sent
    for piece in found.passage.pieces:
        clock.advance(5_000)
        sitting.type_text(piece.text)
        sitting.send_reply()
    assert sitting.state.section is None
    marks = detail(sitting)
    assert (marks.accuracy, marks.fields) == (1, 1)
    assert marks.tests[0].first_key_ms == (5_000,) * len(found.passage.pieces)


def test_in_a_mock_exam_nobody_has_to_grant_anything_but_the_passage_is_another(sit: Open) -> None:
    held = sit(ONE, "mock")
    begin_typing(held.sitting)
    killed(held)
    sitting = sit(ONE, "mock").sitting
    sitting.grant_typing()
    begin_typing(sitting)
    assert len(set(passages(sitting))) == 2


def test_refused_pastes_and_bursts_are_in_the_evidence(sit: Open, clock: VirtualClock) -> None:
    held = sit()
    sitting = held.sitting
    begin_typing(sitting)
    clock.advance(10_000)
    sitting.refuse_paste(120)
    sitting.type_text("短粘贴", paste=True)
    clock.advance(500)
    sitting.type_text("一口气来了二十一个字以上的一段话没有说是粘贴的啊")
    clock.advance(5 * MINUTE)
    sitting.tick()
    sitting.submit()
    killed(held)
    facts = finalise(held.folder).evidence.facts
    assert [(fact.kind, fact.at_ms, fact.detail) for fact in facts] == [
        ("paste_refused", 10_000, 120),
        ("typing_flood", 10_500, 24),
        ("typed_as_paste", 10_000, 3),
    ]


# -- what is open is not failed -----------------------------------------------------------------------------------


def test_a_retest_that_was_interrupted_leaves_it_to_a_person(sit: Open, clock: VirtualClock) -> None:
    held = sit(RETEST)
    take(held.sitting, clock, 240)
    begin_typing(held.sitting)
    killed(held)
    sitting = sit(RETEST).sitting
    sitting.leave_section()
    assert gates(sitting)["cpm"].met is None


def test_a_retest_whose_passage_an_interruption_used_up_leaves_it_to_a_person(
    sit: Open, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exam_tui.sitting.drawing.SPARES", 0)  # as in a group with just two passages
    held = sit(RETEST)
    begin_typing(held.sitting)
    killed(held)
    sitting = sit(RETEST).sitting
    sitting.grant_typing("王老师")
    take(sitting, clock, 240)
    assert sitting.state.section is None
    assert gates(sitting)["cpm"].met is None


def test_a_test_that_was_replaced_leaves_nothing_open(sit: Open, clock: VirtualClock) -> None:
    held = sit(TWO)
    begin_typing(held.sitting)
    killed(held)
    sitting = sit(TWO).sitting
    sitting.grant_typing("王老师")
    take(sitting, clock, 200)
    sitting.leave_section()  # the second one is declined
    assert gates(sitting)["cpm"].met is False


def test_the_overall_line_waits_too(sit: Open, clock: VirtualClock) -> None:
    more = ONE
    held = sit(more)
    begin_typing(held.sitting)
    killed(held)
    sitting = sit(more).sitting
    sitting.leave_section()
    passing = sitting.form.paper.model_copy(update={"paper": sitting.form.paper.paper.model_copy(update={"pass_": 60})})
    marks = mark(sitting.form.model_copy(update={"paper": passing}), sitting.state)
    assert {gate.measure: gate.met for gate in marks.gates} == {"cpm": None, "accuracy": None, "overall": None}
    assert marks.outcome == "pending"


def test_a_terminal_that_never_lets_the_line_through_leaves_it_to_a_person(sit: Open, clock: VirtualClock) -> None:
    held = sit()
    for _ in range(3):
        held.sitting.warm_up("????????")
    clock.advance(30 * MINUTE)
    held.sitting.tick()
    assert gates(held.sitting)["cpm"].met is None
    killed(held)
    facts = finalise(held.folder).evidence.facts
    assert ("warm_up_failed", 3) in [(fact.kind, fact.detail) for fact in facts]


def test_leaving_on_purpose_is_told(sit: Open) -> None:
    held = sit()
    begin_typing(held.sitting)
    held.sitting.leave()
    killed(held)
    held = sit()
    held.sitting.submit()
    killed(held)
    assert "left" in [fact.kind for fact in finalise(held.folder).evidence.facts]


def test_the_clock_stands_while_the_proctor_is_fetched(sit: Open, clock: VirtualClock) -> None:
    held = sit()
    clock.advance(24 * MINUTE)
    begin_typing(held.sitting)
    clock.advance(2 * MINUTE)
    killed(held)
    clock.advance(40 * MINUTE)  # the power was off
    sitting = sit().sitting
    assert stage(sitting) == "interrupted"
    sitting.grant_typing("王老师")
    take(sitting, clock, 300)
    assert gates(sitting)["cpm"].met is True


def test_the_clock_does_not_stand_for_ever(sit: Open, clock: VirtualClock) -> None:
    held = sit()
    begin_typing(held.sitting)
    killed(held)
    clock.advance(100 * MINUTE)
    assert sit().sitting.state.submitted is not None


def test_a_test_that_has_begun_has_its_full_time(sit: Open, clock: VirtualClock) -> None:
    sitting = sit().sitting
    clock.advance(28 * MINUTE)
    take(sitting, clock, 250)
    assert sitting.state.submitted is not None
    assert detail(sitting).net_cpm == 50


def test_a_crash_between_the_end_of_a_test_and_of_its_section_costs_nothing(sit: Open, clock: VirtualClock) -> None:
    held = sit()
    begin_typing(held.sitting)
    held.sitting.type_text("您好")
    clock.advance(3 * MINUTE)
    held.sitting.record(TypingEnded(reason="candidate"))
    killed(held)
    sitting = sit().sitting
    assert sitting.state.section is None
    assert [run.interrupted for run in sitting.state.typing["typing"]] == [False]


def test_a_stuck_key_fills_no_disk(sit: Open) -> None:
    sitting = sit().sitting
    begin_typing(sitting)
    for _ in range(10):
        sitting.type_text("的" * 1000)
    assert sitting.state.typing_now is not None
    assert len(sitting.state.typing_now.text) < 4000


def test_passages_that_were_spares_count_as_used(sit: Open) -> None:
    form = sit(RETEST).sitting.form
    names = {passage.id for passage in form.sections[0].all_passages}
    assert len(names) == 4
    assert names <= set(used_ids(form))
