"""The chat that is open: bubbles, and what was looked up, in the order in which it came."""

from __future__ import annotations

from collections.abc import Callable

from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget

from exam_tui.content.roleplay import RoleplayFile
from exam_tui.dialogue.state import Chat, Line, LookedUp
from exam_tui.messages import Catalogue
from exam_tui.tui.prose import Prose

TimeOfDay = Callable[[int], str]
"""From the sitting's time to the time of day."""


SAME_BREATH_MS = 30_000
"""Messages of one speaker within this stand under one name: 24 rows are few."""


class Talk(VerticalScroll):
    """The bubbles of one chat."""

    DEFAULT_CSS = """
    Talk { padding: 0 1; height: 1fr; }
    Talk .line { width: 100%; height: auto; padding: 0 1; margin-top: 1; }
    Talk .more { margin-top: 0; }
    Talk .words { width: auto; max-width: 80%; }
    Talk .agent { align-horizontal: right; color: $primary; }
    Talk .divider { color: $muted; text-align: center; margin-top: 1; }
    Talk .found { width: 100%; background: $panel; padding: 0 1; margin-top: 1; }
    """

    def __init__(self, t: Catalogue, time_of_day: TimeOfDay) -> None:
        super().__init__(can_focus=False)
        self._t, self._time_of_day = t, time_of_day
        self._script: RoleplayFile | None = None
        self._lines = 0
        self._looked_up: set[str] = set()
        self._ended = False
        self._last: Line | None = None

    def show(self, script: RoleplayFile, chat: Chat, now_ms: int) -> None:
        """Show a chat: only what is new, where it is the one that was shown."""
        if self._script is None or self._script.roleplay.id != script.roleplay.id:
            self.remove_children()
            self._script, self._lines, self._looked_up, self._ended = script, 0, set(), False
            self._last = None
            self.mount(Prose(self._t("chat.begins", name=script.roleplay.customer.name), classes="divider"))
        found = [one for one in chat.lookups if one.ready_ms <= now_ms and one.id not in self._looked_up]
        new: list[tuple[int, Line | LookedUp]] = [(line.at_ms, line) for line in chat.lines[self._lines :]]
        new += [(one.ready_ms, one) for one in found]
        widgets = [self._widget(one, script) for _, one in sorted(new, key=lambda pair: pair[0])]
        self._lines = len(chat.lines)
        self._looked_up |= {one.id for one in found}
        if chat.ended is not None and not self._ended:
            self._ended = True
            widgets.append(Prose(self._t("chat.ended"), classes="divider"))
        if widgets:
            self.mount(*widgets)
            self.scroll_end(animate=False)

    def _widget(self, one: Line | LookedUp, script: RoleplayFile) -> Widget:
        if isinstance(one, LookedUp):
            self._last = None
            title = next((lookup.title for lookup in script.lookup if lookup.id == one.id), one.id)
            who = self._t("reception.supervisor_says" if one.supervisor else "reception.found", title=title)
            return Prose(f"{who}\n{one.shows}", classes="found", hang=2)
        last, self._last = self._last, one
        if last is not None and last.speaker == one.speaker and one.at_ms - last.at_ms < SAME_BREATH_MS:
            return Horizontal(Prose(one.text, classes="words"), classes=f"line more {one.speaker}")
        name = script.roleplay.customer.name if one.speaker == "customer" else self._t("chat.me")
        words = Prose(f"{name} {self._time_of_day(one.at_ms)}\n{one.text}", classes="words")
        return Horizontal(words, classes=f"line {one.speaker}")
