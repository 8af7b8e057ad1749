"""One question as a candidate sees it. Knows nothing of sittings, so that the trainer's preview is the same thing."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import Click
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from exam_tui.content.items import MOST_SENTENCES, FillItem, MultipleItem, NumberItem, OrderItem, ShortItem
from exam_tui.messages import Catalogue
from exam_tui.sitting.events import Answer
from exam_tui.sitting.form import FormItem
from exam_tui.tui.exam.choosing import (
    ChoiceLine,
    after_backspace,
    after_number,
    choice_lines,
    next_open_row,
    rows_of,
)
from exam_tui.tui.exam.fields import Go, NumberInput, Sentences, WordInput
from exam_tui.tui.plain import plain
from exam_tui.tui.prose import Prose

_MOST_LINES = 18
"""Nine left entries and nine right ones."""


class OptionLine(Prose):
    """A line of choices; the mouse chooses too."""

    class Picked(Message):
        """The line was clicked."""

        def __init__(self, line: ChoiceLine, clicked: float) -> None:
            super().__init__()
            self.line = line
            self.clicked = clicked
            """When, as message times are counted."""

    def __init__(self) -> None:
        super().__init__(hang=6, classes="option")
        self._line: ChoiceLine | None = None

    def show(self, line: ChoiceLine | None) -> None:
        """Show a line, or nothing."""
        self._line = line
        self.display = line is not None
        if line is not None:
            self.update(line.text)
            self.set_class(line.chosen, "chosen")
            self.set_class(line.apart, "apart")

    def on_click(self, event: Click) -> None:
        """The mouse chooses too."""
        event.stop()
        if self._line is not None:
            self.post_message(self.Picked(self._line, event.time))


class QuestionPane(VerticalScroll):
    """Shows an item with an answer; tells when the answer changes."""

    DEFAULT_CSS = """
    QuestionPane { padding: 1 2; }
    QuestionPane .head { color: $muted; }
    QuestionPane .stem { margin: 1 0; text-style: bold; }
    QuestionPane .option { padding: 0 1; }
    QuestionPane .apart { margin-top: 1; }
    QuestionPane .option:hover { background: $panel; }
    QuestionPane .chosen { background: $chosen; color: $on-chosen; }
    QuestionPane NumberInput { width: 24; }
    QuestionPane WordInput { width: 44; max-width: 100%; }
    QuestionPane Sentences { height: 6; border: solid $primary; padding: 0 1; }
    QuestionPane Sentences, QuestionPane Sentences:focus { background: $background; color: $foreground; }
    QuestionPane .hint { color: $muted; margin-top: 1; }
    """

    def __init__(self, t: Catalogue, answered: Callable[[Answer | None], None], go: Go) -> None:
        """`answered` is called at once, in the frame in which the answer changes; `go` leaves the question."""
        super().__init__(can_focus=False)
        self._go = go
        self._t = t
        self._answered = answered
        self._asked: FormItem | None = None
        self._answer: Answer | None = None
        self._row = 0
        self._shown_field: Input | TextArea | None = None
        self._shown_at = 0.0

    def compose(self) -> ComposeResult:
        """Filled by `show`."""
        yield Static("", classes="head")
        yield Prose(classes="stem")
        for _ in range(_MOST_LINES):
            yield OptionLine()
        yield NumberInput(self._go)
        yield WordInput(self._go)
        yield Sentences(self._go)
        yield Prose(classes="hint")

    def show(self, asked: FormItem, answer: Answer | None, head: str) -> None:
        """Show another item. What was typed for the one before must have been taken by `take_text`."""
        self._asked, self._answer = asked, answer
        self._shown_at = Message().time
        self._row = next_open_row(asked, answer, -1) if rows_of(asked) else 0
        self.query_one(".head", Static).update(plain(head))
        self.query_one(".stem", Prose).update(asked.item.stem)
        self.hint(self._hint_words(asked))
        self._show_lines()
        self._show_fields(asked, answer)
        self.scroll_home(animate=False)

    def hint(self, words: str) -> None:
        """What stands below the question."""
        self.query_one(".hint", Prose).update(words)

    def _hint_words(self, asked: FormItem) -> str:
        item = asked.item
        match item:
            case MultipleItem(marking=marking):
                return self._t(f"question.hint_{marking}")
            case NumberItem(unit=unit):
                return self._t("question.hint_number", unit=unit)
            case OrderItem(marking="partial_order"):
                return self._t("question.hint_order_partial")
            case ShortItem(human=human):
                return self._t("question.hint_short_human" if human else "question.hint_short", most=MOST_SENTENCES)
        key = f"question.hint_{item.kind}"
        return self._t(key) if self._t.has(key) else ""

    def _show_lines(self) -> None:
        assert self._asked is not None
        lines = choice_lines(self._asked, self._answer, self._row, self._t)
        for number, widget in enumerate(self.query(OptionLine)):
            widget.show(lines[number] if number < len(lines) else None)

    def _show_fields(self, asked: FormItem, answer: Answer | None) -> None:
        text = answer if isinstance(answer, str) else ""
        number, word, sentences = self.query_one(NumberInput), self.query_one(WordInput), self.query_one(Sentences)
        fields: tuple[tuple[type, Input | TextArea], ...] = (
            (NumberItem, number), (FillItem, word), (ShortItem, sentences),
        )  # fmt: skip
        shown = next((field for kind, field in fields if isinstance(asked.item, kind)), None)
        self._shown_field = shown
        for _, field in fields:
            field.display = field is shown
        match shown:
            case Input():
                with shown.prevent(Input.Changed):
                    shown.value = text
                shown.cursor_position = len(text)
            case TextArea():
                with shown.prevent(TextArea.Changed):
                    shown.load_text(text)
                shown.move_cursor(shown.document.end)
        self.screen.set_focus(shown)

    # -- what keys do: called by the screen, which owns the bindings ------------------------------------------------

    def choose(self, number: int) -> None:
        """A number key."""
        if self._asked is None:
            return
        before = self._answer
        self._take(after_number(self._asked, before, number, self._row))
        if rows_of(self._asked) and self._answer != before:
            self.move_to(next_open_row(self._asked, self._answer, self._row))

    def take_back(self) -> None:
        """The backspace key."""
        if self._asked is not None:
            self._take(after_backspace(self._asked, self._answer, self._row))

    def move(self, step: int) -> None:
        """Up and down between rows, where there are any; else scrolls."""
        count = rows_of(self._asked) if self._asked else 0
        if count:
            self.move_to((self._row + step) % count)
        else:
            self.scroll_relative(y=step, animate=False)

    def move_to(self, row: int) -> None:
        """Another row of a match."""
        self._row = row
        self._show_lines()

    def _take(self, answer: Answer | None) -> None:
        if answer != self._answer:
            self._answer = answer
            with self.app.batch_update():
                self._show_lines()
                self._answered(answer)

    @on(OptionLine.Picked)
    def _picked(self, event: OptionLine.Picked) -> None:
        event.stop()
        if event.clicked < self._shown_at:  # meant for the question that a key has left meanwhile
            return
        if event.line.number:
            self.choose(event.line.number)
        else:
            self.move_to(event.line.row)

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed(self, event: Message) -> None:
        event.stop()
        self.take_text()

    def take_text(self) -> None:
        """Take what stands in the field. Its message comes later than the keys: a quick one may change the question."""
        match self._shown_field:
            case Input() as field:
                self._take(field.value.strip() or None)
            case TextArea() as area:
                self._take(area.text.strip()[:MOST_SENTENCES] or None)
