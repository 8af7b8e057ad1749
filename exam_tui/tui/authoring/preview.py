"""The preview: a file's questions exactly as candidates will meet them, with the marked answer beside them.

The file is watched: save it in the editor, and the screen follows, on the same question. A file with an error shows its
first error and the lines around it.
"""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.events import Resize
from textual.screen import Screen

from exam_tui.content.items import Item
from exam_tui.content.problems import Problem
from exam_tui.content.rounding import floored
from exam_tui.marking.questions import share_earned
from exam_tui.messages import Catalogue, Language
from exam_tui.messages.problems import problem_line
from exam_tui.reports.review import item_lines
from exam_tui.sitting.drawing import present
from exam_tui.sitting.events import Answer
from exam_tui.tui.authoring.reading import Reading, problems_in_workspace, read_alone, stamp
from exam_tui.tui.bars import KeyBar, StatusBar
from exam_tui.tui.exam.question_pane import QuestionPane
from exam_tui.tui.prose import Prose
from exam_tui.tui.terminal_app import TerminalApp

WATCH_SECONDS = 0.5
_MOST_NOTES = 3
WIDE = 100
"""Columns."""


class PreviewScreen(Screen[None]):
    """One question on the left, what is right on the right."""

    AUTO_FOCUS = ""  # a number key must never land in a field that is not shown

    BINDINGS = [
        *(Binding(str(number), f"choose({number})", show=False) for number in range(1, 10)),
        Binding("left,pageup", "go(-1)", show=False),
        Binding("right,pagedown,enter", "go(1)", show=False),
        Binding("home", "first", show=False),
        Binding("backspace", "take_back", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("f2", "hide", show=False),
        Binding("f5", "reload", show=False),
        Binding("f1", "help", show=False),
        Binding("escape,ctrl+q", "leave", show=False),
    ]
    CSS = """
    PreviewScreen #side { width: 27; background: $panel; padding: 1 1 0 1; }
    PreviewScreen.-wide #side { width: 46; }
    PreviewScreen #text { padding: 1 2; }
    PreviewScreen #error { color: $error; }
    """

    def __init__(self, path: Path, root: Path, t: Catalogue) -> None:
        super().__init__()
        self._path = path
        self._root = root
        self._t = t
        self._stamp: tuple[int, int] | None = None
        self._reading = Reading()
        self._index = 0
        self._current = ""
        """Id of the question on the screen."""
        self._answers: dict[str, Answer] = {}
        """By version: an answer to a question that was changed is no answer any more."""
        self._hidden = False

    def compose(self) -> ComposeResult:
        """Filled when the file has been read."""
        yield StatusBar()
        with Horizontal(id="questions"):
            yield QuestionPane(self._t, self._answered, self.action_go)
            with VerticalScroll(id="side", can_focus=False):
                yield Prose(id="key", hang=2)
        with VerticalScroll(id="text", can_focus=False):
            yield Prose(id="error")
            yield Prose(id="words")
        yield KeyBar(self._t("keys.preview"))

    def on_resize(self, event: Resize) -> None:
        """The question keeps the width that it has in an exam of this size as long as the key can be read beside it."""
        self.set_class(event.size.width >= WIDE, "-wide")

    def on_mount(self) -> None:
        """Read, and look again twice a second."""
        self.look()
        self.set_interval(WATCH_SECONDS, self.look)

    def look(self) -> None:
        """Read the file again if it has changed."""
        now = stamp(self._path)
        if now != self._stamp:
            self._stamp = now
            self.action_reload()

    def action_reload(self) -> None:
        """Read the file again, and then the workspace, which takes longer."""
        self._show(read_alone(self._path))
        self.run_worker(self._check, thread=True, exclusive=True, exit_on_error=False)

    def _check(self) -> None:
        reading, problems = self._reading, problems_in_workspace(self._path, self._root)
        if problems:
            self.app.call_from_thread(self._add_problems, reading, problems)

    def _add_problems(self, of: Reading, problems: tuple[Problem, ...]) -> None:
        if of is self._reading and not of.problems:
            self._reading = Reading(of.items, of.text, problems, of.excerpt)
            self._show_item() if of.items else self._show_words()

    def _show(self, reading: Reading) -> None:
        """Another reading: stay on the same question if it is still there."""
        self._reading = reading
        if reading.items:  # a file with an error shows none: the place is kept until it is mended
            index = next((n for n, item in enumerate(reading.items) if item.id == self._current), self._index)
            self._index = min(index, len(reading.items) - 1)
        self.query_one("#questions").display = bool(reading.items)
        self.query_one("#text").display = not reading.items
        if reading.items:
            self._show_item()
        else:
            self._show_words()

    @property
    def _item(self) -> Item | None:
        return self._reading.items[self._index] if self._reading.items else None

    def _show_words(self) -> None:
        self._show_status()
        lines = [problem_line(problem, self._root, self._t) for problem in self._reading.problems]
        self.query_one("#error", Prose).update("\n".join(lines))
        self.query_one("#words", Prose).update(f"\n{self._reading.excerpt}" if lines else self._reading.text)
        self.set_focus(None)

    def _show_status(self) -> None:
        errors = sum(problem.severity == "error" for problem in self._reading.problems)
        notes = len(self._reading.problems) - errors
        state = self._t("preview.state", errors=errors, notes=notes) if errors or notes else self._t("preview.fine")
        self.query_one(StatusBar).show(self._path.name, "", state, "error" if errors else "warning" if notes else "")

    def _show_item(self) -> None:
        item = self._item
        if item is None:
            return
        self._show_status()
        self._current = item.id
        head = self._t(
            "question.head", number=self._index + 1, count=len(self._reading.items),
            kind=self._t(f"kind.{item.kind}"), topic=item.topic,
        )  # fmt: skip
        self.query_one(QuestionPane).show(present(item), self._answers.get(item.version), head)
        self._show_key()

    def _show_key(self) -> None:
        item = self._item
        if item is None:
            return
        answer = self._answers.get(item.version)
        lines = [
            self._t("preview.meta", id=item.id, difficulty=item.difficulty, marking=self._t(f"marking.{item.marking}"))
        ]
        if self._hidden:
            lines += ["", self._t("preview.hidden")]
        else:
            lines += ["", *item_lines(item, answer, self._t)]
            if answer is not None:
                lines += ["", self._t("preview.earned", share=floored(share_earned(item, answer), 2))]
            lines += [
                "",
                *(problem_line(problem, self._root, self._t) for problem in self._reading.problems[:_MOST_NOTES]),
            ]
        self.query_one("#key", Prose).update("\n".join(lines))

    def _answered(self, answer: Answer | None) -> None:
        item = self._item
        if item is None:
            return
        if answer is None:
            self._answers.pop(item.version, None)
        else:
            self._answers[item.version] = answer
        self._show_key()

    # -- what the keys do -----------------------------------------------------------------------------------------

    def action_choose(self, number: int) -> None:
        """Answer, as a candidate would."""
        self.query_one(QuestionPane).choose(number)

    def action_take_back(self) -> None:
        """Take back, as a candidate would."""
        self.query_one(QuestionPane).take_back()

    def action_move(self, step: int) -> None:
        """Rows of a match; else scroll."""
        if self._reading.items:
            self.query_one(QuestionPane).move(step)
        else:
            self.query_one("#text", VerticalScroll).scroll_relative(y=step, animate=False)

    def action_go(self, step: int) -> None:
        """Another question, round and round."""
        if self._reading.items:
            self.query_one(QuestionPane).take_text()
            self._index = (self._index + step) % len(self._reading.items)
            self._show_item()
        else:
            self.query_one("#text", VerticalScroll).scroll_relative(y=step * 10, animate=False)

    def action_first(self) -> None:
        """The first question."""
        self._index = 0
        self._show_item()

    def action_hide(self) -> None:
        """Hide the key, to try the question without it."""
        self._hidden = not self._hidden
        self._show_key()

    def action_help(self) -> None:
        """Explain the screen."""
        if isinstance(self.app, TerminalApp):
            self.app.show_help("help.preview")

    def action_leave(self) -> None:
        """Out."""
        self.app.exit()


class PreviewApp(TerminalApp):
    """`content preview FILE`."""

    def __init__(self, path: Path, root: Path, language: Language) -> None:
        super().__init__(language)
        self._path = path
        self._root = root

    async def on_mount(self) -> None:
        """Straight to the preview."""
        await self.push_screen(PreviewScreen(self._path, self._root, self.t))
