"""Two candidates must meet equally hard forms, without items that give each other away, whoever sits next to whom."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import mean, pstdev

import pytest
from pydantic import TypeAdapter

from exam_tui.content.items import Item, topic_within
from exam_tui.content.library import Library, Offered
from exam_tui.content.paper import Draw, QuestionsSection
from exam_tui.errors import ExamTuiError
from exam_tui.rehearsal.candidates import rehearse
from exam_tui.results.folder import finalise
from exam_tui.sitting.assembling import choose_items, quotas
from exam_tui.sitting.clock import VirtualClock
from exam_tui.sitting.drawing import draw_form, draw_forms
from exam_tui.sitting.events import Candidate
from exam_tui.sitting.exposure import Exposure, exposure_of, used_ids
from exam_tui.sitting.folder import FormWanted, open_or_resume
from exam_tui.sitting.form import Form, FormItem
from exam_tui.sitting.saving import DirectSink

PAPER = "track-a-day22"
ITEM: TypeAdapter[Item] = TypeAdapter(Item)


def items_of(form: Form) -> list[FormItem]:
    return [asked for section in form.sections for asked in section.items]


def difficulty(form: Form) -> float:
    return mean(asked.item.difficulty for asked in items_of(form))


@pytest.fixture(scope="module")
def forms(library: Library) -> list[Form]:
    return [draw_form(library, PAPER, seed) for seed in range(25)]


def test_every_form_is_equally_hard(forms: list[Form]) -> None:
    assert pstdev(difficulty(form) for form in forms) < 0.02
    assert len({tuple(sorted(a.item.id for a in items_of(form))) for form in forms}) == len(forms)


def test_nothing_in_a_form_gives_something_else_away(forms: list[Form]) -> None:
    for form in forms:
        items = [asked.item for asked in items_of(form)]
        ids = {item.id for item in items}
        assert len(ids) == len(items)
        assert not any(ids & set(item.enemies) for item in items)
        clues = Counter(clue for item in items for clue in set(item.clues))
        assert max(clues.values()) == 1


def test_the_blueprint_is_met_topic_by_topic(forms: list[Form]) -> None:
    for form in forms:
        for section in form.paper.section:
            if isinstance(section, QuestionsSection):
                items = [asked.item for asked in form.section(section.id).items]
                assert len(items) == section.asked
                for draw in section.draw:
                    if draw.catalogue is None:
                        bank = [i for i in items if not i.id.startswith("qinghe-")]
                        assert sum(topic_within(i.topic, draw.topic or "") for i in bank) == draw.count


def test_a_catalogue_draw_is_spread_over_products_and_categories(forms: list[Form]) -> None:
    for form in forms:
        drawn = [a.item for a in items_of(form) if a.item.id.startswith("qinghe-")]
        assert max(Counter(item.tags[0] for item in drawn).values()) == 1
        per_category = Counter(item.topic for item in drawn)
        assert max(per_category.values()) - min(per_category.values()) <= 3


def test_neighbours_get_equally_hard_forms_with_little_in_common(library: Library) -> None:
    first, second = draw_forms(library, PAPER, 5, 2)
    assert (first.label, second.label) == ("A", "B")
    assert difficulty(first) == difficulty(second)
    shared = {a.item.id for a in items_of(first)} & {a.item.id for a in items_of(second)}
    assert len(shared) <= 0.15 * len(items_of(first))


def test_what_was_used_before_comes_last(library: Library) -> None:
    first = draw_form(library, PAPER, 1)
    later = draw_form(library, PAPER, 1, Exposure(dict(Counter(used_ids(first))), 1))
    shared = {a.item.id for a in items_of(first)} & {a.item.id for a in items_of(later)}
    assert len(shared) <= 0.15 * len(items_of(first))
    assert difficulty(later) == pytest.approx(difficulty(first), abs=0.02)


def test_exposure_is_counted_from_the_forms_that_are_there(finished: Callable[..., Path]) -> None:
    folder = finished("silent")
    exposure = exposure_of(folder.parent)
    form = Form.model_validate_json((folder / "form.json").read_bytes())
    assert exposure.sittings == 1
    assert exposure.counts == Counter(used_ids(form))
    (folder / "form.json").write_text("{", encoding="utf-8")
    assert exposure_of(folder.parent) == Exposure({}, 0)  # a damaged sitting is no reason not to examine anybody


def test_quotas_are_whole_and_proportional() -> None:
    assert quotas("aaabbc", 6) == {"a": 3, "b": 2, "c": 1}
    assert quotas("aaabbc", 3) == {"a": 2, "b": 1, "c": 0}
    assert sum(quotas("abcde", 7).values()) == 7
    assert quotas("", 3) == {}


def test_extra_time_is_given_as_the_paper_allows_and_not_to_the_typing_test(library: Library) -> None:
    form = draw_form(library, PAPER, 1, extra_time_percent=25)
    minutes = {section.id: form.section_ms(section) / 60_000 for section in form.paper.section}
    assert minutes == {"products": 35, "service": 25, "typing": 5, "presale": 10, "bargaining": 10}
    assert form.paper_ms == (75 + 7 + 5 + 4) * 60_000
    with pytest.raises(ExamTuiError, match=r"paper\.extra_time"):
        draw_form(library, PAPER, 1, extra_time_percent=60)


@pytest.fixture
def sit(library: Library, clock: VirtualClock, tmp_path: Path) -> Callable[[int], Path]:
    """A silent candidate's sitting of the day-22 paper."""

    def run(attempt: int) -> Path:
        candidate = Candidate(id="E1", name="周", attempt=attempt)
        held = open_or_resume(
            library, PAPER, candidate, "proctored", tmp_path / "results", clock, DirectSink, FormWanted(3, "B", 10)
        )
        rehearse(held.sitting, clock, "silent", 1)
        held.release()
        finalise(held.folder)
        return held.folder

    return run


