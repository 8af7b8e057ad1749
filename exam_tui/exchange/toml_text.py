"""Entries as TOML text, laid out as a person would."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from exam_tui.exchange.entries import Raw

WIDTH = 100
_ORDER = {
    "bank": (
        "id", "kind", "topic", "difficulty", "stem", "right", "wrong", "answer", "unit", "tolerance", "accept", "steps",
        "pairs", "extra", "points", "sample", "human", "marking", "explain", "source", "tags", "enemies", "clues",
    ),
    "catalogue": ("code", "name", "category", "price", "facts", "needs", "strong", "weak", "stock"),
}  # fmt: skip


def toml_value(value: Any) -> str:
    """A value on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return format(value, "f")
        case str():
            # JSON escapes what TOML escapes, but for DEL.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case dict():
            return "{ " + ", ".join(f"{toml_key(key)} = {toml_value(one)}" for key, one in value.items()) + " }"
        case list() | tuple():
            return "[" + ", ".join(toml_value(one) for one in value) + "]"
    raise TypeError(type(value))


def toml_key(key: str) -> str:
    """A key, in quotes where TOML wants it."""
    bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if bare else toml_value(key)


def toml_line(key: str, value: Any) -> str:
    """`key = value`; an array that would be too long, with one element a line."""
    line = f"{toml_key(key)} = {toml_value(value)}"
    if isinstance(value, list | tuple) and len(line) > WIDTH:
        inner = "".join(f"    {toml_value(one)},\n" for one in value)
        return f"{toml_key(key)} = [\n{inner}]"
    return line


def ordered(kind: str, raw: Raw) -> Iterable[tuple[str, Any]]:
    """The keys of an entry in the order in which people write them."""
    order = _ORDER[kind]
    return sorted(raw.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))


def entry_text(kind: str, table: str, raw: Raw) -> str:
    """One `[[question]]` or `[[product]]`."""
    return f"[[{table}]]\n" + "".join(f"{toml_line(key, value)}\n" for key, value in ordered(kind, raw))


def file_text(kind: str, info: Raw, table: str, entries: Iterable[Raw], schema: str | None) -> str:
    """A whole new file."""
    head = f"#:schema {schema}\n" if schema else ""
    head += f"[{kind}]\n" + "".join(f"{toml_line(key, value)}\n" for key, value in info.items())
    return "\n".join([head, *(entry_text(kind, table, raw) for raw in entries)])
