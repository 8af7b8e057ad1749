"""Three customers wait at once: nothing that was begun is lost, and no key does what it should not."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, TextArea

from exam_tui.content.library import Library
from exam_tui.dialogue.state import Chat
from exam_tui.sitting.channel import (
    CHANNELS,
    DESK,
    HOST,
    DeskBegan,
    DeskLine,
    HostEnds,
    HostRemarks,
    HostSays,
    Outbox,
    hold_channel,
    open_channels,
)
from exam_tui.sitting.clock import VirtualClock
from exam_tui.tui.app import ExamApp
from exam_tui.tui.authoring.trying import TryingApp, TryingScreen
from exam_tui.tui.exam.handin import HandInScreen
from exam_tui.tui.reception.contacts import Contact, Contacts, in_order
from exam_tui.tui.reception.host import HostApp, HostScreen
from exam_tui.tui.reception.pickers import NoteWindow, Picker
from exam_tui.tui.reception.reply import ReplyInput
from exam_tui.tui.reception.screen import ReceptionScreen
from tests.dialogue.scripts import house
from tests.receptions import reception_library
from tests.tui.helpers import commit, prose, settle, sitting_app, static, words

SIZE = (80, 24)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return reception_library(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def app(shop: Library, tmp_path: Path, clock: VirtualClock) -> ExamApp:
    return sitting_app(shop, tmp_path, clock, paper="shift")


async def begin(pilot: Pilot[None], clock: VirtualClock, seconds: int = 0) -> None:
    await settle(pilot)
    await pilot.press("enter")
    await settle(pilot)
    clock.advance(seconds * 1000)
    await settle(pilot)


def chat(app: ExamApp, name: str) -> Chat:
    assert app.session is not None
    return app.session.sitting.reception.chat(name)


def field(app: ExamApp) -> ReplyInput:
    return app.screen.query_one(ReplyInput)


async def test_the_list_says_who_waits_and_how_long(app: ExamApp, clock: VirtualClock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, clock, 10)
        clock.advance(10_000)
        await settle(pilot)
        shown = words(app)
        assert "▶周女士" in shown
        assert "●2 0:10" in shown  # who came ten seconds ago and has not been looked at
        assert "等待 3" in static(app, "#head")


async def test_what_was_begun_stays_with_its_customer(app: ExamApp, clock: VirtualClock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, clock, 20)
        await commit(pilot, "非常抱")
        await pilot.press("tab")
        assert field(app).value == ""
        await commit(pilot, "您好")
        await pilot.press("shift+tab")
        assert field(app).value == "非常抱"
        await pilot.press("tab")
        assert field(app).value == "您好"
        await pilot.press("enter")
        await settle(pilot)
        said = {name: [one.text for one in chat(app, name).lines if one.speaker == "agent"]
                for name in ("small", "bargain", "sold-out")}  # fmt: skip
        assert sorted(map(len, said.values())) == [0, 0, 1]
        assert said["small"] == []


async def test_tab_after_tab_comes_to_everybody(app: ExamApp, clock: VirtualClock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, clock, 10)
        clock.advance(10_000)
        await settle(pilot)
        assert len(app.screen.reception.here) == 3  # type: ignore[attr-defined]
        seen = []
        for _ in range(6):
            seen.append(static(app, "#head").partition("　")[0])
            await pilot.press("tab")
            await settle(pilot)
        assert len(set(seen[:3])) == 3
        assert seen[3:] == seen[:3]


async def test_a_code_that_there_is_not_is_not_sent(app: ExamApp, clock: VirtualClock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, clock)
        await commit(pilot, "/q9")
        await pilot.press("enter")
        await settle(pilot)
        assert field(app).value == "/q9"
        assert any("没有快捷短语" in one.message for one in app._notifications)
        assert chat(app, "small").turn == ()


async def test_escape_puts_the_order_away(app: ExamApp, clock: VirtualClock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, clock)
        await pilot.press("f3")
        await settle(pilot)
        assert not app.screen.query_one(Contacts).display
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen.query_one(Contacts).display


async def test_after_a_restart_what_was_answered_is_not_unread(
    shop: Library, tmp_path: Path, clock: VirtualClock
) -> None:
    app = sitting_app(shop, tmp_path, clock, paper="shift")
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, clock, 10)
        await commit(pilot, "非常抱歉，我马上查")
        await pilot.press("enter")
        await settle(pilot)
    app = sitting_app(shop, tmp_path, clock, paper="shift")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "吴先生" in static(app, "#head")  # who waits is turned to
        unread = {one.script: one.unread for one in app.screen._contacts()}  # type: ignore[attr-defined]
        assert unread["small"] == 0


async def test_tab_goes_to_who_has_waited_longest(app: ExamApp, clock: VirtualClock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, clock, 10)
        clock.advance(10_000)
        await settle(pilot)
        await pilot.press("tab")
        await settle(pilot)
        assert "吴先生" in static(app, "#head")  # came before the third one
        await pilot.press("tab")
        await settle(pilot)
        assert "陈小姐" in static(app, "#head")  # Tab after Tab comes to everybody
        await pilot.press("shift+tab")
        await settle(pilot)
        assert "吴先生" in static(app, "#head")


async def test_a_phrase_that_does_not_fit_is_not_sent_as_its_code(app: ExamApp, clock: VirtualClock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, clock)
        field(app).value = "好" * 290 + " /1"
        await pilot.press("enter")
        await settle(pilot)
        assert chat(app, "small").turn == ()
        field(app).value = "比例是1/1"
        field(app).cursor_position = 6
        await pilot.press("enter")
        await settle(pilot)
        assert [line.text for line in chat(app, "small").turn] == ["比例是1/1"]


async def test_a_click_turns_to_a_customer(app: ExamApp, clock: VirtualClock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, clock, 20)
        await pilot.click(Contacts, offset=(3, 3))
        await settle(pilot)
        assert "吴先生" in static(app, "#head")


async def test_a_phrase_expands_by_its_code_and_is_seen_before_it_goes(app: ExamApp, clock: VirtualClock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, clock)
        await commit(pilot, "/1 ")
        assert field(app).value == "您好，我是客服小禾，很高兴为您服务"
        await pilot.press("enter")
        await commit(pilot, "/bye")
        await pilot.press("enter")  # expands first
        assert field(app).value == "感谢您的支持，祝您生活愉快"
        await pilot.press("enter")
        await settle(pilot)
        assert [line.phrases for line in chat(app, "small").turn] == [("1",), ("bye",)]


async def test_phrases_are_searched_and_unknown_codes_stay(app: ExamApp, clock: VirtualClock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, clock)
        await commit(pilot, "/99 ")
        assert field(app).value == "/99 "
        await pilot.press("f7")
        await settle(pilot)
        assert isinstance(app.screen, Picker)
        await commit(pilot, "告别")
        await settle(pilot)
        assert app.screen.query_one(OptionList).option_count == 1
        await pilot.press("enter")
        await settle(pilot)
        assert field(app).value == "/99 感谢您的支持，祝您生活愉快"


async def test_a_look_up_shows_when_it_is_there(app: ExamApp, clock: VirtualClock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, clock)
        await pilot.press("f6")
        await settle(pilot)
        await pilot.press("1")
        await settle(pilot)
        assert "正在查" in static(app, "#waiting")
        assert "在中转场" not in words(app)
        clock.advance(5_000)
        await settle(pilot)
        assert "在中转场" in words(app)
        await pilot.press("f2")
        await settle(pilot)
        assert "问主管" in words(app)
        await pilot.press("escape")


async def test_a_note_is_written_and_kept(app: ExamApp, clock: VirtualClock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, clock)
        await pilot.press("f5")
        await settle(pilot)
        assert isinstance(app.screen, NoteWindow)
        app.screen.query_one(TextArea).insert("周女士催物流")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert chat(app, "small").note == "周女士催物流"
        await pilot.press("f5")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert chat(app, "small").note == "周女士催物流"


async def test_ending_a_chat_asks_first_and_the_others_go_on(app: ExamApp, clock: VirtualClock) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, clock, 20)
        await pilot.press("f4")
        await settle(pilot)
        await pilot.press("n")
        await settle(pilot)
        assert chat(app, "small").ended is None
        await pilot.press("f4")
        await settle(pilot)
        await pilot.press("y")
        await settle(pilot)
        assert chat(app, "small").ended == "lost"
        assert not field(app).display
        await pilot.press("tab")
        await settle(pilot)
        assert field(app).display
        assert isinstance(app.screen, ReceptionScreen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20)])
async def test_the_order_stands_beside_where_there_is_room(
    app: ExamApp, clock: VirtualClock, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await begin(pilot, clock)
        assert app.screen.query_one("#facts").display == (size[0] >= 100)
        await pilot.press("f3")
        await settle(pilot)
        assert app.screen.query_one("#facts").display == (size[0] < 100)


def contact(name: str, unread: int, waits: int | None, over: bool = False) -> Contact:
    return Contact(name, name, "none", unread, waits, over, 0)


def test_lists_are_sorted_and_who_is_done_comes_last() -> None:
    three = [contact("a", 1, 5_000), contact("b", 3, 9_000), contact("c", 0, None), contact("d", 0, None, over=True)]
    assert [one.script for one in in_order(three, "waiting")] == ["b", "a", "c", "d"]
    assert [one.script for one in in_order(three, "unread")] == ["b", "a", "c", "d"]
    assert [one.script for one in in_order(three, "arrival")] == ["a", "b", "c", "d"]


async def test_a_trainer_plays_the_customer(shop: Library, tmp_path: Path, clock: VirtualClock) -> None:
    app = sitting_app(shop, tmp_path, clock, paper="hosted")
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, clock)
        assert "等老师" in static(app, "#head")
        (folder,) = open_channels(tmp_path / "results")
        host = Outbox(folder / HOST)
        host.put(HostSays(text="[/] 在吗"))
        await settle(pilot)
        assert "[/] 在吗" in words(app)
        await commit(pilot, "您好，请问想看哪一款呢")
        await pilot.press("enter")
        await settle(pilot)
        host.put(HostEnds(quality="resolved"))
        await settle(pilot)
        await pilot.press("enter")  # the mark is not there yet
        await settle(pilot)
        assert isinstance(app.screen, ReceptionScreen)
        host.put(HostRemarks(by="王老师", percent=80))
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, HandInScreen)


async def test_the_trainer_sees_the_candidate_and_what_was_met(
    shop: Library, tmp_path: Path, clock: VirtualClock
) -> None:
    desk = Outbox(tmp_path / "ch" / DESK)
    desk.put(DeskBegan(candidate="周小敏", title="神秘顾客"))
    desk.put(DeskLine(speaker="agent", text="保证[/]明天到", at_ms=65_000, rules=("承诺到货时间",)))
    app = HostApp(tmp_path, tmp_path / "ch", "王老师", "zh")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        shown = words(app)
        assert "1:05　考生：保证[/]明天到" in shown.replace("\n", "")
        assert "承诺到货时间" in shown
        await commit(pilot, "能快点吗")
        await pilot.press("enter", "f6")
        await settle(pilot)
        await commit(pilot, "85 不错，再快一点")
        await pilot.press("enter", "f4")
        await settle(pilot)
        await pilot.press("1")
        await settle(pilot)
        assert isinstance(app.screen, HostScreen)
    sent = (tmp_path / "ch" / HOST).read_text(encoding="utf-8").splitlines()
    assert [line[:20] for line in sent] == ['{"type":"says","text', '{"type":"remarks","b', '{"type":"ends","qual']
    assert "不错，再快一点" in sent[1]


async def test_the_trainer_may_be_there_first(tmp_path: Path) -> None:
    app = HostApp(tmp_path, None, "王老师", "zh")
    async with app.run_test(size=SIZE) as pilot:
        left = Outbox(tmp_path / CHANNELS / "yesterday.roleplay" / DESK)  # whose program is gone
        left.put(DeskBegan(candidate="李四", title="神秘顾客"))
        await settle(pilot)
        assert "等考生进入" in words(app)
        lock = hold_channel(tmp_path / CHANNELS / "today.roleplay")
        desk = Outbox(tmp_path / CHANNELS / "today.roleplay" / DESK)
        desk.put(DeskBegan(candidate="周小敏", title="神秘顾客"))
        await settle(pilot)
        assert isinstance(app.screen, HostScreen)
        assert "周小敏" in words(app)
        lock.release()


async def test_trying_says_where_a_sentence_would_lead(shop: Library) -> None:
    made = shop.scripts["small"]
    app = TryingApp(shop.root, made, house(), None, "zh")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await commit(pilot, "保证")
        assert "waits" in prose(app, "#draft")
        await pilot.press("enter")
        await settle(pilot)
        assert "现在：waits" in prose(app, "#behind")
        assert "promise.guarantee “保证”" in prose(app, "#behind")
        await pilot.press("f3")
        await settle(pilot)
        assert "现在：open" in prose(app, "#behind")
        assert app.screen.query_one(Input).value == "保证"
        await pilot.press("f4")
        await settle(pilot)
        assert "不回话" in prose(app, "#behind")
        await pilot.press("f2")
        await settle(pilot)
        await commit(pilot, "waits")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, TryingScreen)
        assert "现在：waits" in prose(app, "#behind")


async def test_a_key_does_not_lay_out_the_whole_desk(
    app: ExamApp, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out: list[object] = []
    lay_out = ReceptionScreen._refresh_layout
    monkeypatch.setattr(
        ReceptionScreen,
        "_refresh_layout",
        lambda self, *args, **named: (laid_out.append(self), lay_out(self, *args, **named)),
    )
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, clock, 10)
        assert laid_out  # the counting works
        laid_out.clear()
        await pilot.press(*"nihao")
        await settle(pilot)
        assert field(app).value == "nihao"
        assert not laid_out
