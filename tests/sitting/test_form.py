"""The same seed must draw the same form for ever: a dispute is settled by drawing it again."""

from __future__ import annotations

from collections import Counter

import pytest

from exam_tui.content.items import topic_within
from exam_tui.content.library import Library
from exam_tui.content.paper import QuestionsSection
from exam_tui.content.seeded import seeded_order
from exam_tui.errors import ExamTuiError
from exam_tui.sitting.drawing import draw_form
from exam_tui.sitting.form import Form


def test_the_order_is_fixed_by_the_algorithm_not_by_a_library() -> None:
    """sha256('7:a') < … compared with the order that sha256sum gives."""
    assert seeded_order(7, ["a", "b", "c", "d"]) == ["c", "a", "d", "b"]


def test_same_seed_same_bytes_other_seed_other_form(library: Library) -> None:
    assert draw_form(library, "starter", 7).to_bytes() == draw_form(library, "starter", 7).to_bytes()
    assert draw_form(library, "starter", 7).hash != draw_form(library, "starter", 8).hash


def test_a_form_survives_being_written_and_read(library: Library) -> None:
    form = draw_form(library, "starter", 7)
    assert Form.model_validate_json(form.to_bytes()).to_bytes() == form.to_bytes()


def test_the_blueprint_is_kept_for_any_seed(library: Library) -> None:
    for seed in range(40):
        form = draw_form(library, "starter", seed)
        for section in form.paper.section:
            if isinstance(section, QuestionsSection):
                items = [asked.item for asked in form.section(section.id).items]
                assert max(Counter(item.id for item in items).values()) == 1
                for draw in section.draw:
                    assert sum(topic_within(item.topic, draw.topic) for item in items) == draw.count
                assert not {i.id for i in items} & {enemy for i in items for enemy in i.enemies}


def test_options_come_in_different_orders(library: Library) -> None:
    firsts = Counter(
        asked.order[0]
        for seed in range(30)
        for asked in draw_form(library, "starter", seed).sections[0].items
        if asked.item.kind == "single"
    )
    assert firsts[0] / sum(firsts.values()) < 0.4  # the right one is written first; it must not be shown first


def test_a_missing_paper_is_named_with_those_that_exist(library: Library) -> None:
    with pytest.raises(ExamTuiError) as caught:
        draw_form(library, "final", 1)
    assert "starter, track-a-day22" in str(caught.value.params["known"])


def test_facts_stand_in_the_authors_order_also_after_a_restart(library: Library) -> None:
    form = draw_form(library, "reception-rush", 7)
    read = Form.model_validate_json(form.to_bytes())
    scripts = [script for section in form.sections for script in section.scripts]
    again = [script for section in read.sections for script in section.scripts]
    assert [list(one.roleplay.order) for one in scripts] == [list(one.roleplay.order) for one in again]
    assert any(list(one.roleplay.order) != sorted(one.roleplay.order) for one in scripts)
