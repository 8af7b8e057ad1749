"""After hand-in: saving, then the result with every gate, its figure and its line."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen

from exam_tui.errors import ExamTuiError, reason_of
from exam_tui.messages import Catalogue
from exam_tui.reports.explaining import GateLine, detail_blocks, evidence_lines, gate_lines, human_lines, section_lines
from exam_tui.reports.page import heading, outcome_sentence, render_page, who
from exam_tui.reports.review import review_lines
from exam_tui.results.document import Result
from exam_tui.sitting.journal import write_durably
from exam_tui.sitting.mode import MODES
from exam_tui.tui.bars import KeyBar, StatusBar
from exam_tui.tui.desk import desk_of
from exam_tui.tui.prose import Prose
from exam_tui.tui.session import Session

PAGE_NAME = "report.html"


class ResultScreen(Screen[None]):
    """Writes the result in a thread, then shows it."""

    BINDINGS = [
        Binding("h,H", "save_page", show=False),
        Binding("r,R", "again", show=False),
        Binding("q,Q,escape", "back", show=False),
        Binding("f1", "help", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("down", "scroll(1)", show=False),
        Binding("home", "scroll(-9999)", show=False),
        Binding("end", "scroll(9999)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
        Binding("pagedown,space", "scroll(10)", show=False),
    ]
    CSS = """
    ResultScreen VerticalScroll { padding: 0 2; }
    ResultScreen .who { color: $muted; }
    ResultScreen .outcome { text-style: bold; margin: 1 0; }
    ResultScreen .title { text-style: bold; margin-top: 1; }
    ResultScreen .met, ResultScreen .passed { color: $success; }
    ResultScreen .missed, ResultScreen .failed { color: $error; }
    ResultScreen .open, ResultScreen .pending { color: $warning; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._result: Result | None = None

    @property
    def _t(self) -> Catalogue:
        return desk_of(self).t

    def compose(self) -> ComposeResult:
        """Filled when the result is there."""
        yield StatusBar()
        with VerticalScroll(can_focus=False):
            yield Prose(self._t("result.saving"), id="notice")
        yield KeyBar()

    def on_mount(self) -> None:
        """Saving and marking happen off the screen's loop."""
        self.action_again()

    def action_again(self) -> None:
        """Write the result, or try again after it could not be written."""
        if self._result is None:
            self.run_worker(self._finish, thread=True, exit_on_error=False, exclusive=True)

    def _finish(self) -> None:
        try:
            result = self._session.finish()
        except ExamTuiError as error:
            self.app.call_from_thread(self._failed, self._t.error(error))
        else:
            self.app.call_from_thread(self._show, result)

    def _failed(self, sentence: str) -> None:
        self.query_one("#notice", Prose).update(self._t("result.failed", reason=sentence))
        self.query_one(KeyBar).show(self._t("keys.result_failed"))

    def _show(self, result: Result) -> None:
        self._result = result
        t = self._t
        self.query_one(StatusBar).show(heading(result, t), "", t("status.saved"))
        gates = gate_lines(result.marks, t)
        parts = [
            Prose(who(result, t), classes="who"),
            Prose(outcome_sentence(result, t), classes=f"outcome {result.marks.outcome}"),
            *_gates(gates),
            *_block(t("report.next_steps"), [words for line in gates if line.advice for words in _advice(line)]),
            *_block(t("report.sections"), section_lines(result.marks, t)),
        ]
        parts += _block(t("report.human_title"), human_lines(result, t))
        for head, lines in detail_blocks(result, t):
            parts += _block(head, lines)
        if MODES[result.mode].shows_keys:
            parts += _block(t("review.title"), review_lines(self._session.sitting.form, result.marks, t))
        parts += _block(t("report.evidence"), evidence_lines(result.evidence, t) or [t("evidence.none")])
        parts += _block(t("result.files"), [str(self._session.place), t("result.head", head=result.journal.head)])
        if result.mode == "proctored":
            parts += _block(t("result.proctor"), [t("result.proctor_text")])
        page = self.query_one(VerticalScroll)
        page.remove_children()
        page.mount(*parts)
        self.query_one(KeyBar).show(t("keys.result"))

    def action_save_page(self) -> None:
        """Save the printable page in the sitting's folder."""
        if self._result is None:
            return
        target = self._session.place / PAGE_NAME
        result, t = self._result, self._t

        def save() -> None:
            try:
                write_durably(target, render_page(result, t).encode())
                words = t("cli.html_saved", path=target)
            except OSError as error:
                words = t("error.file.unwritable", path=target, reason=reason_of(error))
            self.app.call_from_thread(self.notify, words, markup=False)

        self.run_worker(save, thread=True, exit_on_error=False)

    def action_scroll(self, lines: int) -> None:
        """Scroll."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_help(self) -> None:
        """Explain the screen."""
        desk_of(self).show_help("help.result")

    def action_back(self) -> None:
        """Home, or out of the program when it was started for this sitting only."""
        desk = desk_of(self)
        if self._session.save_status.all_saved:
            desk.sitting_over()
        else:
            desk.ask(self._t("leave.unsaved"), lambda yes: desk.sitting_over() if yes else None)


def _gates(lines: list[GateLine]) -> list[Prose]:
    """The gates as a table: columns as wide as their widest words, in cells."""
    columns = [[line.title, line.figure, line.line] for line in lines]
    widths = [max(cell_len(cells[i]) for cells in columns) for i in range(3)]
    return [
        Prose(
            f"  {line.sign} "
            + "".join(words + " " * (width - cell_len(words) + 2) for words, width in zip(cells, widths, strict=True))
            + line.gap,
            hang=4,
            classes=line.state,
        )
        for line, cells in zip(lines, columns, strict=True)
    ]


def _advice(line: GateLine) -> list[str]:
    return [line.title, "  " + line.advice]


def _block(title: str, lines: list[str]) -> list[Prose]:
    if not lines:
        return []
    return [Prose(title, classes="title"), Prose("\n".join(f"  {line}" for line in lines), hang=2)]
