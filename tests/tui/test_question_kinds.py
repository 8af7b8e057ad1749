"""Every kind of question must be answerable with the keyboard alone, and what is shown must be what is saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Key, Paste
from textual.message import Message
from textual.pilot import Pilot

from exam_tui.sitting.clock import VirtualClock
from exam_tui.sitting.events import Answer
from exam_tui.tui.exam.choosing import ChoiceLine
from exam_tui.tui.exam.question_pane import OptionLine, QuestionPane
from tests.tui.helpers import commit, settle, sitting_app, words
from tests.workspaces import kinds_library

SIZE = (80, 24)


async def begin(pilot: Pilot[None]) -> None:
    """From the rules to the first question."""
    await settle(pilot)
    await pilot.press("enter")
    await settle(pilot)


async def test_all_kinds_with_the_keyboard_alone(tmp_path: Path, clock: VirtualClock) -> None:
    app = sitting_app(kinds_library(tmp_path), tmp_path, clock, paper="kinds")
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        sitting = app.session.sitting  # type: ignore[union-attr]
        asked = {one.item.id: one for one in sitting.presented.items}  # type: ignore[union-attr]

        def key(item: str, index: int) -> str:
            return str(asked[item].order.index(index) + 1)

        def saved(item: str) -> Answer | None:
            return sitting.state.answers.get(item)

        assert asked["k-single"].order[-1] == 3  # pinned
        await pilot.press(key("k-single", 0), "enter")
        assert saved("k-single") == (0,)
        await pilot.press(*(key("k-multiple", i) for i in (0, 1, 2, 2)), "enter")
        assert saved("k-multiple") == (0, 1)
        await pilot.press("1", "enter", "4", "8", "pagedown")
        assert (saved("k-judge"), saved("k-number")) == (True, "48")

        await commit(pilot, "七")
        await pilot.press("enter")
        assert saved("k-fill") == "七"

        await pilot.press(key("k-order", 3), "backspace", *(key("k-order", i) for i in (1, 0, 2, 3)))
        assert saved("k-order") == (1, 0, 2, 3)
        await pilot.press(key("k-order", 1))
        assert saved("k-order") == (0, 2, 3)
        await pilot.press("right")

        await pilot.press(key("k-match", 0), key("k-match", 3), key("k-match", 2))
        assert saved("k-match") == (0, 3, 2)
        await pilot.press("up", key("k-match", 2))  # the second row takes what the third had
        assert saved("k-match") == (0, 2, -1)
        assert f"[{key('k-match', 2)}] 玫瑰精油" in words(app)
        await pilot.press(key("k-match", 1), "right")
        assert saved("k-match") == (0, 2, 1)

        await commit(pilot, "对不起，f和g也是字。")
        assert saved("k-short") == "对不起，f和g也是字。"
        assert "由老师最后定分" in words(app)
        await pilot.press("f6")
        assert "k-short" in sitting.state.flagged
        await pilot.press("pageup", "pagedown")
        assert "f和g也是字" in words(app)


@pytest.mark.parametrize("key", ["pagedown", "enter", "f7", "ctrl+s"])
async def test_a_quick_key_after_typing_loses_nothing(key: str, tmp_path: Path, clock: VirtualClock) -> None:
    """The field's own message may come after the key that leaves the question."""
    app = sitting_app(kinds_library(tmp_path), tmp_path, clock, paper="kinds")
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        await pilot.press(*["enter"] * 4)
        await commit(pilot, "七")
        await pilot.press(key)
        await settle(pilot)
        answers = app.session.sitting.state.answers  # type: ignore[union-attr]
        assert answers == {"k-fill": "七"}


async def test_pasted_answers_are_kept_out_and_recorded(tmp_path: Path, clock: VirtualClock) -> None:
    app = sitting_app(kinds_library(tmp_path), tmp_path, clock, paper="kinds")
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        await pilot.press(*["enter"] * 7)
        pilot.app.post_message(Paste("抱歉" * 30))
        await settle(pilot)
        sitting = app.session.sitting  # type: ignore[union-attr]
        assert sitting.state.answers == {}
        assert [event.type for event in sitting.state.evidence] == ["paste_refused"]
        assert "没有算" in words(app)


async def test_a_click_that_comes_late_is_not_an_answer_to_the_next_question(
    tmp_path: Path, clock: VirtualClock
) -> None:
    """Over a slow line a click and the key that follows it arrive together, and the key is handled first."""
    app = sitting_app(kinds_library(tmp_path), tmp_path, clock, paper="kinds")
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        pane = app.screen.query_one(QuestionPane)
        late = OptionLine.Picked(ChoiceLine("2", False, 2), clicked=Message().time)
        await pilot.press("pagedown")
        pane.post_message(late)
        await settle(pilot)
        assert app.session.sitting.state.answers == {}  # type: ignore[union-attr]
        await pilot.click(OptionLine)
        await settle(pilot)
        assert len(app.session.sitting.state.answers) == 1  # type: ignore[union-attr]


@pytest.mark.parametrize("burst", [["七", "enter", "2", "1", "3", "4"], ["七", "pagedown", "2", "1", "3", "4"]])
async def test_keys_that_arrive_all_at_once_go_where_they_belong(
    burst: list[str], tmp_path: Path, clock: VirtualClock
) -> None:
    """A slow line delivers the end of one answer and the beginning of the next together."""
    app = sitting_app(kinds_library(tmp_path), tmp_path, clock, paper="kinds")
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        await pilot.press(*["enter"] * 4)
        for key in burst:
            app.post_message(Key(key, key if len(key) == 1 else None))
        await settle(pilot)
        sitting = app.session.sitting  # type: ignore[union-attr]
        order = next(a.order for a in sitting.presented.items if a.item.id == "k-order")  # type: ignore[union-attr]
        assert sitting.state.answers == {"k-fill": "七", "k-order": tuple(order[int(key) - 1] for key in burst[2:])}


async def test_digits_that_come_before_the_field_are_typed_into_it(tmp_path: Path, clock: VirtualClock) -> None:
    app = sitting_app(kinds_library(tmp_path), tmp_path, clock, paper="kinds")
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        await pilot.press("enter", "enter")
        for key in ("1", "enter", "4", "8", "enter"):
            app.post_message(Key(key, key if len(key) == 1 else None))
        await settle(pilot)
        answers = app.session.sitting.state.answers  # type: ignore[union-attr]
        assert answers == {"k-judge": True, "k-number": "48"}
