"""The role-play part of a sitting: which customers are there, and what the agent does for each of them.

Customers come one after another, or on a shift as its plan says. Every command names the chat that it is for; each
first keeps the deadlines, as all commands of a sitting do.
"""

from __future__ import annotations

from typing import Protocol

from exam_tui.content.hosted import LIVE, OVER
from exam_tui.content.lookup import Lookup
from exam_tui.content.paper import RoleplaySection, Section
from exam_tui.content.phrases import QuickPhrase
from exam_tui.content.roleplay import EndQuality, RoleplayFile
from exam_tui.dialogue.fillers import is_filler
from exam_tui.dialogue.remembering import lookups_now
from exam_tui.dialogue.state import HOSTED, HOSTED_ON, Chat
from exam_tui.dialogue.stepping import next_move
from exam_tui.sitting.events import ChatClosed, Event, LookUp, Moved, NoteWritten, Said, TrainerRemarked
from exam_tui.sitting.form import Form, FormSection
from exam_tui.sitting.state import State

LONGEST_NOTE = 500


class Desk(Protocol):
    """The sitting, as far as it is needed here."""

    form: Form
    state: State

    @property
    def blueprint(self) -> Section | None:
        """The paper's description of the open section."""
        ...

    @property
    def presented(self) -> FormSection | None:
        """What the open section presents."""
        ...

    def at_ms(self) -> int:
        """The sitting's time."""
        ...

    def record(self, event: Event) -> None:
        """Seal an event."""

    def may(self, kind: str) -> bool:
        """Whether the exam still runs and a section of that kind is open; keeps the deadlines."""
        ...


