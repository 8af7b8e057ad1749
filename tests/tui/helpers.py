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
from exam_tui.tui.typing.countdown import Countdown

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
    """Until workers are done and the screen has ticked; twice, for a tick may bring another screen or a notice."""
    for _ in range(2):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        _run_out(pilot, once=False)
        await pilot.pause()


async def let_time_pass(pilot: Pilot[None], seconds: int = 1) -> None:
    """What waits for some time has waited: a screen's first half second, and so many seconds of a countdown."""
    for _ in range(seconds):
        _run_out(pilot, once=True)
        await pilot.pause()


def _run_out(pilot: Pilot[None], *, once: bool) -> None:
    """Timers of screens and of their countdowns are made to run out: nobody waits for them, no test is too early.

    `once`: also those that run out only once.
    """
    top = pilot.app.screen
    screens = [screen for screen in pilot.app.screen_stack if once or screen is top]  # time passes behind a window too
    for owner in (owner for screen in screens for owner in (screen, *screen.query(Countdown))):
        for timer in list(owner._timers):
            repeats = timer._repeat is None
            if timer._callback is None or not (once or (repeats and owner is top)):
                continue
            if not repeats:
                timer.stop()
            owner.call_later(timer._callback)


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
