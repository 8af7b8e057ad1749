"""What would make an exam a bad one although it runs: the checker's rules of quality, codes Q….

One module per thing that is looked at; each yields problems. Rules over a whole bank are statistical: they speak up
only where chance is no explanation any more.
"""

from __future__ import annotations

from collections.abc import Iterator

from exam_tui.content.library import Library
from exam_tui.content.problems import Problem
from exam_tui.content.quality.answers import answer_problems
from exam_tui.content.quality.banks import bank_problems
from exam_tui.content.quality.catalogues import catalogue_problems
from exam_tui.content.quality.options import option_problems
from exam_tui.content.quality.papers import paper_problems
from exam_tui.content.quality.schemas import schema_problems
from exam_tui.content.quality.stems import stem_problems


def quality_problems(library: Library, *, complete: bool) -> Iterator[Problem]:
    """All findings of quality. Papers are judged only when all content is there (`complete`)."""
    for bank in library.banks.values():
        yield from option_problems(bank)
        yield from answer_problems(bank)
        yield from bank_problems(bank)
    yield from stem_problems(library)
    yield from schema_problems(library)
    yield from catalogue_problems(library)
    if complete:
        yield from paper_problems(library)
