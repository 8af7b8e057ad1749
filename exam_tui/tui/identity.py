"""Who sits: number, name, track, attempt, and which paper."""

from __future__ import annotations

from pydantic import ValidationError
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Label, Select

from exam_tui.content.library import Library
from exam_tui.messages import Catalogue
from exam_tui.sitting.events import Candidate
from exam_tui.sitting.mode import ModeName
from exam_tui.tui.bars import KeyBar, StatusBar
from exam_tui.tui.desk import desk_of
from exam_tui.tui.plain import plain
from exam_tui.tui.prose import Prose


class IdentityScreen(Screen[None]):
    """A short form. Enter goes to the next field and, in the last one, on."""

    BINDINGS = [
        Binding("escape", "back", show=False),
        Binding("f1", "help", show=False),
        Binding("ctrl+s", "go_on", show=False),
    ]
    CSS = """
    IdentityScreen VerticalScroll { padding: 1 2; }
    IdentityScreen Input, IdentityScreen Select { width: 44; margin-bottom: 1; }
    IdentityScreen #wrong { color: $error; height: auto; }
    """

    def __init__(self, library: Library, mode: ModeName) -> None:
        super().__init__()
        self._library = library
        self._mode: ModeName = mode

    @property
    def _t(self) -> Catalogue:
        return desk_of(self).t

    def compose(self) -> ComposeResult:
        """The fields."""
        t = self._t
        papers = [(plain(p.model.paper.title), name) for name, p in sorted(self._library.papers.items())]
        yield StatusBar()
        with VerticalScroll(can_focus=False):
            yield Prose(id="wrong")
            if len(papers) > 1:
                yield Label(plain(t("identity.paper")))
                yield Select(papers, allow_blank=False, value=papers[0][1], compact=True)
            for name, longest in (("number", 32), ("name", 40), ("track", 1), ("attempt", 2)):
                yield Label(plain(t(f"identity.{name}")))
                yield Input(id=name, max_length=longest, compact=True, value="1" if name == "attempt" else "")
        yield KeyBar(t("keys.identity"))

    def on_mount(self) -> None:
        """Begin with the number."""
        self.query_one(StatusBar).show(self._t(f"mode.{self._mode}"))
        self.query_one("#number", Input).focus()

    @on(Input.Submitted)
    def _next_field(self, event: Input.Submitted) -> None:
        if event.input.id == "attempt":
            self.action_go_on()
        else:
            self.focus_next()

    @on(Input.Changed)
    def _corrected(self) -> None:
        self.query_one("#wrong", Prose).update("")

    def action_go_on(self) -> None:
        """Check the fields and open the sitting."""

        def value(name: str) -> str:
            return self.query_one(f"#{name}", Input).value.strip()

        try:
            candidate = Candidate.model_validate(
                {
                    "id": value("number"),
                    "name": value("name"),
                    "track": value("track").upper() or None,
                    "attempt": int(value("attempt")) if value("attempt").isdecimal() else 0,
                }
            )
        except ValidationError as error:
            wrong = str(error.errors()[0]["loc"][0])
            self.show_wrong(self._t(f"identity.wrong_{wrong}"))
            self.query_one(f"#{'number' if wrong == 'id' else wrong}", Input).focus()
            return
        chosen = self.query(Select)
        paper = str(chosen.first().value) if chosen else next(iter(sorted(self._library.papers)))
        desk_of(self).open_sitting(self._library, paper, candidate, self._mode)

    def show_wrong(self, sentence: str) -> None:
        """Say what is wrong, above the fields."""
        self.query_one("#wrong", Prose).update(sentence + "\n")

    def action_back(self) -> None:
        """Home."""
        self.app.pop_screen()

    def action_help(self) -> None:
        """Explain the screen."""
        desk_of(self).show_help("help.identity")
