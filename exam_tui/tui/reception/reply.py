"""The line where the agent types: input-method commits, no pasted text, quick phrases by their codes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from textual.binding import Binding
from textual.events import Paste
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input

from exam_tui.tui.typing.pad import LONGEST_TYPED_PASTE, TypingPad

LONGEST_MESSAGE = 300
_CODE = re.compile(r"(?:(?<=[\s，。！？,.!?])|^)[/／]([a-z0-9]{1,8})[ \u3000]?$", re.IGNORECASE)


class ReplyInput(Input):
    """A line that takes typing and input-method commits, but no pasted text."""

    BINDINGS = [Binding("ctrl+v,ctrl+x,ctrl+c", "nothing", show=False)]

    virtual_size = Reactive(Size(0, 0))
    """As Textual's, but without a layout of the whole desk at each key: the field's own size never follows its text."""

    def __init__(self, placeholder: str) -> None:
        super().__init__(max_length=LONGEST_MESSAGE, placeholder=placeholder)
        self.phrases: Mapping[str, str] = {}
        """Texts of the quick phrases that may be used, by code."""
        self.used: list[str] = []
        """Codes that were used in what stands in the line now."""

    def action_nothing(self) -> None:
        """The clipboard has no place here."""

    def _on_paste(self, event: Paste) -> None:
        """A short paste of one line is an input-method commit; anything else is kept out and told."""
        event.stop()
        event.prevent_default()
        if not event.text:
            return
        if len(event.text) <= LONGEST_TYPED_PASTE and event.text.isprintable():
            self.insert_text_at_cursor(event.text)
        else:
            self.post_message(TypingPad.Refused(len(event.text)))

    class NoRoom(Message):
        """A phrase does not fit into what is left of the line."""

    def expand_code(self) -> bool:
        """Put a phrase in place of `/code` at the end of the line; whether there was one (that may not fit)."""
        found = _CODE.search(self.value)
        text = self.phrases.get(found[1].lower()) if found else None
        if found is None or text is None:
            return False
        if len(self.value) - len(found[0]) + len(text) > LONGEST_MESSAGE:
            self.post_message(self.NoRoom())
            return True
        self.used.append(found[1].lower())
        self.value = self.value[: found.start()] + text
        self.cursor_position = len(self.value)
        return True

    def is_unknown_code(self) -> bool:
        """Whether there is nothing but the code of a phrase that there is not."""
        found = _CODE.fullmatch(self.value.strip())
        return bool(self.phrases) and found is not None and found[1].lower() not in self.phrases

    def put(self, text: str, code: str | None = None) -> None:
        """Insert a phrase that was picked, or an emoticon, if it still fits."""
        if len(self.value) + len(text) <= LONGEST_MESSAGE:
            self.insert_text_at_cursor(text)
            if code is not None:
                self.used.append(code)

    def take(self) -> tuple[str, tuple[str, ...]]:
        """What stands in the line and the codes used in it; the line is empty then."""
        taken = self.value.strip(), tuple(self.used)
        self.value, self.used = "", []
        return taken
