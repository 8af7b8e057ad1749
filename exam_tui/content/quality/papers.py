"""Papers that decide on too little, hurry people, or leave content unused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from exam_tui.content.inheriting import ancestry
from exam_tui.content.items import topic_within
from exam_tui.content.library import Library
from exam_tui.content.loading import Loaded
from exam_tui.content.paper import PaperFile, QuestionsSection, RoleplaySection, TypingSection
from exam_tui.content.problems import Problem
from exam_tui.content.quality.chance import pass_rate

FEWEST_FOR_A_GATE = 50
_FEWEST_SECONDS = 15


def paper_problems(library: Library) -> Iterator[Problem]:
    """Paper by paper, then what no paper uses."""
    for paper in library.papers.values():
        info = paper.model.paper
        if 0 < info.pass_ <= 1:
            yield paper.source.problem(
                ("paper", "pass"), "Q026", "warning", found=str(info.pass_), marks=f"{info.pass_ * 100:.0f}"
            )
        if info.decides and all(section.gate is None for section in paper.model.section):
            yield paper.source.problem(("paper", "decides"), "Q027", "warning")
        for index, section in enumerate(paper.model.section):
            if isinstance(section, QuestionsSection):
                yield from _questions_problems(library, paper, index, section)
    if library.papers:
        yield from _unused(library)


def gated_items(library: Library, section: QuestionsSection) -> int:
    """On how many items, at least, a section's gate rests."""
    topic = section.gate.topic if section.gate else None
    if topic is None:
        return section.asked
    return sum(
        draw.count
        for draw in section.draw
        if (pool := library.pool(draw)) and all(topic_within(one.item.topic, topic) for one in pool)
    )


def _questions_problems(
    library: Library, paper: Loaded[PaperFile], index: int, section: QuestionsSection
) -> Iterator[Problem]:
    at = ("section", index)
    seconds = section.minutes * 60 // section.asked
    if seconds < _FEWEST_SECONDS:
        yield paper.source.problem((*at, "minutes"), "Q023", "warning", asked=section.asked, seconds=seconds)
    if paper.model.paper.decides and section.gate is not None:
        asked, line = gated_items(library, section), float(section.gate.ratio)
        if 0 < asked < FEWEST_FOR_A_GATE:
            yield paper.source.problem(
                (*at, "gate"), "Q018", "warning", asked=asked, least=FEWEST_FOR_A_GATE,
                below=round(pass_rate(0.75, asked, line) * 100), above=round(pass_rate(0.85, asked, line) * 100),
            )  # fmt: skip


def _unused(library: Library) -> Iterator[Problem]:
    sections = [section for paper in library.papers.values() for section in paper.model.section]
    draws = [draw for section in sections if isinstance(section, QuestionsSection) for draw in section.draw]
    topics = {draw.topic for draw in draws if draw.catalogue is None and draw.topic is not None}
    told: set[str] = set()
    for bank in library.banks.values():
        if bank.model.bank.pool == "practice":
            continue
        for index, item in enumerate(bank.model.question):
            if item.topic not in told and not any(topic_within(item.topic, topic) for topic in topics):
                told.add(item.topic)
                yield bank.source.problem(("question", index, "topic"), "Q016", "warning", topic=item.topic)
    groups = {section.passages.group for section in sections if isinstance(section, TypingSection)}
    for passage in library.passages.values():
        if passage.model.passage.group not in groups:
            yield passage.source.problem(
                ("passage", "group"), "Q017", "warning", kind="group", value=passage.model.passage.group
            )
    scripts = {
        script for section in sections if isinstance(section, RoleplaySection) for script in library.scripts_of(section)
    }
    used: tuple[tuple[str, str, Mapping[str, Loaded[Any]], set[str]], ...] = (
        ("roleplay", "roleplay", library.roleplays, scripts),
        ("policy", "policy", library.policies, _policies_used(library)),
        ("catalogue", "catalogue", library.catalogues, {draw.catalogue or "" for draw in draws}),
    )
    for kind, key, shelf, names in used:
        for name, loaded in shelf.items():
            if name not in names:
                yield loaded.source.problem((key, "id"), "Q017", "warning", kind=kind, value=name)


def _policies_used(library: Library) -> set[str]:
    """The policies of papers, and those that they extend."""
    named = {paper.model.paper.policy for paper in library.papers.values()}
    return {ancestor for name in named for ancestor in ancestry(library.policies, name)}
