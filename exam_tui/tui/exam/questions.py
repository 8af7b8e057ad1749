"""Questions: one at a time on the left, the map of all of them on the right."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Click, Key
from textual.widgets import Input, Static

from exam_tui.content.bank import JudgeItem, MultipleItem, NumberItem, SingleItem
from exam_tui.sitting.form import FormItem
from exam_tui.tui.bars import KeyBar
from exam_tui.tui.desk import desk_of
from exam_tui.tui.exam.base import SittingScreen
from exam_tui.tui.plain import plain
from exam_tui.tui.prose import Prose
from exam_tui.tui.session import Session

_MAP_COLUMNS = 4
_CELL = 6


class OptionLine(Prose):
    """One option. `number` is the key that chooses it."""

    def __init__(self, number: int) -> None:
        super().__init__(hang=6, classes="option")
        self.number = number

    def on_click(self, event: Click) -> None:
        """The mouse chooses too."""
        event.stop()
        if isinstance(self.screen, QuestionsScreen):
            self.screen.action_choose(self.number)


class NumberInput(Input, inherit_bindings=False):
    """Takes what a number is written with; every other key (arrows too) keeps its meaning on the screen."""

    BINDINGS = [Binding("backspace", "delete_left", show=False), Binding("enter", "submit", show=False)]

    _SIGNS = "0123456789.,+-０１２３４５６７８９．，－"

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002
        """Letters are commands, also while a number is typed."""
        return character is not None and character in self._SIGNS

    async def _on_key(self, event: Key) -> None:
        if event.character is not None and event.is_printable and event.character not in self._SIGNS:
            event.prevent_default()
            return
        await super()._on_key(event)


class QuestionsScreen(SittingScreen):
    """The questions of a section. Answers are saved as they are given; nothing has to be confirmed."""

    HELP = "help.questions"
    BINDINGS = [
        *(Binding(str(number), f"choose({number})", show=False) for number in range(1, 10)),
        Binding("left,pageup", "go(-1)", show=False),
        Binding("right,pagedown,enter", "go(1)", show=False),
        Binding("f,F", "flag", show=False),
        Binding("g,G", "ask_where", show=False),
        Binding("ctrl+s", "finish", show=False, priority=True),
        Binding("up", "scroll(-1)", show=False),
        Binding("down", "scroll(1)", show=False),
    ]
    CSS = """
    QuestionsScreen #question { padding: 1 2; }
    QuestionsScreen #map { width: 27; padding: 1 1 0 1; background: $panel; }
    QuestionsScreen .head { color: $muted; }
    QuestionsScreen .stem { margin: 1 0; text-style: bold; }
    QuestionsScreen .option { padding: 0 1; }
    QuestionsScreen .option:hover { background: $panel; }
    QuestionsScreen .chosen { background: $chosen; color: $on-chosen; }
    QuestionsScreen Input { width: 24; }
    QuestionsScreen .hint { color: $muted; margin-top: 1; }
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
            with VerticalScroll(id="question", can_focus=False):
                yield Static("", classes="head")
                yield Prose(classes="stem")
                for number in range(1, 10):
                    yield OptionLine(number)
                yield NumberInput(classes="number", max_length=24, compact=True)
                yield Prose(classes="hint")
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
        self.query_one(".head", Static).update(plain(head + flag))
        self.query_one(".stem", Prose).update(item.stem)
        self.query_one(".hint", Prose).update(self._hint(asked))
        self._show_options()
        field = self.query_one(Input)
        field.display = isinstance(item, NumberItem)
        if isinstance(item, NumberItem):
            answer = self.sitting.state.answers.get(item.id)
            with field.prevent(Input.Changed):
                field.value = answer if isinstance(answer, str) else ""
            field.cursor_position = len(field.value)
            field.focus()
        else:
            self.set_focus(None)
        self.query_one("#question", VerticalScroll).scroll_home(animate=False)
        self._show_map()
        self.query_one(KeyBar).show(self.keys())

    def _hint(self, asked: FormItem) -> str:
        match asked.item:
            case MultipleItem(marking=marking):
                return self.t(f"question.hint_{marking}")
            case NumberItem(unit=unit):
                return self.t("question.hint_number", unit=unit)
        return ""

    def _choices(self) -> list[tuple[str, bool]]:
        """What can be chosen, in the order shown, and whether it is."""
        asked = self._asked
        answer = self.sitting.state.answers.get(asked.item.id)
        match asked.item:
            case JudgeItem():
                return [(self.t("question.true"), answer is True), (self.t("question.false"), answer is False)]
            case SingleItem() | MultipleItem() as item:
                ticked = answer if isinstance(answer, tuple) else ()
                return [(item.options[index].text, index in ticked) for index in asked.order]
        return []

    def _show_options(self) -> None:
        choices = self._choices()
        box = "[x]", "[ ]"
        if not isinstance(self._asked.item, MultipleItem):
            box = "(*)", "( )"
        for line in self.query(OptionLine):
            line.display = line.number <= len(choices)
            if line.display:
                text, chosen = choices[line.number - 1]
                line.update(f"{line.number} {box[0] if chosen else box[1]} {text}")
                line.set_class(chosen, "chosen")

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
        """Choose or, in a multiple question, tick and untick."""
        asked = self._asked
        if number > len(self._choices()):
            return
        match asked.item:
            case JudgeItem():
                self.sitting.answer(asked.item.id, number == 1)
            case SingleItem():
                self.sitting.answer(asked.item.id, (asked.order[number - 1],))
            case MultipleItem():
                now = self.sitting.state.answers.get(asked.item.id)
                ticked = set(now) if isinstance(now, tuple) else set()
                ticked ^= {asked.order[number - 1]}
                self.sitting.answer(asked.item.id, tuple(sorted(ticked)) or None)
        self._after_answer()

    @on(Input.Changed)
    def _number_typed(self, event: Input.Changed) -> None:
        if isinstance(self._asked.item, NumberItem):
            self.sitting.answer(self._asked.item.id, event.value.strip() or None)
            self._after_answer()

    @on(Input.Submitted)
    def _number_done(self) -> None:
        self.action_go(1)

    def _after_answer(self) -> None:
        if self.moved_on():
            desk_of(self).show_current()
            return
        # One frame: an answer must not be seen beside a "saved" that was said of the one before.
        with self.app.batch_update():
            self.show_status()
            self._show_options()
            self._show_map()

    def action_go(self, step: int) -> None:
        """To the next or the previous question. The last one is the end: a held-down key must not finish the part."""
        target = self._index + step
        if 0 <= target < len(self._items):
            self._index = target
            self._show()
        elif target > 0:
            self.query_one(".hint", Prose).update(self.t("question.last"))

    def action_flag(self) -> None:
        """Mark for another look."""
        item = self._asked.item.id
        self.sitting.flag(item, item not in self.sitting.state.flagged)
        self._show()

    def action_ask_where(self) -> None:
        """Jump to a number."""

        def go(number: int | None) -> None:
            if number is not None:
                self._index = number - 1
                self._show()

        desk_of(self).ask_number(self.t("question.where", count=len(self._items)), len(self._items), go)

    def action_scroll(self, lines: int) -> None:
        """Scroll a long question."""
        self.query_one("#question", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_finish(self) -> None:
        """Leave the section, after saying what is still open."""
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
