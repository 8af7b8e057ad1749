"""The reception desk: customers on the left, the chat in the middle, the order on the right."""

from __future__ import annotations

from datetime import timedelta

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Key
from textual.widgets import Input, Static

from exam_tui.content.paper import RoleplaySection
from exam_tui.content.roleplay import Lookup, RoleplayFile
from exam_tui.dialogue.state import Chat
from exam_tui.errors import reason_of
from exam_tui.sitting.reception import LONGEST_NOTE, Reception
from exam_tui.tui.bars import KeyBar
from exam_tui.tui.desk import desk_of
from exam_tui.tui.exam.base import SittingScreen
from exam_tui.tui.plain import plain
from exam_tui.tui.prose import Prose
from exam_tui.tui.reception.contacts import ORDERS, Contact, Contacts, clock, contacts_of, in_order, waiting_ms
from exam_tui.tui.reception.pickers import NoteWindow, Pick, Picker
from exam_tui.tui.reception.reply import LONGEST_MESSAGE, ReplyInput
from exam_tui.tui.reception.side import side_words
from exam_tui.tui.reception.talk import Talk
from exam_tui.tui.session import Session
from exam_tui.tui.typing.pad import TypingPad

WIDE = 100
"""From this width the order stands beside the chat; below it F3 shows it."""
EMOTICONS = ("😊", "🌹", "🙏", "👍", "😄", "🎁", "💐", "😘", "🤝")


