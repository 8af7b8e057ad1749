"""One house policy, complete, by its id or by its file: without reading the rest of the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from exam_tui.content.inheriting import Files, ancestry, complete_policies
from exam_tui.content.loading import Loaded, load_file
from exam_tui.content.policy import Policy, PolicyFile
from exam_tui.content.problems import Problem
from exam_tui.errors import ExamTuiError, Exit

FOLDER = Path("roleplays") / "policies"


@dataclass(frozen=True)
class House:
    """A policy with the files that it was put together from; None, with the problems, where that can't be done."""

    name: str
    policy: Policy | None
    files: Files
    problems: tuple[Problem, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that it rests on."""
        return tuple(self.files[name].source.path for name in ancestry(self.files, self.name))


def load_house(root: Path, name: str) -> House:
    """The policy of that id in the workspace `root`, or in the file of that name (which may extend one of `root`, or
    one beside it). Raises ExamTuiError where there is neither."""
    path = Path(name)
    given = path if path.suffix == ".toml" or _is_file(path) else None
    if given is not None and not _is_file(given):
        raise ExamTuiError("policy.no_file", exit_code=Exit.USAGE, path=name)
    files: dict[str, Loaded[PolicyFile]] = {}
    problems: dict[str, list[Problem]] = {}
    wanted = name
    folders = [root / FOLDER] if given is None else [root / FOLDER, given.parent]
    beside = [one for folder in dict.fromkeys(folders) if folder.is_dir() for one in sorted(folder.glob("*.toml"))]
    for one in [*beside, *([given] if given else [])]:
        loaded, found = load_file(one)
        if loaded is not None and isinstance(loaded.model, PolicyFile):
            files[loaded.model.policy.id] = loaded  # the file that was asked for comes last and wins
            if one == given:
                wanted = loaded.model.policy.id
        elif one == given:
            if loaded is not None:
                raise ExamTuiError("policy.not_one", exit_code=Exit.USAGE, path=name)
            return House(name, None, files, tuple(found))
        problems[one.stem] = found
    broken = tuple(problem for some in problems.values() for problem in some)
    if wanted not in files:
        if broken:  # who can tell which policy a file that can't be read is
            return House(name, None, files, tuple(problems.get(name) or broken))
        known = ", ".join(sorted(files))
        raise ExamTuiError("policy.unknown", exit_code=Exit.USAGE, policy=name, known=known)
    complete, found = complete_policies({one: files[one] for one in ancestry(files, wanted)})
    if broken and any(problem.code == "R002" for problem in found):  # it is there, but can't be read
        found = list(broken)
    policy = None if found else complete.get(wanted)
    return House(wanted, policy, files, tuple(found))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that no file can have
        return False
