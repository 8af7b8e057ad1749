"""What stands on the reception desk: customers on the left, the chat in the middle, the order on the right.

This half shows; what the keys do is in `screen`.
"""

from __future__ import annotations

from datetime import timedelta

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input

from exam_tui.content.paper import RoleplaySection
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.dialogue.state import Chat
from exam_tui.sitting.reception import Reception
from exam_tui.tui.bars import KeyBar, Line
from exam_tui.tui.desk import desk_of
from exam_tui.tui.exam.base import SittingScreen
from exam_tui.tui.prose import Prose
from exam_tui.tui.reception.contacts import ORDERS, Contact, Contacts, clock, contacts_of, in_order, waiting_ms
from exam_tui.tui.reception.reply import ReplyInput
from exam_tui.tui.reception.side import side_words
from exam_tui.tui.reception.talk import Talk
from exam_tui.tui.session import Session

WIDE = 100
"""From this width the order stands beside the chat; below it F3 shows it."""


class ReceptionView(SittingScreen):
    """All customers of the section; one of them is being talked to."""

    HELP = "help.chat"
    CSS = """
    ReceptionScreen ToastRack { dock: top; align: right top; margin: 1 0; }
    ReceptionScreen #facts { width: 36; background: $panel; padding: 0 1; }
    ReceptionScreen #head { height: 1; padding: 0 2; }
    ReceptionScreen #choices { height: auto; padding: 0 2; background: $panel; }
    ReceptionScreen #waiting { height: 1; padding: 0 2; color: $muted; }
    ReceptionScreen ReplyInput { border: none; border-top: solid $primary; height: 2; padding: 0 1; }
    ReceptionScreen ReplyInput, ReceptionScreen ReplyInput:focus { background: $background; color: $foreground; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._active = ""
        self._order = ORDERS[0]
        self._seen: dict[str, int] = {}
        """How many lines of each chat have been on the screen."""
        self._drafts: dict[str, tuple[str, list[str]]] = {}
        """What was begun for a customer when another one was turned to."""
        self._facts_wanted: bool | None = None
        self._before = ""
        """Whom the agent talked to before this one."""
        self._passed: set[str] = set()
        """Whom Tab has come by since something was last sent: Tab after Tab comes to everybody."""
        self._picked: int | None = None
        """The choice that Enter sends, counted from 0."""

    @property
    def reception(self) -> Reception:
        """The customers."""
        return self.sitting.reception

    # -- building -------------------------------------------------------------------------------------------------

    def compose_body(self) -> ComposeResult:
        """List, chat and order side by side."""
        with Horizontal():
            yield Contacts(self.t)
            with Vertical():
                yield Line(id="head")
                yield Talk(self.t, self._time_of_day)
                yield Line(id="waiting")
                yield Prose(hang=3, id="choices")
                yield ReplyInput(self.t("chat.placeholder"))
            with VerticalScroll(id="facts", can_focus=False):
                yield Prose(hang=2)

    def on_mount(self) -> None:
        """Show the customers as they stand."""
        super().on_mount()
        self.query_one(ReplyInput).phrases = {phrase.code: phrase.text for phrase in self.reception.phrases}
        self._seen = {one.roleplay.id: self._answered(one.roleplay.id) for one in self.reception.scripts}
        self._update()

    def _answered(self, script_id: str) -> int:
        """How many lines had been answered, and so read, when the program was started again."""
        speakers = [line.speaker for line in self.reception.chat(script_id).lines]
        return len(speakers) - speakers[::-1].index("agent") if "agent" in speakers else 0

    def on_resize(self) -> None:
        """The order comes and goes with the width."""
        self._show_facts()

    def _time_of_day(self, at_ms: int) -> str:
        now = desk_of(self).clock.now().wall
        return f"{now - timedelta(milliseconds=self.sitting.at_ms() - at_ms):%H:%M:%S}"

    def keys(self) -> str:
        """Depends on whether the agent types, chooses, or is done."""
        if self.reception.over:
            return self.t("keys.chat_done")
        return self.t("keys.chat_choose" if self._choices() else "keys.chat")

    def composing(self) -> str | None:
        """Unsent text makes the customer wait for the rest of the turn."""
        field = self.query_one(ReplyInput)
        return self._active if field.display and field.value.strip() else None

    def on_tick(self) -> None:
        """Customers may have come, or said something."""
        self._update()

    @property
    def _hosted(self) -> bool:
        """Whether a trainer plays the customer."""
        section = self.sitting.blueprint
        return isinstance(section, RoleplaySection) and section.hosted

    # -- showing --------------------------------------------------------------------------------------------------

    def _script(self) -> RoleplayFile | None:
        return next((one for one in self.reception.scripts if one.roleplay.id == self._active), None)

    def _chat(self) -> Chat:
        return self.reception.chat(self._active)

    def _choices(self) -> tuple[str, ...]:
        return self.reception.choices(self._active) if self._active else ()

    def _contacts(self) -> list[Contact]:
        customers = [(one, self.reception.chat(one.roleplay.id)) for one in self.reception.here]
        found = contacts_of(customers, self.sitting.form.policy, self._seen, self.sitting.at_ms())
        return in_order(found, self._order)

    def _update(self) -> None:
        contacts = self._contacts()
        # With nobody to talk to, whoever comes next is talked to; with somebody, nobody is torn away.
        idle = not self._active or (self._chat().ended is not None and not self.query_one(ReplyInput).value)
        waiting = [one.script for one in contacts if not one.over]
        if idle and waiting and (not self._active or len(self.reception.here) == 1 or self._just_ended()):
            self._turn_to(waiting[0])
        if not self._active and contacts:  # all are over, as after a restart: show the last one
            self._turn_to(contacts[-1].script)
        script = self._script()
        if script is not None:
            chat = self._chat()
            self._seen[self._active] = len(chat.lines)
            contacts = self._contacts()
            self.query_one(Talk).show(script, chat, self.sitting.at_ms())
        self.query_one(Contacts).show(contacts, self._active, self._order)
        self._show_head(contacts)
        self._show_entry()

    def _just_ended(self) -> bool:
        """Whether customers come one after another: then the next one is turned to."""
        presented = self.sitting.presented
        return presented is not None and not presented.arrivals

    def _turn_to(self, script_id: str) -> None:
        """Talk to another customer; what was begun for this one is kept."""
        field = self.query_one(ReplyInput)
        if script_id == self._active:
            return
        if self._active:
            self._drafts[self._active] = field.value, field.used
        self._active, self._picked = script_id, None
        with field.prevent(Input.Changed):
            field.value, field.used = self._drafts.pop(script_id, ("", []))
        field.cursor_position = len(field.value)
        self._show_facts()

    def _show_head(self, contacts: list[Contact]) -> None:
        waits = [one for one in contacts if one.waits_ms is not None]
        turns = [turn for one in self.reception.here for turn in self.reception.chat(one.roleplay.id).turns[:1]]
        words = self.t("reception.waiting", count=len(waits))
        if turns:
            mean = sum(turn.waits_ms[0] for turn in turns) / len(turns) / 1000
            words += self.t("reception.first_mean", seconds=f"{mean:.1f}")
        script = self._script()
        nobody = self.t("host.waits_for_trainer" if self._hosted else "reception.nobody")
        name = script.roleplay.customer.name if script is not None else nobody
        self.query_one("#head", Line).show(f"{name}　{words}")

    def _show_entry(self) -> None:
        chat, choices, done = self._chat(), self._choices(), self.reception.over
        field, offer = self.query_one(ReplyInput), self.query_one("#choices", Prose)
        gone = chat.ended is not None or not self._active
        field.display = not choices and not done and not gone
        if field.display and not field.has_focus and self.app.screen is self:
            field.focus()
        elif not field.display:
            self.set_focus(None)
        offer.display = bool(choices) or done or (gone and bool(self._active))
        if done:
            unmarked = self._hosted and chat.remark is None
            offer.update(self.t("host.not_marked" if unmarked else "chat.done"))
        elif gone:
            offer.update(self.t("reception.gone"))
        elif chat.choice is None:
            marks = ["▶" if number == self._picked else " " for number in range(len(choices))]
            lines = [
                f"{mark}{number}  {text}" for number, (mark, text) in enumerate(zip(marks, choices, strict=True), 1)
            ]
            offer.update(self.t("chat.choose") + "\n" + "\n".join(lines))
        else:
            offer.update(self.t("chat.chosen"))
        self._show_waiting(chat, done or gone)
        self.query_one(KeyBar).show(self.keys())

    def _show_waiting(self, chat: Chat, over: bool) -> None:
        pending = [one for one in chat.lookups if one.ready_ms > self.sitting.at_ms()]
        waits = waiting_ms(self.sitting.form.policy, chat, self.sitting.at_ms())
        words = ""
        if pending:
            first = min(pending, key=lambda one: one.ready_ms)  # one after another
            seconds = -(-(first.ready_ms - self.sitting.at_ms()) // 1000)
            words = self.t("reception.asking" if first.supervisor else "reception.looking", seconds=seconds)
            if len(pending) > 1:
                words += self.t("reception.then_more", count=len(pending) - 1)
        elif not over and waits is not None:
            words = self.t("chat.waiting", time=clock(waits))
        elif not over and chat.turn and chat.choice is None:
            words = self.t("chat.sent")
        self.query_one("#waiting", Line).show(words)

    def _show_facts(self) -> None:
        panel = self.query_one("#facts", VerticalScroll)
        wide = self.app.size.width >= WIDE
        panel.display = wide if self._facts_wanted is None else self._facts_wanted
        self.query_one(Contacts).display = wide or not panel.display  # there is no room for three
        script = self._script()
        if script is not None:
            panel.query_one(Prose).update(side_words(script, self.t))
        self.query_one(Talk).scroll_end(animate=False)
