"""Import and export as a whole: which format, which file, what would change.

An import is prepared first (what would be added and changed, and the text that would be written); nothing is written
until somebody has said so. An export never overwrites unasked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from exam_tui.content.bank import BankFile
from exam_tui.content.catalogue import CatalogueFile
from exam_tui.content.library import Library
from exam_tui.content.loading import Loaded, load_text
from exam_tui.content.problems import Problem, errors_among
from exam_tui.content.references import relative_path
from exam_tui.content.schemas import schema_reference
from exam_tui.errors import ExamTuiError, reason_of
from exam_tui.exchange.entries import Loss, Raw, Shelf, check, model_of, raw_item, raw_product
from exam_tui.exchange.excel import read_csv, read_workbook, write_bank, write_catalogue
from exam_tui.exchange.gift import read_gift, write_gift
from exam_tui.exchange.merging import Plan, merged_text, plan_import
from exam_tui.exchange.moodle import read_moodle, write_moodle
from exam_tui.exchange.toml_text import file_text

MOST_BYTES = 32 * 1024 * 1024
FOLDERS = {"bank": "question_banks", "catalogue": "question_banks/catalogue"}


def _text_of(path: Path) -> str:
    try:
        return _bytes_of(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExamTuiError("exchange.not_text", path=str(path)) from error


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ExamTuiError("file.unreadable", path=str(path), reason=reason_of(error)) from error


READERS: dict[str, Callable[[Path], Shelf]] = {
    ".xlsx": read_workbook,
    ".csv": read_csv,
    ".gift": lambda path: read_gift(path, _text_of(path)),
    ".txt": lambda path: read_gift(path, _text_of(path)),
    ".xml": lambda path: read_moodle(path, _bytes_of(path)),
}
"""Who reads a file, by how its name ends."""
WRITERS = (".xlsx", ".gift", ".xml")


@dataclass(frozen=True)
class Import:
    """A prepared import. `text` is what would be written; None where `problems` forbid it."""

    shelf: Shelf
    target: Path
    plan: Plan
    problems: tuple[Problem, ...]
    text: str | None


def read_foreign(path: Path) -> Shelf:
    """Read a file of any format that we know. Raises ExamTuiError."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ExamTuiError("exchange.unknown", path=str(path), known=", ".join(READERS))
    if not path.is_file():
        raise ExamTuiError("path.missing", path=str(path))
    if path.stat().st_size > MOST_BYTES:
        raise ExamTuiError("exchange.too_big", path=str(path), megabytes=MOST_BYTES // 1024 // 1024)
    return reader(path)


def prepare_import(library: Library, path: Path, content_id: str | None, into: Path | None) -> Import:
    """What importing `path` would do. `content_id` names the bank or catalogue, `into` the file."""
    shelf = read_foreign(path)
    known = library.banks if shelf.kind == "bank" else library.catalogues
    if content_id is None and into is None and shelf.info["id"] not in known:
        content_id = _home_of(library, shelf)
    if content_id is not None:
        shelf = replace(shelf, info={**shelf.info, "id": content_id})
    problems = check(path, shelf)
    if not errors_among(problems):
        shelf = _as_written(shelf)
    target = into or _target(library, shelf)
    problems += _taken_ids(library, path, shelf, target)
    if errors_among(problems):
        return Import(shelf, target, Plan((), (), 0, 0), tuple(problems), None)
    text, existing = _existing(target, shelf, named=into is not None)
    plan = plan_import(shelf, existing)
    if text is None:
        schema = schema_reference(library.root, target, shelf.kind)
        new = file_text(shelf.kind, shelf.info, shelf.table, (entry.raw for entry in shelf.entries), schema)
    else:
        new = merged_text(text, shelf, plan)
    problems += load_text(target, new)[1]  # what old and new entries only do together
    return Import(shelf, target, plan, tuple(problems), None if errors_among(problems) else new)


def _as_written(shelf: Shelf) -> Shelf:
    """The entries as their author would write them, so that a value that is the default is no difference."""
    model = model_of(shelf)
    raws = map(raw_item, model.question) if shelf.kind == "bank" else map(raw_product, model.product)
    entries = tuple(replace(entry, raw=raw) for entry, raw in zip(shelf.entries, raws, strict=True))
    return replace(shelf, entries=entries)


def _home_of(library: Library, shelf: Shelf) -> str | None:
    """The one bank or catalogue that has entries of these ids, where the foreign file does not say which it is."""
    names = {str(entry.raw.get(shelf.key, "")) for entry in shelf.entries}
    if shelf.kind == "bank":
        homes = [name for name, bank in library.banks.items() if any(i.id in names for i in bank.model.question)]
    else:
        homes = [name for name, c in library.catalogues.items() if any(p.code in names for p in c.model.product)]
    return homes[0] if len(homes) == 1 else None


def _taken_ids(library: Library, path: Path, shelf: Shelf, target: Path) -> list[Problem]:
    """Entries whose id another file of the workspace has already."""
    homes = {
        item.id: bank.source.path for bank in library.banks.values() for item in bank.model.question
    } if shelf.kind == "bank" else {}  # fmt: skip
    return [
        Problem(
            path, 1, 1, "R001", {"value": name, "other": relative_path(homes[name], library.root)}, place=entry.place
        )
        for entry in shelf.entries
        if (name := str(entry.raw.get("id", ""))) in homes and homes[name] != target
    ]


def _target(library: Library, shelf: Shelf) -> Path:
    """The file that holds the bank or catalogue already, or a new one named after it."""
    content_id = str(shelf.info["id"])
    home = library.banks if shelf.kind == "bank" else library.catalogues
    if content_id in home:
        return home[content_id].source.path
    return library.root / FOLDERS[shelf.kind] / f"{content_id}.toml"


def _existing(target: Path, shelf: Shelf, *, named: bool) -> tuple[str | None, dict[str, Raw]]:
    """Text and entries of the file that is there; (None, {}) where there is none. Raises ExamTuiError.

    `named`: somebody chose the file, so it may be another bank than the foreign file says.
    """
    if not target.exists():
        return None, {}
    text = _text_of(target)
    loaded, problems = load_text(target, text)
    if problems:
        raise ExamTuiError("exchange.broken_target", path=str(target))
    match loaded:
        case Loaded(model=BankFile(bank=info, question=items)) if shelf.kind == "bank":
            found, known = info.id, {item.id: raw_item(item) for item in items}
        case Loaded(model=CatalogueFile(catalogue=info, product=products)) if shelf.kind == "catalogue":
            found, known = info.id, {product.code: raw_product(product) for product in products}
        case _:
            raise ExamTuiError("exchange.other_kind", path=str(target), kind=shelf.kind)
    if not named and found != shelf.info["id"]:
        raise ExamTuiError("exchange.other_bank", path=str(target), found=found, wanted=shelf.info["id"])
    return text, known


def export(library: Library, content_id: str, path: Path) -> tuple[bytes, list[Loss]]:
    """A bank or catalogue in the format of `path`, and what that format can't hold. Raises ExamTuiError."""
    suffix = path.suffix.lower()
    if suffix not in WRITERS:
        raise ExamTuiError("exchange.unknown", path=str(path), known=", ".join(WRITERS))
    if content_id in library.banks:
        bank = library.banks[content_id].model
        if suffix == ".gift":
            text, losses = write_gift(bank)
            return text.encode(), losses
        return (write_bank(bank) if suffix == ".xlsx" else write_moodle(bank)), []
    if content_id in library.catalogues:
        if suffix != ".xlsx":
            raise ExamTuiError("exchange.cannot_hold")
        return write_catalogue(library.catalogues[content_id].model), []
    known = ", ".join(sorted([*library.banks, *library.catalogues]))
    raise ExamTuiError("exchange.no_bank", name=content_id, known=known)
