"""Reading a workspace: every file onto its shelf, problems collected."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from exam_tui.content.bank import BankFile
from exam_tui.content.catalogue import CatalogueFile
from exam_tui.content.completing import complete_scripts
from exam_tui.content.inheriting import complete_policies
from exam_tui.content.library import Library
from exam_tui.content.loading import KINDS, Loaded, load_file
from exam_tui.content.paper import PaperFile
from exam_tui.content.passage import PassageFile
from exam_tui.content.pausing import cycle_search_paused
from exam_tui.content.phrases import PhrasesFile
from exam_tui.content.policy import PolicyFile
from exam_tui.content.problems import Problem
from exam_tui.content.references import reference_problems, relative_path
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.content.scene import SceneFile
from exam_tui.content.shift import ShiftFile
from exam_tui.content.temperament import TemperamentFile
from exam_tui.content.wordlists import WordListsFile
from exam_tui.content.workspace import CONTENT_FOLDERS
from exam_tui.errors import ExamTuiError


def content_files(root: Path) -> list[Path]:
    """Every content file of a workspace, in a fixed order."""
    return sorted(
        Path(folder) / name
        for top in CONTENT_FOLDERS
        for folder, _, names in os.walk(root / top)
        for name in names
        if name.endswith(".toml") and not name.startswith(".")
    )


@cycle_search_paused()
def load_library(root: Path) -> Library:
    """Load a workspace. Problems are collected, not raised: a broken file leaves the others usable for checking."""
    if not (root / "question_banks").is_dir():
        raise ExamTuiError("workspace.not_one", path=str(root))
    shelves: dict[type, dict[str, Loaded[Any]]] = {kind: {} for kind in KINDS.values()}
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
            problems.append(
                loaded.source.problem((key, "id"), "R001", value=content_id, other=relative_path(other, root))
            )
        else:
            shelf[content_id] = loaded
    policies, found = complete_policies(shelves[PolicyFile])
    # Where a file did not load, a policy that is not there is no second error.
    problems += [problem for problem in found if not (problems and problem.code == "R002")]
    # A script that names what is in a file that did not load would be told a second time for one cause.
    scripts, found = complete_scripts(
        shelves[RoleplayFile],
        shelves[SceneFile],
        shelves[TemperamentFile],
        shelves[CatalogueFile],
        shelves[WordListsFile],
    )
    problems += [problem for problem in found if not (problems and problem.code == "R002")]
    library = Library(
        root,
        shelves[BankFile],
        shelves[CatalogueFile],
        shelves[PassageFile],
        shelves[PaperFile],
        shelves[PolicyFile],
        shelves[RoleplayFile],
        shelves[SceneFile],
        shelves[TemperamentFile],
        shelves[ShiftFile],
        shelves[PhrasesFile],
        shelves[WordListsFile],
        scripts,
        policies,
        (),
    )
    problems += reference_problems(library, complete=not problems)
    return replace(library, problems=tuple(sorted(problems, key=lambda problem: problem.order)))


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
        case SceneFile(scene=scene):
            return "scene", scene.id
        case TemperamentFile(temperament=temperament):
            return "temperament", temperament.id
        case ShiftFile(shift=shift):
            return "shift", shift.id
        case PhrasesFile(phrases=phrases):
            return "phrases", phrases.id
        case WordListsFile(wordlists=wordlists):
            return "wordlists", wordlists.id
    raise AssertionError(type(loaded.model))
