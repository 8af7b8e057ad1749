"""Excel workbooks (.xlsx) and CSV: one sheet a kind, Chinese headings, errors with the cell's address.

Columns may stand in any order, and may be missing; a heading that is not known is an error, because a mistyped one
would lose a whole column.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exam_tui.content.bank import BankFile
from exam_tui.content.catalogue import CatalogueFile
from exam_tui.content.guessing import did_you_mean
from exam_tui.content.positions import KeyPath
from exam_tui.content.problems import Problem
from exam_tui.errors import ExamTuiError, reason_of
from exam_tui.exchange.columns import (
    CATALOGUE_INFO,
    INFO,
    INFO_SHEET,
    PRODUCT,
    PRODUCT_SHEET,
    SHEETS,
    columns_for,
    headings,
    product_row,
    row_of,
)
from exam_tui.exchange.entries import Entry, Raw, Shelf, plain_values, raw_item, raw_product
from exam_tui.exchange.foreign import item_id
from exam_tui.exchange.rows import CellError, item_of, product_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST_ROWS = 20_000
_Grid = list[list[str]]
"""Cells as text, row by row; the first row holds the headings."""


# -- reading --------------------------------------------------------------------------------------------------------


def read_workbook(path: Path) -> Shelf:
    """A bank, or a catalogue where there is a sheet 商品. Raises ExamTuiError for what is no workbook."""
    import openpyxl  # late: only for imports and exports
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        grids = {sheet.title.strip(): _grid(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
        book.close()
        formulas = openpyxl.load_workbook(path, read_only=True)
        lost = [problem for sheet in formulas.worksheets for problem in _lost_cells(path, sheet, grids)]
        formulas.close()
    except OSError as error:
        raise ExamTuiError("file.unreadable", path=str(path), reason=reason_of(error)) from error
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError) as error:
        raise ExamTuiError("exchange.not_workbook", path=str(path)) from error
    shelf = _catalogue(path, grids) if PRODUCT_SHEET in grids else _bank(path, grids)
    return replace(shelf, problems=(*lost, *shelf.problems))


def _lost_cells(path: Path, sheet: Any, grids: Mapping[str, _Grid]) -> Iterator[Problem]:
    """Cells that hold a formula without a result, or an error."""
    title = sheet.title.strip()
    grid = grids[title]
    for row, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS)):
        for column, cell in enumerate(cells):
            known = row < len(grid) and column < len(grid[row])
            text = grid[row][column] if known else ""
            kind = getattr(cell, "data_type", "")
            if kind == "e" or (kind == "f" and (not text or text.startswith("#"))):
                yield Problem(path, row + 1, 1, "X013", {}, place=f"{title}!{_address(column, row + 1)}")


def read_csv(path: Path) -> Shelf:
    """A catalogue from a CSV file (UTF-8 or GBK), headings in the first row. Raises ExamTuiError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ExamTuiError("file.unreadable", path=str(path), reason=reason_of(error)) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("gb18030")  # what Excel saves on a Chinese Windows
        except UnicodeDecodeError as error:
            raise ExamTuiError("exchange.not_text", path=str(path)) from error
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise ExamTuiError("exchange.not_text", path=str(path)) from error
    return _catalogue(path, {PRODUCT_SHEET: _grid(rows)})


def _grid(rows: Any) -> _Grid:
    grid = []
    for number, row in enumerate(rows):
        if number > MOST_ROWS:  # one more than can be read, for whoever tells about it
            break
        grid.append([_cell_text(value) for value in row])
    return grid


def _cell_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "对" if value else "错"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime() | date():
            return value.isoformat()
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip(" \t\r")


def _bank(path: Path, grids: Mapping[str, _Grid]) -> Shelf:
    problems: list[Problem] = []
    entries: list[Entry] = []
    for title, grid in grids.items():
        kind = SHEETS.get(title)
        if kind is None:
            if title != INFO_SHEET and any(any(row) for row in grid):
                guess = did_you_mean(title, [*SHEETS, INFO_SHEET, PRODUCT_SHEET])
                problems.append(Problem(path, 1, 1, "X001", {"value": title, "guess": guess}, place=title))
            continue
        known = headings(kind)
        for number, row in _rows(path, title, grid, known, problems):
            entry = _entry(path, title, number, grid[0], lambda kind=kind, row=row: item_of(kind, row), problems)
            if entry is not None:
                entries.append(entry)
    return Shelf("bank", _info(grids.get(INFO_SHEET, []), INFO, path), tuple(entries), tuple(problems))


def _catalogue(path: Path, grids: Mapping[str, _Grid]) -> Shelf:
    problems: list[Problem] = []
    entries: list[Entry] = []
    grid = grids[PRODUCT_SHEET]
    for number, row in _rows(path, PRODUCT_SHEET, grid, None, problems):
        entry = _entry(path, PRODUCT_SHEET, number, grid[0], lambda row=row: product_of(row), problems)
        if entry is not None:
            entries.append(entry)
    info = _info(grids.get("目录", []), CATALOGUE_INFO, path)
    return Shelf("catalogue", info, tuple(entries), tuple(problems))


