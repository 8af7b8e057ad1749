"""Marks for role-plays: the policy's four dimensions (see `rubric.scoring`).

How much of each was done: response by the waits, process by the milestones, tone and promises by the rounds in which
an answer took the matter on.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from exam_tui.content.policy import Policy
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.content.rounding import floored
from exam_tui.dialogue.fillers import LED_ON, answer_wait_ms
from exam_tui.dialogue.remembering import is_family, milestones_reached, turns_said
from exam_tui.dialogue.state import Chat, ClosedTurn
from exam_tui.marking.figures import line_between
from exam_tui.marking.marks import (
    ChatLine,
    ChatLookup,
    ChatMarks,
    DimensionMarks,
    FindingMark,
    MilestoneMark,
    MissedBonus,
    Promptness,
    RoundWait,
    TrainerMark,
)
from exam_tui.rubric.findings import Finding, Turn
from exam_tui.rubric.judging import judge
from exam_tui.rubric.scoring import dimension_points, total_points

FOUND = "finding:"
"""How the `via` of a turn begins to which the customer reacted because of a rule."""


def mark_chat(
    script: RoleplayFile, policy: Policy, chat: Chat, handled: Fraction | None = None
) -> tuple[Fraction, ChatMarks]:
    """Exact marks (0 to 100) of one chat, and how they came about.

    `handled`: how well the matter was handled (0 to 1) where the milestones don't say: in a hosted chat.
    """
    turns = chat.all_turns()
    judgement = judge(policy, [Turn(turn.messages, turn.asked, chat.leave_by(turn.ended_ms)) for turn in turns])
    findings = judgement.findings
    milestones = _milestones(script, policy, chat)
    waits = tuple(
        RoundWait(turn=number, first_ms=turn.waits_ms[0], answer_ms=answer_wait_ms(policy, turn))
        for number, turn in enumerate(turns)
    )
    relevant = _relevant_turns(policy, turns, findings, milestones)
    if handled is not None:  # no script says what took the matter on: every answer did
        relevant |= {wait.turn for wait in waits if wait.answer_ms is not None}
    rounds = _rounds_due(script, chat, hosted=handled is not None)
    share = min(Fraction(1), Fraction(len(relevant), rounds)) if rounds else Fraction(0)
    promptness = _promptness(policy, waits, rounds)
    points = dimension_points(
        policy,
        judgement,
        {
            "response": sum(promptness, Fraction(0)) / 2,
            "process": _process(milestones) if handled is None else handled,
            "tone": share,
            "promise": share,
        },
    )
    marks = total_points(policy, points, findings)
    return marks, ChatMarks(
        script=script.roleplay.id,
        title=script.roleplay.title,
        ended=chat.ended,
        rounds=rounds,
        relevant=len(relevant),
        asked=_rounds_asked(chat, hosted=handled is not None),
        counted=tuple(sorted(relevant)),
        first_reply_ms=waits[0].first_ms if waits else None,
        promptness=Promptness(
            first=floored(promptness[0], 3),
            first_full=policy.response.first_full,
            first_zero=policy.response.first_zero,
            answers=floored(promptness[1], 3),
            answer_full=policy.response.answer_full,
            answer_zero=policy.response.answer_zero,
        ),
        waits=waits,
        closed=chat.closed,
        lookups=tuple(_lookup_title(script, one.id) for one in chat.lookups),
        found=tuple(
            ChatLookup(
                title=_lookup_title(script, one.id),
                supervisor=one.supervisor,
                at_ms=one.at_ms,
                ready_ms=one.ready_ms,
                shows=one.shows,
            )
            for one in chat.lookups
        ),
        quick_phrases=sum(bool(line.phrases) for line in chat.lines),
        note=chat.note,
        hosted=handled is not None,
        trainer=TrainerMark(by=chat.remark.by, percent=chat.remark.percent, text=chat.remark.text)
        if chat.remark is not None
        else None,
        marks=floored(marks, 1),
        dimensions=tuple(
            DimensionMarks(
                dimension=dimension,
                earned=floored(one.earned, 1),
                possible=Decimal(policy.weights.of(dimension)),
                offered=floored(one.offered, 1),
                base=floored(one.base, 1),
                rules=floored(one.rules, 1),
            )
            for dimension, one in points.items()
        ),
        milestones=milestones,
        findings=tuple(_finding_mark(finding) for finding in findings),
        missed=tuple(
            MissedBonus(rule=rule.id, title=rule.title, dimension=rule.dimension, points=rule.points)
            for rule in policy.rule
            if rule.id in judgement.opportunities and not any(finding.rule == rule.id for finding in findings)
        ),
        critical=any(finding.severity == "critical" for finding in findings),
        at_most=policy.critical.at_most,
        lines=_lines(chat, turns),
    )


def _lines(chat: Chat, turns: Sequence[ClosedTurn]) -> tuple[ChatLine, ...]:
    """Everything said. The agent's messages stand in the log in the order of the turns that they make up."""
    places = ((turn, message) for turn, one in enumerate(turns) for message in range(len(one.messages)))
    lines = []
    for line in chat.lines:
        turn, message = next(places) if line.speaker == "agent" else (None, None)
        lines.append(ChatLine(at_ms=line.at_ms, text=line.text, turn=turn, message=message))
    return tuple(lines)


