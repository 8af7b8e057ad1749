"""A workspace's content: every file loaded, ids resolved, problems collected."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exam_tui.content.bank import BankFile
from exam_tui.content.catalogue import CatalogueFile
from exam_tui.content.items import topic_within
from exam_tui.content.loading import Loaded, Source, did_you_mean, load_file
from exam_tui.content.paper import PaperFile, QuestionsSection, RoleplaySection, TypingSection
from exam_tui.content.passage import PassageFile
from exam_tui.content.policy import PolicyFile
from exam_tui.content.positions import KeyPath
from exam_tui.content.problems import Problem
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.content.workspace import CONTENT_FOLDERS
from exam_tui.errors import ExamTuiError


@dataclass(frozen=True)
class Library:
    """All content of a workspace, by id."""

    root: Path
    banks: Mapping[str, Loaded[BankFile]]
    catalogues: Mapping[str, Loaded[CatalogueFile]]
    passages: Mapping[str, Loaded[PassageFile]]
    papers: Mapping[str, Loaded[PaperFile]]
    policies: Mapping[str, Loaded[PolicyFile]]
    roleplays: Mapping[str, Loaded[RoleplayFile]]
    problems: tuple[Problem, ...]
    """Problems of syntax, models and references, in the order of their places."""

    def exam_items(self) -> list[Any]:
        """Every item that an exam may draw."""
        return [
            item for bank in self.banks.values() if bank.model.bank.pool != "practice" for item in bank.model.question
        ]

    def paper(self, paper_id: str) -> PaperFile:
        """The paper of that id; an error names the ones that exist."""
        if paper_id not in self.papers:
            raise ExamTuiError("paper.unknown", paper=paper_id, known=", ".join(sorted(self.papers)))
        return self.papers[paper_id].model


def content_files(root: Path) -> list[Path]:
    """Every content file of a workspace, in a fixed order."""
    return sorted(
        Path(folder) / name
        for top in CONTENT_FOLDERS
        for folder, _, names in os.walk(root / top)
        for name in names
        if name.endswith(".toml") and not name.startswith(".")
    )


def load_library(root: Path) -> Library:
    """Load a workspace. Problems are collected, not raised: a broken file leaves the others usable for checking."""
    if not (root / "question_banks").is_dir():
        raise ExamTuiError("workspace.not_one", path=str(root))
    shelves: dict[type, dict[str, Loaded[Any]]] = {
        BankFile: {}, CatalogueFile: {}, PassageFile: {}, PaperFile: {}, PolicyFile: {}, RoleplayFile: {},
    }  # fmt: skip
    problems: list[Problem] = []
    for path in content_files(root):
        loaded, found = load_file(path)
        problems += found
        if loaded is None:
            continue
        shelf = shelves[type(loaded.model)]
        key, content_id = _identity(loaded)
        if content_id in shelf:
            other = shelf[content_id].source.path
            problems.append(loaded.source.problem((key, "id"), "R001", value=content_id, other=_relative(other, root)))
        else:
            shelf[content_id] = loaded
    library = Library(
        root,
        shelves[BankFile],
        shelves[CatalogueFile],
        shelves[PassageFile],
        shelves[PaperFile],
        shelves[PolicyFile],
        shelves[RoleplayFile],
        (),
    )
    problems += _reference_problems(library, complete=not problems)
    return Library(
        root, library.banks, library.catalogues, library.passages, library.papers, library.policies, library.roleplays,
        tuple(sorted(problems, key=lambda problem: problem.order)),
    )  # fmt: skip


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _identity(loaded: Loaded[Any]) -> tuple[str, str]:
    match loaded.model:
        case BankFile(bank=bank):
            return "bank", bank.id
        case CatalogueFile(catalogue=catalogue):
            return "catalogue", catalogue.id
        case PassageFile(passage=passage):
            return "passage", passage.id
        case PaperFile(paper=paper):
            return "paper", paper.id
        case PolicyFile(policy=policy):
            return "policy", policy.id
        case RoleplayFile(roleplay=roleplay):
            return "roleplay", roleplay.id
    raise AssertionError(type(loaded.model))


def _reference_problems(library: Library, *, complete: bool) -> Iterable[Problem]:
    yield from _item_problems(library)
    # A reference to something in a file that did not load would be a second error for one cause.
    if complete:
        for paper in library.papers.values():
            yield from _paper_problems(library, paper)


def _item_problems(library: Library) -> Iterable[Problem]:
    home: dict[str, Loaded[BankFile]] = {}
    for bank in library.banks.values():
        for index, item in enumerate(bank.model.question):
            if item.id in home:
                other = _relative(home[item.id].source.path, library.root)
                yield bank.source.problem(("question", index, "id"), "R001", value=item.id, other=other)
            home.setdefault(item.id, bank)
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
    items = library.exam_items()
    groups = {passage.model.passage.group for passage in library.passages.values()}
    for index, section in enumerate(paper.model.section):
        at = ("section", index)
        match section:
            case QuestionsSection():
                for number, draw in enumerate(section.draw):
                    low, high = draw.difficulty
                    have = sum(topic_within(i.topic, draw.topic) and low <= i.difficulty <= high for i in items)
                    if have < draw.count:
                        yield source.problem(
                            (*at, "draw", number), "R003", topic=draw.topic, count=draw.count, have=have
                        )
                gate = section.gate
                topic = gate.topic if gate else None
                # A wider draw may happen to bring items of the topic; a gate needs a draw that must.
                if gate and topic and not any(topic_within(draw.topic, topic) for draw in section.draw):
                    yield source.problem((*at, "gate", "topic"), "R004", topic=gate.topic)
            case TypingSection():
                if section.passages.group not in groups:
                    yield _unknown(source, (*at, "passages", "group"), "group", section.passages.group, groups)
            case RoleplaySection():
                for number, script in enumerate(section.scripts):
                    if script not in library.roleplays:
                        yield _unknown(source, (*at, "scripts", number), "roleplay", script, library.roleplays)