class ReceptionScreen(SittingScreen):
    """All customers of the section; one of them is being talked to."""

    HELP = "help.chat"
    BINDINGS = [
        Binding("tab", "next_customer(1)", show=False, priority=True),
        Binding("shift+tab", "next_customer(-1)", show=False, priority=True),
        Binding("f2", "ask_supervisor", show=False, priority=True),
        Binding("f3", "facts", show=False, priority=True),
        Binding("f4", "close_chat", show=False, priority=True),
        Binding("f5", "write_note", show=False, priority=True),
        Binding("f6", "look_up", show=False, priority=True),
        Binding("f7", "pick_phrase", show=False, priority=True),
        Binding("f8", "pick_emoticon", show=False, priority=True),
        Binding("f9", "other_order", show=False, priority=True),
        Binding("pageup", "scroll(-1)", show=False, priority=True),
        Binding("pagedown", "scroll(1)", show=False, priority=True),
        Binding("up", "scroll_facts(-1)", show=False, priority=True),
        Binding("down", "scroll_facts(1)", show=False, priority=True),
        Binding("ctrl+s", "finish", show=False, priority=True),
        Binding("enter", "go_on", show=False),
    ]
    CSS = """
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
                yield Static("", id="head", markup=False)
                yield Talk(self.t, self._time_of_day)
                yield Static("", id="waiting", markup=False)
                yield Prose(hang=3, id="choices")
                yield ReplyInput(self.t("chat.placeholder"))
            with VerticalScroll(id="facts", can_focus=False):
                yield Prose(hang=2)

    def on_mount(self) -> None:
        """Show the customers as they stand."""
        super().on_mount()
        self.query_one(ReplyInput).phrases = {phrase.code: phrase.text for phrase in self.reception.phrases}
        self._seen = {one.roleplay.id: 0 for one in self.reception.scripts}
        self._update()

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
        if self._hosted:
            try:
                self.session.exchange_with_host()
            except OSError as error:
                reason = self.t.reason(reason_of(error))
                self.notify(self.t("host.unsent", reason=reason), markup=False, severity="error")
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
        self._active = script_id
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
        name = script.roleplay.customer.name if script is not None else self.t("reception.nobody")
        self.query_one("#head", Static).update(plain(f"{name}　{words}"), layout=False)

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
            lines = [f"{number}  {text}" for number, text in enumerate(choices, 1)]
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
            seconds = -(-(pending[-1].ready_ms - self.sitting.at_ms()) // 1000)
            words = self.t("reception.asking" if pending[-1].supervisor else "reception.looking", seconds=seconds)
        elif not over and waits is not None:
            words = self.t("chat.waiting", time=clock(waits))
        elif not over and chat.turn:
            words = self.t("chat.sent")
        self.query_one("#waiting", Static).update(plain(words), layout=False)

    def _show_facts(self) -> None:
        panel = self.query_one("#facts", VerticalScroll)
        wide = self.app.size.width >= WIDE
        panel.display = wide if self._facts_wanted is None else self._facts_wanted
        script = self._script()
        if script is not None:
            panel.query_one(Prose).update(side_words(script, self.t))

    # -- talking --------------------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _send(self, event: Input.Submitted) -> None:
        event.stop()
        field = self.query_one(ReplyInput)
        if field.expand_code():  # `/1` and Enter shows the phrase first: nobody sends what they have not seen
            return
        text, used = field.take()
        if text:
            self.reception.say(text, self._active, used)
            self._after()

    def on_key(self, event: Key) -> None:
        """Number keys choose where there is something to choose."""
        if self._choices() and event.key in "1234":
            event.stop()
            self.reception.choose(int(event.key) - 1, self._active)
            self._after()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        field = self.query_one(ReplyInput)
        if event.value.endswith((" ", "\u3000")):
            field.expand_code()
        if len(event.value) >= LONGEST_MESSAGE:
            self.notify(self.t("chat.too_long", most=LONGEST_MESSAGE), markup=False)

    @on(TypingPad.Refused)
    def _refused(self, event: TypingPad.Refused) -> None:
        self.sitting.refuse_paste(event.length)
        self.notify(self.t("typing.refused", length=event.length), markup=False)

    @on(Contacts.Chosen)
    def _chosen(self, event: Contacts.Chosen) -> None:
        self._turn_to(event.script)
        self._after()

    def _after(self) -> None:
        if self.moved_on():
            desk_of(self).show_current()
        else:
            with self.app.batch_update():  # one frame, as with answers
                self.show_status()
                self._update()

    # -- what the keys do -----------------------------------------------------------------------------------------

    def action_next_customer(self, step: int) -> None:
        """The next one in the list whose chat is not over; with nobody else, the next one at all."""
        names = [one.script for one in self._contacts() if not one.over] or [one.script for one in self._contacts()]
        if not names:
            return
        at = names.index(self._active) if self._active in names else -step
        self._turn_to(names[(at + step) % len(names)])
        self._after()

    def action_other_order(self) -> None:
        """Sort the list another way."""
        self._order = ORDERS[(ORDERS.index(self._order) + 1) % len(ORDERS)]
        self._after()

    def action_look_up(self) -> None:
        """What can be looked up for this customer."""
        self._pick_lookup(self.t("reception.look_up"), self.t("reception.nothing_to_look_up"), supervisor=False)

    def action_ask_supervisor(self) -> None:
        """What the supervisor can be asked about."""
        self._pick_lookup(self.t("reception.ask_supervisor"), self.t("reception.nothing_to_ask"), supervisor=True)

    def _pick_lookup(self, title: str, nothing: str, *, supervisor: bool) -> None:
        script, chat = self._script(), self._chat()
        if script is None or chat.ended is not None:
            return
        done = {one.id for one in chat.lookups}
        left: list[Lookup] = [o for o in script.lookup if o.supervisor == supervisor and o.id not in done]
        if not left:
            self.notify(nothing, markup=False)
            return
        active = self._active

        def picked(lookup: str | None) -> None:
            if lookup is not None:
                self.reception.look_up(active, lookup)
                self._after()

        picks = [Pick(o.id, self.t("reception.lookup", title=o.title, seconds=o.seconds)) for o in left]
        self.app.push_screen(Picker(title, picks, self.t("keys.pick")), picked)

    def action_pick_phrase(self) -> None:
        """The quick phrases, to search in."""
        if not self.reception.phrases:
            self.notify(self.t("reception.no_phrases"), markup=False)
            return
        field = self.query_one(ReplyInput)

        def picked(code: str | None) -> None:
            if code is not None and field.display:
                field.put(field.phrases[code], code)

        picks = [
            Pick(one.code, self.t("reception.phrase", code=one.code, title=one.title, text=one.text), one.text)
            for one in self.reception.phrases
        ]
        self.app.push_screen(Picker(self.t("reception.phrases"), picks, self.t("keys.search"), searchable=True), picked)

    def action_pick_emoticon(self) -> None:
        """Emoticons."""
        field = self.query_one(ReplyInput)

        def picked(emoticon: str | None) -> None:
            if emoticon is not None and field.display:
                field.put(emoticon)

        picks = [Pick(one, one) for one in EMOTICONS]
        self.app.push_screen(Picker(self.t("reception.emoticons"), picks, self.t("keys.pick")), picked)

    def action_write_note(self) -> None:
        """The hand-over note for the next shift."""
        script, active = self._script(), self._active
        if script is None:
            return

        def written(text: str | None) -> None:
            if text is not None:
                self.reception.write_note(active, text)
                self.notify(self.t("reception.noted"), markup=False)
                self._after()

        title = self.t("reception.note", name=script.roleplay.customer.name, most=LONGEST_NOTE)
        self.app.push_screen(NoteWindow(title, self._chat().note, self.t("keys.note"), LONGEST_NOTE), written)

    def action_close_chat(self) -> None:
        """End this chat, after a question."""
        script, active = self._script(), self._active
        if script is None or self._chat().ended is not None:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.reception.close(active)
                self._after()

        desk_of(self).ask(self.t("reception.close", name=script.roleplay.customer.name), answered)

    def action_facts(self) -> None:
        """Show or hide the order."""
        self._facts_wanted = not self.query_one("#facts").display
        self._show_facts()

    def action_scroll(self, pages: int) -> None:
        """Scroll the chat."""
        talk = self.query_one(Talk)
        if pages < 0:
            talk.scroll_page_up(animate=False)
        else:
            talk.scroll_page_down(animate=False)

    def action_scroll_facts(self, lines: int) -> None:
        """Scroll the order, where it does not fit."""
        self.query_one("#facts", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_go_on(self) -> None:
        """When all chats have ended (and the trainer has given a mark), leave the section."""
        if self.reception.over and not (self._hosted and self._chat().remark is None):
            self.sitting.leave_section()
            desk_of(self).show_current()

    def action_finish(self) -> None:
        """Leave early, after a question."""
        desk_of(self).ask_finish_section(self.t("finish.chat"))
