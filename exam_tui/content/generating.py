"""Questions made from a product catalogue, by templates.

Every wrong option is provably wrong by the catalogue: it states what the catalogue says otherwise, never what the
catalogue leaves out. Values that are equal or contain one another are not used against each other. Selling points and
weak points are only used as true statements, because they may well be true of other products too.

Which distractors an item gets depends on its id alone, so an item has the same version in every form until its facts
change.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from pydantic import TypeAdapter

from exam_tui.content.answers import folded
from exam_tui.content.catalogue import CatalogueFile, CatalogueInfo, Product
from exam_tui.content.items import Item
from exam_tui.content.seeded import seeded_order

_ITEM: TypeAdapter[Item] = TypeAdapter(Item)
_FEWEST_WRONG = 2
_MOST_WRONG = 3
PRICE = "价格"
"""The name under which a product's price appears among its facts."""


@dataclass(frozen=True)
class Generated:
    """An item, and the product that it is about."""

    item: Item
    code: str
    category: str
    template: str


def generate(catalogue: CatalogueFile) -> tuple[Generated, ...]:
    """Every item that the catalogue gives, by product and template. The same catalogue gives the same items."""
    shelves: dict[str, list[Product]] = {}
    for product in catalogue.product:
        shelves.setdefault(product.category, []).append(product)
    return tuple(
        generated
        for product in catalogue.product
        for generated in _about(catalogue.catalogue, product, shelves[product.category])
    )


def _about(info: CatalogueInfo, product: Product, shelf: Sequence[Product]) -> Iterator[Generated]:
    others = [other for other in shelf if other is not product]
    maker = _Maker(info, product, others)
    for key in product.facts:
        yield from maker.fact(key)
        yield from maker.odd_one_out(key)
    yield from maker.price()
    for need in product.needs:
        yield from maker.need(need)
    yield from maker.compare()
    yield from maker.false_statement()


_LISTED = re.compile("[\u3001\uff0c,\uff0f/\uff1b;\u548c\u53ca\u4e0e]")
_QUANTITY = re.compile(r"([0-9]+(?:\.[0-9]+)?)([^0-9]+)")
_UNITS = {
    "ml": ("ml", 1), "毫升": ("ml", 1), "l": ("ml", 1000), "升": ("ml", 1000), "g": ("g", 1), "克": ("g", 1),
    "kg": ("g", 1000), "千克": ("g", 1000), "公斤": ("g", 1000), "斤": ("g", 500), "mm": ("mm", 1), "毫米": ("mm", 1),
    "cm": ("mm", 10), "厘米": ("mm", 10), "m": ("mm", 1000), "米": ("mm", 1000),
}  # fmt: skip


def conflicting(one: str, other: str) -> bool:
    """Whether two values of an attribute can't both be true of a product.

    Neither contains the other, as lists they share no part, and two quantities are of one dimension and differ.
    """
    first, second = folded(one), folded(other)
    if not first or not second or first in second or second in first:
        return False
    if not _parts(one).isdisjoint(_parts(other)):
        return False
    amounts = _amount(first), _amount(second)
    if None not in amounts:
        (unit, value), (other_unit, other_value) = amounts  # type: ignore[misc]
        return unit == other_unit and value != other_value
    return True


def _parts(value: str) -> set[str]:
    return {folded(part) for part in _LISTED.split(value)} - {""}


def _amount(value: str) -> tuple[str, Decimal] | None:
    """A quantity in the unit that its dimension is compared in; of an unknown unit, in that unit."""
    match = _QUANTITY.fullmatch(value)
    if match is None:
        return None
    unit, factor = _UNITS.get(match[2], (match[2], 1))
    return unit, Decimal(match[1]) * factor


def _tells(name: str, value: str) -> bool:
    """Whether a product's name gives a value away: two characters in a row that both have."""
    return any(value[at : at + 2] in name for at in range(len(value) - 1) if value[at : at + 2].strip())


