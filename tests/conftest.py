"""What many tests need: the shipped content once, and a finished rehearsal to look at."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from exam_tui.cli.common import tried_folder
from exam_tui.content.library import Library
from exam_tui.content.shelves import load_library
from exam_tui.content.tried import keep_in
from exam_tui.content.workspace import shipped_root
from exam_tui.rehearsal.candidates import ProfileName, rehearse
from exam_tui.results.folder import finalise
from exam_tui.sitting.clock import VirtualClock
from exam_tui.sitting.events import Candidate
from exam_tui.sitting.folder import FormWanted, HeldSitting, open_or_resume
from exam_tui.sitting.mode import ModeName
from exam_tui.sitting.saving import DirectSink

CANDIDATE = Candidate(id="E0412", name="周小敏", track="A")


@pytest.fixture(scope="session", autouse=True)
def _tried_by_any(tmp_path_factory: pytest.TempPathFactory) -> None:
    """All processes of a run, and none of another, know which content was tried: a start is seconds shorter."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    os.environ["XDG_CACHE_HOME"] = str(folder)
    keep_in(tried_folder())


@pytest.fixture(scope="session")
def library() -> Library:
    """The shipped content."""
    return load_library(shipped_root())


@pytest.fixture
def clock() -> VirtualClock:
    """A clock that moves when told to."""
    return VirtualClock()


OpenSitting = Callable[..., HeldSitting]


@pytest.fixture
def open_sitting(library: Library, clock: VirtualClock, tmp_path: Path) -> OpenSitting:
    """Opens (or goes on with) a sitting of the starter paper in `tmp_path/results`."""

    def make(mode: ModeName = "mock", seed: int | None = 7, candidate: Candidate = CANDIDATE) -> HeldSitting:
        return open_or_resume(
            library, "starter", candidate, mode, tmp_path / "results", clock, DirectSink, FormWanted(seed)
        )

    return make


@pytest.fixture
def finished(open_sitting: OpenSitting, clock: VirtualClock) -> Callable[..., Path]:
    """The folder of a sitting that a simulated candidate took to its end, with its result."""

    def make(
        profile: ProfileName = "perfect", mode: ModeName = "proctored", candidate: Candidate = CANDIDATE, seed: int = 7
    ) -> Path:
        held = open_sitting(mode, seed, candidate)
        rehearse(held.sitting, clock, profile, seed)
        held.release()
        finalise(held.folder)
        return held.folder

    return make
