"""A workspace's content, by id, and what a paper may draw from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exam_tui.content.bank import BankFile
from exam_tui.content.catalogue import CatalogueFile
from exam_tui.content.generating import Generated, generate
from exam_tui.content.items import Item, topic_within
from exam_tui.content.loading import Loaded
from exam_tui.content.paper import Draw, PaperFile, RoleplaySection
from exam_tui.content.passage import Passage, PassageFile
from exam_tui.content.phrases import PhrasesFile
from exam_tui.content.policy import Policy, PolicyFile
from exam_tui.content.problems import Problem
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.content.scene import SceneFile
from exam_tui.content.shift import ShiftFile
from exam_tui.content.temperament import TemperamentFile
from exam_tui.content.wordlists import WordListsFile
from exam_tui.errors import ExamTuiError


@dataclass(frozen=True)
class Offered:
    """An item that a draw may take. `subject`: the product that it is about, or the item itself."""

    item: Item
    subject: str


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
    scenes: Mapping[str, Loaded[SceneFile]]
    temperaments: Mapping[str, Loaded[TemperamentFile]]
    shifts: Mapping[str, Loaded[ShiftFile]]
    phrases: Mapping[str, Loaded[PhrasesFile]]
    wordlists: Mapping[str, Loaded[WordListsFile]]
    scripts: Mapping[str, RoleplayFile]
    """Complete role-play scripts, with scenes, temperament and products, by id; without those that have problems."""
    complete_policies: Mapping[str, Policy]
    """Policies with all that they extend, by id; without those that have problems."""
    problems: tuple[Problem, ...]
    """Problems of syntax, models and references, in the order of their places."""
    # Found once and kept: a library never changes.
    _generated: dict[str, tuple[Generated, ...]] = field(default_factory=dict, compare=False, repr=False)
    _offers: dict[str | None, list[Offered]] = field(default_factory=dict, compare=False, repr=False)
    _pools: dict[Draw, list[Offered]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def kind_of_file(self) -> dict[Path, str]:
        """Every file that was read, with its kind (the name of its leading table)."""
        return {loaded.source.path: kind for loaded, kind in self.kinds()}

    def kinds(self) -> Iterator[tuple[Loaded[Any], str]]:
        """Everything that was read, with its kind."""
        shelves: tuple[tuple[str, Mapping[str, Loaded[Any]]], ...] = (
            ("bank", self.banks), ("catalogue", self.catalogues), ("passage", self.passages),
            ("paper", self.papers), ("policy", self.policies), ("roleplay", self.roleplays),
            ("scene", self.scenes), ("temperament", self.temperaments), ("shift", self.shifts),
            ("phrases", self.phrases), ("wordlists", self.wordlists),
        )  # fmt: skip
        yield from ((loaded, kind) for kind, shelf in shelves for loaded in shelf.values())

    def exam_items(self) -> list[Item]:
        """Every item that an exam may draw."""
        return [
            item for bank in self.banks.values() if bank.model.bank.pool != "practice" for item in bank.model.question
        ]

    def exam_passages(self, group: str) -> list[Passage]:
        """Every passage of a group that an exam may draw, in the order of ids."""
        return [one for one in self._passages() if one.group == group and one.pool != "practice"]

    def practice_passages(self) -> list[Passage]:
        """Every passage that may be practised, by group and id."""
        return sorted((one for one in self._passages() if one.pool != "exam"), key=lambda one: (one.group, one.id))

    def _passages(self) -> list[Passage]:
        return [self.passages[name].model.passage for name in sorted(self.passages)]

    def pool(self, draw: Draw) -> list[Offered]:
        """Everything that a draw may take, in the order of ids."""
        if draw not in self._pools:
            low, high = draw.difficulty
            self._pools[draw] = [
                one
                for one in self._offered(draw.catalogue)
                if low <= one.item.difficulty <= high
                and (draw.topic is None or topic_within(one.item.topic, draw.topic))
                and (not draw.kinds or one.item.kind in draw.kinds)
            ]
        return self._pools[draw]

    def _offered(self, catalogue_id: str | None) -> list[Offered]:
        """What a catalogue or (None) the banks offer, in the order of ids."""
        if catalogue_id not in self._offers:
            if catalogue_id is None:
                offers = [Offered(item, item.id) for item in self.exam_items()]
            else:
                offers = [Offered(one.item, one.code) for one in self.generated(catalogue_id)]
            self._offers[catalogue_id] = sorted(offers, key=lambda one: one.item.id)
        return self._offers[catalogue_id]

    def generated(self, catalogue_id: str) -> tuple[Generated, ...]:
        """The items that a catalogue gives, in an exam; none where it is for practice only, or there is none."""
        loaded = self.catalogues.get(catalogue_id)
        if loaded is None or loaded.model.catalogue.pool == "practice":
            return ()
        if catalogue_id not in self._generated:
            self._generated[catalogue_id] = generate(loaded.model)
        return self._generated[catalogue_id]

    def policy(self, policy_id: str) -> Policy:
        """The complete policy of that id; an error names the ones that exist."""
        if policy_id not in self.complete_policies:
            raise ExamTuiError("policy.unknown", policy=policy_id, known=", ".join(sorted(self.complete_policies)))
        return self.complete_policies[policy_id]

    def script(self, script_id: str) -> RoleplayFile:
        """The complete script of that id; an error names the ones that exist."""
        if script_id not in self.scripts:
            raise ExamTuiError("roleplay.unknown", script=script_id, known=", ".join(sorted(self.scripts)))
        return self.scripts[script_id]

    def scripts_of(self, section: RoleplaySection) -> tuple[str, ...]:
        """Ids of all scripts that a section may present."""
        if section.shift is None:
            return section.scripts
        shift = self.shifts.get(section.shift)
        return tuple(one.script for one in shift.model.customer) if shift is not None else ()

    def policies_of(self, script_id: str) -> list[Policy]:
        """The complete policies that a script is judged by: those of the papers that use it.

        One that no paper uses yet: that of most papers; where there are none, one that no other extends.
        """
        papers = [loaded.model for loaded in self.papers.values()]
        using = {
            paper.paper.policy
            for paper in papers
            for section in paper.section
            if isinstance(section, RoleplaySection) and script_id in self.scripts_of(section)
        }
        known = sorted(using & set(self.complete_policies))
        if not known:
            votes = Counter(paper.paper.policy for paper in papers)
            extended = {loaded.model.policy.extends for loaded in self.policies.values()}
            known = sorted(self.complete_policies, key=lambda name: (-votes[name], name in extended, name))[:1]
        return [self.complete_policies[name] for name in known]

    def paper(self, paper_id: str) -> PaperFile:
        """The paper of that id; an error names the ones that exist."""
        if paper_id not in self.papers:
            raise ExamTuiError("paper.unknown", paper=paper_id, known=", ".join(sorted(self.papers)))
        return self.papers[paper_id].model
