"""Role-plays in sentences: how the points of each dimension came about, and the talk with what each message brought."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from exam_tui.content.rounding import short
from exam_tui.marking.marks import ChatLookup, ChatMarks, DimensionMarks, FindingMark, RoundWait
from exam_tui.messages import Catalogue


def chat_blocks(chat: ChatMarks, t: Catalogue) -> list[tuple[str, list[str]]]:
    """Everything that explains the marks of one chat: the arithmetic, and the talk. A heading and its lines each."""
    ended = t(f"ending.{chat.ended}") if chat.ended else t("ending.unfinished")
    blocks = [(t("report.chat_head", title=chat.title, marks=chat.marks, ended=ended), list(_sums(chat, t)))]
    if chat.lines:
        blocks.append((t("report.talk_head", title=chat.title), list(_talk(chat, t))))
    return blocks


def minutes(at_ms: int) -> str:
    """The sitting's time as minutes and seconds: 07:05."""
    return f"{at_ms // 60_000:02d}:{at_ms // 1000 % 60:02d}"


def chat_summary(chat: ChatMarks, t: Catalogue) -> str:
    """The points of its dimensions in one line."""
    parts = " · ".join(
        f"{t(f'dimension.{d.dimension}')} {short(d.earned)}/{short(d.possible)}" for d in chat.dimensions
    )
    return t("report.chat", title=chat.title, marks=chat.marks, parts=parts)


def _sums(chat: ChatMarks, t: Catalogue) -> Iterator[str]:
    counted_as = "report.chat_rounds" if chat.asked in (None, chat.rounds) else "report.chat_rounds_model"
    yield t(counted_as, relevant=chat.relevant, rounds=chat.rounds, asked=chat.asked)
    yield from (_dimension_line(chat, dimension, t) for dimension in chat.dimensions)
    if chat.critical:
        yield t("report.critical", at_most=chat.at_most)
    if chat.waits:
        yield t("report.waits", waits=t("list.separator").join(_wait_words(wait, t) for wait in chat.waits))
    if chat.lookups:
        yield t("report.lookups", titles=t("list.separator").join(chat.lookups))
    if chat.quick_phrases:
        yield t("report.quick_phrases", count=chat.quick_phrases)
    if chat.closed:
        yield t("report.closed")
    if chat.note:
        yield t("report.note", text=chat.note)
    if chat.hosted and chat.trainer is None:
        yield t("report.trainer_open")
    if chat.trainer is not None:
        trainer = chat.trainer
        yield t("report.trainer", by=trainer.by, percent=trainer.percent, text=trainer.text or "-")
    for milestone in chat.milestones:
        key = {None: "report.milestone_missed", -1: "report.milestone_noted"}.get(milestone.turn)
        if key is not None:  # the others stand in the talk
            yield t(key, title=milestone.title, worth=short(milestone.worth))
        elif not chat.lines:  # a result of an earlier version has no talk
            yield t("report.milestone_reached", title=milestone.title, worth=short(milestone.worth))
    if not chat.lines:
        yield from (_finding_line(finding, "", t) for finding in chat.findings)
    for bonus in chat.missed:
        points = f"{t(f'dimension.{bonus.dimension}')} +{short(bonus.points)}"
        yield t("report.bonus_missed", title=bonus.title, points=points)


def _dimension_line(chat: ChatMarks, marks: DimensionMarks, t: Catalogue) -> str:
    """How the points of a dimension came about."""
    prompt = chat.promptness
    uncapped = marks.base + marks.rules
    figures = {} if prompt is None else prompt.model_dump(exclude={"first", "answers"})
    key = "process_hosted" if chat.hosted and marks.dimension == "process" else marks.dimension
    line = t(
        f"report.dimension_{key}",
        earned=short(marks.earned),
        possible=short(marks.possible),
        offered=short(marks.offered),
        base=short(marks.base),
        rules=f"{'+' if marks.rules >= 0 else ''}{short(marks.rules)}",
        relevant=min(chat.relevant, chat.rounds),
        rounds=chat.rounds,
        got=short(sum((m.worth for m in chat.milestones if m.turn is not None), Decimal(0))),
        all=short(sum((m.worth for m in chat.milestones), Decimal(0))),
        waited=_seconds(chat.first_reply_ms) if chat.first_reply_ms is not None else "-",
        first=_percent(prompt.first) if prompt is not None else "-",
        answers=_percent(prompt.answers) if prompt is not None else "-",
        **dict.fromkeys(("first_full", "first_zero", "answer_full", "answer_zero"), "-") | figures,
    )
    if uncapped > marks.possible:
        return line + t("report.capped", most=short(marks.possible))
    return line + t("report.floored") if uncapped < 0 else line


def _talk(chat: ChatMarks, t: Catalogue) -> Iterator[str]:
    """Message by message, in the order of time: what each of the agent's brought or cost, which milestones a turn
    reached, which turns answered nothing, and what had been looked up by then."""
    found = sorted(chat.found, key=lambda one: one.ready_ms)
    for number, line in enumerate(chat.lines):
        while found and found[0].ready_ms <= line.at_ms:
            yield _lookup_line(found.pop(0), t)
        if line.turn is None:
            yield t("report.talk_customer", at=minutes(line.at_ms), text=line.text)
            continue
        yield t("report.talk_agent", at=minutes(line.at_ms), text=line.text, turn=line.turn + 1)
        for finding in chat.findings:
            if (finding.turn, finding.message) == (line.turn, line.message):
                yield "  " + _finding_line(finding, line.text, t)
        if all(other.turn != line.turn for other in chat.lines[number + 1 :]):
            for milestone in chat.milestones:
                if milestone.turn == line.turn:
                    yield "  " + t("report.milestone_reached", title=milestone.title, worth=short(milestone.worth))
            if line.turn not in chat.counted:
                yield "  " + t("report.turn_not_counted")
    yield from (_lookup_line(one, t) for one in found)


def _lookup_line(found: ChatLookup, t: Catalogue) -> str:
    key = "report.talk_supervisor" if found.supervisor else "report.talk_found"
    return t(key, at=minutes(found.ready_ms), title=found.title, text=found.shows)


def _finding_line(finding: FindingMark, line: str, t: Catalogue) -> str:
    key = "report.finding_bonus" if finding.points > 0 else "report.finding"
    if finding.quote == line:
        key += "_whole"
    return t(
        key,
        quote=finding.quote,
        title=finding.title,
        points=f"{t(f'dimension.{finding.dimension}')} {'+' if finding.points > 0 else ''}{short(finding.points)}",
        advice=finding.advice,
    )


def _wait_words(wait: RoundWait, t: Catalogue) -> str:
    """Until there was more than a filler."""
    return t("report.wait_filler") if wait.answer_ms is None else _seconds(wait.answer_ms)


def _seconds(ms: int) -> str:
    return short(Decimal(ms // 100) / 10)


def _percent(share: Decimal) -> str:
    return short((share * 100).quantize(Decimal("0.1")))
