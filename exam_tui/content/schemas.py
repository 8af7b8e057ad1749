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
    """JSON Schema (draft 2020-12) of a kind of file: bank, catalogue, passage, paper, policy or roleplay."""
    schema = KINDS[kind].model_json_schema(mode="validation", by_alias=True)
    schema["title"] = kind
    # Editors read a `#:schema` comment, but some also offer a key for it: it may stand there without being content.
    for name, model in {"": schema, **schema.get("$defs", {})}.items():
        model.pop("description", None)
        for key, entry in model.get("properties", {}).items():
            entry.pop("title", None)
            words = describe(name or schema["title"], key) if describe else None
            if words:
                entry["description"] = words
    return {"$schema": "http://json-schema.org/draft-07/schema#", **_draft_07(schema)}


def _draft_07(schema: Any) -> Any:
    """The dialect that TOML editors know: fixed tuples are `items` lists, definitions keep their place."""
    if isinstance(schema, list):
        return [_draft_07(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {key: _draft_07(value) for key, value in schema.items() if key != "discriminator"}
    if "prefixItems" in changed:
        changed["items"] = changed.pop("prefixItems")
    return changed


def schema_bytes(kind: str, describe: Describe | None = None) -> bytes:
    """The schema as a file."""
    return json.dumps(schema_of(kind, describe), ensure_ascii=False, indent=1).encode() + b"\n"


def schema_reference(root: Path, file: Path, kind: str | None) -> str | None:
    """What a file of that kind writes after `#:schema`; None where the workspace has no schemas."""
    target = root / FOLDER / f"{kind}.json"
    if kind is None or not target.is_file():
        return None
    return Path(os.path.relpath(target, file.parent)).as_posix()