def _rounds_asked(chat: Chat, *, hosted: bool) -> int:
    """How often the customer wanted an answer. What a trainer says and ends the chat with wants none."""
    parting = hosted and chat.ended is not None and not chat.closed and chat.lines[-1:] != ()
    return chat.rounds - (parting and chat.lines[-1].speaker == "customer")


def _rounds_due(script: RoleplayFile, chat: Chat, *, hosted: bool) -> int:
    """Rounds in which an answer was due: those there were, or, in a chat that did not end well, as many as a good
    agent would have had, so that breaking off early is no way to a perfect record."""
    asked = _rounds_asked(chat, hosted=hosted)
    if chat.ended in ("resolved", "escalated"):
        return asked
    return max(asked, len(script.model.turns))


def _lookup_title(script: RoleplayFile, lookup: str) -> str:
    return next((one.title for one in script.lookup if one.id == lookup), lookup)


def _milestones(script: RoleplayFile, policy: Policy, chat: Chat) -> tuple[MilestoneMark, ...]:
    reached = milestones_reached(script, turns_said(policy, chat, chat.all_turns()), chat.note)
    return tuple(
        MilestoneMark(id=one.id, title=one.title, worth=one.worth, turn=reached.get(one.id)) for one in script.milestone
    )


def _relevant_turns(
    policy: Policy, turns: Sequence[ClosedTurn], findings: Sequence[Finding], milestones: Sequence[MilestoneMark]
) -> set[int]:
    """Turns that took the matter on: they led somewhere, reached a milestone, or earned a bonus.

    A customer who reacts to a slip has not been answered by it.
    """
    merits = [rule.id for rule in policy.rule if rule.points > 0]
    led_on = {
        number
        for number, turn in enumerate(turns)
        if turn.via.startswith(LED_ON)
        and (not turn.via.startswith(FOUND) or any(is_family(rule, turn.via.removeprefix(FOUND)) for rule in merits))
    }
    reached = {one.turn for one in milestones if one.turn is not None and one.turn >= 0}
    return led_on | reached | {finding.turn for finding in findings if finding.points > 0}


def _process(milestones: Sequence[MilestoneMark]) -> Fraction:
    total = sum((Fraction(m.worth) for m in milestones), Fraction(0))
    if not total:
        return Fraction(0)
    return sum((Fraction(m.worth) for m in milestones if m.turn is not None), Fraction(0)) / total


def _promptness(policy: Policy, waits: Sequence[RoundWait], rounds: int) -> tuple[Fraction, Fraction]:
    """Of the first reply, and of the answers on average of all rounds; a round without an answer earns nothing."""
    if not waits or not rounds:
        return Fraction(0), Fraction(0)
    times = policy.response
    first = _in_time(waits[0].first_ms, times.first_full, times.first_zero)
    answers = sum(
        (
            _in_time(wait.answer_ms, times.answer_full, times.answer_zero)
            for wait in waits
            if wait.answer_ms is not None
        ),
        Fraction(0),
    )
    return first, min(Fraction(1), answers / rounds)


def _in_time(wait_ms: int, full_seconds: int, zero_seconds: int) -> Fraction:
    return line_between(Fraction(wait_ms, 1000), Fraction(full_seconds), Fraction(zero_seconds))


def _finding_mark(finding: Finding) -> FindingMark:
    return FindingMark(**{name: getattr(finding, name) for name in FindingMark.model_fields})
