"""What a format can hold must come back as it went out, whatever signs are in it; the rest must be named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from exam_tui.content.bank import BankFile
from exam_tui.content.library import Library
from exam_tui.content.loading import load_text
from exam_tui.exchange.entries import check, model_of, raw_item
from exam_tui.exchange.excel import read_workbook, write_bank, write_catalogue
from exam_tui.exchange.gift import read_gift, write_gift
from exam_tui.exchange.moodle import read_moodle, write_moodle
from exam_tui.exchange.moving import export, prepare_import
from exam_tui.exchange.toml_text import file_text
from tests.exchange.strategies import ALL, banks

FILE = Path("bank.xlsx")
SLOW = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def by_id(bank: BankFile) -> dict[str, object]:
    return {item.id: item for item in bank.question}


@SLOW
@given(banks())
def test_excel_holds_everything(tmp_path_factory: pytest.TempPathFactory, bank: BankFile) -> None:
    file = tmp_path_factory.mktemp("x") / "bank.xlsx"
    file.write_bytes(write_bank(bank))
    shelf = read_workbook(file)
    assert check(file, shelf) == []
    assert by_id(model_of(shelf)) == by_id(bank)
    assert model_of(shelf).bank == bank.bank


@SLOW
@given(banks(tuple(kind for kind in ALL if kind != "order")))
def test_gift_holds_all_but_orders(bank: BankFile) -> None:
    text, losses = write_gift(bank)
    shelf = read_gift(FILE, text)
    assert check(FILE, shelf) == []
    lost = {loss.item for loss in losses}
    assert by_id(model_of(shelf)) == {name: item for name, item in by_id(bank).items() if name not in lost}
    assert write_gift(model_of(shelf))[0].split("\n")[1:] == text.split("\n")[1:]  # but for the title


@SLOW
@given(banks())
def test_moodle_xml_holds_everything(bank: BankFile) -> None:
    data = write_moodle(bank)
    shelf = read_moodle(FILE, data)
    assert check(FILE, shelf) == []
    assert by_id(model_of(shelf)) == by_id(bank)
    assert write_moodle(model_of(shelf)) == data


@SLOW
@given(banks())
def test_toml_holds_everything(bank: BankFile) -> None:
    text = file_text("bank", {"id": "b", "title": "题库"}, "question", map(raw_item, bank.question), None)
    loaded, problems = load_text(FILE, text)
    assert problems == []
    assert loaded is not None
    assert loaded.model == bank


@pytest.mark.parametrize("suffix", [".xlsx", ".gift", ".xml"])
def test_the_shipped_banks_come_back_unchanged(library: Library, tmp_path: Path, suffix: str) -> None:
    for name, bank in library.banks.items():
        file = tmp_path / f"{name}{suffix}"
        data, losses = export(library, name, file)
        file.write_bytes(data)
        prepared = prepare_import(library, file, name, None)
        assert prepared.problems == ()
        assert prepared.plan.empty
        assert prepared.plan.same == len(bank.model.question) - len(losses)
        assert all(loss.what == "order" for loss in losses)


def test_the_shipped_catalogues_come_back_unchanged(library: Library, tmp_path: Path) -> None:
    for name, catalogue in library.catalogues.items():
        file = tmp_path / f"{name}.xlsx"
        file.write_bytes(write_catalogue(catalogue.model))
        prepared = prepare_import(library, file, None, None)
        assert prepared.problems == ()
        assert prepared.plan.empty
        assert prepared.plan.same == len(catalogue.model.product)
