"""A candidate with a keyboard and 80x24 must get through, see what is saved, and never be able to break the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Key, Paste
from textual.widgets import Input

from exam_tui.content.library import Library
from exam_tui.results.folder import replay_result
from exam_tui.sitting.clock import VirtualClock
from exam_tui.sitting.folder import FormWanted
from exam_tui.tui.app import ExamApp
from exam_tui.tui.exam.handin import HandInScreen
from exam_tui.tui.exam.questions import QuestionsScreen
from exam_tui.tui.exam.result import ResultScreen
from exam_tui.tui.exam.rules import IntroScreen, RulesScreen
from exam_tui.tui.exam.typing import TypingScreen
from exam_tui.tui.home import HomeScreen
from exam_tui.tui.identity import IdentityScreen
from exam_tui.tui.reception.screen import ReceptionScreen
from exam_tui.tui.session import Session
from tests.tui.helpers import CANDIDATE, commit, let_time_pass, places, prose, settle, sitting_app, static, words
from tests.workspaces import begin_typing

SIZE = (80, 24)


def sitting_of(app: ExamApp):
    assert app.session is not None
    return app.session.sitting


async def test_from_home_to_the_rules_with_the_keyboard(tmp_path: Path, clock: VirtualClock) -> None:
    app = ExamApp(places(tmp_path), "zh", clock)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert "检查通过" in words(app)
        await pilot.press("l")
        assert "no problems" in words(app)
        await pilot.press("l", "1")
        await settle(pilot)
        assert isinstance(app.screen, IdentityScreen)
        await pilot.press(*"../x", "ctrl+s")
        assert "工号只能用字母" in words(app)
        await pilot.press(*["backspace"] * 4, *"E0412", "enter")
        await commit(pilot, "周小敏")
        await pilot.press("enter", "a", "enter", "enter")
        await settle(pilot)
        assert isinstance(app.screen, RulesScreen)
        assert "周小敏" in words(app)
        assert "要求 80 %" in words(app)


async def test_a_whole_sitting_with_the_keyboard_alone(library: Library, tmp_path: Path, clock: VirtualClock) -> None:
    app = sitting_app(library, tmp_path, clock, "proctored")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, QuestionsScreen)
        sitting = sitting_of(app)
        for _ in range(22):
            await pilot.press("1", "enter")
        await settle(pilot)
        assert isinstance(app.screen, QuestionsScreen)  # a held-down Enter stops at the last question
        assert "这是最后一题" in words(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "已答 22 / 22" in words(app)
        await pilot.press("enter")  # nor does it say yes
        await settle(pilot)
        await pilot.press("y")
        await settle(pilot)
        assert isinstance(app.screen, IntroScreen)
        assert len(sitting.state.answers) == 22

        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, TypingScreen)
        await commit(pilot, "您好，很高兴为您服务！一共 2 件。")
        await let_time_pass(pilot)
        await pilot.press("enter")
        await let_time_pass(pilot, 3)
        assert sitting.state.typing_now is not None
        await commit(pilot, "客服每天听到")
        await pilot.press("backspace")
        assert sitting.state.typing_now.text == "客服每天听"
        clock.advance(5 * 60_000)
        await settle(pilot)
        assert isinstance(app.screen, IntroScreen)  # time closed the section

        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ReceptionScreen)
        await commit(pilot, "您好，很高兴为您服务")
        await pilot.press("enter")
        await settle(pilot)
        assert "您好，很高兴为您服务" in words(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        await pilot.press("y")
        await settle(pilot)
        assert isinstance(app.screen, HandInScreen)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ResultScreen)
        assert "没有通过" in words(app)
        folder = app.session.folder if app.session else tmp_path
    assert (folder / "result.json").is_file()
    assert replay_result(folder / "result.json") == []


async def test_saved_is_shown_only_when_it_is(library: Library, tmp_path: Path, clock: VirtualClock) -> None:
    app = sitting_app(library, tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        assert "已保存 ✓" in words(app)
        assert "剩余 10:00（到" in words(app)
        assert app.session is not None
        sink = app.session._held.sink
        sink._status = type(sink.status)(taken=9, saved=7)
        app.screen._tick()
        await pilot.pause()
        assert "保存中" in words(app)
        sink._status = type(sink.status)(taken=9, saved=7, failing="磁盘已满")
        app.screen._tick()
        await pilot.pause()
        assert "无法保存：磁盘已满" in words(app)
        sink._status = type(sink.status)(taken=9, saved=9)


async def test_coming_back_shows_the_same_question(library: Library, tmp_path: Path, clock: VirtualClock) -> None:
    app = sitting_app(library, tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("right", "1", "right", "2", "f")
        before = prose(app, ".stem"), static(app, "#cells")
    clock.advance(60_000)
    again = sitting_app(library, tmp_path, clock)
    async with again.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert isinstance(again.screen, QuestionsScreen)
        assert (prose(again, ".stem"), static(again, "#cells")) == before
        assert "剩余 09:00" in words(again)


async def test_number_questions_take_numbers_and_leave_commands_alone(
    library: Library, tmp_path: Path, clock: VirtualClock
) -> None:
    app = sitting_app(library, tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, QuestionsScreen)
        sitting = sitting_of(app)
        number = next(i for i, asked in enumerate(app.screen._items) if asked.item.kind == "number")
        app.screen._index = number
        app.screen._show()
        await pilot.press("4", "x", "8", "f")
        item = app.screen._items[number].item.id
        assert sitting.state.answers[item] == "48"
        assert item in sitting.state.flagged
        await pilot.press("backspace", "backspace")
        assert item not in sitting.state.answers
        await pilot.press("right")
        assert app.screen._index == number + 1


async def test_pasted_answers_are_kept_out_and_recorded(library: Library, tmp_path: Path, clock: VirtualClock) -> None:
    app = sitting_app(library, tmp_path, clock)
    sitting = sitting_of(app)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        for _ in range(2):
            sitting.leave_section()
            sitting.enter_next_section()
        app.show_current()
        await settle(pilot)
        field = app.screen.query_one(Input)
        app.screen.query_one(Input).post_message(Paste("您好，这是从别处复制来的一整段标准回复，请您放心。"))
        await settle(pilot)
        assert field.value == ""
        assert [event.type for event in sitting.state.evidence] == ["paste_refused"]
        field.post_message(Paste("您好呀"))  # some terminals deliver an input-method commit like this
        await settle(pilot)
        assert field.value == "您好呀"


async def test_choices_are_offered_and_picked_by_number(library: Library, tmp_path: Path, clock: VirtualClock) -> None:
    bargain = library.scripts["bargain"]
    app = sitting_app(library, tmp_path, clock)
    sitting = sitting_of(app)
    sitting.form = sitting.form.model_copy(
        update={
            "sections": tuple(
                s.model_copy(update={"scripts": (bargain,)}) if s.scripts else s for s in sitting.form.sections
            )
        }
    )
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        for _ in range(2):
            sitting.leave_section()
            sitting.enter_next_section()
        app.show_current()
        await settle(pilot)
        for turn in bargain.model.turns:
            if sitting.reception.choices("bargain"):
                break
            for message in turn:
                await commit(pilot, message)
                await pilot.press("enter")
            clock.advance(5_000)
            await settle(pilot)
        offered = sitting.reception.choices("bargain")
        assert len(offered) >= 2
        assert all(choice[:12] in words(app).replace("\n", "") for choice in offered)
        await pilot.press("1", "2")  # a digit only picks
        assert sitting.reception.chat("bargain").choice is None
        await pilot.press("enter")
        assert sitting.reception.chat("bargain").choice == 1
        await pilot.press("1", "enter")  # what is sent is sent
        assert sitting.reception.chat("bargain").choice == 1


HOSTILE = (
    "[/] [bold]x[/bold] [@click=app.quit]点我[/] \x1b[31m红\x1b]0;t\x07 \u202e反过来 😀👩‍👩‍👧 " + "很长的题干" * 90
)


async def test_hostile_content_is_shown_literally(library: Library, tmp_path: Path, clock: VirtualClock) -> None:
    app = sitting_app(library, tmp_path, clock)
    sitting = sitting_of(app)
    first = sitting.form.sections[0]
    item = next(asked for asked in first.items if asked.item.kind == "single")
    evil = item.item.model_copy(
        update={
            "stem": HOSTILE,
            "right": item.item.right.model_copy(update={"text": "[/]"}),
            "wrong": tuple(
                w.model_copy(update={"text": f"[@click=app.quit]{i}\x1b[2J"}) for i, w in enumerate(item.item.wrong)
            ),
        }
    )
    section = first.model_copy(update={"items": (item.model_copy(update={"item": evil}),)})
    sitting.form = sitting.form.model_copy(update={"sections": (section, *sitting.form.sections[1:])})
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        shown = words(app)
        assert "[/] [bold]x[/bold] [@click=app.quit]点我[/]" in shown
        assert "␛" in shown
        assert "[31m" in shown
        assert "<U+202E>" in shown
        assert "\x1b" not in shown
        await pilot.press("1")
        assert len(sitting.state.answers) == 1
        for _ in range(40):
            await pilot.press("down")
        assert "[@click=app.quit]" in words(app)
        await pilot.click(".option")
        assert app.is_running


@pytest.mark.parametrize("key", ["f1", "ctrl+q", "g", "ctrl+s"])
async def test_small_windows_close_with_escape_and_change_nothing(
    library: Library, tmp_path: Path, clock: VirtualClock, key: str
) -> None:
    app = sitting_app(library, tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter", "right")
        await settle(pilot)
        head = sitting_of(app).head
        await pilot.press(key)
        await settle(pilot)
        assert app.screen.is_modal
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, QuestionsScreen)
        assert sitting_of(app).head == head


async def test_colours_can_be_changed_in_the_middle_of_the_exam(
    library: Library, tmp_path: Path, clock: VirtualClock
) -> None:
    app = sitting_app(library, tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        before = app.theme
        await pilot.press("ctrl+t")
        assert app.theme != before


async def test_g_jumps_to_a_number(library: Library, tmp_path: Path, clock: VirtualClock) -> None:
    app = sitting_app(library, tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter", "right")
        await settle(pilot)
        await pilot.press("G")
        await settle(pilot)
        await pilot.press("9", "9", "enter", "1", "2", "enter")
        await settle(pilot)
        assert "第 12 题" in words(app)


async def test_leaving_before_the_start_is_no_question(library: Library, tmp_path: Path, clock: VirtualClock) -> None:
    app = sitting_app(library, tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert not app.is_running


async def test_a_result_that_could_not_be_saved_is_tried_again(
    library: Library, tmp_path: Path, clock: VirtualClock
) -> None:
    app = sitting_app(library, tmp_path, clock)
    assert app.session is not None
    sink = app.session._held.sink
    real = sink.flush
    sink.flush = lambda seconds=30: type(sink.status)(taken=9, saved=7, failing="ENOSPC")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        clock.advance(24 * 60_000)
        await settle(pilot)
        await settle(pilot)
        assert isinstance(app.screen, ResultScreen)
        assert "磁盘已满" in words(app)
        sink._status, whole = type(sink.status)(taken=9, saved=7, failing="ENOSPC"), sink.status
        await pilot.press("q")
        await settle(pilot)
        assert "现在离开，这些就没有了" in words(app)
        await pilot.press("n")
        await settle(pilot)
        sink.flush, sink._status = real, whole
        await pilot.press("r")
        await settle(pilot)
        assert "没有通过" in words(app)


async def test_time_up_while_a_question_stands_open(library: Library, tmp_path: Path, clock: VirtualClock) -> None:
    app = sitting_app(library, tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        clock.advance(24 * 60_000)
        await settle(pilot)
        await settle(pilot)
        assert isinstance(app.screen, ResultScreen)


async def test_every_screen_fits_a_narrow_terminal(library: Library, tmp_path: Path, clock: VirtualClock) -> None:
    app = sitting_app(library, tmp_path, clock)
    async with app.run_test(size=(30, 8)) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.resize_terminal(20, 5)
        await pilot.resize_terminal(200, 60)
        await settle(pilot)
        assert isinstance(app.screen, QuestionsScreen)


async def test_english_has_every_screen_too(library: Library, tmp_path: Path, clock: VirtualClock) -> None:
    app = sitting_app(library, tmp_path, clock, lang="en")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "Enter starts the exam" in words(app)
        await pilot.press("enter")
        await settle(pilot)
        assert "saved ✓" in words(app)


async def test_full_width_punctuation_is_typed(library: Library, tmp_path: Path, clock: VirtualClock) -> None:
    app = sitting_app(library, tmp_path, clock)
    sitting = sitting_of(app)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        sitting.leave_section()
        sitting.enter_next_section()
        begin_typing(sitting)
        app.show_current()
        await settle(pilot)
        for character in "，。？！：；“”《》…—":
            app.post_message(Key("punctuation", character))
        await settle(pilot)
        assert sitting.state.typing["typing"][0].text == "，。？！：；“”《》…—"


async def test_the_typing_mark_never_counts_what_is_not_on_the_disk(
    library: Library, tmp_path: Path, clock: VirtualClock
) -> None:
    app = sitting_app(library, tmp_path, clock)
    session = app.session
    assert session is not None
    sitting = session.sitting
    sitting.start()
    sitting.leave_section()
    sitting.enter_next_section()
    begin_typing(sitting)
    sitting.type_text("您好您好您好")
    session._held.sink.flush()
    assert "6 字" in session.status_words(app.t).saved
    hanging = type(session.save_status)(taken=99, saved=90)
    session._held.sink._status = hanging
    for _ in range(4):
        sitting.erase()
        session.text_erased()
    sitting.type_text("欢迎光临")
    session._held.sink._status = hanging
    assert "2 字" in session.status_words(app.t).saved
    session._held.sink._status = type(hanging)(taken=9, saved=9)
    session.release()


async def test_extra_time_is_said_before_the_start(library: Library, tmp_path: Path, clock: VirtualClock) -> None:
    where = places(tmp_path)
    session = Session.open(
        library, "track-a-day22", CANDIDATE, "mock", where.results, where.rescue, clock, FormWanted(7, "", 25)
    )
    app = ExamApp(where, "zh", clock, session)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "共 91 分钟" in words(app)
        assert "商品知识　35 分钟" in words(app)
        assert "打字　5 分钟" in words(app)
        assert "加时 25 %" in words(app)
