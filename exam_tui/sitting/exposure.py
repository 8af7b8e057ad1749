"""How often content was used in earlier sittings of a workspace: whoever was used least comes first in the next form.

Counted from the forms in the results folder, so there is no second book that could go wrong.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from exam_tui.sitting.form import Form

NEWEST = 200
"""So many sittings are looked at, the newest: what was asked longer ago is as good as new."""
_OWN_FORM = 1000
"""Within a set of parallel forms an item comes twice only when there is no other."""


@dataclass(frozen=True)
class Exposure:
    """Counts by id: of items, passages and scripts."""

    counts: Mapping[str, int] = field(default_factory=dict)
    sittings: int = 0

    def with_form(self, form: Form) -> Exposure:
        """The counts when a parallel form of this one is to be drawn."""
        used = Counter(dict(self.counts))
        for name in used_ids(form):
            used[name] += _OWN_FORM
        return Exposure(used, self.sittings)


def used_ids(form: Form) -> Iterator[str]:
    """Ids of everything that a form asks."""
    for section in form.sections:
        yield from (asked.item.id for asked in section.items)
        yield from (passage.id for passage in section.all_passages)
        yield from (script.roleplay.id for script in section.scripts)


def exposure_of(results: Path) -> Exposure:
    """Counts from the newest sittings in a results folder. What can't be read is passed over."""
    counts: Counter[str] = Counter()
    folders = sorted((folder for folder in results.glob("*-*-*-*") if folder.is_dir()), reverse=True)[:NEWEST]
    seen = 0
    for folder in folders:
        try:
            sections = json.loads((folder / "form.json").read_bytes())["sections"]
            ids = [
                name
                for section in sections
                for name in (
                    *(asked["item"]["id"] for asked in section["items"]),
                    *(passage["id"] for passage in (*section["passages"], *section.get("spares", ()))),
                    *(script["roleplay"]["id"] for script in section["scripts"]),
                )
            ]
            counts.update(name for name in ids if isinstance(name, str))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
        seen += 1
    return Exposure(dict(counts), seen)
