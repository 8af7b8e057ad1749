"""From a paper and a seed to a form.

Seeded and library-independent: the same content, seed and exposure give the same form on any machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from exam_tui.content.completing import with_temper
from exam_tui.content.hosted import hosted_script
from exam_tui.content.items import Item, MatchItem, MultipleItem, OrderItem, SingleItem
from exam_tui.content.library import Library
from exam_tui.content.paper import QuestionsSection, RoleplaySection, TypingSection
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.content.seeded import seeded_order
from exam_tui.errors import ExamTuiError, Exit
from exam_tui.sitting.assembling import choose_items
from exam_tui.sitting.exposure import Exposure
from exam_tui.sitting.form import Form, FormItem, FormSection

SPARES = 2
"""So many passages more are drawn, as far as there are, for tests that are interrupted."""


def draw_form(
    library: Library,
    paper_id: str,
    seed: int,
    exposure: Exposure | None = None,
    *,
    label: str = "",
    extra_time_percent: int = 0,
) -> Form:
    """Draw a form. Raises ExamTuiError where the content can't fill the blueprint or the paper allows less time."""
    paper = library.paper(paper_id)
    policy = library.complete_policies.get(paper.paper.policy)
    if policy is None:
        raise ExamTuiError("paper.policy_missing", paper=paper_id, policy=paper.paper.policy)
    if not 0 <= extra_time_percent <= paper.paper.extra_time_percent:
        most = paper.paper.extra_time_percent
        raise ExamTuiError("paper.extra_time", exit_code=Exit.USAGE, paper=paper_id, most=most)
    exposure = exposure or Exposure()
    # All draws at once: one section must not take what another has no other choice of.
    draws = [
        (section.id, draw)
        for section in paper.section
        if isinstance(section, QuestionsSection)
        for draw in section.draw
    ]
    chosen = choose_items([(draw, library.pool(draw)) for _, draw in draws], seed, exposure.counts)
    items: dict[str, list[Item]] = {}
    for (section_id, _), drawn in zip(draws, chosen, strict=True):
        items.setdefault(section_id, []).extend(drawn)
    sections = [_draw_section(library, section, seed, items.get(section.id, []), exposure) for section in paper.section]
    return Form(
        seed=seed,
        label=label,
        extra_time_percent=extra_time_percent,
        paper=paper,
        policy=policy,
        sections=tuple(sections),
    )


FORM_LABELS = "ABCDEFGH"


def draw_forms(library: Library, paper_id: str, seed: int, count: int) -> list[Form]:
    """`count` (1 to 8) parallel forms, labelled A, B, …: the same quotas, as few items in common as can be.

    Earlier sittings don't count here: whoever draws form B later must get the B that belongs to the A of today.
    """
    forms: list[Form] = []
    used = Exposure()
    for label in FORM_LABELS[:count]:
        form = draw_form(library, paper_id, seed, used, label=label)
        forms.append(form)
        used = used.with_form(form)
    return forms


def _draw_section(
    library: Library,
    section: QuestionsSection | TypingSection | RoleplaySection,
    seed: int,
    items: Sequence[Item],
    exposure: Exposure,
) -> FormSection:
    match section:
        case QuestionsSection():
            return FormSection(id=section.id, items=tuple(_present(item, section.shuffle, seed) for item in items))
        case TypingSection():
            group = section.passages.group
            shelf = {passage.id: passage for passage in library.exam_passages(group)}
            names = _least_used(seed, shelf, exposure)
            needed = section.passages.count + section.retest
            if len(names) < needed:
                raise ExamTuiError(
                    "draw.too_few_passages", exit_code=Exit.USAGE, group=group, count=needed, have=len(names)
                )
            passages = [shelf[name] for name in names]
            count, last = section.passages.count, needed + SPARES
            return FormSection(id=section.id, passages=tuple(passages[:count]), spares=tuple(passages[count:last]))
        case RoleplaySection():
            return _draw_customers(library, section, seed, exposure)


def _draw_customers(library: Library, section: RoleplaySection, seed: int, exposure: Exposure) -> FormSection:
    if section.phrases is not None and section.phrases not in library.phrases:
        raise ExamTuiError("draw.phrases_missing", phrases=section.phrases)
    phrases = library.phrases[section.phrases].model.phrase if section.phrases is not None else ()
    if section.hosted:
        return FormSection(id=section.id, scripts=(hosted_script(section.id, section.title),), phrases=phrases)
    if section.shift is not None:
        if section.shift not in library.shifts:
            raise ExamTuiError("draw.shift_missing", shift=section.shift)
        plan = library.shifts[section.shift].model.customer
        scripts = tuple(_script(library, one.script, one.temperament) for one in plan)
        arrivals = tuple(one.at * 1000 for one in plan)
        return FormSection(id=section.id, scripts=scripts, arrivals=arrivals, phrases=phrases)
    chosen = set(_least_used(seed, section.scripts, exposure)[: section.count or len(section.scripts)])
    scripts = tuple(_script(library, name, None) for name in section.scripts if name in chosen)
    return FormSection(id=section.id, scripts=scripts, phrases=phrases)


def _script(library: Library, name: str, temperament: str | None) -> RoleplayFile:
    if name not in library.scripts:
        raise ExamTuiError("draw.script_missing", script=name)
    script = library.scripts[name]
    return with_temper(script, library.temperaments[temperament].model.temperament) if temperament else script


def _least_used(seed: int, names: Iterable[str], exposure: Exposure) -> Sequence[str]:
    return sorted(seeded_order(seed, names), key=lambda name: exposure.counts.get(name, 0))


def present(item: Item) -> FormItem:
    """An item as a candidate would meet it, in one of its orders: for previews."""
    return _present(item, True, 1)


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
