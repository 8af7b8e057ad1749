"""A result in sentences: each gate with its figure and its line, and for a failure what, by how much, what next.

The screens, `result show` and the printable page all take their sentences from here, so they can't differ.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace

from exam_tui.content.rounding import short
from exam_tui.marking.marks import Gate, Marks, QuestionsMarks, RoleplayMarks, TypingMarks
from exam_tui.messages import Catalogue
from exam_tui.reports.chats import chat_blocks, chat_summary, minutes
from exam_tui.reports.typing import typing_blocks, typing_summary
from exam_tui.results.document import Evidence, EvidenceItem, Result

_LONGEST_QUOTE = 40
WEAKEST = 3
"""How many of the weakest topics are named."""


@dataclass(frozen=True)
class GateLine:
    """One gate for people's eyes. `state` is met, missed or open; `gap` says by how much it was missed."""

    title: str
    figure: str
    line: str
    state: str
    gap: str
    advice: str

    @property
    def sign(self) -> str:
        """A mark that does not depend on colour."""
        return {"met": "✓", "missed": "✗", "open": "?"}[self.state]

    @property
    def words(self) -> str:
        """The whole line, where there is no table to put it in."""
        return f"{self.sign} {self.title}  {self.figure}  {self.line}  {self.gap}".rstrip()


def gate_lines(marks: Marks, t: Catalogue) -> list[GateLine]:
    """All gates, the overall one first."""
    to_mark = any(
        item.marked_by == "provisional"
        for section in marks.sections
        if isinstance(section.detail, QuestionsMarks)
        for item in section.detail.items
    )
    ordered = sorted(marks.gates, key=lambda gate: gate.measure != "overall")
    often = Counter((gate.measure, gate.topic) for gate in ordered)
    titles = {section.id: section.title for section in marks.sections}
    lines = [
        _gate_line(gate, t, titles.get(gate.section or "", "") if often[gate.measure, gate.topic] > 1 else "", to_mark)
        for gate in ordered
    ]
    missed = [line for line in lines if line.state == "missed"]
    if len(missed) == 1 and ordered[lines.index(missed[0])].measure == "overall":  # there is no single line to work on
        lines = [replace(line, advice=t("gate.advice_overall_only")) if line in missed else line for line in lines]
    return lines


def _gate_line(gate: Gate, t: Catalogue, section: str, to_mark: bool) -> GateLine:
    """`section`: its title, where several sections have such a line. `to_mark`: short answers wait for a person."""
    state = "open" if gate.met is None else "met" if gate.met else "missed"
    percent = gate.measure in ("knowledge", "accuracy", "fields", "roleplay")
    scale = 100 if percent else 1
    figure, line = short(gate.figure * scale), short(gate.line * scale)
    suffix = "percent" if percent else "cpm" if gate.measure == "cpm" else "points"
    title = t(f"gate.{gate.measure}")
    if gate.topic:
        title = t("gate.knowledge_topic", topic=gate.topic)
    if section:
        title = t("gate.of_section", title=title, section=section)
    gap = ""
    if gate.figure < gate.line:
        short_by = short((gate.line - gate.figure) * scale)
        gap = t(f"gate.gap_{suffix}", gap=short_by)
    if gate.asked:
        needed = math.ceil(gate.line * gate.asked)
        over = (gate.correct or 0) - needed
        if over < 0:
            gap = t("gate.gap_items", correct=gate.correct, asked=gate.asked, needed=needed)
        else:
            gap = t("gate.margin_above", items=over) if over else t("gate.margin_on")
    return GateLine(
        title,
        t(f"gate.figure_{suffix}", value=figure),
        t(f"gate.line_{suffix}", value=line),
        state,
        gap,
        "" if state == "met" else _advice(gate, state, t, to_mark),
    )


def _advice(gate: Gate, state: str, t: Catalogue, to_mark: bool) -> str:
    if state == "missed":
        return t(f"gate.advice_{gate.measure}")
    return t("gate.advice_open_marking" if to_mark and gate.measure in ("knowledge", "overall") else "gate.advice_open")


def range_lines(marks: Marks, t: Catalogue) -> list[str]:
    """What the share answered correctly says about the whole range: interval, without guessing, weakest topics."""
    lines = []
    for gate in marks.gates:
        if gate.interval is None or gate.corrected is None:
            continue
        low, high = gate.interval
        title = t("gate.knowledge_topic", topic=gate.topic) if gate.topic else t("gate.knowledge")
        words = t(
            "gate.interval",
            low=math.floor(low * 100),
            high=math.ceil(high * 100),
            corrected=math.floor(gate.corrected * 100),
        )
        lines.append(f"{title}  {words}")
        weak = [topic for topic in gate.topics if topic.correct < topic.asked][:WEAKEST]
        if weak:
            named = [t("gate.weakest_topic", topic=w.topic, correct=w.correct, asked=w.asked) for w in weak]
            lines.append("  " + t("gate.weakest", topics=t("list.separator").join(named)))
    return lines


def section_lines(marks: Marks, t: Catalogue) -> list[str]:
    """A sentence for each section, and each chat: its marks, its weight and the figures behind them."""
    lines = []
    for section in marks.sections:
        head = t("report.section", title=section.title, marks=section.marks, weight=section.weight)
        match section.detail:
            case TypingMarks() as d:
                tail = typing_summary(d, t)
            case RoleplayMarks() as d:
                lines.append(head)
                lines += [f"  {chat_summary(chat, t)}" for chat in d.chats]
                continue
            case d:
                tail = t("report.questions", correct=d.correct, asked=d.asked, answered=d.answered)
        lines.append(f"{head}  {tail}")
    return lines + range_lines(marks, t)


def human_lines(result: Result, t: Catalogue) -> list[str]:
    """A person's marks for short answers: for what, how many, by whom and why."""
    marks = result.human_marks.marks if result.human_marks else ()
    return [t("report.human", item=m.item, by=m.by, worth=m.worth, reason=m.reason) for m in marks]


def evidence_lines(evidence: Evidence, t: Catalogue) -> list[str]:
    """The facts about integrity, in words; they are no verdict."""
    lines = [_evidence_line(item, t) for item in evidence.facts]
    if evidence.focus == "not_observable":
        lines.append(t("evidence.focus_not_observable"))
    return lines


def _evidence_line(item: EvidenceItem, t: Catalogue) -> str:
    kind = "typing_granted_self" if item.kind == "typing_granted" and not item.words else item.kind
    words = (item.words or "")[:_LONGEST_QUOTE]
    return t(f"evidence.{kind}", at=minutes(item.at_ms), detail=item.detail or 0, words=words)


def detail_blocks(result: Result, t: Catalogue) -> list[tuple[str, list[str]]]:
    """What explains the marks of typing tests and chats: a heading and its lines each."""
    found: list[tuple[str, list[str]]] = []
    for section in result.marks.sections:
        match section.detail:
            case TypingMarks() as d:
                found += typing_blocks(section.title, d, t)
            case RoleplayMarks() as d:
                for chat in d.chats:
                    found += chat_blocks(chat, t)
            case _:
                pass
    return found