def _form(value: str) -> str:
    """What a value looks like: 10 ml and 50 ml are alike, 10 ml and 50 g are not."""
    return re.sub("[0-9.]+", "0", folded(value))


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


class _Maker:
    """Makes the items about one product. `others` are the other products of its category."""

    def __init__(self, info: CatalogueInfo, product: Product, others: Sequence[Product]) -> None:
        self._info = info
        self._product = product
        self._others = others

    def _id(self, template: str, detail: str = "") -> str:
        parts = [self._info.id, self._product.code.lower(), template, *([_short_hash(detail)] if detail else [])]
        return "-".join(parts)

    def _item(
        self, template: str, item_id: str, difficulty: int, clues: Iterable[str], stem: str, explain: str, **answer: Any
    ) -> Iterator[Generated]:
        product = self._product
        item = _ITEM.validate_python(
            {
                "id": item_id,
                "topic": f"{self._info.topic}/{product.category}",
                "difficulty": difficulty,
                "stem": stem,
                "explain": explain,
                "source": self._info.source or self._info.title,
                "tags": (product.code, template),
                "clues": tuple(sorted(set(clues))),
                **answer,
            }
        )
        yield Generated(item, product.code, product.category, template)

    def _conflicting_values(self, key: str, seed: str) -> Iterator[tuple[Product, str]]:
        """Other products' values of `key` that are wrong of this one and of each other, those that look alike first."""
        own = self._product.facts[key]
        by_code = {other.code: other for other in self._others if key in other.facts}
        order = sorted(seeded_order(seed, by_code), key=lambda code: _form(by_code[code].facts[key]) != _form(own))
        found: list[str] = []
        for code in order:
            value = by_code[code].facts[key]
            if conflicting(value, own) and all(conflicting(value, old) for old in found):
                found.append(value)
                yield by_code[code], value

    def fact(self, key: str) -> Iterator[Generated]:
        """An attribute of the product."""
        product, item_id = self._product, self._id("fact", key)
        wrong = list(islice(self._conflicting_values(key, item_id), _MOST_WRONG))
        if len(wrong) < _FEWEST_WRONG or _tells(product.name, product.facts[key]):
            return
        yield from self._item(
            "fact", item_id, 2, [f"{product.code}:{key}"],
            f"商品目录里，“{product.name}”的“{key}”一栏写的是哪一项？",
            f"“{product.name}”的{key}：{product.facts[key]}。",
            kind="single",
            right=product.facts[key],
            wrong=[{"text": value, "why": f"这是“{other.name}”的{key}。"} for other, value in wrong],
        )  # fmt: skip

    def price(self) -> Iterator[Generated]:
        """What the product costs; typed, so that it can't be guessed."""
        product = self._product
        if product.price is None:
            return
        yield from self._item(
            "price", self._id("price"), 3, [f"{product.code}:{PRICE}"],
            f"商品目录里，“{product.name}”卖多少元？",
            f"“{product.name}”的价格：{_plain(product.price)} 元。",
            kind="number", answer=product.price, unit="元",
        )  # fmt: skip

    def need(self, need: str) -> Iterator[Generated]:
        """A product for a need."""
        product, item_id = self._product, self._id("need", need)
        fitting = {
            other.code: other
            for other in self._others
            if other.needs and all(conflicting(need, others_need) for others_need in other.needs)
        }
        wrong = [fitting[code] for code in seeded_order(item_id, fitting)][:_MOST_WRONG]
        if len(wrong) < _FEWEST_WRONG or _tells(product.name, need):
            return
        yield from self._item(
            "need", item_id, 2, [f"{product.code}:needs", *(f"{other.code}:needs" for other in wrong)],
            f"顾客的需要是“{need}”。商品目录里，下面哪一款写明适合？",
            f"商品目录里“{product.name}”适合：{'、'.join(product.needs)}。",
            kind="single",
            right=product.name,
            wrong=[{"text": other.name, "why": f"目录列明适合：{'、'.join(other.needs)}。"} for other in wrong],
        )  # fmt: skip

    def odd_one_out(self, key: str) -> Iterator[Generated]:
        """Three products share a value, this one has another."""
        product, item_id = self._product, self._id("odd", key)
        groups: dict[str, list[Product]] = {}
        for other in self._others:
            if key in other.facts and conflicting(other.facts[key], product.facts[key]):
                groups.setdefault(other.facts[key], []).append(other)
        shared = [value for value, group in groups.items() if len(group) >= _MOST_WRONG]
        if not shared:
            return
        value = seeded_order(item_id, shared)[0]
        names = {other.code: other for other in groups[value]}
        same = [names[code] for code in seeded_order(item_id, names)][:_MOST_WRONG]
        yield from self._item(
            "odd", item_id, 4, [f"{one.code}:{key}" for one in (product, *same)],
            f"下面四款商品里，哪一款的“{key}”和另外三款不同？",
            f"“{product.name}”的{key}：{product.facts[key]}；另外三款：{value}。",
            kind="single",
            right=product.name,
            wrong=[other.name for other in same],
        )  # fmt: skip

    def compare(self) -> Iterator[Generated]:
        """Which statement is about this product and not about another one."""
        product, item_id = self._product, self._id("compare")
        partners = {other.code: other for other in self._others if len(self._differing(other)) > _FEWEST_WRONG}
        if not partners:
            return
        other = partners[seeded_order(item_id, partners)[0]]
        right, *rest = seeded_order(item_id, self._differing(other))
        wrong = rest[:_MOST_WRONG]
        yield from self._item(
            "compare", item_id, 4, [f"{one.code}:{key}" for one in (product, other) for key in (right, *wrong)],
            f"下面哪一句说的是“{product.name}”，【不是】“{other.name}”？",
            f"“{product.name}”的{right}：{product.facts[right]}；“{other.name}”的{right}：{other.facts[right]}。",
            kind="single",
            right=_statement(right, product.facts[right]),
            wrong=[
                {"text": _statement(key, other.facts[key]), "why": f"这是“{other.name}”的{key}。"} for key in wrong
            ],
        )  # fmt: skip

    def _differing(self, other: Product) -> list[str]:
        facts = self._product.facts
        return [key for key in facts if key in other.facts and conflicting(facts[key], other.facts[key])]

    def false_statement(self) -> Iterator[Generated]:
        """One statement about the product is false: it is another product's."""
        product, item_id = self._product, self._id("false")
        points = [*(f"特点：{point}" for point in product.strong), *(f"要先说明：{point}" for point in product.weak)]
        said = {folded(point) for point in (*product.strong, *product.weak)}
        for key in seeded_order(item_id, product.facts):
            facts = [_statement(name, value) for name, value in product.facts.items() if name != key]
            # The false one is a fact; among points it could be told by its looks. They only fill up.
            true = list(dict.fromkeys([*seeded_order(item_id, facts), *seeded_order(item_id, points)]))[:_MOST_WRONG]
            fitting = (
                (other, value)
                for other, value in self._conflicting_values(key, item_id)
                if folded(value) not in said and _statement(key, value) not in true
            )
            other, value = next(fitting, (None, ""))
            if other is None or len(true) < _FEWEST_WRONG:
                continue
            yield from self._item(
                "false", item_id, 3, [f"{product.code}:{name}" for name in product.facts],
                f"关于“{product.name}”，下面哪一句和商品目录【不】符？",
                f"“{product.name}”的{key}：{product.facts[key]}。",
                kind="single",
                right={"text": _statement(key, value), "why": f"这是“{other.name}”的{key}。"},
                wrong=true,
            )  # fmt: skip
            return


def _statement(key: str, value: str) -> str:
    return f"{key}：{value}"


def _plain(price: Decimal) -> str:
    return format(price.normalize(), "f")
