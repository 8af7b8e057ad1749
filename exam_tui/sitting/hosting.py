"""The candidate's end of a hosted chat: what the trainer sends becomes events, what is said goes back.

The candidate's program stays the only writer of the journal. Lines of the trainer are numbered, and the journal knows
the numbers, so that after a restart none is taken twice.
"""

from __future__ import annotations

from pathlib import Path

from exam_tui.content.paper import RoleplaySection
from exam_tui.dialogue.state import Line
from exam_tui.rubric.judging import rules_met
from exam_tui.sitting.channel import (
    DESK,
    HOST,
    HOST_LINE,
    DeskBegan,
    DeskLine,
    DeskOver,
    HostEnds,
    HostRemarks,
    HostSays,
    Inbox,
    Outbox,
    channel_folder,
    hold_channel,
    remove_closed,
)
from exam_tui.sitting.sitting import Sitting


class HostLink:
    """The link of one hosted section."""

    def __init__(self, sitting: Sitting, results: Path) -> None:
        section = sitting.blueprint
        assert isinstance(section, RoleplaySection) and section.hosted
        self.section = section.id
        self._script = sitting.reception.scripts[0].roleplay.id
        remove_closed(results)
        folder = channel_folder(results, sitting.opened.sitting, section.id)
        self._lock = hold_channel(folder)
        self._outbox = Outbox(folder / DESK)
        self._inbox = Inbox(folder / HOST, HOST_LINE)
        self._sent = 0
        self._over = False
        self._outbox.put(DeskBegan(candidate=sitting.opened.candidate.name, title=section.title))

    def exchange(self, sitting: Sitting) -> None:
        """Take what the trainer has sent, and send what is new. Raises OSError when the channel can't be written."""
        reception = sitting.reception
        for number, line in self._inbox.new():
            match line:
                case HostSays(text=text):
                    reception.customer_says(self._script, number, text)
                case HostEnds(quality=quality):
                    reception.customer_ends(self._script, number, quality)
                case HostRemarks(by=by, percent=percent, text=text):
                    reception.trainer_remarks(self._script, number, by, percent, text)
        chat = sitting.state.chats.get(self._script)
        for said in chat.lines[self._sent :] if chat is not None else ():
            self._outbox.put(self._told(sitting, said))
            self._sent += 1
        if chat is not None and chat.ended is not None and not self._over:
            self._over = True
            self._outbox.put(DeskOver(closed=False))

    def _told(self, sitting: Sitting, said: Line) -> DeskLine:
        titles = {rule.id: f"{'✓' if rule.points > 0 else '✗'} {rule.title}" for rule in sitting.form.policy.rule}
        met = rules_met(sitting.form.policy, (said.text,)) if said.speaker == "agent" else {}
        rules = tuple(titles[rule] for rule in met)
        return DeskLine(speaker=said.speaker, text=said.text, at_ms=said.at_ms, rules=rules)

    def close(self) -> None:
        """The section is over: nothing more is taken."""
        self._outbox.put(DeskOver(closed=True))
        self._outbox.close()
        self._lock.release()
