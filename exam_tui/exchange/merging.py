"""Bringing entries into a TOML file: first a plan of what would change, then the new text.

No entry is ever taken away, and no value that the foreign file has no place for; comments and layout of everything that
does not change stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, Item, Table

from exam_tui.errors import ExamTuiError
from exam_tui.exchange.entries import Raw, Shelf, plain_values
from exam_tui.exchange.toml_text import entry_text, toml_line, toml_value


@dataclass(frozen=True)
class Change:
    """An entry that is there already and differs. `keys` name what differs."""

    name: str
    keys: tuple[str, ...]
    values: tuple[tuple[str, str, str], ...] = ()
    """For people: key, old value, new value, as TOML writes them."""


@dataclass(frozen=True)
class Plan:
    """What an import would do to a file."""

    added: tuple[str, ...]
    changed: tuple[Change, ...]
    same: int
    kept: int
    """Entries that only the file has; they stay."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.added and not self.changed


def plan_import(shelf: Shelf, existing: Mapping[str, Raw]) -> Plan:
    """Compare what was read with the entries (by id or code) of the file that it goes into."""
    added, changed, same = [], [], 0
    for entry in shelf.entries:
        name = str(entry.raw[shelf.key])
        if name not in existing:
            added.append(name)
        elif keys := differing_keys(existing[name], entry.raw, entry.says):
            changed.append(Change(name, keys, tuple(_values(key, existing[name], entry.raw) for key in keys)))
        else:
            same += 1
    names = {str(entry.raw[shelf.key]) for entry in shelf.entries}
    return Plan(tuple(added), tuple(changed), same, sum(name not in names for name in existing))


def _values(key: str, old: Raw, new: Raw) -> tuple[str, str, str]:
    before, after = (toml_value(raw[key]) if key in raw else "-" for raw in (old, new))
    return key, before, after


def differing_keys(old: Raw, new: Raw, says: frozenset[str] | None) -> tuple[str, ...]:
    """Keys whose values differ, or that are gone although the foreign file has a place for them (`says`)."""
    one, other = plain_values(old), plain_values(new)
    return tuple(
        key
        for key in {**one, **other}
        if one.get(key) != other.get(key) and (key in other or says is None or key in says)
    )


def merged_text(text: str, shelf: Shelf, plan: Plan) -> str:
    """The file's text after the import."""
    entries = {str(entry.raw[shelf.key]): entry.raw for entry in shelf.entries}
    document = tomlkit.parse(text)
    tables = document.get(shelf.table)
    by_name = {str(table[shelf.key]): table for table in tables} if isinstance(tables, AoT) else {}
    for change in plan.changed:
        table = by_name.get(change.name)
        if table is None or any(isinstance(value, AoT | Table) for value in table.values()):
            # Tables below a question, or questions in one line: there is no sure place for a new key.
            raise ExamTuiError("exchange.layout", name=change.name)
        _update(table, entries[change.name], change.keys)
    merged = document.as_string().rstrip("\n") + "\n"
    header = f"[[{shelf.table}]]"
    if f"\n{header}" not in text.replace(f"\n\n{header}", ""):  # a key that was added must not eat the empty line
        merged = re.sub(rf"(?<!\n)\n{re.escape(header)}", f"\n\n{header}", merged)
    new = [entry_text(shelf.kind, shelf.table, entries[name]) for name in plan.added]
    return "\n".join([merged, *new])


def _update(table: Table, raw: Raw, keys: Sequence[str]) -> None:
    for key in keys:
        old = table.value.item(key) if key in table else None
        new = raw.get(key)
        if key not in raw:
            table.remove(key)
        elif isinstance(old, Array) and isinstance(new, list) and len(old) == len(new):
            for index, value in enumerate(new):  # one by one, so that remarks between the elements stay
                if plain_values(old[index]) != plain_values(value):
                    old[index] = _toml_item(value)
        else:
            item = _toml_item(new)
            if isinstance(old, Item):  # a remark behind the value stays
                item.trivia.comment_ws, item.trivia.comment = old.trivia.comment_ws, old.trivia.comment
            table[key] = item


def _toml_item(value: Any) -> Item:
    laid_out = toml_line("x", value) if isinstance(value, list) else f"x = {toml_value(value)}"
    item = tomlkit.parse(laid_out).item("x")
    assert isinstance(item, Item)
    return item
