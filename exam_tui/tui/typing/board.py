"""The board of a typing test: what the customer says (in a chat), and the pad below it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from exam_tui.content.passage import Piece
from exam_tui.sitting.state import TypingRun
from exam_tui.tui.desk import desk_of
from exam_tui.tui.prose import Prose
from exam_tui.tui.typing.pad import LONGEST_TYPED_PASTE, TypingPad


class TypingBoard(Vertical):
    """Shows pieces one after another. Owns no text: it is told how the test stands."""

    DEFAULT_CSS = """
    TypingBoard { height: 1fr; }
    TypingBoard .prompt { height: auto; color: $primary; margin-bottom: 1; }
    """

    def __init__(self, *, longest_paste: int = LONGEST_TYPED_PASTE, errors_shown: bool = True) -> None:
        super().__init__()
        self._longest_paste = longest_paste
        self._errors_shown = errors_shown
        self._pieces: tuple[Piece, ...] = ()
        self._shown = -1
        self._pad: TypingPad | None = None

    def compose(self) -> ComposeResult:
        """Prompt and pad."""
        yield Prose(classes="prompt")
        self._pad = TypingPad(longest_paste=self._longest_paste, errors_shown=self._errors_shown)
        yield self._pad

    @property
    def pad(self) -> TypingPad:
        """The pad."""
        assert self._pad is not None
        return self._pad

    def present(self, pieces: tuple[Piece, ...]) -> None:
        """What is to be typed from now on."""
        self._pieces, self._shown = pieces, -1
        self._show_piece(0)

    def show(self, run: TypingRun) -> None:
        """How the test stands."""
        if run.sent != self._shown:
            self._show_piece(run.sent)
        self.pad.show(run.text)

    def _show_piece(self, number: int) -> None:
        self._shown = number
        piece = self._pieces[number] if number < len(self._pieces) else Piece("")
        prompt = self.query_one(".prompt", Prose)
        prompt.display = bool(piece.prompt)
        if piece.prompt:
            t = desk_of(self).t
            prompt.update(t("typing.prompt", number=number + 1, count=len(self._pieces), text=piece.prompt))
        self.pad.present(piece.text)
