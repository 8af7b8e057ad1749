"""The form: what exactly was asked, enough to mark the sitting anywhere without the workspace.

Drawing is seeded and library-independent: items are ordered by sha256(seed, item id), so any version of any library
on any machine draws the same form from the same content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Literal, TypeVar

from exam_tui.content.base import Model, Slug, canonical_json, model_hash, sha256_of
from exam_tui.content.items import Item, MatchItem, MultipleItem, OrderItem, SingleItem, topic_within
from exam_tui.content.library import Library
from exam_tui.content.paper import Draw, PaperFile, QuestionsSection, RoleplaySection, Section, TypingSection
from exam_tui.content.passage import Passage
from exam_tui.content.policy import PolicyFile
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.errors import ExamTuiError, Exit

T = TypeVar("T")


class FormItem(Model):
    """An item as asked: `order` gives the author's indexes in the order shown (empty where nothing is shuffled): of
    options, steps, or the right entries of a match."""

    item: Item
    order: tuple[int, ...]
    version: str
    """Hash of what the candidate met; see `content.bank`."""


class FormSection(Model):
    """What one section presents. Only the list that fits the section's kind is filled."""

    id: Slug
    items: tuple[FormItem, ...] = ()
    passages: tuple[Passage, ...] = ()
    scripts: tuple[RoleplayFile, ...] = ()


class Form(Model):
    """`form.json`."""

    schema_: Literal["exam-tui/form/1"] = "exam-tui/form/1"
    seed: int
    paper: PaperFile
    policy: PolicyFile
    sections: tuple[FormSection, ...]

    def to_bytes(self) -> bytes:
        """The bytes of `form.json`; equal forms give equal bytes."""
        return canonical_json(self.model_dump(mode="json", by_alias=True)) + b"\n"

    @property
    def hash(self) -> str:
        """SHA-256 of the bytes of `form.json`."""
        return sha256_of(self.to_bytes())

    def section(self, section_id: str) -> FormSection:
        """The section of that id."""
        return next(section for section in self.sections if section.id == section_id)

    def blueprint(self, section_id: str) -> Section:
        """The paper's own description of a section."""
        return next(section for section in self.paper.section if section.id == section_id)

    def script(self, script_id: str) -> RoleplayFile:
        """The script of that id."""
        return next(s for section in self.sections for s in section.scripts if s.roleplay.id == script_id)

    def item(self, item_id: str) -> FormItem:
        """The item of that id."""
        return next(i for section in self.sections for i in section.items if i.item.id == item_id)


def seeded_order(seed: int, names: Iterable[str]) -> list[str]:
    """`names` ordered by sha256(seed, name): the same on every machine for ever."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).digest())


def draw_form(library: Library, paper_id: str, seed: int) -> Form:
    """Draw a form. Raises ExamTuiError where the content can't fill the blueprint."""
    paper = library.paper(paper_id)
    policy = library.policies.get(paper.paper.policy)
    if policy is None:
        raise ExamTuiError("paper.policy_missing", paper=paper_id, policy=paper.paper.policy)
    sections = []
    used: set[str] = set()
    for section in paper.section:
        match section:
            case QuestionsSection():
                items = _draw_items(library, section, seed, used)
                sections.append(
                    FormSection(id=section.id, items=tuple(_present(i, section.shuffle, seed) for i in items))
                )
            case TypingSection():
                group = section.passages.group
                shelf = {p.model.passage.id: p.model.passage for p in library.passages.values()}
                names = seeded_order(seed, [name for name, passage in shelf.items() if passage.group == group])
                taken = _take(names, section.passages.count, "draw.too_few_passages", group=group)
                sections.append(FormSection(id=section.id, passages=tuple(shelf[name] for name in taken)))
            case RoleplaySection():
                chosen = set(seeded_order(seed, section.scripts)[: section.count or len(section.scripts)])
                unknown = sorted(chosen - set(library.roleplays))
                if unknown:
                    raise ExamTuiError("draw.script_missing", script=unknown[0])
                scripts = tuple(library.roleplays[name].model for name in section.scripts if name in chosen)
                sections.append(FormSection(id=section.id, scripts=scripts))
    return Form(seed=seed, paper=paper, policy=policy.model, sections=tuple(sections))


def _draw_items(library: Library, section: QuestionsSection, seed: int, used: set[str]) -> list[Item]:
    """The section's items, in the order of its draws. `used` are the form's items so far, and grows.

    The draw with the fewest items to choose from goes first, so that a wide draw never takes what a narrow one needs.
    """
    shelf: dict[str, Item] = {item.id: item for item in library.exam_items()}
    order = seeded_order(seed, shelf)
    fitting = [[name for name in order if _fits(shelf[name], draw)] for draw in section.draw]
    drawn: dict[int, list[str]] = {}
    for number in sorted(range(len(section.draw)), key=lambda n: len(fitting[n])):
        draw, taken = section.draw[number], list[str]()
        for name in fitting[number]:
            if len(taken) < draw.count and name not in used and not _meets_enemy(shelf, used, name):
                taken.append(name)
                used.add(name)
        _take(taken, draw.count, "draw.too_few_items", topic=draw.topic)
        drawn[number] = taken
    return [shelf[name] for number in range(len(section.draw)) for name in drawn[number]]


def _meets_enemy(shelf: dict[str, Item], used: set[str], name: str) -> bool:
    """Whether an item of the form is an enemy of this one; either may be the one that says so."""
    return bool(used & set(shelf[name].enemies)) or any(name in shelf[other].enemies for other in used)


def _fits(item: Item, draw: Draw) -> bool:
    low, high = draw.difficulty
    return topic_within(item.topic, draw.topic) and low <= item.difficulty <= high


def _take(names: Sequence[str], count: int, code: str, **params: str) -> Sequence[str]:
    if len(names) < count:
        raise ExamTuiError(code, exit_code=Exit.USAGE, count=count, have=len(names), **params)
    return names[:count]


def _present(item: Item, shuffle: bool, seed: int) -> FormItem:
    # The author writes what is right first, so an unshuffled order is by hash too, not by the file.
    drawn = seed if shuffle else 0
    order: tuple[int, ...] = ()
    match item:
        case SingleItem() | MultipleItem():
            pinned = [index for index, option in enumerate(item.options) if option.pin]
            order = (*(i for i in _shown_order(item, len(item.options), drawn) if i not in pinned), *pinned)
        case OrderItem():
            order = _shown_order(item, len(item.steps), drawn)
            if order == tuple(range(len(order))):
                order = (*order[1:], order[0])  # a task that is solved already tests nothing
        case MatchItem():
            order = _shown_order(item, len(item.right), drawn)
    return FormItem(item=item, order=order, version=item.version)


def _shown_order(item: Item, count: int, seed: int) -> tuple[int, ...]:
    names = {f"{item.id}:{index}": index for index in range(count)}
    return tuple(names[name] for name in seeded_order(seed, names))


def content_hashes(form: Form) -> dict[str, object]:
    """Hashes by which a result names the content that it was marked with."""
    return {
        "form": form.hash,
        "paper": model_hash(form.paper),
        "policy": model_hash(form.policy),
        "passages": {p.id: model_hash(p) for section in form.sections for p in section.passages},
        "scripts": {s.roleplay.id: model_hash(s) for section in form.sections for s in section.scripts},
        "items": {i.item.id: i.version for section in form.sections for i in section.items},
    }
