"""Products that no question can be made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from exam_tui.content.generating import generate
from exam_tui.content.library import Library
from exam_tui.content.problems import Problem

FEWEST_IN_CATEGORY = 4
"""One right and three wrong."""


def catalogue_problems(library: Library) -> Iterator[Problem]:
    """Product by product."""
    for catalogue in library.catalogues.values():
        askable = Counter(one.code for one in generate(catalogue.model) if one.template != "price")
        sizes = Counter(product.category for product in catalogue.model.product)
        for index, product in enumerate(catalogue.model.product):
            at = ("product", index, "category")
            if sizes[product.category] < FEWEST_IN_CATEGORY:
                yield catalogue.source.problem(
                    at, "Q021", "warning", category=product.category, count=sizes[product.category]
                )
                sizes[product.category] = FEWEST_IN_CATEGORY  # told once
            elif not askable[product.code]:
                yield catalogue.source.problem(("product", index, "code"), "Q022", "warning", product=product.code)
