"""What can be said against typing passages: too few, too short, not equally hard."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from exam_tui.content.library import Library
from exam_tui.content.loading import Loaded
from exam_tui.content.paper import PaperFile, TypingSection
from exam_tui.content.problems import Problem
from exam_tui.typing_test.difficulty import Difficulty, difficulty_of

FASTEST_CPM = 140
"""A passage is long enough when somebody as fast as this does not reach its end."""


def check_groups(library: Library) -> Iterator[Problem]:
    """Papers that can't be drawn, because they ask for more passages than their group has; and lines that nobody can
    meet, because a passage has no exact field."""
    for paper, index, section, group in _sections(library):
        needed = section.passages.count + section.retest
        known = any(one.model.passage.group == section.passages.group for one in library.passages.values())
        if known and len(group) < needed:
            yield paper.source.problem(
                ("section", index, "passages"), "R007", group=section.passages.group, needed=needed, have=len(group)
            )
        if section.gate is not None and section.gate.fields is not None:
            for name in group:
                if not any(piece.fields for piece in library.passages[name].model.passage.pieces):
                    yield paper.source.problem(("section", index, "gate"), "R008", passage=name)
                    break


def check_passages(library: Library) -> Iterator[Problem]:
    """Passages of a group that are not equally hard, that somebody could reach the end of, or that have no spare."""
    figures = {name: difficulty_of(one.model.passage) for name, one in library.passages.items()}
    yield from _unequal(library, figures)
    for paper in library.papers.values():
        planned = sum(section.planned_minutes for section in paper.model.section)
        types = any(isinstance(section, TypingSection) for section in paper.model.section)
        if types and planned == paper.model.paper.minutes:
            yield paper.source.problem(("paper", "minutes"), "Q032", "warning", minutes=planned)
    for paper, index, section, group in _sections(library):
        shortest = min(group, key=lambda name: figures[name].characters, default=None)
        if shortest is not None and figures[shortest].characters < section.minutes * FASTEST_CPM:
            characters = figures[shortest].characters
            yield paper.source.problem(
                ("section", index, "minutes"), "Q030", "warning", passage=shortest, characters=characters,
                minutes=section.minutes, cpm=characters // section.minutes, needed=section.minutes * FASTEST_CPM,
            )  # fmt: skip
        if paper.model.paper.decides and len(group) == section.passages.count + section.retest:
            yield paper.source.problem(
                ("section", index, "passages"), "Q031", "warning", group=section.passages.group, have=len(group)
            )


def _sections(library: Library) -> Iterator[tuple[Loaded[PaperFile], int, TypingSection, list[str]]]:
    """Every section of typing tests, with the names of the passages in its group."""
    for paper in library.papers.values():
        for index, section in enumerate(paper.model.section):
            if isinstance(section, TypingSection):
                names = [passage.id for passage in library.exam_passages(section.passages.group)]
                yield paper, index, section, names


def _names(library: Library, group: str) -> list[str]:
    return [name for name, one in library.passages.items() if one.model.passage.group == group]


def _unequal(library: Library, figures: dict[str, Difficulty]) -> Iterator[Problem]:
    """Each passage at most once, against the one that most of its group are like: the odd one out is told."""
    for group in sorted({one.model.passage.group for one in library.passages.values()}):
        names = _names(library, group)
        usual = max(names, key=lambda name: sum(figures[name].unlike(figures[other]) is None for other in names))
        told: set[str] = set()
        for first, second in [(usual, name) for name in names] + list(combinations(names, 2)):
            figure = figures[first].unlike(figures[second])
            if figure is not None and not {first, second} & told:
                told.add(second)
                here, there = (_written(figure, figures[name]) for name in (second, first))
                yield library.passages[second].source.problem(
                    ("passage", "group"),
                    "Q029",
                    "warning",
                    group=group,
                    other=first,
                    figure=figure,
                    here=here,
                    there=there,
                )


def _written(figure: str, difficulty: Difficulty) -> str:
    value = getattr(difficulty, figure)
    return f"{value:.2f}" if figure == "frequency" else f"{value:.1%}"
