"""The app only wires screens together: which one comes next follows from the sitting's state.

The core is imported where it is needed: the home screen's first frame must not pay for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exam_tui.errors import ExamTuiError, Exit
from exam_tui.messages import Language
from exam_tui.tui.desk import Shelf
from exam_tui.tui.home import HomeScreen
from exam_tui.tui.terminal_app import TerminalApp

if TYPE_CHECKING:
    from exam_tui.content.library import Library
    from exam_tui.sitting.clock import Clock
    from exam_tui.sitting.events import Candidate
    from exam_tui.sitting.mode import ModeName
    from exam_tui.tui.session import Session


@dataclass(frozen=True)
class Places:
    """Folders that a run works with."""

    root: Path
    results: Path
    rescue: Path


class ExamApp(TerminalApp):
    """Home, or one sitting when `session` is given."""

    def __init__(
        self,
        places: Places,
        language: Language,
        clock: Clock | None = None,
        session: Session | None = None,
        begin: Callable[[ExamApp], None] | None = None,
    ) -> None:
        """`begin` opens the first screen, where it is neither home nor a sitting."""
        self._clock = clock
        super().__init__(language)
        self.places = places
        self.shelf: Shelf | None = None
        self.session = session
        self._for_one_sitting = session is not None
        self._begin = begin
        self._stage: object = None
        """What the screen on show was made for."""
        self._stage_count = 0

    @property
    def clock(self) -> Clock:
        """The clock of this run."""
        if self._clock is None:
            from exam_tui.sitting.clock import SystemClock

            self._clock = SystemClock()
        return self._clock

    async def on_mount(self) -> None:
        """The first screen."""
        if self._begin is not None:
            self._begin(self)
        elif self.session is None:
            await self.push_screen(HomeScreen())
        else:
            self.show_current()

    def on_app_blur(self) -> None:
        """The terminal tells that another window came to the front. Textual tells the app only, never a screen."""
        if self.session is not None:
            self.session.sitting.focus(gained=False)

    def on_app_focus(self) -> None:
        """… and that it is in front again."""
        if self.session is not None:
            self.session.sitting.focus(gained=True)

    def release(self) -> None:
        """Save what is left and let go of the sitting."""
        if self.session is not None:
            self.session.release()

    # -- going from screen to screen ------------------------------------------------------------------------------

    def show_current(self) -> None:
        """The screen that the sitting's state calls for."""
        if self.session is None:
            return
        from exam_tui.tui.exam.screens import screen_for

        # A key and the clock's tick can both notice the same change; the second must not build the screen again.
        state = self.session.sitting.state
        stage = (self.session.folder, state.started, state.section, len(state.sections), state.submitted is not None)
        if stage == self._stage:
            return
        self._stage = stage
        while len(self.screen_stack) > 1 and self.screen.is_modal:
            self.pop_screen()
        screen = screen_for(self.session)
        typing = self.session.sitting.typing_stage
        held = typing is not None and typing.name == "interrupted"  # there the clock stands, and the screen says so
        if self.session.resumed and state.started and self._stage_count == 0 and not held:
            self.notify(self.t("resume.notice"), markup=False)
        self._stage_count += 1
        if len(self.screen_stack) > 1:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def sitting_over(self) -> None:
        """After the result: home, or out."""
        self.release()
        self.session = None
        self._stage = None
        self._stage_count = 0
        if self._for_one_sitting:
            self.exit()
        else:
            self.switch_screen(HomeScreen())

    def open_sitting(self, library: Library, paper: str, candidate: Candidate, mode: ModeName) -> None:
        """From the identity screen into the sitting."""
        from exam_tui.tui.identity import IdentityScreen
        from exam_tui.tui.session import Session

        try:
            self.session = Session.open(
                library, paper, candidate, mode, self.places.results, self.places.rescue, self.clock
            )
        except ExamTuiError as error:
            if isinstance(self.screen, IdentityScreen):
                self.screen.show_wrong(self.t.error(error))
            return
        self.show_current()

    def ask_identity(self, mode: ModeName) -> None:
        """Who sits; only with content that is without problems."""
        shelf = self.shelf
        if shelf is None:
            return
        if shelf.errors:
            self.show_problems()
        elif not shelf.library.papers:
            self.notify(self.t("home.no_papers"), markup=False)
        else:
            from exam_tui.tui.identity import IdentityScreen

            self.push_screen(IdentityScreen(shelf.library, mode))

    def practise(self) -> None:
        """Whose practice book, then what can be practised."""
        from exam_tui.sitting.events import CANDIDATE_PATTERN
        from exam_tui.tui.dialogs import AskText

        shelf = self.shelf
        if shelf is None:
            self.notify(self.t("home.loading"), markup=False)
            return

        def named(who: str | None) -> None:
            if who:
                self.open_practice(shelf.library, who)

        self.push_screen(
            AskText(
                self.t("practice.ask_who"), 32, self.t("keys.ask"), self.t("practice.wrong_who"), CANDIDATE_PATTERN
            ),
            named,
        )

    def open_practice(self, library: Library, who: str, minutes: int = 5, passage: str | None = None) -> None:
        """The list of what can be practised, and on it at once the passage that was asked for."""
        from exam_tui.practice.history import book_of
        from exam_tui.tui.practice.menu import PracticeMenu
        from exam_tui.tui.practice.run import PracticeScreen

        self.push_screen(PracticeMenu(library, self.places.results, who, minutes))
        if passage is not None:
            chosen = library.passages[passage].model.passage
            self.push_screen(PracticeScreen(chosen, minutes, book_of(self.places.results, who)))

    def practice_over(self) -> None:
        """Home, or out."""
        if any(isinstance(screen, HomeScreen) for screen in self.screen_stack):
            self.pop_screen()
        else:
            self.exit()

    def show_problems(self) -> None:
        """What the checker says."""
        from exam_tui.tui.problems import ProblemsScreen

        self.push_screen(ProblemsScreen())

    # -- content --------------------------------------------------------------------------------------------------

    def load_shelf(self, then: Callable[[Shelf], None], *, again: bool = False) -> None:
        """Load and check the workspace in a thread, then tell."""
        if self.shelf is not None and not again:
            then(self.shelf)
            return

        def load() -> None:
            from exam_tui.content.shelves import load_library
            from exam_tui.sitting.checking import check_library

            try:
                library = load_library(self.places.root)
                shelf = Shelf(library, tuple(check_library(library)))
            except ExamTuiError as error:
                self.call_from_thread(self.notify, self.t.error(error), markup=False, severity="error")
            else:
                self.call_from_thread(loaded, shelf)

        def loaded(shelf: Shelf) -> None:
            self.shelf = shelf
            then(shelf)

        self.run_worker(load, thread=True, exit_on_error=False)

    # -- small windows --------------------------------------------------------------------------------------------

    def ask_number(self, text: str, highest: int, then: Callable[[int | None], None]) -> None:
        """Ask for a number."""
        from exam_tui.tui.dialogs import AskNumber

        self.push_screen(AskNumber(text, highest), then)

    def ask_finish_section(self, text: str) -> None:
        """Ask before a section is closed for good."""
        session = self.session
        if session is None:
            return
        section = session.sitting.state.section

        def answered(yes: bool | None) -> None:
            # Time may have closed the section while the question stood; then there is nothing left to close.
            if yes and session.sitting.state.section == section:
                session.sitting.leave_section()
                self.show_current()

        self.ask(f"{text}\n\n{self.t('finish.closed')}", answered)

    async def action_quit(self) -> None:
        """Ctrl+Q anywhere: out of the program, but not out of a running sitting without a question."""
        running = self.session is not None and self.session.sitting.state.submitted is None
        if not running:
            self.exit()
        elif not self.screen.is_modal:
            self.ask_leave()

    def ask_leave(self) -> None:
        """Ask before a sitting is left in the middle; before its start there is nothing to ask."""
        if self.session is None or not self.session.sitting.state.started:
            self.release()
            self.sitting_over()
            return

        sitting = self.session.sitting

        def answered(yes: bool | None) -> None:
            if yes:
                sitting.leave()
                self.release()
                self.exit(return_code=Exit.OK)

        self.ask(self.t("leave.text_typing" if sitting.state.typing_now else "leave.text"), answered)

    def ask(self, text: str, answered: Callable[[bool | None], Any]) -> None:
        """A question that Y answers with yes."""
        from exam_tui.tui.dialogs import Question

        self.push_screen(Question(text, self.t("keys.question")), answered)
