"""A question made by a template must have exactly one defensible answer, and be the same question in every form."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from exam_tui.content.catalogue import CatalogueFile
from exam_tui.content.generating import Generated, conflicting, generate
from exam_tui.content.items import NumberItem, SingleItem
from exam_tui.content.library import Library

PRODUCTS: list[dict[str, Any]] = [
    {"code": f"P-{i}", "name": f"商品{i}", "category": "精油", "price": 10 + i,
     "facts": {"容量": f"{[10, 20, 30, 50, 10][i]} ml", "气味": "花香" if i == 3 else "草本"},
     "needs": [["油皮"], ["干皮"], ["敏感"], ["熬夜"], ["油皮"]][i]}
    for i in range(5)
]  # fmt: skip


def catalogue(products: list[dict[str, Any]]) -> CatalogueFile:
    return CatalogueFile.model_validate({"catalogue": {"id": "c", "title": "目录"}, "product": products})


@pytest.fixture(params=["qinghe", "mianyu"])
def shipped(request: pytest.FixtureRequest, library: Library) -> CatalogueFile:
    return library.catalogues[request.param].model


def by_template(items: tuple[Generated, ...], template: str) -> list[SingleItem]:
    return [one.item for one in items if one.template == template and isinstance(one.item, SingleItem)]


def test_facts_of_the_catalogue_are_the_only_right_answers(shipped: CatalogueFile) -> None:
    """Every wrong option of a question about an attribute is contradicted by the product's own value."""
    products = {product.code: product for product in shipped.product}
    for one in generate(shipped):
        if one.template == "fact" and isinstance(one.item, SingleItem):
            value = one.item.right.text
            assert value in products[one.code].facts.values()
            assert all(conflicting(option.text, value) for option in one.item.wrong)


def test_the_odd_one_is_the_only_odd_one(shipped: CatalogueFile) -> None:
    names = {product.name: product for product in shipped.product}
    for one in generate(shipped):
        if one.template == "odd" and isinstance(one.item, SingleItem):
            (key,) = {clue.split(":")[1] for clue in one.item.clues}
            shared = {names[option.text].facts[key] for option in one.item.wrong}
            assert len(shared) == 1
            assert conflicting(names[one.item.right.text].facts[key], shared.pop())


def test_a_need_fits_the_right_product_and_none_of_the_others(shipped: CatalogueFile) -> None:
    names = {product.name: product for product in shipped.product}
    for one in generate(shipped):
        if one.template == "need" and isinstance(one.item, SingleItem):
            need = next(n for n in names[one.item.right.text].needs if f"“{n}”" in one.item.stem)
            assert all(need not in names[option.text].needs for option in one.item.wrong)


def test_selling_points_are_never_used_against_a_product(shipped: CatalogueFile) -> None:
    """What one product boasts of may well be true of another."""
    for one in generate(shipped):
        if isinstance(one.item, SingleItem) and one.template == "false":
            assert not one.item.right.text.startswith(("特点", "要先说明"))


def test_ids_and_versions_stay(shipped: CatalogueFile) -> None:
    first, again = generate(shipped), generate(shipped)
    assert [(o.item.id, o.item.version) for o in first] == [(o.item.id, o.item.version) for o in again]
    assert max(Counter(one.item.id for one in first).values()) == 1
    assert len({one.code for one in first}) == len(shipped.product)


def test_a_changed_fact_changes_only_the_items_that_use_it() -> None:
    before = {one.item.id: one.item.version for one in generate(catalogue(PRODUCTS))}
    changed = [PRODUCTS[0] | {"price": 99}, *PRODUCTS[1:]]
    after = {one.item.id: one.item.version for one in generate(catalogue(changed))}
    assert {name for name in before if before[name] != after[name]} == {"c-p-0-price"}


def test_values_that_could_both_be_true_are_not_set_against_each_other() -> None:
    assert not conflicting("干性", "干性、敏感")
    assert not conflicting("开封后 12 个月", "开封后12个月")
    products = [PRODUCTS[0] | {"facts": {"适合": "干性"}}, PRODUCTS[1] | {"facts": {"适合": "干性、敏感"}}, PRODUCTS[2]]
    assert by_template(generate(catalogue(products)), "fact") == []


def test_a_category_of_one_gives_only_what_needs_no_other_product() -> None:
    (only,) = generate(catalogue([PRODUCTS[0]]))
    assert isinstance(only.item, NumberItem)
    assert only.template == "price"
