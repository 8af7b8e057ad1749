"""A paper for the eyes of its author: what it asks, how hard it will be, and how sure its lines are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import mean

from exam_tui.content.library import Library
from exam_tui.content.paper import QuestionsSection, Section
from exam_tui.content.quality.chance import pass_rate
from exam_tui.content.quality.papers import gated_items
from exam_tui.content.rounding import short
from exam_tui.errors import ExamTuiError
from exam_tui.messages import Catalogue
from exam_tui.sitting.drawing import draw_form
from exam_tui.sitting.form import Form

SAMPLE_SEEDS = 20
BELOW, ABOVE = 0.75, 0.85
"""True shares of two candidates whom a line at 80 % should tell apart."""


@dataclass(frozen=True)
class SectionPlan:
    """A section of questions as it comes out of the draws. Difficulty is 1 to 5."""

    section: QuestionsSection
    seconds_each: int
    topics: tuple[tuple[str, int], ...]
    """Topic and the mean number of items over the sample, rounded."""
    difficulty: float
    gated: int
    """Items that the gate rests on; 0 without a gate."""


def plan(library: Library, paper_id: str) -> tuple[list[SectionPlan], list[ExamTuiError]]:
    """The sections of questions over a sample of forms, and what went wrong in drawing them."""
    paper = library.paper(paper_id)
    forms: list[Form] = []
    failures: dict[str, ExamTuiError] = {}
    for seed in range(SAMPLE_SEEDS):
        try:
            forms.append(draw_form(library, paper_id, seed))
        except ExamTuiError as error:
            failures.setdefault(str(error), error)
    plans = [
        _section_plan(library, section, forms) for section in paper.section if isinstance(section, QuestionsSection)
    ]
    return plans if forms else [], list(failures.values())


def _section_plan(library: Library, section: QuestionsSection, forms: list[Form]) -> SectionPlan:
    items = [asked.item for form in forms for asked in form.section(section.id).items]
    topics = Counter(item.topic for item in items)
    return SectionPlan(
        section=section,
        seconds_each=section.minutes * 60 // section.asked,
        topics=tuple((topic, round(count / max(1, len(forms)))) for topic, count in sorted(topics.items())),
        difficulty=mean(item.difficulty for item in items) if items else 0.0,
        gated=gated_items(library, section) if section.gate else 0,
    )


def plan_lines(library: Library, paper_id: str, t: Catalogue) -> list[str]:
    """The paper in sentences."""
    paper = library.paper(paper_id)
    plans, failures = plan(library, paper_id)
    lines = [
        t("plan.head", title=paper.paper.title, minutes=paper.paper.minutes, line=short(paper.paper.pass_)),
        t("plan.decides" if paper.paper.decides else "plan.decides_not"),
    ]
    if paper.paper.attempts is not None:
        lines.append(t("plan.attempts", most=paper.paper.attempts.max, days=paper.paper.attempts.wait_days))
    if paper.paper.extra_time_percent:
        lines.append(t("plan.extra_time", most=paper.paper.extra_time_percent))
    weights = sum(section.weight for section in paper.section)
    for number, section in enumerate(paper.section, 1):
        lines.append(_section_line(number, section, weights, t))
        lines += [f"     {line}" for one in plans if one.section is section for line in _plan_lines(one, t)]
    for failure in failures:
        lines.append(t("plan.failure", reason=t.error(failure)))
    return lines


def _section_line(number: int, section: Section, weights: int, t: Catalogue) -> str:
    percent = round(100 * section.weight / weights)
    return t("plan.section", number=number, title=section.title, minutes=section.minutes, percent=percent)


def _plan_lines(one: SectionPlan, t: Catalogue) -> list[str]:
    lines = [
        t("plan.items", asked=one.section.asked, seconds=one.seconds_each, difficulty=f"{one.difficulty:.2f}"),
        *(t("plan.topic", topic=topic, count=count) for topic, count in one.topics if count),
    ]
    if one.section.gate is not None and one.gated:
        line = float(one.section.gate.ratio)
        lines.append(
            t(
                "plan.gate", percent=round(line * 100), asked=one.gated,
                below=round(BELOW * 100), passes_below=round(100 * pass_rate(BELOW, one.gated, line)),
                above=round(ABOVE * 100), passes_above=round(100 * pass_rate(ABOVE, one.gated, line)),
            )
        )  # fmt: skip
    return lines
