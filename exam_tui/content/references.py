"""References between files: that every name leads somewhere, and every draw finds enough."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from pathlib import Path

from exam_tui.content.bank import BankFile
from exam_tui.content.guessing import did_you_mean
from exam_tui.content.items import topic_within
from exam_tui.content.library import Library
from exam_tui.content.loading import Loaded, Source
from exam_tui.content.paper import Draw, PaperFile, QuestionsSection, RoleplaySection, TypingSection
from exam_tui.content.positions import KeyPath
from exam_tui.content.problems import Problem
from exam_tui.content.shift import ShiftFile


def relative_path(path: Path, root: Path) -> str:
    """A file's path from the workspace, for sentences."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def reference_problems(library: Library, *, complete: bool) -> Iterable[Problem]:
    """Names that lead nowhere, ids given twice, draws that can't be filled (if `complete`: all files are there)."""
    home = yield from _id_problems(library)
    # A reference to something in a file that did not load would be a second error for one cause.
    if complete:
        yield from _enemy_problems(library, home)
        for paper in library.papers.values():
            yield from _paper_problems(library, paper)
            yield from _shared_scripts(library, paper)
        for shift in library.shifts.values():
            yield from _shift_problems(library, shift)


def _id_problems(library: Library) -> Generator[Problem, None, Mapping[str, Loaded[BankFile]]]:
    """Item ids given twice. Returns which bank each id is at home in."""
    home: dict[str, Loaded[BankFile]] = {}
    for bank in library.banks.values():
        for index, item in enumerate(bank.model.question):
            if item.id in home:
                other = relative_path(home[item.id].source.path, library.root)
                yield bank.source.problem(("question", index, "id"), "R001", value=item.id, other=other)
            home.setdefault(item.id, bank)
    return home


def _enemy_problems(library: Library, home: Mapping[str, Loaded[BankFile]]) -> Iterable[Problem]:
    for bank in library.banks.values():
        for index, item in enumerate(bank.model.question):
            for position, enemy in enumerate(item.enemies):
                if enemy not in home:
                    yield _unknown(bank.source, ("question", index, "enemies", position), "item", enemy, home)


def _unknown(source: Source, at: KeyPath, kind: str, value: str, known: Iterable[str]) -> Problem:
    """A name that leads nowhere, with the nearest that does."""
    return source.problem(at, "R002", "error", kind=kind, value=value, guess=did_you_mean(value, sorted(known)))


def _paper_problems(library: Library, paper: Loaded[PaperFile]) -> Iterable[Problem]:
    source = paper.source
    if paper.model.paper.policy not in library.policies:
        yield _unknown(source, ("paper", "policy"), "policy", paper.model.paper.policy, library.policies)
    groups = {passage.model.passage.group for passage in library.passages.values()}
    for index, section in enumerate(paper.model.section):
        at = ("section", index)
        match section:
            case QuestionsSection():
                yield from _draw_problems(library, source, at, section)
            case TypingSection():
                if section.passages.group not in groups:
                    yield _unknown(source, (*at, "passages", "group"), "group", section.passages.group, groups)
            case RoleplaySection():
                for number, script in enumerate(section.scripts):
                    if script not in library.roleplays:
                        yield _unknown(source, (*at, "scripts", number), "roleplay", script, library.roleplays)
                if section.shift is not None and section.shift not in library.shifts:
                    yield _unknown(source, (*at, "shift"), "shift", section.shift, library.shifts)
                if section.phrases is not None and section.phrases not in library.phrases:
                    yield _unknown(source, (*at, "phrases"), "phrases", section.phrases, library.phrases)


SERVING_SECONDS = 120
"""So long at least a section must go on when the last customer of its shift comes."""


def _shared_scripts(library: Library, paper: Loaded[PaperFile]) -> Iterable[Problem]:
    """A script is one chat in a sitting, so no two sections may share one; and who comes too late can't be served."""
    taken: dict[str, int] = {}
    for index, section in enumerate(paper.model.section):
        if not isinstance(section, RoleplaySection):
            continue
        for script in library.scripts_of(section):
            if taken.setdefault(script, index) != index:
                yield paper.source.problem(("section", index), "R036", script=script)
        shift = library.shifts.get(section.shift or "")
        if shift is not None and shift.model.customer[-1].at + SERVING_SECONDS > section.minutes * 60:
            last = shift.model.customer[-1].at
            yield paper.source.problem(("section", index, "minutes"), "R037", at=last, minutes=section.minutes)


def _shift_problems(library: Library, shift: Loaded[ShiftFile]) -> Iterable[Problem]:
    for index, arrival in enumerate(shift.model.customer):
        at = ("customer", index)
        if arrival.script not in library.roleplays:
            yield _unknown(shift.source, (*at, "script"), "roleplay", arrival.script, library.roleplays)
        known = library.temperaments
        if arrival.temperament is not None and arrival.temperament not in known:
            yield _unknown(shift.source, (*at, "temperament"), "temperament", arrival.temperament, known)


def _draw_problems(library: Library, source: Source, at: KeyPath, section: QuestionsSection) -> Iterable[Problem]:
    gate_topic = section.gate.topic if section.gate else None
    gate_can_be_met = gate_topic is None
    for number, draw in enumerate(section.draw):
        place = (*at, "draw", number)
        if draw.catalogue is not None and draw.catalogue not in library.catalogues:
            yield _unknown(source, (*place, "catalogue"), "catalogue", draw.catalogue, library.catalogues)
            gate_can_be_met = True  # who knows
            continue
        pool = library.pool(draw)
        # A wider draw may happen to bring items of the topic; a gate needs a draw that must.
        gate_can_be_met = gate_can_be_met or all(topic_within(one.item.topic, gate_topic or "") for one in pool)
        if not pool and draw.topic is not None and draw.topic not in _topics(library, draw):
            guess = did_you_mean(draw.topic, sorted(_topics(library, draw)))
            yield source.problem((*place, "topic"), "R006", topic=draw.topic, guess=guess)
        elif len(pool) < draw.count:
            yield source.problem(place, "R003", topic=draw.name, count=draw.count, have=len(pool))
    if not gate_can_be_met:
        yield source.problem((*at, "gate", "topic"), "R004", topic=gate_topic)


def _topics(library: Library, draw: Draw) -> set[str]:
    """Every topic that the draw could name, with those above it."""
    offered = library.pool(draw.model_copy(update={"topic": None, "kinds": (), "difficulty": (1, 5)}))
    parts = [one.item.topic.split("/") for one in offered]
    return {"/".join(names[:length]) for names in parts for length in range(1, len(names) + 1)}
