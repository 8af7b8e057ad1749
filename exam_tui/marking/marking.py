"""Marks from journal and form, and nothing else: the same two files get the same marks on any machine, for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from exam_tui.content.paper import QuestionsSection, RoleplaySection, TypingSection
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.content.rounding import floored
from exam_tui.dialogue.state import Chat, Remark
from exam_tui.marking.figures import on_scale
from exam_tui.marking.human import HumanMark
from exam_tui.marking.knowledge import decided, knowledge_gate
from exam_tui.marking.marks import ChatMarks, Gate, Marks, Outcome, RoleplayMarks, SectionMarks
from exam_tui.marking.questions import mark_questions
from exam_tui.marking.roleplay import mark_chat
from exam_tui.marking.typing import mark_typing
from exam_tui.sitting.form import Form, FormSection
from exam_tui.sitting.state import State


@dataclass(frozen=True)
class _Reading:
    """Marks of 100. `low` and `high`: what they can still become while a person has to mark or decide something."""

    figure: Fraction
    low: Fraction
    high: Fraction


def _settled(marks: Fraction) -> _Reading:
    return _Reading(marks, marks, marks)


def mark(form: Form, state: State, human: Mapping[str, HumanMark] | None = None) -> Marks:
    """Mark a sitting. `human` are a person's marks by item id."""
    sections: list[SectionMarks] = []
    gates: list[Gate] = []
    readings: list[tuple[int, _Reading]] = []
    for blueprint in form.paper.section:
        presented = form.section(blueprint.id)
        match blueprint:
            case QuestionsSection():
                reading, marked, gate = _questions(blueprint, presented, state, human or {})
            case TypingSection():
                reading, marked, gate = _typing(blueprint, presented, state)
            case RoleplaySection():
                reading, marked, gate = _roleplay(blueprint, presented, form, state, human or {})
        sections.append(marked)
        gates += gate
        readings.append((blueprint.weight, reading))
    overall = _weighted(readings)
    line = form.paper.paper.pass_
    gates.append(
        Gate(
            id="overall",
            measure="overall",
            figure=floored(overall.figure, 1),
            line=line,
            met=decided(overall.low, overall.high, Fraction(line)),
        )
    )
    return Marks(
        overall=floored(overall.figure, 1), sections=tuple(sections), gates=tuple(gates), outcome=_outcome(gates)
    )


def _weighted(readings: list[tuple[int, _Reading]]) -> _Reading:
    whole = sum(weight for weight, _ in readings)
    return _Reading(
        sum((weight * reading.figure for weight, reading in readings), Fraction(0)) / whole,
        sum((weight * reading.low for weight, reading in readings), Fraction(0)) / whole,
        sum((weight * reading.high for weight, reading in readings), Fraction(0)) / whole,
    )


def _outcome(gates: list[Gate]) -> Outcome:
    """Failed only where a line is missed beyond doubt; pending where a person has to decide first."""
    if any(gate.met is False and gate.id != "overall" for gate in gates):
        return "failed"
    if any(gate.met is None for gate in gates):
        return "pending"
    return "passed" if all(gate.met for gate in gates) else "failed"


def _questions(
    blueprint: QuestionsSection, presented: FormSection, state: State, human: Mapping[str, HumanMark]
) -> tuple[_Reading, SectionMarks, list[Gate]]:
    shares, detail = mark_questions(presented.items, state.answers, human)
    count = max(1, len(shares))
    reading = _Reading(
        sum((share.figure for share in shares.values()), Fraction(0)) * 100 / count,
        sum((share.low for share in shares.values()), Fraction(0)) * 100 / count,
        sum((share.high for share in shares.values()), Fraction(0)) * 100 / count,
    )
    gates = []
    if blueprint.gate is not None:
        gates.append(knowledge_gate(blueprint.id, blueprint.gate, presented.items, shares, state.answers))
    return reading, _section(blueprint, reading.figure, detail), gates


def _typing(
    blueprint: TypingSection, presented: FormSection, state: State
) -> tuple[_Reading, SectionMarks, list[Gate]]:
    figures, detail, gates = mark_typing(blueprint, presented, state)
    marks = on_scale(blueprint.scale, figures.cpm)
    # Nobody knows what a test that was interrupted would have shown.
    reading = _Reading(marks, marks, Fraction(blueprint.scale[-1][1])) if detail.interrupted else _settled(marks)
    return reading, _section(blueprint, marks, detail), gates


def _roleplay(
    blueprint: RoleplaySection, presented: FormSection, form: Form, state: State, human: Mapping[str, HumanMark]
) -> tuple[_Reading, SectionMarks, list[Gate]]:
    chats = [(script, state.chats.get(script.roleplay.id, Chat(script.roleplay.id))) for script in presented.scripts]
    if blueprint.hosted:
        reading, marked = _hosted(form, chats, human)
    else:
        exact = [mark_chat(script, form.policy, chat) for script, chat in chats]
        reading = _settled(sum((one for one, _ in exact), Fraction(0)) / len(exact))
        marked = [marks for _, marks in exact]
    gates: list[Gate] = []
    if blueprint.gate is not None:
        gates.append(
            Gate(
                id=f"{blueprint.id}.ratio",
                measure="roleplay",
                section=blueprint.id,
                figure=floored(reading.figure / 100, 4),
                line=blueprint.gate.ratio,
                met=decided(reading.low / 100, reading.high / 100, Fraction(blueprint.gate.ratio)),
            )
        )
    return reading, _section(blueprint, reading.figure, RoleplayMarks(chats=tuple(marked))), gates


def _hosted(
    form: Form, chats: list[tuple[RoleplayFile, Chat]], human: Mapping[str, HumanMark]
) -> tuple[_Reading, list[ChatMarks]]:
    """A chat that a trainer played: how the matter was handled is for the trainer to say, in the sitting or, where that
    was missed, by a mark afterwards (in per cent, under the script's id); until then it is open."""
    ((script, chat),) = chats
    later = human.get(script.roleplay.id)
    if chat.remark is None and later is not None:
        chat = chat.remarked(Remark(later.by, min(100, later.worth), later.reason, 0))
    given = Fraction(chat.remark.percent, 100) if chat.remark is not None else None
    figure, marks = mark_chat(script, form.policy, chat, given or Fraction(0))
    if given is not None:
        return _settled(figure), [marks]
    high, _ = mark_chat(script, form.policy, chat, Fraction(1))
    return _Reading(figure, figure, high), [marks]


def _section(
    blueprint: QuestionsSection | TypingSection | RoleplaySection, marks: Fraction, detail: object
) -> SectionMarks:
    return SectionMarks.model_validate(
        {
            "id": blueprint.id,
            "title": blueprint.title,
            "weight": blueprint.weight,
            "marks": floored(marks, 1),
            "detail": detail,
        }
    )
