"""What screens may ask of the app. They know this and not the app, which knows them: imports go one way here too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from textual.widget import Widget

from exam_tui.messages import Catalogue

if TYPE_CHECKING:
    from exam_tui.content.library import Library
    from exam_tui.content.problems import Problem
    from exam_tui.sitting.clock import Clock
    from exam_tui.sitting.events import Candidate
    from exam_tui.sitting.mode import ModeName


@dataclass(frozen=True)
class Shelf:
    """The workspace's content, loaded and checked."""

    library: Library
    problems: tuple[Problem, ...]

    def words(self, t: Catalogue) -> str:
        """One sentence for the home screen."""
        library = self.library
        return t(
            "home.shelf",
            items=sum(len(bank.model.question) for bank in library.banks.values()),
            roleplays=len(library.roleplays),
            papers=len(library.papers),
            state=self._state(t),
        )

    @property
    def errors(self) -> int:
        """How many problems stop an exam."""
        return sum(problem.severity == "error" for problem in self.problems)

    def _state(self, t: Catalogue) -> str:
        if self.errors:
            return t("home.bad", count=self.errors)
        return t("home.doubtful", count=len(self.problems)) if self.problems else t("home.good")

    def problem_lines(self, t: Catalogue) -> list[str]:
        """All problems, a line each."""
        from exam_tui.messages.problems import problem_line

        return [problem_line(problem, self.library.root, t) for problem in self.problems]


class Desk(Protocol):
    """The app, as screens see it."""

    t: Catalogue
    shelf: Shelf | None

    @property
    def clock(self) -> Clock:
        """The clock of this run."""
        ...

    def show_current(self) -> None:
        """The screen that the sitting's state calls for."""

    def sitting_over(self) -> None:
        """After the result: home, or out."""

    def open_sitting(self, library: Library, paper: str, candidate: Candidate, mode: ModeName) -> None:
        """From the identity screen into the sitting."""

    def ask_identity(self, mode: ModeName) -> None:
        """Who sits."""

    def show_problems(self) -> None:
        """What the checker says."""

    def load_shelf(self, then: Callable[[Shelf], None], *, again: bool = False) -> None:
        """Load and check the workspace in a thread, then tell."""

    def show_help(self, key: str) -> None:
        """A help page."""

    def ask(self, text: str, answered: Callable[[bool | None], None]) -> None:
        """A question that Y answers with yes."""

    def ask_number(self, text: str, highest: int, then: Callable[[int | None], None]) -> None:
        """Ask for a number."""

    def ask_finish_section(self, text: str) -> None:
        """Ask before a section is closed for good."""

    def ask_leave(self) -> None:
        """Ask before the program is left in the middle."""

    def practise(self) -> None:
        """The list of what can be practised."""

    def practice_over(self) -> None:
        """Home, or out."""

    def other_language(self) -> None:
        """The other language, from now on."""

    def other_theme(self) -> None:
        """The next theme."""


def desk_of(widget: Widget) -> Desk:
    """The desk that a screen works at."""
    return cast("Desk", widget.app)
