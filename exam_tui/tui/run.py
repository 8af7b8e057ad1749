"""Starting the screens. The environment is put in order before Textual is imported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exam_tui.messages import Language
from exam_tui.tui.environment import prepare_environment

if TYPE_CHECKING:
    from exam_tui.content.house import House
    from exam_tui.content.library import Library
    from exam_tui.content.policy import Policy
    from exam_tui.content.roleplay import RoleplayFile
    from exam_tui.sitting.events import Candidate
    from exam_tui.sitting.folder import FormWanted
    from exam_tui.sitting.mode import ModeName


def run_home(root: Path, results: Path, rescue: Path, language: Language) -> int:
    """The home screen; returns the exit code."""
    prepare_environment()
    from exam_tui.tui.app import ExamApp, Places

    app = ExamApp(Places(root, results, rescue), language)
    app.run()
    return app.return_code or 0


def run_preview(path: Path, root: Path, language: Language) -> int:
    """The trainer's preview of a file; returns the exit code."""
    prepare_environment()
    from exam_tui.tui.authoring.preview import PreviewApp

    app = PreviewApp(path, root, language)
    app.run()
    return app.return_code or 0


def run_workbench(root: Path, name: str, house: House, language: Language) -> int:
    """The trainer's workbench for a policy; returns the exit code."""
    prepare_environment()
    from exam_tui.tui.authoring.workbench import WorkbenchApp

    app = WorkbenchApp(root, name, house, language)
    app.run()
    return app.return_code or 0


def run_trying(root: Path, script: RoleplayFile, policy: Policy, node: str | None, language: Language) -> int:
    """The author's trial of a script; returns the exit code."""
    prepare_environment()
    from exam_tui.tui.authoring.trying import TryingApp

    app = TryingApp(root, script, policy, node, language)
    app.run()
    return app.return_code or 0


def run_host(results: Path, folder: Path | None, by: str, language: Language) -> int:
    """The trainer's end of a hosted chat, or of the first that is opened; returns the exit code."""
    prepare_environment()
    from exam_tui.tui.reception.host import HostApp

    app = HostApp(results, folder, by, language)
    app.run()
    return app.return_code or 0


def run_practice(
    library: Library, results: Path, who: str, minutes: int, passage: str | None, language: Language
) -> int:
    """Typing practice; returns the exit code."""
    prepare_environment()
    from exam_tui.tui.app import ExamApp, Places

    def begin(app: ExamApp) -> None:
        app.open_practice(library, who, minutes, passage)

    app = ExamApp(Places(library.root, results, results), language, begin=begin)
    app.run()
    return app.return_code or 0


def run_sitting(
    library: Library,
    paper: str,
    candidate: Candidate,
    mode: ModeName,
    results: Path,
    rescue: Path,
    language: Language,
    wanted: FormWanted,
) -> int:
    """One sitting; returns the exit code. Raises ExamTuiError when it can't be opened."""
    prepare_environment()
    from exam_tui.sitting.clock import SystemClock
    from exam_tui.tui.app import ExamApp, Places
    from exam_tui.tui.session import Session

    clock = SystemClock()
    session = Session.open(library, paper, candidate, mode, results, rescue, clock, wanted)
    app = ExamApp(Places(library.root, results, rescue), language, clock, session)
    try:
        app.run()
    finally:
        session.release()
    return app.return_code or 0
