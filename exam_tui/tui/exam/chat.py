"""The role-play: the chat, the facts beside it, and the line where the agent types or the replies to choose from."""

from __future__ import annotations

from datetime import timedelta

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Key, Paste
from textual.widget import Widget
from textual.widgets import Input, Static

from exam_tui.content.roleplay import RoleplayFile
from exam_tui.dialogue.state import Chat, Line
from exam_tui.tui.bars import KeyBar
from exam_tui.tui.desk import desk_of
from exam_tui.tui.exam.base import SittingScreen
from exam_tui.tui.plain import plain
from exam_tui.tui.prose import Prose
from exam_tui.tui.session import Session
from exam_tui.tui.typing.pad import LONGEST_TYPED_PASTE, TypingPad

LONGEST_MESSAGE = 300
WIDE = 100
"""From this width the facts stand beside the chat; below it F3 shows them."""


class ReplyInput(Input):
    """A line that takes typing and input-method commits, but no pasted text."""

    BINDINGS = [Binding("ctrl+v,ctrl+x,ctrl+c", "nothing", show=False)]

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


class ChatScreen(SittingScreen):
    """One customer after another."""

    HELP = "help.chat"
    BINDINGS = [
        Binding("f3", "facts", show=False, priority=True),
        Binding("pageup", "scroll(-1)", show=False, priority=True),
        Binding("pagedown", "scroll(1)", show=False, priority=True),
        Binding("up", "scroll_facts(-1)", show=False, priority=True),
        Binding("down", "scroll_facts(1)", show=False, priority=True),
        Binding("ctrl+s", "finish", show=False, priority=True),
        Binding("enter", "go_on", show=False),
    ]
    CSS = """
    ChatScreen #log { padding: 0 1; height: 1fr; }
    ChatScreen .line { width: 100%; height: auto; padding: 0 1; margin-top: 1; }
    ChatScreen .words { width: auto; max-width: 80%; }
    ChatScreen .agent { align-horizontal: right; color: $primary; }
    ChatScreen .divider { color: $muted; text-align: center; margin-top: 1; }
    ChatScreen #facts { width: 36; background: $panel; padding: 0 1; }
    ChatScreen #choices { height: auto; padding: 0 2; background: $panel; }
    ChatScreen #waiting { height: 1; padding: 0 2; color: $muted; }
    ChatScreen ReplyInput { border: none; border-top: solid $primary; height: 2; padding: 0 1; }
    ChatScreen ReplyInput, ChatScreen ReplyInput:focus { background: $background; color: $foreground; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._script: RoleplayFile | None = None
        self._shown_lines = 0
        self._facts_wanted: bool | None = None

    def compose_body(self) -> ComposeResult:
        """Chat and facts side by side, the input below."""
        with Horizontal():
            with Vertical():
                yield VerticalScroll(id="log", can_focus=False)
                yield Static("", id="waiting")
                yield Prose(hang=3, id="choices")
                yield ReplyInput(max_length=LONGEST_MESSAGE, placeholder=self.t("chat.placeholder"))
            with VerticalScroll(id="facts", can_focus=False):
                yield Prose()

    def on_mount(self) -> None:
        """Show the chat as it stands."""
        super().on_mount()
        self._update()

    def on_resize(self) -> None:
        """The facts come and go with the width."""
        self._show_facts()

    def keys(self) -> str:
        """Depends on whether the agent types, chooses, or is done."""
        if self.sitting.chat_script is None:
            return self.t("keys.chat_done")
        return self.t("keys.chat_choose" if self.sitting.choices else "keys.chat")

    def composing(self) -> bool:
        """Unsent text makes the customer wait for the rest of the turn."""
        field = self.query_one(ReplyInput)
        return bool(field.display and field.value.strip())

    def on_tick(self) -> None:
        """The customer may have said something."""
        self._update()

    # -- showing --------------------------------------------------------------------------------------------------

    def _update(self) -> None:
        script = self.sitting.chat_script or self._last_script()
        if script is None:
            return
        if self._script is None or script.roleplay.id != self._script.roleplay.id:
            if self._script is not None:
                self._append_rest(self.sitting.chat(self._script.roleplay.id))
            self._script, self._shown_lines = script, 0
            self._divide(self.t("chat.begins", name=script.roleplay.customer.name))
            self._show_facts()
        chat = self.sitting.chat(script.roleplay.id)
        self._append_rest(chat)
        self._show_entry(chat)

    def _last_script(self) -> RoleplayFile | None:
        presented = self.sitting.presented
        return presented.scripts[-1] if presented and presented.scripts else None

    def _append_rest(self, chat: Chat) -> None:
        new = chat.lines[self._shown_lines :]
        if not new:
            return
        self._shown_lines = len(chat.lines)
        log = self.query_one("#log", VerticalScroll)
        log.mount(*(self._bubble(line) for line in new))
        if chat.ended is not None:
            self._divide(self.t("chat.ended"))
        log.scroll_end(animate=False)

    def _bubble(self, line: Line) -> Widget:
        now = desk_of(self).clock.now().wall
        when = now - timedelta(milliseconds=self.sitting.at_ms() - line.at_ms)
        assert self._script is not None
        name = self._script.roleplay.customer.name if line.speaker == "customer" else self.t("chat.me")
        words = Prose(f"{name} {when:%H:%M:%S}\n{line.text}", classes="words")
        return Horizontal(words, classes=f"line {line.speaker}")

    def _divide(self, text: str) -> None:
        self.query_one("#log", VerticalScroll).mount(Prose(f"--- {text} ---", classes="divider"))

    def _show_entry(self, chat: Chat) -> None:
        choices, done = self.sitting.choices, self.sitting.chat_script is None
        field, offer = self.query_one(ReplyInput), self.query_one("#choices", Prose)
        field.display = not choices and not done
        if field.display and not field.has_focus:
            field.focus()
        elif not field.display:
            self.set_focus(None)
        offer.display = bool(choices) or done
        if done:
            offer.update(self.t("chat.done"))
        elif chat.choice is None:
            lines = [f"{number}  {text}" for number, text in enumerate(choices, 1)]
            offer.update(self.t("chat.choose") + "\n" + "\n".join(lines))
        else:
            offer.update(self.t("chat.chosen"))
        waiting = ""
        if not done and chat.node and not chat.turn:
            seconds = max(0, self.sitting.at_ms() - chat.waiting_since_ms) // 1000
            waiting = self.t("chat.waiting", time=f"{seconds // 60}:{seconds % 60:02d}")
        elif not done and chat.turn:
            waiting = self.t("chat.sent")
        self.query_one("#waiting", Static).update(plain(waiting))
        self.query_one(KeyBar).show(self.keys())

    def _show_facts(self) -> None:
        panel = self.query_one("#facts", VerticalScroll)
        wide = self.app.size.width >= WIDE
        panel.display = wide if self._facts_wanted is None else self._facts_wanted
        if self._script is not None:
            facts = self._script.roleplay.facts
            body = "\n\n".join(f"{name}\n  {value}" for name, value in facts.items())
            panel.query_one(Prose).update(f"{self.t('chat.facts')}\n\n{body}")

    # -- what the keys do -----------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _send(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        event.input.value = ""
        if text:
            self.sitting.say(text)
            self._after()

    def on_key(self, event: Key) -> None:
        """Number keys choose where there is something to choose."""
        if self.sitting.choices and event.key in "1234":
            event.stop()
            self.sitting.choose(int(event.key) - 1)
            self._after()

    @on(Input.Changed)
    def _nearly_full(self, event: Input.Changed) -> None:
        if len(event.value) >= LONGEST_MESSAGE:
            self.notify(self.t("chat.too_long", most=LONGEST_MESSAGE), markup=False)

    @on(TypingPad.Refused)
    def _refused(self, event: TypingPad.Refused) -> None:
        self.sitting.refuse_paste(event.length)
        self.notify(self.t("typing.refused", length=event.length), markup=False)

    def _after(self) -> None:
        if self.moved_on():
            desk_of(self).show_current()
        else:
            with self.app.batch_update():  # one frame, as with answers
                self.show_status()
                self._update()

    def action_facts(self) -> None:
        """Show or hide the facts."""
        self._facts_wanted = not self.query_one("#facts").display
        self._show_facts()

    def action_scroll(self, pages: int) -> None:
        """Scroll the chat."""
        log = self.query_one("#log", VerticalScroll)
        if pages < 0:
            log.scroll_page_up(animate=False)
        else:
            log.scroll_page_down(animate=False)

    def action_scroll_facts(self, lines: int) -> None:
        """Scroll the facts, where they do not fit."""
        self.query_one("#facts", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_go_on(self) -> None:
        """When all chats have ended, leave the section."""
        if self.sitting.chat_script is None:
            self.sitting.leave_section()
            desk_of(self).show_current()

    def action_finish(self) -> None:
        """Leave early, after a question."""
        desk_of(self).ask_finish_section(self.t("finish.chat"))
