"""What people see, as pictures: a change of any screen must be looked at (`pytest --snapshot-update` accepts it)."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from exam_tui.content.library import Library
from exam_tui.practice.history import book_of, write_down
from exam_tui.sitting.clock import VirtualClock
from exam_tui.sitting.events import Resumed
from exam_tui.tui.app import ExamApp
from exam_tui.tui.authoring.preview import PreviewApp
from exam_tui.tui.exam.fields import Sentences
from exam_tui.tui.themes import THEMES
from tests.practice.test_practice import practice
from tests.receptions import reception_library
from tests.sitting.test_typing import CHAT, ONE, RETEST
from tests.tui.helpers import commit, let_time_pass, places, settle, sitting_app
from tests.tui.test_typing import LINE, practice_app, typing_app
from tests.workspaces import KINDS, begin_typing, kinds_library, workspace

SMALL, WIDE = (80, 24), (120, 40)
STAGES = ("rules", "question", "typing", "chat", "handin", "result")


async def go_to(pilot: Pilot[None], clock: VirtualClock, stage: str) -> None:
    """Take a fresh sitting to a stage, by commands where keys are tested elsewhere."""
    app = pilot.app
    assert isinstance(app, ExamApp)
    assert app.session is not None
    sitting = app.session.sitting
    await settle(pilot)
    if stage != "rules":
        await pilot.press("enter", "right", "2", "right", "1", "f", "right")
    if stage not in ("rules", "question"):
        sitting.leave_section()
        sitting.enter_next_section()
        begin_typing(sitting)
        assert sitting.presented is not None
        text = sitting.presented.passages[0].pieces[0].text.replace("\n", "")
        sitting.type_text(text[:9] + "错" + text[10:47])
        clock.advance(181_000)
    if stage not in ("rules", "question", "typing"):
        sitting.finish_typing()
        sitting.enter_next_section()
        clock.advance(7_000)
        sitting.reception.say("您好，欢迎光临青禾小铺，我是客服小禾")
        sitting.reception.say("非常抱歉，我马上帮您看看")
        clock.advance(5_000)
        sitting.tick()
    if stage in ("handin", "result"):
        sitting.leave_section()
    if stage == "result":
        sitting.submit()
    app.show_current()
    await settle(pilot)
    for field in app.screen.query(Input):
        field.cursor_blink = False
    await settle(pilot)


# The result at 120x40 shows its folder, which is another one in every run.
@pytest.mark.parametrize(
    ("stage", "size"), [*((stage, SMALL) for stage in STAGES), *((stage, WIDE) for stage in STAGES[:-1])]
)
def test_a_sitting(snap_compare, library: Library, tmp_path: Path, clock: VirtualClock, stage: str, size) -> None:
    app = sitting_app(library, tmp_path, clock)

    async def before(pilot: Pilot[None]) -> None:
        await go_to(pilot, clock, stage)

    assert snap_compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
def test_themes(snap_compare, library: Library, tmp_path: Path, clock: VirtualClock, theme: str) -> None:
    app = sitting_app(library, tmp_path, clock)
    app.theme = theme

    async def before(pilot: Pilot[None]) -> None:
        await go_to(pilot, clock, "question")

    assert snap_compare(app, terminal_size=SMALL, run_before=before)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_home(snap_compare, tmp_path: Path, clock: VirtualClock, language: str) -> None:
    app = ExamApp(places(tmp_path), "en" if language == "en" else "zh", clock)

    async def before(pilot: Pilot[None]) -> None:
        await settle(pilot)

    assert snap_compare(app, terminal_size=SMALL, run_before=before)


@pytest.mark.parametrize("stage", ["warm-up", "ready", "chat", "retest", "interrupted"])
def test_typing_stages(snap_compare, tmp_path: Path, clock: VirtualClock, stage: str) -> None:
    more = {"chat": CHAT, "retest": RETEST}.get(stage, ONE)
    app = typing_app(tmp_path, clock, more, mode="proctored")

    async def before(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        sitting = app.session.sitting
        if stage == "warm-up":
            await commit(pilot, "您好，很高心为您服务")
        elif stage == "ready":
            sitting.warm_up(LINE)
        else:
            begin_typing(sitting)
            await settle(pilot)
        if stage == "chat":
            pieces = sitting.typing_stage.passage.pieces
            sitting.type_text(pieces[0].text)
            sitting.send_reply()
            sitting.type_text(pieces[1].text[:9])
            app.screen._after_change()
        elif stage == "retest":
            clock.advance(5 * 60_000)
        elif stage == "interrupted":
            sitting.record(Resumed(run=2))
        await settle(pilot)
        await let_time_pass(pilot)

    assert snap_compare(app, terminal_size=SMALL, run_before=before)


@pytest.mark.parametrize("screen", ["menu", "running", "done", "progress"])
def test_practice(snap_compare, library: Library, tmp_path: Path, clock: VirtualClock, screen: str) -> None:
    book = book_of(tmp_path / "results", "E1")
    for cpm, slips in (("41.2", 3), ("44.0", 2), ("47.6", 2), ("52.4", 1)):
        write_down(book, practice(cpm, confusions=(("精", "晶", slips), ("的", "得", 1))))
    app = practice_app(library, tmp_path, clock)

    async def before(pilot: Pilot[None]) -> None:
        await settle(pilot)
        if screen == "progress":
            await pilot.press("h")
        elif screen != "menu":
            await pilot.press("down", "enter")
            await settle(pilot)
            app.screen._begin()
            text = app.screen._passage.pieces[0].text
            await commit(pilot, text[:12] + "错" + text[13:30])
        if screen == "done":
            clock.advance(60_000)
        await settle(pilot)

    assert snap_compare(app, terminal_size=SMALL, run_before=before)


@pytest.mark.parametrize(("kind", "place"), [("fill", 4), ("order", 5), ("match", 6), ("short", 7)])
def test_kinds_of_questions(snap_compare, tmp_path: Path, clock: VirtualClock, kind: str, place: int) -> None:
    app = sitting_app(kinds_library(tmp_path), tmp_path, clock, paper="kinds")

    async def before(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await pilot.press("enter", *["enter"] * place)
        if kind in ("order", "match"):
            await pilot.press("2", "1")
        else:
            await commit(pilot, "七天" if kind == "fill" else "非常抱歉让您久等了，我马上帮您核实。")
        await settle(pilot)
        for field in app.screen.query(Input):
            field.cursor_blink = False
        app.screen.query_one(Sentences).cursor_blink = False
        await settle(pilot)

    assert snap_compare(app, terminal_size=SMALL, run_before=before)


def test_the_preview(snap_compare, tmp_path: Path) -> None:
    root = workspace(tmp_path / "ws", {"kinds.toml": KINDS})
    app = PreviewApp(root / "question_banks" / "kinds.toml", root, "zh")

    async def before(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await pilot.press("right", "1", "2")
        await settle(pilot)

    assert snap_compare(app, terminal_size=WIDE, run_before=before)


@pytest.mark.parametrize("size", [SMALL, WIDE])
def test_a_shift(snap_compare, tmp_path: Path, clock: VirtualClock, size) -> None:
    app = sitting_app(reception_library(tmp_path), tmp_path, clock, paper="shift")

    async def before(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert app.session is not None
        reception = app.session.sitting.reception
        for _ in range(2):
            clock.advance(10_000)
            await settle(pilot)
        reception.say("您好，我是客服小禾，很高兴为您服务", "small")
        reception.look_up("small", "tracking")
        clock.advance(6_000)
        await settle(pilot)
        await commit(pilot, "非常抱歉，")
        app.screen.query_one(Input).cursor_blink = False
        await settle(pilot)

    assert snap_compare(app, terminal_size=size, run_before=before)