def test_a_resit_waits_as_long_as_the_paper_says(sit: Callable[[int], Path], clock: VirtualClock) -> None:
    sit(1)
    with pytest.raises(ExamTuiError, match=r"attempt\.too_soon"):
        sit(2)
    clock.advance(int(timedelta(days=3).total_seconds() * 1000))
    sit(2)
    clock.advance(int(timedelta(days=3).total_seconds() * 1000))
    with pytest.raises(ExamTuiError, match=r"attempt\.too_many"):
        sit(3)


def test_form_and_extra_time_stand_in_the_result(sit: Callable[[int], Path]) -> None:
    paper = json.loads((sit(1) / "result.json").read_bytes())["paper"]
    assert (paper["form"], paper["extra_time_percent"]) == ("B", 10)


def draws_of(
    *questions: tuple[str, str, tuple[str, ...]], draws: list[dict[str, object]]
) -> list[tuple[Draw, list[Offered]]]:
    """Draws over a few judge and single items given as (id, kind, enemies)."""
    items = [
        ITEM.validate_python(
            {"id": name, "topic": "t", "stem": "?", "kind": kind, "enemies": enemies}
            | ({"answer": True} if kind == "judge" else {"right": "a", "wrong": ["b"]})
        )
        for name, kind, enemies in questions
    ]  # fmt: skip
    wanted = [Draw.model_validate({"topic": "t", **draw}) for draw in draws]
    return [
        (draw, [Offered(item, item.id) for item in items if not draw.kinds or item.kind in draw.kinds])
        for draw in wanted
    ]


def test_an_item_that_was_never_used_does_not_block_the_draw_for_ever() -> None:
    """Three of b, c, d fit together; a is the enemy of all of them, and always the least used."""
    pools = draws_of(("a", "judge", ("b", "c", "d")), ("b", "judge", ()), ("c", "judge", ()), ("d", "judge", ()),
                     draws=[{"count": 3}])  # fmt: skip
    for seed in range(20):
        (items,) = choose_items(pools, seed, {"b": 5, "c": 5, "d": 5})
        assert {item.id for item in items} == {"b", "c", "d"}


def test_a_wide_draw_leaves_what_a_later_section_has_no_other_choice_of() -> None:
    many = [(f"j{n}", "judge", ()) for n in range(20)]
    pools = draws_of(*many, ("s", "single", ()), draws=[{"count": 4}, {"count": 1, "kinds": ["single"]}])
    for seed in range(50):
        assert [item.id for item in choose_items(pools, seed, {})[1]] == ["s"]


def test_an_odd_old_form_does_not_stop_an_exam(tmp_path: Path) -> None:
    folder = tmp_path / "20260101-000000-E1-starter"
    folder.mkdir()
    (folder / "form.json").write_text(json.dumps(
        {"sections": [{"items": [{"item": {"id": ["x"]}}], "passages": [], "scripts": []}]}
    ), encoding="utf-8")  # fmt: skip
    assert exposure_of(tmp_path).counts == {}


def test_an_attempt_can_not_be_declared_twice(sit: Callable[[int], Path], clock: VirtualClock) -> None:
    sit(1)
    clock.advance(int(timedelta(days=3).total_seconds() * 1000))
    with pytest.raises(ExamTuiError, match=r"attempt\.repeated"):
        sit(1)
