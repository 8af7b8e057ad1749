"""Sitting folders: making one, finding an open one again, and going on with it.

There is at most one open sitting per candidate and paper in a results folder, and one program that writes it.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import ValidationError

from exam_tui import __version__
from exam_tui.content.base import sha256_of
from exam_tui.content.library import Library
from exam_tui.errors import ExamTuiError, Exit, reason_of
from exam_tui.sitting.attempts import require_allowed
from exam_tui.sitting.chain import Chain
from exam_tui.sitting.clock import Clock
from exam_tui.sitting.drawing import FORM_LABELS, draw_form, draw_forms
from exam_tui.sitting.events import Candidate, Event, Opened, Resumed
from exam_tui.sitting.exposure import Exposure, exposure_of
from exam_tui.sitting.form import Form
from exam_tui.sitting.journal import (
    JOURNAL_NAME,
    JournalFile,
    first_event,
    has_a_line,
    read_journal,
    set_torn_aside,
    write_durably,
)
from exam_tui.sitting.mode import ModeName
from exam_tui.sitting.saving import Sink
from exam_tui.sitting.sitting import Sitting
from exam_tui.sitting.state import State, replay

FORM_NAME = "form.json"
LOCK_NAME = ".lock"
MOVED_NAME = "journal.moved"
"""Left behind, where the disk still lets us, when a journal goes on elsewhere: holds the new folder."""
SinkMaker = Callable[[JournalFile], Sink]


class Locks:
    """The locks on the folders of one sitting: more than one after its journal has gone on elsewhere."""

    def __init__(self) -> None:
        self._held: list[FileLock] = []

    def take(self, folder: Path) -> None:
        """Hold a folder. Raises ExamTuiError when another program does."""
        if any(Path(lock.lock_file) == folder / LOCK_NAME for lock in self._held):
            return
        lock = FileLock(folder / LOCK_NAME, thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise ExamTuiError("sitting.busy", exit_code=Exit.BLOCKED, folder=str(folder)) from error
        except OSError as error:
            reason = reason_of(error)
            raise ExamTuiError("results.unwritable", exit_code=Exit.BLOCKED, path=str(folder), reason=reason) from error
        self._held.append(lock)

    def release(self) -> None:
        """Let go of all."""
        while self._held:
            self._held.pop().release()


@dataclass
class HeldSitting:
    """A sitting whose folder this program holds until `release`."""

    sitting: Sitting
    folder: Path
    sink: Sink
    resumed: bool
    locks: Locks

    def release(self) -> None:
        """Save what is left and let others open the folder."""
        self.sink.close()
        self.locks.release()


@dataclass(frozen=True)
class FormWanted:
    """Which form a new sitting gets. With a seed it is the same form everywhere; without one it is drawn anew."""

    seed: int | None = None
    label: str = ""
    """A, B, … of the parallel forms of the seed."""
    extra_time_percent: int = 0


def open_or_resume(
    library: Library,
    paper_id: str,
    candidate: Candidate,
    mode: ModeName,
    results: Path,
    clock: Clock,
    make_sink: SinkMaker,
    wanted: FormWanted | None = None,
    rescue: Path | None = None,
) -> HeldSitting:
    """Go on with the candidate's open sitting of the paper, or open a new one.

    `rescue` is where journals went on whose own disk had failed. Raises ExamTuiError when the open sitting has
    another mode, is damaged, or is held by another program.
    """
    roots = [results, rescue] if rescue else [results]
    found = find_open(roots, candidate.id, paper_id)
    if found is None:
        if mode == "proctored":
            earlier = (state for _, state in sittings_of(roots, candidate.id, paper_id))
            require_allowed(library.paper(paper_id), candidate, earlier, clock.now().wall)
        form = _draw(library, paper_id, wanted or FormWanted(), results)
        return _open_new(form, candidate, mode, results, clock, make_sink)
    folder, opened = found
    # Before anything is recorded: a wrong command must not leave a trace in somebody's exam.
    if opened.mode != mode:
        raise ExamTuiError("sitting.other_mode", folder=str(folder), found=opened.mode, wanted=mode)
    if opened.candidate != candidate:
        was = opened.candidate
        raise ExamTuiError(
            "sitting.other_candidate", folder=str(folder), id=was.id, name=was.name, track=was.track or "-",
            attempt=was.attempt,
        )  # fmt: skip
    return _resume(folder, clock, make_sink)


def sittings_of(roots: Sequence[Path], candidate_id: str, paper_id: str) -> Iterator[tuple[Path, State]]:
    """The sittings of a candidate and paper, each once, as its fullest copy (after a failed disk there are two).

    Other people's folders are passed over by their first line, whatever has become of the rest. A damaged journal
    is refused, unless the sitting has its result: then it is for `result replay` to say so.
    """
    fullest: dict[str, tuple[tuple[int, bool], Path, State]] = {}
    for root in roots:
        for folder in sorted(root.glob(f"*-{candidate_id}-{paper_id}*")):
            path = folder / JOURNAL_NAME
            opened = first_event(path)
            if opened is None and not (_named_after(folder, candidate_id, paper_id) and has_a_line(path)):
                continue
            if opened is not None and (opened.candidate.id, opened.paper) != (candidate_id, paper_id):
                continue
            try:
                events = read_journal(path).events
            except ExamTuiError:
                if (folder / "result.json").exists():
                    continue
                raise
            state = replay(events)
            assert state.opened is not None
            # Of two equal copies the one that was not given up is the sitting.
            rank = (len(events), not (folder / MOVED_NAME).exists())
            known = fullest.get(state.opened.sitting)
            if known is None or rank > known[0]:
                fullest[state.opened.sitting] = (rank, folder, state)
    for _, folder, state in fullest.values():
        yield folder, state


def _named_after(folder: Path, candidate_id: str, paper_id: str) -> bool:
    """Whether a folder's name says exactly this candidate and paper (where its first line can't tell any more)."""
    return (
        re.fullmatch(rf"\d{{8}}-\d{{6}}-{re.escape(candidate_id)}-{re.escape(paper_id)}(-\d+)?", folder.name)
        is not None
    )


def find_open(roots: Sequence[Path], candidate_id: str, paper_id: str) -> tuple[Path, Opened] | None:
    """The open sitting of that candidate and paper. Raises ExamTuiError where it went on in a place that is gone."""
    for folder, state in sittings_of(roots, candidate_id, paper_id):
        if state.submitted is None and state.opened is not None:
            if (folder / MOVED_NAME).exists():
                raise ExamTuiError(
                    "sitting.moved", exit_code=Exit.BLOCKED, folder=str(folder),
                    to=(folder / MOVED_NAME).read_text(encoding="utf-8", errors="replace").strip(),
                )  # fmt: skip
            return folder, state.opened
    return None


def read_form(folder: Path) -> tuple[Form, str]:
    """The form of a sitting and the SHA-256 of its file. Raises ExamTuiError."""
    path = folder / FORM_NAME
    try:
        data = path.read_bytes()
        return Form.model_validate_json(data), sha256_of(data)
    except OSError as error:
        reason = reason_of(error)
        raise ExamTuiError("form.unreadable", exit_code=Exit.BLOCKED, path=str(path), reason=reason) from error
    except ValidationError as error:
        raise ExamTuiError("form.damaged", exit_code=Exit.BLOCKED, path=str(path)) from error


def read_sitting(folder: Path) -> tuple[Form, tuple[Event, ...], str]:
    """Form, events and head hash of a sitting, with the form checked against the journal. Raises ExamTuiError."""
    contents = read_journal(folder / JOURNAL_NAME)
    form, digest = read_form(folder)
    first = contents.events[0] if contents.events else None
    if not isinstance(first, Opened) or first.form != digest:
        raise ExamTuiError("form.not_of_journal", exit_code=Exit.BLOCKED, path=str(folder))
    return form, contents.events, contents.chain.head


def _draw(library: Library, paper_id: str, wanted: FormWanted, results: Path) -> Form:
    """The form that is wanted. What earlier sittings used counts only where the seed is drawn as well."""
    if wanted.label and wanted.seed is not None:
        number = FORM_LABELS.index(wanted.label)
        others = draw_forms(library, paper_id, wanted.seed, number)
        used = reduce(Exposure.with_form, others, Exposure())
        return draw_form(
            library, paper_id, wanted.seed, used, label=wanted.label, extra_time_percent=wanted.extra_time_percent
        )
    if wanted.label:
        raise ExamTuiError("draw.form_needs_seed", exit_code=Exit.USAGE)
    if wanted.seed is not None:
        return draw_form(library, paper_id, wanted.seed, extra_time_percent=wanted.extra_time_percent)
    seed = secrets.randbits(63)
    exposure = exposure_of(results)
    return draw_form(library, paper_id, seed, exposure, extra_time_percent=wanted.extra_time_percent)


def _open_new(
    form: Form, candidate: Candidate, mode: ModeName, results: Path, clock: Clock, make_sink: SinkMaker
) -> HeldSitting:
    paper_id = form.paper.paper.id
    locks = Locks()
    name = f"{clock.now().wall:%Y%m%d-%H%M%S}-{candidate.id}-{paper_id}"
    try:
        folder = _make_folder(results, name)
        locks.take(folder)
        data = form.to_bytes()
        write_durably(folder / FORM_NAME, data)
        sink = make_sink(_journal_file(folder, data, locks))
    except OSError as error:
        reason = reason_of(error)
        raise ExamTuiError("results.unwritable", exit_code=Exit.BLOCKED, path=str(results), reason=reason) from error
    sitting = Sitting(form, State(), Chain(), clock, sink)
    sitting.record(
        Opened(
            sitting=folder.name,
            mode=mode,
            candidate=candidate,
            paper=paper_id,
            form=sha256_of(data),
            program=__version__,
        )
    )
    return HeldSitting(sitting, folder, sink, resumed=False, locks=locks)


def _make_folder(results: Path, name: str) -> Path:
    number = 1
    while True:
        folder = results / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir(parents=True, exist_ok=False)
        except FileExistsError:
            number += 1
        else:
            return folder


def _journal_file(folder: Path, form: bytes, locks: Locks) -> JournalFile:
    """A journal that takes its form along when it has to go on elsewhere, holds the new place, and says so."""

    def moved(to: Path) -> None:
        locks.take(to)
        with contextlib.suppress(OSError):
            write_durably(folder / MOVED_NAME, os.fsencode(to) + b"\n")

    return JournalFile(folder / JOURNAL_NAME, {FORM_NAME: form}, moved)


def _resume(folder: Path, clock: Clock, make_sink: SinkMaker) -> HeldSitting:
    locks = Locks()
    locks.take(folder)
    try:
        path = folder / JOURNAL_NAME
        contents = read_journal(path)
        form, _, _ = read_sitting(folder)
        if contents.torn:
            set_torn_aside(path, contents.torn)
        state = replay(contents.events)
        last = contents.events[-1]
        now = clock.now()
        back = 0
        if last.boot != now.boot:
            back = max(0, int((last.wall - now.wall).total_seconds() * 1000))
        sink = make_sink(_journal_file(folder, form.to_bytes(), locks))
        sitting = Sitting(form, state, contents.chain, clock, sink)
        sitting.record(Resumed(run=state.run + 1, torn_bytes=len(contents.torn), wall_back_ms=back))
        sitting.tick()
        return HeldSitting(sitting, folder, sink, resumed=True, locks=locks)
    except OSError as error:
        locks.release()
        reason = reason_of(error)
        raise ExamTuiError("results.unwritable", exit_code=Exit.BLOCKED, path=str(folder), reason=reason) from error
    except BaseException:
        locks.release()
        raise
