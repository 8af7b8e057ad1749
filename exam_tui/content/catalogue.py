"""Product catalogues: what the shop sells, as data that questions are made from."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from exam_tui.content.bank import Pool
from exam_tui.content.base import Model, Number, Slug, Text, model_problem, require_unique
from exam_tui.content.items import Topic

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$", max_length=24)]
"""A product's number in the shop, such as QH-0312."""


class CatalogueInfo(Model):
    """`[catalogue]`."""

    id: Annotated[Slug, Field(max_length=24)]
    """Ids of the generated items begin with it."""
    title: Text
    topic: Topic = "商品"
    """Generated items get the topic `<topic>/<category>`."""
    pool: Pool = "both"
    source: str = ""
    """Where the facts come from; becomes the source of the generated items."""


class Product(Model):
    """One product. Facts that are left out are never asked about, and never used against another product."""

    code: Code
    name: Text
    category: Annotated[str, Field(pattern=r"^[^/\s]+$")]
    price: Annotated[Number, Field(gt=0, le=Decimal(1_000_000))] | None = None
    """In yuan."""
    facts: dict[Text, Text] = Field(default_factory=dict)
    """Attributes by name: 材质, 容量, 用法, 保养 … One value each."""
    needs: tuple[Text, ...] = ()
    """Whom or what it suits. Complete within its category: a need that is not named here is taken as not met."""
    strong: tuple[Text, ...] = ()
    """Selling points that are true of it."""
    weak: tuple[Text, ...] = ()
    """Weak points, to be said before the strong ones."""
    stock: str = ""
    """A note for the trainer; never asked about, because it changes every day."""


class CatalogueFile(Model):
    """A file of `question_banks/catalogue/`."""

    catalogue: CatalogueInfo
    product: Annotated[tuple[Product, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _products_differ(self) -> CatalogueFile:
        require_unique((product.code.lower() for product in self.product), "M011", "product", key="code")
        require_unique((product.name for product in self.product), "M010", "product", key="name")
        for index, product in enumerate(self.product):
            for name in ("needs", "strong", "weak"):
                values = getattr(product, name)
                for number, value in enumerate(values):
                    if value in values[:number]:
                        raise model_problem("M010", ("product", index, name, number), value=value)
        return self
