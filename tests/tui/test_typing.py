"""The typing test as a candidate and a proctor meet it, and practice as everybody does."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from exam_tui.content.library import Library
from exam_tui.content.shelves import load_library
from exam_tui.practice.history import Practice, book_of, read_history, write_down
from exam_tui.sitting.clock import VirtualClock
from exam_tui.sitting.mode import ModeName
from exam_tui.sitting.sitting import Sitting
from exam_tui.tui.app import ExamApp
from exam_tui.tui.exam.handin import HandInScreen
from exam_tui.tui.exam.typing import TypingScreen
from exam_tui.tui.practice.menu import PracticeMenu
from exam_tui.tui.practice.run import PracticeScreen
from tests.practice.test_practice import practice
from tests.sitting.test_typing import CHAT, ONE, PAPER, RETEST
from tests.tui.helpers import commit, let_time_pass, places, prose, settle, sitting_app, words
from tests.workspaces import begin_typing, workspace

SIZE = (80, 24)
LINE = "您好，很高兴为您服务！一共2件。"
MINUTE = 60_000


def typing_app(
    tmp_path: Path, clock: VirtualClock, more: str = ONE, mode: ModeName = "proctored", lang: str = "zh"
) -> ExamApp:
    shop = tmp_path / "shop"
    if not shop.exists():
        workspace(shop, {"papers/typing.toml": PAPER.format(more=more)})
    return sitting_app(load_library(shop), tmp_path, clock, mode, "typing", lang)


def sitting_of(app: ExamApp) -> Sitting:
    assert app.session is not None
    return app.session.sitting


async def begin(pilot: Pilot[None], app: ExamApp) -> Sitting:
    """The rules accepted, the test running."""
    await pilot.press("enter")
    await settle(pilot)
    assert isinstance(app.screen, TypingScreen)
    begin_typing(sitting_of(app))
    await settle(pilot)
    return sitting_of(app)


async def test_the_warm_up_line_comes_first_and_says_what_is_wrong(tmp_path: Path, clock: VirtualClock) -> None:
    app = typing_app(tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        sitting = sitting_of(app)
        assert "先试一下输入法" in words(app)
        await commit(pilot, "您您好好，，很很高高兴兴")
        await pilot.press("enter")
        await settle(pilot)
        assert "每个字都来了两次" in words(app)
        assert "~~" in words(app)
        assert not sitting.warmed_up
        for _ in range(12):
            await pilot.press("backspace")
        await commit(pilot, LINE)
        await settle(pilot)
        assert sitting.warmed_up
        assert "准备好了按 Enter" in words(app)
        assert sitting.state.typing == {}


async def test_wrong_characters_are_told_by_colour_and_sign(tmp_path: Path, clock: VirtualClock) -> None:
    app = typing_app(tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        sitting = await begin(pilot, app)
        assert sitting.typing_stage is not None
        assert sitting.typing_stage.passage is not None
        text = sitting.typing_stage.passage.pieces[0].text
        await commit(pilot, text[:4] + "龘" + text[5:8])
        await settle(pilot)
        rows = words(app).split("\n")
        row = next(index for index, line in enumerate(rows) if "龘" in line)
        assert rows[row + 1].strip() == "~~"
        assert rows[row + 1].index("~~") == rows[row].index("龘") + 4  # below it: four characters are eight cells


async def test_a_paper_can_switch_the_marking_off(tmp_path: Path, clock: VirtualClock) -> None:
    app = typing_app(tmp_path, clock, ONE + "\nerrors_shown = false")
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, app)
        await commit(pilot, "龘龘")
        await settle(pilot)
        assert "龘龘" in words(app)
        assert "~" not in words(app)


async def test_the_speed_is_hidden_while_typing_and_explained_afterwards(tmp_path: Path, clock: VirtualClock) -> None:
    app = typing_app(tmp_path, clock)
    async with app.run_test(size=(100, 60)) as pilot:
        sitting = await begin(pilot, app)
        assert sitting.typing_stage is not None
        assert sitting.typing_stage.passage is not None
        text = "".join(sitting.typing_stage.passage.pieces[0].text.split())
        sitting.type_text(text[:200])
        sitting.type_text("错" + text[201:262])
        await settle(pilot)
        assert "字/分钟" not in words(app)
        clock.advance(5 * MINUTE)
        await settle(pilot)
        assert isinstance(app.screen, HandInScreen)
        await pilot.press("enter")
        await settle(pilot)
        shown = words(app)
        assert "52.2 字/分钟" in shown
        assert "要求 50" in shown
        assert f"〔{text[200]}→错〕" in shown


async def test_finishing_early_has_to_wait_and_is_asked(tmp_path: Path, clock: VirtualClock) -> None:
    app = typing_app(tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        sitting = await begin(pilot, app)
        clock.advance(MINUTE)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "满 3 分钟才能提前结束，还有 02:00" in words(app)
        clock.advance(2 * MINUTE)
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        await pilot.press("n")
        await settle(pilot)
        assert sitting.state.typing_now is not None
        await pilot.press("ctrl+s")
        await settle(pilot)
        await pilot.press("y")
        await settle(pilot)
        assert isinstance(app.screen, HandInScreen)


async def test_the_proctor_grants_another_passage_by_name(tmp_path: Path, clock: VirtualClock) -> None:
    app = typing_app(tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, app)
    app = typing_app(tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "这一次作废" in words(app)
        await pilot.press("enter")  # held down since before: nothing happens yet
        await settle(pilot)
        assert isinstance(app.screen, TypingScreen)
        await let_time_pass(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "监考老师姓名" in words(app)
        await pilot.press("enter")  # nobody is no proctor
        await settle(pilot)
        field = app.screen.query_one(Input)
        field.value = "周小敏"  # nor is the candidate
        await pilot.press("enter")
        await settle(pilot)
        assert "不能是考生自己的" in words(app)
        field.value = ""
        for character in "王老师":
            app.screen.query_one(Input).insert_text_at_cursor(character)
        await pilot.press("enter")
        await settle(pilot)
        assert sitting_of(app).state.grants == {"typing": 1}
        assert "先试一下输入法" in words(app)  # another run may be on another terminal


async def test_the_retest_is_offered_with_the_figures(tmp_path: Path, clock: VirtualClock) -> None:
    app = typing_app(tmp_path, clock, RETEST)
    async with app.run_test(size=SIZE) as pilot:
        sitting = await begin(pilot, app)
        clock.advance(5 * MINUTE)
        await settle(pilot)
        assert "0 字/分钟（要求 50）" in words(app)
        assert "可以再打一次" in words(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "不再打一次了吗" in words(app)
        await pilot.press("y")
        await settle(pilot)
        assert sitting.state.section is None


async def test_a_chat_goes_on_with_enter(tmp_path: Path, clock: VirtualClock) -> None:
    app = typing_app(tmp_path, clock, CHAT)
    async with app.run_test(size=SIZE) as pilot:
        sitting = await begin(pilot, app)
        assert sitting.typing_stage is not None
        assert sitting.typing_stage.passage is not None
        first, second, *_ = sitting.typing_stage.passage.pieces
        assert first.prompt[:6] in words(app)
        await pilot.press("enter")  # nothing to send
        await commit(pilot, first.text[:5])
        await pilot.press("enter")  # an input method's Enter: the reply has hardly begun
        await settle(pilot)
        assert "还没打完" in words(app)
        assert sitting.state.typing_now is not None
        assert sitting.state.typing_now.sent == 0
        await commit(pilot, first.text[5:])
        await pilot.press("enter")
        await settle(pilot)
        assert second.prompt[:6] in words(app)
        assert sitting.state.typing_now is not None
        assert (sitting.state.typing_now.sent, sitting.state.typing_now.text) == (1, "")
        await commit(pilot, second.text[:5])
        await settle(pilot)
        assert sitting.state.typing_now.text == second.text[:5]


async def test_enter_goes_to_the_next_line_and_counts_as_nothing(tmp_path: Path, clock: VirtualClock) -> None:
    app = typing_app(tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        sitting = await begin(pilot, app)
        await pilot.press("enter")  # nothing stands on the line yet
        await commit(pilot, "龘龘")
        await pilot.press("enter", "enter")
        await commit(pilot, "靐靐")
        await settle(pilot)
        assert sitting.state.typing_now is not None
        assert sitting.state.typing_now.text == "龘龘\n靐靐"
        rows = words(app).split("\n")
        first = next(index for index, row in enumerate(rows) if "龘龘" in row)
        second = next(index for index, row in enumerate(rows) if "靐靐" in row)
        assert second == first + 3
        for _ in range(3):
            await pilot.press("backspace")
        assert sitting.state.typing_now.text == "龘龘"


async def test_emoji_and_latin_stand_where_they_belong(tmp_path: Path, clock: VirtualClock) -> None:
    app = typing_app(tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        sitting = await begin(pilot, app)
        await commit(pilot, "好QH-0312😊，a")
        await settle(pilot)
        row = next(line for line in words(app).split("\n") if "QH-0312😊" in line)
        assert row.strip() == "好QH-0312😊，a"
        assert sitting.state.typing_now is not None
        await pilot.resize_terminal(40, 12)
        await settle(pilot)
        assert "QH-0312😊" in words(app)
        await commit(pilot, "好")
        assert sitting.state.typing_now.text == "好QH-0312😊，a好"


# -- practice -----------------------------------------------------------------------------------------------------


def practice_app(library: Library, tmp_path: Path, clock: VirtualClock) -> ExamApp:
    return ExamApp(places(tmp_path), "zh", clock, begin=lambda app: app.open_practice(library, "E1", 1))


async def test_a_practice_ends_with_its_figures_and_is_written_down(
    library: Library, tmp_path: Path, clock: VirtualClock
) -> None:
    app = practice_app(library, tmp_path, clock)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, PracticeMenu)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, PracticeScreen)
        text = app.screen._passage.pieces[0].text
        await pilot.press("enter")
        await let_time_pass(pilot, 3)
        await commit(pilot, text[:3] + "龘" + text[4:20])
        await pilot.press("backspace")
        await settle(pilot)
        clock.advance(MINUTE)
        await settle(pilot)
        assert "打对" in words(app)
        assert f"〔{text[3]}→龘〕" in words(app)
        (kept,) = read_history(book_of(tmp_path / "results", "E1")).practices
        assert (kept.elapsed_ms, kept.passage) == (MINUTE, app.screen._passage.id)
        await pilot.press("escape")
        await settle(pilot)
        assert "专练" in words(app)  # what was confused can be drilled now
        assert "1 次" in words(app)
        await pilot.press("h")
        await settle(pilot)
        assert "练了 1 次" in words(app)
        await pilot.press("escape", "escape")
    assert app.return_code == 0


async def test_what_is_given_up_is_not_written_down(library: Library, tmp_path: Path, clock: VirtualClock) -> None:
    app = practice_app(library, tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await let_time_pass(pilot, 3)
        await commit(pilot, "您好")
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, PracticeMenu)
    assert read_history(book_of(tmp_path / "results", "E1")).practices == ()


async def test_home_asks_whose_practice_it_is(tmp_path: Path, clock: VirtualClock) -> None:
    app = ExamApp(places(tmp_path), "zh", clock)
    write_down(book_of(tmp_path / "results", "E7"), practice(confusions=(("的", "得", 1),)))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press(".", ".", "enter")  # no name of a book, and no way out of the folder
        await settle(pilot)
        assert not isinstance(app.screen, PracticeMenu)
        await pilot.press("backspace", "backspace", "E", "7", "enter")
        await settle(pilot)
        assert isinstance(app.screen, PracticeMenu)
        assert "专练" in words(app)
        assert app.screen.query_one(OptionList).option_count >= 9
        await pilot.press("escape")
        await settle(pilot)
        assert "模拟考试" in words(app)


@pytest.mark.parametrize("line", ["not json", '{"v": 2}'])
async def test_a_damaged_practice_book_keeps_nobody_from_practising(
    library: Library, tmp_path: Path, clock: VirtualClock, line: str
) -> None:
    book = book_of(tmp_path / "results", "E1")
    book.parent.mkdir(parents=True)
    book.write_text(line + "\n", encoding="utf-8")
    app = practice_app(library, tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "1 行读不出来" in prose(app, "#words")


def test_a_practice_keeps_what_the_chart_needs() -> None:
    assert Practice.model_validate_json(practice().model_dump_json()) == practice()


async def test_no_test_begins_behind_a_question(tmp_path: Path, clock: VirtualClock) -> None:
    app = typing_app(tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await settle(pilot)
        await commit(pilot, LINE)
        await let_time_pass(pilot)
        for key in ("ctrl+s", "f1"):
            await pilot.press("enter", key)
            await let_time_pass(pilot, 3)
            assert sitting_of(app).state.typing == {}
            await pilot.press("escape")
            await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("escape")  # not yet
        await let_time_pass(pilot, 3)
        assert sitting_of(app).state.typing == {}


async def test_leaving_in_the_middle_says_what_it_costs(tmp_path: Path, clock: VirtualClock) -> None:
    app = typing_app(tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        sitting = await begin(pilot, app)
        await pilot.press("ctrl+q")
        await settle(pilot)
        assert "就作废了" in words(app)
        await pilot.press("y")
        await settle(pilot)
        assert sitting.state.evidence[-1].type == "left"


async def test_a_book_that_cannot_be_read_is_said_and_practice_goes_on(
    library: Library, tmp_path: Path, clock: VirtualClock
) -> None:
    book_of(tmp_path / "results", "E1").mkdir(parents=True)
    app = practice_app(library, tmp_path, clock)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "读不了" in words(app)
        assert app.screen.query_one(OptionList).option_count >= 9