def _info(grid: _Grid, names: Mapping[str, str], path: Path) -> Raw:
    """Two columns, name and value; what is not said follows from the file's name."""
    found = {row[0]: row[1] for row in grid if len(row) > 1 and row[0] and row[1]}
    raw = {key: found[name] for name, key in names.items() if name in found}
    return {"id": _slug(path.stem), "title": path.stem, **raw}


def _slug(text: str) -> str:
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower()).strip("-")
    return "-".join(part for part in kept.split("-") if part) or "imported"


def _rows(
    path: Path, title: str, grid: _Grid, known: Sequence[str] | None, problems: list[Problem]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows that say something, with their numbers as Excel counts them. `known`: the headings there may be."""
    if not grid:
        return
    names = grid[0]
    for column, name in enumerate(names):
        if not name:
            continue
        if known is not None and name not in known:
            place = f"{title}!{_address(column, 1)}"
            problems.append(
                Problem(path, 1, 1, "X006", {"value": name, "guess": did_you_mean(name, known)}, place=place)
            )
        elif name in names[:column]:
            problems.append(Problem(path, 1, 1, "X007", {"value": name}, place=f"{title}!{_address(column, 1)}"))
    if len(grid) > MOST_ROWS:
        problems.append(Problem(path, 1, 1, "X008", {"most": MOST_ROWS}, place=title))
    for column in range(max(map(len, grid))):
        named = column < len(names) and names[column]
        filled = next((n for n, row in enumerate(grid[1:], 2) if column < len(row) and row[column]), None)
        if not named and filled is not None:
            problems.append(Problem(path, 1, 1, "X009", {}, place=f"{title}!{_address(column, filled)}"))
    for index, row in enumerate(grid[1:MOST_ROWS], 2):
        cells = {name: text for name, text in zip(names, row, strict=False) if name and text}
        if cells:
            yield index, cells


def _entry(
    path: Path, title: str, number: int, names: Sequence[str], read: Any, problems: list[Problem]
) -> Entry | None:
    def address(heading: str) -> str:
        return f"{title}!{_address(names.index(heading), number)}" if heading in names else f"{title}!{number}"

    try:
        raw, came_from = read()
        if "stem" in raw and "id" not in raw:  # made from the stem, so that the next import finds it again
            raw["id"] = item_id("", str(raw["stem"]), "row")
    except CellError as error:
        problems.append(
            Problem(
                path, number, 1, error.code, {"key": error.heading, "found": error.found}, place=address(error.heading)
            )
        )
        return None
    places: dict[KeyPath, str] = {key: address(heading) for key, heading in came_from.items()}
    says = frozenset(str(key[0]) for key, heading in came_from.items() if heading in names) | set(raw)
    return Entry(raw, f"{title}!{number}", places, says)


def _address(column: int, row: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(column + 1)}{row}"


# -- writing --------------------------------------------------------------------------------------------------------


def write_bank(bank: BankFile) -> bytes:
    """A workbook with a sheet for every kind that the bank has. It can hold everything."""
    raws = [raw_item(item) for item in bank.question]
    sheets = []
    for title, kind in SHEETS.items():
        rows = [row_of(kind, raw) for raw in raws if raw["kind"] == kind]
        if rows:
            sheets.append((title, columns_for(kind, rows), rows))
    return _workbook(INFO_SHEET, INFO, plain_values(bank.bank.model_dump()), sheets)


def write_catalogue(catalogue: CatalogueFile) -> bytes:
    """A workbook with the products; every fact has a column."""
    rows = [product_row(raw_product(product)) for product in catalogue.product]
    facts = list(dict.fromkeys(name for row in rows for name in row if name not in PRODUCT))
    used = {heading for row in rows for heading in row}
    ahead = [heading for heading in ("编号", "名称", "类目", "价格") if heading in used]
    behind = [heading for heading in PRODUCT if heading in used and heading not in ahead]
    info = plain_values(catalogue.catalogue.model_dump())
    return _workbook("目录", CATALOGUE_INFO, info, [(PRODUCT_SHEET, [*ahead, *facts, *behind], rows)])


def _writable(text: str | None) -> str | None:
    """Without control characters, which a workbook can't hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return None if text is None else ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)


def _workbook(
    info_title: str, names: Mapping[str, str], info: Raw, sheets: Sequence[tuple[str, list[str], list[dict[str, str]]]]
) -> bytes:
    import openpyxl
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = info_title
    for name, key in names.items():
        if info.get(key):
            first.append([name, _writable(str(info[key]))])
            first.cell(first.max_row, 2).data_type = "s"
    for title, columns, rows in sheets:
        sheet: Worksheet = book.create_sheet(title)
        sheet.append(columns)
        for row in rows:
            sheet.append([_writable(row.get(column)) for column in columns])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for line in sheet.iter_rows(min_row=1):
            for cell in line:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # never a formula, whatever it begins with
        sheet.freeze_panes = "B2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