class Reception:
    """The customers of the open section."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # -- what is known --------------------------------------------------------------------------------------------

    @property
    def scripts(self) -> tuple[RoleplayFile, ...]:
        """All customers of the open section, whether they have come or not."""
        return self._desk.presented.scripts if self._desk.presented is not None else ()

    @property
    def here(self) -> tuple[RoleplayFile, ...]:
        """The customers who have come, in the order in which they did."""
        came = [script for script in self.scripts if self.chat(script.roleplay.id).node]
        return tuple(sorted(came, key=lambda script: self.chat(script.roleplay.id).opened_ms))

    @property
    def open(self) -> RoleplayFile | None:
        """The first customer whose chat has not ended; None when all have."""
        return next((script for script in self.scripts if self.chat(script.roleplay.id).ended is None), None)

    @property
    def over(self) -> bool:
        """Whether every customer has been served, or has left."""
        return bool(self.scripts) and self.open is None

    @property
    def phrases(self) -> tuple[QuickPhrase, ...]:
        """The quick phrases that may be used."""
        return self._desk.presented.phrases if self._desk.presented is not None else ()

    def chat(self, script_id: str) -> Chat:
        """The chat of a script as it stands."""
        return self._desk.state.chats.get(script_id, Chat(script_id))

    def choices(self, script_id: str) -> tuple[str, ...]:
        """The replies offered now; empty where the agent types."""
        chat = self.chat(script_id)
        if not chat.node or chat.ended is not None:
            return ()
        return tuple(reply.choice or "" for reply in self._script(script_id).node[chat.node].choices)

    def lookups(self, script_id: str) -> tuple[Lookup, ...]:
        """What can be looked up, or asked, now: what makes sense by now and has not been looked up."""
        script, chat = self._script(script_id), self.chat(script_id)
        if not chat.node or chat.ended is not None:
            return ()
        return tuple(lookups_now(script, self._desk.form.policy, chat, self._desk.at_ms()))

    def _script(self, script_id: str) -> RoleplayFile:
        return next(script for script in self.scripts if script.roleplay.id == script_id)

    # -- commands -------------------------------------------------------------------------------------------------

    def say(self, text: str, script_id: str | None = None, phrases: tuple[str, ...] = ()) -> None:
        """Send a message. Without an id to the first customer who is still there."""
        chat = self._talking(script_id)
        text = text.strip()
        if chat is None or not text or self.choices(chat.script):
            return
        allowed = {phrase.code for phrase in self.phrases}
        used = tuple(code for code in phrases if code in allowed)
        self._desk.record(Said(script=chat.script, text=text, phrases=used))

    def choose(self, choice: int, script_id: str | None = None) -> None:
        """Pick one of the replies that are offered; once picked it is sent."""
        chat = self._talking(script_id)
        choices = self.choices(chat.script) if chat is not None else ()
        if chat is not None and 0 <= choice < len(choices) and chat.choice is None:
            self._desk.record(Said(script=chat.script, text=choices[choice], choice=choice))

    def look_up(self, script_id: str, lookup_id: str) -> None:
        """Look something up, or ask the supervisor: once each, and for one customer one after another."""
        chat = self._talking(script_id)
        if chat is None:
            return
        for lookup in self.lookups(script_id):
            if lookup.id == lookup_id:
                begins_ms = max([self._desk.at_ms(), *(one.ready_ms for one in chat.lookups)])
                ready_ms = begins_ms + lookup.seconds * 1000
                self._desk.record(
                    LookUp(
                        script=script_id, lookup=lookup_id, shows=lookup.shows, ready_ms=ready_ms,
                        supervisor=lookup.supervisor, leave=lookup.leave,
                    )
                )  # fmt: skip

    def write_note(self, script_id: str, text: str) -> None:
        """Write the hand-over note for a customer, also after the chat has ended."""
        if self._desk.may("roleplay") and self.chat(script_id).node:
            text = text.strip()[:LONGEST_NOTE]
            if text != self.chat(script_id).note:
                self._desk.record(NoteWritten(script=script_id, text=text))

    def close(self, script_id: str) -> None:
        """End a chat. Where the matter is not settled yet, the customer is lost."""
        chat = self._talking(script_id)
        if chat is not None:
            quality = self._script(script_id).node[chat.node].closes_as or "lost"
            self._desk.record(ChatClosed(script=script_id, quality=quality))

    # -- a trainer plays the customer -----------------------------------------------------------------------------

    def customer_says(self, script_id: str, line: int, text: str) -> None:
        """The trainer's customer says something; `line`, the number of the trainer's line, is taken only once."""
        if self._is_new(script_id, line):
            self._host(script_id, line, (text,), LIVE, None)

    def customer_ends(self, script_id: str, line: int, quality: EndQuality) -> None:
        """The trainer's customer ends the chat."""
        if self._is_new(script_id, line) and self.chat(script_id).node:
            self._host(script_id, line, (), OVER, quality)

    def trainer_remarks(self, script_id: str, line: int, by: str, percent: int, text: str) -> None:
        """The trainer's own mark, also after the chat has ended."""
        known = self.chat(script_id).remark
        if self._desk.may("roleplay") and (known is None or known.line < line):
            self._desk.record(TrainerRemarked(script=script_id, line=line, by=by, percent=percent, text=text))

    def _is_new(self, script_id: str, line: int) -> bool:
        chat = self.chat(script_id)
        taken = max((int(key.rpartition(":")[2]) for key in chat.used), default=0)
        return self._desk.may("roleplay") and chat.ended is None and line > taken

    def _host(self, script_id: str, line: int, says: tuple[str, ...], node: str, ended: EndQuality | None) -> None:
        mood = self._script(script_id).roleplay.customer.mood
        chat = self.chat(script_id)
        unanswered = not chat.turn or is_filler(self._desk.form.policy, tuple(line.text for line in chat.turn))
        via = HOSTED_ON if chat.node and unanswered and ended is None else HOSTED
        self._desk.record(
            Moved(script=script_id, via=via, node=node, says=says, mood=mood, ended=ended, edge=line)
        )  # fmt: skip

    def _talking(self, script_id: str | None) -> Chat | None:
        """The chat that a command is for, if its customer is there."""
        if not self._desk.may("roleplay"):
            return None
        first = self.open
        name = script_id or (first.roleplay.id if first is not None else None)
        if name is None or all(script.roleplay.id != name for script in self.scripts):
            return None
        chat = self.chat(name)
        return chat if chat.node and chat.ended is None else None

    # -- time -----------------------------------------------------------------------------------------------------

    def step(self, composing: str | None = None) -> None:
        """Let every customer do what is due. `composing`: the chat in which the agent has begun a message."""
        section = self._desk.blueprint
        if not isinstance(section, RoleplaySection) or section.hosted:
            return
        for number, script in enumerate(self.scripts):
            name = script.roleplay.id
            chat = self.chat(name)
            if chat.node or self._is_due(number):
                move = next_move(
                    script, self._desk.form.policy, chat, self._desk.at_ms(),
                    composing=composing == name, seed=self._desk.form.seed,
                )  # fmt: skip
                if move is not None:
                    self._desk.record(
                        Moved(
                            script=name, via=move.via, node=move.node, says=move.says, mood=move.mood,
                            ended=move.ended, meters=dict(move.meters), edge=move.edge, reaction=move.reaction,
                        )
                    )  # fmt: skip

    def _is_due(self, number: int) -> bool:
        """Whether the next customer comes now."""
        presented, section = self._desk.presented, self._desk.state.section
        if presented is None or section is None:
            return False
        if not presented.arrivals:
            return all(self.chat(script.roleplay.id).ended is not None for script in self.scripts[:number])
        return self._desk.at_ms() >= self._desk.state.sections[section].entered_ms + presented.arrivals[number]
