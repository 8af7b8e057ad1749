"""Where a value stands in a TOML file, as line and column in characters, both from 1.

tree-sitter counts UTF-8 bytes; everything this module returns is in characters. Owning that conversion once is the
point. The file is parsed a second time only when there is an error to place.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

KeyPath = tuple[str | int, ...]
"""Keys and indexes that lead to a value, as pydantic's `loc`."""


@dataclass(frozen=True)
class Position:
    """A place in a file; both count from 1, the column in characters."""

    line: int
    column: int


class Positions:
    """Positions of the values of one file. Only the tables that are asked about are walked through."""

    def __init__(self, text: str) -> None:
        # Late: only files with problems pay for the parser.
        import tree_sitter_toml
        from tree_sitter import Language, Parser

        data = text.encode()
        self._lines = data.split(b"\n")
        self._found: dict[KeyPath, Position] = {(): Position(1, 1)}
        self._counts: dict[KeyPath, int] = {}
        self._unread: list[tuple[KeyPath, Node]] = []
        """Tables that have not been walked through, with the path that leads to them."""
        tree = Parser(Language(tree_sitter_toml.language())).parse(data)
        for child in tree.root_node.named_children:
            if child.type == "pair":
                self._pair((), child)
            elif child.type in ("table", "table_array_element"):
                self._table(child)

    def locate(self, path: KeyPath) -> Position:
        """Position of `path`, or of the nearest thing around it. `"@key"` behind a path means its key."""
        self._read(path)
        while path not in self._found and path:
            path = path[:-1]
        return self._found[path]

    def _read(self, path: KeyPath) -> None:
        """Walk through the tables that could hold `path`."""
        waiting: list[tuple[KeyPath, Node]] = []
        for table_path, node in self._unread:
            if path[: len(table_path)] == table_path:
                for child in node.named_children[1:]:
                    if child.type == "pair":
                        self._pair(table_path, child)
            else:
                waiting.append((table_path, node))
        self._unread = waiting

    def _table(self, node: Node) -> None:
        key = node.named_children[0]
        # A header under an array of tables means the array's latest element: [[a]] then [a.b] is a[-1].b.
        path: KeyPath = ()
        parts = _key_parts(key)
        for name in parts[:-1]:
            path = (*path, name)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
            self._note(path, key)
        path = (*path, parts[-1])
        if node.type == "table_array_element":
            self._note(path, key)
            index = self._counts.get(path, 0)
            self._counts[path] = index + 1
            path = (*path, index)
        self._note(path, key)
        self._unread.append((path, node))

    def _pair(self, prefix: KeyPath, node: Node) -> None:
        if len(node.named_children) < 2:
            return
        key, value = node.named_children[0], node.named_children[-1]
        path: KeyPath = (*prefix, *_key_parts(key))
        self._note((*path, "@key"), key)
        self._value(path, value)

    def _value(self, path: KeyPath, node: Node) -> None:
        self._note(path, node)
        if node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self._pair(path, child)
        elif node.type == "array":
            elements = [child for child in node.named_children if child.type != "comment"]
            for index, child in enumerate(elements):
                self._value((*path, index), child)

    def _note(self, path: KeyPath, node: Node) -> None:
        row, column = node.start_point.row, node.start_point.column
        characters = len(self._lines[row][:column].decode("utf-8", "replace"))
        self._found.setdefault(path, Position(row + 1, characters + 1))


def _key_parts(node: Node) -> list[str]:
    if node.type == "dotted_key":
        return [part for child in node.named_children for part in _key_parts(child)]
    raw = (node.text or b"").decode("utf-8", "replace")
    if node.type == "quoted_key" and len(raw) >= 2:
        return [raw[1:-1]]
    return [raw]


def column_of_offset(text: str, offset: int) -> Position:
    """Position of a character offset."""
    starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n"), len(text) + 1]
    for line, (start, end) in enumerate(pairwise(starts), 1):
        if start <= offset < end:
            return Position(line, offset - start + 1)
    return Position(1, 1)
