"""Questions: one at a time on the left, the map of all of them on the right."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from exam_tui.sitting.events import Answer
from exam_tui.sitting.form import FormItem
from exam_tui.tui.bars import KeyBar
from exam_tui.tui.desk import desk_of
from exam_tui.tui.exam.base import SittingScreen
from exam_tui.tui.exam.fields import PasteKeptOut
from exam_tui.tui.exam.question_pane import QuestionPane
from exam_tui.tui.plain import plain
from exam_tui.tui.session import Session

_MAP_COLUMNS = 4
_CELL = 6


class QuestionsScreen(SittingScreen):
    """The questions of a section. Answers are saved as they are given; nothing has to be confirmed."""

    HELP = "help.questions"
    BINDINGS = [
        *(Binding(str(number), f"choose({number})", show=False) for number in range(1, 10)),
        Binding("left,pageup", "go(-1)", show=False),
        Binding("right,pagedown,enter", "go(1)", show=False),
        Binding("backspace", "take_back", show=False),
        Binding("f,F,f6", "flag", show=False),
        Binding("g,G,f7", "ask_where", show=False),
        Binding("ctrl+s", "finish", show=False, priority=True),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("shift+up", "scroll(-1)", show=False),
        Binding("shift+down", "scroll(1)", show=False),
    ]
    CSS = """
    QuestionsScreen #map { width: 27; padding: 1 1 0 1; background: $panel; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        presented = session.sitting.presented
        self._items: tuple[FormItem, ...] = presented.items if presented else ()
        known = [asked.item.id for asked in self._items]
        current = session.sitting.state.item
        self._index = known.index(current) if current in known else 0

    def compose_body(self) -> ComposeResult:
        """The question and the map."""
        with Horizontal():
            yield QuestionPane(self.t, self._answered, self.action_go)
            with Vertical(id="map"):
                yield Static("", id="cells")

    def on_mount(self) -> None:
        """Show where the candidate was."""
        super().on_mount()
        self._show()

    def keys(self) -> str:
        """Depends on the kind of the question that is shown."""
        return self.t(f"keys.question_{self._asked.item.kind}") if self._items else self.t("keys.question_single")

    @property
    def _asked(self) -> FormItem:
        return self._items[self._index]

    @property
    def _pane(self) -> QuestionPane:
        return self.query_one(QuestionPane)

    def _show(self) -> None:
        asked = self._asked
        item = asked.item
        self.sitting.show(item.id)
        flag = "  ⚑" if item.id in self.sitting.state.flagged else ""
        head = self.t(
            "question.head",
            number=self._index + 1,
            count=len(self._items),
            kind=self.t(f"kind.{item.kind}"),
            topic=item.topic,
        )
        self._pane.show(asked, self.sitting.state.answers.get(item.id), head + flag)
        self._show_map()
        self.query_one(KeyBar).show(self.keys())

    def _show_map(self) -> None:
        state = self.sitting.state
        cells: list[Content | str] = []
        answered = flagged = 0
        for number, asked in enumerate(self._items):
            known, marked = asked.item.id in state.answers, asked.item.id in state.flagged
            answered += known
            flagged += marked
            sign = ("✓" if known else "_") + ("⚑" if marked else "")
            style = "bold $on-chosen on $chosen" if number == self._index else "$warning" if marked else ""
            if not known and not style:
                style = "$muted"
            cells.append(plain(f"{number + 1:3d}{sign}".ljust(_CELL), style))
            if number % _MAP_COLUMNS == _MAP_COLUMNS - 1:
                cells.append("\n")
        legend = self.t("question.legend")
        counts = self.t("question.counts", open=len(self._items) - answered, flagged=flagged)
        self.query_one("#cells", Static).update(
            Content.assemble(plain(legend, "$muted"), "\n\n", *cells, "\n\n", plain(counts))
        )

    # -- what the keys do -----------------------------------------------------------------------------------------

    def action_choose(self, number: int) -> None:
        """A number key chooses, ticks, places or matches."""
        self._pane.choose(number)

    def action_take_back(self) -> None:
        """The last step, or the match of a row, is taken back."""
        self._pane.take_back()

    def _answered(self, answer: Answer | None) -> None:
        self.sitting.answer(self._asked.item.id, answer)
        self._after_answer()

    @on(PasteKeptOut)
    def _paste_kept_out(self, event: PasteKeptOut) -> None:
        self.sitting.refuse_paste(event.length)
        self._pane.hint(self.t("typing.refused", length=event.length))

    def _after_answer(self) -> None:
        if self.moved_on():
            desk_of(self).show_current()
            return
        # One frame: an answer must not be seen beside a "saved" that was said of the one before.
        with self.app.batch_update():
            self.show_status()
            self._show_map()

    def action_go(self, step: int) -> None:
        """To the next or the previous question. The last one is the end: a held-down key must not finish the part."""
        self._pane.take_text()
        target = self._index + step
        if 0 <= target < len(self._items):
            self._index = target
            self._show()
        elif target > 0:
            self._pane.hint(self.t("question.last"))

    def action_flag(self) -> None:
        """Mark for another look."""
        self._pane.take_text()
        item = self._asked.item.id
        self.sitting.flag(item, item not in self.sitting.state.flagged)
        self._show()

    def action_ask_where(self) -> None:
        """Jump to a number."""
        self._pane.take_text()

        def go(number: int | None) -> None:
            if number is not None:
                self._index = number - 1
                self._show()

        desk_of(self).ask_number(self.t("question.where", count=len(self._items)), len(self._items), go)

    def action_move(self, step: int) -> None:
        """Up and down: between the rows of a match, else scroll."""
        self._pane.move(step)

    def action_scroll(self, lines: int) -> None:
        """Scroll a long question."""
        self._pane.scroll_relative(y=lines, animate=False)

    def action_finish(self) -> None:
        """Leave the section, after saying what is still open."""
        self._pane.take_text()
        state = self.sitting.state
        ids = [asked.item.id for asked in self._items]
        missing = [str(number) for number, item in enumerate(ids, 1) if item not in state.answers]
        marked = [str(number) for number, item in enumerate(ids, 1) if item in state.flagged]
        text = self.t("finish.questions", answered=len(ids) - len(missing), count=len(ids))
        if marked:
            text += "\n" + self.t("finish.flagged", numbers=self.t("list.separator").join(marked))
        if missing:
            text += "\n" + self.t("finish.missing", numbers=self.t("list.separator").join(missing))
        desk_of(self).ask_finish_section(text)
