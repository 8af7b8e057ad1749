"""JSON Schemas of the content files, made from the models, so that editors complete and check while one writes.

They live in the workspace's `schemas/`; a file names its own by a first line `#:schema …`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from exam_tui.content.loading import KINDS

FOLDER = "schemas"
Describe = Callable[[str, str], str | None]
"""From a model's name and a key to a sentence about the key, for the editor to show."""


def schema_of(kind: str, describe: Describe | None = None) -> dict[str, Any]:
    """JSON Schema (draft 7, which editors know) of a kind of file; see `KINDS`."""
    schema = KINDS[kind].model_json_schema(mode="validation", by_alias=True)
    schema["title"] = kind
    for name, model in {kind: schema, **schema.get("$defs", {})}.items():
        model.pop("description", None)  # written for programmers
        for key, entry in model.get("properties", {}).items():
            entry.pop("title", None)
            words = describe(name, key) if describe else None
            if words:
                entry["description"] = words
    definitions = schema.get("$defs", {})
    return {"$schema": "http://json-schema.org/draft-07/schema#", **_for_editors(schema, definitions)}


def _for_editors(schema: Any, definitions: dict[str, Any]) -> Any:
    """Fixed tuples as `items` lists; alternatives by `kind` as conditions, so that an error names the key and not all
    the alternatives; no `null`, which TOML has not."""
    if isinstance(schema, list):
        return [_for_editors(entry, definitions) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    if "discriminator" in schema:
        return _by_kind(schema["discriminator"]["mapping"], definitions)
    changed = {
        key: _for_editors(value, definitions)
        for key, value in schema.items()
        if not (key == "default" and value in (None, "", []))
    }
    if "prefixItems" in changed:
        changed["items"] = changed.pop("prefixItems")
    if "anyOf" in changed:
        alternatives = [one for one in changed.pop("anyOf") if one != {"type": "null"}]
        changed |= alternatives[0] if len(alternatives) == 1 else {"anyOf": alternatives}
    return changed


def _by_kind(mapping: dict[str, str], definitions: dict[str, Any]) -> dict[str, Any]:
    """One of several tables, told apart by `kind`. All their keys are named once, for completion."""
    entries: dict[str, list[Any]] = {}
    for reference in mapping.values():
        for key, entry in definitions[reference.rpartition("/")[2]]["properties"].items():
            entries.setdefault(key, []).append(_for_editors(entry, definitions))
    # What a key is worth where the kinds differ is said by their own definitions.
    keys = {
        key: (
            found[0]
            if all(one == found[0] for one in found)
            else {k: v for k, v in found[0].items() if k == "description"}
        )
        for key, found in entries.items()
    }
    kind = {name: value for name, value in keys["kind"].items() if name == "description"}
    return {
        "type": "object",
        "required": ["kind"],
        "properties": {**keys, "kind": {"enum": list(mapping), **kind}},
        "allOf": [
            {"if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, "then": {"$ref": reference}}
            for kind, reference in mapping.items()
        ],
    }


def schema_bytes(kind: str, describe: Describe | None = None) -> bytes:
    """The schema as a file."""
    return json.dumps(schema_of(kind, describe), ensure_ascii=False, indent=1).encode() + b"\n"


def schema_reference(root: Path, file: Path, kind: str | None) -> str | None:
    """What a file of that kind writes after `#:schema`; None where the workspace has no schemas."""
    target = root / FOLDER / f"{kind}.json"
    if kind is None or not target.is_file():
        return None
    return Path(os.path.relpath(target, file.parent)).as_posix()
