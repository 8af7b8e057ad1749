"""Three customers at once: nobody's words may get lost, end up with another, or be taken twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exam_tui.content.given import Given
from exam_tui.content.library import Library
from exam_tui.content.policy import PROMISE_KINDS
from exam_tui.dialogue.state import Chat
from exam_tui.marking.human import HumanMark
from exam_tui.marking.marking import mark
from exam_tui.marking.marks import ChatMarks, RoleplayMarks
from exam_tui.results.human import unmarked_hosted
from exam_tui.sitting.channel import (
    DESK,
    HOST,
    HOST_LINE,
    HostEnds,
    HostRemarks,
    HostSays,
    Inbox,
    Outbox,
    open_channels,
    remove_closed,
)
from exam_tui.sitting.clock import VirtualClock
from exam_tui.sitting.events import Candidate, LookUp
from exam_tui.sitting.folder import FormWanted, HeldSitting, open_or_resume, read_sitting
from exam_tui.sitting.hosting import HostLink
from exam_tui.sitting.saving import DirectSink
from exam_tui.sitting.state import replay
from tests.receptions import reception_library

Opener = Callable[[str], HeldSitting]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return reception_library(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def opener(shop: Library, clock: VirtualClock, tmp_path: Path) -> Opener:
    def make(paper: str) -> HeldSitting:
        who = Candidate(id="E1", name="周小敏")
        return open_or_resume(shop, paper, who, "mock", tmp_path / "r", clock, DirectSink, FormWanted(7))

    return make


def marks_of(held: HeldSitting) -> list[ChatMarks]:
    section = mark(held.sitting.form, held.sitting.state).sections[0]
    assert isinstance(section.detail, RoleplayMarks)
    return list(section.detail.chats)


def wait(held: HeldSitting, clock: VirtualClock, seconds: int) -> None:
    for _ in range(seconds * 2):
        clock.advance(500)
        held.sitting.tick()


def here(held: HeldSitting) -> list[str]:
    return [script.roleplay.id for script in held.sitting.reception.here]


def test_customers_come_when_the_shift_says_so(opener: Opener, clock: VirtualClock) -> None:
    held = opener("shift")
    held.sitting.start()
    assert here(held) == ["small"]
    wait(held, clock, 9)
    assert here(held) == ["small"]
    wait(held, clock, 1)
    assert here(held) == ["small", "bargain"]
    wait(held, clock, 10)
    assert here(held) == ["small", "bargain", "sold-out"]


def test_a_shift_may_give_a_customer_another_temperament(opener: Opener) -> None:
    scripts = {script.roleplay.id: script for script in opener("shift").sitting.form.sections[0].scripts}
    assert scripts["bargain"].roleplay.temperament == "cool"
    assert scripts["bargain"].temper is not None and scripts["bargain"].temper.id == "cool"


def test_words_go_to_the_customer_they_are_for_and_only_that_one_waits(opener: Opener, clock: VirtualClock) -> None:
    held = opener("shift")
    held.sitting.start()
    wait(held, clock, 20)
    reception = held.sitting.reception
    reception.say("非常抱歉", "small")
    reception.say("您好呀，噪音很低的", "bargain")
    clock.advance(5_000)
    held.sitting.tick(composing="small")
    assert reception.chat("small").turn != ()  # the agent is still writing to this one
    assert reception.chat("bargain").turn == ()
    assert reception.chat("sold-out").turns == ()
    assert [line.text for line in reception.chat("small").lines if line.speaker == "agent"] == ["非常抱歉"]


def test_looking_up_takes_its_time_and_happens_once(opener: Opener, clock: VirtualClock) -> None:
    held = opener("shift")
    held.sitting.start()
    reception = held.sitting.reception
    reception.look_up("small", "tracking")
    reception.look_up("small", "tracking")
    reception.look_up("small", "no-such-thing")
    (found,) = reception.chat("small").lookups
    assert found.ready_ms - found.at_ms == 5_000
    assert reception.chat("small").known_by(4_999) == frozenset()
    assert reception.chat("small").known_by(5_000) == {"tracking"}


def test_for_one_customer_things_are_looked_up_one_after_another(opener: Opener, clock: VirtualClock) -> None:
    held = opener("shift")
    held.sitting.start()
    clock.advance(30_000)
    held.sitting.tick()
    reception = held.sitting.reception
    reception.look_up("small", "tracking")
    reception.look_up("small", "boss")
    tracking, boss = reception.chat("small").lookups
    seconds = {one.id: one.seconds for one in reception.scripts[0].lookup}
    assert boss.at_ms == tracking.at_ms
    assert boss.ready_ms - tracking.ready_ms == seconds["boss"] * 1000
    assert reception.chat("small").leave_by(boss.ready_ms - 1) == frozenset()
    assert reception.chat("small").leave_by(boss.ready_ms) != frozenset()


@pytest.mark.parametrize(
    ("grants", "supervisor", "leave"), [(True, True, PROMISE_KINDS), (False, True, ()), (True, False, ())]
)
def test_journals_of_earlier_versions_can_be_read(grants: bool, supervisor: bool, leave: tuple[str, ...]) -> None:
    event = {"n": 3, "at_ms": 5, "type": "look_up", "script": "s", "lookup": "l", "shows": "x", "ready_ms": 9}
    assert LookUp.model_validate({**event, "supervisor": supervisor, "grants": grants}).leave == leave


def test_quick_phrases_are_recorded_if_they_are_allowed(opener: Opener) -> None:
    held = opener("shift")
    held.sitting.start()
    held.sitting.reception.say("您好，我是客服小禾", "small", ("1", "nonsense"))
    assert held.sitting.reception.chat("small").lines[-1].phrases == ("1",)
    assert marks_of(held)[0].quick_phrases == 1


def test_a_chat_that_the_agent_ends_before_the_matter_is_settled_is_lost(opener: Opener) -> None:
    held = opener("shift")
    held.sitting.start()
    held.sitting.reception.close("small")
    chat = held.sitting.reception.chat("small")
    assert (chat.ended, chat.closed) == ("lost", True)
    held.sitting.reception.say("还在吗", "small")
    assert held.sitting.reception.chat("small").lines == chat.lines
    held.sitting.reception.write_note("small", "周女士，催物流，要回电")
    assert marks_of(held)[0].note == "周女士，催物流，要回电"


def test_the_wait_counts_from_the_first_unanswered_message_and_fillers_do_not_stop_it(
    opener: Opener, clock: VirtualClock
) -> None:
    held = opener("shift")
    held.sitting.start()
    reception = held.sitting.reception
    wait(held, clock, 8)
    reception.say("您好，稍等", "small")
    wait(held, clock, 12)
    reception.say("非常抱歉让您久等，我查了是在中转", "small")
    wait(held, clock, 5)
    (wait_of,) = marks_of(held)[0].waits[:1]
    assert (wait_of.first_ms, wait_of.answer_ms) == (8_000, 20_000)


def test_customers_whom_nobody_answers_earn_nothing_and_lower_the_mean(opener: Opener, clock: VirtualClock) -> None:
    held = opener("shift")
    held.sitting.start()
    wait(held, clock, 30)
    held.sitting.reception.say("非常抱歉，让您久等了", "small")
    wait(held, clock, 5)
    first, second, third = marks_of(held)
    assert first.marks > 0
    assert second.marks == third.marks == 0
    section = mark(held.sitting.form, held.sitting.state).sections[0]
    assert section.marks <= first.marks / 3


def test_after_a_kill_every_chat_goes_on_where_it_was(opener: Opener, clock: VirtualClock) -> None:
    held = opener("shift")
    held.sitting.start()
    wait(held, clock, 20)
    reception = held.sitting.reception
    reception.say("非常抱歉", "small")
    reception.look_up("small", "boss")
    reception.write_note("small", "备注")
    wait(held, clock, 5)
    before = dict(held.sitting.state.chats)
    held.locks.release()
    again = opener("shift")
    assert dict(again.sitting.state.chats) == before
    _, events, _ = read_sitting(again.folder)
    assert dict(replay(events).chats) == before


# --- a trainer plays the customer ---


def hosted(opener: Opener, tmp_path: Path) -> tuple[HeldSitting, HostLink, Outbox]:
    held = opener("hosted")
    held.sitting.start()
    link = HostLink(held.sitting, tmp_path / "r")
    (folder,) = open_channels(tmp_path / "r")
    return held, link, Outbox(folder / HOST)


def chat_of(held: HeldSitting) -> Chat:
    return held.sitting.reception.chat("hosted-roleplay")


def test_what_the_trainer_says_and_marks_joins_the_sitting(opener: Opener, clock: VirtualClock, tmp_path: Path) -> None:
    held, link, host = hosted(opener, tmp_path)
    host.put(HostSays(text="在吗"))
    host.put(HostSays(text="想买瓶精油"))
    link.exchange(held.sitting)
    clock.advance(6_000)
    held.sitting.reception.say("您好，很高兴为您服务，请问是送人还是自用呢？")
    link.exchange(held.sitting)
    assert [line.text for line in chat_of(held).lines][:2] == ["在吗", "想买瓶精油"]
    host.put(HostEnds(quality="resolved"))
    link.exchange(held.sitting)
    (open_,) = marks_of(held)
    assert mark(held.sitting.form, held.sitting.state).outcome == "pending"
    host.put(HostRemarks(by="王老师", percent=50, text="还行"))
    link.exchange(held.sitting)
    (given,) = marks_of(held)
    assert given.trainer is not None and given.trainer.percent == 50
    process = {d.dimension: d.earned for d in given.dimensions}["process"]
    assert process >= 15 > {d.dimension: d.earned for d in open_.dimensions}["process"]
    assert mark(held.sitting.form, held.sitting.state).outcome != "pending"
    desk = (open_channels(tmp_path / "r")[0] / DESK).read_text(encoding="utf-8")
    assert "请问是送人还是自用呢" in desk


def test_a_mark_that_was_missed_can_be_given_afterwards(opener: Opener, clock: VirtualClock, tmp_path: Path) -> None:
    held, link, host = hosted(opener, tmp_path)
    host.put(HostSays(text="在吗，想买精油"))
    link.exchange(held.sitting)
    clock.advance(6_000)
    held.sitting.reception.say("您好，请问是送人还是自用呢？")
    held.sitting.submit()
    form, state = held.sitting.form, held.sitting.state
    assert unmarked_hosted(form, state) == ["hosted-roleplay"]
    assert mark(form, state).outcome == "pending"
    later = HumanMark(item="hosted-roleplay", worth=100, reason="问得好", by="王老师")
    marked = mark(form, state, {later.item: later})
    assert marked.outcome == "passed"
    given = marked.sections[0].detail
    assert isinstance(given, RoleplayMarks) and given.chats[0].trainer is not None
    assert given.chats[0].trainer.by == "王老师"


def test_after_a_restart_no_line_of_the_trainer_is_taken_twice(opener: Opener, tmp_path: Path) -> None:
    held, link, host = hosted(opener, tmp_path)
    host.put(HostSays(text="在吗"))
    link.exchange(held.sitting)
    held.locks.release()
    again = opener("hosted")
    second = HostLink(again.sitting, tmp_path / "r")
    host.put(HostSays(text="有人吗"))
    second.exchange(again.sitting)
    assert [line.text for line in chat_of(again).lines] == ["在吗", "有人吗"]


def test_a_chat_that_the_candidate_leaves_counts_what_was_answered(
    opener: Opener, clock: VirtualClock, tmp_path: Path
) -> None:
    held, link, host = hosted(opener, tmp_path)
    host.put(HostSays(text="在吗，想买精油"))
    link.exchange(held.sitting)
    clock.advance(6_000)
    held.sitting.reception.say("您好，请问是送人还是自用呢？")
    host.put(HostRemarks(by="王老师", percent=100))
    link.exchange(held.sitting)
    held.sitting.reception.close("hosted-roleplay")
    (marks,) = marks_of(held)
    assert {d.dimension: d.earned for d in marks.dimensions}["promise"] == 25


def test_a_line_that_came_too_early_does_not_come_alive_after_a_restart(opener: Opener, tmp_path: Path) -> None:
    held, link, host = hosted(opener, tmp_path)
    host.put(HostEnds(quality="lost"))  # before anything was said
    link.exchange(held.sitting)
    host.put(HostSays(text="在吗"))
    link.exchange(held.sitting)
    held.locks.release()
    again = opener("hosted")
    HostLink(again.sitting, tmp_path / "r").exchange(again.sitting)
    assert chat_of(again).ended is None


def test_a_host_who_died_in_the_middle_of_a_line_loses_only_that(opener: Opener, tmp_path: Path) -> None:
    held, link, host = hosted(opener, tmp_path)
    host.put(HostSays(text="一"))
    (folder,) = open_channels(tmp_path / "r")
    with (folder / HOST).open("ab") as file:
        file.write(b'{"type": "says", "te')
    Outbox(folder / HOST).put(HostSays(text="二"))
    link.exchange(held.sitting)
    assert [line.text for line in chat_of(held).lines] == ["一", "二"]


def test_what_makes_no_sense_yet_cannot_be_looked_up(opener: Opener) -> None:
    held = opener("shift")
    held.sitting.start()
    reception = held.sitting.reception
    assert [one.id for one in reception.lookups("small")] == ["tracking", "boss"]
    script = held.sitting.form.sections[0].scripts[0]
    later = tuple(one.model_copy(update={"given": Given(been=("waits",))}) for one in script.lookup)
    changed = script.model_copy(update={"lookup": later})
    sections = (held.sitting.form.sections[0].model_copy(update={"scripts": (changed,)}),)
    held.sitting.form = held.sitting.form.model_copy(update={"sections": sections})
    assert reception.lookups("small") == ()
    reception.look_up("small", "tracking")
    assert reception.chat("small").lookups == ()


def test_half_a_line_waits_and_rubbish_is_passed_over(opener: Opener, tmp_path: Path) -> None:
    held, link, _ = hosted(opener, tmp_path)
    (folder,) = open_channels(tmp_path / "r")
    with (folder / HOST).open("ab") as file:
        file.write(b'\xff\xfe not json\n{"type": "says", "text": "')
        file.flush()
        link.exchange(held.sitting)
        assert chat_of(held).lines == ()
        file.write('在吗"}\n'.encode())
    link.exchange(held.sitting)
    assert [line.text for line in chat_of(held).lines] == ["在吗"]


def test_nobody_else_can_read_the_channel(opener: Opener, tmp_path: Path) -> None:
    _held_as_long_as_this = hosted(opener, tmp_path)
    (folder,) = open_channels(tmp_path / "r")
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_the_channel_goes_with_the_section(opener: Opener, tmp_path: Path) -> None:
    held, link, _ = hosted(opener, tmp_path)
    (folder,) = open_channels(tmp_path / "r")
    link.close()
    assert open_channels(tmp_path / "r") == []
    assert '"closed":true' in (folder / DESK).read_text(encoding="utf-8")  # for the trainer to see
    remove_closed(tmp_path / "r")
    assert not folder.exists()
    assert list(Inbox(tmp_path / "nowhere", HOST_LINE).new()) == []
    assert held.sitting.reception.here == ()
