"""Files that tell the editor to check them by the schema of another kind of file."""

from __future__ import annotations

from collections.abc import Iterator

from exam_tui.content.library import Library
from exam_tui.content.problems import Problem

_MARK = "#:schema "


def schema_problems(library: Library) -> Iterator[Problem]:
    """File by file, where there is a schema line at all."""
    for loaded, kind in library.kinds():
        first = loaded.source.text.split("\n", 1)[0].strip()
        if first.startswith(_MARK) and not first.endswith(f"{kind}.json"):
            named, suited = first.removeprefix(_MARK), f"{kind}.json"
            yield Problem(loaded.source.path, 1, 1, "Q028", {"found": named, "suited": suited}, "warning")
