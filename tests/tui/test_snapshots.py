"""What people see, as pictures: a change of any screen must be looked at (`pytest --snapshot-update` accepts it)."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from exam_tui.content.library import Library
from exam_tui.sitting.clock import VirtualClock
from exam_tui.tui.app import ExamApp
from exam_tui.tui.authoring.preview import PreviewApp
from exam_tui.tui.exam.fields import Sentences
from exam_tui.tui.themes import THEMES
from tests.tui.helpers import commit, places, settle, sitting_app
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
        sitting.say("您好，欢迎光临青禾小铺，我是客服小禾")
        sitting.say("非常抱歉，我马上帮您看看")
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
