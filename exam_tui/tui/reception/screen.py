"""The reception desk: what the agent does there, by keys and clicks."""

from __future__ import annotations

from textual import on
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.events import Key
from textual.widgets import Input

from exam_tui.sitting.reception import LONGEST_NOTE
from exam_tui.tui.desk import desk_of
from exam_tui.tui.reception.contacts import ORDERS, Contacts, in_order
from exam_tui.tui.reception.pickers import NoteWindow, Pick, Picker
from exam_tui.tui.reception.reply import LONGEST_MESSAGE, ReplyInput
from exam_tui.tui.reception.talk import Talk
from exam_tui.tui.reception.view import ReceptionView
from exam_tui.tui.typing.pad import TypingPad

EMOTICONS = ("😊", "🌹", "🙏", "👍", "😄", "🎁", "💐", "😘", "🤝")


class ReceptionScreen(ReceptionView):
    """The desk with its keys."""

    BINDINGS = [
        Binding("tab", "next_customer", show=False, priority=True),
        Binding("shift+tab", "back", show=False, priority=True),
        Binding("f2", "ask_supervisor", show=False, priority=True),
        Binding("f3", "facts", show=False, priority=True),
        Binding("f4", "close_chat", show=False, priority=True),
        Binding("f5", "write_note", show=False, priority=True),
        Binding("f6", "look_up", show=False, priority=True),
        Binding("f7", "pick_phrase", show=False, priority=True),
        Binding("f8", "pick_emoticon", show=False, priority=True),
        Binding("f9", "other_order", show=False, priority=True),
        Binding("escape", "close_facts", show=False),
        Binding("pageup", "scroll(-1)", show=False, priority=True),
        Binding("pagedown", "scroll(1)", show=False, priority=True),
        Binding("up", "scroll_facts(-1)", show=False, priority=True),
        Binding("down", "scroll_facts(1)", show=False, priority=True),
        Binding("ctrl+s", "finish", show=False, priority=True),
        Binding("enter", "go_on", show=False),
    ]

    # -- talking --------------------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _send(self, event: Input.Submitted) -> None:
        event.stop()
        field = self.query_one(ReplyInput)
        if field.expand_code():  # `/1` and Enter shows the phrase first: nobody sends what they have not seen
            return
        if field.is_unknown_code():  # a slip of the fingers is no answer to a customer
            self.notify(self.t("reception.no_code", code=field.value.strip()), markup=False)
            return
        text, used = field.take()
        if text:
            self.reception.say(text, self._active, used)
            self._passed.clear()
            self._after()

    def on_key(self, event: Key) -> None:
        """Number keys pick where there is something to choose; Enter sends: a digit typed blindly must not."""
        if self._choices() and event.key in "1234" and int(event.key) <= len(self._choices()):
            event.stop()
            self._picked = int(event.key) - 1
            self._after()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        field = self.query_one(ReplyInput)
        if event.value.endswith((" ", "\u3000")):
            field.expand_code()
        if len(event.value) >= LONGEST_MESSAGE:
            self.notify(self.t("chat.too_long", most=LONGEST_MESSAGE), markup=False)

    @on(ReplyInput.NoRoom)
    def _no_room(self) -> None:
        self.notify(self.t("chat.too_long", most=LONGEST_MESSAGE), markup=False)

    @on(TypingPad.Refused)
    def _refused(self, event: TypingPad.Refused) -> None:
        self.sitting.refuse_paste(event.length)
        self.notify(self.t("typing.refused", length=event.length), markup=False)

    @on(Contacts.Chosen)
    def _chosen(self, event: Contacts.Chosen) -> None:
        self._turn_to_and_back(event.script)

    def _after(self) -> None:
        if self.moved_on():
            desk_of(self).show_current()
        else:
            with self.app.batch_update():  # one frame, as with answers
                self.show_status()
                self._update()

    # -- what the keys do -----------------------------------------------------------------------------------------

    def action_next_customer(self) -> None:
        """Who has waited longest, of the others; pressed again, the next longest, until all have been seen.

        If nobody waits, the next one in the order in which they came.
        """
        contacts = [one for one in in_order(self._contacts(), "arrival") if one.script != self._active]
        waiting = [one for one in contacts if one.waits_ms is not None]
        if waiting:
            self._passed.add(self._active)
            if all(one.script in self._passed for one in waiting):
                self._passed.clear()
            left = [one for one in waiting if one.script not in self._passed]
            self._turn_to_and_back(max(left, key=lambda one: one.waits_ms or 0).script)
            return
        came = [script.roleplay.id for script in self.reception.here]
        at = came.index(self._active) if self._active in came else -1
        after = [*came[at + 1 :], *came[: at + 1]]
        there = [name for name in after if self.reception.chat(name).ended is None] or after
        if there:
            self._turn_to_and_back(there[0])

    def action_back(self) -> None:
        """Back to whom one talked to before."""
        if self._before:
            self._turn_to_and_back(self._before)

    def _turn_to_and_back(self, script: str) -> None:
        if script != self._active:
            self._before = self._active
        self._turn_to(script)
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
        left = [one for one in self.reception.lookups(self._active) if one.supervisor == supervisor]
        if not left:
            pending = [one for one in chat.lookups if one.ready_ms > self.sitting.at_ms()]
            self.notify(self.t("reception.wait_for_it") if pending else nothing, markup=False)
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

    def action_close_facts(self) -> None:
        """Put the order away where it hides the customers."""
        if self.query_one("#facts").display and not self.query_one(Contacts).display:
            self.action_facts()

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
        """Send the choice that was picked; when all chats have ended (and the trainer has given a mark), go on."""
        if self._picked is not None and self._choices():
            self.reception.choose(self._picked, self._active)
            self._picked = None
            self._after()
            return
        if self.reception.over and not (self._hosted and self._chat().remark is None):
            self.sitting.leave_section()
            desk_of(self).show_current()

    def action_finish(self) -> None:
        """Leave early, after a question; when all is done there is nothing to ask."""
        if self.reception.over and not self._hosted:
            self.action_go_on()
            return
        desk_of(self).ask_finish_section(self.t("finish.chat"))
