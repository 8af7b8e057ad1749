"""What to practise: a drill of one's own weak spots, or any passage of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from exam_tui.content.library import Library
from exam_tui.content.passage import Passage
from exam_tui.errors import ExamTuiError
from exam_tui.practice.drill import drill_for
from exam_tui.practice.history import DRILL, History, book_of, read_history
from exam_tui.reports.practice import practice_title
from exam_tui.tui.bars import KeyBar, StatusBar
from exam_tui.tui.desk import desk_of
from exam_tui.tui.plain import plain
from exam_tui.tui.practice.progress import ProgressScreen
from exam_tui.tui.practice.run import PracticeScreen
from exam_tui.tui.prose import Prose

if TYPE_CHECKING:
    from pathlib import Path

    from exam_tui.messages import Catalogue

MINUTES = (5, 3, 1)


class PracticeMenu(Screen[None]):
    """The list. Figures of earlier practices stand beside each passage."""

    BINDINGS = [
        Binding("m,M", "minutes", show=False),
        Binding("h,H", "progress", show=False),
        Binding("escape,q,Q", "back", show=False),
        Binding("f1", "help", show=False),
    ]
    CSS = """
    PracticeMenu Vertical { padding: 1 2 0 2; }
    PracticeMenu #words { height: auto; color: $muted; margin-bottom: 1; }
    PracticeMenu OptionList { height: 1fr; background: $background; border: none; padding: 0; }
    """

    def __init__(self, library: Library, results: Path, who: str, minutes: int = MINUTES[0]) -> None:
        super().__init__()
        self._library = library
        self._book = book_of(results, who)
        self._who = who
        self._minutes = minutes
        self._history = History()
        self._problem = ""
        self._passages: list[Passage] = []

    @property
    def _t(self) -> Catalogue:
        return desk_of(self).t

    def compose(self) -> ComposeResult:
        """Words, list."""
        yield StatusBar()
        with Vertical():
            yield Prose(id="words")
            yield OptionList()
        yield KeyBar(self._t("keys.practice"))

    def on_screen_resume(self) -> None:
        """Also after a practice: its figures are in the book now."""
        t = self._t
        problem = ""
        try:
            self._history = read_history(self._book)
        except ExamTuiError as error:
            problem = t.error(error)
        self.query_one(StatusBar).show(t("practice.title"), self._who)
        self._problem = problem
        drill = drill_for(self._history, self._library)
        self._passages = [*([drill] if drill else []), *self._library.practice_passages()]
        self._show_words()
        titles = [practice_title(passage.id, passage.title, t) for passage in self._passages]
        widest = max(map(cell_len, titles), default=0)
        menu = self.query_one(OptionList)
        chosen = menu.highlighted
        menu.clear_options()
        for passage, title in zip(self._passages, titles, strict=True):
            menu.add_option(Option(plain(title + " " * (widest - cell_len(title) + 2) + self._beside(passage))))
        menu.highlighted = min(chosen or 0, len(self._passages) - 1) if self._passages else None
        menu.focus()

    def _show_words(self) -> None:
        t = self._t
        words = t("practice.words" if self._passages else "practice.no_passages", minutes=self._minutes)
        if self._history.unreadable:
            words += "\n" + t("practice.unreadable", count=self._history.unreadable)
        if self._problem:
            words += "\n" + self._problem
        self.query_one("#words", Prose).update(words)

    def _beside(self, passage: Passage) -> str:
        earlier = self._history.of_passage(passage.id)
        group = "" if passage.id == DRILL else passage.group
        if not earlier:
            return group
        best = max(one.net_cpm for one in earlier)
        return self._t("practice.beside", group=group, best=best, last=earlier[-1].net_cpm, count=len(earlier)).strip()

    @on(OptionList.OptionSelected)
    def _start(self, event: OptionList.OptionSelected) -> None:
        passage = self._passages[event.option_index]
        self.app.push_screen(PracticeScreen(passage, self._minutes, self._book))

    def action_minutes(self) -> None:
        """The next length."""
        self._minutes = MINUTES[(MINUTES.index(self._minutes) + 1) % len(MINUTES)] if self._minutes in MINUTES else 5
        self._show_words()

    def action_progress(self) -> None:
        """The chart."""
        self.app.push_screen(ProgressScreen(self._history))

    def action_back(self) -> None:
        """Home, or out of a program that was started for practice."""
        desk_of(self).practice_over()

    def action_help(self) -> None:
        """Explain the screen."""
        desk_of(self).show_help("help.practice")
