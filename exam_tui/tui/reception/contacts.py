"""The list of customers: order state, unread messages, how long each has waited.

What stands in it is worked out here, without a screen, from the chats and the time; the widget only shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from exam_tui.content.policy import Policy
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.dialogue.fillers import is_filler
from exam_tui.dialogue.state import Chat
from exam_tui.messages import Catalogue, visible

Order = Literal["waiting", "unread", "arrival"]
ORDERS: tuple[Order, ...] = ("waiting", "unread", "arrival")
LINES_EACH = 2


@dataclass(frozen=True)
class Contact:
    """One customer in the list. `waits_ms`: since the first unanswered message; None where nothing is unanswered."""

    script: str
    name: str
    state: str
    unread: int
    waits_ms: int | None
    over: bool
    urgency: int
    """0 to 2: how far the wait is beyond what earns full marks."""


def contacts_of(
    customers: Iterable[tuple[RoleplayFile, Chat]], policy: Policy, seen: Mapping[str, int], now_ms: int
) -> list[Contact]:
    """The customers who are there, in the order in which they came. `seen`: how many lines of each chat were read."""
    found: list[Contact] = []
    for script, chat in customers:
        name = script.roleplay.id
        waits = waiting_ms(policy, chat, now_ms)
        unread = sum(line.speaker == "customer" for line in chat.lines[seen.get(name, 0) :])
        limits = policy.response.answer_full * 1000, policy.response.answer_zero * 1000
        urgency = sum(waits >= limit for limit in limits) if waits is not None else 0
        ended = chat.ended is not None
        found.append(Contact(name, script.roleplay.customer.name, script.roleplay.state, unread, waits, ended, urgency))
    return found


def waiting_ms(policy: Policy, chat: Chat, now_ms: int) -> int | None:
    """How long a customer has waited for an answer; 稍等 is none."""
    if chat.ended is not None or not chat.node:
        return None
    if chat.turn and not is_filler(policy, tuple(line.text for line in chat.turn)):
        return None
    return max(0, now_ms - chat.waiting_since_ms)


def in_order(contacts: Sequence[Contact], order: Order) -> list[Contact]:
    """Sorted; whose chat is over comes last. Customers of the same rank stay as they came."""
    match order:
        case "waiting":
            return sorted(contacts, key=lambda one: (one.over, -(one.waits_ms if one.waits_ms is not None else -1)))
        case "unread":
            return sorted(contacts, key=lambda one: (one.over, -one.unread))
        case "arrival":
            return list(contacts)


class Contacts(Widget):
    """The list. A click chooses a customer."""

    DEFAULT_CSS = """
    Contacts { width: 20; height: 100%; background: $panel; padding: 0 1; }
    """

    class Chosen(Message):
        """A customer was clicked."""

        def __init__(self, script: str) -> None:
            super().__init__()
            self.script = script

    def __init__(self, t: Catalogue) -> None:
        super().__init__()
        self._t = t
        self._contacts: list[Contact] = []
        self._head = ""
        self._active = ""
        self._words: tuple[tuple[str, str], ...] = ()

    def show(self, contacts: list[Contact], active: str, order: Order) -> None:
        """Show these, if anything about them has changed."""
        self._contacts, self._active, self._head = contacts, active, self._t(f"reception.order_{order}")
        words = tuple(self._lines())
        if words != self._words:
            self._words = words
            self.refresh()

    def _lines(self) -> Iterable[tuple[str, str]]:
        """Lines, each with a style."""
        yield self._head, "$muted"
        width = max(10, self.content_size.width)
        for one in self._contacts:
            wait = "" if one.waits_ms is None else clock(one.waits_ms) + "!" * one.urgency
            unread = f"●{one.unread} " if one.unread else ""
            right = unread + wait
            mark = "▶" if one.script == self._active else " "
            left = set_cell_size(mark + visible(one.name), max(0, width - cell_len(right) - 1))
            tone = "$muted" if one.over else ("bold $error" if one.urgency > 1 else "bold" if one.waits_ms else "")
            yield f"{left} {right}", tone
            state = self._t("reception.over") if one.over else self._t(f"order_state.{one.state}")
            yield f"  {state}", "$muted"

    def render(self) -> Content:
        """The lines."""
        parts = [Content.styled(line, style) if style else Content(line) for line, style in self._words]
        return Content("\n").join(parts)

    def on_resize(self) -> None:
        """Names are cut to the width."""
        self._words = tuple(self._lines())
        self.refresh()

    def on_click(self, event: Click) -> None:
        """Choose the customer under the pointer."""
        at = event.get_content_offset(self)
        row = (at.y - 1) // LINES_EACH if at is not None and at.y > 0 else -1
        if 0 <= row < len(self._contacts):
            self.post_message(self.Chosen(self._contacts[row].script))


def clock(ms: int) -> str:
    """Minutes and seconds: 1:05."""
    return f"{ms // 60_000}:{ms // 1000 % 60:02d}"
