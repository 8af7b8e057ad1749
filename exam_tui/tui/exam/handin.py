"""The last look before handing in."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll

from exam_tui.content.paper import QuestionsSection, Section, TypingSection
from exam_tui.sitting.typing import finished_of
from exam_tui.tui.desk import desk_of
from exam_tui.tui.exam.base import SittingScreen
from exam_tui.tui.prose import Prose


class HandInScreen(SittingScreen):
    """Every section in one line, and what is unanswered."""

    HELP = "help.handin"
    BINDINGS = [Binding("enter", "submit", show=False)]
    CSS = """
    HandInScreen VerticalScroll { padding: 1 2; }
    HandInScreen .title { text-style: bold; }
    HandInScreen .block { margin-top: 1; }
    """

    def compose_body(self) -> ComposeResult:
        """The summary."""
        with VerticalScroll():
            yield Prose(self.t("handin.title"), classes="title")
            sections = self.sitting.form.paper.section
            lines = [self.t("handin.line", title=s.title, summary=self._summary(s)) for s in sections]
            yield Prose("\n".join(lines), hang=4, classes="block")
            yield Prose(self.t("handin.text"), classes="block")

    def _summary(self, section: Section) -> str:
        state, presented = self.sitting.state, self.sitting.form.section(section.id)
        match section:
            case QuestionsSection():
                missing = [n for n, i in enumerate(presented.items, 1) if i.item.id not in state.answers]
                text = self.t(
                    "handin.questions", answered=len(presented.items) - len(missing), count=len(presented.items)
                )
                if missing:
                    text += self.t("finish.missing", numbers=self.t("list.separator").join(map(str, missing)))
                return text
            case TypingSection():
                return self.t(
                    "handin.typing", count=len(finished_of(state.typing.get(section.id, ()))), of=section.passages.count
                )
            case _:
                chats = [self.sitting.reception.chat(script.roleplay.id) for script in presented.scripts]
                return self.t("handin.chats", ended=sum(c.ended is not None for c in chats), count=len(chats))

    def keys(self) -> str:
        """Enter hands in."""
        return self.t("keys.handin")

    def action_submit(self) -> None:
        """Hand in."""
        self.sitting.submit()
        desk_of(self).show_current()
