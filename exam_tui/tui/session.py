"""One sitting on the screens: the held folder, the saving thread, and what the status bar says.

Screens give commands to `sitting` and read its state; they never touch files or clocks.
"""

from __future__ import annotations

import contextlib
import gc
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from exam_tui.content.library import Library
from exam_tui.content.paper import RoleplaySection
from exam_tui.errors import ExamTuiError, Exit
from exam_tui.messages import Catalogue
from exam_tui.results.document import Result
from exam_tui.results.folder import finalise, finish_handed_in
from exam_tui.sitting.clock import Clock
from exam_tui.sitting.events import Candidate
from exam_tui.sitting.folder import FormWanted, HeldSitting, open_or_resume
from exam_tui.sitting.hosting import HostLink
from exam_tui.sitting.journal import JournalFile
from exam_tui.sitting.mode import ModeName
from exam_tui.sitting.saving import BackgroundSink, SaveStatus
from exam_tui.sitting.sitting import Sitting


@dataclass(frozen=True)
class StatusWords:
    """What the status bar says on its right side. `tone` names a theme colour."""

    time: str
    saved: str
    tone: str


class Session:
    """A sitting that this program holds until `release`."""

    def __init__(self, held: HeldSitting, clock: Clock) -> None:
        self._held = held
        self._clock = clock
        self._released = False
        self._saved_characters = 0
        self._host: HostLink | None = None

    @classmethod
    def open(
        cls,
        library: Library,
        paper: str,
        candidate: Candidate,
        mode: ModeName,
        results: Path,
        rescue: Path,
        clock: Clock,
        wanted: FormWanted | None = None,
    ) -> Session:
        """Open or go on. Raises ExamTuiError."""

        def make_sink(file: JournalFile) -> BackgroundSink:
            return BackgroundSink(file, rescue / file.path.parent.name)

        finish_handed_in([results, rescue], candidate.id, paper)
        held = open_or_resume(library, paper, candidate, mode, results, clock, make_sink, wanted, rescue)
        # What is loaded by now stays: a search for cycles through all of it would make a key wait now and then.
        gc.collect()
        gc.freeze()
        return cls(held, clock)

    @property
    def sitting(self) -> Sitting:
        """The sitting itself."""
        return self._held.sitting

    @property
    def folder(self) -> Path:
        """Its folder."""
        return self._held.folder

    @property
    def resumed(self) -> bool:
        """Whether this went on with an earlier run."""
        return self._held.resumed

    @property
    def save_status(self) -> SaveStatus:
        """How far saving has come."""
        sink = self._held.sink
        assert isinstance(sink, BackgroundSink)
        return sink.status

    def text_erased(self) -> None:
        """After a backspace in the typing test. What is typed anew in its place is not saved yet."""
        run = self.sitting.state.typing_now
        self._saved_characters = min(self._saved_characters, len(run.text) if run else 0)

    def status_words(self, t: Catalogue) -> StatusWords:
        """Remaining time, when it ends, and whether everything is saved."""
        status = self.save_status
        if status.failing is not None:
            return StatusWords(self._time(t), t("status.unsaved", reason=t.reason(status.failing)), "error")
        saved = t("status.saved") if status.all_saved else t("status.saving")
        run = self.sitting.state.typing_now
        if run is not None:
            # The mark must not blink with every key, and must never claim what is not on the disk: it says how much is.
            if status.all_saved:
                self._saved_characters = len(run.text)
            self._saved_characters = min(self._saved_characters, len(run.text))
            saved = t("status.saved_typed", count=self._saved_characters)
        if status.moved_to is not None and status.all_saved:
            saved = t("status.saved_elsewhere")
        remaining = self.sitting.section_remaining_ms()
        tone = "warning" if remaining is not None and remaining < 60_000 else ""
        return StatusWords(self._time(t), saved, tone)

    def _time(self, t: Catalogue) -> str:
        if not self.sitting.state.started:
            return ""
        remaining = self.sitting.section_remaining_ms()
        if remaining is None or self.sitting.state.section is None:
            remaining = self.sitting.remaining_ms()
        end = self._clock.now().wall + timedelta(milliseconds=remaining)
        seconds = -(-remaining // 1000)
        return t("status.time", left=f"{seconds // 60:02d}:{seconds % 60:02d}", end=f"{end:%H:%M}")

    def exchange_with_host(self) -> None:
        """In a hosted section: take what the trainer has sent, send what is new; after it, tell that it is over. Raises
        OSError."""
        section = self.sitting.blueprint
        hosted = isinstance(section, RoleplaySection) and section.hosted
        if self._host is not None and (not hosted or section is None or section.id != self._host.section):
            self._host.close()
            self._host = None
        if hosted:
            if self._host is None:
                self._host = HostLink(self.sitting, self.folder.parent)
            self._host.exchange(self.sitting)

    def release(self) -> None:
        """Save what is left and let go of the folder. Safe to call twice."""
        if not self._released:
            self._released = True
            if self._host is not None and self.sitting.state.submitted is not None:
                with contextlib.suppress(OSError):
                    self._host.close()
                self._host = None
            self._held.release()

    def finish(self) -> Result:
        """After hand-in: everything on the disk, then the result. Raises ExamTuiError."""
        sink = self._held.sink
        assert isinstance(sink, BackgroundSink)
        status = sink.flush()
        if not status.all_saved:
            # The folder stays held and the sink goes on trying: this can be called again.
            raise ExamTuiError("sitting.unsaved", exit_code=Exit.BLOCKED, reason=status.failing or "?")
        result = finalise(self.place)
        self.release()
        return result

    @property
    def place(self) -> Path:
        """The folder that holds the journal now: another one after a disk error."""
        return self.save_status.moved_to or self.folder
