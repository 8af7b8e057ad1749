"""Marks from journal and form, and nothing else: the same two files get the same marks on any machine, for ever."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from exam_tui.content.bank import topic_within
from exam_tui.content.paper import QuestionsSection, RoleplaySection, TypingSection
from exam_tui.dialogue.state import Chat
from exam_tui.marking.figures import floored, on_scale
from exam_tui.marking.marks import Gate, Marks, Outcome, RoleplayMarks, SectionMarks, TypingMarks
from exam_tui.marking.questions import mark_questions, share_earned
from exam_tui.marking.roleplay import mark_chat
from exam_tui.marking.typing import mark_typing
from exam_tui.sitting.form import Form, FormSection
from exam_tui.sitting.state import State


def mark(form: Form, state: State) -> Marks:
    """Mark a sitting."""
    sections: list[SectionMarks] = []
    gates: list[Gate] = []
    weighted, weights = Fraction(0), 0
    for blueprint in form.paper.section:
        presented = form.section(blueprint.id)
        match blueprint:
            case QuestionsSection():
                exact, marked, gate = _questions(blueprint, presented, state)
            case TypingSection():
                exact, marked, gate = _typing(blueprint, presented, state)
            case RoleplaySection():
                exact, marked, gate = _roleplay(blueprint, presented, form, state)
        sections.append(marked)
        gates += gate
        weighted += exact * blueprint.weight
        weights += blueprint.weight
    overall = weighted / weights
    line = form.paper.paper.pass_
    gates.append(
        Gate(id="overall", measure="overall", figure=floored(overall, 1), line=line, met=overall >= Fraction(line))
    )
    return Marks(overall=floored(overall, 1), sections=tuple(sections), gates=tuple(gates), outcome=_outcome(gates))


def _outcome(gates: list[Gate]) -> Outcome:
    """Failed only where a line is missed beyond doubt; pending where a person has to decide first."""
    if any(gate.met is False and gate.id != "overall" for gate in gates):
        return "failed"
    if any(gate.met is None for gate in gates):
        return "pending"
    return "passed" if all(gate.met for gate in gates) else "failed"


def _questions(
    blueprint: QuestionsSection, presented: FormSection, state: State
) -> tuple[Fraction, SectionMarks, list[Gate]]:
    share, detail = mark_questions(presented.items, state.answers)
    gates: list[Gate] = []
    if blueprint.gate is not None:
        topic = blueprint.gate.topic
        asked = [i for i in presented.items if topic is None or topic_within(i.item.topic, topic)]
        shares = [share_earned(i.item, state.answers.get(i.item.id)) for i in asked]
        figure = sum(shares, Fraction(0)) / len(shares) if shares else Fraction(0)
        gates.append(
            Gate(
                id=f"{blueprint.id}.ratio",
                measure="knowledge",
                section=blueprint.id,
                topic=topic,
                figure=floored(figure, 4),
                line=blueprint.gate.ratio,
                met=figure >= Fraction(blueprint.gate.ratio) if asked else None,
                asked=len(asked),
                correct=sum(one == 1 for one in shares),
            )
        )
    return share * 100, _section(blueprint, share * 100, detail), gates


def _typing(
    blueprint: TypingSection, presented: FormSection, state: State
) -> tuple[Fraction, SectionMarks, list[Gate]]:
    speed, detail = mark_typing(blueprint, presented.passages[0], state.typing.get(blueprint.id))
    marks = on_scale(blueprint.scale, speed)
    gates: list[Gate] = []
    if blueprint.gate is not None:
        gates.append(_typing_gate(blueprint.id, "cpm", detail.net_cpm, speed, blueprint.gate.cpm, detail))
        if blueprint.gate.accuracy is not None:
            total = detail.correct + detail.substituted + detail.omitted + detail.inserted
            exact = Fraction(detail.correct, total) if total else Fraction(0)
            gates.append(
                _typing_gate(blueprint.id, "accuracy", detail.accuracy, exact, blueprint.gate.accuracy, detail)
            )
    return marks, _section(blueprint, marks, detail), gates


def _typing_gate(
    section: str, measure: str, figure: Decimal, exact: Fraction, line: Decimal, detail: TypingMarks
) -> Gate:
    met = exact >= Fraction(line)
    # A test that was interrupted measures the interruption too: missing the line is then for a person to judge.
    return Gate.model_validate(
        {
            "id": f"{section}.{measure}",
            "measure": measure,
            "section": section,
            "figure": figure,
            "line": line,
            "met": None if detail.interrupted and not met else met,
        }
    )


def _roleplay(
    blueprint: RoleplaySection, presented: FormSection, form: Form, state: State
) -> tuple[Fraction, SectionMarks, list[Gate]]:
    marked = [
        mark_chat(script, form.policy, state.chats.get(script.roleplay.id, Chat(script.roleplay.id)))
        for script in presented.scripts
    ]
    marks = sum((exact for exact, _ in marked), Fraction(0)) / len(marked)
    gates: list[Gate] = []
    if blueprint.gate is not None:
        gates.append(
            Gate(
                id=f"{blueprint.id}.ratio",
                measure="roleplay",
                section=blueprint.id,
                figure=floored(marks / 100, 4),
                line=blueprint.gate.ratio,
                met=marks / 100 >= Fraction(blueprint.gate.ratio),
            )
        )
    return marks, _section(blueprint, marks, RoleplayMarks(chats=tuple(chat for _, chat in marked))), gates


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
