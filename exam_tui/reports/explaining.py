"""A result in sentences: each gate with its figure and its line, and for a failure what, by how much, what next.

The screens, `result show` and the printable page all take their sentences from here, so they can't differ.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from exam_tui.content.rounding import short
from exam_tui.marking.marks import (
    ChatMarks,
    DimensionMarks,
    Gate,
    Marks,
    QuestionsMarks,
    RoleplayMarks,
    RoundWait,
    TypingMarks,
)
from exam_tui.messages import Catalogue
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
    return [
        _gate_line(gate, t, titles.get(gate.section or "", "") if often[gate.measure, gate.topic] > 1 else "", to_mark)
        for gate in ordered
    ]


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
    """One sentence per section: its marks, its weight and the figures behind them."""
    lines = []
    for section in marks.sections:
        head = t("report.section", title=section.title, marks=section.marks, weight=section.weight)
        match section.detail:
            case TypingMarks() as d:
                tail = typing_summary(d, t)
            case RoleplayMarks() as d:
                tail = "; ".join(_chat_summary(chat, t) for chat in d.chats)
            case d:
                tail = t("report.questions", correct=d.correct, asked=d.asked, answered=d.answered)
        lines.append(f"{head}  {tail}")
    return lines + range_lines(marks, t)


def _chat_summary(chat: ChatMarks, t: Catalogue) -> str:
    parts = " · ".join(
        f"{t(f'dimension.{d.dimension}')} {short(d.earned)}/{short(d.possible)}" for d in chat.dimensions
    )
    return f"{t('report.chat', title=chat.title)} {parts}"


def _dimension_line(chat: ChatMarks, marks: DimensionMarks, t: Catalogue) -> str:
    """How the points of a dimension came about."""
    all_worth = sum((m.worth for m in chat.milestones), Decimal(0))
    got = sum((m.worth for m in chat.milestones if m.turn is not None), Decimal(0))
    key = "process_hosted" if chat.hosted and marks.dimension == "process" else marks.dimension
    return t(
        f"report.dimension_{key}",
        earned=short(marks.earned),
        possible=short(marks.possible),
        base=short(marks.base),
        rules=f"{'+' if marks.rules >= 0 else ''}{short(marks.rules)}",
        relevant=min(chat.relevant, chat.rounds),
        rounds=chat.rounds,
        got=short(got),
        all=short(all_worth),
    )


def chat_lines(chat: ChatMarks, t: Catalogue) -> list[str]:
    """Everything that explains the marks of one chat."""
    ended = t(f"ending.{chat.ended}") if chat.ended else t("ending.unfinished")
    lines = [t("report.chat_head", title=chat.title, marks=chat.marks, ended=ended)]
    lines.append(t("report.chat_rounds", relevant=chat.relevant, rounds=chat.rounds))
    lines += [_dimension_line(chat, dimension, t) for dimension in chat.dimensions]
    if chat.first_reply_ms is not None:
        lines.append(t("report.first_reply", seconds=short(Decimal(chat.first_reply_ms // 100) / 10)))
    if chat.waits:
        lines.append(t("report.waits", waits=t("list.separator").join(_wait_words(wait, t) for wait in chat.waits)))
    if chat.lookups:
        lines.append(t("report.lookups", titles=t("list.separator").join(chat.lookups)))
    if chat.quick_phrases:
        lines.append(t("report.quick_phrases", count=chat.quick_phrases))
    if chat.closed:
        lines.append(t("report.closed"))
    if chat.note:
        lines.append(t("report.note", text=chat.note))
    if chat.hosted and chat.trainer is None:
        lines.append(t("report.trainer_open"))
    if chat.trainer is not None:
        lines.append(
            t("report.trainer", by=chat.trainer.by, percent=chat.trainer.percent, text=chat.trainer.text or "-")
        )
    if chat.critical:
        lines.append(t("report.critical"))
    for milestone in chat.milestones:
        key = "report.milestone_missed" if milestone.turn is None else "report.milestone_reached"
        key = "report.milestone_noted" if milestone.turn == -1 else key
        lines.append(t(key, title=milestone.title, worth=short(milestone.worth), turn=(milestone.turn or 0) + 1))
    for finding in chat.findings:
        key = "report.finding_bonus" if finding.points > 0 else "report.finding"
        lines.append(
            t(
                key,
                quote=finding.quote,
                title=finding.title,
                points=short(finding.points),
                advice=finding.advice,
                turn=finding.turn + 1,
                rule=finding.rule,
            )
        )
    return lines


def _wait_words(wait: RoundWait, t: Catalogue) -> str:
    """Until the first message of a round, and until there was more than a filler."""
    if wait.answer_ms is None:
        return t("report.wait_filler")
    return t("report.wait", seconds=short(Decimal(wait.answer_ms // 100) / 10))


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
    minutes, seconds = divmod(item.at_ms // 1000, 60)
    kind = "typing_granted_self" if item.kind == "typing_granted" and not item.words else item.kind
    words = (item.words or "")[:_LONGEST_QUOTE]
    return t(f"evidence.{kind}", at=f"{minutes:02d}:{seconds:02d}", detail=item.detail or 0, words=words)


def detail_blocks(result: Result, t: Catalogue) -> list[tuple[str, list[str]]]:
    """What explains the marks of typing tests and chats: a heading and its lines each."""
    found: list[tuple[str, list[str]]] = []
    for section in result.marks.sections:
        match section.detail:
            case TypingMarks() as d:
                found += typing_blocks(section.title, d, t)
            case RoleplayMarks() as d:
                for chat in d.chats:
                    head, *rest = chat_lines(chat, t)
                    found.append((head, rest))
            case _:
                pass
    return found
