"""Entries: what was read from a foreign file, before it is content; and content as plain tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from exam_tui.content.bank import BankFile
from exam_tui.content.base import Model
from exam_tui.content.catalogue import CatalogueFile, Product
from exam_tui.content.items import Item, Option
from exam_tui.content.model_problems import model_problems
from exam_tui.content.positions import KeyPath
from exam_tui.content.problems import Problem, Severity

Raw = dict[str, Any]
"""A table as TOML would hold it."""


@dataclass(frozen=True)
class Entry:
    """One question or product, and where its values came from (a cell such as 单选!C5, or a line)."""

    raw: Raw
    place: str
    places: Mapping[KeyPath, str] = field(default_factory=dict)
    says: frozenset[str] | None = None
    """Keys that the file has a place for, so that their absence means something. None: all keys."""


@dataclass(frozen=True)
class Loss:
    """What a format could not hold, by item id."""

    item: str
    what: str
    """Code of the sentence `exchange.loss_<what>`."""


@dataclass(frozen=True)
class Shelf:
    """Everything read from one file. `info` is its `[bank]` or `[catalogue]`, as far as the file says."""

    kind: str
    """bank or catalogue."""
    info: Raw
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()
    """What could not be read as an entry at all."""

    @property
    def table(self) -> str:
        """Name of the array of tables in TOML."""
        return TABLES[self.kind][0]

    @property
    def key(self) -> str:
        """The key that tells entries apart."""
        return TABLES[self.kind][1]


TABLES: dict[str, tuple[str, str, type[Model]]] = {
    "bank": ("question", "id", BankFile),
    "catalogue": ("product", "code", CatalogueFile),
}


@dataclass(frozen=True)
class _Places:
    """Says of an entry's value where it stood in the foreign file, as `loading.Source` does for TOML."""

    path: Path
    table: str
    entries: Sequence[Entry]

    def problem(self, path: KeyPath, code: str, severity: Severity = "error", **params: object) -> Problem:
        """A problem at the value that `path` leads to."""
        return Problem(self.path, 1, 1, code, params, severity, place=self._place(path))

    def _place(self, path: KeyPath) -> str:
        if len(path) < 2 or path[0] != self.table or not isinstance(path[1], int):
            return ""
        entry = self.entries[path[1]]
        inner = tuple(part for part in path[2:] if part != "@key")
        while inner and inner not in entry.places:
            inner = inner[:-1]
        return entry.places.get(inner, entry.place)


def check(path: Path, shelf: Shelf) -> list[Problem]:
    """What the models have to say about the entries, at their places in the foreign file."""
    table, _, model = TABLES[shelf.kind]
    data = {shelf.kind: shelf.info, table: [entry.raw for entry in shelf.entries]}
    problems = list(shelf.problems)
    try:
        model.model_validate(data)
    except ValidationError as error:
        problems += model_problems(_Places(path, table, shelf.entries), model, data, error)
    return problems


def model_of(shelf: Shelf) -> Any:
    """The checked file. Raises ValidationError; call `check` first."""
    table, _, model = TABLES[shelf.kind]
    return model.model_validate({shelf.kind: shelf.info, table: [entry.raw for entry in shelf.entries]})


def raw_item(item: Item) -> Raw:
    """An item as its author would write it: defaults left out, options without remarks as plain text."""
    raw = item.model_dump(by_alias=True, exclude_defaults=True)
    raw["kind"] = item.kind
    for name in ("right", "wrong"):
        value = getattr(item, name, None)
        if isinstance(value, Option):
            raw[name] = _raw_option(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Option):
            raw[name] = [_raw_option(option) for option in value]
    return dict(plain_values(raw))


def _raw_option(option: Option) -> Any:
    return option.text if not option.why and not option.pin else option.model_dump(exclude_defaults=True)


def raw_product(product: Product) -> Raw:
    """A product as its author would write it."""
    return dict(plain_values(product.model_dump(exclude_defaults=True)))


def plain_values(value: Any) -> Any:
    """Tuples as lists and whole decimals as integers, as TOML reads them."""
    if isinstance(value, dict):
        return {key: plain_values(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain_values(one) for one in value]
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value
