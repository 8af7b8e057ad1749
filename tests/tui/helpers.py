"""An app on a virtual clock, and ways to press keys as a person would."""

from __future__ import annotations

from pathlib import Path

from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Static

from exam_tui.content.library import Library
from exam_tui.content.workspace import shipped_root
from exam_tui.sitting.clock import VirtualClock
from exam_tui.sitting.events import Candidate
from exam_tui.sitting.folder import FormWanted
from exam_tui.sitting.mode import ModeName
from exam_tui.tui.app import ExamApp, Places
from exam_tui.tui.prose import Prose
from exam_tui.tui.session import Session

CANDIDATE = Candidate(id="E0412", name="周小敏", track="A")


def places(tmp_path: Path) -> Places:
    return Places(shipped_root(), tmp_path / "results", tmp_path / "rescue")


def sitting_app(
    library: Library,
    tmp_path: Path,
    clock: VirtualClock,
    mode: ModeName = "mock",
    paper: str = "starter",
    lang: str = "zh",
) -> ExamApp:
    """The app as `exam-tui sit` starts it."""
    where = places(tmp_path)
    session = Session.open(library, paper, CANDIDATE, mode, where.results, where.rescue, clock, FormWanted(7))
    return ExamApp(where, "en" if lang == "en" else "zh", clock, session)


async def settle(pilot: Pilot[None]) -> None:
    """Until workers are done and the screen has ticked."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(0.3)


async def commit(pilot: Pilot[None], text: str) -> None:
    """What an input method sends: one Key event per character, at once."""
    for character in text:
        pilot.app.post_message(Key(character, character))
    await pilot.pause()


def words(app: ExamApp) -> str:
    """Everything that the current screen shows, line by line, as cells of text."""
    width, height = app.size
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in lines[:height]) if width else ""


def static(app: ExamApp, selector: str) -> str:
    """The words of one Static."""
    return str(app.screen.query_one(selector, Static).content)


def prose(app: ExamApp, selector: str) -> str:
    """The words of one Prose."""
    return app.screen.query_one(selector, Prose).text
